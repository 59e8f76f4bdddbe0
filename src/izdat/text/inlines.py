"""A paragraph's source → its inlines, with the place of every mark."""

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from typing import Any, cast

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.autolink import autolink
from markdown_it.rules_inline.html_inline import html_inline
from markdown_it.token import Token

from izdat.model.content import (
    Code,
    Emphasis,
    FootnoteRef,
    Inline,
    LineBreak,
    Link,
    Strong,
    Supplied,
    Text,
)
from izdat.model.place import Place
from izdat.text.brackets import Bracket, find_brackets
from izdat.text.emphasis import Emphases, read_emphasis, warn_of_open_emphasis
from izdat.text.findings import Findings, shown
from izdat.text.marks import make_mark
from izdat.text.normal import is_blank, normal_inlines

LARGEST = 100_000  # characters of one paragraph: three hours of speech

_MARKS = re.compile(r"[\\`*_\[\]<&{]")
_BREAK = re.compile(r"[ \t]*\n[ \t]*")
_SPACES = re.compile(r"[ \t\n]+")
_LOOSE = re.compile(r"\{\s*(?:[.#][\w-]|[\w-]+\s*=)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEMES = ("https:", "http:", "mailto:")
_UNSAFE = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"]")


class Passage:
    """A stretch of inline source and where its characters stand in the file."""

    __slots__ = ("_shifts", "_starts", "findings", "line", "source")

    def __init__(self, findings: Findings, source: str, line: int) -> None:
        self.findings = findings
        self.source = source
        self.line = line  # index of its first line in the body
        self._starts: list[int] = []  # of its lines; found when a place is asked for
        self._shifts: dict[int, int] = {}

    def place(self, position: int) -> Place:
        """Return where ``source[position]`` stands."""
        if not self._starts:
            self._starts = [0, *(found.end() for found in re.finditer("\n", self.source))]
        number = bisect_right(self._starts, position) - 1
        if number not in self._shifts:
            self._shifts[number] = self._shift(number)
        column = self._shifts[number] + position - self._starts[number]
        return self.findings.place(self.line + number, column)

    def _shift(self, number: int) -> int:
        """Return how many characters of the file's line go before this line of the source.

        The source's lines are the file's without what goes before them (``> ``, ``- ``,
        indentation, ``###``), so they are laid end to end.
        """
        start = self._starts[number]
        end = self.source.find("\n", start)
        own = (self.source[start:] if end < 0 else self.source[start:end]).rstrip()
        line = self.line + number
        whole = self.findings.lines[line] if line < len(self.findings.lines) else own
        shift = max(len(whole.rstrip()) - len(own), 0)
        if not whole.startswith(own, shift):
            shift = max(whole.find(own.strip()), 0)  # a heading with its id, or a closing ##
        return shift

    def report(self, code: str, position: int, message: str, hint: str = "") -> None:
        if not self.findings.is_full():
            self.findings.add(code, self.place(position), message, hint)

    def warn(self, code: str, position: int, message: str, hint: str) -> None:
        if not self.findings.is_full():
            self.findings.warn(code, self.place(position), message, hint)


class _State(StateInline):
    """The state of markdown-it, with the paragraph's brackets and its passage."""

    def __init__(
        self, passage: Passage, brackets: dict[int, Bracket], md: MarkdownIt, start: int
    ) -> None:
        super().__init__(passage.source, md, {}, [])
        self.pos = start
        self.passage = passage
        self.brackets = brackets
        self.emphases: Emphases = []


def parse_inlines(passage: Passage, *, start: int = 0, is_verse: bool = False) -> list[Inline]:
    """Return the inlines of ``passage.source[start:]``; every slip is reported to its findings.

    Adjacent plain text is one ``Text``; every run of white space in it is one space. In a verse
    each line that the source breaks ends in a ``LineBreak``.
    """
    source = passage.source
    if len(source) > LARGEST:
        hint = f"at most {LARGEST:,} characters; is a blank line missing?"
        passage.report("paragraph-too-large", 0, "this paragraph is too large", hint)
        return []
    if not is_verse and not _MARKS.search(source, start):
        text = source[start:]
        if "  \n" not in text:
            if "\n" in text:
                text = _BREAK.sub(" ", text)
            if "  " in text or "\t" in text:
                text = _SPACES.sub(" ", text)
            text = text.strip(" ")
            return [Text(text)] if text else []
    brackets: dict[int, Bracket] = {}
    if "[" in source or "]" in source:
        brackets = find_brackets(source, start, passage.report)
    state = _State(passage, brackets, _MARKDOWN, start)
    _MARKDOWN.inline.tokenize(state)
    for rule in _MARKDOWN.inline.ruler2.getRules(""):
        rule(state)
    warn_of_open_emphasis(source, state.emphases, passage.warn)
    return normal_inlines(_Builder(passage, is_verse).build(state.tokens))


