"""Are withheld names covered, and who still knows a voice that was disguised?

    python benchmarks/quality_disguise.py [--seeds 4] [--data DIR] [--judge PYTHON] [--only PART]

*Names*: in recordings of real sentences words are called names, and the text has a stand-in for
them. Where each was said is known: it is covered as a whole, in part, or the editor is asked.

*Voices*: sentences are disguised one by one, each with a draw of its own. A speaker verification
that knows nothing of izdat (Resemblyzer) is asked whose they are. Its equal error rate is 50 %
where it can only guess. An attacker who does not know of the disguise compares with the voice as it
is; one who knows it disguises what he compares with. Words: the errors of a small recogniser
(pocketsphinx) beside what it hears in the original. Both are in an environment of their own, with a
setuptools below 81, which one of them still needs: ``--judge`` is its Python.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from izdat.align import align_samples
from izdat.disguise.places import Doubt, found_places
from izdat.engines import phonetic_engine, voice_disguise
from izdat.model.spoken import SpokenSegment, WithheldWords
from izdat.text.withheld import without
from kept_figures import kept, worse
from speech_data import (
    DEFAULT_DATA,
    RATE,
    Samples,
    Sentence,
    Span,
    Utterance,
    load,
    spoken_segment,
)

STANDIN = ("a", "neighbour")
PAUSE = 0.35  # seconds between two sentences
EVERY = 3  # sentences, one of which says a name
SHORTEST = 0.25  # seconds: a shorter word is nobody's name
LENGTHS = {"long": 40, "short": 5}  # sentences of a recording
ENROLLED = 5  # sentences of each speaker with which the attacker compares
METHODS = ("none", "mcadams", "whisper")


def names(utterances: Sequence[Utterance], length: int, seeds: int) -> dict[str, float]:
    """Return what became of the names, in per cent, and how much of one was heard at worst."""
    outcome: Counter[str] = Counter()
    heard = [0.0]
    engine = phonetic_engine("espeak")
    for seed in range(seeds):
        chance = np.random.default_rng(seed)
        order = chance.permutation(len(utterances))[:length]
        chosen = sorted((utterances[n] for n in order), key=lambda u: u.speaker)
        spoken, withheld, gold, samples = _recording(chosen, chance)
        alignment = align_samples(without(spoken, withheld), samples, engine).alignment
        found = found_places(spoken, withheld, alignment, len(samples) / RATE)
        for each, (start, end) in zip(found, gold, strict=True):
            if isinstance(each, Doubt):
                outcome["asked"] += 1
                continue
            first, last = each
            left = max(0.0, first - start) + max(0.0, end - last)
            outcome["covered" if left == 0 else "in_part"] += 1
            heard.append(min(left, end - start))
    total = outcome.total()
    return {
        "names": total,
        "covered": round(100 * outcome["covered"] / total, 1),
        "asked": round(100 * outcome["asked"] / total, 1),
        "uncovered_ms": round(1000 * max(heard)),
    }


def _recording(
    utterances: Sequence[Utterance], chance: np.random.Generator
) -> tuple[SpokenSegment, list[WithheldWords], list[Span], Samples]:
    """Return the text with its stand-ins, where they are, when the names are heard, the sound."""
    sentences, gold, places, parts = [], [], [], []
    at = PAUSE
    silence = chance.normal(0, 2e-4, round(PAUSE * RATE)).astype(np.float32)
    words_so_far: Counter[str] = Counter()
    numbers: dict[str, int] = {}
    for number, utterance in enumerate(utterances):
        parts += [silence, utterance.samples]
        own = list(utterance.words)
        base = words_so_far[utterance.speaker]
        numbers.setdefault(utterance.speaker, len(numbers) + 1)
        long = [k for k, (s, e) in enumerate(utterance.times) if e - s >= SHORTEST]
        if number % EVERY == 0 and long:
            k = int(chance.choice(long))
            start, end = utterance.times[k]
            gold.append((at + start, at + end))
            own[k : k + 1] = STANDIN
            places.append(WithheldWords(numbers[utterance.speaker], base + k, base + k + 2))
        words_so_far[utterance.speaker] += len(own)
        sentences.append(Sentence(utterance.speaker, tuple(own)))
        at += len(utterance.samples) / RATE + PAUSE
    samples = np.concatenate([*parts, silence])
    return spoken_segment(sentences), places, gold, samples


def voices(utterances: Sequence[Utterance], judge: Path) -> dict[str, dict[str, float]]:
    """Return the equal error rates and word errors of each method, in per cent."""
    sounds: dict[str, Samples] = {}
    speed = {}
    for method in METHODS:
        began = time.process_time()
        for draw, utterance in enumerate(utterances):
            samples = utterance.samples
            if method != "none":
                samples = voice_disguise(method).disguise(samples, RATE, draw)
            sounds[f"{method}/{utterance.id}"] = samples
        spent = time.process_time() - began
        speed[method] = sum(u.seconds for u in utterances) / max(spent, 1e-3)
    with tempfile.TemporaryDirectory() as folder:
        given, answer = Path(folder, "given.npz"), Path(folder, "answer.npz")
        np.savez(given, **sounds)
        script = Path(__file__).with_name("judge_voices.py")
        command = [str(word) for word in (judge, script, given, answer)]
        subprocess.run(command, check=True, stdout=sys.stderr)
        heard = dict(np.load(answer))
    rows = {}
    for method in METHODS:
        first = {key: heard[f"voice {method}/{key}"] for key in _ids(utterances)}
        plain = {key: heard[f"voice none/{key}"] for key in _ids(utterances)}
        rows[method] = {
            "ignorant": _equal_error(utterances, plain, first),
            "knowing": _equal_error(utterances, first, first),
            "words_wrong": _words_wrong(utterances, heard, method),
            "times_real_time": round(speed[method]) if method != "none" else 0,
        }
    return rows


def _ids(utterances: Sequence[Utterance]) -> list[str]:
    return [utterance.id for utterance in utterances]


def _equal_error(
    utterances: Sequence[Utterance], enrolled: dict[str, np.ndarray], tried: dict[str, np.ndarray]
) -> float:
    """Return the rate in % at which as many strangers are accepted as speakers are refused."""
    by_speaker: dict[str, list[str]] = {}
    for utterance in utterances:
        by_speaker.setdefault(utterance.speaker, []).append(utterance.id)
    same, other = [], []
    for speaker, own in by_speaker.items():
        mean = np.mean([enrolled[key] for key in own[:ENROLLED]], axis=0)
        mean /= np.linalg.norm(mean)
        for someone, keys in by_speaker.items():
            scores = [float(mean @ tried[key]) for key in keys[ENROLLED:]]
            (same if someone == speaker else other).extend(scores)
    bounds = np.sort(np.concatenate((same, other)))
    refused = np.array([np.mean(np.array(same) < bound) for bound in bounds])
    accepted = np.array([np.mean(np.array(other) >= bound) for bound in bounds])
    best = int(np.argmin(np.abs(refused - accepted)))
    return round(50 * float(refused[best] + accepted[best]), 1)


def _words_wrong(
    utterances: Sequence[Utterance], heard: dict[str, np.ndarray], method: str
) -> float:
    """Return the share of words in % that are heard otherwise than in the original."""
    wrong = total = 0
    for key in _ids(utterances):
        if f"words {method}/{key}" not in heard:
            continue
        truth = str(heard[f"words none/{key}"]).split()
        wrong += _edits(truth, str(heard[f"words {method}/{key}"]).split())
        total += len(truth)
    return round(100 * wrong / total, 1)


def _edits(truth: list[str], guess: list[str]) -> int:
    """Return the least number of words to be changed, left out or put in (Levenshtein)."""
    row = list(range(len(guess) + 1))
    for n, word in enumerate(truth, 1):
        before, row[0] = row[0], n
        for k, other in enumerate(guess, 1):
            before, row[k] = row[k], min(row[k] + 1, row[k - 1] + 1, before + (word != other))
    return row[-1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--judge", type=Path, help="a Python with resemblyzer and pocketsphinx")
    parser.add_argument("--only", choices=("names", "voices"))
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    utterances = load(asked.data)
    results: dict[str, dict[str, dict[str, float]]] = {}
    if asked.only != "voices":
        results["names"] = {
            name: names(utterances, length, asked.seeds * (1 if name == "long" else 4))
            for name, length in LENGTHS.items()
        }
    if asked.judge and asked.only != "names":
        results["voices"] = voices(utterances, asked.judge)
    if asked.json:
        print(json.dumps(results, indent=1))
    else:
        for part, rows in results.items():
            print(part)
            for name, figures in rows.items():
                print(f"  {name:<10}", "  ".join(f"{k} {v:g}" for k, v in figures.items()))
    complaints = list(worse(results, kept("quality_disguise")))
    print("\n".join(complaints), file=sys.stderr)
    sys.exit(bool(complaints))


if __name__ == "__main__":
    main()
