"""Text → what is left of it when everything is taken away behind which a name may hide.

Case, accents, zero-width and bidi marks, widths and fonts of Unicode, and the alphabet: Cyrillic
and Greek are read as Latin, once by their sound ("Коваль" is "koval") and once by their look
("Коваль" begins like "koba"), for a name may be written in one with letters borrowed from another.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numba
import numpy as np
from numpy.typing import NDArray

Codes = NDArray[
    np.uint8
]  # 1 to 26: a letter; 27 to 36: a digit; 37 to 63: a letter of another script

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
DIGIT = 27  # the code of 0
OTHER = 37  # the first code of other scripts: several letters share each
CODES = 64

# What stands between a letter and the one before it.
NOTHING, SOFT, HARD = 0, 1, 2  # SOFT: an apostrophe, or a hyphen at the end of a line
LEAST_SPACED = 4  # letters of a name that is looked for with a space behind each
FAR = 4  # signs and more between two letters; FAR - HARD is told as HARD

# Between what does not stand together: half a sign of UTF-16, which no text that was read can hold.
EDGE = "\ud800"
BARRIER = f"\n\n{EDGE}\n\n"

_DELETED, _SEPARATOR = 255, 0
_APOSTROPHE, _HYPHEN, _BREAK = 254, 253, 252
_MOST_FOLDED = 0x20000  # code points beyond are emoji and rare ideographs
_LONGEST = 4  # letters that one becomes
_NO_LOOKS = np.empty(0, dtype=np.uint8)

_SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ж": "zh",
    "з": "z", "и": "i", "і": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p",
    "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
    "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ђ": "dj", "љ": "lj",
    "њ": "nj", "ћ": "c", "џ": "dz", "ј": "j", "ѕ": "z", "қ": "k", "ң": "n", "ғ": "g", "ү": "u",
    "ұ": "u", "ө": "o", "һ": "h", "ә": "a", "җ": "zh",
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
    "æ": "ae", "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th", "œ": "oe", "ħ": "h",
    "ŋ": "n", "ə": "e",
}  # fmt: skip
_LOOKS = {
    "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "н": "h", "һ": "h", "і": "i", "ї": "i",
    "ј": "j", "к": "k", "м": "m", "о": "o", "р": "p", "ԛ": "q", "г": "r", "ѕ": "s", "т": "t",
    "у": "y", "ѵ": "v", "ԝ": "w", "х": "x", "п": "n", "и": "u", "ь": "b", "б": "b", "з": "e",
    "α": "a", "β": "b", "ε": "e", "η": "n", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p",
    "τ": "t", "υ": "u", "χ": "x", "ω": "w", "σ": "o", "γ": "y",
    "ɑ": "a", "ɡ": "g", "ɩ": "i", "ⅼ": "l", "ո": "n", "օ": "o", "ս": "u", "հ": "h", "ց": "g",
    "0": "o", "1": "l", "3": "e", "4": "a", "5": "s", "6": "b", "7": "t",
    "|": "l", "@": "a", "$": "s",
}  # fmt: skip
DRAWN = re.compile(
    r"(?:LATIN LETTER SMALL CAPITAL|NEGATIVE (?:SQUARED|CIRCLED) LATIN CAPITAL LETTER"
    r"|REGIONAL INDICATOR SYMBOL LETTER) ([A-Z])$"
)
# Lisu and Cherokee (Unicode Technical Standard 39, confusables).
_LIKE_CAPITALS = dict(zip(
    "ꓐꓑꓓꓔꓖꓗꓙꓚꓜꓝꓟꓠꓡꓢꓣꓦꓧꓪꓫꓬꓮꓰꓲꓳꓴᎪᏴᏟᎠᎬᏀᎻᎫᏦᏞᎷᏢᏒᏚᎢᏙᎳᎩᏃ",
    "bpdtgkjczfmnlsrvhwxyaeiouabcdeghjklmprstvwyz", strict=True,
))  # fmt: skip
_APOSTROPHES = "'’‘ʼʹ´`′＇"
_HYPHENS = "-‐‑⁃−"


@dataclass(frozen=True, slots=True, repr=False)
class Folded:
    """The letters of a text in a row. ``gaps[n]`` stands before letter n, the last behind all."""

    codes: Codes  # (n,)
    gaps: Codes  # (n + 1,): NOTHING, SOFT, HARD to FAR
    source: NDArray[np.int32]  # (n,), each letter's place in the text, in code points
    words: NDArray[np.int32]  # (words, 2): where each begins, and whether none begins in it

    def word(self, start: int, end: int) -> bytes:
        """Return the codes of a stretch."""
        return self.codes[start:end].tobytes()

    def gaps_from(self, start: int, count: int) -> bytes:
        """Return the gaps before each of ``count`` letters."""
        return self.gaps[start : start + count].tobytes()


@dataclass(frozen=True, slots=True)
class Table:
    """What every code point becomes."""

    codes: Codes  # (code points, _LONGEST), 0 behind the last
    kinds: Codes  # (code points,): how many letters, or one of the signs above


def fold(text: str, table: Table) -> Folded:
    """Return the letters of ``text``, at most 2 GB of it."""
    return _folded(_points(text), table, _NO_LOOKS)[0]


def fold_by_sound(text: str) -> tuple[Folded, NDArray[np.int64]]:
    """Return the letters of ``text`` by their sound, and its words of which some are others'.

    That is (n, 2): begin and end, in code points, of each word with letters of ASCII and others.
    Digits and signs that look like letters count: "K0valenko" may be read as a name.
    """
    return _folded(_points(text), by_sound(), by_look().kinds)


def fold_by_look(text: str, words: NDArray[np.int64]) -> Folded:
    """Return the letters of ``words`` of ``text`` by their look, each word as on a line."""
    points = _points(text)
    count = int((words[:, 1] - words[:, 0] + 1).sum())
    own, places = np.empty(count, dtype=np.uint32), np.empty(count, dtype=np.int32)
    _lined(points, words, own, places)
    folded, _ = _folded(own, by_look(), _NO_LOOKS)
    return replace(folded, source=places[folded.source])


def _points(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _folded(
    points: NDArray[np.uint32], table: Table, looks: Codes
) -> tuple[Folded, NDArray[np.int64]]:
    most = len(points) * _LONGEST  # what is not written to is never there
    codes = np.empty(most, dtype=np.uint8)
    gaps = np.empty(most + 1, dtype=np.uint8)
    source = np.empty(most, dtype=np.int32)
    words = np.empty((len(points) // 2 + 2, 2), dtype=np.int32)
    mixed = np.empty((len(points) // 2 + 1, 2), dtype=np.int64)
    count, number, strange = _fold(
        points, table.codes, table.kinds, looks, codes, gaps, source, words, mixed
    )
    folded = Folded(codes[:count], gaps[: count + 1], source[:count], words[:number])
    return folded, mixed[:strange]


def spelled(codes: Codes | bytes) -> str:
    """Return Latin letters and digits as text; those of other scripts as ``?``."""
    return bytes(codes).translate(_SPELLING).decode("ascii")


def coded(word: str) -> bytes:
    """Return Latin letters and digits as codes."""
    return bytes(LETTERS.index(letter) + 1 for letter in word)


def word_starts(folded: Folded, begin: int) -> Iterator[int]:
    """Yield where a word may begin: at ``begin``, or before it where letters stand apart."""
    yield begin
    for start in range(begin - 1, max(begin - 4, -1), -1):
        if folded.gaps[start + 1] < HARD or folded.gaps[start] < SOFT:
            return
        yield start


def word_ends(gaps: Sequence[int]) -> list[int]:
    """Return how many letters a word may have, of which the gaps before each are ``gaps``.

    Nothing stands between its letters, or at most an apostrophe or the end of a line; or a little
    between all of them: "K o v a l".
    """
    if len(gaps) > 1 and HARD <= gaps[1] < FAR:
        apart = next((n for n in range(1, len(gaps)) if not HARD <= gaps[n] < FAR), len(gaps))
        last = apart if apart < len(gaps) and gaps[apart] >= FAR else apart - 1
        return [1, *range(LEAST_SPACED, last + 1)]  # the O of "O Brien"
    found = []
    for length in range(1, len(gaps)):
        if gaps[length] >= SOFT:
            found.append(length)
        if gaps[length] >= HARD:
            break
    return found


def is_word(folded: Folded, start: int, end: int) -> bool:
    """Say whether the letters from ``start`` to ``end`` may be one word."""
    return end - start in word_ends(folded.gaps_from(start, end + 1 - start))


def bare(text: str) -> str:
    """Return ``text`` without case, accents and signs, in its own script."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if unicodedata.category(c)[0] in "LN")


