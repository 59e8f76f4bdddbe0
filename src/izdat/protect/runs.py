"""Where in a text something may be written in base64, or in hexadecimal digits."""

import numba
import numpy as np
from numpy.typing import NDArray

SHORTEST = 12  # signs: nine bytes

_NO, _SIGN, _UPPER, _LOWER, _DIGIT, _UPPER_HEX, _LOWER_HEX, _END = range(8)


def _kinds() -> NDArray[np.uint8]:
    kinds = np.zeros(256, dtype=np.uint8)
    for sign in b"+/-_":
        kinds[sign] = _SIGN
    for digit in b"0123456789":
        kinds[digit] = _DIGIT
    for letter in range(26):
        kinds[65 + letter] = _UPPER_HEX if letter < 6 else _UPPER
        kinds[97 + letter] = _LOWER_HEX if letter < 6 else _LOWER
    for sign in b"\r\n":
        kinds[sign] = _END
    return kinds


_KINDS = _kinds()


def encoded_runs(data: bytes) -> NDArray[np.int64]:
    """Return (n, 3): begin and end of each run of at least ``SHORTEST`` signs; whether it is hex.

    It may go on in the next line. One of base64 has both capitals and small letters: of text that
    is written so every ninth letter is a capital.
    """
    signs = np.frombuffer(data, dtype=np.uint8)
    room = np.empty((len(data) // SHORTEST + 1, 3), dtype=np.int64)
    return room[: _runs(signs, _KINDS, room)]


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _runs(signs: NDArray[np.uint8], kinds: NDArray[np.uint8], room: NDArray[np.int64]) -> int:
    count = start = length = digits = 0
    has_upper = has_lower = False
    is_hex = True
    for n in range(len(signs) + 1):
        kind = kinds[signs[n]] if n < len(signs) else _NO
        if kind == _NO or (kind == _END and length < SHORTEST):
            # Of letters in hexadecimal digits at least every fourth sign is a digit.
            is_hex &= digits * 4 >= length
            if length >= SHORTEST and (is_hex or (has_upper and has_lower)):
                room[count, 0], room[count, 1], room[count, 2] = start, n, is_hex
                count += 1
            start, length, digits = n + 1, 0, 0
            has_upper = has_lower = False
            is_hex = True
        elif kind != _END:
            length += 1
            digits += kind == _DIGIT
            is_hex &= kind >= _DIGIT
            has_upper |= kind in (_UPPER, _UPPER_HEX)
            has_lower |= kind in (_LOWER, _LOWER_HEX)
    return count
