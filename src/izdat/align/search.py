"""One search over the whole recording: the likeliest way through the transcript's graph.

Viterbi's algorithm (IEEE Trans. Information Theory 13, 1967) with a beam. There are no anchors
and no pieces: two hours are one search. Only what may still change is remembered: where all ways
that are left have the same past, that past is settled and written down.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import Acoustics
from izdat.align.features import Matrix
from izdat.align.graph import Graph, Ints
from izdat.media.compiled import compiled

BLOCK = 2_000  # frames between two attempts to settle the past
MOST_OPEN = 40  # blocks that may stay unsettled; then the likeliest past is taken

_LOST = np.float32(-1e30)


@dataclass(frozen=True, slots=True)
class Way:
    """``state``: the graph's heard state in each frame, int32 (frames,); ``score``: of it all."""

    state: Ints
    score: float
    is_complete: bool  # it goes from the first word to the last
    reached: bool = True  # not all ways were lost


def best_way(
    graph: Graph,
    models: Acoustics,
    rows: Matrix,
    *,
    beam: float,
    filler_bias: float = 0.0,
    limits: tuple[Ints, Ints] | None = None,
) -> Way:
    """Return the likeliest way of ``rows`` (frames, size) through ``graph``.

    ``beam``: how far behind the best a way may fall, in log likelihood. ``filler_bias`` is taken
    off each frame of unwritten speech. ``limits``: the first, and behind the last, of the states
    that may be in each frame.
    """
    stay, leave = _transitions(models)
    count = len(rows)
    states = len(graph.heard)
    old = np.full(states, _LOST, dtype=np.float32)
    new = np.full(states, _LOST, dtype=np.float32)
    # Before the first frame: the first junction and what is reached from it in no time.
    _enter(graph.heard, graph.first, graph.source, graph.cost, old)
    bounds = np.array([0, states], dtype=np.int64)
    out = np.empty(count, dtype=np.int32)
    open_: list[_Open] = []
    settled = 0
    total = 0.0
    least, most = limits or (np.zeros(1, dtype=np.int32), np.full(1, states, dtype=np.int32))
    for start in range(0, count, BLOCK):
        stop = min(start + BLOCK, count)
        scores = models.scores(rows[start:stop])
        scores[:, -1] -= filler_bias
        low = np.empty(stop - start, dtype=np.int32)
        offsets = np.zeros(stop - start + 1, dtype=np.int64)
        back = np.empty(1 << 16, dtype=np.uint8)
        done = 0
        while done < stop - start:
            done, added = _advance(
                graph.heard, graph.first, graph.source, graph.cost, graph.furthest,
                stay, leave, scores, np.float32(beam), old, new, bounds, low, offsets, back, done,
                least[start:stop] if limits else least, most[start:stop] if limits else most,
            )  # fmt: skip
            total += added
            if done < stop - start:
                back = np.concatenate((back, np.empty_like(back)))
        if not (old[bounds[0] : bounds[1]] > _LOST / 2).any():
            return Way(np.zeros(count, dtype=np.int32), float("-inf"), False, False)
        open_.append(_Open(low, offsets, back[: offsets[-1]].copy()))
        settled += _settle(graph, open_, old, bounds, out, settled, is_last=stop == count)
    final = old[-1]
    is_complete = bool(final > _LOST / 2)
    return Way(out, total + float(final if is_complete else old.max()), is_complete)


def _transitions(models: Acoustics) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the log probabilities to stay in, and to leave, each state; any speech's last."""
    stay = np.append(models.stay, models.stay[-1])
    return np.log(stay).astype(np.float32), np.log(1 - stay).astype(np.float32)


@dataclass(frozen=True, slots=True)
class _Open:
    """Frames whose past may still change: which arc each state in the beam was entered by."""

    low: Ints  # the first state of each frame
    offsets: NDArray[np.int64]  # into ``back``
    back: NDArray[np.uint8]


def _settle(
    graph: Graph, open_: list[_Open], scores: Matrix, bounds: NDArray[np.int64], out: Ints,
    settled: int, *, is_last: bool,
) -> int:  # fmt: skip
    """Write the past that is sure into ``out``; return how many frames that were."""
    alive = np.flatnonzero(scores[bounds[0] : bounds[1]] > _LOST / 2) + bounds[0]
    if is_last:
        # A beginning of a recording need not come to the end of the text.
        best = alive[int(np.argmax(scores[alive]))]
        alive = np.array([len(scores) - 1 if scores[-1] > _LOST / 2 else best])
    elif len(open_) > MOST_OPEN:
        alive = alive[[int(np.argmax(scores[alive]))]]
    here = np.unique(alive).astype(np.int32)
    count = sum(len(block.low) for block in open_)
    path = np.empty(count, dtype=np.int32)
    at = count
    converged = count if len(here) == 1 else 0
    for block in reversed(open_):
        size = len(block.low)
        at -= size
        met = _trace(
            graph.heard, graph.first, graph.source, block.low, block.offsets, block.back,
            here, path[at : at + size],
        )  # fmt: skip
        if converged == 0 and met > 0:
            converged = at + met
        here = np.unique(here)
    if is_last or len(open_) > MOST_OPEN:
        out[settled : settled + count] = path
        open_.clear()
        return count
    # Only whole blocks are let go.
    free = 0
    while open_ and free + len(open_[0].low) <= converged:
        size = len(open_.pop(0).low)
        out[settled + free : settled + free + size] = path[free : free + size]
        free += size
    return free


