"""What becomes of the crosstalk between the microphones of a conversation, and of its words?

    python benchmarks/quality_tracks.py [--turns 60] [--seeds 3] [--data DIR] [--json]

Real speakers take turns, and now and then speak at once. Each has a microphone, none as sensitive
as another, in which the others arrive later and quieter, through a room of noise that dies away.
They are not the speakers with whom the thresholds were chosen.
"""

import argparse
import json
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import fftconvolve

from izdat.master.crosstalk import find_crosstalk
from izdat.master.gain_course import levelled
from izdat.master.gates import plan_gates
from izdat.master.inspect import RATE as MIX_RATE
from izdat.master.loudness import loudness
from izdat.master.starts import find_starts
from izdat.master.tracks import mix_tracks
from izdat.master.weighting import TICK, Weighting
from izdat.media.decode import decode
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Microphone
from izdat.model.sound import Recording
from kept_figures import kept, worse
from speech_data import DEFAULT_DATA, RATE, Samples, Span, Utterance, load

CONDITIONS = {  # dB at which a voice arrives elsewhere; seconds in which the room dies by 60 dB
    "15 dB, no room": (-15.0, 0.0),
    "15 dB, room 0.4 s": (-15.0, 0.4),
    "10 dB, room 0.5 s": (-10.0, 0.5),
    "6 dB, room 0.4 s": (-6.0, 0.4),
    "no crosstalk": (-120.0, 0.0),
}
SPEAKERS = slice(5, 8)
SENSITIVE = (-6.0, 8.0, -12.0)  # dB, the microphones
DELAY = 0.003  # seconds
AT_ONCE = 0.2  # share of the turns that begin before the last one is over
NOISE = -70.0  # dBFS, of each microphone
CLEAR = 0.5  # seconds about one's own words in which crosstalk is not judged


@dataclass(frozen=True, slots=True)
class Talk:
    alone: np.ndarray  # (speakers, samples)
    words: tuple[tuple[Span, ...], ...]


def talk(utterances: list[list[Utterance]], turns: int, chance: np.random.Generator) -> Talk:
    """Return each speaker's voice alone, and when their words are heard."""
    at, placed = 0.5, []
    for number in range(turns):
        who = number % len(utterances)
        said = utterances[who][chance.integers(len(utterances[who]))]
        placed.append((who, at, said))
        gap = -chance.uniform(0.5, 1.5) if chance.random() < AT_ONCE else chance.uniform(0.2, 0.8)
        at += said.seconds + gap
    alone = np.zeros((len(utterances), round((at + 4) * RATE)))
    words: list[list[Span]] = [[] for _ in utterances]
    for who, start, said in placed:
        first = round(start * RATE)
        loud = 10 ** (-23 / 20) / np.sqrt(np.mean(said.samples**2))
        alone[who, first : first + len(said.samples)] += said.samples * loud
        words[who] += [(start + a, start + b) for a, b in said.times]
    return Talk(alone, tuple(map(tuple, words)))


