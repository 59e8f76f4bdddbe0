"""Two claims → how they relate, by their amounts, their days, their words and their speakers.

Amounts are compared as intervals. Nothing is merged: what is returned is a word for the pair, with
the sentence that says why.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from izdat.claims.terms import term_of
from izdat.model.claim import ABOUT, Amount, Claim, Measure, RelationKind


@dataclass(frozen=True, slots=True)
class Interval:
    """What an amount can be; the ends belong to it unless they are open."""

    low: float
    high: float
    is_low_open: bool = False
    is_high_open: bool = False

    def meets(self, other: "Interval") -> bool:
        """Say whether some number is in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        return self.holds(low) and other.holds(low)

    def holds(self, value: float) -> bool:
        above = value > self.low or (value == self.low and not self.is_low_open)
        below = value < self.high or (value == self.high and not self.is_high_open)
        return above and below

    def is_inside(self, other: "Interval") -> bool:
        """Say whether all of this is in ``other``, and not the other way round as well."""
        return self != other and self._fits(other)

    def _fits(self, other: "Interval") -> bool:
        low = other.low < self.low or (
            other.low == self.low and (self.is_low_open or not other.is_low_open)
        )
        high = self.high < other.high or (
            self.high == other.high and (self.is_high_open or not other.is_high_open)
        )
        return low and high


