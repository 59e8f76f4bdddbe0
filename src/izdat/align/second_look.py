"""A second look at what was placed and what was left out, stretch by stretch.

Over the whole recording one price for unwritten speech must serve all: too dear, and words are
put where something else is said; too cheap, and words that were said badly are passed over. Here
each is asked by itself what the whole was asked (``plausibility.py``): do these words fit better
than the same ones in another order or said backwards?
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import STATES, Acoustics
from izdat.align.features import Matrix
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.pieces import Placed, placed
from izdat.align.plausibility import margin, needed
from izdat.align.script import Script
from izdat.align.search import best_way

_LEAST = 30  # frames: in less there is too little to judge by
_FRAGMENT = 15  # frames: less of a sentence is no proof that it is there
_MOST = 6_000  # frames in which words that were left out are looked for

# Of what the recording's words usually fit better by: measured, unsaid words reach 0.3 of it, and
# one said word in a thousand does not.
_ENOUGH = 0.3
_LONG = 100  # frames of a run that counts for what is usual
_FEW = 5  # runs from which on something is usual

_PHONE = 11  # frames: what a phone takes at most, in unhurried speech

_COSTS = Costs(filler=90.0)
_BIAS = 4.0
_BEAM = 3_000.0


def second_look(
    script: Script, models: Acoustics, rows: Matrix, hop: float, at: Placed,
    heard: NDArray[np.int32],
) -> Placed:  # fmt: skip
    """Return where words are, without those that any text fits as well, with those put back.

    ``models`` know the recording, ``at`` is what they found in ``rows``. The states
    of ``heard``, one a frame, are changed in place.
    """
    start, stop, filler = at.start.copy(), at.stop.copy(), at.filler.copy()
    doubtful, enough = _doubtful(script, models, rows, hop, at)
    for first, last in doubtful:
        begin, end = int(start[first]), int(stop[last - 1])
        start[first:last] = stop[first:last] = -1
        filler[begin:end] = True
        heard[begin:end] = models.states + 1
    for first, last in _left_out(script, start):
        begin = int(stop[:first].max(initial=0))
        behind = start[last:][start[last:] >= 0]
        end = int(behind[0]) if len(behind) else len(rows)
        part = _part(script, first, last)
        room = int(filler[begin:end].sum())
        phones = sum(min(map(len, ways)) for ways in part.line.words if ways)
        if not max(_LEAST, phones * STATES) <= room <= end - begin <= _MOST:
            continue
        # What else is in the stretch thins out the mean.
        share = min(1.0, phones * _PHONE / (end - begin))
        if margin(part, models, rows[begin:end], hop) >= max(needed(end - begin), share * enough):
            graph = graph_of(part.line, models.states, _COSTS)
            way = best_way(graph, models, rows[begin:end], beam=_BEAM, filler_bias=_BIAS)
            own = placed(graph, way, last - first, models.states)
            start[first:last] = np.where(own.start >= 0, own.start + begin, -1)
            stop[first:last] = np.where(own.stop >= 0, own.stop + begin, -1)
            filler[begin:end] = own.filler
            heard[begin:end] = graph.heard[way.state]
    return Placed(start, stop, filler)


def _doubtful(
    script: Script, models: Acoustics, rows: Matrix, hop: float, at: Placed
) -> tuple[list[tuple[int, int]], float]:
    """Return (first, behind the last) of the runs of words that may be anything as well.

    And the margin that is enough in this recording.
    """
    runs = list(_said(script, at.start, at.stop, at.filler))
    spans = [(int(at.start[first]), int(at.stop[last - 1])) for first, last in runs]
    margins = [
        margin(_part(script, first, last), models, rows[begin:end], hop)
        if end - begin >= _LEAST else np.inf
        for (first, last), (begin, end) in zip(runs, spans, strict=True)
    ]  # fmt: skip
    usual = [m for m, (begin, end) in zip(margins, spans, strict=True) if end - begin >= _LONG]
    enough = _ENOUGH * float(np.median(usual)) if len(usual) >= _FEW else 0.0
    whole = {*script.line.sentences, script.count}
    doubtful = [
        (first, last)
        for (first, last), (begin, end), own in zip(runs, spans, margins, strict=True)
        if own < enough or (end - begin < _FRAGMENT and not whole.issuperset((first, last)))
    ]
    return doubtful, enough


def _part(script: Script, first: int, last: int) -> Script:
    return Script(Line(script.line.words[first:last], (0,)), script.signs, (), ())


def _said(
    script: Script, start: NDArray[np.int32], stop: NDArray[np.int32], filler: NDArray[np.bool_]
) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) of each run of words that are placed one behind another."""
    begins = set(script.line.sentences)
    unwritten = np.concatenate(([0], np.cumsum(filler)))
    first = -1
    for word in range(script.count + 1):
        goes_on = (
            first >= 0
            and word < script.count
            and start[word] >= 0
            and word not in begins
            and unwritten[start[word]] == unwritten[stop[word - 1]]
        )
        if goes_on:
            continue
        if first >= 0:
            yield first, word
        first = word if word < script.count and start[word] >= 0 else -1


def _left_out(script: Script, start: NDArray[np.int32]) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) of each run of words that are not placed, but could be."""
    missing = (start < 0) & np.array([bool(ways) for ways in script.line.words], dtype=bool)
    changes = np.flatnonzero(np.diff(np.concatenate(([False], missing, [False])).astype(np.int8)))
    for first, last in changes.reshape(-1, 2):
        yield int(first), int(last)
