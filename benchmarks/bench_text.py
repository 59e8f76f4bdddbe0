"""How long it takes to read a body of 10,000 words, and to find its spoken words.

Run: python benchmarks/bench_text.py
"""

import random
import statistics
import time

from izdat.text.markdown import parse_body
from izdat.text.spoken import spoken_segment

WORDS = (
    "the water board says that nobody will come before the river has gone back to its bed, and we "
    "do not believe it. Houses stand in water; neighbours"
).split()


def body(paragraphs: int) -> str:
    """Return a body whose every fifth paragraph holds a claim, a supplied word and a note."""
    chance = random.Random(1)
    parts = []
    for number in range(paragraphs):
        if number % 15 == 0:
            parts.append(f"## Title {number} {{#s{number}}}")
        words = " ".join(chance.choice(WORDS) for _ in range(60))
        if number % 5 == 0:
            words += f" [More than 200]{{.claim #x{number}y of=homes at=Ostrova}} houses *stand* in"
            words += " [dirty] water. [“They”: the board.]{.tn}"
        parts.append(("@host: " if number % 3 == 0 else "") + words)
    return "\n\n".join(parts)


def main() -> None:
    source = body(167)
    reading, speaking = [], []
    for _ in range(15):
        start = time.perf_counter()
        read = parse_body(source, file="e.md", first_line=1, voices=frozenset({"host"}))
        middle = time.perf_counter()
        for segment in read.segments:
            spoken_segment(segment, "en", headings=False)
        end = time.perf_counter()
        reading.append(middle - start)
        speaking.append(end - middle)
    print(
        f"{len(source.split()):,} words, {len(source):,} characters, {len(read.problems)} problems"
    )
    print(f"read    {statistics.median(reading) * 1000:6.1f} ms (median of 15)")
    print(f"spoken  {statistics.median(speaking) * 1000:6.1f} ms")


if __name__ == "__main__":
    main()
