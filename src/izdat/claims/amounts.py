"""Numbers in a text → amounts: with their qualifiers, as ranges, as bounds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from izdat.claims.languages import lexicon
from izdat.claims.numerals import Numeral, folded, numerals, phrase, whole
from izdat.model.claim import NOTHING, SIGNS, Amount, Number, Qualifier

_REACH = 48  # letters before a number in which its qualifier is looked for

_OPERATORS: dict[str, Qualifier] = {
    **{sign: qualifier for qualifier, sign in SIGNS.items()},
    "≥": "at least", "≤": "up to", "≈": "about", "==": "",
    **{qualifier: qualifier for qualifier in SIGNS if qualifier},
    "exactly": "",
}  # fmt: skip
OPERATORS = tuple(_OPERATORS)


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount where it stands; ``numerals`` are the numbers it was read from."""

    start: int  # code points, with the qualifier
    end: int
    amount: Amount
    numerals: tuple[Numeral, ...]


@dataclass(frozen=True, slots=True)
class _Qualifiers:
    before: re.Pattern[str] | None
    after: re.Pattern[str] | None
    names: tuple[Qualifier, ...]  # by the number of the group
    between: re.Pattern[str] | None
    and_: re.Pattern[str] | None
    from_: re.Pattern[str] | None
    to: re.Pattern[str]
    or_: re.Pattern[str] | None


@cache
def _qualifiers(lang: str) -> _Qualifiers:
    words = lexicon(lang)
    names = tuple(dict.fromkeys(name for name, _ in (*words.before, *words.after)))

    def alternatives(phrases: Sequence[tuple[Qualifier, str]]) -> str:
        return "|".join(f"(?P<q{names.index(name)}>{phrase(each)})" for name, each in phrases)

    before = alternatives(words.before)
    after = alternatives(words.after)
    gap = r"(?:\s+[^\W\d_]+){0,2}"  # between 3 people and 5
    to = rf"|{gap}\s+(?:{words.to})\s+" if words.to else ""
    return _Qualifiers(
        before=re.compile(rf"(?<!\w)(?:{before})\s*(?:(?:the|los|las|a)\s+)?$") if before else None,
        after=re.compile(rf"(?:,?\s+[^\W\d_]+){{0,2}}?,?\s+(?:{after})(?!\w)") if after else None,
        names=names,
        between=re.compile(rf"(?<!\w)(?:{phrase(words.between)})\s+$") if words.between else None,
        and_=re.compile(rf"{gap}\s+(?:{words.and_})\s+") if words.and_ else None,
        from_=re.compile(rf"(?<!\w)(?:{phrase(words.from_)})\s+$") if words.from_ else None,
        to=re.compile(rf"\s?[-–—]\s?{phrase(to)}"),
        or_=re.compile(rf"\s+(?:{words.or_})\s+") if words.or_ else None,
    )


def quantities(low: str, found: Sequence[Numeral], lang: str) -> list[Quantity]:
    """Return the amounts that the numbers ``found`` in the folded text ``low`` make."""
    grammar = _qualifiers(lang)
    made: list[Quantity] = []
    skip = False
    floor = 0  # a qualifier never reaches back over the number before
    for index, numeral in enumerate(found):
        if skip:
            skip = False
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        ranged = _range(low, numeral, following, grammar) if following else None
        if ranged is not None:
            skip = True
            made.append(ranged)
        else:
            ceiling = following.start if following else len(low)
            made.append(_single(low, numeral, grammar, floor, ceiling))
        floor = made[-1].end
    return made


def _single(low: str, it: Numeral, grammar: _Qualifiers, floor: int, ceiling: int) -> Quantity:
    start, end = it.start, it.end
    name: Qualifier = ""
    before = None
    if grammar.before is not None:
        before = grammar.before.search(low, max(floor, start - _REACH), start)
    if before is not None:
        name, start = _named(before, grammar), before.start()
    elif low.startswith("+", end):
        name, end = "at least", end + 1
    elif grammar.after is not None:
        after = grammar.after.match(low, end, ceiling)
        # A sentence's end parts the two, and "at least" right before a number is that number's.
        is_of_next = after is not None and not low[after.end() : ceiling].strip()
        is_of_next = is_of_next and ceiling < len(low)
        if after is not None and not is_of_next and not re.search(r"[.;:!?\n]", after.group()):
            name, end = _named(after, grammar), after.end()
    if it.kind == "plural":
        # "Thousands" are two at the least; "up to thousands" says nothing more.
        least = None if name in ("up to", "less than") else 2 * it.value
        amount = Amount(None, least, None, "vague", it.unit)
    else:
        amount = bounded(it.value, name, it.unit)
    return Quantity(start, end, amount, (it,))