@cache
def by_sound() -> Table:
    return _table(_SOUNDS)


@cache
def by_look() -> Table:
    return _table(_LOOKS | {k: v for k, v in _SOUNDS.items() if k not in _LOOKS})


def _table(letters: dict[str, str]) -> Table:
    codes = np.zeros((_MOST_FOLDED, _LONGEST), dtype=np.uint8)
    kinds = np.full(_MOST_FOLDED, _SEPARATOR, dtype=np.uint8)
    for point in range(_MOST_FOLDED):
        if 0xD800 <= point < 0xE000:
            continue
        kind, found = _of_point(chr(point), letters)
        kinds[point] = kind
        codes[point, : len(found)] = list(found)
    return Table(codes, kinds)


def _of_point(sign: str, letters: dict[str, str]) -> tuple[int, bytes]:
    """Return the kind and the codes of one code point."""
    if sign in _APOSTROPHES:
        return _APOSTROPHE, b""
    if sign in _HYPHENS:
        return _HYPHEN, b""
    if sign in "\n\r\u2028\u2029":
        return _BREAK, b""
    category = unicodedata.category(sign)
    if category in ("Cf", "Mn", "Me") or sign in "ـ\u115f\u1160\u3164\uffa0":
        return _DELETED, b""
    found = bytearray()
    is_letter = False
    sign = _drawn(sign)
    for part in unicodedata.normalize("NFKD", sign).casefold():
        for one in unicodedata.normalize("NFKD", part):
            kind = unicodedata.category(one)[0]
            if one in letters:
                is_letter = True
                found += coded(letters[one])
            elif one in LETTERS:
                is_letter = True
                found += coded(one)
            elif kind == "N" and unicodedata.digit(one, None) is not None:
                is_letter = True
                digit = str(unicodedata.digit(one))
                found += coded(letters.get(digit, digit))
            elif kind == "L":
                is_letter = True
                found.append(OTHER + ord(one) % (CODES - OTHER))
    if not is_letter:
        return _SEPARATOR, b""
    if not found:
        return _DELETED, b""  # a hard sign: a letter without a sound
    return min(len(found), _LONGEST), bytes(found[:_LONGEST])


