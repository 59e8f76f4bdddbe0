"""HTML and XML without tags, as a browser shows it; fast, and of any page however broken."""

from dataclasses import dataclass
from html.entities import html5

import numba
import numpy as np
from numpy.typing import NDArray

# These stand left a line of text: without them a word is whole.
INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label lang mark output "
    "q rp rt ruby s samp small span strike strong sub sup time tt tspan u var wbr c v text:span w:t"
).split()

LONGEST_ENTITY = 33  # signs, from & to ;
_LESS, _MORE, _SLASH, _MARK, _BREAK, _AND, _END = 60, 62, 47, 33, 10, 38, 59
_PRIME, _START = 1_000_003, 5381


@dataclass(frozen=True, slots=True, repr=False)
class Shown:
    """What a browser shows of a text."""

    text: str
    sources: NDArray[np.int32]  # (code points,): where each of its signs is written
    left: NDArray[np.int32]  # (n,): each & that is not read: in a tag, a comment, or in other ways


def shown(text: str) -> Shown:
    """Return ``text`` without tags and comments, its entities read.

    A tag reaches from ``<`` with a letter, ``/``, ``!`` or ``?`` behind it to the next ``>``; one
    that stands in no line begins a new one. An entity without a semicolon, or of two signs, stays.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    room = np.empty_like(points)
    sources = np.empty(len(points), dtype=np.int32)
    left = np.empty(len(points), dtype=np.int32)
    count, ands = _show(points, _INLINE, *_ENTITIES, room, sources, left)
    found = room[:count].tobytes().decode("utf-32-le", "surrogatepass")
    return Shown(found, sources[:count], left[:ands])


def _number(name: str) -> int:
    number = _START
    for sign in name:
        number = (number * _PRIME ^ ord(sign)) & 0x7FFFFFFF
    return number


def _entities() -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """Return the numbers of the names of entities, in order, and the sign that each stands for."""
    known = {
        _number(name[:-1]): ord(sign)
        for name, sign in html5.items()
        if name.endswith(";") and len(sign) == 1 and len(name) < LONGEST_ENTITY
    }
    numbers = np.array(sorted(known), dtype=np.int64)
    return numbers, np.array([known[number] for number in numbers.tolist()], dtype=np.uint32)


_INLINE = np.array(sorted(map(_number, INLINE)), dtype=np.int64)
_ENTITIES = _entities()


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _show(
    points: NDArray[np.uint32],
    inline: NDArray[np.int64],
    names: NDArray[np.int64],
    signs: NDArray[np.uint32],
    room: NDArray[np.uint32],
    sources: NDArray[np.int32],
    left: NDArray[np.int32],
) -> tuple[int, int]:
    count = ands = n = 0
    size = len(points)
    while n < size:
        point = points[n]
        if point == _AND:
            sign, end = _entity(points, n, names, signs)
            room[count] = sign
            sources[count] = n
            count += 1
            if end == n + 1:
                left[ands] = n
                ands += 1
            n = end
            continue
        follows = points[n + 1] if n + 1 < size else np.uint32(0)
        is_letter = 65 <= follows <= 90 or 97 <= follows <= 122
        if point != _LESS or not (is_letter or follows in (_SLASH, _MARK, 63)):
            room[count] = point
            sources[count] = n
            count += 1
            n += 1
            continue
        start = n
        is_comment = n + 3 < size and points[n + 2] == 45 and points[n + 3] == 45
        if follows == _MARK and is_comment:
            n += 4  # to its end or that of the page
            while n < size and not (
                points[n] == _MORE and points[n - 1] == 45 and points[n - 2] == 45
            ):
                n += 1
            n += 1
            is_within = True
        else:
            n += 2 if follows == _SLASH else 1
            number = np.int64(_START)
            while n < size and points[n] not in (_MORE, _SLASH, 32, 9, 10, 13, 46):
                sign = np.int64(points[n])
                if 65 <= sign <= 90:
                    sign += 32
                number = (number * _PRIME ^ sign) & 0x7FFFFFFF
                n += 1
            while n < size and points[n] != _MORE:
                n += 1
            n += 1
            place = np.searchsorted(inline, number)
            is_within = bool(place < len(inline) and inline[place] == number)
        for at in range(start, min(n, size)):
            if points[at] == _AND:
                left[ands] = at
                ands += 1
        if not is_within:
            room[count] = _BREAK
            sources[count] = min(n, size) - 1
            count += 1
    return count, ands


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _entity(
    points: NDArray[np.uint32], start: int, names: NDArray[np.int64], signs: NDArray[np.uint32]
) -> tuple[np.uint32, int]:
    """Return the sign that an entity stands for, and where it ends; ``&`` itself if it is none."""
    nothing = (np.uint32(_AND), start + 1)
    end = start + 1
    number = np.int64(_START)
    while end < len(points) and points[end] != _END:
        sign = np.int64(points[end])
        if end - start >= LONGEST_ENTITY or sign in (_AND, _LESS, 32, 10):
            return nothing
        number = (number * _PRIME ^ sign) & 0x7FFFFFFF
        end += 1
    if end >= len(points) or end - start < 2:
        return nothing
    if points[start + 1] != 35:  # no number sign
        place = np.searchsorted(names, number)
        if place < len(names) and names[place] == number:
            return signs[place], end + 1
        return nothing
    is_hex = points[start + 2] in (88, 120)
    first = start + 3 if is_hex else start + 2
    if not 1 <= end - first <= 7:
        return nothing
    value = np.int64(0)
    for n in range(first, end):
        digit = np.int64(points[n]) - 48
        if is_hex and not 0 <= digit <= 9:
            digit = (np.int64(points[n]) | 32) - 87
            if not 10 <= digit <= 15:
                return nothing
        if not 0 <= digit <= 15 or (digit > 9 and not is_hex):
            return nothing
        value = value * (16 if is_hex else 10) + digit
    # What HTML reads in a way of its own is left: the signs of cp1252, halves, and what is none.
    if value < 9 or 0x7F <= value < 0xA0 or 0xD800 <= value < 0xE000 or value > 0x10FFFF:
        return nothing
    return np.uint32(value), end + 1
