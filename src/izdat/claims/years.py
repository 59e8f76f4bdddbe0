"""Dates that are told by their year: in digits, decades, centuries, rows of years, bare years.

Years are searched for once: what holds one is looked at where one stands.
"""

import re
from collections.abc import Iterator, Sequence

from izdat.claims.date_grammar import (
    ORDINALS,
    REACH,
    YEAR,
    Dated,
    DateGrammar,
    is_free,
    written,
)

_ROMAN = {"I": 1, "V": 5, "X": 10}
_SPOT = re.compile(YEAR)

_ISO = re.compile(rf"{YEAR}-(?:0\d|1[0-2])(?:-[0-3]\d)?(?![\w:/-])")
_DAY_AND_MONTH = re.compile(r"(?P<a>[0-3]?\d)(?P<sep>[./])(?P<b>[0-3]?\d)(?P=sep)$")
_DAY_AND_MONTH_REACH = len("31.12.")
_ENDED = re.compile(r"(?![\w:/-])")
_DECADE = re.compile(r"(?:1\d\d0|20\d0)(?:'?s|-[хетыи]+|-ті)(?!\w)")
_SHORT_DECADE = re.compile(r"'(?P<d>[1-9]0)s(?!\w)")


def years_in(low: str) -> list[int]:
    """Return where each number that may be a year begins."""
    return [match.start() for match in _SPOT.finditer(low)]


def in_digits(low: str, spots: Sequence[int], grammar: DateGrammar) -> Iterator[Dated]:
    """Yield 2031-04-02, 2.4.2031 and 4/13/2031; 4/5/2031 goes by the language's custom."""
    for spot in spots:
        if low.startswith("-", spot + 4):
            match = _ISO.match(low, spot)
            if match is not None and is_free(low, spot):
                yield Dated(spot, match.end(), match.group())
            continue
        if low[spot - 1 : spot] not in ("/", ".") or not _ENDED.match(low, spot + 4):
            continue
        match = _DAY_AND_MONTH.search(low, max(0, spot - _DAY_AND_MONTH_REACH), spot)
        if match is None or not is_free(low, match.start()):
            continue
        first, second = int(match["a"]), int(match["b"])
        is_day_first = grammar.is_day_first or match["sep"] == "."
        day, month = (first, second) if is_day_first else (second, first)
        if month > 12 >= day:
            day, month = month, day
        if 1 <= month <= 12:
            edtf = written(int(low[spot : spot + 4]), month, day)
            yield Dated(match.start(), spot + 4, edtf)


def of_eras(low: str, spots: Sequence[int], grammar: DateGrammar) -> Iterator[Dated]:
    """Yield decades, centuries and rows of years."""
    for spot in spots:
        if (match := _DECADE.match(low, spot)) and is_free(low, spot):
            yield Dated(spot, match.end(), f"{low[spot : spot + 3]}X")
    for match in _SHORT_DECADE.finditer(low):
        # ’70s are those of the last century, as all who say so mean.
        if is_free(low, match.start()):
            yield Dated(match.start(), match.end(), f"19{match['d'][0]}X")
    for match in _centuries(low, grammar):
        number = int(match["n"] or 0) or ORDINALS.get(match["w"] or "", 0)
        number = number or _roman(match["r"] or match["r2"] or "")
        if 1 <= number <= 21:
            yield Dated(match.start(), match.end(), f"{number - 1:02}XX")
    for spot in spots:
        yield from _row_of_years(low, spot, grammar)


def _row_of_years(low: str, spot: int, grammar: DateGrammar) -> Iterator[Dated]:
    """Yield the years from the one at ``spot`` on: 1914–18, between 1914 and 1918."""
    start = spot
    match = grammar.years.match(low, spot)
    if match is None and grammar.led_years is not None and grammar.leads is not None:
        match = grammar.led_years.match(low, spot)
        if match is None:
            return
        lead = grammar.leads.search(low, max(0, spot - REACH), spot)
        if lead is None or bool(lead["between"]) != bool(match["and"]):
            return
        start = lead.start()
    if match is None or not is_free(low, start):
        return
    first, last = match["y"], match["y2"]
    last = first[:2] + last if len(last) == 2 else last
    if first < last:
        yield Dated(start, match.end(), f"{first}/{last}")


def _centuries(low: str, grammar: DateGrammar) -> Iterator[re.Match[str]]:
    """Yield centuries, found by their word, which is rare: 21st century, XX век, siglo XX."""
    for word in _CENTURY_WORDS:
        at = low.find(word)
        while at >= 0:
            end = at + len(word)
            if word == "siglo ":
                end = re.compile("[xvi]*").match(low, end).end()  # type: ignore[union-attr]  # may be empty
            match = grammar.century.search(low, max(0, at - REACH), end)
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


def bare_years(low: str, spots: Sequence[int], grammar: DateGrammar) -> Iterator[Dated]:
    """Yield numbers of four digits that are years, by what stands around them."""
    for spot in spots:
        match = grammar.year.match(low, spot)
        if match is None:
            continue
        year = int(match["y"])
        start, end = match.span()
        if not is_free(low, start):
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
