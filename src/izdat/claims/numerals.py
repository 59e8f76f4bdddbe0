"""Text → the numbers in it, in digits and in words, with where they stand.

What a number is said of, and whether it is a figure at all, is decided elsewhere.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Literal

from izdat.claims.languages import lexicon
from izdat.claims.lexicon import Lexicon
from izdat.model.claim import Number

_MOST_DIGITS = 24  # of a number, with what parts its thousands; more is no count of anything
_MONEY = "$€£¥₽₴₪₹"
# What stands before digits that are part of something longer: an address, a time, a hashtag.
_BOUND = frozenset(".,:/@#&=_")
# The spaces that stand between thousands, and never between two numbers.
_THIN = "\u00a0\u2009\u202f"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text. ``kind`` "plural" is a size without a number: thousands."""

    start: int  # code points
    end: int
    value: Number
    kind: Literal["digits", "words", "plural", "share"]
    unit: str = ""  # "%", or a sign of money
    scale: int = 1  # what it was multiplied with at last: 1000 in "five thousand"


def folded(text: str) -> str:
    """Return ``text`` in small letters with plain apostrophes, letter for letter as long."""
    text = text.replace("\u2019", "'").replace("\u02bc", "'")
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := letter.lower()) == 1 else letter for letter in text)


def whole(value: float) -> Number:
    """Return ``value`` as an integer where it is one; what floats add behind 12 digits is cut."""
    value = round(value, 6)
    return int(value) if value == int(value) else value


def phrase(words: str) -> str:
    """Return a lexicon's phrase as a regular expression: a space is any white space."""
    return words.replace(" ", r"\s+")


def any_of(words: Iterable[str]) -> str:
    """Return a regular expression of any of ``words``, the longest first."""
    return "|".join(phrase(re.escape(word).replace(r"\ ", " ")) for word in by_length(words))


