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
from izdat.align.loop import with_any_speech
from izdat.media.compiled import compiled, is_kept

BLOCK = 2_000  # frames between two attempts to settle the past
MOST_OPEN = 40  # blocks that may stay unsettled; then the likeliest past is taken

_LOST = np.float32(-1e30)


def is_compiled() -> bool:
    """Say whether an earlier run has left machine code: without it the first takes far longer."""
    return is_kept(_advance)


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
    moves = _moves(graph, models)
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
        scores = with_any_speech(models, rows[start:stop])
        scores[:, -1] -= filler_bias
        low = np.empty(stop - start, dtype=np.int32)
        offsets = np.zeros(stop - start + 1, dtype=np.int64)
        back = np.empty(1 << 16, dtype=np.uint8)
        done = 0
        while done < stop - start:
            done, added = _advance(
                moves.heard, moves.remain, moves.enter, moves.leave, moves.branching,
                moves.junctions, graph.first, graph.source, graph.cost, graph.furthest,
                scores, np.float32(beam), old, new, bounds, low, offsets, back, done,
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


@dataclass(frozen=True, slots=True)
class _Moves:
    """A graph's moves by state, so that most states are one addition and one comparison.

    Nearly all are heard and reached from the state before them alone. Those that are reached from
    others as well are ``branching``. Junctions come after them: they are passed within a frame.
    """

    heard: NDArray[np.uint16]  # the models' state; of a junction 0
    remain: Matrix  # log probability to stay, (states,)
    enter: Matrix  # … to come from the state before
    leave: Matrix  # … to go on from here, without the arc's own
    branching: Ints
    junctions: Ints


def _moves(graph: Graph, models: Acoustics) -> _Moves:
    stay = np.append(models.stay, models.stay[-1])  # any speech stays as silence does
    is_heard = graph.heard >= 0
    heard = np.where(is_heard, graph.heard, 0)
    leave = np.where(is_heard, np.log(1 - stay)[heard], 0).astype(np.float32)
    states = np.arange(len(heard))
    arcs = np.diff(graph.first)
    at = np.minimum(graph.first[:-1], len(graph.source) - 1)
    follows = is_heard & (arcs > 0) & (graph.source[at] == states - 1)  # it is the first arc
    enter = np.where(follows, graph.cost[at] + np.append(0, leave[:-1]), _LOST)
    return _Moves(
        heard.astype(np.uint16),
        np.where(is_heard, np.log(stay)[heard], _LOST).astype(np.float32),
        enter.astype(np.float32),
        leave,
        np.flatnonzero(is_heard & (arcs > follows)).astype(np.int32),
        np.flatnonzero(~is_heard).astype(np.int32),
    )


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
    converged = count if len(here) == 1 else -1
    for block in reversed(open_):
        size = len(block.low)
        at -= size
        met = _trace(
            graph.heard, graph.first, graph.source, block.low, block.offsets, block.back,
            here, path[at : at + size],
        )  # fmt: skip
        if converged < 0 and met >= 0:
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
    heard: NDArray[np.uint16], remain: Matrix, enter: Matrix, leave: Matrix, branching: Ints,
    junctions: Ints, first: Ints, source: Ints, cost: Matrix, furthest: Ints,
    scores: Matrix, beam: np.float32,
    old: Matrix, new: Matrix, bounds: NDArray[np.int64],
    low: Ints, offsets: NDArray[np.int64], back: NDArray[np.uint8], begin: int,
    least: Ints, most: Ints,
) -> tuple[int, float]:  # fmt: skip
    """Go on from frame ``begin``; return where it stopped (``back`` was full), and what was
    taken off all scores so that they stay small.

    Outside of ``bounds`` all of ``old`` is lost.
    """
    removed = 0.0
    for t in range(begin, scores.shape[0]):
        lo, hi = bounds[0], bounds[1]
        last = most[min(t, len(most) - 1)]
        lowest = least[min(t, len(least) - 1)]
        used = offsets[t]
        # As far as any state in the beam leads, through junctions as well.
        top = min(max(hi, furthest[furthest[hi - 1]] + 1), last) if hi > lo else lo
        for s in range(max(lo, top), hi):
            old[s] = _LOST
        if used + top - lo > len(back):
            return t, removed
        row = scores[t]
        _follow(
            old[lo:top], old[lo - 1 : top - 1] if lo > 0 else old[:0], heard[lo:top],
            remain[lo:top], enter[lo:top], row, new[lo:top], back[used : used + top - lo],
        )  # fmt: skip
        for k in range(np.searchsorted(branching, lo), len(branching)):
            j = branching[k]
            if j >= top:
                break
            value = old[j] + remain[j]
            choice = 0
            for a in range(first[j], first[j + 1]):
                other = old[source[a]] + cost[a] + leave[source[a]]
                if other > value:
                    value = other
                    choice = a - first[j] + 1
            new[j] = value + row[heard[j]]
            back[used + j - lo] = choice
        best = _highest(new[max(lo, min(lowest, top)) : top])
        if best <= _LOST / 2:
            old[lo:top] = _LOST
            low[t] = lo
            offsets[t + 1] = used + top - lo
            bounds[1] = lo
            continue
        floor = best - beam
        for s in range(lo, min(lowest, top)):
            new[s] = _LOST
        for k in range(np.searchsorted(junctions, lo), len(junctions)):
            j = junctions[k]
            if j >= top:
                break
            value = _LOST
            choice = 0
            for a in range(first[j], first[j + 1]):
                s = source[a]
                if s >= lo:
                    other = new[s] + cost[a] + leave[s]
                    if other > value:
                        value = other
                        choice = a - first[j] + 1
            new[j] = value
            back[used + j - lo] = choice
            if j < lowest:
                new[j] = _LOST
            elif value > floor and furthest[j] + 1 > top:
                further = min(furthest[j] + 1, last)
                if used + further - lo > len(back):
                    return t, removed
                for s in range(top, further):
                    new[s] = _LOST
                    back[used + s - lo] = 0
                top = max(top, further)
        # Prune, and move the window.
        _keep(new[lo:top], best, floor, old[lo:top])
        for s in range(lo, min(lowest, top)):
            old[s] = _LOST
        removed += float(best)
        low[t] = lo
        offsets[t + 1] = used + top - lo
        while old[lo] <= _LOST / 2:  # the best state itself is there
            lo += 1
        while old[top - 1] <= _LOST / 2:
            top -= 1
        bounds[0], bounds[1] = lo, top
    return scores.shape[0], removed