def lone_picture(passage: Passage) -> Bracket | None:
    """Return the picture that is all of the passage; None if it holds anything else."""
    source = passage.source
    found = find_brackets(source, 0, lambda *_: None).get(1)
    is_alone = found is not None and found.kind == "picture" and found.end == len(source.rstrip())
    return found if is_alone else None


# ---- rules ------------------------------------------------------------------


def _bracket_rule(state: _State, silent: bool) -> bool:
    position = state.pos
    character = state.src[position]
    if character == "!":
        if not state.src.startswith("[", position + 1):
            return False
        opening = position + 1
    elif character == "[":
        opening = position
    else:
        return False
    bracket = state.brackets.get(opening)
    if bracket is None:
        if character == "!":
            return False
        state.passage.report(
            "bracket-unclosed", position, "this [ is never closed", r"a literal [ is \["
        )
        state.append_pending("[")
        state.pos += 1
        return True
    if character == "!" and bracket.kind != "picture":
        return False
    if silent:
        state.pos = bracket.end
        return True
    if bracket.kind in ("footnote", "picture"):
        state.push(bracket.kind, "", 0).meta["bracket"] = bracket
    else:
        state.push("bracket_open", "", 1).meta["bracket"] = bracket
        maximum, state.posMax = state.posMax, bracket.close
        state.pos = bracket.open + 1
        state.md.inline.tokenize(state)
        state.push("bracket_close", "", -1)
        state.posMax = maximum
    state.pos = bracket.end
    return True


def _emphasis_rule(state: _State, silent: bool) -> bool:
    return read_emphasis(state, silent, state.emphases)


def _loose_attributes_rule(state: _State, silent: bool) -> bool:
    position = state.pos
    if state.src[position] != "{" or silent or not _LOOSE.match(state.src, position):
        return False
    # Behind a mark whose list cannot be read, that has been said already.
    if position == 0 or state.src[position - 1] != "]":
        hint = r"put it right behind [words], or on a line of its own above; a literal { is \{"
        state.passage.report("attributes-loose", position, "this list belongs to nothing", hint)
    return False


def _html_rule(state: _State, silent: bool) -> bool:
    position = state.pos
    if not html_inline(state, silent):
        return False
    if not silent:
        tag = state.src[position : state.pos]
        hint = r"a literal < is \<"
        state.passage.report("raw-html", position, f"HTML is not read: {shown(tag)}", hint)
    return True


def _autolink_rule(state: StateInline, silent: bool) -> bool:
    position, before = state.pos, len(state.tokens)
    if not autolink(state, silent):
        return False
    for token in state.tokens[before:]:
        if token.type == "link_open":
            address = state.src[position + 1 : state.pos - 1]
            is_mail = str(token.attrs["href"]).startswith("mailto:")
            is_bare = is_mail and not address.lower().startswith("mailto:")
            token.meta["bracket"] = Bracket(
                "link",
                position,
                position,
                state.pos,
                state.pos,
                href="mailto:" + address if is_bare else address,
            )
        elif token.type == "text" and token.nesting == 0 and token is state.tokens[-2]:
            token.content = state.src[position + 1 : state.pos - 1]
    return True


_Rule = Callable[[StateInline, bool], bool]


def _markdown() -> MarkdownIt:
    """Return the inline half of the parser; text/blocks.py has the other."""
    markdown = MarkdownIt("commonmark", {"html": True, "maxNesting": 40})
    inline: ParserInline = markdown.inline
    # Only parse_inlines starts this parser, so that every state is a _State.
    inline.ruler.at("emphasis", cast(_Rule, _emphasis_rule))
    inline.ruler.at("link", cast(_Rule, _bracket_rule))
    inline.ruler.at("image", cast(_Rule, _loose_attributes_rule))
    inline.ruler.at("autolink", _autolink_rule)
    inline.ruler.at("html_inline", cast(_Rule, _html_rule))
    return markdown


_MARKDOWN = _markdown()


# ---- tokens → nodes -----------------------------------------------------------

_Frame = tuple[str, Any, list[Inline], list[str]]

DEEPEST = 24  # nodes inside nodes; the brackets among them are bounded before


