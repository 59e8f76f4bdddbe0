"""How fast the aligner is and what memory it takes, up to two hours, beside pocketsphinx.

    python benchmarks/bench_align.py [--minutes 10 30 60 120] [--data DIR] [--json]

Each run is a process of its own: its wall seconds over the sound's (``real_time``), the most
memory that it held, and what of that was there before it began: Python, libraries, the samples,
and what a first sentence took. pocketsphinx aligns the same sound in the same run, as far as it
goes: each utterance, all of them as one recording, ten minutes, and a podcast with music, ad-libs
and cuts. It is an extra, ``pip install 'izdat[bench]'``; without it only izdat is measured.
"""

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

import peer_pocketsphinx
from align_scores import Edges
from easy_align import joined
from hard_recordings import recordings
from izdat.model.time import WordTime
from long_recordings import Told, keep, kept, long_recording
from speech_data import DEFAULT_DATA, RATE, Sentence, load, spoken_segment

Times = list[WordTime | None]
Aligner = Callable[[list[Sentence], Any], Times]
PEER_MINUTES = 10  # of the longest recording that the peer is given
SHOWN = ("start_mean_ms", "start_median_ms", "start_within_50", "start_within_100", "missed")


def izdat_aligner() -> Aligner:
    from izdat.align.find import find_words
    from izdat.engines import phonetic_engine

    phonetics = phonetic_engine("espeak")

    def find(sentences: list[Sentence], samples: Any) -> Times:
        found = find_words(spoken_segment(sentences), samples, phonetics=phonetics)
        return list(found.alignment.words)

    return find


def megabytes() -> float:
    """Return the most memory that this process has held."""
    status = Path("/proc/self/status")
    if status.exists():  # getrusage counts what the parent held when it started this process
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) / 1e3
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1e6 if sys.platform == "darwin" else 1e3)


def measure(who: str, folder: Path, one_by_one: bool) -> dict[str, Any]:
    """Align what is kept in ``folder``; return how long it took, and how right it was."""
    told = kept(folder)
    find = izdat_aligner() if who == "izdat" else peer_pocketsphinx.Peer().find
    pieces = [(told.sentences, told.samples, 0.0)]
    if one_by_one:
        cuts = json.loads((folder / "cuts.json").read_text(encoding="utf-8"))
        pieces = [
            ([sentence], told.samples[start:end], start / RATE)
            for sentence, (start, end) in zip(told.sentences, cuts, strict=True)
        ]
    # The first sentence alone, so that what is compiled or loaded only once is not timed.
    first = max(end for _, end in told.gold[: len(told.sentences[0].words)]) or 3.0
    find(told.sentences[:1], told.samples[: round((first + 0.25) * RATE)])
    before = megabytes()
    begun, worked = time.perf_counter(), time.process_time()
    words: Times = []
    for sentences, samples, shift in pieces:
        words += [
            w and WordTime(w.start + shift, w.end + shift, w.confidence)
            for w in find(sentences, samples)
        ]
    seconds = time.perf_counter() - begun
    edges = Edges()
    # A word of the transcript that is not in the sound has no true time.
    pairs = [(word, gold) for word, gold in zip(words, told.gold, strict=True) if gold[1]]
    edges.add([word for word, _ in pairs], [gold for _, gold in pairs])
    figures = edges.figures()
    return {
        "minutes": round(told.seconds / 60, 1),
        "words": len(words),
        "real_time": round(seconds / told.seconds, 4),
        "seconds": round(seconds, 2),
        "processor_seconds": round(time.process_time() - worked, 2),
        "megabytes": round(megabytes()),
        "megabytes_before": round(before),
        **{name: figures[name] for name in SHOWN},
    }


