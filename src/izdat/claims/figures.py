"""Which numbers of a text are figures: how many, how much, how long.

Not: the number of an article or episode, the time of the day, a point of a list, part of a name,
"one" in the sense of somebody.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from izdat.claims.languages import lexicon
from izdat.claims.numerals import Numeral, phrase

_REACH = 32
_NUMBER = r"\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class _Grammar:
    identifier: re.Pattern[str] | None
    idiom: re.Pattern[str] | None
    clock: re.Pattern[str] | None
    counted: re.Pattern[str] | None
    weak: frozenset[str]


# Between the numbers of a row: articles 20.2 and 19.3.
_NEXT = r"(?:,\s+|\s+(?:and|or|to|и|или|y|o|і|та|або)\s+|\s?[-–]\s?)"
# One adjective may stand before what is counted, and none of these.
_NO_ADJECTIVE = "year|month|week|by|of|the|and|or|to|can|could|is|was|has|who|that|which"


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)
    sign = "№|§|#"
    names = rf"(?<!\w)(?:{phrase(words.identifiers)})|{sign}" if words.identifiers else sign
    adjective = rf"(?:[\s-]+(?!(?:{_NO_ADJECTIVE})\b)[^\W\d_]+)?"
    counted = rf"{adjective}[\s-]+(?:{phrase(words.counted)})(?!\w)"
    return _Grammar(
        identifier=re.compile(rf"(?:{names})\s*\(?(?:{_NUMBER}{_NEXT})*$"),
        idiom=re.compile(rf"[\s-]*(?:{phrase(words.idioms)})") if words.idioms else None,
        clock=re.compile(rf"\s?(?:{phrase(words.clock)})") if words.clock else None,
        counted=re.compile(counted) if words.counted else None,
        weak=words.weak,
    )


_LIST_POINT = re.compile(r"(?:^|\n)[ \t>]*(?:[-*+][ \t]+)?$")
_POINT_END = re.compile(r"[.):](?:\s|$)")
_NAME_AFTER = re.compile(r"[ \t]+[A-ZА-ЯЁЇІЄҐ][\w’'-]*")
# Capitals that do not only begin a sentence.
_NAME_INSIDE = re.compile(r"(?:(?<=[\w,] )[A-ZА-ЯЁЇІЄҐ][\w’'-]*|[A-ZА-ЯЁЇІЄҐ]{2,})\s$")
_VERSION = re.compile(r"\d{1,2}\.\d{1,2}$")
_ROW = re.compile(r"(\d+)[-\u2010\u2011–](\d+)")


def figures(text: str, low: str, found: Sequence[Numeral], lang: str) -> list[Numeral]:
    """Return those of the numbers ``found`` that are figures.

    ``low`` is the folded form of ``text``.
    """
    grammar = _grammar(lang)
    return [numeral for numeral in found if _is_figure(text, low, numeral, grammar)]


def _is_figure(text: str, low: str, it: Numeral, grammar: _Grammar) -> bool:
    start, end = it.start, it.end
    if it.kind == "plural" or it.unit:
        return not _is_name(text, it)
    back = max(0, start - _REACH)
    if grammar.identifier and grammar.identifier.search(low, back, start):
        return False
    if grammar.clock and grammar.clock.match(low, end):
        return False
    if it.kind == "digits":
        if _POINT_END.match(text, end) and _LIST_POINT.search(text, back, start):
            return False
        # "Web 2.0" is a name; "In 4.5 metres" is not.
        if _VERSION.match(low[start:end]) and _NAME_INSIDE.search(text, back, start):
            return False
        # Studio 54; but "in Moscow 300 people" is a figure.
        if (
            _BARE.fullmatch(low, start, end)
            and _NAME_INSIDE.search(text, back, start)
            and not _NOUN_AFTER.match(text, end)
        ):
            return False
        if _is_telephone(low, start, end):
            return False
        return not (grammar.idiom and it.value == 1 and grammar.idiom.match(low, end))
    if grammar.idiom and grammar.idiom.match(low, end):
        return False
    if low[start:end] in grammar.weak:
        return grammar.counted is not None and grammar.counted.match(low, end) is not None
    return not _is_name(text, it)


def _is_telephone(low: str, start: int, end: int) -> bool:
    """Say whether digits stand in a row with others that is no range: 555-0142."""
    for at in (start, low.rfind(" ", 0, start) + 1):
        row = _ROW.match(low, at)
        if row is not None and row.start() <= start and end <= row.end():
            return row[2].startswith("0") or int(row[1][:18]) >= int(row[2][:18])
    return False


def _is_name(text: str, it: Numeral) -> bool:
    """Say whether a number in words is part of a name or a title: Channel Zero, Ten Lessons."""
    if it.kind == "digits":
        return False
    words = text[it.start : it.end].split()
    if not words[-1][:1].isupper():
        return False
    before = text[max(0, it.start - 2) : it.start].rstrip(" ")
    if before[-1:].isalnum() or before.endswith(","):
        return True  # Channel Zero, the Group of Seven
    if not _NAME_AFTER.match(text, it.end):
        return False
    line_end = text.find("\n", it.end)
    line = text[it.end : line_end if line_end >= 0 else len(text)].rstrip()
    return not line.endswith(_SENTENCE_ENDS)  # a heading: Ten Lessons from Syria


_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", '"', "]", ")", ":")
_BARE = re.compile(r"\d{1,4}")
_NOUN_AFTER = re.compile(r"[\s-]+[a-zа-яёїієґñáéíóú]")
