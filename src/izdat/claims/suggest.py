"""Text → what of it an editor may want to mark: figures, dates, corrections, quotations.

Nothing is decided here and nothing is marked: every suggestion has a reason, and waits.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from izdat.claims.amounts import quantities
from izdat.claims.corrections import Correction, corrections
from izdat.claims.date_grammar import Dated
from izdat.claims.dates import dates
from izdat.claims.figures import figures
from izdat.claims.languages import lexicon
from izdat.claims.numerals import Numeral, folded, numerals, phrase
from izdat.model.claim import NOTHING, Amount

Kind = Literal["figure", "date", "correction", "quotation", "vague"]
KINDS: tuple[Kind, ...] = ("figure", "date", "correction", "quotation", "vague")

MOST_CHARACTERS = 20_000_000  # of a text; the longest book is a quarter of it
_LEAST_WORDS = 4  # of a quotation; fewer are a name, or words held at arm's length
_NEAR = 80  # letters around a quotation in which who said it is looked for

_QUOTED = re.compile(
    r"“([^“”\n]{12,1500})”|«([^«»\n]{12,1500})»|\"([^\"\n]{12,1500})\"|„([^„“”\n]{12,1500})[“”]"
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may be marked."""

    kind: Kind
    start: int  # code points
    end: int
    text: str
    amount: Amount | None = None  # of figures and corrections
    date: str = ""  # EDTF, of dates
    reason: str = ""  # a sentence


def suggest(text: str, lang: str, *, now: str = "", vague: bool = False) -> tuple[Suggestion, ...]:
    """Return what may be marked in ``text``, in its order; offsets are code points.

    ``now``: the day from which the text speaks, as EDTF. With ``vague`` also amounts without a
    number: many, a lot of.
    """
    low = folded(text)
    dated = dates(text, low, lang, now=now)
    free = _outside(figures(text, low, numerals(low, lang), lang), dated)
    made = quantities(low, free, lang)
    found: list[Suggestion] = []
    for each in made:
        reason = _figure_reason(each.amount, text[each.start : each.end])
        found.append(_suggestion("figure", text, each.start, each.end, each.amount, "", reason))
    for date in dated:
        reason = "a date" + _year_reason(date, now)
        found.append(_suggestion("date", text, date.start, date.end, None, date.edtf, reason))
    for correction in corrections(low, made, lang):
        found.append(_corrected(text, correction))
    found += _quotations(text, low, lang)
    if vague:
        found += _vague(text, low, lang, found)
    found.sort(key=lambda each: (each.start, -each.end, each.kind))
    return tuple(found)


def _suggestion(
    kind: Kind, text: str, start: int, end: int, amount: Amount | None, date: str, reason: str
) -> Suggestion:
    return Suggestion(kind, start, end, text[start:end], amount, date, reason)


def _outside(found: Sequence[Numeral], dated: Sequence[Dated]) -> list[Numeral]:
    """Return the numbers that are no part of a date; both are in the order of the text."""
    kept: list[Numeral] = []
    at = 0
    for numeral in found:
        while at < len(dated) and dated[at].end <= numeral.start:
            at += 1
        if at == len(dated) or numeral.end <= dated[at].start:
            kept.append(numeral)
    return kept


def _figure_reason(amount: Amount, words: str) -> str:
    if amount.qualifier == "vague":
        return "a size without a number"
    if amount.qualifier == "between":
        return "a range"
    return f"a number that is {amount.qualifier} what it says" if amount.qualifier else "a number"


def _year_reason(date: Dated, now: str) -> str:
    if not date.guessed:
        return ""
    if date.edtf.startswith("XXXX"):
        return "; its year is not in the words, and nothing tells it"
    year = date.edtf[:4]
    if now:
        return f"; its year is not in the words: {year} is the nearest to {now}"
    return f"; its year is not in the words: {year} is the latest year that the text names"


def _corrected(text: str, it: Correction) -> Suggestion:
    reason = f"“{it.cue}” corrects"
    if it.corrected is not None:
        reason += f" “{text[it.corrected.start : it.corrected.end]}”"
    else:
        reason += " what stands before it"
    return _suggestion("correction", text, it.start, it.end, it.amount, "", reason)


@cache
def _said(lang: str) -> re.Pattern[str] | None:
    said = lexicon(lang).said
    return re.compile(rf"(?<!\w)(?:{phrase(said)})(?!\w)") if said else None


def _quotations(text: str, low: str, lang: str) -> Iterator[Suggestion]:
    said = _said(lang)
    for match in _QUOTED.finditer(text):
        if len(match.group().split()) < _LEAST_WORDS:
            continue
        start, end = match.span()
        cue = None
        if said is not None:
            cue = said.search(low, max(0, start - _NEAR), start) or said.search(
                low, end, end + _NEAR
            )
        reason = f"words in quotation marks, near “{cue.group()}”" if cue else (
            "words in quotation marks; nobody near says whose"
        )  # fmt: skip
        yield _suggestion("quotation", text, start, end, None, "", reason)


@cache
def _many(lang: str) -> re.Pattern[str] | None:
    vague = lexicon(lang).vague
    return re.compile(rf"(?<!\w){phrase(vague)}(?!\w)") if vague else None


def _vague(text: str, low: str, lang: str, found: Sequence[Suggestion]) -> Iterator[Suggestion]:
    many = _many(lang)
    taken = [(each.start, each.end) for each in found if each.kind == "figure"]
    for match in many.finditer(low) if many else ():
        start, end = match.span()
        if not any(start < last and first < end for first, last in taken):
            yield _suggestion("vague", text, start, end, NOTHING, "", "an amount without a number")
