"""What ``izdat claims suggest`` finds, against texts that were marked by hand.

Run: python benchmarks/quality_claims.py [--gold FILE…]

The texts of ``benchmarks/claims`` are invented, and it was tuned on them: they hold what was found
once. A text of your own is marked as they are; keep half of it until the tuning is done.
"""

import argparse
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from izdat.claims.suggest import Suggestion, suggest

TEXTS = Path(__file__).with_name("claims")
_MARK = re.compile(r"\{([fdc])\|([^{}|]+)\|([^{}|]*)(?:\|([^{}|]*))?\}")
_KINDS = {"f": "figure", "d": "date", "c": "correction"}
_BRACKET = re.compile(r"\[[^\]]*\d[^\]]*\]")
AIMS = {"figure": (0.95, 0.75), "date": (0.9, 0.8), "correction": (1.0, 1.0)}  # recall, precision
RIGHT = 0.95  # of the figures found, value and qualifier right


@dataclass(frozen=True, slots=True)
class Gold:
    """What is to be found: ``low`` and ``high`` of a figure, or its date."""

    kind: str
    start: int
    end: int
    value: str
    qualifier: str


@dataclass(frozen=True, slots=True)
class Score:
    found: int
    missed: tuple[str, ...]
    false: tuple[str, ...]
    wrong: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.found / (self.found + len(self.missed)) if self.found or self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.found / (self.found + len(self.false)) if self.found or self.false else 1.0

    @property
    def right(self) -> float:
        return 1 - len(self.wrong) / self.found if self.found else 1.0


def read_marked(source: str) -> tuple[str, str, list[Gold]]:
    """Return a text without its marks, the day from which it speaks, and what is in it.

    A bracket with a figure is a correction, and what stands in it a figure: in these texts every
    one is.
    """
    lines = source.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("# ")]
    now = next((line.split()[-1] for line in head if line.startswith("# now:")), "")
    marked = "".join(line for line in lines if not line.startswith("# "))
    parts: list[str] = []
    gold: list[Gold] = []
    at = length = 0
    for mark in _MARK.finditer(marked):
        parts.append(marked[at : mark.start()])
        length += len(parts[-1])
        kind, words, value, qualifier = mark.groups()
        gold.append(Gold(_KINDS[kind], length, length + len(words), value, qualifier or ""))
        if kind == "c":
            number = re.search(r"\d[\d.,]*", words)
            assert number is not None, words
            first, last = length + number.start(), length + number.end()
            gold.append(Gold("figure", first, last, value, ""))
        parts.append(words)
        length += len(words)
        at = mark.end()
    text = "".join((*parts, marked[at:]))
    for bracket in _BRACKET.finditer(text):
        number = re.search(r"\d[\d.,]*\d", bracket.group())
        assert number is not None, bracket.group()
        value = re.sub(r"[.,]", "", number.group())
        gold.append(Gold("correction", bracket.start(), bracket.end(), value, ""))
        start = bracket.start() + number.start()
        gold.append(Gold("figure", start, start + len(number.group()), value, ""))
    return text, now, sorted(gold, key=lambda each: each.start)


def score(text: str, gold: list[Gold], found: tuple[Suggestion, ...], kind: str) -> Score:
    """Return how the suggestions of a kind fit; what overlaps is the same, once each."""
    left = [each for each in found if each.kind == kind]
    hits, missed, wrong = 0, [], []
    for want in (each for each in gold if each.kind == kind):
        hit = next((s for s in left if s.start < want.end and want.start < s.end), None)
        if hit is None:
            missed.append(text[want.start : want.end])
            continue
        left.remove(hit)
        hits += 1
        if not _is_right(hit, want):
            wrong.append(f"{hit.text!r} is {hit.amount or hit.date}")
    around = (text[max(0, each.start - 15) : each.end + 15] for each in left)
    return Score(
        hits, tuple(missed), tuple(each.replace("\n", " ") for each in around), tuple(wrong)
    )


def _is_right(hit: Suggestion, want: Gold) -> bool:
    if hit.kind == "date":
        return hit.date == want.value
    amount = hit.amount
    if amount is None:
        return False
    if want.kind == "figure" and amount.qualifier != want.qualifier:
        return False
    if ".." in want.value:
        low, _, high = want.value.partition("..")
        return amount.low == float(low) and (not high or amount.high == float(high))
    return amount.value == float(want.value)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs="*", type=Path, default=sorted(TEXTS.glob("*.txt")))
    failed = False
    for path in parser.parse_args().gold:
        text, now, gold = read_marked(path.read_text(encoding="utf-8"))
        found = suggest(text, path.stem[:2], now=now)
        for kind, (recall, precision) in AIMS.items():
            it = score(text, gold, found, kind)
            print(
                f"{path.stem:<6} {kind:<11} {it.found + len(it.missed):>3} there   recall "
                f"{it.recall:.3f}   precision {it.precision:.3f}   right {it.right:.3f}"
            )
            for name, each in (("missed", it.missed), ("false", it.false), ("wrong", it.wrong)):
                for line in each:
                    print(f"       {name:<7} {line}")
            is_met = it.recall >= recall and it.precision >= precision
            failed = failed or not is_met or (kind == "figure" and it.right < RIGHT)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
