"""Microphones of one conversation → whether their recorders were started together.

Who speaks into one microphone is heard, however quietly, in the others: the levels of two tracks
rise and fall together, a syllable at a time, and best where the one is moved as far as its recorder
was started apart. Tracks that do not hear one another tell nothing, and nothing is said of them.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from izdat.master.crosstalk import Energies, heard_from, levels_of_ticks
from izdat.master.slow_leveller import smoothed
from izdat.master.weighting import TICK

MOST = 600 * TICK  # ticks, ten minutes: how far apart starts are looked for
LEAST = 0.03  # seconds: less is the way of sound through a room, and the grain of what is measured
# Two tracks that hear each other 25 dB down agree to 0.45 and by 14 deviations; those that do not,
# to 0.18 and by 7 at most (real speakers, one to five minutes; benchmarks/quality_tracks.py).
AGREE, STANDS_OUT = 0.3, 9.0
SYLLABLES = TICK  # ticks, a second: what changes more slowly is the turns, in which tracks differ
UNDER = 6.0  # dB under the least that is heard: what is quieter still is nobody's
PART = 120 * TICK  # ticks, two minutes: a drift is told by the first third and the last, so long


@dataclass(frozen=True, slots=True)
class Start:
    """How a track stands beside the first with which it shares a voice."""

    late: float = 0.0  # seconds by which all is heard later in it: its recorder was started earlier
    drift: float = 0.0  # seconds an hour by which it grows later; only where that is heard


def find_starts(energies: Energies) -> tuple[Start, ...]:
    """Return how far apart the recorders of ``energies``, as in ``find_crosstalk``, were started.

    Seconds are beside the first track, in whole ticks. A track that shares no voice with those
    before it is taken to have begun with the first.
    """
    moves = [_moves(each) for each in levels_of_ticks(energies)]
    starts = [Start()]
    for number in range(1, len(moves)):
        found = [_late(before, moves[number]) for before in moves[:number]]
        known = [(late.agreement, -j) for j, late in enumerate(found) if late is not None]
        if not known:
            starts.append(Start())
            continue
        nearest = -max(known)[1]
        best = found[nearest]
        ticks = best.ticks if best is not None else 0.0
        late = starts[nearest].late + (round(ticks) / TICK if abs(ticks) > LEAST * TICK else 0.0)
        starts.append(Start(round(late, 2), _drift(moves[nearest], moves[number])))
    return tuple(starts)


def _moves(levels: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return how a level moves from syllable to syllable, in dB, as a vector of length one."""
    own = np.maximum(levels, heard_from(levels) - UNDER).astype(np.float64)
    window = np.hanning(SYLLABLES + 3)[1:-1]
    return _unit(own - smoothed(own, window / window.sum()))


@dataclass(frozen=True, slots=True)
class _Late:
    ticks: float
    agreement: float  # correlation, 0 to 1


def _late(first: NDArray[np.float64], second: NDArray[np.float64]) -> _Late | None:
    """Return by how much ``second`` is later; None where the two share nothing."""
    most = min(MOST, len(first) - 1)
    size = next_fast_len(len(first) + most, real=True)
    around = irfft(np.conj(rfft(first, size)) * rfft(second, size), size)
    around = np.concatenate([around[-most:], around[: most + 1]])
    at = int(around.argmax())
    top = float(around[at])
    if top < AGREE or top < STANDS_OUT * float(around.std()):
        return None
    return _Late(at - most + _between(around[max(at - 1, 0) : at + 2]), round(top, 3))


def _between(three: NDArray[np.float64]) -> float:
    """Return where the top of a parabola through three values lies, from the middle one."""
    if len(three) < 3:
        return 0.0
    before, top, behind = (float(each) for each in three)
    bend = before - 2 * top + behind
    return 0.5 * (before - behind) / bend if bend else 0.0


def _drift(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return by how many seconds an hour ``second`` grows later; 0 where that is not heard."""
    part = len(first) // 3
    if part < PART:
        return 0.0
    begin = _late(_unit(first[:part]), _unit(second[:part]))
    end = _late(_unit(first[-part:]), _unit(second[-part:]))
    if begin is None or end is None or abs(end.ticks - begin.ticks) < LEAST * TICK:
        return 0.0
    return round((end.ticks - begin.ticks) / (len(first) - part) * 3600, 3)


def _unit(moves: NDArray[np.float64]) -> NDArray[np.float64]:
    return moves / max(float(np.sqrt((moves**2).sum())), 1e-9)
