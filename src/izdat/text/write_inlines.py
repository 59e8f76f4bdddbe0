"""Inlines → Markdown that reads back as the same inlines."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace

from izdat.model.content import (
    Claim,
    Code,
    Emphasis,
    Event,
    FootnoteRef,
    Foreign,
    Inline,
    LineBreak,
    Link,
    Note,
    Quoted,
    Strong,
    Supplied,
    Text,
    Withheld,
)
from izdat.text.attributes import write_attributes
from izdat.text.dates import exact_clock

# Zs without the plain space: at the edge of a leaf they would be trimmed, or change what a * is.
_ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
_ODD_AT_EDGE = re.compile(rf"^[{_ODD_SPACES}]+|[{_ODD_SPACES}]+$")
_ALWAYS = re.compile(r"[\\`*_\[\]{<]|&(?=[#A-Za-z]|$)")
_AT_LINE_START = re.compile(r"[#>+\-=~@:|]|\d{1,9}(?=[.)])")
_ENTITY = re.compile(r"&(?=#?[A-Za-z0-9]+;)")


@dataclass(slots=True)
class _Chunk:
    """A bit of Markdown. ``kind`` is "text", "open", "close" (of an emphasis) or "other"."""

    text: str
    kind: str


def write_inlines(nodes: Sequence[Inline], *, is_line_start: bool = True) -> str:
    """Return the Markdown of inlines in normal form; a line break begins a new line."""
    strong = "__" if _meet(nodes) else "**"
    chunks: list[_Chunk] = []
    _write(nodes, chunks, strong, is_line_start)
    # A letter that becomes a number is a sign to the mark on its other side.
    while _part_emphasis(chunks):
        pass
    return "".join(chunk.text for chunk in chunks)


def write_words(words: str) -> str:
    """Return the plain words of a heading or of a picture's description."""
    # A "^" after a bracket begins a footnote; a "#" at a heading's end closes the heading.
    parts = words.split("#")
    return r"\#".join(_escaped(part, "[", is_line_start=False) if part else "" for part in parts)


def write_target(href: str, title: str) -> str:
    """Return ``(address "title")`` of a link or a picture."""
    if re.fullmatch(r"[^\s()<>\\&\x00-\x20]+", href):
        address = href
    else:
        address = "<" + _ENTITY.sub(r"\&", re.sub(r"[\\<>]", r"\\\g<0>", href)) + ">"
    if not title:
        return f"({address})"
    words = _ENTITY.sub(r"\&", re.sub(r"[\\\"]", r"\\\g<0>", title))
    return f'({address} "{words}")'


# ---- nodes → chunks -----------------------------------------------------------


def _write(
    nodes: Sequence[Inline], chunks: list[_Chunk], strong: str, is_line_start: bool = False
) -> None:
    for index, node in enumerate(nodes):
        starts_line = chunks[-1].text.endswith("\n") if chunks else is_line_start
        if isinstance(node, Text):
            before = chunks[-1].text[-1:] if chunks and chunks[-1].kind == "other" else ""
            text = _escaped(node.text, before, is_line_start=starts_line)
            if text.endswith("!") and index + 1 < len(nodes):
                text = text[:-1] + r"\!"
            chunks.append(_Chunk(text, "text"))
        elif isinstance(node, LineBreak):
            chunks.append(_Chunk("\\\n", "other"))
        elif isinstance(node, Code):
            chunks.append(_Chunk(_code(node.text), "other"))
        elif isinstance(node, FootnoteRef):
            chunks.append(_Chunk(f"[^{node.label}]", "other"))
        elif isinstance(node, Emphasis | Strong):
            marker = "*" if isinstance(node, Emphasis) else strong
            chunks.append(_Chunk(marker, "open"))
            _write(node.children, chunks, strong)
            chunks.append(_Chunk(marker, "close"))
        else:
            chunks.append(_Chunk("[", "other"))
            _write(node.children, chunks, strong)
            chunks.append(_Chunk("]" + _behind(node), "other"))


