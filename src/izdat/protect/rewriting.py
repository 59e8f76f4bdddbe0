"""A text → what is read in it otherwise: tags taken away, escapes undone, words parted.

A reader gives only what is around the places that it changes: whatever else is named in the text is
found in the text itself. A page in which every line has a tag is given whole.
"""

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

import numpy as np
from numpy.typing import NDArray

from izdat.protect.folding import BARRIER
from izdat.protect.tags import Shown, shown
from izdat.protect.turns import turns

BESIDE = 512  # code points on either side of a change: more than what names somebody is long
BESIDE_WORD = 40  # where one word becomes several

# Each begins with the sign that is looked for: what begins with a choice is found far slower.
ESCAPED = re.compile(
    r"""\\(?:[/nrt"]|u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2})"""
    r"""(?:\\(?:u\{[0-9a-fA-F]{1,6}\}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}))*"""
)
ESCAPE = re.compile(r"\\[ux]\{?([0-9a-fA-F]+)\}?")
SHORT = {"\\/": "/", "\\n": "\n", "\\r": "\r", "\\t": "\t", '\\"': '"'}
STYLED = re.compile(r"\\([0-9a-fA-F]{2,6})[ \t\r\n\f]?")  # CSS Syntax 3, 4.3.7
ENTITY = re.compile(r"&(?:#[xX]?[0-9a-fA-F]{1,10}|[A-Za-z][A-Za-z0-9]{1,31});?")
PERCENT = re.compile(r"%(?:[0-9a-fA-F]{2}(?:%[0-9a-fA-F]{2})*|u[0-9a-fA-F]{4})")
TURNED = re.compile("\u202e([^\u202c\n]*)")  # shown from right to left
QUOTED = re.compile(r"=(?:\r?\n|[0-9A-F]{2}(?:=[0-9A-F]{2})*)")
QUOTED_START = re.compile(r"=(?:C[345]|D[01289])=")  # of a letter
PUNYCODE = re.compile(r"\bxn--[a-z0-9-]{1,59}\b", re.IGNORECASE)

Change = tuple[int, int, str]  # from, to, what is read there


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as somebody reads it."""

    how: str
    text: str = field(repr=False)
    written: Callable[[int, int], tuple[int, int]] = field(repr=False)
    """Where that is written which is read from one place to another, in code points."""


def readings(text: str) -> Iterator[Reading]:
    """Yield what others read in ``text``: nothing where it says the same to everybody."""
    if "<" in text or "&" in text:
        page = shown(text)
        found = _from_html(text, page)
        if found is not None:
            yield Reading("html", *found)
        found = _from_entities(text, page)
        if found is not None:
            yield Reading("entities", *found)
    for how, sign, read in _READERS:
        if sign in text:
            found = read(text)
            if found is not None:
                yield Reading(how, *found)


_Read = tuple[str, Callable[[int, int], tuple[int, int]]] | None


# ---- what is around a change ------------------------------------------------


class _Pieces:
    """The pieces of a reading: where each begins, and where it is written."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._begins: list[int] = []
        self._written: list[tuple[int, int, bool]] = []
        self._count = 0

    def add(self, text: str, start: int, end: int, *, is_same: bool) -> None:
        self.texts.append(text)
        self._begins.append(self._count)
        self._written.append((start, end, is_same))
        self._count += len(text)

    def written(self, start: int, end: int) -> tuple[int, int]:
        first, last = (bisect_right(self._begins, at) - 1 for at in (start, end - 1))
        begin, _, is_same = self._written[first]
        begin += start - self._begins[first] if is_same else 0
        into, finish, is_same = self._written[last]
        return begin, into + end - self._begins[last] if is_same else finish


def _around(text: str, changes: Iterable[Change], beside: int = BESIDE) -> _Read:
    """Return what is around each of ``changes``, with all of them made. They are in order."""
    pieces = _Pieces()
    done = until = 0  # of the text: what is given, and what is to be
    for start, end, seen in changes:
        if pieces.texts and start - beside > until:
            pieces.add(text[done:until], done, until, is_same=True)
            pieces.add(BARRIER, until, until, is_same=False)
            done = start - beside
        elif not pieces.texts:
            done = max(start - beside, 0)
        pieces.add(text[done:start], done, start, is_same=True)
        pieces.add(seen, start, end, is_same=False)
        done, until = end, min(end + beside, len(text))
    if not pieces.texts:
        return None
    pieces.add(text[done:until], done, until, is_same=True)
    return "".join(pieces.texts), pieces.written


