"""Folded letters → what is left of them in every spelling of a name: few of the vowels, no h, no g.

A word that begins with a name begins with it in rough letters, too, however the name is spelled.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from izdat.protect.folding import CODES, DIGIT, HARD, LETTERS, NOTHING, Codes, Folded

# What each Latin letter is in rough; "." is left out.
_ROUGH = str.maketrans("abcdefghijklmnopqrstuvwxyz", "absd.f....klmnopkrstuvvk.s")
DROPPED = frozenset("eghijy")


@dataclass(frozen=True, slots=True, repr=False)
class Rough:
    """What is left of folded letters in every spelling of a name: few of the vowels, no h, no g."""

    codes: Codes  # (n,)
    begins: NDArray[
        np.int32
    ]  # (n,): where its word begins among the folded, if it is its first; -1
    places: NDArray[np.int32]  # (n,): its own place among the folded


def rough(folded: Folded, starts: Codes | None = None) -> Rough:
    """Return the rough letters: y, i, j, e, h, g left out, z and c and ts as s, x and ks as k.

    Of two alike one is left. Whatever begins with a name does so roughly as well, however the name
    is spelled; much else does too, and is told apart by the letters themselves. Words are passed
    over that begin with none of ``starts``, (CODES,): 1 for what is the first of a name.
    """
    if starts is None:
        starts = np.ones(CODES, dtype=np.uint8)
    starts = starts.copy()  # and what is read as one of them with the letter behind it
    starts[_T] |= starts[_S]
    starts[_O] |= starts[_U]
    codes = np.empty(len(folded.codes), dtype=np.uint8)
    begins = np.empty(len(folded.codes), dtype=np.int32)
    places = np.empty(len(folded.codes), dtype=np.int32)
    count = _roughen(
        folded.codes, folded.gaps, folded.words, _CLASSES, starts, codes, begins, places
    )
    return Rough(codes[:count], begins[:count], places[:count])


def _classes() -> Codes:
    found = np.arange(CODES, dtype=np.uint8)  # digits and other scripts stay what they are
    for letter, code in zip(LETTERS[:26], range(1, DIGIT), strict=True):
        own = letter.translate(_ROUGH)
        found[code] = 0 if own == "." else LETTERS.index(own) + 1
    return found


_CLASSES = _classes()
_S, _T, _K, _O, _U = (LETTERS.index(letter) + 1 for letter in "stkou")


@numba.njit(cache=True, nogil=True)  # type: ignore[untyped-decorator]
def _roughen(
    folded: Codes,
    gaps: Codes,
    words: NDArray[np.int32],
    classes: Codes,
    starts: Codes,
    codes: Codes,
    begins: NDArray[np.int32],
    places: NDArray[np.int32],
) -> int:
    count = 0
    for word in range(len(words)):
        begin = words[word, 0]
        end = words[word + 1, 0] if word + 1 < len(words) else len(folded)
        # A letter that stands alone may be one of several, and another word may begin in one.
        if end - begin > 1 and words[word, 1]:
            n = begin
            while n < end and classes[folded[n]] == 0:
                n += 1
            if n == end or not starts[classes[folded[n]]]:
                continue
        is_first = True  # of the letters that are kept, of the word or of one in it
        for n in range(begin, end):
            if n > begin and gaps[n] != NOTHING:
                begin = n
                is_first = True
            code = classes[folded[n]]
            if code == 0:
                continue
            own = begin if is_first else -1
            if count and not (is_first and gaps[n] >= HARD):
                before = codes[count - 1]
                is_beside = places[count - 1] == n - 1  # in "Tsoiu" the u is an ending
                if (code == _S and before == _T) or (code == _U and before == _O and is_beside):
                    count -= 1  # ts is s, ou is u; where the word begins stays where it was
                    own = begins[count]
                    before = codes[count - 1] if count else 0
                if own < 0 and (code == before or (code == _S and before == _K)):
                    continue
            codes[count] = code
            begins[count] = own
            places[count] = n
            count += 1
            is_first = False
    return count