def prepare(folder: Path, data: Path, minutes: list[float]) -> list[str]:
    """Write every recording that is to be aligned; return their names."""
    utterances = load(data)
    sound, sentences, gold = joined(utterances)
    keep(folder / "joined", Told(sound, sentences, gold))
    whole = np.concatenate([utterance.samples for utterance in utterances])
    ends = np.cumsum([len(utterance.samples) for utterance in utterances])
    starts = ends - [len(utterance.samples) for utterance in utterances]
    gold = [
        (start / RATE + a, start / RATE + b)
        for start, utterance in zip(starts.tolist(), utterances, strict=True)
        for a, b in utterance.times
    ]
    keep(folder / "utterances", Told(whole, sentences, gold))
    cuts = list(zip(starts.tolist(), ends.tolist(), strict=True))
    (folder / "utterances" / "cuts.json").write_text(json.dumps(cuts), encoding="utf-8")
    (podcast,) = recordings(data, 1, ["podcast"])
    times = [spans[0] if spans else (0.0, 0.0) for spans in podcast.times]
    keep(folder / "podcast", Told(podcast.samples, list(podcast.sentences), times))
    return ["utterances", "joined", "podcast", *(f"{length:g} minutes" for length in minutes)]


def run(arguments: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return for each recording what each aligner made of it."""
    results: dict[str, dict[str, Any]] = {}
    with tempfile.TemporaryDirectory(prefix="izdat-bench-") as name:
        folder = Path(name)
        for what in prepare(folder, arguments.data, arguments.minutes):
            length = float(what.split()[0]) if what.endswith(" minutes") else 0.0
            if length:
                keep(folder / what, long_recording(load(arguments.data), length))
            results[what] = {}
            for who in ("izdat", "pocketsphinx"):
                if who != "izdat" and (not peer_pocketsphinx.version() or length > PEER_MINUTES):
                    continue
                child = [sys.executable, __file__, "--child", who, str(folder / what)]
                done = subprocess.run(child, capture_output=True, text=True)
                if done.returncode:
                    raise SystemExit(f"{who}, {what}: {done.stderr}")
                results[what][who] = json.loads(done.stdout.splitlines()[-1])
                if not arguments.json:
                    show(what, who, results[what][who])
    return results


def show(what: str, who: str, figures: dict[str, Any]) -> None:
    cells = "  ".join(f"{name.removesuffix('_ms')} {value}" for name, value in figures.items())
    print(f"{what:<12} {who:<20} {cells}", flush=True)


def ratios(results: dict[str, dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return izdat's figures over pocketsphinx's, where both have them."""
    names = ("real_time", "megabytes", "start_mean_ms", "start_median_ms")
    return {
        what: {
            name: round(both["izdat"][name] / both["pocketsphinx"][name], 3)
            for name in names
            if both["izdat"][name] and both["pocketsphinx"][name]
        }
        for what, both in results.items()
        if len(both) == 2
    }


def growth(results: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how much more a minute costs in the longest recording than in the shortest.

    Where both grow as the length does, it is 1. Memory is that above what was there before.
    """
    own = [both["izdat"] for what, both in results.items() if what.endswith(" minutes")]
    if len(own) < 2:
        return {}
    first, last = own[0], own[-1]
    times = last["minutes"] / first["minutes"]
    held = [max(1.0, one["megabytes"] - one["megabytes_before"]) for one in (first, last)]
    return {
        "seconds": round(last["seconds"] / max(first["seconds"], 0.01) / times, 2),
        "megabytes": round(held[1] / held[0] / times, 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--minutes", type=float, nargs="*", default=[10, 30, 60, 120])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--child", nargs=2, metavar=("WHO", "FOLDER"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.child:
        who, folder = arguments.child[0], Path(arguments.child[1])
        print(json.dumps(measure(who, folder, (folder / "cuts.json").exists())))
        return
    if not (arguments.data / "gold.json").is_file():
        print(f"{arguments.data} is not there: nothing is measured", file=sys.stderr)
        return
    peer = peer_pocketsphinx.version()
    if not peer:
        print("pocketsphinx is not installed (pip install 'izdat[bench]'): only izdat is measured",
              file=sys.stderr)  # fmt: skip
    results = run(arguments)
    facts = {
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "pocketsphinx": peer,
        "results": results,
        "izdat_over_pocketsphinx": ratios(results),
        "growth": growth(results),
    }
    if arguments.json:
        print(json.dumps(facts, indent=2))
        return
    print(f"\n{facts['machine']}; pocketsphinx {peer or 'not installed'}")
    for what, own in ratios(results).items():
        show(what, "izdat / pocketsphinx", own)
    if growth(results):
        show("growth", "izdat", growth(results))


if __name__ == "__main__":
    main()