def _changed(text: str, places: Iterable[re.Match[str]], letters: Callable[[str], str]) -> _Read:
    """Return ``text`` around all of ``places`` that ``letters`` reads otherwise."""

    def changes() -> Iterator[Change]:
        for found in places:
            own = found.group()
            seen = letters(own)
            if seen != own:
                yield found.start(), found.end(), seen

    return _around(text, changes())


# ---- readers ----------------------------------------------------------------


def _from_html(text: str, page: Shown) -> _Read:
    """Read what a browser shows; a tag inside a line leaves no space."""
    seen, sources = page.text, page.sources
    if seen == text:
        return None
    jumps = np.flatnonzero(sources[1:] - sources[:-1] != 1) + 1
    if 0 < 2 * BESIDE * len(jumps) < len(seen):
        seen, sources = _beside(seen, sources, jumps)

    def written(start: int, end: int) -> tuple[int, int]:
        last = int(sources[end - 1])
        if text[last] == "&" != seen[end - 1]:  # an entity, to its semicolon
            last = text.index(";", last)
        return int(sources[start]), last + 1

    return seen, written


def _from_entities(text: str, page: Shown) -> _Read:
    """Read the entities of attributes and comments, and those that the page's text left."""
    places = (ENTITY.match(text, at) for at in page.left.tolist())
    return _changed(text, (found for found in places if found), html.unescape)


def _beside(
    seen: str, sources: NDArray[np.int32], places: NDArray[np.int64]
) -> tuple[str, NDArray[np.int32]]:
    """Return only what stands beside ``places`` of ``seen``."""
    parts, rows = [], []
    starts = np.maximum(places - BESIDE, 0)
    ends = np.minimum(places + BESIDE, len(seen))
    first = np.flatnonzero(np.append(True, starts[1:] > ends[:-1]))
    last = np.append(first[1:], len(starts)) - 1
    for start, end in zip(starts[first].tolist(), ends[last].tolist(), strict=True):
        parts.append(seen[start:end])
        rows += [sources[start:end], np.full(len(BARRIER), sources[end - 1], dtype=np.int32)]
    return BARRIER.join(parts), np.concatenate(rows[:-1])


def _from_json(text: str) -> _Read:
    """Read the escapes of JSON and JavaScript."""

    def letters(found: str) -> str:
        if found[:2] in SHORT:
            return SHORT[found[:2]] + letters(found[2:]) if found[2:] else SHORT[found[:2]]
        # JSON writes what lies beyond 16 bits as two halves of one sign.
        points = [min(int(point, 16), 0x10FFFF) for point in ESCAPE.findall(found)]
        seen = "".join(map(chr, points))
        return seen.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    return _changed(text, ESCAPED.finditer(text), letters)


def _from_style(text: str) -> _Read:
    """Read the escapes of CSS."""
    return _changed(text, STYLED.finditer(text), lambda found: _sign(found[1:].strip()))


def _from_percent(text: str) -> _Read:
    def letters(found: str) -> str:
        if found[1] == "u":  # as JavaScript once wrote it
            return _sign(found[2:])
        return _decoded(unquote_to_bytes(found))

    return _changed(text, PERCENT.finditer(text), letters)


def _from_turned(text: str) -> _Read:
    """Read what is shown from right to left."""
    return _changed(text, TURNED.finditer(text), lambda found: found[:0:-1])


def _from_quoted(text: str) -> _Read:
    if QUOTED_START.search(text) is None:
        return None

    def letters(found: str) -> str:
        return "" if found[1] in "\r\n" else _decoded(bytes.fromhex(found.replace("=", "")))

    return _changed(text, QUOTED.finditer(text), letters)


def _from_punycode(text: str) -> _Read:
    """Read the labels of addresses that are in letters of ASCII only for machines."""

    def letters(found: str) -> str:
        try:
            return found[4:].encode("ascii").decode("punycode")
        except (UnicodeError, ValueError):
            return found

    return _changed(text, PUNYCODE.finditer(text), letters)


def _apart(text: str) -> _Read:
    """Read several words in one: OlenaKovalenko, kovalenko1985."""
    return _around(text, ((at, at, " ") for at in turns(text).tolist()), BESIDE_WORD)


def _sign(number: str) -> str:
    """Return the sign of a number in hexadecimal digits; ``\ufffd`` where there is none."""
    point = int(number, 16)
    return chr(point) if point < 0x110000 and not 0xD800 <= point < 0xE000 else "\ufffd"


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", "cp1251"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


_READERS: tuple[tuple[str, str, Callable[[str], _Read]], ...] = (
    ("json", "\\", _from_json),
    ("style", "\\", _from_style),
    ("percent", "%", _from_percent),
    ("turned", "\u202e", _from_turned),
    ("quoted", "=", _from_quoted),
    ("punycode", "xn--", _from_punycode),
    ("apart", "", _apart),
)
