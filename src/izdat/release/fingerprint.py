"""A root → eight words that can be spoken, printed and typed in any language.

Each word is a proquint (D. S. Wilkerson, “A Proposal for Proquints”, arXiv:0901.4016): five
letters, consonant-vowel-consonant-vowel-consonant, 16 bits. No list of words is needed, and none
of one language.
"""

import hashlib
import re

from tuf.api.metadata import Root

from izdat.release.parse import signed_bytes

CONSONANTS = "bdfghjklmnprstvz"  # 4 bits each
VOWELS = "aiou"  # 2 bits each
# 128 bits: to make another root with the same words takes 2^128 tries. (Two roots with the same
# words take 2^64, but only who makes both can do that, and gains nothing by it.)
WORDS = 8
_WORD = f"[{CONSONANTS}][{VOWELS}][{CONSONANTS}][{VOWELS}][{CONSONANTS}]"
_FINGERPRINT = re.compile(rf"{_WORD}(?:-{_WORD}){{{WORDS - 1}}}")


def fingerprint(root: Root) -> str:
    """Return the eight words of a root, with hyphens between them.

    They are of what is signed, not of the signatures: one that comes later does not change them.
    """
    digest = hashlib.sha256(signed_bytes(root)).digest()
    numbers = (int.from_bytes(digest[at : at + 2], "big") for at in range(0, 2 * WORDS, 2))
    return "-".join(map(_word, numbers))


def tidy(words: str) -> str:
    """Return the words as ``fingerprint`` writes them: a listener types them as they come."""
    return "-".join(re.findall(r"[a-z]+", words.lower()))


def is_fingerprint(words: str) -> bool:
    return _FINGERPRINT.fullmatch(tidy(words)) is not None


def _word(number: int) -> str:
    return (
        CONSONANTS[number >> 12]
        + VOWELS[number >> 10 & 3]
        + CONSONANTS[number >> 6 & 15]
        + VOWELS[number >> 4 & 3]
        + CONSONANTS[number & 15]
    )
