"""Where in a word another may begin: OlenaKovalenko, kovalenko1985."""

import unicodedata
from functools import cache

import numba
import numpy as np
from numpy.typing import NDArray

LONGEST = 48  # signs of a word: what is longer is no name, but a digest or a key
_NONE, _CAPITAL, _SMALL, _DIGIT = range(4)
_MOST = 0x20000  # code points


def turns(text: str) -> NDArray[np.int64]:
    """Return the places in ``text``, in code points, at which a word turns into another.

    Before a capital behind two small letters, with a small one behind it; before the last capital
    of several that three small letters follow; between three letters and a digit.
    """
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    room = np.empty(len(points) // 2 + 1, dtype=np.int64)
    return room[: _turns(points, _kinds(), room)]


@cache
def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(_MOST, dtype=np.uint8)
    for point in range(_MOST):
        category = unicodedata.category(chr(point))
        if category[0] == "L":
            kinds[point] = _CAPITAL if category in ("Lu", "Lt") else _SMALL
        elif category == "Nd":
            kinds[point] = _DIGIT
    return kinds


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _turns(points: NDArray[np.uint32], kinds: NDArray[np.uint8], room: NDArray[np.int64]) -> int:
    count = start = changes = 0
    before = _NONE
    for n in range(len(points) + 1):
        kind = _NONE
        if n < len(points) and points[n] < len(kinds):
            kind = kinds[points[n]]
        if kind != before and before != _NONE and kind != _NONE:
            changes += 1
        if kind == _NONE:
            if changes and n - start <= LONGEST:
                for at in range(start + 1, n):
                    if _is_turn(points, kinds, start, at, n):
                        room[count] = at
                        count += 1
            start, changes = n + 1, 0
        before = kind
    return count


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _is_turn(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8], start: int, at: int, end: int
) -> bool:
    before, here = kinds[points[at - 1]], kinds[points[at]]
    if before == here and here != _CAPITAL:
        return False
    if before == _DIGIT or here == _DIGIT:
        first, last = (at, at + 3) if before == _DIGIT else (at - 3, at)
        if first < start or last > end:
            return False
        return bool(_count(points, kinds, first, last, _DIGIT) == 0)
    if here != _CAPITAL:
        return False
    # So many small letters: before a capital, and behind it.
    least, behind = (2, 1) if before == _SMALL else (0, 3)
    if at - least < start or at + behind >= end:
        return False
    small = _count(points, kinds, at - least, at, _SMALL)
    small += _count(points, kinds, at + 1, at + 1 + behind, _SMALL)
    return bool(small == least + behind)


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _count(
    points: NDArray[np.uint32], kinds: NDArray[np.uint8], first: int, last: int, kind: int
) -> int:
    count = 0
    for n in range(first, last):
        count += kinds[points[n]] == kind
    return count
