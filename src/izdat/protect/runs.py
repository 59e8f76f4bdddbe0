"""Where in a text something may be written in base64."""

import numba
import numpy as np
from numpy.typing import NDArray

SHORTEST = 12  # signs: nine bytes

_NO, _SIGN, _UPPER, _LOWER, _END = range(5)


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(256, dtype=np.uint8)
    for sign in b"0123456789+/-_":
        kinds[sign] = _SIGN
    for letter in range(26):
        kinds[65 + letter], kinds[97 + letter] = _UPPER, _LOWER
    for sign in b"\r\n":
        kinds[sign] = _END
    return kinds


_KINDS = _kinds()


def runs_of_base64(data: bytes) -> NDArray[np.int64]:
    """Return (n, 2): begin and end of each run of at least ``SHORTEST`` signs of base64.

    It may go on in the next line. One without both capitals and small letters is none: of text that
    is written so every ninth letter is a capital.
    """
    signs = np.frombuffer(data, dtype=np.uint8)
    room = np.empty((len(data) // SHORTEST + 1, 2), dtype=np.int64)
    return room[: _runs(signs, _KINDS, room)]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _runs(signs: NDArray[np.uint8], kinds: NDArray[np.uint8], room: NDArray[np.int64]) -> int:
    count = start = length = 0
    has_upper = has_lower = False
    for n in range(len(signs) + 1):
        kind = kinds[signs[n]] if n < len(signs) else _NO
        if kind == _NO or (kind == _END and length < SHORTEST):
            if length >= SHORTEST and has_upper and has_lower:
                room[count, 0], room[count, 1] = start, n
                count += 1
            start, length = n + 1, 0
            has_upper = has_lower = False
        elif kind != _END:
            length += 1
            has_upper |= kind == _UPPER
            has_lower |= kind == _LOWER
    return count
