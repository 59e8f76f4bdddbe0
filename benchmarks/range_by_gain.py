"""What a target for the loudness range would cost: a talk of real voices, levelled and squeezed.

    python benchmarks/range_by_gain.py [--data DIR] [--json]

The talk is one recording of four speakers 20 dB apart, with pauses as people make them. It is
levelled as mastering does. Then the gentlest gain that there is takes it on to a smaller range: it
knows the loudness of the three seconds about each moment beforehand and takes away a share of how
far that is off the middle. Told of each: the range (EBU Tech 3342), how far the gain moves in a
second of speech, and how far the noise in the pauses comes up beside the words before them. Beside
it the range of the levelled talk with its pauses shortened.
"""

import argparse
import json
import sys
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np

from izdat.master.gain_course import levelled
from izdat.master.levelling import planned
from izdat.master.loudness import loudness
from izdat.model.mastering import Course, Turn
from speech_data import DEFAULT_DATA, RATE, Samples, load

APART = (-36.0, -29.0, -23.0, -16.0)  # dBFS, of the speakers
TURNS = 80
A_TURN = 3  # sentences of 3 s
BREATH = (0.2, 0.8)  # seconds between the sentences of a turn
PAUSE = (0.3, 3.0)  # seconds between two turns
ROOM = -70.0  # dBFS, of the noise in all of it
TARGETS = (4.0, 3.5, 3.0)  # LU
SHORTENED = (0.7, 0.0)  # seconds
STEP = 0.1  # seconds
WINDOW = 3.0  # seconds: the range is one of such windows
GATE = 20.0  # dB under the middle: what is quieter has no part in the range, and no gain of its own
FLOOR = -120.0  # dBFS of silence

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Talk:
    sound: Samples
    turns: tuple[Turn, ...]


def talk(data: Path) -> Talk:
    """Return the talk at ``RATE``, and who speaks when."""
    chance = np.random.default_rng(1)
    utterances = load(data)
    speakers = sorted({u.speaker for u in utterances})[: len(APART)]
    own = {s: [u.samples for u in utterances if u.speaker == s] for s in speakers}
    parts, turns, at = [], [], 0.0
    for number in range(TURNS):
        speaker = speakers[number % len(speakers)]
        said = []
        for _ in range(A_TURN):
            spoken = own[speaker][chance.integers(len(own[speaker]))]
            said += [spoken / np.sqrt(np.mean(spoken**2)), silence(*BREATH, chance)]
        sound = np.concatenate(said[:-1]) * 10 ** (APART[number % len(APART)] / 20)
        pause = silence(*PAUSE, chance)
        parts += [sound, pause]
        turns.append(Turn(speaker, at, at + len(sound) / RATE))
        at += (len(sound) + len(pause)) / RATE
    whole = np.concatenate(parts)
    whole += 10 ** (ROOM / 20) * chance.standard_normal(len(whole))
    return Talk(whole.astype(np.float32), tuple(turns))


def silence(least: float, most: float, chance: np.random.Generator) -> np.ndarray:
    return np.zeros(round(chance.uniform(least, most) * RATE))


def range_of(sound: Samples) -> float:
    return loudness(sound[np.newaxis], RATE).range


def turned(sound: Samples, course: Course) -> Samples:
    return np.concatenate(list(levelled(iter([sound[np.newaxis]]), course, RATE)), axis=1)[0]


def squeezed(sound: Samples, share: float) -> Course:
    """Return the gain that takes away ``share`` of how far each moment is off the middle."""
    step, half = round(STEP * RATE), round(WINDOW * RATE / 2)
    power = np.cumsum(
        np.concatenate([np.zeros(half), sound.astype(np.float64) ** 2, np.zeros(half)])
    )
    moments = np.arange(0, len(sound), step)
    level = 10 * np.log10((power[moments + 2 * half - 1] - power[moments]) / (2 * half) + 1e-12)
    middle = np.median(level)
    heard = level > middle - GATE
    # Where nothing is heard the gain goes in a straight line from what it was to what it will be.
    gain = np.interp(moments, moments[heard], share * (middle - level[heard]))
    return tuple(zip((moments / RATE).tolist(), gain.tolist(), strict=True))


def towards(sound: Samples, target: float) -> Course:
    """Return the course of the smallest share that brings ``sound`` to a range of ``target`` LU.

    That of the whole where no share does.
    """
    low, high = 0.0, 1.0
    for _ in range(8):
        share = (low + high) / 2
        is_reached = range_of(turned(sound, squeezed(sound, share))) <= target
        low, high = (low, share) if is_reached else (share, high)
    return squeezed(sound, high)


def figures(made: Talk, sound: Samples, course: Course) -> Figures:
    """Return the range of ``sound``, turned by ``course``, and what that does to it."""
    out = turned(sound, course) if course else sound
    rises = []
    for turn, after in pairwise(made.turns):
        if after.start - turn.end < 1:
            continue
        words, pause = cut(turn.end - 1, turn.end), cut(turn.end + 0.3, after.start - 0.2)
        was, now = (level(s[pause]) - level(s[words]) for s in (sound, out))
        rises.append(now - was)
    return {
        "range": round(range_of(out), 1),
        "db_a_second": round(fastest(made, course), 1),
        "pauses_up_db": round(max(rises), 1),
        "pauses_up_median_db": round(float(np.median(rises)), 1),
    }


def fastest(made: Talk, course: Course) -> float:
    """Return by how many dB the gain goes up or down in one second of a turn, at most."""
    if not course:
        return 0.0
    at, gain = np.array(course).T
    most = 0.0
    for turn in made.turns:
        moments = np.arange(turn.start + 0.1, turn.end - 1.1, STEP)
        first, later = (np.interp(moments + shift, at, gain) for shift in (0, 1))
        most = max(most, float(np.abs(later - first).max(initial=0.0)))
    return most


def cut(start: float, end: float) -> slice:
    return slice(round(start * RATE), round(end * RATE))


def level(sound: Samples) -> float:
    return float(10 * np.log10(np.mean(sound.astype(np.float64) ** 2) + 10 ** (FLOOR / 10)))


def with_pauses_of(most: float, made: Talk, sound: Samples) -> Samples:
    """Return the turns with ``most`` seconds between them at most."""
    starts = [turn.start for turn in made.turns[1:]]
    parts = [
        sound[cut(turn.start, min(turn.end + most, following))]
        for turn, following in zip(made.turns, [*starts, made.turns[-1].end], strict=True)
    ]
    return np.concatenate(parts)


def measured(data: Path) -> dict[str, Figures]:
    made = talk(data)
    sound = made.sound
    plan = planned(
        iter([sound[np.newaxis]]), RATE, 1, loudness(sound[np.newaxis], RATE), made.turns
    )
    level_sound = turned(sound, plan.course)
    results = {
        "recorded": figures(made, sound, ()),
        "levelled": figures(made, sound, plan.course),
    }
    for most in SHORTENED:
        shorter = with_pauses_of(most, made, level_sound)
        results[f"pauses of {most:g} s at most"] = {"range": round(range_of(shorter), 1)}
    for target in TARGETS:
        results[f"on to {target:g} LU"] = figures(made, level_sound, towards(level_sound, target))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    if not (arguments.data / "gold.json").is_file():
        print(f"{arguments.data} is not there: nothing is measured", file=sys.stderr)
        return
    results = measured(arguments.data)
    if arguments.json:
        print(json.dumps(results, indent=2))
        return
    for name, found in results.items():
        print(f"{name:24}", *(f"{key} {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