@compiled
def _enter(heard: Ints, first: Ints, source: Ints, cost: Matrix, scores: Matrix) -> None:
    scores[0] = 0
    for j in range(1, len(heard)):
        if heard[j] < 0:
            for a in range(first[j], first[j + 1]):
                if scores[source[a]] > _LOST / 2:
                    scores[j] = max(scores[j], scores[source[a]] + cost[a])


@compiled
def _advance(
    heard: Ints, first: Ints, source: Ints, cost: Matrix, furthest: Ints,
    stay: Matrix, leave: Matrix, scores: Matrix, beam: np.float32,
    old: Matrix, new: Matrix, bounds: NDArray[np.int64],
    low: Ints, offsets: NDArray[np.int64], back: NDArray[np.uint8], begin: int,
    least: Ints, most: Ints,
) -> tuple[int, float]:  # fmt: skip
    """Go on from frame ``begin``; return where it stopped (``back`` was full), and what was
    taken off all scores so that they stay small."""
    removed = 0.0
    for t in range(begin, scores.shape[0]):
        lo, hi = bounds[0], bounds[1]
        last = most[min(t, len(most) - 1)]
        lowest = least[min(t, len(least) - 1)]
        best = _LOST
        used = offsets[t]
        # As far as any state in the beam leads, through junctions as well.
        top = min(max(hi, furthest[hi - 1] + 1), last) if hi > lo else lo
        j = lo
        while j < top:
            if used + (j - lo) >= len(back):
                return t, removed
            h = heard[j]
            value = _LOST
            choice = 0
            if h >= 0:
                if old[j] > _LOST / 2:
                    value = old[j] + stay[h]
                for a in range(first[j], first[j + 1]):
                    s = source[a]
                    if s >= lo and old[s] > _LOST / 2:
                        other = old[s] + cost[a]
                        if heard[s] >= 0:
                            other += leave[heard[s]]
                        if other > value:
                            value = other
                            choice = a - first[j] + 1
                if value > _LOST / 2:
                    value += scores[t, h]
                    if value > best and j >= lowest:
                        best = value
            else:
                for a in range(first[j], first[j + 1]):
                    s = source[a]
                    if s >= lo and new[s] > _LOST / 2:
                        other = new[s] + cost[a]
                        if heard[s] >= 0:
                            other += leave[heard[s]]
                        if other > value:
                            value = other
                            choice = a - first[j] + 1
                if value > best - beam and furthest[j] + 1 > top:
                    top = min(furthest[j] + 1, last)
            new[j] = value
            back[used + j - lo] = choice
            j += 1
        # Prune, and move the window.
        floor = best - beam
        begin_, end_ = -1, lo
        for s in range(lo, top):
            if new[s] >= floor and s >= lowest:
                old[s] = new[s] - best
                if begin_ < 0:
                    begin_ = s
                end_ = s + 1
            else:
                old[s] = _LOST
            new[s] = _LOST
        removed += float(best)
        low[t] = lo
        offsets[t + 1] = used + (top - lo)
        bounds[0] = max(begin_, 0)
        bounds[1] = end_
        if begin_ < 0:
            bounds[0], bounds[1] = lo, lo
    return scores.shape[0], removed


@compiled
def _trace(
    heard: Ints, first: Ints, source: Ints, low: Ints, offsets: NDArray[np.int64],
    back: NDArray[np.uint8], here: Ints, path: Ints,
) -> int:  # fmt: skip
    """Go back through a block from each of ``here``, in place; return the frame where they met.

    ``path`` gets the heard state of each frame, of the last way in ``here``; 0: they never met.
    """
    met = 0
    ways = len(here)
    for t in range(len(low) - 1, -1, -1):
        for k in range(ways):
            j = here[k]
            # In no time: through junctions of this frame.
            while heard[j] < 0:
                choice = back[offsets[t] + j - low[t]]
                if choice == 0:
                    break
                j = source[first[j] + choice - 1]
            path[t] = j
            choice = back[offsets[t] + j - low[t]]
            here[k] = j if choice == 0 else source[first[j] + choice - 1]
        # The same state in this frame: all have one past from here on.
        same = 0
        for k in range(1, ways):
            if here[k] != here[same]:
                same += 1
                here[same] = here[k]
        if ways > 0:
            ways = same + 1
        if ways == 1 and met == 0:
            met = t + 1
        for k in range(ways, len(here)):
            here[k] = here[0]
    return met
