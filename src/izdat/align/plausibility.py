"""Whether a text and a recording belong together at all.

Models that learn from a recording learn to like any text; so this is asked beforehand, of models
that did not: does the text fit better than the same words in another order, or said backwards?
"""

import numpy as np

from izdat.align.acoustics import Acoustics
from izdat.align.features import Matrix
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.script import Script, beginning
from izdat.align.search import best_way
from izdat.align.threads import in_threads

LOOKED_AT = 300.0  # seconds of a recording's beginning; all of it if that does not fit
_LONG = 60.0  # seconds: in more than that two false texts tell enough
_FASTEST = 6.0  # words a second

# Log likelihood a frame by which the text must fit better than each false one, measured: the right
# text does by 0.35 (with somebody else talking all the time) to 2, a wrong one by less than 0.12
# in three minutes; in two seconds, where chance plays its part, by 0.3.
_LEAST = 0.12
_CHANCE = 4.0  # by the square root of frames

_COSTS = Costs(filler=60.0)
_BIAS = 4.0
_BEAM = 3_000.0


def is_plausible(script: Script, models: Acoustics, rows: Matrix, hop: float) -> bool:
    """Say whether ``rows`` may be a recording of ``script``, by models that know neither."""
    head = rows[: round(LOOKED_AT / hop)]
    text = beginning(script, round(LOOKED_AT * _FASTEST)) if len(head) < len(rows) else script
    if margin(text, models, head, hop) >= needed(len(head)):
        return True
    return len(head) < len(rows) and margin(script, models, rows, hop) >= needed(len(rows))


def needed(frames: int) -> float:
    """Return the margin that says that a text belongs to so many frames."""
    return float(_LEAST + _CHANCE / np.sqrt(max(1, frames)))


def margin(script: Script, models: Acoustics, rows: Matrix, hop: float) -> float:
    """Return by how much a frame is likelier with the text than with the best false one.

    -inf where no way leads through the text, 0 where all of it said otherwise is the same.
    """
    words = script.line.words
    others = [each for each in dict.fromkeys(false_texts(words)) if each != words]
    if not others:
        return 0.0
    if len(rows) * hop > _LONG:
        others = others[:2]
    true, *scores = in_threads(lambda each: _score(each, script, models, rows), (words, *others))
    return -np.inf if true == -np.inf else true - max(scores)


Words = tuple[tuple[tuple[int, ...], ...], ...]


def false_texts(words: Words) -> tuple[Words, ...]:
    """Return other texts of the same sounds, in which no word stands behind the one it should.

    Shuffling by chance would leave much of a short text as it is.
    """
    backwards = tuple(tuple(way[::-1] for way in ways) for ways in words)
    woven = (*range(1, len(words), 2), *range(0, len(words), 2))
    return (words[::-1], backwards, backwards[::-1], tuple(words[k] for k in woven))


def _score(words: Words, script: Script, models: Acoustics, rows: Matrix) -> float:
    graph = graph_of(Line(words, script.line.sentences), models.states, _COSTS)
    way = best_way(graph, models, rows, beam=_BEAM, filler_bias=_BIAS)
    return way.score / len(rows) if way.reached else -np.inf