@compiled
def _follow(
    old: Matrix, before: Matrix, heard: NDArray[np.uint16], remain: Matrix, enter: Matrix,
    row: Matrix, new: Matrix, back: NDArray[np.uint8],
) -> None:  # fmt: skip
    """Stay, or come from the state before: for all states of the window at once."""
    shift = len(old) - len(before)  # the very first state has none before it
    if shift:
        new[:] = old + remain
        back[:] = 0
        for j in range(1, len(old)):
            came = old[j - 1] + enter[j]
            if came > new[j]:
                new[j] = came
                back[j] = 1
            new[j] += row[heard[j]]
        return
    for j in range(len(old)):
        stayed = old[j] + remain[j]
        came = before[j] + enter[j]
        new[j] = (came if came > stayed else stayed) + row[heard[j]]
        back[j] = came > stayed


@compiled
def _highest(values: Matrix) -> np.float32:
    lanes = np.full(16, _LOST, dtype=np.float32)
    whole = len(values) // 16 * 16
    for start in range(0, whole, 16):
        part = values[start : start + 16]
        for k in range(16):
            lanes[k] = part[k] if part[k] > lanes[k] else lanes[k]
    best = _LOST
    for k in range(16):
        best = max(best, lanes[k])
    for k in range(whole, len(values)):
        best = max(best, values[k])
    return best


@compiled
def _keep(new: Matrix, best: np.float32, floor: np.float32, old: Matrix) -> None:
    for j in range(len(new)):
        old[j] = new[j] - best if new[j] >= floor else _LOST


@compiled
def _trace(
    heard: Ints, first: Ints, source: Ints, low: Ints, offsets: NDArray[np.int64],
    back: NDArray[np.uint8], here: Ints, path: Ints,
) -> int:  # fmt: skip
    """Go back through a block from each of ``here``, in place; return the frame where they met.

    ``path`` gets the heard state of each frame, of the last way in ``here``; -1: they never met.
    """
    met = -1
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
        if ways == 1 and met < 0:
            met = t
        for k in range(ways, len(here)):
            here[k] = here[0]
    return met
