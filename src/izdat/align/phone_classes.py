"""IPA signs → kinds of sound, by which a boundary between two phones is judged."""

CLASSES = (
    "stop", "voiced stop", "affricate", "fricative", "voiced fricative", "nasal", "liquid",
    "glide", "h", "weak vowel", "close vowel", "vowel", "pause",
)  # fmt: skip
PAUSE = CLASSES.index("pause")

# The International Phonetic Alphabet, revised to 2020. A sign is judged by its first letter.
_LETTERS = {
    "stop": "ptkqcʈʔ",
    "voiced stop": "bdɡgɟɖɢɾɗɓɠɽ",
    "fricative": "fθsʃʂɕçxχɸɬħʍ",
    "voiced fricative": "vðzʒʐʑʝɣʁβʕɮʢ",
    "nasal": "mnɲŋɳɴɱ",
    "liquid": "lɹrɫʎʀɭɻʟɺ",
    "glide": "wjɥɰʋ",
    "h": "hɦ",
    "weak vowel": "əɐᵻɪʌɘɨɵʊᵿʏ",
    "close vowel": "iuyɯʉe",
}
_CLASS = {letter: CLASSES.index(name) for name, letters in _LETTERS.items() for letter in letters}
_AFFRICATES = ("ts", "tʃ", "tɕ", "tʂ", "dʒ", "dz", "dʑ", "dʐ", "pf", "kx", "tɬ")


def class_of(sign: str) -> int:
    """Return the index in ``CLASSES`` of a sign; of one that is not known, that of a vowel."""
    if sign.startswith(_AFFRICATES):
        return CLASSES.index("affricate")
    return _CLASS.get(sign[:1], CLASSES.index("vowel"))