def _named(match: re.Match[str], grammar: _Qualifiers) -> Qualifier:
    # No phrase of a lexicon has a group of its own: the one that matched is the qualifier's.
    return grammar.names[int(str(match.lastgroup)[1:])]


def bounded(value: Number, qualifier: Qualifier, unit: str = "") -> Amount:
    """Return the amount of a number with a qualifier."""
    low = value if qualifier in ("", "at least", "more than") else None
    high = value if qualifier in ("", "up to", "less than", "almost") else None
    return Amount(value, low, high, qualifier, unit)


def _range(low: str, first: Numeral, second: Numeral, grammar: _Qualifiers) -> Quantity | None:
    """Return the range of two neighbours, if they make one: between 3 and 5, 3–5, two or three."""
    if second.start - first.end > 2 * _REACH or "plural" in (first.kind, second.kind):
        return None
    gap = low[first.end : second.start]
    start = first.start
    reach = max(0, start - _REACH)
    least, most = first.value, second.value
    if first.scale == 1 and second.scale >= 1000 and first.value < 1000:
        least = whole(first.value * second.scale)  # 3 to 5 million
    if not least < most or (first.unit and second.unit and first.unit != second.unit):
        return None
    is_between = grammar.between.search(low, reach, start) if grammar.between else None
    if is_between and grammar.and_ is not None and grammar.and_.fullmatch(gap):
        start = is_between.start()
    elif grammar.to.fullmatch(gap):
        is_from = grammar.from_.search(low, reach, start) if grammar.from_ else None
        start = is_from.start() if is_from else start
        is_dash = gap.strip() in {"-", "–", "—"}
        if not is_from and not is_dash and len(gap.split()) > 1:
            return None  # "gave two boats to three": a giving, no range
        if gap == " — ":
            return None  # a dash of the sentence
    elif not (grammar.or_ is not None and grammar.or_.fullmatch(gap) and most <= 3 * least):
        return None
    amount = Amount(None, least, most, "between", second.unit or first.unit)
    return Quantity(start, second.end, amount, (first, second))


def read_amount(words: str, lang: str, *, n: str = "", op: str = "") -> Amount | None:
    """Return the amount that a claim's words say; ``n`` and ``op`` override what they say.

    ``n`` is a number or a range, "340" or "30..40". ``NOTHING`` where the words hold no number;
    None where ``n`` or ``op`` cannot be read.
    """
    if op and op not in _OPERATORS:
        return None
    amount = _said(words, lang)
    if n:
        given = _given(n, amount)
        if given is None:
            return None
        amount = given
    if op:
        value = amount.value
        value = amount.low if value is None else value
        value = amount.high if value is None else value
        if value is None:
            return None
        if _OPERATORS[op] in ("between", "vague"):
            return replace(amount, qualifier=_OPERATORS[op])
        return bounded(value, _OPERATORS[op], amount.unit)
    return amount


def _said(words: str, lang: str) -> Amount:
    low = folded(words)
    made = quantities(low, numerals(low, lang), lang)
    return made[0].amount if made else NOTHING


def _given(n: str, said: Amount) -> Amount | None:
    match = re.fullmatch(
        r"(-?\d{1,18}(?:\.\d{1,6})?)(?:(?:\.\.|/)(-?\d{1,18}(?:\.\d{1,6})?))?\s?(%?)", n.strip()
    )
    if match is None:
        return None
    unit = match[3] or said.unit
    if match[2]:
        least, most = whole(float(match[1])), whole(float(match[2]))
        return Amount(None, least, most, "between", unit) if least <= most else None
    qualifier: Qualifier = "" if said.qualifier in ("between", "vague") else said.qualifier
    return bounded(whole(float(match[1])), qualifier, unit)
