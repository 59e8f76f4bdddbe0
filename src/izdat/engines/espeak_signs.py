"""The engine's names of phonemes → signs of IPA that stand for a sound and nothing else.

Stress, tone, ties, syllabic marks and changes of the language are taken off. Length stays: "iː" is
another sign than "i". A vowel that has an r or an l in it becomes two signs ("ɑːɹ" → ɑː, ɹ), as
does a vowel of three parts ("aɪə" → aɪ, ə); affricates, diphthongs and the l that is a syllable
("əl" in "social": no vowel is heard there) are one. Where the engine has no IPA for a phoneme it
gives its own letters; those are put into IPA as far as they have a meaning.
"""

import re
import unicodedata

# Stress, tie, syllabic and non-syllabic marks, digits of tones, what is left of a cut letter, and
# letters of the engine that say how loosely a sound is made.
_NO_SOUND = re.compile("[ˈˌ\u0361\u0329\u032f0-9\ufffd+.\u0027-]")

# Letters of the engine that are not in IPA, or not in that meaning.
_LETTERS = str.maketrans(
    {
        "?": "ʔ", ":": "ː", "[": "\u032a", "#": "\u0325", "`": "ʼ", "^": "ʲ", "g": "ɡ",
        "A": "ɑ", "D": "ð", "E": "ɛ", "I": "ɪ", "N": "ŋ", "O": "ɔ", "S": "ʃ", "T": "θ", "U": "ʊ",
        "V": "ʌ", "X": "χ", "Z": "ʒ", "ε": "ɛ", "Φ": "ɸ",
    }
)  # fmt: skip

# Whole phonemes that have a sound of their own in the engine's letters (espeak-ng 1.52: Mandarin,
# French, Maori); and those whose IPA is longer than the eight bytes that an event holds.
_WHOLE = {
    "s.": "ʂ", "ts.": "ʈʂ", "ts.h": "ʈʂʰ", "r.": "ɽ", "i.": "ɨ", "o-": "ɤ", "e-": "ə", 'u"': "ʉ",
    'u"ː': "ʉː", "ər": "ɚ", "ɐ\u0303ʊ": "ɐ\u0303ʊ\u0303",
    "ɯᵝ\ufffd": "ɯᵝː", "ɯᵝɯ\ufffd": "ɯᵝː", "ɯᵝɯ": "ɯᵝː", "ɯᵝɯᵝ": "ɯᵝː",
}  # fmt: skip
_STRESS_AND_TONE = re.compile("[ˈˌ0-9]")

_VOWELS = "aeiouyäæøœɐɑɒɔɘəɚɛɜɞɤɨɪɯɵʉʊʌʏᵻ"
_TWO = (
    re.compile(rf"(?!əl)([{_VOWELS}].*?)([ɹl]|ɚ|nɡ)"),  # ɑːɹ, aɪɚ; Cantonese onɡ
    re.compile("(aɪ|aʊ)(ə)"),
    re.compile("(ʔ)(.+)"),  # the Danish stød
    re.compile(f"(j)([{_VOWELS}]ː?)"),  # Russian я
)
_DOUBLE = re.compile(r"([^ː])\1")
_BREATH = re.compile("(?<=[cksptʂɕ])_?h")

_MODIFIERS = frozenset("ʰʲʷːʼˤ")


def signs(phoneme: str) -> tuple[str, ...]:
    """Return the signs of a phoneme that the engine has named in IPA; none for a pause."""
    if not phoneme or phoneme.startswith(("(", "_")):
        return ()
    named = unicodedata.normalize("NFD", phoneme).replace("\u0308", "")
    whole = _WHOLE.get(_STRESS_AND_TONE.sub("", named))
    if whole:
        return (unicodedata.normalize("NFC", whole),)
    sound = _NO_SOUND.sub("", named).translate(_LETTERS)
    sound = _DOUBLE.sub(r"\1ː", _BREATH.sub("ʰ", sound))
    sound = unicodedata.normalize("NFC", sound)
    for pattern in _TWO:
        match = pattern.fullmatch(sound)
        if match:
            return match[1], match[2].replace("nɡ", "ŋ")
    return (sound,) if sound else ()


def leans_on(before: str, sign: str) -> bool:
    """Say whether ``sign`` only modifies the sign before it in its word.

    Where espeak writes the softness of a Russian consonant as a phoneme of its own, for one.
    """
    if not before or not _MODIFIERS.issuperset(sign):
        return False
    return sign == "ː" or before[0] not in _VOWELS


def by_itself(sign: str) -> str:
    """Return a sign that begins a syllable: ``ʲ``, with nothing to make soft, is a glide."""
    return {"ʲ": "j", "ʷ": "w", "ʰ": "h"}.get(sign, sign)
