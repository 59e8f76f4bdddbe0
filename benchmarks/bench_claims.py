"""How fast ``izdat claims suggest`` reads, beside the libraries that it does without.

Run: python benchmarks/bench_claims.py [TEXT]

The peers are given what they can do, and no more: text2num turns the number words of the text into
digits; dateparser is asked for the spans that our grammar found.
"""

import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from izdat.claims.suggest import suggest
from quality_claims import read_marked

AIM = 1.0  # megabytes a second
TEXTS = Path(__file__).with_name("claims")
_MEGABYTE = 1_000_000


# Words around the figures: a real episode has a figure, date or quotation every 740 letters.
PROSE = (
    "the water board says that nobody will come before the river has gone back to its bed and we "
    "do not believe it because our neighbours on the other side have seen what happens when people "
    "wait, so they took the boats; may the wall hold, they said, and went out in the evening."
).split()
LETTERS_BETWEEN = 80_000  # of prose for each copy of the invented text


def bodies() -> dict[str, str]:
    """Return a megabyte of each English text: as dense as speech is, and figure upon figure."""
    if len(sys.argv) > 1:
        text = Path(sys.argv[1]).read_text(encoding="utf-8")
        return {"own": text * (_MEGABYTE // len(text.encode()) + 1)}
    dense = read_marked((TEXTS / "en.txt").read_text(encoding="utf-8"))[0]
    chance = random.Random(1)
    words = " ".join(chance.choice(PROSE) for _ in range(LETTERS_BETWEEN // 5))
    speech = f"{dense}\n\n{words}\n\n"
    return {
        "speech": speech * (_MEGABYTE // len(speech.encode()) + 1),
        "dense": dense * (_MEGABYTE // len(dense.encode()) + 1),
    }


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of three runs."""
    taken = []
    for _ in range(3):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return min(taken)


def main() -> int:
    texts = bodies()
    suggest("1", "en")
    rates = []
    for name, text in texts.items():
        size = len(text.encode()) / _MEGABYTE
        rates.append(size / seconds(partial(suggest, text, "en", now="2031-04-14")))
        found = suggest(text, "en", now="2031-04-14")
        print(f"{name:<8} {size:5.2f} MB, {len(found):>6} suggestions, {rates[-1]:5.2f} MB/s")
    text = next(iter(texts.values()))
    _peers(text)
    return 0 if min(rates) >= AIM else 1


def _peers(text: str) -> None:
    try:
        from text_to_num import alpha2digit

        rate = len(text.encode()) / _MEGABYTE / seconds(partial(alpha2digit, text, "en"))
        print(f"text2num, number words alone: {rate:.2f} MB/s")
    except ImportError:
        print("text2num is not installed")
    try:
        import dateparser

        found = suggest(text, "en", now="2031-04-14")
        spans = sorted({each.text for each in found if each.kind == "date"})
        taken = seconds(lambda: [dateparser.parse(each, languages=["en"]) for each in spans])
        print(f"dateparser: {1000 * taken / len(spans):.2f} ms a span that is found already")
    except ImportError:
        print("dateparser is not installed")


if __name__ == "__main__":
    sys.exit(main())
