"""A language's tag → its lexicon. Of a language that has none, figures in digits are read."""

from collections import Counter
from dataclasses import replace
from functools import cache

from izdat.claims.english import ENGLISH
from izdat.claims.lexicon import Lexicon
from izdat.claims.russian import RUSSIAN
from izdat.claims.spanish import SPANISH
from izdat.claims.ukrainian import UKRAINIAN

LEXICONS: dict[str, Lexicon] = {
    "en": ENGLISH, "es": SPANISH, "ru": RUSSIAN, "uk": UKRAINIAN,
}  # fmt: skip

# Languages with a decimal point; all others write 1,2 for one and a fifth (Unicode CLDR 45).
_POINT = frozenset({"en", "zh", "ja", "ko", "he", "th", "hi", "bn", "ur", "ar", "sw", "ga", "cy"})
# Spanish as it is written north of the Panama canal has a point, too.
_SPANISH_POINT = frozenset(["MX", "US", "PR", "GT", "HN", "SV", "NI", "PA", "DO", "CU", "419"])

_PLAIN_PER_CENT = "%"
_SAMPLE = 20_000  # letters by which a language is told


@cache
def lexicon(lang: str) -> Lexicon:
    """Return the words of ``lang``, a BCP 47 tag; without words of its own, digits alone."""
    base, *rest = lang.split("-")
    base = base.lower()
    found = LEXICONS.get(base)
    if found is None:
        return Lexicon({}, {}, per_cent=_PLAIN_PER_CENT, comma_decimal=base not in _POINT)
    if base == "es" and any(part.upper() in _SPANISH_POINT for part in rest):
        return replace(found, comma_decimal=False)
    return found


def told_language(text: str) -> str:
    """Return which of our languages a text is most probably in; English if nothing tells."""
    counts = Counter(text[:_SAMPLE].lower().split())
    letters = set(text[:_SAMPLE].lower())
    if letters & set("іїєґ"):
        return "uk"
    scores = {lang: sum(counts[word] for word in LEXICONS[lang].stops) for lang in ("en", "es")}
    scores["ru"] = sum(counts[word] for word in RUSSIAN.stops)
    best = max(scores, key=lambda lang: scores[lang])
    return best if scores[best] else "en"
