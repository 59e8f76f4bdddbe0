"""A recording and who speaks when → a course of gain that makes all speakers equally loud."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat.master.gain_course import Point, joined
from izdat.master.level import Samples
from izdat.master.loudness import (
    MOMENTARY,
    STEP,
    TICKS,
    energy_of,
    gated,
    sums_of,
)
from izdat.master.slow_leveller import slow_gain
from izdat.master.weighting import Weighting
from izdat.media.decode import decode
from izdat.model.mastering import RATE, Course, Levels, SpeakerLevel, Turn
from izdat.model.sound import Loudness, Recording
from izdat.run.step import step

LEAST_SPEECH = 10  # blocks over the gate, 1.3 s: of less, no loudness can be told
MOST_APART = 30.0  # dB: between a speaker and the whole recording; more is no voice, but its noise
SHORTEST_TURN = 0.25  # seconds: always holds a whole step of 100 ms

Energies = NDArray[np.float64]


@step(version=1)
def plan_levels(
    folder: Path,
    recording: Recording,
    loudness: Loudness,
    turns: tuple[Turn, ...],
    channels: int,
) -> Levels:
    """Return how ``recording``, of ``loudness`` when mixed to ``channels``, is levelled inside.

    Every speaker of ``turns`` comes to one loudness, so that the whole keeps its own, and inside
    the turns ``slow_gain`` follows a voice that wanders. What is between turns keeps the lower of
    the gains beside it. Without turns all is taken for one speaker. Speakers of whom too little is
    heard have no gain of their own. Nothing is written to ``folder``. Raises ``Unreadable`` for a
    recording that ``inspect_recording`` would not have passed.
    """
    return planned(decode(recording.file.path, RATE, channels), RATE, channels, loudness, turns)


def planned(
    blocks: Iterator[Samples],
    rate: int,
    channels: int,
    loudness: Loudness,
    turns: tuple[Turn, ...],
) -> Levels:
    """Return ``plan_levels`` of ``blocks``, float32 (channels, n), at ``rate`` Hz."""
    return levels_of(_energies(blocks, rate, channels), loudness.integrated, turns)


def levels_of(energies: Energies, target: float, turns: tuple[Turn, ...]) -> Levels:
    """Return ``plan_levels`` of a sound of ``target`` LUFS.

    ``energies``: weighted mean square of each step of 100 ms (``steps_of``).
    """
    if not isfinite(target) or len(energies) < MOMENTARY:
        return Levels((), ())
    own = _in_order(turns, len(energies) / STEP) or [Turn("", 0.0, len(energies) / STEP)]
    gains, levels = np.zeros(len(energies)), []
    for speaker in sorted({turn.speaker for turn in own}):
        stretches = [_steps(turn) for turn in own if turn.speaker == speaker]
        found = _speaker(energies, stretches, target)
        if found is not None:
            gains += found.gains
            levels.append(SpeakerLevel(speaker, found.loudness))
    course = joined([_points(turn, gains) for turn in own])
    if any(gain for _, gain in course):
        course = _at_loudness(course, energies, target)
    return Levels(tuple(levels), course if any(gain for _, gain in course) else ())


def _at_loudness(course: Course, energies: Energies, target: float) -> Course:
    """Return ``course`` moved so that the whole keeps its loudness, whatever lies between turns."""
    at, gains = np.array(course, dtype=np.float64).T
    middles = (np.arange(len(energies)) + 0.5) / STEP
    turned = energies * 10 ** (np.interp(middles, at, gains) / 10)
    after = gated(sums_of(turned, MOMENTARY) / MOMENTARY)
    off = round(target - after, 3) if isfinite(after) else 0.0
    return tuple((when, round(gain + off, 3)) for when, gain in course)


def steps_of(ticks: Energies, rate: int) -> Energies:
    """Return the weighted mean square of each whole step of 100 ms, of sums of 10 ms."""
    whole = len(ticks) // TICKS * TICKS
    steps: Energies = ticks[:whole].reshape(-1, TICKS).sum(axis=1) * (STEP / rate)
    return steps


def _energies(blocks: Iterator[Samples], rate: int, channels: int) -> Energies:
    """Return the weighted mean square of each step of 100 ms: 288 kB an hour."""
    weighting = Weighting(rate, (1.0,) * channels)
    steps, rest = [], np.zeros(0)
    for block in blocks:
        ticks = np.concatenate([rest, weighting.add(np.ascontiguousarray(block))])
        steps.append(steps_of(ticks, rate))
        rest = ticks[len(ticks) // TICKS * TICKS :]
    return np.concatenate(steps) if steps else np.zeros(0)


def _in_order(turns: tuple[Turn, ...], duration: float) -> list[Turn]:
    """Return ``turns`` without overlaps, where the earlier goes on; none too short to level."""
    found: list[Turn] = []
    at = 0.0
    for turn in sorted(turns, key=lambda t: (t.start, t.end, t.speaker)):
        start, end = max(turn.start, at), min(turn.end, duration)
        if end - start >= SHORTEST_TURN:
            found.append(Turn(turn.speaker, start, end))
            at = end
    return found


def _steps(turn: Turn) -> slice:
    """Return the steps that lie wholly in ``turn``."""
    first = int(np.ceil(round(turn.start * STEP, 6)))
    return slice(first, max(first, int(round(turn.end * STEP, 6))))


@dataclass(frozen=True, slots=True)
class _Speaker:
    loudness: float  # LUFS, before
    gains: Energies  # dB of each step of the recording; 0 where somebody else is heard


def _speaker(energies: Energies, stretches: list[slice], target: float) -> _Speaker | None:
    """Return the gain that brings the steps of one speaker to ``target`` LUFS; None of no voice."""
    blocks = _blocks(energies, stretches)
    loudness = gated(blocks)
    if not isfinite(loudness) or (blocks > energy_of(loudness - 10)).sum() < LEAST_SPEECH:
        return None
    is_own = np.zeros(len(energies), dtype=bool)
    for stretch in stretches:
        is_own[stretch] = True
    slow = slow_gain(energies, is_own, loudness)
    after = gated(_blocks(energies * 10 ** (slow / 10), stretches))
    gain = round(float(np.clip(target - after, -MOST_APART, MOST_APART)), 3)
    return _Speaker(loudness, np.where(is_own, slow + gain, 0.0))


def _blocks(energies: Energies, stretches: list[slice]) -> Energies:
    """Return the mean squares of the blocks of 400 ms that lie wholly in one of ``stretches``."""
    return np.concatenate([sums_of(energies[s], MOMENTARY) / MOMENTARY for s in stretches])


def _points(turn: Turn, gains: Energies) -> list[Point]:
    """Return the gain of each step of ``turn`` in its middle, held to the turn's ends."""
    steps = _steps(turn)
    own = gains[steps].tolist()
    middles = [((steps.start + n + 0.5) / STEP, gain) for n, gain in enumerate(own)]
    return [(turn.start, own[0]), *middles, (turn.end, own[-1])]
