"""Text → the calendar dates in it, each as EDTF (ISO 8601-2:2019), with where it stands.

A date is given as precisely as the words give it: a decade is ``199X``, a century ``20XX``, two
days an interval. The clock is not asked: a year that the words leave out is the one nearest to
the day from which the text speaks, or else the latest year that the text names.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from izdat.claims.date_grammar import (
    REACH,
    UNKNOWN_YEAR,
    YEAR,
    Dated,
    DateGrammar,
    date_grammar,
    written,
)
from izdat.claims.years import bare_years, in_digits, of_eras, years_in
from izdat.text.dates import is_edtf


def dates(text: str, low: str, lang: str, *, now: str = "") -> list[Dated]:
    """Return every calendar date of ``text``, of which ``low`` is the folded form.

    ``now``: the day from which the text speaks, as EDTF; empty where nobody has said it.
    """
    grammar = date_grammar(lang)
    spots = years_in(low)
    bare = list(bare_years(low, spots, grammar))
    eras = list(of_eras(low, spots, grammar))
    years = [int(each.edtf) for each in bare]
    years += [int(each.edtf[-4:]) for each in eras if each.edtf[-4:].isdigit()]
    latest = max((year for year in years if year < 2100), default=None)

    def year_of(month: int, day: int | None) -> int | None:
        return _nearest_year(now, month, day, latest)

    found = [
        *_of_days(text, low, grammar, year_of),
        *_of_months(text, low, grammar, year_of),
        *in_digits(low, spots, grammar),
        *eras,
        *bare,
    ]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Dated] = []
    for each in found:
        if (kept and each.start < kept[-1].end) or not _is_date(each.edtf):
            continue
        kept.append(_with_part(low, each, grammar))
    return kept


def _is_date(edtf: str) -> bool:
    return is_edtf(edtf.replace(UNKNOWN_YEAR, "2000"))  # a leap year: February 29 may be meant


def _with_part(low: str, each: Dated, grammar: DateGrammar) -> Dated:
    """Return the date with what stands before it and belongs to it: the night of."""
    if grammar.part is None or "X" in each.edtf[3:4]:
        return each
    part = grammar.part.search(low, max(0, each.start - REACH), each.start)
    return each if part is None else Dated(part.start(), each.end, each.edtf, each.guessed)


def _nearest_year(now: str, month: int, day: int | None, latest: int | None) -> int | None:
    match = re.match(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", now)
    if match is None:
        return latest
    year = int(match[1])
    if match[2] is None or not 1 <= int(match[2]) <= 12:
        return year
    here = date(year, int(match[2]), min(28, max(1, int(match[3] or 15))))

    def distance(other: int) -> int:
        return abs((date(other, month, min(28, day or 15)) - here).days)

    return min((y for y in (year - 1, year, year + 1) if 1 <= y <= 9999), key=distance)


def _of_days(
    text: str, low: str, grammar: DateGrammar, year_of: Callable[[int, int | None], int | None]
) -> Iterator[Dated]:
    """Yield days: March 6, 6–7 March 2022, March 30 to April 2."""
    taken = 0
    for at in _places(low, grammar.months):
        if at < taken:
            continue
        for match in _days_at(low, at, grammar):
            taken = match.end()
            is_month_first = match.re is grammar.month_first
            part = match.groupdict()
            names = [part["m"], part["m2"]]
            starts = [match.start(group) for group in ("m", "m2") if part[group]]
            if grammar.has_capitals and not all(text[at].isupper() for at in starts):
                continue
            months = [grammar.months[name] if name else None for name in names]
            first_month = months[0] or months[1]
            last_month = months[1] or months[0]
            if first_month is None or last_month is None:
                continue
            first, last = _number(part["d"]), _number(part["d2"])
            years = [int(part[group]) if part[group] else None for group in ("y", "y2")]
            given = years[1] or years[0]
            is_guessed = given is None
            if is_guessed:
                given = year_of(first_month, first)
            if first is None:
                continue
            if last is None:
                edtf = written(given, last_month if not is_month_first else first_month, first)
            else:
                begins = years[0] or given
                if begins is not None and given is not None and years[0] is None:
                    begins = given - 1 if first_month > last_month and not is_guessed else given
                ends = given
                if ends is not None and is_guessed and first_month > last_month:
                    ends += 1  # December 30 to January 2
                start, end = (
                    written(begins, first_month, first), written(ends, last_month, last)
                )  # fmt: skip
                edtf = f"{start}/{end}"
            yield Dated(match.start(), match.end(), edtf, is_guessed)


def _places(low: str, words: Iterable[str]) -> list[int]:
    """Return where any of ``words`` begins a word, in order."""
    stems = {word[:3] for word in words}
    found: list[int] = []
    for stem in sorted(stems):
        at = low.find(stem)
        while at >= 0:
            if not low[at - 1 : at].isalnum():
                found.append(at)
            at = low.find(stem, at + 1)
    found.sort()
    return found


def _days_at(low: str, at: int, grammar: DateGrammar) -> Iterator[re.Match[str]]:
    """Yield the days whose month's name begins at ``at``: the day may stand on either side."""
    if grammar.month_first is not None and (match := grammar.month_first.match(low, at)):
        yield match
        return
    if grammar.day_first is None:
        return
    for match in grammar.day_first.finditer(low, max(0, at - REACH), at + REACH):
        if at in (match.start("m"), match.start("m2")):
            yield match
            return


def _number(day: str | None) -> int | None:
    found = re.match(r"\d+", day or "")
    return int(found.group()) if found else None


def _of_months(
    text: str, low: str, grammar: DateGrammar, year_of: Callable[[int, int | None], int | None]
) -> Iterator[Dated]:
    """Yield months and seasons: March 2011, in April, spring of 2014."""
    for at in _places(low, grammar.months):
        if grammar.has_capitals and not text[at].isupper():
            continue
        match = grammar.month_year.match(low, at) if grammar.month_year else None
        if match is not None:
            edtf = written(int(match["y"]), grammar.months[match["m"]], None)
            yield Dated(match.start(), match.end(), edtf)
            continue
        name = _WORD.match(low, at)
        month = grammar.months.get(name.group()) if name else None
        if month is None or name is None or _NO_MONTH.match(low, name.end()):
            continue
        # From May to July 2011: the year is said once for both.
        later = _MONTH_TO.match(low, name.end())
        if later is not None and later["m"] in grammar.months:
            edtf = written(int(later["y"]), month, None)
            yield Dated(at, name.end(), edtf)
            continue
        if grammar.month_alone and grammar.month_alone.search(low, max(0, at - REACH), at):
            edtf = written(year_of(month, None), month, None)
            yield Dated(at, name.end(), edtf, True)
    for at in _places(low, grammar.seasons):
        match = grammar.season.match(low, at) if grammar.season else None
        if match is not None:
            season = grammar.seasons[re.sub(r"\s+", " ", match["s"])]
            yield Dated(match.start(), match.end(), f"{match['y']}-{season}")


_WORD = re.compile(r"[^\W\d_]+")
_MONTH_TO = re.compile(
    r"(?:\s+(?:to|through|until|and|по|до|и|і|та|al?|hasta|y)\s+|\s?[-–—]\s?)(?P<m>[^\W\d_]+)"
    rf"\s+(?:del?\s+)?(?P<y>{YEAR})(?!\w)"
)
_NO_MONTH = re.compile(r"\.?\s+\d|\s+day(?!\w)")  # March 6 is a day already; May Day a feast
