"""Language tags: whether they are any, which way they run, what they are called.

Tags are BCP 47 (RFC 5646). Babel is loaded when a name is asked for, or a three-letter code.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from babel import Locale

# RFC 5646, section 2.1, without the irregular tags of the past.
_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})(?:-[a-z]{3}){0,3}"
    r"(?:-(?P<script>[a-z]{4}))?(?:-(?P<region>[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wy-z\d](?:-[a-z\d]{2,8})+)*"
    r"(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)

# ISO 639-1, as in the IANA registry (without the deprecated in, iw, ji, jw, mo).
_TWO_LETTERS = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy "
    "da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu "
    "hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb "
    "lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om "
    "or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn so sq sr ss st su sv "
    "sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh "
    "zu".split()
)
_SPECIAL = frozenset({"und", "mul", "zxx", "mis"})

_RTL_SCRIPTS = frozenset(
    "adlm arab armi avst hebr hung mand mani mend merc narb nbat nkoo ougr palm phli phlp phnx "
    "prti rohg samr sarb sogd sogo syrc thaa yezi aran".split()
)
_RTL_LANGUAGES = frozenset(
    "ar he fa ur ps sd ug yi dv ks ckb sdh lrc arc syr nqo rhg pnb skr hno lah mzn glk azb bal bgn "
    "bqi haz khw luz prs pes arz ary apc acm aeb ajp apd arq ars acw afb ayl ayn ayp shu ssh jpr "
    "lad tmr mid sam bcc bft brh gwc phl trw cja".split()
)
# The same language, written from right to left in these countries.
_RTL_IN = {"az": {"ir", "iq"}, "ku": {"iq", "ir"}, "pa": {"pk"}, "uz": {"af"}, "tk": {"ir"}}


def is_language(tag: str) -> bool:
    """Say whether ``tag`` is well formed (BCP 47) and its first part a known language.

    ``en``, ``pt-BR``, ``zh-Hant``, ``sr-Latn-RS`` are; ``english``, ``en_GB``, ``xx`` and ``eng``
    (the two-letter code must be used where there is one) are not.
    """
    found = _TAG.fullmatch(tag) if len(tag) <= 60 else None
    if not found:
        return False
    language = found["language"].lower()
    if len(language) == 2:
        return language in _TWO_LETTERS
    return language in _SPECIAL or _is_three_letter_code(language)


@lru_cache(maxsize=512)
def _is_three_letter_code(language: str) -> bool:
    from babel.core import get_global  # most shows never need it

    if language in get_global("language_aliases"):
        return False
    return language in get_global("likely_subtags")


# ISO 639-2/B, where it differs from 639-3: https://www.loc.gov/standards/iso639-2/
_OLDER_CODES = frozenset(
    "alb arm baq bur chi cze dut fre geo ger gre ice mac mao may per rum slo tib wel".split()
)


def three_letters(tag: str) -> str:
    """Return the ISO 639-3 code of a tag's language, as libraries ask for it; "" if none is known.

    From the CLDR's table of aliases, without libraries' older codes; of several the first of the
    alphabet, since the table's order may change.
    """
    from babel.core import get_global  # as above

    language = tag.lower().partition("-")[0]
    if len(language) == 3 and language.isascii() and language.isalpha():
        return language
    aliases = get_global("language_aliases").items()
    long = {code for code, short in aliases if short == language and len(code) == 3}
    return min(long - _OLDER_CODES, default="")


def direction(tag: str) -> Literal["ltr", "rtl"]:
    """Return which way a text in this language runs, by its script or its usual script."""
    found = _TAG.fullmatch(tag) if len(tag) <= 60 else None
    if not found:
        return "ltr"
    if found["script"]:
        return "rtl" if found["script"].lower() in _RTL_SCRIPTS else "ltr"
    language, region = found["language"].lower(), (found["region"] or "").lower()
    is_rtl = language in _RTL_LANGUAGES or region in _RTL_IN.get(language, ())
    return "rtl" if is_rtl else "ltr"


@lru_cache(maxsize=1024)
def language_name(tag: str, in_lang: str) -> str:
    """Return what the language is called in another: ``("ar", "en")`` is ``Arabic``.

    In its own language it is what its speakers call it. What nobody has named is its tag.
    """
    language = _babel(tag)
    if language is None:
        return tag
    return language.get_display_name(locale(in_lang)) or tag


@lru_cache(maxsize=512)
def locale(tag: str) -> Locale:
    """Return the nearest locale that Babel knows; English where it knows none."""
    from babel import Locale  # 40 ms that only pages need

    return _babel(tag) or Locale("en")


@lru_cache(maxsize=512)
def _babel(tag: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError  # as above

    parts = tag.split("-")
    while parts:
        try:
            return Locale.parse("-".join(parts), sep="-")
        except (ValueError, UnknownLocaleError):
            parts.pop()
    return None
