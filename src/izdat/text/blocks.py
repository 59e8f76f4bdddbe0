"""Block tokens → blocks, and what may stand where."""

import re

from markdown_it.token import Token

from izdat.model.content import (
    Block,
    Figure,
    Footnote,
    Heading,
    Inline,
    LineBreak,
    Listing,
    Paragraph,
    Quotation,
    Rule,
    Stage,
    Verse,
)
from izdat.model.place import Place
from izdat.text.above import Above, read_above
from izdat.text.findings import Findings, shown
from izdat.text.inlines import Passage, lone_picture, parse_inlines
from izdat.text.slips import check_lines
from izdat.text.slugs import slugify
from izdat.text.titles import Title, only_words, read_title
from izdat.text.turns import Turns, refuse_speaker

DEEPEST = 8  # lists and quotations inside one another

_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|.*[\x00-\x1f\x7f-\x9f]")


class BlockReader:
    """Reads tokens one after another; ``position`` is the next."""

    def __init__(self, findings: Findings, tokens: list[Token]) -> None:
        self.findings = findings
        self.tokens = tokens
        self.position = 0
        self.footnotes: list[Footnote] = []
        self.turns = Turns(findings.voices)
        self._above: Above | None = None  # waits for its paragraph
        self._depth = 0
        self._is_in_footnote = False

    # ---- walking --------------------------------------------------------------

    def is_at_end(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self) -> Token:
        return self.tokens[self.position]

    def end(self) -> None:
        """Report what still waits when the text ends."""
        self._settle_above()
        self.turns.end()

    def block(self) -> list[Block]:
        """Return the next block, or none: it said nothing, or it was wrong and is reported."""
        token = self.peek()
        self.position += 1
        line = line_of(token)
        kind = token.type
        if kind == "attributes":
            self._settle_above()
            self._above = read_above(Passage(self.findings, token.content, line))
            return []
        if kind == "paragraph_open":
            return self._paragraph(token, line)
        self._settle_above()
        if kind in ("bullet_list_open", "ordered_list_open"):
            return self._listing(token, line)
        if kind == "blockquote_open":
            blocks = self._blocks_until("blockquote_close")
            return [Quotation(blocks, self.place(line))] if blocks else []
        if kind == "hr":
            return [Rule(self.place(line))]
        if kind == "heading_open":
            return self._heading(token, line)
        if kind == "footnote_reference_open":
            self._footnote(token, line)
        else:
            self._wrong_block(token, line)
        return []

    def _blocks_until(self, closing: str) -> tuple[Block, ...]:
        """Return the blocks up to the token ``closing``, which is passed."""
        self._depth += 1
        blocks: list[Block] = []
        if self._depth == DEEPEST + 1 and not self.is_at_end():
            message = "lists and quotations stand too deep inside one another"
            self._report("nesting-too-deep", line_of(self.peek()), message, "")
        while not self.is_at_end() and self.peek().type != closing:
            blocks.extend(self.block())
        self.position += 1
        self._settle_above()
        self._depth -= 1
        return tuple(blocks) if self._depth < DEEPEST else ()

    def _wrong_block(self, token: Token, line: int) -> None:
        if token.type == "fence":
            if is_source(token):
                hint = "put it right under the segment's heading, once"
                self._report("source-misplaced", line, "this source block stands alone", hint)
            else:
                hint = "write it as a paragraph, or as `code` in a line"
                self._report("code-block", line, "blocks of code are not part of a text", hint)
            self.check_closed(token)
        elif token.type == "code_block":
            hint = "take the spaces before it away"
            message = "a line indented by four spaces is a block of code"
            self._report("code-block", line, message, hint)
        elif token.type == "html_block":
            self._report("raw-html", line, "HTML is not read", r"a literal < is \<")

    def check_closed(self, token: Token) -> None:
        """Report a fence without its end: it swallows the rest of the file."""
        line = line_of(token)
        last = (token.map or [0, 1])[1] - 1
        text = self.findings.lines[last].strip(" \t>") if last < len(self.findings.lines) else ""
        is_end = text.startswith(token.markup) and not text.strip(token.markup[:1])
        if last <= line or not is_end:
            hint = f"close it with {token.markup[:10]} on a line of its own"
            self._report("fence-unclosed", line, "this block is never closed", hint)

    def _settle_above(self) -> None:
        if self._above is not None:
            self._above.report_misplaced()
        self._above = None

    # ---- paragraphs -----------------------------------------------------------

    def _paragraph(self, token: Token, line: int) -> list[Block]:
        passage = Passage(self.findings, self.tokens[self.position].content, line)
        self.position += 2
        above, self._above = self._above, None
        check_lines(passage)
        if passage.source.startswith("![") and (figure := self._figure(passage)):
            if above:
                above.report_misplaced()
            return [figure]
        style = above.style if above else ""
        start = 0
        if style == "stage":
            refuse_speaker(passage, "a stage direction")
        elif self._is_in_footnote:
            refuse_speaker(passage, "a footnote")
        else:
            start = self.turns.read(passage)
        children = parse_inlines(passage, start=start, is_verse=style == "verse")
        if not children:
            if above:
                above.report_misplaced()
            return []
        place = passage.place(start)
        if style == "stage":
            return [Stage(tuple(children), place)]
        voice, at = ("", None) if self._is_in_footnote else self.turns.take()
        source = above.source if above else ""
        if style == "verse":
            self._check_verse(token)
            return [Verse(_lines(children), voice, at, source, place)]
        return [Paragraph(tuple(children), voice, at, source, place)]

    def _check_verse(self, token: Token) -> None:
        """Report a verse whose next line Markdown takes for a list, a heading or a quotation."""
        end = (token.map or [0, 0])[1]
        following = None if self.is_at_end() else self.peek()
        if following is not None and following.map and following.map[0] == end:
            hint = r"a line that begins so is written \- or \# or \>; or put an empty line before"
            self._report("verse-broken", end, "this line ends the verse above it", hint)

    def _figure(self, passage: Passage) -> Figure | None:
        """Return the picture that is all of the paragraph."""
        picture = lone_picture(passage)
        if picture is None:
            return None
        inner = passage.source[picture.open + 1 : picture.close]
        words = Passage(self.findings, inner, passage.line)
        alt = only_words(parse_inlines(words), words, "a picture's description")
        if not alt:
            hint = "say what it shows, for those who cannot see it: ![a broken wall](wall.png)"
            passage.report("picture-without-words", 0, "this picture has no description", hint)
        if not picture.href or _ELSEWHERE.match(picture.href):
            hint = "put it into the episode's folder: ![what it shows](picture.png)"
            message = f"{shown(picture.href)} is not a picture of this folder"
            passage.report("picture-address", 0, message, hint)
        return Figure(picture.href, alt, picture.title, passage.place(0))

    # ---- lists, headings, footnotes -------------------------------------------

    def _listing(self, token: Token, line: int) -> list[Block]:
        closing = token.type.replace("open", "close")
        is_numbered = token.type == "ordered_list_open"
        items: list[tuple[Block, ...]] = []
        while not self.is_at_end() and self.peek().type != closing:
            self.position += 1  # list_item_open
            items.append(self._blocks_until("list_item_close"))
        self.position += 1
        kept = tuple(item for item in items if item)
        start = int(token.attrs.get("start", 1)) if is_numbered else None
        return [Listing(kept, start, self.place(line))] if kept else []

    def _heading(self, token: Token, line: int) -> list[Block]:
        """Return a heading of level 3 to 6; the second level is met in text/markdown.py."""
        passage = Passage(self.findings, self.tokens[self.position].content, line)
        self.position += 2
        if not token.markup.startswith("#"):
            hint = "write ## Title {#id}; for a break, put an empty line before ---"
            passage.report("heading-underlined", 0, "an underlined line is a heading", hint)
            return []
        if self._depth:
            message = "a heading stands inside a list, a quotation or a footnote"
            passage.report("heading-inside", 0, message, r"a literal # is \#")
            return []
        self.turns.end()
        title = read_title(passage)
        if token.tag == "h1":
            hint = "the episode's title stands at the top of the file; a segment has two: ##"
            passage.report("heading-level", 0, "a heading with a single #", hint)
            return []
        name = title.id
        if name and not self.findings.take_id(name, title.id_place, "heading"):
            name = ""
        level = int(token.tag[1])
        return [Heading(level, title.words, name, self.place(line))] if title.words else []

    def segment_heading(self) -> Title:
        """Read the heading of a segment, at which the reader stands; its id may be empty."""
        self._settle_above()
        self.turns.end()
        line = line_of(self.peek())
        passage = Passage(self.findings, self.tokens[self.position + 1].content, line)
        self.position += 3
        title = read_title(passage)
        if title.id:
            if self.findings.take_id(title.id, title.id_place, "segment"):
                return title
            return Title(title.words, "", title.id_place)
        suggested = slugify(title.words) or f"segment-{line + self.findings.first_line}"
        hint = f"## {title.words or 'Title'} {{#{suggested}}}"
        passage.report("segment-without-id", 0, "this segment has no id", hint)
        return title

    def _footnote(self, token: Token, line: int) -> None:
        name = str(token.meta["label"])
        place = self.place(line)
        was_in_footnote, depth = self._is_in_footnote, self._depth
        self._is_in_footnote, self._depth = True, max(depth, 1)
        blocks = self._blocks_until("footnote_reference_close")
        self._is_in_footnote, self._depth = was_in_footnote, depth
        if name in self.findings.footnotes:
            first = self.findings.footnotes[name].line
            message = f"the footnote {shown(name)} is written already, in line {first}"
            self._report("duplicate-footnote", line, message, "give one of them another label")
            return
        self.findings.footnotes[name] = place
        if not blocks:
            message = f"the footnote {shown(name)} has no words"
            self._report("footnote-empty", line, message, "write it, or take it out")
            return
        self.footnotes.append(Footnote(name, blocks, place))

    # ---- places -----------------------------------------------------------------

    def place(self, line: int) -> Place:
        """Return where the line's first character stands that is no space."""
        text = self.findings.lines[line] if line < len(self.findings.lines) else ""
        return self.findings.place(line, len(text) - len(text.lstrip(" \t")))

    def _report(self, code: str, line: int, message: str, hint: str) -> None:
        self.findings.add(code, self.place(line), message, hint)


def line_of(token: Token) -> int:
    """Return the index of the token's first line in the body."""
    return token.map[0] if token.map else 0


def is_source(token: Token) -> bool:
    """Say whether a fence holds a segment's provenance."""
    return token.type == "fence" and token.info.split()[:1] == ["source"]


def _lines(children: list[Inline]) -> tuple[tuple[Inline, ...], ...]:
    lines: list[list[Inline]] = [[]]
    for node in children:
        if isinstance(node, LineBreak):
            lines.append([])
        else:
            lines[-1].append(node)
    return tuple(tuple(line) for line in lines if line)
