"""Microphones of one conversation → where each hears its own speaker.

Nothing is known but how loud each of them is, and no two need be equally sensitive. A voice arrives
in its neighbours' microphones quieter by nearly always the same. What is louder in a microphone
than all others explain is its own speaker: so two who speak at once are both heard, though one of
them is the quieter. Where nobody's microphone stands out, nobody is said to speak.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.master.slow_leveller import smoothed
from izdat.master.weighting import TICK
from izdat.media.compiled import compiled

NEAR = 7  # ticks over which a level is taken: five periods of the lowest voice, and no syllable
SILENT = -80.0  # dB: digital silence, or a track that has ended
LOUD = 98  # percentile of a track's levels: its loud moments, also of who seldom speaks
NOISE = 10  # percentile: its room
OVER_NOISE = 9.0  # dB; noise itself swells by less
LEAST_UNDER, MOST_UNDER = 15.0, 30.0  # dB under the loud moments: what is over or under is sure
LEAST = TICK  # ticks, a second: of less nothing is learned
ARRIVES = (
    20  # percentile of what a voice leaves in another track, beside its own: under the middle,
)
MARGIN = 10.0  # dB, as its upper half may be the other's own voice; and over all that rooms scatter
DECAY = 1.0  # dB a tick: what a room of 0.6 s keeps sounding after a voice
SHORTEST = 8  # ticks: 80 ms, the shortest sound of a voice; less is chance
ROUNDS = 3  # of learning how voices arrive: from loud moments first, then from who was told apart

Energies = NDArray[np.float64]
Levels = NDArray[np.float32]  # dB, (tracks, ticks)
Ticks = NDArray[np.bool_]  # (tracks, ticks)


@dataclass(frozen=True, slots=True)
class Crosstalk:
    """Who is heard when, and how the others arrive."""

    own: Ticks  # the track's own speaker is heard
    active: NDArray[np.bool_]  # (ticks,) somebody is heard, whoever it is
    others: tuple[
        float, ...
    ]  # dB beside each track's own speaker, of the loudest other; -inf: none


def find_crosstalk(energies: Energies) -> Crosstalk:
    """Return who is heard when in tracks that begin together.

    ``energies``: (tracks, ticks), weighted sums of squares of each tick of 10 ms, 0 behind a
    track's end. Where two microphones hear the same, neither has a speaker of its own.
    """
    levels = levels_of_ticks(energies)
    held = np.stack([_held(each, DECAY) for each in levels])
    least = np.array([heard_from(each) for each in levels], dtype=np.float32)
    is_heard = levels > least[:, None]
    loud = np.percentile(levels, LOUD, axis=1).astype(np.float32)
    known = is_heard & (levels > (loud - LEAST_UNDER)[:, None])
    for _ in range(ROUNDS):
        arrivals = _arrivals(levels, held, known)
        own = _own(levels, held, arrivals, is_heard)
        for row, found in zip(known, own, strict=True):
            if found.sum() >= LEAST:
                row[:] = found
    return Crosstalk(own, np.any(is_heard, axis=0), _others(levels, own))


def levels_of_ticks(energies: Energies) -> Levels:
    """Return the level in dB about each tick."""
    window = np.ones(NEAR) / NEAR
    near = [smoothed(each, window) for each in energies]
    return (10 * np.log10(np.stack(near) + 1e-9)).astype(np.float32)


def heard_from(levels: NDArray[np.float32]) -> float:
    """Return the level from which on somebody is heard in a track."""
    sound = levels[levels > SILENT]
    if not len(sound):
        return 0.0
    noise, loud = (float(each) for each in np.percentile(sound, (NOISE, LOUD)))
    if loud < noise + OVER_NOISE:
        return loud + OVER_NOISE  # noise alone
    return round(min(max(noise + OVER_NOISE, loud - MOST_UNDER), loud - LEAST_UNDER), 2)


def _arrivals(levels: Levels, held: Levels, known: Ticks) -> Energies:
    """Return how voice j arrives in track i, [i, j], in dB beside its own; -inf: not known."""
    count = len(levels)
    found = np.full((count, count), -np.inf)
    for j in range(count):
        if known[j].sum() < LEAST:
            continue
        for i in range(count):
            if i != j:
                beside = levels[i, known[j]] - held[j, known[j]]
                found[i, j] = round(float(np.percentile(beside, ARRIVES)), 2)
    return found


def _own(levels: Levels, held: Levels, arrivals: Energies, is_heard: Ticks) -> Ticks:
    own = is_heard.copy()
    for i in range(len(levels)):
        for j in range(len(levels)):
            if i != j:
                own[i] &= levels[i] > held[j] + np.float32(arrivals[i, j] + MARGIN)
        _without_short(own[i], SHORTEST)
    return own


def _others(levels: Levels, own: Ticks) -> tuple[float, ...]:
    """Return how loud the loudest other voice is in each track, beside the track's own."""
    count = len(levels)
    alone = own & (own.sum(axis=0) == 1)
    mean = np.full((count, count), -np.inf)  # [i, j]: of track i while j speaks alone
    for j in range(count):
        if alone[j].sum() >= LEAST:
            mean[:, j] = np.median(levels[:, alone[j]], axis=1)
    beside = []
    for i in range(count):
        rest = np.delete(mean[i], i).max(initial=-np.inf)
        beside.append(round(float(rest - mean[i, i]), 2) if np.isfinite(mean[i, i]) else -np.inf)
    return tuple(beside)


@compiled
def _held(levels: NDArray[np.float32], decay: float) -> NDArray[np.float32]:
    """Return ``levels`` falling by at most ``decay`` a tick, as sound in a room does."""
    held = levels.copy()
    for n in range(1, len(held)):
        held[n] = max(held[n], held[n - 1] - np.float32(decay))
    return held


@compiled
def _without_short(is_on: NDArray[np.bool_], shortest: int) -> None:
    """Clear runs of less than ``shortest``, in place."""
    start = 0
    for n in range(len(is_on) + 1):
        if n < len(is_on) and is_on[n]:
            continue
        if n - start < shortest:
            is_on[start:n] = False
        start = n + 1
