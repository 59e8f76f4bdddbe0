"""How sure it is that a word is heard when it was found: 0 to 1.

Of the words that are given 0.9, nine in ten lie within 50 ms of where a listener would put them.
What speaks against a word: views that differ, an odd length, sound that any speech fits better,
neighbours that were not found. How much each counts was learned as the edges' corrections were.
"""

import numpy as np
from numpy.typing import NDArray

from izdat.align.edges import Edges, Evidence
from izdat.align.forest import forest
from izdat.align.listen import Heard

_FAR = 10.0  # words to what is not in order that are told apart
_ABOUT = 5  # words on each side, whose misfits are compared with a word's own


def doubts_of(heard: Heard, edges: Edges) -> Evidence:
    """Return what speaks for and against each word of ``edges``, float32 (words, columns)."""
    words = edges.words
    misfit = heard.structure.misfit[words].astype(np.float64)
    line = heard.script.line.words
    phones = np.array([len(line[w][0]) if line[w] else 1 for w in words], dtype=np.float64)
    length = (edges.end - edges.start) / np.maximum(phones, 1)
    usual = np.median(length) if len(length) else 1.0
    mean = np.median(misfit) if len(misfit) else 0.0
    around = np.array(
        [misfit[max(0, k - _ABOUT) : k + _ABOUT + 1].mean() for k in range(len(words))]
    )
    odd = _odd_places(heard, edges)
    spread = np.full(len(words), misfit.std() if len(misfit) else 0.0)
    like = heard.structure.likeness[words].astype(np.float64)
    like_around = np.array(
        [like[max(0, k - _ABOUT) : k + _ABOUT + 1].mean() for k in range(len(words))]
    )
    columns = (
        like,
        like_around,
        misfit,
        misfit - mean,
        around - mean,
        spread,
        phones,
        np.log(length / usual + 1e-3),
        *odd,
    )
    own = np.array(columns, dtype=np.float32).reshape(len(columns), -1).T
    return np.concatenate((own, edges.start_evidence), axis=1)


def confidence(heard: Heard, edges: Edges) -> NDArray[np.float64]:
    """Return how sure each word of ``edges`` is, float64 (words,), 0 to 1."""
    return np.clip(forest("sure").of(doubts_of(heard, edges)), 0.0, 1.0)


def _odd_places(heard: Heard, edges: Edges) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how many words before and behind each something is missing or unwritten."""
    at = heard.structure.at
    is_placed = at.start >= 0
    fillers = np.concatenate(([0], np.cumsum(at.filler)))
    count = len(at.start)
    is_break = np.zeros(count + 1, dtype=bool)  # between word n - 1 and n
    last = -1
    for n in range(count):
        if not is_placed[n]:
            continue
        if last >= 0:
            is_break[n] = last != n - 1 or fillers[at.start[n]] > fillers[at.stop[last]]
        last = n
    places = np.flatnonzero(is_break)
    if len(places) == 0:
        far = np.full(len(edges.words), _FAR)
        return far, far
    following = np.searchsorted(places, edges.words, side="right")
    before = edges.words - places[np.maximum(following - 1, 0)]
    before = np.where(following == 0, _FAR, before)
    behind = places[np.minimum(following, len(places) - 1)] - edges.words - 1
    behind = np.where(following == len(places), _FAR, behind)
    return np.minimum(before, _FAR), np.minimum(behind, _FAR)
