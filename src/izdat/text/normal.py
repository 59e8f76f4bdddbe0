"""The normal form of text: what ``parse_body`` returns, and what can be written as Markdown.

A model in normal form keeps these promises, and ``write_body`` then ``parse_body`` give it back:

- No two ``Text`` stand side by side, no ``Text`` is empty, and each run of spaces, tabs and line
  ends in it is one space. It holds no character that XML forbids. Two ``Code`` never stand side by
  side, nor two ``Emphasis``, nor two ``Strong``: they are one.
- A paragraph, a stage direction and a line of verse neither begin nor end with a space or a line
  break; no space stands beside a line break.
- ``Emphasis`` and ``Strong`` begin and end with something that is no space, and no ``Emphasis``
  stands straight in an ``Emphasis``, no ``Strong`` in a ``Strong``; a mark between them parts them.
- What has children has some that are not white space. No link stands inside a link.
- A line of verse holds no line break of its own.
- ``""`` as a voice stands only before the first named voice after a heading; ``at`` stands only
  with a named voice, in whole milliseconds. Footnotes have neither.
- Headings stand at the top of a segment, never in lists, quotations or footnotes.
- Lists, items and quotations are not empty.

One thing cannot be kept: ``Code`` that holds ``]:``, behind an escaped bracket at the start of a
line, reads as the definition of a link, here as in every Markdown; it is reported.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby

from izdat.model.content import (
    Block,
    Code,
    Emphasis,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Rule,
    Segment,
    Stage,
    Strong,
    Text,
    Verse,
)

# What XML, and so the page and the feed, cannot hold; and what turns text about unseen.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\u2028\u2029\u202d\u202e]"
)
_SPACES = re.compile(r"[ \t\n\r]+")


def normal_inlines(nodes: Iterable[Inline]) -> list[Inline]:
    """Return a paragraph's inlines in normal form, with their places."""
    return _trimmed(_settled(nodes))


def _settled(nodes: Iterable[Inline]) -> list[Inline]:
    """Apply the rules until nothing changes: what one moves out, another may have to join."""
    before = list(nodes)
    while (after := _children(before)) != before:
        before = after
    return after


def normal_segment(segment: Segment) -> Segment:
    """Return the segment in normal form, its provenance untouched."""
    title = one_line(segment.title)
    return replace(segment, title=title, blocks=_Blocks().blocks(segment.blocks, is_top=True))


def normal_footnote(footnote: Footnote) -> Footnote:
    return replace(footnote, blocks=_Blocks(is_silent=True).blocks(footnote.blocks))


def one_line(text: str) -> str:
    """Return ``text`` as one line: single spaces, none at the ends, no control characters."""
    return _SPACES.sub(" ", CONTROL.sub(" ", text)).strip(" ")


# ---- inlines ----------------------------------------------------------------


def _children(nodes: Iterable[Inline]) -> list[Inline]:
    return _without_spaces_at_breaks(_joined(one for node in nodes for one in _node(node)))


def _node(node: Inline) -> Sequence[Inline]:
    """Return what is left of a node: itself, its children, or nothing."""
    if isinstance(node, Text):
        text = _SPACES.sub(" ", CONTROL.sub(" ", node.text))
        return (Text(text),) if text else ()
    if isinstance(node, Code):
        text = one_line(node.text)
        return (Code(text),) if text else ()
    if isinstance(node, LineBreak | FootnoteRef):
        return (node,)
    children = _children(node.children)
    if isinstance(node, Emphasis | Strong):
        return _emphasis(type(node), children)
    if is_blank(children):
        return children
    if isinstance(node, Link):
        inner = tuple(_without_links(children))
        return (replace(node, children=inner, title=one_line(node.title)),)
    return (replace(node, children=tuple(children)),)


def _joined(nodes: Iterable[Inline]) -> list[Inline]:
    """Return ``nodes`` with neighbours of one kind made one, a whole run at once."""
    out: list[Inline] = []
    for _, neighbours in groupby(nodes, key=type):
        run = list(neighbours)
        first = run[0]
        if len(run) == 1:
            out.append(first)
        elif isinstance(first, Text):
            text = "".join(node.text for node in run if isinstance(node, Text))
            out.append(Text(_SPACES.sub(" ", text)))
        elif isinstance(first, Code):
            out.append(Code("".join(node.text for node in run if isinstance(node, Code))))
        elif isinstance(first, Emphasis | Strong):
            inner = [
                c for node in run if isinstance(node, Emphasis | Strong) for c in node.children
            ]
            out.append(type(first)(tuple(_without_spaces_at_breaks(_joined(inner)))))
        else:
            out += run
    return out


def _emphasis(make: type[Emphasis] | type[Strong], children: list[Inline]) -> Sequence[Inline]:
    """Return an emphasis with the spaces at its edges moved out of it."""
    inner = _flattened(children, make)
    before: list[Inline] = []
    after: list[Inline] = []
    while inner and _begins_blank(inner[0]):
        first = inner.pop(0)
        if isinstance(first, Text) and (rest := first.text.lstrip(" ")):
            before.append(Text(" "))
            inner.insert(0, Text(rest))
            break
        before.append(first)
    while inner and _ends_blank(inner[-1]):
        last = inner.pop()
        if isinstance(last, Text) and (rest := last.text.rstrip(" ")):
            after.insert(0, Text(" "))
            inner.append(Text(rest))
            break
        after.insert(0, last)
    middle: list[Inline] = [make(tuple(inner))] if inner else []
    return [*before, *middle, *after]


