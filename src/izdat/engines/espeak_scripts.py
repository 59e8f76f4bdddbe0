"""A voice, a word → whether the voice can read the letters that the word is written with.

A voice that meets letters it has no rules for says their names ("Chinese letter", "ef, ka, el") or
nothing; some letters make it change to a voice of their language, and that is reading. What a voice
does is found by having it say a word of the script: names are much longer than the word.
"""

import unicodedata
from functools import cache

from izdat.engines.espeak_library import PHONEME, utter

# A word of each script that any voice speaks, and the most phonemes that it has where it is read,
# in any language that is written so. The names of its letters are more in each of them.
_PROBES = {
    "ARABIC": ("كتاب", 8),
    "ARMENIAN": ("բարեւ", 8),
    "BENGALI": ("নদী", 7),
    "CHEROKEE": ("ᎠᎹ", 6),
    "CJK": ("河", 4),
    "CYRILLIC": ("парламент", 13),
    "DEVANAGARI": ("नमस्ते", 11),
    "ETHIOPIC": ("ሰላም", 8),
    "GEORGIAN": ("სახლი", 8),
    "GREEK": ("καλά", 6),
    "GUJARATI": ("પાણી", 7),
    "GURMUKHI": ("ਪਾਣੀ", 7),
    "HANGUL": ("사람", 8),
    "HEBREW": ("שלום", 8),
    "HIRAGANA": ("ひと", 6),
    "KANNADA": ("ನೀರು", 7),
    "KATAKANA": ("カナ", 6),
    "LATIN": ("parlament", 13),
    "MALAYALAM": ("വെള്ളം", 10),
    "MYANMAR": ("ရေ", 5),
    "ORIYA": ("ପାଣି", 7),
    "SHAVIAN": ("𐑢𐑷𐑑𐑼", 8),
    "SINHALA": ("ජලය", 8),
    "TAMIL": ("தமிழ்", 9),
    "TELUGU": ("నీరు", 7),
    "THAI": ("แม่น้ำ", 9),
}

# First words of the Unicode names of letters that belong to a script of another name.
_SAME = {
    "IDEOGRAPHIC": "CJK",
    "KATAKANA-HIRAGANA": "KATAKANA",
    "FULLWIDTH": "LATIN",
    "HALFWIDTH": "KATAKANA",
}
_NO_SCRIPT = frozenset({"MODIFIER", "FEMININE", "MASCULINE", "MICRO", "DOUBLE-STRUCK", "SCRIPT"})

_RATE = 300  # words a minute
_ENGLISH = "(en)"  # the voice that says the names of letters when the own one has none


def can_read(word: str, voice: str) -> bool:
    """Say whether ``voice`` reads ``word``, rather than to name its letters.

    Digits and signs are read in any voice. A Greek letter by itself is a sign, and has a name.
    """
    scripts = {_script(letter) for letter in word if letter.isalpha()}
    if scripts == {"GREEK"} and sum(map(str.isalpha, word)) == 1:
        return True
    if scripts == {"LATIN"} and word.isupper():
        return True  # letters that are meant to be named: "NATO", "DNA"
    return all(not script or _reads(voice, script) for script in scripts)


@cache
def _script(letter: str) -> str:
    """Return the script as Unicode's names of letters begin; empty for a letter of any script."""
    first = unicodedata.name(letter, "UNKNOWN").partition(" ")[0]
    return "" if first in _NO_SCRIPT else _SAME.get(first, first)


@cache
def _reads(voice: str, script: str) -> bool:
    if script not in _PROBES:
        return False
    word, most = _PROBES[script]
    said = [
        event.phoneme
        for event in utter(word, voice.partition("+")[0], _RATE, in_ipa=True).events
        if event.kind == PHONEME and event.phoneme
    ]
    if script != "LATIN" and _ENGLISH in said:
        return False
    return 0 < sum(not phoneme.startswith("(") for phoneme in said) <= most
