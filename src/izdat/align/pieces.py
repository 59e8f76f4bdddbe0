"""A way through the transcript's graph → where its words are, and pieces cut at its pauses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.graph import NO_WORD, Costs, Graph, Ints, Line, graph_of
from izdat.align.search import Way
from izdat.align.training import Piece

PAUSE = 0.08  # seconds of silence that may be cut in
LONGEST = 20.0  # seconds of a piece, if there is a pause at all


@dataclass(frozen=True, slots=True)
class Placed:
    """Where words are, in frames; -1 where a word is not placed. int32 (words,)."""

    start: Ints
    stop: Ints  # behind the last
    filler: NDArray[np.bool_]  # (frames,): speech that is not written


def placed(graph: Graph, way: Way, words: int, silence: int) -> Placed:
    """Return where ``way`` places the words."""
    word = graph.word[way.state]
    heard = graph.heard[way.state]
    start = np.full(words, -1, dtype=np.int32)
    stop = np.full(words, -1, dtype=np.int32)
    changes = np.flatnonzero(np.diff(word)) + 1
    for first, last in zip([0, *changes], [*changes, len(word)], strict=True):
        if word[first] != NO_WORD:
            start[word[first]], stop[word[first]] = first, last
    return Placed(start, stop, heard == silence + 1)


def stretches(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (first, behind the last) of each run of true frames."""
    changes = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False])).astype(np.int8)))
    return [(int(first), int(last)) for first, last in changes.reshape(-1, 2)]


def pieces_of(
    line: Line, at: Placed, silence: int, hop: float, costs: Costs | None = None
) -> list[tuple[Piece, int]]:
    """Return pieces of placed words with each one's first word.

    A piece goes from the middle of a pause to the middle of one; beside speech that is not written
    and words that are not placed, which are in none, it takes a little of the pause.
    """
    costs = costs or Costs()
    runs = _runs(line, at, hop)
    found = []
    for first, last, begin, end in runs:
        own = Line(line.words[first:last], (0,))
        found.append((Piece(graph_of(own, silence, costs), begin, end), first))
    return found


def _runs(line: Line, at: Placed, hop: float) -> list[tuple[int, int, int, int]]:
    """Return (first word, behind the last, first frame, behind the last) of each piece."""
    frames = len(at.filler)
    least = max(1, round(PAUSE / hop))
    fillers = np.concatenate(([0], np.cumsum(at.filler)))
    runs: list[tuple[int, int, int, int]] = []
    placed_words = [w for w in range(len(line.words)) if at.start[w] >= 0]
    if not placed_words:
        return []
    begin = _margin_before(at, fillers, 0, int(at.start[placed_words[0]]), least)
    first = placed_words[0]
    for w, following in zip(placed_words, [*placed_words[1:], -1], strict=True):
        stop = int(at.stop[w])
        if following < 0:
            end = _margin_after(fillers, stop, frames, least)
            runs.append((first, w + 1, begin, end))
            break
        start = int(at.start[following])
        has_filler = fillers[start] > fillers[stop]
        is_skipped = any(line.words[k] for k in range(w + 1, following))
        if has_filler or is_skipped:
            runs.append((first, w + 1, begin, _margin_after(fillers, stop, start, least)))
            begin = _margin_before(at, fillers, stop, start, least)
            first = following
        elif start - stop >= least or (stop - begin) * hop > LONGEST:
            middle = (stop + start) // 2
            runs.append((first, w + 1, begin, middle))
            begin, first = middle, following
    return runs


def _margin_before(at: Placed, fillers: NDArray[np.int64], low: int, start: int, least: int) -> int:
    """Return a frame before ``start``, in the pause there, not in unwritten speech."""
    begin = start
    while begin > low and begin > start - 3 * least and fillers[start] == fillers[begin - 1]:
        begin -= 1
    return begin


def _margin_after(fillers: NDArray[np.int64], stop: int, high: int, least: int) -> int:
    end = stop
    while end < high and end < stop + 3 * least and fillers[end + 1] == fillers[stop]:
        end += 1
    return end