def _begins_blank(node: Inline) -> bool:
    return isinstance(node, LineBreak) or (isinstance(node, Text) and node.text.startswith(" "))


def _ends_blank(node: Inline) -> bool:
    return isinstance(node, LineBreak) or (isinstance(node, Text) and node.text.endswith(" "))


def _flattened(children: Sequence[Inline], make: type[Emphasis] | type[Strong]) -> list[Inline]:
    """Return ``children`` with no ``make`` straight inside: emphasised twice is emphasised."""
    out: list[Inline] = []
    for node in children:
        if isinstance(node, make):
            inner: Sequence[Inline] = node.children
        elif isinstance(node, Emphasis | Strong):
            inner = (type(node)(tuple(_flattened(node.children, make))),)
        else:
            inner = (node,)
        out += inner
    return _without_spaces_at_breaks(_joined(out))


def _without_links(children: Sequence[Inline]) -> list[Inline]:
    out: list[Inline] = []
    for node in children:
        if isinstance(node, FootnoteRef):
            continue
        inner: Sequence[Inline] = (node,)
        if isinstance(node, Link):
            inner = _without_links(node.children)
        elif not isinstance(node, Text | Code | LineBreak):
            inner = (replace(node, children=tuple(_without_links(node.children))),)
        out += inner
    return _joined(out)


def is_blank(nodes: Sequence[Inline]) -> bool:
    """Say whether there is nothing here but white space."""
    return all(isinstance(n, LineBreak) or (isinstance(n, Text) and n.text == " ") for n in nodes)


def _without_spaces_at_breaks(nodes: list[Inline]) -> list[Inline]:
    if not any(isinstance(node, LineBreak) for node in nodes):
        return nodes
    out: list[Inline] = []
    for index, node in enumerate(nodes):
        if isinstance(node, Text):
            text = node.text
            if index and isinstance(nodes[index - 1], LineBreak):
                text = text.lstrip(" ")
            if index + 1 < len(nodes) and isinstance(nodes[index + 1], LineBreak):
                text = text.rstrip(" ")
            if text:
                out.append(Text(text))
        else:
            out.append(node)
    return out


def _trimmed(nodes: list[Inline]) -> list[Inline]:
    """Return ``nodes`` without spaces and line breaks at either end."""
    while nodes and (isinstance(nodes[0], LineBreak) or nodes[0] == Text(" ")):
        nodes.pop(0)
    while nodes and (isinstance(nodes[-1], LineBreak) or nodes[-1] == Text(" ")):
        nodes.pop()
    if nodes and isinstance(nodes[0], Text):
        nodes[0] = Text(nodes[0].text.lstrip(" "))
    if nodes and isinstance(nodes[-1], Text):
        nodes[-1] = Text(nodes[-1].text.rstrip(" "))
    return nodes


# ---- blocks -----------------------------------------------------------------


class _Blocks:
    """Walks blocks in order, knowing whose turn it is."""

    def __init__(self, *, is_silent: bool = False) -> None:
        self.voice = ""
        self.is_silent = is_silent

    def blocks(self, blocks: Iterable[Block], *, is_top: bool = False) -> tuple[Block, ...]:
        normal = (self._block(block, is_top) for block in blocks)
        return tuple(block for block in normal if block is not None)

    def _block(self, block: Block, is_top: bool) -> Block | None:
        if isinstance(block, Paragraph):
            children = tuple(normal_inlines(block.children))
            return self._turn(replace(block, children=children)) if children else None
        if isinstance(block, Verse):
            lines = tuple(line for given in block.lines for line in _verse_lines(given))
            return self._turn(replace(block, lines=lines)) if lines else None
        if isinstance(block, Stage):
            children = tuple(normal_inlines(block.children))
            return replace(block, children=children) if children else None
        if isinstance(block, Heading):
            title = one_line(block.title)
            if not title or not is_top:
                return None
            self.voice = ""
            return replace(block, title=title)
        if isinstance(block, Listing):
            items = tuple(item for given in block.items if (item := self.blocks(given)))
            return replace(block, items=items) if items else None
        if isinstance(block, Quotation):
            inner = self.blocks(block.blocks)
            return replace(block, blocks=inner) if inner else None
        if isinstance(block, Figure):
            alt, caption = one_line(block.alt), one_line(block.caption)
            return replace(block, alt=alt, caption=caption) if alt else None
        assert isinstance(block, Rule)  # noqa: S101 - Block has no other kind
        return block

    def _turn(self, leaf: Paragraph | Verse) -> Paragraph | Verse:
        if self.is_silent:
            return replace(leaf, voice="", at=None)
        self.voice = leaf.voice or self.voice
        at = round(leaf.at, 3) if leaf.at is not None and self.voice else None
        return replace(leaf, voice=self.voice, at=at)


def _verse_lines(line: Sequence[Inline]) -> list[tuple[Inline, ...]]:
    lines: list[list[Inline]] = [[]]
    for node in _settled(line):
        if isinstance(node, LineBreak):
            lines.append([])
        else:
            lines[-1].append(node)
    trimmed = (tuple(_trimmed(one)) for one in lines)
    return [one for one in trimmed if one]
