"""How well the aligner finds words whose true times are known.

    python benchmarks/quality_align.py [--data DIR] [--only NAME …] [--seeds 2] [--jobs 2] [--json]

- ``joined``, ``utterances``, ``utterances cold``: read speech with hand-checked word boundaries,
  as one recording with pauses; each utterance alone with the models of that recording, as short
  recordings borrow those of their show; and each alone with nothing to borrow.
- ``hard``: music, cuts, ad-libs, noise and the rest, made as ``hard_recordings.py`` says.
- ``spoken``: synthetic speech in many languages, in a voice that the aligner does not learn from.
- ``read``: read speech in other languages, without hand-checked boundaries: is every line found,
  and do the boundaries between lines fall into pauses?

Fails when a figure is worse than the one kept in ``results.toml``. Errors are in
milliseconds, shares in per cent. Where a folder of speech is not there, what needs it is left
out, and a line says so.
"""

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import easy_align
import hard_align
from align_scores import Figures
from hard_cases import CASES
from izdat.align.find import find_words
from izdat.engines import phonetic_engine
from kept_figures import as_toml, kept, worse
from read_languages import measured as read_languages
from speech_data import DEFAULT_DATA, load
from spoken_languages import LANGUAGES, spoken

PARTS = ("easy", "hard", "spoken", "read")
EASY = ("joined", "utterances", "utterances cold")
SEEDS = 2  # of each hard recording, in what is kept
MULTILINGUAL = DEFAULT_DATA.with_name("speech-ml")


def run(arguments: argparse.Namespace, phonetics: Any) -> Iterator[tuple[str, str, Figures]]:
    """Yield (part, name, figures) of all that was asked for, as it is measured."""
    find = partial(find_words, phonetics=phonetics)
    wanted = set(arguments.only)

    def chosen(part: str, names: Any) -> list[str]:
        return [name for name in names if not wanted or part in wanted or name in wanted]

    has_speech = (arguments.data / "gold.json").is_file()
    names = chosen("easy", EASY)
    if names and has_speech:
        for name, figures in easy_align.measured(load(arguments.data), find, names):
            yield "easy", name, figures
    names = chosen("hard", CASES)
    if has_speech:
        for name, figures in hard_align.measured(
            arguments.data, find, names, arguments.seeds, arguments.jobs
        ):
            yield "hard", name, figures
    for name, figures in spoken(find, phonetics, chosen("spoken", LANGUAGES)):
        yield "spoken", name, figures
    if chosen("read", ("read",)) and MULTILINGUAL.is_dir():
        for name, figures in read_languages(MULTILINGUAL, find):
            yield "read", name, figures


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument(
        "--only", nargs="+", default=[], metavar="NAME",
        help=f"parts ({', '.join(PARTS)}), kinds of hard recordings, or languages",
    )  # fmt: skip
    parser.add_argument("--seeds", type=int, default=SEEDS, help="of each hard recording")
    parser.add_argument("--jobs", type=int, default=2, help="processes for hard recordings")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--toml", action="store_true", help="print what is to be kept, too")
    arguments = parser.parse_args()
    unknown = set(arguments.only) - {*PARTS, *EASY, *CASES, *LANGUAGES}
    if unknown:
        parser.error(f"nothing is called {', '.join(sorted(unknown))}")
    if not (arguments.data / "gold.json").is_file():
        print(f"{arguments.data} is not there: synthetic speech only", file=sys.stderr)
    begun = time.perf_counter()
    phonetics = phonetic_engine("espeak")
    results: dict[str, dict[str, Figures]] = {part: {} for part in PARTS}
    before = ""
    for part, name, figures in run(arguments, phonetics):
        results[part][name] = figures
        if not arguments.json:
            before = table_row(part, name, figures, before)
    facts = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "engine": phonetics.id,
        "seconds": round(time.perf_counter() - begun),
    }
    if arguments.json:
        print(json.dumps(facts | results, indent=2))
    else:
        print(f"\n{facts['machine']}; {facts['engine']}; {facts['seconds']} s")
    if arguments.toml:
        print(as_toml("quality_align", results))
    if arguments.data.resolve() != DEFAULT_DATA.resolve():
        return  # what is kept was measured with other speakers
    if arguments.seeds != SEEDS:
        results["hard"] = {}
    wrong = list(worse(results, kept("quality_align")))
    for sentence in wrong:
        print(f"worse: {sentence}", file=sys.stderr)
    sys.exit(1 if wrong else 0)


def table_row(part: str, name: str, figures: Figures, before: str) -> str:
    """Print a row, under a head wherever the columns change; return the columns."""
    names = " ".join(figures)
    if names != before:
        print(f"\n{part:<19} " + " ".join(f"{head:>{len(head)}}" for head in map(_head, figures)))
    cells = " ".join(
        f"{'–' if value is None else value:>{len(_head(column))}}"
        for column, value in figures.items()
    )
    print(f"{name:<19} {cells}", flush=True)
    return names


def _head(column: str) -> str:
    """Return what stands above a column: six letters or more, and no units."""
    return f"{column.replace('_ms', '').replace('_within_', ' ≤'):>6}"


if __name__ == "__main__":
    main()