def _escaped(text: str, before: str, *, is_line_start: bool) -> str:
    """Return plain words so that no character of them is a mark.

    ``before`` is the character of Markdown that stands before them, where it is a mark's.
    """
    escaped = _ALWAYS.sub(r"\\\g<0>", text)
    if is_line_start and (found := _AT_LINE_START.match(text)):
        # A number's mark is the sign behind it.
        end = found.end() if found[0].isdigit() else 0
        escaped = escaped[:end] + "\\" + escaped[end:]
    elif (before == "]" and text[0] in "(:") or (before == "[" and text[0] == "^"):
        escaped = "\\" + escaped
    return _ODD_AT_EDGE.sub(lambda run: "".join(f"&#{ord(c)};" for c in run[0]), escaped)


def _code(text: str) -> str:
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _behind(
    node: Link | Foreign | Supplied | Note | Claim | Event | Quoted | Withheld,
) -> str:
    """Return what follows the closing bracket of a node."""
    if isinstance(node, Supplied):
        return ""
    if isinstance(node, Link):
        return write_target(node.href, node.title)
    if isinstance(node, Foreign):
        return write_attributes([("lang", node.lang)])
    if isinstance(node, Note):
        return "{.note}" if node.by == "editor" else "{.tn}"
    if isinstance(node, Withheld):
        at = "-".join(map(exact_clock, node.at)) if node.at else ""
        return write_attributes([("who", node.who), ("at", at)], classes="withheld")
    kind = {Claim: "claim", Event: "event", Quoted: "quote"}[type(node)]
    names = [one.name for one in fields(node) if one.name not in ("children", "id", "place")]
    values = [(name, str(getattr(node, name))) for name in names]
    return write_attributes(values, classes=kind, id=node.id)


# ---- emphasis -----------------------------------------------------------------


def _meet(nodes: Sequence[Inline]) -> bool:
    """Say whether an Emphasis and a Strong stand side by side or straight inside one another.

    Then ``***`` could be read in two ways, and strong words are written ``__so__``.
    """
    for index, node in enumerate(nodes):
        if isinstance(node, Emphasis | Strong):
            beside = nodes[index + 1] if index + 1 < len(nodes) else None
            if isinstance(beside, Emphasis | Strong):
                return True
            if any(isinstance(child, Emphasis | Strong) for child in node.children):
                return True
        if _meet(getattr(node, "children", ())):
            return True
    return False


def _part_emphasis(chunks: list[_Chunk]) -> bool:
    """Write a letter next to a ``*`` or ``_`` as its number where it would keep it from working.

    CommonMark 0.31, 6.2: between a letter and a sign, ``*`` does not open towards the sign, and
    between two letters ``_`` is no mark at all. The number ends, and begins, with a sign.
    Says whether there was such a letter.
    """
    is_changed = False
    for index, chunk in enumerate(chunks):
        if chunk.kind == "open" and index:
            outside, inside = chunks[index - 1], chunks[index + 1].text[:1]
            if _is_in_the_way(chunk, outside, outside.text[-1:], inside):
                outside.text = f"{outside.text[:-1]}&#{ord(outside.text[-1])};"
                is_changed = True
        elif chunk.kind == "close" and index + 1 < len(chunks):
            outside, inside = chunks[index + 1], chunks[index - 1].text[-1:]
            if _is_in_the_way(chunk, outside, outside.text[:1], inside):
                outside.text = f"&#{ord(outside.text[0])};{outside.text[1:]}"
                is_changed = True
    return is_changed


def _is_in_the_way(marker: _Chunk, outside: _Chunk, letter: str, inside: str) -> bool:
    if outside.kind != "text" or not _is_letter(letter):
        return False
    return marker.text.startswith("_") or not _is_letter(inside)


def _is_letter(character: str) -> bool:
    code = ord(character)
    return not (isWhiteSpace(code) or isMdAsciiPunct(code) or isPunctChar(character))
