"""Text → an address; a slip → what was probably meant."""

import difflib
import re
import unicodedata
from collections.abc import Iterable

# Plain, one way, made to be typed: not a scholar's transliteration.
_CYRILLIC = (
    "а a б b в v г g д d е e ё e ж zh з z и i й y к k л l м m н n о o п p р r с s т t у u ф f "
    "х kh ц ts ч ch ш sh щ shch ъ  ы y ь  э e ю yu я ya і i ї yi є ye ґ g ў u ј j љ lj њ nj ћ c "
    "ђ dj џ dz ѓ gj ќ kj ѕ dz қ k ғ g ң n ү u ұ u һ h ө o ә a"
)
_ARABIC = (
    "ا a أ a إ i آ a ٱ a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع  "
    "غ gh ف f ق q ك k ل l م m ن n ه h و w ي y ى a ة a ء  ئ y ؤ w پ p چ ch ژ zh ک k گ g ی y "
    "ہ h ھ h ے e ں n ٹ t ڈ d ڑ r"
)
_LATIN = "ß ss æ ae œ oe ø o ł l đ d ð d þ th ı i ħ h ŋ n"


def _pairs(table: str) -> dict[int, str]:
    parts = table.split(" ")
    return {ord(parts[i]): parts[i + 1] for i in range(0, len(parts) - 1, 2)}


_LETTERS = {**_pairs(_CYRILLIC), **_pairs(_ARABIC), **_pairs(_LATIN)}
_MOST_CANDIDATES = 1_000
_LONGEST = 80  # characters of a slug: a file name of 255 bytes holds it with room to spare


def slugify(text: str) -> str:
    """Return ``text`` as lower-case ASCII letters, digits and single hyphens; may be empty.

    Accents fall; Cyrillic and Arabic letters are written as they roughly sound; every other
    script is dropped. At most 80 characters, cut at a hyphen where there is one.
    """
    lower = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", lower)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’ʼ]", "", plain)).strip("-")
    if len(slug) <= _LONGEST:
        return slug
    return (slug[: _LONGEST + 1].rpartition("-")[0] or slug[:_LONGEST]).strip("-")


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that was probably meant by ``word``; None if none is near."""
    length = len(word)
    # A slip changes a letter or three. This, and the bound, keep hostile input from costing time.
    near = (one for one in set(candidates) if abs(len(one) - length) <= max(3, length // 2))
    known = sorted(near)[:_MOST_CANDIDATES]
    by_case = {candidate.casefold(): candidate for candidate in reversed(known)}
    folded = word[:100].casefold()
    if folded in by_case:
        return by_case[folded]
    found = difflib.get_close_matches(folded, sorted(by_case), n=1, cutoff=0.6)
    return by_case[found[0]] if found else None
