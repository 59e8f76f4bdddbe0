"""HTML and XML without tags, as a browser shows it; fast, and of any page however broken."""

import numba
import numpy as np
from numpy.typing import NDArray

# These stand inside a line of text: without them a word is whole.
INLINE = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label lang mark output "
    "q rp rt ruby s samp small span strike strong sub sup time tt tspan u var wbr c v text:span w:t"
).split()

_LESS, _MORE, _SLASH, _MARK, _BREAK = 60, 62, 47, 33, 10
_PRIME, _START = 1_000_003, 5381


def without_tags(text: str) -> tuple[str, NDArray[np.int32]]:
    """Return ``text`` without tags and comments, and where each of its signs stood in it.

    A tag that stands in no line begins a new one.
    A tag reaches from ``<`` with a letter, ``/``, ``!`` or ``?`` behind it to the next ``>``.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    room = np.empty_like(points)
    sources = np.empty(len(points), dtype=np.int32)
    count = _strip(points, _INLINE, room, sources)
    return room[:count].tobytes().decode("utf-32-le", "surrogatepass"), sources[:count]


def _number(name: str) -> int:
    number = _START
    for sign in name:
        number = (number * _PRIME ^ ord(sign)) & 0x7FFFFFFF
    return number


_INLINE = np.array(sorted(map(_number, INLINE)), dtype=np.int64)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _strip(
    points: NDArray[np.uint32],
    inline: NDArray[np.int64],
    room: NDArray[np.uint32],
    sources: NDArray[np.int32],
) -> int:
    count = n = 0
    size = len(points)
    while n < size:
        point = points[n]
        follows = points[n + 1] if n + 1 < size else np.uint32(0)
        is_letter = 65 <= follows <= 90 or 97 <= follows <= 122
        if point != _LESS or not (is_letter or follows in (_SLASH, _MARK, 63)):
            room[count] = point
            sources[count] = n
            count += 1
            n += 1
            continue
        if follows == _MARK and n + 3 < size and points[n + 2] == 45 and points[n + 3] == 45:
            n += 4  # a comment, to its end or that of the page
            while n < size and not (
                points[n] == _MORE and points[n - 1] == 45 and points[n - 2] == 45
            ):
                n += 1
            n += 1
            continue
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
        if not (place < len(inline) and inline[place] == number):
            room[count] = _BREAK
            sources[count] = n - 1
            count += 1
    return count