@lru_cache(maxsize=4096)  # a claim is compared with hundreds
def interval(amount: Amount) -> Interval | None:
    """Return what an amount can be; None where it says no number at all."""
    if not amount.is_known:
        return None
    value = amount.value
    if value is not None and amount.qualifier == "about":
        spread = abs(value) * ABOUT
        return Interval(value - spread, value + spread)
    if value is not None and amount.qualifier == "almost":
        return Interval(value - abs(value) * ABOUT, value, is_high_open=True)
    low = -inf if amount.low is None else float(amount.low)
    high = inf if amount.high is None else float(amount.high)
    if low == -inf and high >= 0:
        low = 0.0  # what is counted is not less than none
    return Interval(
        low, high,
        is_low_open=amount.qualifier == "more than",
        is_high_open=amount.qualifier == "less than",
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Comparison:
    """How ``first`` relates to ``second``; with ``is_mutual`` also the other way round."""

    kind: RelationKind
    why: str
    is_mutual: bool = False
    is_reversed: bool = False  # it is the second that relates to the first


def compare(first: Claim, second: Claim, measure: Measure | None = None) -> Comparison | None:
    """Return how two claims about one measure relate; None where there is nothing to compare.

    ``compare(b, a)`` is ``compare(a, b)`` with the roles exchanged: which of the two is the later
    is told by their days alone, never by the order in which they are given.
    """
    if first.measure != second.measure or not first.measure or first.key == second.key:
        return None
    if first.at and second.at and first.at != second.at:
        places = " and ".join(sorted((first.at, second.at)))
        return Comparison("other scope", f"they are about two places, {places}", is_mutual=True)
    terms = sorted({term_of(first), term_of(second)} - {""})
    if len(terms) == 2:
        why = f"one counts the {terms[0]}, the other the {terms[1]}"
        return Comparison("other term", why, is_mutual=True)
    if why := _other_window(first, second, measure):
        return Comparison("other scope", why, is_mutual=True)
    one, other = interval(first.amount), interval(second.amount)
    if one is None or other is None:
        return None  # a vague claim relates to a number only where an editor says so
    if first.amount.unit != second.amount.unit:
        why = "they are not in one unit"
        return Comparison("other scope", why, is_mutual=True)
    if one == other:
        return _same(first, second)
    order = order_of(first, second)
    if lost := _lost_qualifier(first, second, order):
        return lost
    if one.meets(other):
        return _overlapping(one, other)
    return _apart(first, second, order, measure)


def _same(first: Claim, second: Claim) -> Comparison:
    return Comparison("repeats", "the two amounts are the same", is_mutual=True)


def _lost_qualifier(first: Claim, second: Claim, order: int | None) -> Comparison | None:
    """Say that one gives the other's bare number, and not "more than" or "about"."""
    if first.amount.value != second.amount.value or first.amount.value is None:
        return None
    if bool(first.amount.qualifier) == bool(second.amount.qualifier):
        return None
    is_reversed = not second.amount.qualifier  # the second is the bare one
    if order == (1 if is_reversed else -1):
        return None  # who said 340 before anybody said "about 340" has lost nothing
    word = (first if is_reversed else second).amount.qualifier
    why = f"it gives the number without “{word}”"
    return Comparison("loses the qualifier", why, is_reversed=is_reversed)


def _overlapping(one: Interval, other: Interval) -> Comparison:
    if one.is_inside(other):
        return Comparison("refines", "it lies within the other, and says more")
    if other.is_inside(one):
        return Comparison("refines", "it lies within the other, and says more", is_reversed=True)
    return Comparison("compatible", "both can be true", is_mutual=True)


def _apart(first: Claim, second: Claim, order: int | None, measure: Measure | None) -> Comparison:
    """Relate two claims of which not both can be true of one day."""
    is_cumulative = measure.cumulative if measure else None
    has_days = bool(day_of(first) and day_of(second))
    if is_cumulative is False and has_days and order != 0:
        why = "they are of different days, and the measure is no running total"
        return Comparison("other scope", why, is_mutual=True)
    if order is None:
        why = "the days of the two are not known, or overlap, so neither is the later"
        return Comparison("cannot be ordered", why, is_mutual=True)
    if order == 0:
        return Comparison(
            "disputes", "they are of one day, and cannot both be true", is_mutual=True
        )
    is_reversed = order < 0  # the second is the later one
    later, earlier = (second, first) if is_reversed else (first, second)
    if is_cumulative and _fell(later, earlier):
        why = "it is later and smaller, and the measure can only grow"
        return Comparison("disputes", why, is_mutual=True)
    why = f"it is as of {day_of(later)}, the other as of {day_of(earlier)}"
    # Who speaks again, updates; somebody else's later figure takes nothing back.
    kind: RelationKind = "updates" if first.speaker == second.speaker else "later"
    return Comparison(kind, why, is_reversed=is_reversed)


def _fell(later: Claim, earlier: Claim) -> bool:
    now, before = interval(later.amount), interval(earlier.amount)
    return now is not None and before is not None and now.high <= before.low


def day_of(claim: Claim) -> str:
    """Return the day, or days, as of which a claim is made."""
    return claim.as_of


def order_of(first: Claim, second: Claim) -> int | None:
    """Return -1 where the first is as of an earlier day, 1 of a later, 0 of the same days.

    A figure of several days is as of the last. None where the order is not known: a day is
    missing, or is given only as a month in which the other lies.
    """
    one, other = _as_of(day_of(first)), _as_of(day_of(second))
    if one is None or other is None:
        return None
    if one == other:
        return 0
    if one[1] < other[0]:
        return -1
    return 1 if other[1] < one[0] else None


def _other_window(first: Claim, second: Claim, measure: Measure | None) -> str:
    """Say why the two count other days, as far as it is known; else nothing.

    A claim's days begin as it says itself, or with its measure's window. Where every day has its
    own figure, a claim of one day counts that day alone.
    """
    spans = ["/" in each.when for each in (first, second)]
    is_daily = measure is not None and measure.cumulative is False
    if is_daily and spans[0] != spans[1]:
        return "one counts a day, the other several"
    if is_daily and not any(spans):
        return ""
    one, other = _begins(first, measure), _begins(second, measure)
    if one is None or other is None or (one[0] <= other[1] and other[0] <= one[1]):
        return ""
    return "the days that they count begin differently"


def _begins(claim: Claim, measure: Measure | None) -> tuple[str, str] | None:
    """Return the first and the last day on which a claim's days can begin; None: not known."""
    window = claim.when if "/" in claim.when else measure.window if measure else ""
    return _as_of(window.partition("/")[0])


_DAY = re.compile(r"(\d{4}|\d{3}X|\d\dXX)(?:-(\d\d|XX))?(?:-(\d\d|XX))?[?~%]?(?:T.*)?")


@lru_cache(maxsize=4096)
def _as_of(edtf: str) -> tuple[str, str] | None:
    """Return the first and the last day that the end of an EDTF date can mean: ``YYYY-MM-DD``."""
    match = _DAY.fullmatch(edtf.rpartition("/")[2])
    if match is None:
        return None

    def whole(digit: str, month: str, day: str) -> str:
        months = match[2] or "XX"
        if months == "XX" or int(months) > 12:  # of a season no more is known than its year
            months = month
        days = day if match[3] in (None, "XX") else match[3]
        return f"{match[1].replace('X', digit)}-{months}-{days}"

    return whole("0", "01", "01"), whole("9", "12", "31")
