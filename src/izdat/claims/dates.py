"""Text → the calendar dates in it, each as EDTF (ISO 8601-2:2019), with where it stands.

A date is given as precisely as the words give it: a decade is ``199X``, a century ``20XX``, two
days an interval. The clock is not asked: a year that the words leave out is the one nearest to
the day from which the text speaks, or else the latest year that the text names.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from izdat.claims.languages import lexicon
from izdat.claims.numerals import any_of, phrase
from izdat.text.dates import is_edtf

UNKNOWN_YEAR = "XXXX"  # of level 2: it may stand in a list, and in no ``when=``
_REACH = 40  # letters before a date in which "the night of" is looked for
_LONGEST_GAP = 184  # days: half a year either way from the day of speaking

_YEAR = r"(?:1[0-9]|20)\d\d"
_ROMAN = {"I": 1, "V": 5, "X": 10}
_ORDINALS = {
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


Day = tuple[int | None, int, int | None]  # year, month, day


@dataclass(frozen=True, slots=True)
class _Grammar:
    month_first: re.Pattern[str] | None
    day_first: re.Pattern[str] | None
    month_year: re.Pattern[str] | None
    month_alone: re.Pattern[str] | None
    season: re.Pattern[str] | None
    digits: re.Pattern[str]
    years: re.Pattern[str]
    year: re.Pattern[str]
    before_year: re.Pattern[str]
    decade: re.Pattern[str]
    century: re.Pattern[str]
    part: re.Pattern[str] | None
    months: Mapping[str, int]
    seasons: Mapping[str, int]
    is_day_first: bool
    has_capitals: bool  # months are written with one: may is a verb


# What stands before a date that is part of something longer: an address, a sum, a file's name.
_BOUND = frozenset(".,:/$€£@#-_'")


def _is_free(low: str, start: int) -> bool:
    """Say whether nothing that belongs to it stands right before ``start``.

    Asked here and not by the expressions: one that begins with a class is searched for faster.
    """
    before = low[start - 1 : start]
    return not before.isalnum() and before not in _BOUND


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)
    month = any_of(words.months)
    day = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th|º|-?го|-?ое|-?е)?(?!\w|:\d)"
    dash = r"\s*[-–—]\s*"
    # "March 5 and 6" is as good as an interval of the two.
    to = rf"(?:{dash}|\s+(?:to|through|until|and|по|до|и|і|та|al?|hasta|y)\s+)"
    of = rf"(?:{words.of}\s+)?" if words.of else ""
    year = rf"(?P<y>{_YEAR})(?![\w]|[.,]\d)(?:\s*г(?:од[ау])?\b\.?|\s+рок[уи]\b)?"
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
    years = rf"(?P<y>{_YEAR})\s?[-–—]\s?(?P<y2>{_YEAR}|\d\d)(?![\w]|[.,-]\d)"
    if words.between:
        years += (
            rf"|(?:(?:{phrase(words.between)})\s+(?P<y3>{_YEAR})\s+(?:{words.and_})"
            rf"|(?:{phrase(words.from_)})\s+(?P<y5>{_YEAR})\s+(?:{words.to}))\s+(?P<y4>{_YEAR})"
            r"(?![\w]|[.,-]\d)"
        )
    return _Grammar(
        month_first=re.compile(month_first) if month_first and not words.day_first else None,
        day_first=re.compile(day_first) if day_first else None,
        month_year=re.compile(month_year) if month_year else None,
        month_alone=re.compile(month_alone) if month_alone else None,
        season=re.compile(season) if season else None,
        digits=re.compile(
            rf"(?:(?P<y>{_YEAR})-(?P<m>0\d|1[0-2])(?:-(?P<d>[0-3]\d))?"
            rf"|(?P<a>[0-3]?\d)(?P<sep>[./])(?P<b>[0-3]?\d)(?P=sep)(?P<y2>{_YEAR}))(?![\w:/-])"
        ),
        years=re.compile(years),
        year=re.compile(rf"(?P<y>{_YEAR})(?![\w%]|[.,:/]\d|[-–]\d)"),
        before_year=re.compile(
            rf"(?:(?<!\w)(?:{phrase(words.year_before)})\s+(?:the\s+)?|[(/]\s*|"
            rf"{_YEAR}(?:,| and| и| і| та| y)\s+)$" if words.year_before else r"[(]\s*$"
        ),
        decade=re.compile(
            r"(?:(?P<y>1\d\d0|20\d0)(?:'?s|-[хетыи]+|-ті)(?!\w)|'(?P<d>[1-9]0)s(?!\w))"
        ),
        century=re.compile(
            rf"(?<!\w)(?:(?P<n>1\d|2[01])(?:st|nd|rd|th)|(?P<w>{'|'.join(_ORDINALS)}))[\s-]century$"
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


def dates(text: str, low: str, lang: str, *, now: str = "") -> list[Dated]:
    """Return every calendar date of ``text``, of which ``low`` is the folded form.

    ``now``: the day from which the text speaks, as EDTF; empty where nobody has said it.
    """
    grammar = _grammar(lang)
    bare = list(_bare_years(low, grammar))
    eras = list(_of_eras(low, grammar))
    years = [int(each.edtf) for each in bare]
    years += [int(each.edtf[-4:]) for each in eras if each.edtf[-4:].isdigit()]
    latest = max((year for year in years if year < 2100), default=None)

    def year_of(month: int, day: int | None) -> int | None:
        return _nearest_year(now, month, day, latest)

    found = [
        *_of_days(text, low, grammar, year_of),
        *_of_months(text, low, grammar, year_of),
        *_in_digits(low, grammar),
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


def _with_part(low: str, each: Dated, grammar: _Grammar) -> Dated:
    """Return the date with what stands before it and belongs to it: the night of."""
    if grammar.part is None or "X" in each.edtf[3:4]:
        return each
    part = grammar.part.search(low, max(0, each.start - _REACH), each.start)
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


def _written(year: int | None, month: int, day: int | None) -> str:
    shown = UNKNOWN_YEAR if year is None else f"{year:04}"
    return f"{shown}-{month:02}" + ("" if day is None else f"-{day:02}")


def _of_days(
    text: str, low: str, grammar: _Grammar, year_of: Callable[[int, int | None], int | None]
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
                edtf = _written(given, last_month if not is_month_first else first_month, first)
            else:
                begins = years[0] or given
                if begins is not None and given is not None and years[0] is None:
                    begins = given - 1 if first_month > last_month and not is_guessed else given
                ends = given
                if ends is not None and is_guessed and first_month > last_month:
                    ends += 1  # December 30 to January 2
                start, end = (
                    _written(begins, first_month, first), _written(ends, last_month, last)
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


def _days_at(low: str, at: int, grammar: _Grammar) -> Iterator[re.Match[str]]:
    """Yield the days whose month's name begins at ``at``: the day may stand on either side."""
    if grammar.month_first is not None and (match := grammar.month_first.match(low, at)):
        yield match
        return
    if grammar.day_first is None:
        return
    for match in grammar.day_first.finditer(low, max(0, at - _REACH), at + _REACH):
        if at in (match.start("m"), match.start("m2")):
            yield match
            return


