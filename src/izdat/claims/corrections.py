"""Text → the corrections in it: "[in fact, 340]", "three hundred, or rather 340"."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from izdat.claims.amounts import Quantity
from izdat.claims.languages import lexicon
from izdat.claims.numerals import phrase
from izdat.model.claim import Amount

_BRACKET = re.compile(
    r"\[[^\[\]\n]{1,300}\]|\([^()\n]{1,300}\)|(?:—|–| -)\s*[^—–\n]{1,80}(?:—|–| - )"
)
_REACH = 200  # letters before a correction in which what it corrects is looked for
_BARE = re.compile(r"[\[(]\s*(?:~|≈)?[\d.,\s]+%?\s*[\])]")
_LEAST_BARE = 32  # a smaller number in a bracket may be a note's


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction where it stands: ``amount`` is what it puts, ``corrected`` what it replaces."""

    start: int  # code points, with the brackets
    end: int
    amount: Amount | None
    corrected: Quantity | None
    cue: str


@dataclass(frozen=True, slots=True)
class _Grammar:
    strong: re.Pattern[str] | None
    weak: re.Pattern[str] | None
    spoken: re.Pattern[str] | None


@cache
def _grammar(lang: str) -> _Grammar:
    words = lexicon(lang)

    def cue(phrases: str) -> re.Pattern[str] | None:
        return re.compile(rf"(?<!\w)(?:{phrase(phrases)})(?!\w)") if phrases else None

    spoken = words.spoken_corrections
    return _Grammar(
        cue(words.corrections),
        re.compile(rf"[\[(—–-]\s*(?:{phrase(words.weak_corrections)})(?!\w)")
        if words.weak_corrections else None,
        re.compile(
            rf"(?:[,;.…]|\.\.\.|—|–|\s-)\s*(?:{phrase(spoken)})(?!\w)[,:]?\s*"
        ) if spoken else None,
    )  # fmt: skip


def corrections(low: str, made: Sequence[Quantity], lang: str) -> list[Correction]:
    """Return the corrections in a folded text whose amounts are ``made``."""
    grammar = _grammar(lang)
    found = [*_bracketed(low, made, grammar), *_spoken(low, made, grammar)]
    found.sort(key=lambda each: (each.start, -each.end))
    kept: list[Correction] = []
    for each in found:
        if not kept or each.start >= kept[-1].end:
            kept.append(each)
    return kept


def _bracketed(low: str, made: Sequence[Quantity], grammar: _Grammar) -> Iterator[Correction]:
    for bracket in _BRACKET.finditer(low):
        start, end = bracket.span()
        inside = _between(made, start, end)
        cue = grammar.strong.search(low, start, end) if grammar.strong else None
        is_square = low[start] == "["
        if cue is not None and not inside and not is_square:
            continue  # an aside, as people make them: (in fact, she laughed)
        if cue is not None and cue.start() - start > 24 and not inside:
            continue
        if cue is None and inside and grammar.weak is not None:
            cue = grammar.weak.match(low, start, end)
            if cue is not None and not _corrected(low, made, start, inside[0].amount):
                cue = None
        said = cue.group().strip("[(—–- ") if cue else ""
        if cue is None:
            if not (inside and is_square and _BARE.fullmatch(bracket.group())):
                continue
            if (inside[0].amount.value or 0) < _LEAST_BARE or low[start - 1 : start] in '.,;:!?”"':
                continue
            said = "a figure in brackets after another"
        amount = inside[0].amount if inside else None
        corrected = _corrected(low, made, start, amount)
        if corrected is None and (said.startswith("a figure") or low[start] not in "[("):
            continue
        yield Correction(start, end, amount, corrected, said)


def _spoken(low: str, made: Sequence[Quantity], grammar: _Grammar) -> Iterator[Correction]:
    if grammar.spoken is None:
        return
    by_start = {each.start: each for each in made}
    for cue in grammar.spoken.finditer(low):
        put = next(
            (by_start[at] for at in range(cue.end(), cue.end() + 16) if at in by_start), None
        )
        if put is None or "." in low[cue.end() : put.start]:
            continue
        corrected = _corrected(low, made, cue.start(), put.amount, reach=60)
        if corrected is not None:
            start = cue.start() + len(cue.group()) - len(cue.group().lstrip(" ,;.…—–-"))
            yield Correction(start, put.end, put.amount, corrected, cue.group().strip(" ,;.…—–-:"))


def _between(made: Sequence[Quantity], start: int, end: int) -> list[Quantity]:
    first = bisect_left(made, start, key=_start)
    last = bisect_left(made, end, key=_start)
    return [each for each in made[first:last] if each.end <= end]


def _start(quantity: Quantity) -> int:
    return quantity.start


def _corrected(
    low: str, made: Sequence[Quantity], before: int, amount: Amount | None, reach: int = _REACH
) -> Quantity | None:
    """Return which amount before is corrected: of the same kind, the nearest in size."""
    near = [
        each
        for each in _between(made, before - reach, before)
        if "\n" not in low[each.end : before]
    ]
    if amount is None or not amount.is_known:
        return near[-1] if near else None
    put = _size(amount)
    near = [each for each in near if each.amount.unit == amount.unit]
    alike = [each for each in near if _ratio(_size(each.amount), put) <= 5]
    return min(alike, key=lambda each: _ratio(_size(each.amount), put), default=None)


def _size(amount: Amount) -> float:
    known = [each for each in (amount.value, amount.low, amount.high) if each is not None]
    return float(known[0]) if known else 0.0


def _ratio(first: float, second: float) -> float:
    low, high = sorted((abs(first), abs(second)))
    return high / low if low else (1.0 if high == low else float("inf"))
