"""Speaking: how long ten minutes of English take, with a time for each word.

python benchmarks/bench_speak.py [--minutes 10] [--json]
"""

import argparse
import json
import platform
import tempfile
import time
from pathlib import Path

from izdat.engines import engine
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.speak import cast, speak_segment
from izdat.text.words import find_words

TEXT = (
    "On Thursday, the water board closed the Mill Bridge. The prefect told the radio that forty "
    "homes are affected; our neighbours count at least 260. About 90 people sleep in the "
    "gymnasium, and the kitchen cooked 1,200 meals for €0. Who has a boat has a street full of "
    "neighbours. Come at dusk, and ask for the lamp."
)
WORDS_A_MINUTE = 165


def segment(minutes: float) -> SpokenSegment:
    words = tuple(Word(TEXT[a:b], a, b, "en") for a, b in find_words(TEXT))
    count = max(1, round(minutes * WORDS_A_MINUTE / len(words)))
    voices = ("", "mira", "boat")
    return SpokenSegment(
        "bench",
        "en",
        tuple(SpokenParagraph(n, voices[n % 3], "en", TEXT, words) for n in range(1, count + 1)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    espeak = engine("speech", "espeak")
    spoken = segment(options.minutes)
    voices = cast((), espeak, "en")
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        made = speak_segment(Path(folder), spoken, espeak, voices, WORDS_A_MINUTE)
        seconds = time.perf_counter() - begun
    result = {
        "machine": platform.machine(),
        "engine": espeak.id,
        "speech_seconds": round(made.duration, 1),
        "words": sum(len(p.words) for p in made.times.paragraphs),
        "wall_seconds": round(seconds, 2),
        "real_time_factor": round(seconds / made.duration, 5),
        "languages": len(espeak.languages()),
    }
    if options.json:
        print(json.dumps(result))
    else:
        for name, value in result.items():
            print(f"{name:18} {value}")


if __name__ == "__main__":
    main()