def _number(day: str | None) -> int | None:
    found = re.match(r"\d+", day or "")
    return int(found.group()) if found else None


def _of_months(
    text: str, low: str, grammar: _Grammar, year_of: Callable[[int, int | None], int | None]
) -> Iterator[Dated]:
    """Yield months and seasons: March 2011, in April, spring of 2014."""
    for at in _places(low, grammar.months):
        if grammar.has_capitals and not text[at].isupper():
            continue
        match = grammar.month_year.match(low, at) if grammar.month_year else None
        if match is not None:
            edtf = _written(int(match["y"]), grammar.months[match["m"]], None)
            yield Dated(match.start(), match.end(), edtf)
            continue
        name = _WORD.match(low, at)
        month = grammar.months.get(name.group()) if name else None
        if month is None or name is None or _NO_MONTH.match(low, name.end()):
            continue
        # From May to July 2011: the year is said once for both.
        later = _MONTH_TO.match(low, name.end())
        if later is not None and later["m"] in grammar.months:
            edtf = _written(int(later["y"]), month, None)
            yield Dated(at, name.end(), edtf)
            continue
        if grammar.month_alone and grammar.month_alone.search(low, max(0, at - _REACH), at):
            edtf = _written(year_of(month, None), month, None)
            yield Dated(at, name.end(), edtf, True)
    for at in _places(low, grammar.seasons):
        match = grammar.season.match(low, at) if grammar.season else None
        if match is not None:
            season = grammar.seasons[re.sub(r"\s+", " ", match["s"])]
            yield Dated(match.start(), match.end(), f"{match['y']}-{season}")


_WORD = re.compile(r"[^\W\d_]+")
_MONTH_TO = re.compile(
    r"(?:\s+(?:to|through|until|and|по|до|и|і|та|al?|hasta|y)\s+|\s?[-–—]\s?)(?P<m>[^\W\d_]+)"
    rf"\s+(?:del?\s+)?(?P<y>{_YEAR})(?!\w)"
)
_NO_MONTH = re.compile(r"\.?\s+\d|\s+day(?!\w)")  # March 6 is a day already; May Day a feast