def microphones(
    made: Talk, arrives: float, room: float, chance: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each microphone hears, and what it would hear of its own speaker alone."""
    heard = made.alone + 10 ** (NOISE / 20) * chance.standard_normal(made.alone.shape)
    for one in range(len(heard)):
        for other in range(len(heard)):
            if one == other:
                continue
            late = np.roll(made.alone[other], round(DELAY * RATE))
            if room:
                count = round(room * RATE)
                echo = chance.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
                late = fftconvolve(late, echo / np.linalg.norm(echo))[: len(late)]
            heard[one] += late * 10 ** (arrives / 20)
    sensitive = 10 ** (np.array(SENSITIVE[: len(heard)]) / 20)[:, None]
    return heard * sensitive, made.alone * sensitive


def spoken(spans: tuple[Span, ...], length: int, wider: float = 0.0) -> np.ndarray:
    found = np.zeros(length, dtype=bool)
    for start, end in spans:
        found[max(0, round((start - wider) * RATE)) : round((end + wider) * RATE)] = True
    return found


def si_sdr(made: Samples, true: Samples) -> float:
    target = true * (made @ true) / (true @ true)
    return float(10 * np.log10((target @ target) / ((made - target) @ (made - target))))


def judged(made: Talk, heard: np.ndarray, alone: np.ndarray) -> list[dict[str, float]]:
    """Return for each track what the gate does to others' words and to its own."""
    ticks = np.stack([Weighting(RATE, (1.0,)).add(np.float32(one[None])) for one in heard])
    courses = plan_gates(find_crosstalk(ticks))
    length = heard.shape[1]
    is_word = [spoken(words, length) for words in made.words]
    found = []
    for n, course in enumerate(courses):
        sound = np.float32(heard[n][None])
        gated = np.concatenate(list(levelled(iter([sound]), course, RATE)), axis=1)[0].astype(float)
        others = np.any([own for m, own in enumerate(is_word) if m != n], axis=0)
        apart = others & ~spoken(made.words[n], length, CLEAR)
        own, both = is_word[n], is_word[n] & others
        gain = np.interp(np.arange(length) / RATE, *zip(*(course or ((0.0, 0.0),)), strict=True))
        lost = [
            (gain[round(a * RATE) : round(b * RATE)] < -3).mean() > 0.5 for a, b in made.words[n]
        ]
        found.append({
            "less": 10 * np.log10(np.sum(heard[n, apart] ** 2) / np.sum(gated[apart] ** 2)),
            "si_sdr_lost": si_sdr(heard[n, own], alone[n, own]) - si_sdr(gated[own], alone[n, own]),
            "words_lost": 100 * float(np.mean(lost)),
            "both_closed": 100 * float((gain[both] < -3).mean()) if both.any() else 0.0,
        })  # fmt: skip
    return found


def started(heard: np.ndarray, chance: np.random.Generator, *, is_shared: bool) -> float:
    """Return by how many ms at most the starts of recorders are missed, set seconds apart.

    Tracks that share no voice are to stay where they are.
    """
    apart = chance.uniform(-60, 60, len(heard))
    apart[0] = 0.0
    ticks = [Weighting(RATE, (1.0,)).add(np.float32(one[None])) for one in heard]
    moved = []
    for one, late in zip(ticks, np.round(apart * TICK).astype(int), strict=True):
        moved.append(np.append(np.full(max(late, 0), one.min()), one[max(-late, 0) :]))
    rows = np.zeros((len(moved), max(map(len, moved))))
    for row, one in zip(rows, moved, strict=True):
        row[: len(one)] = one
    found = np.array([start.late for start in find_starts(rows)])
    true = np.round(apart, 2) if is_shared else np.zeros(len(heard))
    return 1000 * float(np.max(np.abs(found - true)))


def mixed(made: Talk, heard: np.ndarray) -> tuple[float, float]:
    """Return how far apart the speakers come out in LU, and CPU seconds for an hour of talk."""
    with tempfile.TemporaryDirectory(prefix="izdat-bench-") as name:
        given = []
        for n, one in enumerate(heard):
            path = Path(name) / f"{n}.flac"
            encode_flac(path, iter([np.float32(one[None])]), RATE, 1)
            given.append(Microphone(str(n), Recording(file_at(path), "talk")))
        before = time.process_time()
        found = mix_tracks(Path(name), tuple(given), True, True)
        seconds = time.process_time() - before
        sound = np.concatenate(list(decode(found.recording.file.path, MIX_RATE, 1)), axis=1)
    length = heard.shape[1]
    levels = []
    for n, words in enumerate(made.words):
        others = [spoken(own, length, 0.2) for m, own in enumerate(made.words) if m != n]
        own = spoken(words, length, 0.1) & ~np.any(others, axis=0)
        mask = np.repeat(own, MIX_RATE // RATE)[: sound.shape[1]]
        levels.append(loudness(sound[:, : len(mask)][:, mask], MIX_RATE).integrated)
    return max(levels) - min(levels), seconds * 3600 * RATE / length


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--turns", type=int, default=60)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    utterances = load(arguments.data)
    names = sorted({each.speaker for each in utterances})[SPEAKERS]
    own = [[each for each in utterances if each.speaker == name] for name in names]
    results: dict[str, dict[str, float]] = {}
    for name, (arrives, room) in CONDITIONS.items():
        rows, apart, cost, missed = [], [], [], []
        for seed in range(arguments.seeds):
            chance = np.random.default_rng(100 + seed)
            made = talk(own, arguments.turns, chance)
            heard, alone = microphones(made, arrives, room, chance)
            rows += judged(made, heard, alone)
            missed.append(started(heard, chance, is_shared=arrives > -100))
            levels, seconds = mixed(made, heard)
            apart.append(levels)
            cost.append(seconds)
        results[name] = {
            "less": round(float(np.mean([row["less"] for row in rows])), 1),
            "least_less": round(min(row["less"] for row in rows), 1),
            "si_sdr_lost_db": round(max(row["si_sdr_lost"] for row in rows), 2),
            "words_missed": round(float(np.mean([row["words_lost"] for row in rows])), 2),
            "both_closed": round(float(np.mean([row["both_closed"] for row in rows])), 1),
            "speakers_apart_db": round(max(apart), 2),
            "starts_off_ms": round(max(missed)),
            "mix_cpu_seconds": round(float(np.mean(cost)), 1),
        }
    if arguments.json:
        print(json.dumps(results, indent=2))
    else:
        for name, figures in results.items():
            print(f"{name:<20}" + "  ".join(f"{key} {value}" for key, value in figures.items()))
    wrong = list(worse(results, kept("quality_tracks")))
    for sentence in wrong:
        print(f"worse: {sentence}", file=sys.stderr)
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
