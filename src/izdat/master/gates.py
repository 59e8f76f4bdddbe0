"""Who is heard when → a gate for each track: a course of gain that is low where others speak."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from izdat.master.crosstalk import LEAST, Crosstalk
from izdat.master.weighting import TICK
from izdat.model.mastering import Course

RANGE = -18.0  # dB: what arrives at -15 is under -30 then, and the room does not fall away
ATTACK = 0.02  # seconds to open: over before the word
RELEASE = 0.2  # seconds to close
AHEAD = 0.2  # seconds before a voice is found in which it is open: words begin quietly
HOLD = 0.4  # seconds behind it: words end more quietly still, and amid another's are hard to tell
CLAIMED = TICK * 3 // 10  # ticks, 300 ms: so long somebody is heard before all gates open
SHORTEST = 0.5  # seconds: a gate that closes for less would be a flutter


def plan_gates(found: Crosstalk) -> tuple[Course, ...]:
    """Return the gate of each track: () where it never closes.

    A gate closes where another speaks and its own does not, and then stays so until its own does:
    in a pause of all, noise neither comes nor goes. Where somebody is heard and nobody knows who,
    all are open.
    """
    before, behind = round(AHEAD * TICK), round(HOLD * TICK)
    is_open = [_widened(own, before, behind) for own in found.own]
    # What is claimed for less than a second in all closes nothing: it may be chance.
    sure = [own for own, row in zip(is_open, found.own, strict=True) if row.sum() >= LEAST]
    is_claimed = np.any([*sure, np.zeros_like(found.active)], axis=0)
    # Not for a moment that nobody claims amid the words of one.
    unknown = _widened(_narrowed(found.active & ~is_claimed, CLAIMED), 0, CLAIMED)
    return tuple(_gate(own | unknown, is_claimed) for own in is_open)


def closed_share(course: Course, ticks: int) -> float:
    """Return the share of ``ticks`` in which a gate is more than half closed, 0 to 1."""
    return round(float((gains(course, ticks) < RANGE / 2).mean()), 4) if ticks else 0.0


def gains(course: Course, ticks: int) -> NDArray[np.float64]:
    """Return the gain of a course in the middle of each tick, in dB, (ticks,)."""
    if not course:
        return np.zeros(ticks)
    at, gain = np.array(course, dtype=np.float64).T
    found: NDArray[np.float64] = np.interp((np.arange(ticks) + 0.5) / TICK, at, gain)
    return found


def _gate(is_open: NDArray[np.bool_], is_claimed: NDArray[np.bool_]) -> Course:
    points: list[tuple[float, float]] = []
    free = np.maximum.accumulate(np.where(is_open, np.arange(1, len(is_open) + 1), 0))
    for start, end in _closed(is_open, is_claimed):
        if start > 0:
            # As early as its own voice leaves it, so that the other's first word does not slip by.
            begin = max(start / TICK - RELEASE, int(free[start - 1]) / TICK)
            points += [(begin, 0.0), (begin + RELEASE, RANGE)]
        else:
            points.append((0.0, RANGE))
        if end < len(is_open):
            points += [(end / TICK - ATTACK, RANGE), (end / TICK, 0.0)]
    return tuple((round(at, 3), gain) for at, gain in points)


def _closed(is_open: NDArray[np.bool_], is_claimed: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield from which tick to which the gate is closed, without stretches that are too short."""
    state = _state(is_open, is_claimed)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], state, [False]]).astype(np.int8)))
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        if end - start >= SHORTEST * TICK:
            yield int(start), int(end)


def _state(is_open: NDArray[np.bool_], is_claimed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return where a gate is closed; where nothing is known, as it was when something last was.

    Before anybody is heard it is as at the first who is.
    """
    known = is_open | is_claimed
    if not known.any():
        return known
    last = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
    last[last < 0] = known.argmax()
    return ~is_open[last]


def _narrowed(is_on: NDArray[np.bool_], by: int) -> NDArray[np.bool_]:
    """Return ``is_on`` without the first ``by`` of each run."""
    return ~_widened(~is_on, 0, by)


def _widened(is_on: NDArray[np.bool_], before: int, behind: int) -> NDArray[np.bool_]:
    near = np.convolve(is_on.astype(np.float32), np.ones(before + behind + 1, np.float32))
    return near[before : before + len(is_on)] > 0.5
