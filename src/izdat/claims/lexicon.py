"""What a language's words for numbers, qualifiers and dates are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from izdat.model.claim import Number, Qualifier


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of one language, in small letters, with ``'`` for every apostrophe.

    Phrases are pieces of regular expressions; a space in them stands for any white space.
    """

    numbers: Mapping[str, Number]  # what is added: one, twenty, двести
    multipliers: Mapping[str, int]  # what is multiplied: hundred, thousand, million
    joiner: str = ""  # a word inside a number: and, y
    articles: str = ""  # before a multiplier: a hundred
    groups: Mapping[str, int] = field(default_factory=dict)  # dozen
    plurals: Mapping[str, int] = field(default_factory=dict)  # thousands: a size without a number
    vague: str = ""  # many, a lot of: no number at all
    some: str = ""  # before a multiplier, of no certain number: several hundred
    weak: frozenset[str] = frozenset()  # numbers that mostly are no figures: one, una
    halves: Mapping[str, Number] = field(default_factory=dict)  # shares of something: half of
    half_more: str = ""  # two and a half
    per_cent: str = ""
    before: tuple[tuple[Qualifier, str], ...] = ()
    after: tuple[tuple[Qualifier, str], ...] = ()
    between: str = ""  # between 3 and 5
    and_: str = ""
    from_: str = ""  # from 3 to 5
    to: str = ""
    or_: str = ""  # two or three
    comma_decimal: bool = False  # 1,2 is one and a fifth, 1.200 twelve hundred
    counted: str = ""  # nouns after "one" that make a figure of it
    identifiers: str = ""  # what a number after it names: article 213
    idioms: str = ""  # what follows a number that is none: a thousand times better
    clock: str = ""  # o'clock
    months: Mapping[str, int] = field(default_factory=dict)
    month_before: str = ""  # words that make a month of a bare name: in, since
    year_before: str = ""  # words that make a year of four digits: in, since
    parts: str = ""  # the night of, early in
    seasons: Mapping[str, int] = field(default_factory=dict)  # as EDTF numbers them
    day_first: bool = True  # 6 марта, and 03/04 is April
    of: str = ""  # between day, month and year
    corrections: str = ""  # in a bracket, what follows corrects
    weak_corrections: str = ""  # the same, if a number follows
    spoken_corrections: str = ""  # between two figures: or rather
    said: str = ""  # around a quotation
    stops: frozenset[str] = frozenset()  # frequent words, by which the language is told