def _drawn(sign: str) -> str:
    """Return the letter that a sign draws, of which NFKC knows nothing; else the sign."""
    shown = DRAWN.match(unicodedata.name(sign, ""))
    return shown.group(1).lower() if shown else _LIKE_CAPITALS.get(sign, sign)


_SPELLING = bytes((f"?{LETTERS}" + "?" * 256)[n].encode()[0] for n in range(256))


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _fold(
    points: NDArray[np.uint32],
    table: Codes,
    kinds: Codes,
    looks: Codes,
    codes: Codes,
    gaps: Codes,
    source: NDArray[np.int32],
    words: NDArray[np.int32],
    mixed: NDArray[np.int64],
) -> tuple[int, int, int]:
    count = number = strange = start = 0
    signs = FAR  # between the last letter and here; before the first there is an edge
    is_soft = False  # all of them a hyphen and the end of a line, or an apostrophe
    hyphens = 0
    has_ascii = has_other = False  # of the word since ``start``
    for n in range(len(points)):
        point = points[n]
        is_letter = 97 <= point <= 122 or 65 <= point <= 90
        if len(looks):
            if is_letter:
                has_ascii = True
            else:
                kind = looks[point] if point < len(looks) else _SEPARATOR
                if 1 <= kind <= _LONGEST:
                    has_other = True
                elif kind != _DELETED:
                    if has_ascii and has_other:
                        mixed[strange, 0], mixed[strange, 1] = start, n
                        strange += 1
                    start = n + 1
                    has_ascii = has_other = False
        kind = kinds[point] if point < len(kinds) else _SEPARATOR
        if kind == _DELETED:
            continue
        if 1 <= kind <= _LONGEST:
            gap = NOTHING
            if signs:
                gap = SOFT if is_soft and hyphens != 1 else min(HARD + signs - 1, FAR)
                signs = hyphens = 0
                if gap >= HARD:
                    words[number, 0], words[number, 1] = count, 1
                    number += 1
                else:
                    words[number - 1, 1] = 0
            for k in range(kind):
                codes[count] = table[point, k]
                source[count] = n
                gaps[count] = gap
                gap = NOTHING
                count += 1
            continue
        if signs == 0:
            # A hyphen counts as 1 until a line ends behind it; an apostrophe is soft alone.
            is_soft = kind in (_APOSTROPHE, _HYPHEN)
            hyphens = 1 if kind == _HYPHEN else 0
        elif hyphens and (kind == _BREAK or point == 32 or point == 9):
            if kind == _BREAK:
                hyphens = 2
        else:
            is_soft = False
        signs += 1
    if has_ascii and has_other:
        mixed[strange, 0], mixed[strange, 1] = start, len(points)
        strange += 1
    gaps[count] = FAR
    return count, number, strange


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _lined(
    points: NDArray[np.uint32],
    words: NDArray[np.int64],
    found: NDArray[np.uint32],
    places: NDArray[np.int32],
) -> None:
    count = 0
    for n in range(len(words)):
        for at in range(words[n, 0], words[n, 1]):
            found[count] = points[at]
            places[count] = at
            count += 1
        found[count] = 10  # the end of a line
        places[count] = words[n, 1]
        count += 1
