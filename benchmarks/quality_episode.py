"""A real episode, spoken by several voices with music between its segments, aligned end to end.

    python benchmarks/quality_episode.py [--whole] [--data FILE] [--keep DIR] [--browser]
                                         [--worst 25] [--json] [--toml]

The saved page is imported as an editor would; the built-in engine says it in voices that the
aligner does not learn from, and tells when it says each word; `izdat align` finds the words in the
recording. Either all is one recording, or each segment has its own, with music before and after.
``--browser`` builds the site, too, and looks at ten moments of it in Chromium: is the word that
lights up the one that is heard?

Fails when a figure is worse than the one kept in ``results.toml``. Shares are per cent of all
words. Where the page is not there, nothing is measured, and a line says so.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np

from align_scores import Edges, Figures, disorder, share
from izdat import aligning
from izdat.engines import phonetic_engine
from izdat.model.time import WordTime
from izdat.run import Silent, local
from kept_figures import as_toml, kept, worse
from speech_data import DEFAULT_DATA
from spoken_episode import SLUG, WHOLE, Told, imported, record, words_of

PAGE = DEFAULT_DATA.with_name("episode-83.txt")
PLAYER = Path(__file__).parents[1] / "tests" / "judges" / "ask_player.py"
SHOWN = (
    "words", "missed", "start_mean_ms", "start_median_ms", "start_within_50", "start_within_100",
    "end_within_100", "sure", "sure_within_50",
)  # fmt: skip
MOMENTS = 10
LONG = 0.3  # seconds: a word of which a browser can be asked in its middle
CONTEXT = 4  # words shown on each side of one that is off


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=PAGE, help="the saved page")
    parser.add_argument("--whole", action="store_true", help="all in one recording")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="make the show in DIR; keep it")
    parser.add_argument("--browser", action="store_true", help="look at ten moments of the page")
    parser.add_argument("--worst", type=int, default=25, help="how many words are shown")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--toml", action="store_true", help="print what is to be kept, too")
    arguments = parser.parse_args()
    if not arguments.data.is_file():
        print(f"{arguments.data} is not there: nothing is measured", file=sys.stderr)
        return
    with tempfile.TemporaryDirectory(prefix="izdat-episode-") as temporary:
        folder = (arguments.keep or Path(temporary)) / "show"
        figures, is_right = measured(folder, arguments)
    name = "one recording" if arguments.whole else "by segment"
    results = {"episode": {name: figures}}
    facts = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "engine": phonetic_engine("espeak").id,
    }
    print(json.dumps(facts | results, indent=2) if arguments.json else f"{facts}")
    if arguments.toml:
        print(as_toml("quality_episode", results))
    if arguments.data.resolve() != PAGE.resolve():
        return  # what is kept was measured with another page
    wrong = list(worse(results, kept("quality_episode")))
    for sentence in wrong:
        print(f"worse: {sentence}", file=sys.stderr)
    sys.exit(0 if is_right and not wrong else 1)


def measured(folder: Path, arguments: argparse.Namespace) -> tuple[Figures, bool]:
    """Return the figures, and whether the browser showed what it should, if it was asked."""
    edition = imported(folder, arguments.data)
    told = record(folder, edition, is_whole=arguments.whole)
    begun = time.perf_counter()
    found, problems = aligning.align_episode(folder, SLUG, workers=local(0), report=Silent())
    seconds = time.perf_counter() - begun

    def say(line: str) -> None:
        if not arguments.json:
            print(line, flush=True)

    for problem in (*problems, *(p for each in found for p in each.problems)):
        say(f"{problem.place}: {problem.message} [{problem.code}]")
    edges, lost = Edges(), 0
    by_segment = {each.segment: each.words for each in found}
    for segment, each in told.items():
        words = by_segment.get(segment, (None,) * len(each.gold))
        edges.add(words, each.gold)
        lost += disorder(words, each.seconds)
    gold = [span for each in told.values() for span in each.gold]
    times = [word and (word.start, word.end, word.confidence) for word in edges.found]
    kept_beside = {"gold": gold, "found": times}  # for who keeps the show and looks into it
    (folder / "times.json").write_text(json.dumps(kept_beside), encoding="utf-8")
    total = sum(each.seconds for each in told.values())
    figures = {name: edges.figures()[name] for name in SHOWN}
    figures |= {"out_of_order": lost, "real_time": round(seconds / total, 4)}
    say(f"{total / 60:.1f} minutes aligned in {seconds:.0f} s")
    for line in (*by_part(told, edges.found), *worst(told, edges.found, arguments.worst)):
        say(line)
    say("  ".join(f"{name} {value}" for name, value in figures.items()))
    is_right = not arguments.browser or looked_at(folder, told, say)
    return figures, is_right


def by_part(told: dict[str, Told], found: Sequence[WordTime | None]) -> list[str]:
    """Return a line for each segment and each voice: how much of it is found."""
    gold = [span for each in told.values() for span in each.gold]
    names = {
        "segment": [
            segment.segment
            for each in told.values()
            for segment in each.segments
            for paragraph in segment.paragraphs
            for _ in paragraph.words
        ],
        "voice": [voice for each in told.values() for voice in each.voices],
    }
    lines = []
    for kind, own in names.items():
        numbers = sorted(range(len(own)), key=lambda n: own[n])
        for name, group in groupby(numbers, key=lambda n: own[n]):
            edges = Edges()
            for n in group:
                edges.add([found[n]], [gold[n]])
            figures = edges.figures()
            cells = "  ".join(f"{f} {figures[f]}" for f in SHOWN[:-3])
            signed = [w.start - g[0] for w, g in zip(edges.found, edges.gold, strict=True) if w]
            bias = 1000 * float(np.median(signed)) if signed else 0.0
            lines.append(f"{kind} {name[:28]:<28}  {cells}  bias_ms {bias:+.1f}")
    return lines


def worst(told: dict[str, Told], found: Sequence[WordTime | None], count: int) -> list[str]:
    """Return a line for each of the words that are furthest off: where, how far, between which."""
    gold = [span for each in told.values() for span in each.gold]
    words = [word for each in told.values() for word in words_of(each.segments)]
    errors = [
        float("inf") if word is None else abs(word.start - span[0])
        for word, span in zip(found, gold, strict=True)
    ]
    lines = []
    for n in sorted(range(len(words)), key=lambda n: -errors[n])[:count]:
        word = found[n]
        off = "missed" if word is None else f"{1000 * (word.start - gold[n][0]):+.0f} ms"
        sure = "" if word is None else f"sure {word.confidence:.2f}"
        before, after = words[max(0, n - CONTEXT) : n], words[n + 1 : n + 1 + CONTEXT]
        around = " ".join((*before, f"[{words[n]}]", *after))
        lines.append(f"{gold[n][0]:9.2f} {off:>9} {sure:>9}  {around}")
    far = [n for n in range(len(words)) if errors[n] > 0.1]
    lines.append(
        f"{len(far)} words are off by more than 100 ms or missed ({share(len(far), len(words))} %)"
    )
    return lines


# ---- the page ---------------------------------------------------------------


def looked_at(folder: Path, told: dict[str, Told], say: Callable[[str], None]) -> bool:
    """Build the site and play it at ten moments; say whether each lights the word that is heard."""
    command = [sys.executable, "-m", "izdat", "build", "--quiet", str(folder)]
    subprocess.run(command, check=True)
    public = folder / "public"
    chapters = json.loads((public / SLUG / "chapters.json").read_bytes())["chapters"]
    # A chapter begins with the first sample of its segment's recording.
    starts = [0.0] if WHOLE in told else [chapter["startTime"] for chapter in chapters]
    words = [word for each in told.values() for word in words_of(each.segments)]
    gold = [
        (begin + start, begin + end)
        for begin, each in zip(starts, told.values(), strict=True)
        for start, end in each.gold
    ]
    chosen = moments(gold)
    asked = json.dumps([sum(gold[n]) / 2 for n in chosen])
    command = [sys.executable, str(PLAYER), str(public), f"{SLUG}/"]
    answer = subprocess.run(command, input=asked, check=True, capture_output=True, text=True)
    right = 0
    for seen in json.loads(answer.stdout):
        at, lit = seen["time"], seen["word"]
        heard = [words[n] for n, (start, end) in enumerate(gold) if start <= at <= end]
        right += lit in heard
        wrong = "" if lit in heard else "  WRONG"
        say(f"{at:9.2f} heard “{' '.join(heard)}”, lit “{lit}”{wrong}")
    say(f"{right} of {len(chosen)} moments are right")
    return right == len(chosen)


def moments(gold: Sequence[tuple[float, float]]) -> list[int]:
    """Return the indexes of ten words that are long enough to be asked for, all over the sound."""
    long = [n for n, (start, end) in enumerate(gold) if end - start >= LONG]
    return [long[len(long) * (2 * k + 1) // (2 * MOMENTS)] for k in range(MOMENTS)]


if __name__ == "__main__":
    main()