class _Builder:
    """Builds the tree of one paragraph from its tokens."""

    def __init__(self, passage: Passage, is_verse: bool) -> None:
        self.passage = passage
        self.is_verse = is_verse
        self.text: list[str] = []
        self.out: list[Inline] = []
        self.frames: list[_Frame] = []

    def build(self, tokens: Sequence[Token]) -> list[Inline]:
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                self.text.append(token.content)
            elif kind == "softbreak":
                if self.is_verse and not self.frames:
                    self.append(LineBreak())
                else:
                    self.text.append(" ")
            elif kind == "hardbreak":
                self.append(LineBreak())
            elif kind == "code_inline":
                code = _SPACES.sub(" ", token.content).strip(" ")
                if code:
                    self.append(Code(code))
            elif token.nesting == 1:
                # What follows a mark may be plain text that continues the text before it.
                self.frames.append((kind, token, self.out, self.text))
                self.out, self.text = [], []
            elif token.nesting == -1:
                self.close()
            elif kind == "footnote":
                self.append_all(self.footnote(token.meta["bracket"]))
            elif kind == "picture":
                hint = "give it a paragraph of its own"
                at = token.meta["bracket"].start
                self.passage.report("picture-in-line", at, "a picture stands inside a line", hint)
        self.flush()
        return self.out

    def flush(self) -> None:
        if self.text:
            text = _SPACES.sub(" ", "".join(self.text))
            self.text.clear()
            if text:
                self.out.append(Text(text))

    def append(self, node: Inline) -> None:
        self.flush()
        self.out.append(node)

    def append_all(self, nodes: Sequence[Inline]) -> None:
        """Append nodes, so that plain text next to plain text becomes one."""
        for node in nodes:
            if isinstance(node, Text):
                self.text.append(node.text)
            else:
                self.append(node)

    def close(self) -> None:
        self.flush()
        children, (kind, token, self.out, self.text) = tuple(self.out), self.frames.pop()
        self.append_all(self.node(kind, token, children))

    def node(self, kind: str, token: Token, children: tuple[Inline, ...]) -> Sequence[Inline]:
        if len(self.frames) >= DEEPEST:
            self.passage.report("nesting-too-deep", 0, "marks stand too deep in one another")
            return ()
        if kind in ("em_open", "strong_open"):
            make = Emphasis if kind == "em_open" else Strong
            return (make(children),) if children else ()
        bracket: Bracket = token.meta["bracket"]
        if bracket.kind == "link":
            return self.link(bracket, children)
        place = self.passage.place(bracket.start)
        if is_blank(children):
            hint = r"a literal [ is \["
            self.passage.report("mark-empty", bracket.start, "these brackets are empty", hint)
            return ()
        if bracket.kind == "supplied":
            return self.supplied(bracket, children, place)
        return make_mark(bracket, children, place, self.passage)

    def supplied(
        self, bracket: Bracket, children: tuple[Inline, ...], place: Place
    ) -> Sequence[Inline]:
        words = self.passage.source[bracket.open + 1 : bracket.close]
        if label(words) in self.passage.findings.definitions:
            hint = "write [words](https://…), and take the definition out"
            message = f"[{shown(words)[1:-1]}] is defined as a link elsewhere"
            self.passage.report("reference-link", bracket.start, message, hint)
        return (Supplied(children, place),)

    def link(self, bracket: Bracket, children: tuple[Inline, ...]) -> Sequence[Inline]:
        at = bracket.start
        if is_blank(children):
            hint = "put words between the brackets"
            self.passage.report("mark-empty", at, "this link has no words", hint)
            return ()
        if any(frame[0] == "link" for frame in self.frames) or _holds_link(children):
            self.passage.report("link-in-link", at, "a link stands inside a link")
            return children
        problem = address_problem(bracket.href)
        if problem:
            hint = "https:, http:, mailto: and relative addresses can be followed"
            self.passage.report("link-address", at, problem, hint)
            return children
        return (Link(children, bracket.href, bracket.title, self.passage.place(at)),)

    def footnote(self, bracket: Bracket) -> Sequence[Inline]:
        if not bracket.title:
            return ()
        place = self.passage.place(bracket.start)
        self.passage.findings.footnote_refs.setdefault(bracket.title, place)
        return (FootnoteRef(bracket.title, place),)


def label(words: str) -> str:
    """Return a link label as CommonMark compares it (0.31, 6.3)."""
    return " ".join(words.split()).casefold()


def address_problem(href: str) -> str:
    """Return why a link's address may not be published; empty if it may."""
    if not href:
        return "this link leads nowhere"
    if _UNSAFE.search(href) or href.startswith("//"):
        return f"{shown(href)} is no address"
    if (found := _SCHEME.match(href)) and found[0].lower() not in _SCHEMES:
        return f"{shown(found[0])} addresses are not published"
    return ""


def _holds_link(nodes: Sequence[Inline]) -> bool:
    for node in nodes:
        if isinstance(node, Link | FootnoteRef):
            return True
        if _holds_link(getattr(node, "children", ())):
            return True
    return False