def by_length(words: Iterable[str]) -> list[str]:
    return sorted(set(words), key=lambda word: (-len(word), word))


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled expressions of a language."""

    words: Lexicon
    digits: re.Pattern[str]
    run: re.Pattern[str] | None
    token: re.Pattern[str]
    half_more: re.Pattern[str] | None
    some: re.Pattern[str] | None
    shares: tuple[tuple[str, tuple[str, ...]], ...]  # (last word, phrases that end in it)
    per_cent: re.Pattern[str] | None
    joiner: str = field(default="")


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)
    group = f"[.{_THIN} '\u2019]" if words.comma_decimal else f"[,{_THIN}'\u2019]"
    decimal = "," if words.comma_decimal else "."
    # In a language with a comma, 1.200 is grouped and 1.2 is not; and the other way round.
    # A digit first, then the two ways on: what begins with a class is searched for faster.
    number = rf"\d(?:\d{{0,2}}(?:{group}\d{{3}})+(?:\{decimal}\d+)?|\d*(?:[.,]\d+)?)"
    scales = any_of(words.multipliers) or r"(?!)"
    digits = (
        rf"(?P<number>{number})"
        rf"(?:(?P<half>\s?½)|(?P<suffix>k|bn|m)(?!\w))?"
        rf"(?P<scales>(?:[\s-](?:{scales})\.?(?!\w))*)"
        rf"(?P<unit>\s?(?:{phrase(words.per_cent or '%')})(?!\w)|\s?[{_MONEY}])?"
        r"(?![\w½]|[.,:/]\d|-(?:го|й|я|е|му|м|х|ый|ая|ое|а)(?!\w))"
    )
    tokens = any_of((*words.numbers, *words.multipliers, *words.groups, *words.plurals))
    run, token = None, r"(?!)"
    if tokens:
        scale_like = any_of((*words.multipliers, *words.groups))
        first = rf"(?:(?:{words.articles})\s+(?:{scale_like})|{tokens})" if words.articles else (
            f"(?:{tokens})"
        )  # fmt: skip
        join = rf"(?:\s+{words.joiner}\s+|\s+|-)" if words.joiner else r"(?:\s+|-)"
        of = rf"\s+(?:of|de)\s+(?:{any_of(words.plurals)})(?!\w)"
        run = rf"(?<![\w'@#])(?<![\w]-){first}(?!\w)(?:{of})?(?:{join}(?:{tokens})(?!\w))*(?!')"
        token = rf"(?<!\w)(?:{tokens})(?!\w)"
    per_cent = phrase(words.per_cent)
    return _Grammar(
        words=words,
        digits=re.compile(digits),
        run=re.compile(run) if run else None,
        token=re.compile(token),
        half_more=re.compile(
            rf"\s+{phrase(words.half_more)}(?P<scale>\s+(?:{scales}))?(?!\w)"
        ) if words.half_more else None,
        some=re.compile(rf"(?<!\w)(?:{phrase(words.some)})(?:\s+(?:of|de))?\s+$") if words.some
        else None,
        shares=tuple(
            (last, tuple(each for each in by_length(words.halves) if each.endswith(last)))
            for last in sorted({re.split("[ -]", each)[-1] for each in words.halves})
        ),
        per_cent=re.compile(rf"[\s-]*(?:{per_cent})(?!\w)") if per_cent else None,
    )  # fmt: skip


def numerals(low: str, lang: str) -> list[Numeral]:
    """Return every number of ``low``, a text that was ``folded``, in the order of the text."""
    grammar = _grammar(lang)
    found = list(_in_digits(low, grammar))
    if grammar.run is not None:
        for run in grammar.run.finditer(low):
            found += _in_words(low, run, grammar)
    found += _shares(low, grammar, lang)
    found.sort(key=_START)
    kept: list[Numeral] = []
    for numeral in found:
        if not kept or numeral.start >= kept[-1].end:
            kept.append(numeral)
        elif numeral.start == kept[-1].start and numeral.end > kept[-1].end:
            kept[-1] = numeral  # of two that begin together, the longer
    return kept


_START = attrgetter("start")


def _in_digits(low: str, grammar: _Grammar) -> Iterator[Numeral]:
    words = grammar.words
    for match in grammar.digits.finditer(low):
        text, half, suffix, scales, sign = match.group("number", "half", "suffix", "scales", "unit")
        start = match.start()
        if len(text) > _MOST_DIGITS or not _begins(low, start):
            continue
        money = low[max(0, start - 2) : start].rstrip()[-1:]
        money = money if money and money in _MONEY else ""
        if money:
            start = low.rindex(money, 0, start)
        value = _value(text, words.comma_decimal)
        scale = 1
        if scales:
            for word in _SCALE.findall(scales):
                scale *= words.multipliers[word]
        if suffix == "m" and not (money or "." in text):
            continue  # metres
        if suffix:
            scale = {"k": 1000, "m": 10**6, "bn": 10**9}[suffix]
        if half:
            value += 0.5
        unit = money or (sign or "").strip()
        end = match.end()
        if grammar.half_more is not None and (more := grammar.half_more.match(low, end)):
            value += 0.5
            if more["scale"]:
                scale *= words.multipliers[more["scale"].strip()]
            end = more.end()
        if unit and unit not in _MONEY:
            unit = "%"
        yield Numeral(start, end, whole(value * scale), "digits", unit, scale)


def _begins(low: str, start: int) -> bool:
    """Say whether digits at ``start`` begin something: not in TV2, 12:40, COVID-19."""
    # Asked here and not by the expression: one that begins with a class is searched for faster.
    if start == 0:
        return True
    before = low[start - 1]
    if before.isalnum() or before in _BOUND:
        return False
    return before not in "-\u2010\u2011" or not low[start - 2 : start - 1].isalpha()


def _value(text: str, comma_decimal: bool) -> float:
    """Return the number that digits say: in a language with a decimal comma, or a point."""
    if text.isdecimal():
        return float(text)
    groups, decimal = (".", ",") if comma_decimal else (",", ".")
    text = _SPACES.sub("", text)
    if _GROUPED[groups].fullmatch(text):
        return float(text.replace(groups, "").replace(decimal, "."))
    return float(text.replace(",", "."))


_SCALE = re.compile(r"[^\s.-]+")
_SPACES = re.compile(rf"[{_THIN} '\u2019]")
_GROUPED = {
    ",": re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"),
    ".": re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?"),
}


def _in_words(low: str, run: re.Match[str], grammar: _Grammar) -> Iterator[Numeral]:
    """Yield the numbers of a row of number words; two that make no one number are two."""
    words = grammar.words
    building = _Building(words)
    alone = words.numbers.get(run.group())
    if alone is not None:  # mostly it is one word
        building.parts, building.start, building.end = [alone], run.start(), run.end()
        yield from building.done(low, grammar)
        return
    before = run.start()
    for token in grammar.token.finditer(low, run.start(), run.end()):
        word = re.sub(r"\s+", " ", token.group())
        between = low[before : token.start()].strip(" \t\n-")
        if not building.takes(word, joined=bool(between) and between == words.joiner):
            yield from building.done(low, grammar)
            building = _Building(words)
            building.takes(word, joined=False)
        if building.start < 0:
            building.start = token.start()
            if between and re.fullmatch(words.articles or "(?!)", between):
                building.start, building.has_article = before, True
        building.end = before = token.end()
    yield from building.done(low, grammar)


class _Building:
    """A number that grows word by word."""

    def __init__(self, words: Lexicon) -> None:
        self.words = words
        self.parts: list[Number] = []
        self.kind: Literal["words", "plural"] = "words"
        self.scale = 1
        self.start = -1
        self.end = -1
        self.has_article = False
        self.is_bare_scale = False  # "hundred" with no number before it

    def takes(self, word: str, *, joined: bool) -> bool:
        words = self.words
        if word in words.plurals and (not self.parts or self.kind == "plural"):
            self.parts = [max(1, sum(self.parts)) * words.plurals[word]]
            self.kind = "plural"
            return True
        if self.kind == "plural":
            return False
        if word in words.groups and not self.parts:
            self.parts, self.scale = [words.groups[word]], words.groups[word]
            self.is_bare_scale = word == "dozen"
            return True
        if word in words.multipliers or word in words.groups:
            by = words.multipliers.get(word) or words.groups[word]
            if joined and self.parts:
                return False
            self.is_bare_scale = self.is_bare_scale or not self.parts
            below: Number = 0
            while self.parts and self.parts[-1] < by:
                below += self.parts.pop()
            self.parts.append(max(1, below) * by if below != 0 else by)
            self.scale = by
            return True
        if word not in words.numbers:
            return False
        value = words.numbers[word]
        if self.parts and not self._fits(value, joined):
            return False
        self.parts.append(value)
        return True

    def _fits(self, value: Number, joined: bool) -> bool:
        last = self.parts[-1]
        if not isinstance(value, int) or not isinstance(last, int) or value == 0:
            return False
        if joined and self.words.joiner != "and":
            return last % 10 == 0 and last < 100  # treinta y cinco
        if joined and last % 100:
            return False
        return last % 10 ** len(str(value)) == 0 and last != 10

    def done(self, low: str, grammar: _Grammar) -> Iterator[Numeral]:
        if not self.parts:
            return
        kind: Literal["words", "plural"] = self.kind
        value = whole(sum(self.parts))
        start, end, scale = self.start, self.end, self.scale
        if self.is_bare_scale and not self.has_article and kind == "words":
            some = grammar.some.search(low, max(0, start - 24), start) if grammar.some else None
            if some:
                start, kind = some.start(), "plural"
            elif grammar.words.articles:
                return  # "million-dollar": no number of anything
        if grammar.half_more is not None and (more := grammar.half_more.match(low, end)):
            value += 0.5
            if more["scale"]:
                scale = grammar.words.multipliers[more["scale"].strip()]
                value *= scale
            value, end = whole(value), more.end()
        unit = ""
        if grammar.per_cent is not None and (cent := grammar.per_cent.match(low, end)):
            unit, end = "%", cent.end()
        yield Numeral(start, end, value, kind, unit, scale)


def _shares(low: str, grammar: _Grammar, lang: str) -> Iterator[Numeral]:
    """Yield half of, two thirds of: found by their last words, which are rare."""
    is_english = lang.partition("-")[0] == "en"
    for last, phrases in grammar.shares:
        end = low.find(last)
        while end >= 0:
            end += len(last)
            words = next((w for w in phrases if low.endswith(w, 0, end)), None)
            if words is not None and not low[end - len(words) - 1 : end - len(words)].isalnum():
                # "Half asleep" is no share, and "half a million" a number; "two thirds" is one
                # whatever follows, and so is "more than half".
                is_share = not low[end : end + 1].isalnum()
                if is_english and not last.endswith("s"):
                    start = end - len(words)
                    is_share = bool(
                        _SHARED.match(low, end)
                        or (is_share and _MORE_THAN.search(low, max(0, start - 12), start))
                    )
                if is_share:
                    value = grammar.words.halves[words]
                    yield Numeral(end - len(words), end, value, "share", "%")
            end = low.find(last, end)


_MORE_THAN = re.compile(r"(?<!\w)(?:more than|less than|over|under|nearly|almost)\s+$")
_SHARED = re.compile(r"\s+(?:of|the)(?!\w)")
