"""Spoken text → where its words are.

What a word is, by script:

- Alphabets and abjads (Latin, Cyrillic, Greek, Arabic, Hebrew, Georgian, …): a run of letters,
  marks and digits, with single apostrophes, hyphens and, in abbreviations, full stops inside it
  ("isn't", "mother-in-law", "U.S"). Indic scripts likewise: their vowel signs belong to the run.
- Numbers: a run of digits with its separators, its currency sign before or behind and its
  per-cent or degree sign ("10,000", "€5", "50%", "3.5", "12:40", "24/7").
- Han: every character is a word. Kana: a run of hiragana or of katakana is a word.
- Thai, Lao, Khmer, Burmese: a run between two spaces or signs is one word; nothing is guessed.

Punctuation that clings to a word is not part of it.
"""

import re
from collections.abc import Iterator

# Combining marks of alphabets, and the blocks of scripts whose vowel signs are marks, which
# Python's \w leaves out. Dandas (0964, 0965) are punctuation.
_MARKS = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed"
    "\u0711\u0730-\u074a\u07a6-\u07b0\u07eb-\u07f3\u08d3-\u08e1\u08e3-\u0963\u0966-\u0df3"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece\u0f18\u0f19\u0f35\u0f37"
    "\u0f39\u0f71-\u0f84\u0f86-\u0fbc\u102b-\u103e\u1056-\u1059\u135d-\u135f\u17b4-\u17d3"
    "\u180b-\u180d\u1ab0-\u1aff\u1dc0-\u1dff\u200c\u200d\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f"
)
_HAN = "\u2e80-\u2fdf\u3005-\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_HIRAGANA = "\u3041-\u309f"
_KATAKANA = "\u30a0-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"
_LETTER = rf"(?:(?![{_HAN}{_HIRAGANA}{_KATAKANA}])[^\W_]|[{_MARKS}])"
_CURRENCY = "$€£¥¢₽₹₺₴₩₪₫₦₱₲₵₸₡₿"

_WORD = re.compile(
    rf"""
    [{_HAN}] | [{_HIRAGANA}]+ | [{_KATAKANA}]+
    | [{_CURRENCY}]?(?:(?<!\w)[+−-])?\d+ (?:[.,:/'’٫٬]\d+ | [\u00a0\u202f]\d{{3}}(?!\d))*
      (?: [\u00a0\u202f]?[%‰°٪{_CURRENCY}] )? (?:{_LETTER}+(?:[-‐‑'’ʼ]{_LETTER}+)*)?
    | {_LETTER}+ (?: [-‐‑'’ʼ‘&·]{_LETTER}+ | (?<![^\W\d_][^\W\d_])\.(?=[^\W\d_](?!{_LETTER})){_LETTER} )*
    | [{_CURRENCY}]
    """,  # noqa: E501
    re.VERBOSE,
)


def find_words(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word starts and ends, in code points, in order."""
    for match in _WORD.finditer(text):
        yield match.span()