def _in_digits(low: str, grammar: _Grammar) -> Iterator[Dated]:
    """Yield 2031-04-02, 2.4.2031 and 4/13/2031; 4/5/2031 goes by the language's custom."""
    for match in grammar.digits.finditer(low):
        if not _is_free(low, match.start()):
            continue
        if match["y"]:
            yield Dated(match.start(), match.end(), match.group())
            continue
        first, second = int(match["a"]), int(match["b"])
        is_day_first = grammar.is_day_first or match["sep"] == "."
        day, month = (first, second) if is_day_first else (second, first)
        if month > 12 >= day:
            day, month = month, day
        if 1 <= month <= 12:
            yield Dated(match.start(), match.end(), _written(int(match["y2"]), month, day))


def _of_eras(low: str, grammar: _Grammar) -> Iterator[Dated]:
    """Yield decades, centuries and rows of years."""
    for match in grammar.decade.finditer(low):
        if not _is_free(low, match.start()):
            continue
        # ’70s are those of the last century, as all who say so mean.
        decade = match["y"][:3] if match["y"] else f"19{match['d'][0]}"
        yield Dated(match.start(), match.end(), f"{decade}X")
    for match in _centuries(low, grammar):
        number = int(match["n"] or 0) or _ORDINALS.get(match["w"] or "", 0)
        number = number or _roman(match["r"] or match["r2"] or "")
        if 1 <= number <= 21:
            yield Dated(match.start(), match.end(), f"{number - 1:02}XX")
    for match in grammar.years.finditer(low):
        part = match.groupdict()
        first = part["y"] or part.get("y3") or part.get("y5")
        last = part["y2"] or part.get("y4")
        if first is None or last is None or not _is_free(low, match.start()):
            continue
        last = first[:2] + last if len(last) == 2 else last
        if first < last:
            yield Dated(match.start(), match.end(), f"{first}/{last}")


def _centuries(low: str, grammar: _Grammar) -> Iterator[re.Match[str]]:
    """Yield centuries, found by their word, which is rare: 21st century, XX век, siglo XX."""
    for word in _CENTURY_WORDS:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if word == "siglo ":
                end = re.compile("[xvi]*").match(low, end).end()  # type: ignore[union-attr]  # may be empty
            match = grammar.century.search(low, max(0, at - _REACH), end)
            if match is not None:
                yield match
            at = low.find(word, end)


_CENTURY_WORDS = ("century", "век", "столет", "столітт", "siglo ")


def _roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text.upper()]
    following = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, following, strict=True))


# What follows a number that counts: 1500 wounded, 2000 people. A year is followed by anything else.
_COUNTING = re.compile(
    r"[\s-]+(?!was|has|is|as|this|its|us|his|does|perhaps|thus|plus|always|across|"
    r"unless|years'|elections|protests|olympics|games|events)"
    r"(?:[a-z]+(?:s|ed|en|men|people)|people|dead|men|women|children|чел\w+|руб\w+|люд\w+|"
    r"погиб\w+|ранен\w+|задерж\w+|арест\w+|осіб|поранен\w+|personas|muert\w+|herid\w+|casas)"
    r"(?!\w)"
)
_AFTER_QUALIFIER = re.compile(
    r"(?<!\w)(?:more than|less than|fewer than|over|about|around|nearly|almost|at least|up to|"
    r"some|approximately|roughly|another|those|these|all|the other|only|just|exactly|"
    r"более|около|почти|свыше|до|менее|примерно|понад|більше|близько|майже|más de|unos|unas|"
    r"casi|cerca de|al menos)\s+$"
)


def _bare_years(low: str, grammar: _Grammar) -> Iterator[Dated]:
    """Yield numbers of four digits that are years, by what stands around them."""
    for match in grammar.year.finditer(low):
        year = int(match["y"])
        start, end = match.span()
        if not _is_free(low, start):
            continue
        back = max(0, start - 24)
        is_led = grammar.before_year.search(low, back, start) is not None
        is_counting = _COUNTING.match(low, end) is not None
        if not is_led and (is_counting or _AFTER_QUALIFIER.search(low, back, start)):
            continue
        if year < 1900 and (not is_led or is_counting):
            continue
        if is_led and is_counting and _AFTER_QUALIFIER.search(low, back, start):
            continue
        yield Dated(start, end, match["y"])
