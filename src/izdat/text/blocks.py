"""markdown-it's block tokens → blocks; whose turn it is; what may stand where."""

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

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
    Text,
    Verse,
)
from izdat.text.attributes import Attribute, AttributeSlip, read_attributes
from izdat.text.dates import parse_clock
from izdat.model.place import Place
from izdat.text.findings import Findings, shown
from izdat.text.inlines import Passage, label, lone_picture, parse_inlines
from izdat.text.slugs import nearest, slugify

DEEPEST = 8  # lists and quotations inside one another

_SPEAKER = re.compile(r"@([^\s:@]+)(?:[ \t]+([^\s:]\S*?))?:(?=\s|$)[ \t]*\n?[ \t]*")
_HEADING_ID = re.compile(r"(?:^|[ \t]+)(\{[^{}]*\})$")
_TABLE = re.compile(r"^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.M)
_DEFINITION = re.compile(r"^[ \t]{0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*\S", re.M)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|.*[\x00-\x1f\x7f-\x9f]")
_FROM = re.compile(r"([A-Za-z0-9_-]+):([1-9]\d{0,5})", re.ASCII)


def _attributes_rule(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    """Take a line that is one list of attributes; whether it can be read is seen later."""
    start, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    if not state.src.startswith("{", start) or state.is_code_block(line):
        return False
    content = state.src[start:end].rstrip()
    if not content.endswith("}"):
        return False
    if not silent:
        token = state.push("attributes", "", 0)
        token.map = [line, line + 1]
        token.content = content
        state.line = line + 1
    return True


def _markdown() -> MarkdownIt:
    # 2 levels a list, 1 a quotation; what is deeper would be dropped without a word.
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 6 * DEEPEST})
    footnote_plugin(markdown, inline=False, move_to_end=False)
    markdown.block.ruler.before("fence", "attributes", _attributes_rule)
    markdown.disable("reference")
    return markdown


_MARKDOWN = _markdown()


def block_tokens(source: str) -> list[Token]:
    """Return markdown-it's block tokens of ``source``; inlines are not parsed yet."""
    tokens: list[Token] = []
    _MARKDOWN.block.parse(source, _MARKDOWN, {}, tokens)
    return tokens


def find_definitions(source: str) -> set[str]:
    """Return the labels that are defined as links, as they compare."""
    if "]:" not in source:
        return set()
    return {label(found[1]) for found in _DEFINITION.finditer(source)}


@dataclass(slots=True)
class _Attributes:
    """A line of attributes that waits for its block."""

    style: str  # "stage", "verse" or ""
    source: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class SegmentHeading:
    """``## Title {#id}``."""

    id: str
    title: str
    place: Place


