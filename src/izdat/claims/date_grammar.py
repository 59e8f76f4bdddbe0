"""What a language's dates are read with, and what a date is."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from izdat.claims.languages import lexicon
from izdat.claims.numerals import any_of, phrase

UNKNOWN_YEAR = "XXXX"  # of level 2: it may stand in a list, and in no ``when=``
REACH = 40  # letters before a date in which "the night of" is looked for
YEAR = r"(?:1[0-9]|20)\d\d"
ORDINALS = {
    "fifteenth": 15, "sixteenth": 16, "seventeenth": 17, "eighteenth": 18, "nineteenth": 19,
    "twentieth": 20, "twenty-first": 21,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Dated:
    """A date where it stands. ``guessed``: the year is not in the words."""

    start: int  # code points
    end: int
    edtf: str  # "XXXX-03-06" where no year is known
    guessed: bool = False


@dataclass(frozen=True, slots=True)
class DateGrammar:
    month_first: re.Pattern[str] | None
    day_first: re.Pattern[str] | None
    month_year: re.Pattern[str] | None
    month_alone: re.Pattern[str] | None
    season: re.Pattern[str] | None
    years: re.Pattern[str]
    led_years: re.Pattern[str] | None
    leads: re.Pattern[str] | None
    year: re.Pattern[str]
    before_year: re.Pattern[str]
    century: re.Pattern[str]
    part: re.Pattern[str] | None
    months: Mapping[str, int]
    seasons: Mapping[str, int]
    is_day_first: bool
    has_capitals: bool  # months are written with one: may is a verb


# What stands before a date that is part of something longer: an address, a sum, a file's name.
_BOUND = frozenset(".,:/$€£@#-_'")


def is_free(low: str, start: int) -> bool:
    """Say whether nothing that belongs to it stands right before ``start``.

    Asked here and not by the expressions: one that begins with a class is searched for faster.
    """
    before = low[start - 1 : start]
    return not before.isalnum() and before not in _BOUND


@cache
def date_grammar(lang: str) -> DateGrammar:
    words = lexicon(lang)
    month = any_of(words.months)
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|-?го|-?ое|-?е)?(?!\w|:\d)"
    dash = r"\s*[-–—]\s*"
    # "March 5 and 6" is as good as an interval of the two.
    to = rf"(?:{dash}|\s+(?:to|through|until|and|по|до|и|і|та|al?|hasta|y)\s+)"
    of = rf"(?:{words.of}\s+)?" if words.of else ""
    year = rf"(?P<y>{YEAR})(?![\w]|[.,]\d)(?:\s*г(?:од[ау])?\b\.?|\s+рок[уи]\b)?"
    other = year.replace("?P<y>", "?P<y2>")
    month_first = day_first = month_year = month_alone = season = None
    if month:
        # Of a name that is cut short, and never the end of a sentence: Sept. 4.
        dot = r"(?:(?<=\b[a-z]{3})(?<!may)\.|(?<=\bsept)\.)?"
        month_first = (
            rf"(?P<m>{month}){dot}\s+(?:the\s+)?(?P<d>{day})(?:,?\s+{year})?"
            rf"(?:{to}(?:(?P<m2>{month}){dot}\s+)?(?:the\s+)?(?P<d2>{day})(?:,?\s+{other})?)?"
        )
        day_first = (
            rf"(?<![\w.,:/$€£-])(?P<d>{day})"
            rf"(?:(?:\s+{of}(?P<m>{month}){dot}(?!\w))?(?:\s+{of}{year})?{to}(?P<d2>{day}))?"
            rf"\s+{of}(?P<m2>{month}){dot}(?!\w)(?:,?\s+{of}{other})?"
        )
        month_year = rf"(?P<m>{month}){dot},?\s+{of}{year}"
        if words.month_before:
            month_alone = rf"(?<!\w)(?:{phrase(words.month_before)})\s+$"
    if words.seasons:
        season = rf"(?P<s>{any_of(words.seasons)})\s+{of}{year}"
    years = rf"(?P<y>{YEAR})\s?[-–—]\s?(?P<y2>{YEAR}|\d\d)(?![\w]|[.,-]\d)"
    led_years = leads = ""
    if words.between:
        led_years = (
            rf"(?P<y>{YEAR})\s+(?:(?P<and>{words.and_})|(?:{words.to}))\s+(?P<y2>{YEAR})"
            r"(?![\w]|[.,-]\d)"
        )
        leads = rf"(?:(?P<between>{phrase(words.between)})|(?:{phrase(words.from_)}))\s+$"
    return DateGrammar(
        month_first=re.compile(month_first) if month_first and not words.day_first else None,
        day_first=re.compile(day_first) if day_first else None,
        month_year=re.compile(month_year) if month_year else None,
        month_alone=re.compile(month_alone) if month_alone else None,
        season=re.compile(season) if season else None,
        years=re.compile(years),
        led_years=re.compile(led_years) if led_years else None,
        leads=re.compile(leads) if leads else None,
        year=re.compile(rf"(?P<y>{YEAR})(?![\w%]|[.,:/]\d|[-–]\d)"),
        before_year=re.compile(
            rf"(?:(?<!\w)(?:{phrase(words.year_before)})\s+(?:the\s+)?|[(/]\s*|"
            rf"{YEAR}(?:,| and| и| і| та| y)\s+)$" if words.year_before else r"[(]\s*$"
        ),
        century=re.compile(
            rf"(?<!\w)(?:(?P<n>1\d|2[01])(?:st|nd|rd|th)|(?P<w>{'|'.join(ORDINALS)}))[\s-]century$"
            r"|(?<!\w)(?P<r>[xvi]{1,5})\s+(?:век|столет|столітт)$"
            r"|(?<!\w)siglo\s+(?P<r2>[xvi]{1,5})$"
        ),
        part=re.compile(rf"(?<!\w)(?:{phrase(words.parts)})\s*(?:the\s+)?$") if words.parts
        else None,
        months=words.months,
        seasons=words.seasons,
        is_day_first=words.day_first,
        has_capitals=lang.partition("-")[0] == "en",
    )  # fmt: skip


def written(year: int | None, month: int, day: int | None) -> str:
    shown = UNKNOWN_YEAR if year is None else f"{year:04}"
    return f"{shown}-{month:02}" + ("" if day is None else f"-{day:02}")