class BlockReader:
    """Reads tokens one after another; ``position`` is the next."""

    def __init__(self, findings: Findings, tokens: list[Token]) -> None:
        self.findings = findings
        self.tokens = tokens
        self.position = 0
        self.footnotes: list[Footnote] = []
        self.depth = 0
        self.in_footnote = False
        self.waiting: _Attributes | None = None
        self.speaker: tuple[int, int] | None = None  # a mark whose words are still to come
        self.at: float | None = None

    # ---- walking --------------------------------------------------------------

    def is_at_end(self) -> bool:
        return self.position >= len(self.tokens)

    def peek(self) -> Token:
        return self.tokens[self.position]

    def blocks_until(self, closing: str) -> tuple[Block, ...]:
        """Return the blocks up to the token ``closing``, which is passed."""
        self.depth += 1
        blocks: list[Block] = []
        if self.depth == DEEPEST + 1 and not self.is_at_end():
            line = (self.peek().map or [0])[0]
            self.report("nesting-too-deep", line, 0, "lists and quotations stand too deep", "")
        while not self.is_at_end() and self.peek().type != closing:
            blocks.extend(self.block())
        self.position += 1
        self.settle_attributes()
        self.depth -= 1
        return tuple(blocks) if self.depth < DEEPEST else ()

    def block(self) -> list[Block]:
        """Return the next block, if it is one that a reader may see; wrong ones are reported."""
        token = self.peek()
        self.position += 1
        line = (token.map or [0])[0]
        kind = token.type
        if kind == "attributes":
            self.read_attributes(token, line)
            return []
        if kind == "paragraph_open":
            return self.paragraph(token, line)
        self.settle_attributes()
        if kind in ("bullet_list_open", "ordered_list_open"):
            return self.listing(token, line)
        if kind == "blockquote_open":
            blocks = self.blocks_until("blockquote_close")
            return [Quotation(blocks, self.place(line))] if blocks else []
        if kind == "hr":
            return [Rule(self.place(line))]
        if kind == "heading_open":
            return self.heading(token, line)
        if kind == "footnote_reference_open":
            self.footnote(token, line)
            return []
        self.wrong_block(token, line)
        return []

    def wrong_block(self, token: Token, line: int) -> None:
        if token.type == "fence":
            if token.info.split()[:1] == ["source"]:
                hint = "put it right under the segment's heading"
                self.report("source-misplaced", line, None, "a source block stands alone", hint)
            else:
                self.report("code-block", line, None, "blocks of code are not part of a text")
            self.check_closed(token, line)
        elif token.type == "code_block":
            hint = "take the spaces before it away"
            message = "a line indented by four spaces is a block of code"
            self.report("code-block", line, None, message, hint)
        elif token.type == "html_block":
            self.report("raw-html", line, None, "HTML is not read", r"a literal < is \<")

    def check_closed(self, token: Token, line: int) -> None:
        """Report a fence without its end: it would swallow the rest of the file."""
        last = (token.map or [0, 1])[1] - 1
        text = self.findings.lines[last].strip(" \t>") if last < len(self.findings.lines) else ""
        is_closed = last > line and len(text) >= len(token.markup) and not text.strip(text[:1])
        if not (is_closed and text.startswith(token.markup)):
            hint = f"close it with {token.markup}"
            self.report("fence-unclosed", line, None, "this block is never closed", hint)

    # ---- paragraphs -----------------------------------------------------------

    def paragraph(self, token: Token, line: int) -> list[Block]:
        inline = self.tokens[self.position]
        self.position += 2
        attributes, self.waiting = self.waiting, None
        passage = Passage(self.findings, inline.content, line)
        style = attributes.style if attributes else ""
        source = attributes.source if attributes else ""
        self.check_lines(passage)
        if inline.content.startswith("![") and (figure := self.figure(passage)):
            if attributes:
                self.misplaced(attributes)
            return [figure]
        start = 0
        if style != "stage":
            start = self.read_speaker(passage)
        elif inline.content.startswith("@"):
            passage.report(
                "speaker-in-stage",
                0,
                "nobody speaks a stage direction",
                r"put the speaker's words in a paragraph of their own; a literal @ is \@",
            )
        children = parse_inlines(passage, start=start, is_verse=style == "verse")
        if not children:
            if attributes and start:
                self.misplaced(attributes)
            return []
        place = passage.place(start)
        if style == "stage":
            return [Stage(tuple(children), place)]
        at, self.at, self.speaker = self.at, None, None
        voice = "" if self.in_footnote else self.findings.voice
        if style != "verse":
            return [Paragraph(tuple(children), voice, at, source, place)]
        self.check_verse(token)
        return [Verse(_lines(children), voice, at, source, place)]

    def check_lines(self, passage: Passage) -> None:
        """Report what looks like a mark at the start of a line, but cannot be one there."""
        source = passage.source
        if source.startswith("{"):
            hint = r"the list stands on a line of its own; a literal { is \{"
            passage.report("attributes-misplaced", 0, "this list belongs to nothing", hint)
        if "\n" in source:
            at = source.find("\n")
            while at >= 0:
                self.check_line(passage, at + 1)
                at = source.find("\n", at + 1)
        if "|" in source and (found := _TABLE.search(source)):
            passage.report("table", found.start(), "tables are not part of a text", "use a list")
        if "]:" in source:
            for found in _DEFINITION.finditer(source):
                hint = r"write [words](https://…) where the words stand; a literal [ is \["
                message = "a link is defined here, away from its words"
                passage.report("reference-definition", found.start(1) - 1, message, hint)

    def check_line(self, passage: Passage, start: int) -> None:
        rest = passage.source[start : start + 200].lstrip(" \t").partition("\n")[0]
        if rest.startswith("@"):
            hint = r"put an empty line before it; a literal @ is \@"
            message = "a speaker's mark stands inside a paragraph"
            passage.report("speaker-inside", start, message, hint)
        elif rest.startswith("{") and rest.rstrip().endswith("}"):
            hint = r"put an empty line before it; a literal { is \{"
            message = "a line of attributes stands inside a paragraph"
            passage.report("attributes-misplaced", start, message, hint)

    def check_verse(self, token: Token) -> None:
        """Report a verse whose next line markdown takes for a list, a heading or a quotation."""
        end = (token.map or [0, 0])[1]
        following = self.tokens[self.position] if not self.is_at_end() else None
        if following is not None and following.map and following.map[0] == end:
            hint = r"write \- , \# or \> where the line begins so, or put an empty line before it"
            self.report("verse-broken", end, None, "the verse ends here", hint)

    def figure(self, passage: Passage) -> Figure | None:
        """Return the picture that stands alone in the paragraph, if that is all there is."""
        picture = lone_picture(passage)
        if picture is None:
            return None
        alt_passage = Passage(
            self.findings, passage.source[picture.open + 1 : picture.close], passage.line
        )
        alt = _plain(parse_inlines(alt_passage), alt_passage, "a picture's description")
        if not alt:
            hint = "say what it shows, for those who cannot see it: ![a broken wall](wall.png)"
            passage.report("picture-without-words", 0, "this picture has no description", hint)
        if not picture.href or _ELSEWHERE.match(picture.href):
            hint = "put the picture into the episode's folder and name it: ![what it shows](it.png)"
            message = f"{shown(picture.href)} is not a picture of this folder"
            passage.report("picture-address", 0, message, hint)
        return Figure(picture.href, alt, picture.title, passage.place(0))

    # ---- speakers -------------------------------------------------------------

    def read_speaker(self, passage: Passage) -> int:
        """Note whose turn it is; return where the words begin."""
        source = passage.source
        if not source.startswith("@"):
            return 0
        if self.in_footnote:
            message = "nobody speaks a footnote"
            passage.report("speaker-in-footnote", 0, message, r"a literal @ is \@")
        found = _SPEAKER.match(source)
        if not found:
            hint = r"write @id: or @id 12:40: and a space; a literal @ is \@"
            passage.report("speaker-unreadable", 0, "this speaker's mark cannot be read", hint)
            return 0
        voice, time = found[1], found[2]
        if voice not in self.findings.voices:
            near = nearest(voice, self.findings.voices)
            hint = f"did you mean @{near}:?" if near else "name the voice under voices: at the top"
            passage.report("unknown-voice", 0, f"there is no voice {shown(voice)[1:-1]}", hint)
        self.settle_speaker()
        if not self.in_footnote:
            self.findings.voice = voice
        if time:
            self.at = parse_clock(time)
            if self.at is None:
                hint = "write minutes and seconds, 12:40, or hours too, 1:02:40"
                passage.report("bad-time", found.start(2), f"{shown(time)} is no time", hint)
        place = passage.place(0)
        self.speaker = (place.line - self.findings.first_line, place.column - 1)
        return found.end()

    def settle_speaker(self) -> None:
        """Report a speaker's mark after which nobody spoke."""
        if self.speaker is not None:
            line, column = self.speaker
            message = "after this mark nothing is said"
            self.report("speaker-silent", line, column, message, "take it out, or add the words")
        self.speaker = None
        self.at = None

    # ---- lists, headings, footnotes -------------------------------------------

    def listing(self, token: Token, line: int) -> list[Block]:
        closing = token.type.replace("open", "close")
        start = None
        if token.type == "ordered_list_open":
            start = int(token.attrs.get("start", 1))
        items: list[tuple[Block, ...]] = []
        while not self.is_at_end() and self.peek().type != closing:
            self.position += 1  # list_item_open
            items.append(self.blocks_until("list_item_close"))
        self.position += 1
        kept = tuple(item for item in items if item)
        return [Listing(kept, start, self.place(line))] if kept else []

    def heading(self, token: Token, line: int) -> list[Block]:
        """Return a heading of level 3 to 6; level 2 is met by whoever reads segments."""
        if not token.markup.startswith("#"):
            self.position += 2
            hint = "write ## Title {#id}; for a break, put an empty line before ---"
            self.report("heading-underlined", line, None, "an underlined line is a heading", hint)
            return []
        title, id, passage, id_at = self.title(token, line)
        level = int(token.tag[1])
        self.settle_speaker()
        self.findings.voice = ""
        if self.depth or self.in_footnote:
            message = "a heading stands inside a list, a quotation or a footnote"
            passage.report("heading-inside", 0, message, r"a literal # is \#")
            return []
        if level == 1:
            hint = "the episode's title stands at the top of the file; a segment's has two: ##"
            passage.report("heading-level", 0, "a heading with one #", hint)
            return []
        if id and not self.findings.take_id(id, passage.place(id_at), "heading"):
            id = ""
        return [Heading(level, title, id, self.place(line))] if title else []

    def segment_heading(self) -> SegmentHeading:
        """Read the heading of a segment, at which the reader stands."""
        token = self.peek()
        self.position += 1
        line = (token.map or [0])[0]
        title, id, passage, id_at = self.title(token, line)
        self.settle_attributes()
        self.settle_speaker()
        self.findings.voice = ""
        if not id:
            suggested = slugify(title) or f"segment-{line + self.findings.first_line}"
            hint = f"## {title} {{#{suggested}}}" if title else "## Title {#id}"
            passage.report("segment-without-id", 0, "this segment has no id", hint)
        elif not self.findings.take_id(id, passage.place(id_at), "segment"):
            id = ""
        return SegmentHeading(id, title, self.place(line))

    def title(self, token: Token, line: int) -> tuple[str, str, Passage, int]:
        """Return title and id of a heading, its passage, and where in it the id stands."""
        inline = self.tokens[self.position]
        self.position += 2
        content = inline.content
        passage = Passage(self.findings, content, line)
        id, id_at = "", 0
        if found := _HEADING_ID.search(content):
            id, id_at = self.heading_id(passage, found.start(1))
            content = content[: found.start()]
        start = Passage(self.findings, content, line)
        title = _plain(parse_inlines(start), start, "a heading")
        if not title:
            passage.report("heading-empty", 0, "this heading has no words", "")
        return title, id, passage, id_at

    def heading_id(self, passage: Passage, at: int) -> tuple[str, int]:
        attributes = read_attributes(passage.source, at)
        if isinstance(attributes, AttributeSlip):
            passage.report(
                "attributes-unreadable", attributes.position, attributes.message, attributes.hint
            )
            return "", at
        id, id_at = "", at
        for given in attributes.attributes:
            if given.kind == "id" and not id:
                id, id_at = given.value, given.position
            else:
                self.not_here(given, "a heading has an id only: {#id}", passage)
        return id, id_at

    def not_here(self, given: Attribute, hint: str, passage: Passage) -> None:
        name = f".{given.name}" if given.kind == "class" else given.name
        message = f"{shown(name)[1:-1]} does not belong here"
        passage.report("unknown-attribute", given.position, message, hint)

    def footnote(self, token: Token, line: int) -> None:
        name = str(token.meta["label"])
        place = self.place(line)
        before, depth = self.findings.voice, self.depth
        self.in_footnote, self.depth = True, 0
        blocks = self.blocks_until("footnote_reference_close")
        self.in_footnote, self.depth = False, depth
        self.findings.voice = before
        if name in self.findings.footnotes:
            first = self.findings.footnotes[name].line
            message = f"the footnote {shown(name)} is written twice, first in line {first}"
            self.report("duplicate-footnote", line, None, message, "give one another label")
            return
        self.findings.footnotes[name] = place
        if not blocks:
            self.report("footnote-empty", line, None, f"the footnote {shown(name)} has no words")
            return
        self.footnotes.append(Footnote(name, blocks, place))

    # ---- attribute lines --------------------------------------------------------

    def read_attributes(self, token: Token, line: int) -> None:
        """Keep a line of attributes for the paragraph below it."""
        self.settle_attributes()
        passage = Passage(self.findings, token.content, line)
        read = read_attributes(token.content, 0)
        if isinstance(read, AttributeSlip):
            passage.report("attributes-unreadable", read.position, read.message, read.hint)
            return
        if read.end < len(token.content):
            hint = r"the list stands on a line of its own; a literal { is \{"
            passage.report("attributes-misplaced", 0, "this list belongs to nothing", hint)
            return
        style = source = ""
        for given in read.attributes:
            if given.kind == "class" and given.name in ("stage", "verse") and not style:
                style = given.name
            elif given.kind == "key" and given.name == "from" and not source:
                source = self.source(given, passage)
            elif given.kind == "class":
                near = nearest(given.name, ("stage", "verse"))
                hint = f"did you mean .{near}?" if near else "above a paragraph: .stage or .verse"
                message = f"there is no .{given.name[:40]} here"
                passage.report("unknown-mark", given.position, message, hint)
            else:
                hint = 'above a paragraph: .stage, .verse or from="segment:3"'
                self.not_here(given, hint, passage)
        place = passage.place(0)
        column = place.column - 1
        self.waiting = _Attributes(style, source, line, column)
        if style == "stage" and source:
            self.misplaced(self.waiting)

    def source(self, given: Attribute, passage: Passage) -> str:
        if _FROM.fullmatch(given.value):
            return given.value
        hint = "the segment's id and the paragraph's number there: from=\"call:3\""
        message = f"{shown(given.value)} names no paragraph"
        passage.report("bad-from", given.position, message, hint)
        return ""

    def settle_attributes(self) -> None:
        """Report a line of attributes below which no paragraph stands."""
        if self.waiting is not None:
            self.misplaced(self.waiting)
        self.waiting = None

    def misplaced(self, attributes: _Attributes) -> None:
        hint = "it belongs on the line right above a paragraph"
        message = "this list belongs to nothing"
        self.report("attributes-misplaced", attributes.line, attributes.column, message, hint)

    # ---- places -----------------------------------------------------------------

    def place(self, line: int) -> Place:
        return self.findings.place(line, self.indentation(line))

    def indentation(self, line: int) -> int:
        """Return how far the line's own first character stands from the margin."""
        if line >= len(self.findings.lines):
            return 0
        text = self.findings.lines[line]
        return len(text) - len(text.lstrip(" \t"))

    def report(
        self, code: str, line: int, column: int | None, message: str, hint: str = ""
    ) -> None:
        at = self.indentation(line) if column is None else column
        self.findings.add(code, self.findings.place(line, at), message, hint)


def _lines(children: list[Inline]) -> tuple[tuple[Inline, ...], ...]:
    lines: list[list[Inline]] = [[]]
    for node in children:
        if isinstance(node, LineBreak):
            lines.append([])
        else:
            lines[-1].append(node)
    return tuple(tuple(line) for line in lines if line)


def _plain(children: list[Inline], passage: Passage, where: str) -> str:
    """Return the words of what can hold nothing else; anything else is reported."""
    if all(isinstance(node, Text) for node in children):
        return "".join(node.text for node in children if isinstance(node, Text))
    hint = r"take them out; a literal [ is \[, * is \*"
    passage.report("marks-in-title", 0, f"marks are not read in {where}", hint)
    return " ".join(node.text for node in children if isinstance(node, Text)).strip()
