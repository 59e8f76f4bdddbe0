"""What of the transcript is said, in which order, and what else: found pass by pass.

First the machine's models look for the words in their order; then the models are made better by
what was found, and the search is given more freedom: speech that is not written, sentences that
are not said, words that are not said. Freedom given too early would be used to explain all away.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import STATES, Acoustics
from izdat.align.features import Matrix
from izdat.align.graph import Costs, Graph, graph_of
from izdat.align.loop import BLOCK, with_any_speech
from izdat.align.pieces import Placed, pieces_of, placed
from izdat.align.script import Script, beginning
from izdat.align.search import Way, best_way
from izdat.align.second_look import second_look
from izdat.align.training import PRIOR, Piece, better

TRAINED_ON = 600.0  # seconds: more speech makes the models no better
FIRST_BEAM = 3_000.0  # log likelihood: the first models are far off
BEAM = 1_500.0
SOFTENED = 0.5  # of the log likelihoods in training: neighbouring frames are not independent

_ORDER = Costs(filler=90.0)
_SENTENCES = Costs(filler=90.0, gap_filler=15.0, skip_sentence=60.0, skip_more=10.0)
_INSIDE = replace(_SENTENCES, inner_filler=110.0)
_WORDS = replace(_INSIDE, skip_word=50.0, skip_next=15.0)
LEARNING = (_ORDER, _ORDER, _SENTENCES, _SENTENCES, _INSIDE, _WORDS)
FINAL = _WORDS

# A frame of unwritten speech scores as in the likeliest phones (``loop.py``), less a bias. Where a
# word is truly there, what is written fits hardly worse than that; how much the worst fitting words
# do is measured, and the bias put beyond it.
_FIRST_BIAS = 4.0
_BEYOND = 1.0  # times the distance from the median word to the worst tenth

_FASTEST = 6.0  # words a second: how much of a text the first minutes can hold


@dataclass(frozen=True, slots=True)
class Structure:
    """Where words are, by models trained on the recording.

    ``misfit``, ``likeness``: float32 (words,), see the functions of these names; 0 where a word
    is not placed.
    """

    models: Acoustics
    at: Placed
    misfit: NDArray[np.float32]
    likeness: NDArray[np.float32]
    is_complete: bool
    pieces: tuple[tuple[Piece, int], ...]  # with each one's first word


def find_structure(
    script: Script,
    models: Acoustics,
    rows: Matrix,
    hop: float,
    *,
    prior: float = PRIOR,
    towards: Acoustics | None = None,
    tell: Callable[[float, str], None],
) -> Structure:
    """Return where the words of ``script`` are in ``rows``, the features of a recording.

    The models learn on the recording's first minutes, then on pieces from all of it. While words
    are looked for, the models that it began with stand beside them: by what was learned of the
    first voice alone, another that comes later would be no speech.
    """
    head = rows[: round(TRAINED_ON / hop)]
    is_whole = len(head) == len(rows)
    own = script if is_whole else beginning(script, round(TRAINED_ON * _FASTEST))
    first = models
    models = replace(models, beside=first)
    bias = _FIRST_BIAS
    passes = len(LEARNING) + 2
    for number, costs in enumerate(LEARNING):
        beam = FIRST_BEAM if number < 2 else BEAM
        found = _searched(own, models, head, hop, costs, bias, beam)
        pieces = [piece for piece, _ in pieces_of(own.line, found.at, models.states, hop)]
        models = better(models, pieces, head, scale=SOFTENED, prior=prior, towards=towards)
        bias = _bias_of(models, found, head)
        tell((number + 1) / passes, "learning the voices")
    found = _searched(script, models, rows, hop, FINAL, bias)
    for last in range(2):
        pieces = sample([p for p, _ in pieces_of(script.line, found.at, models.states, hop)], hop)
        for _ in range(1 if is_whole else 2):
            models = better(models, pieces, rows, scale=SOFTENED, prior=prior, towards=towards)
        bias = _bias_of(models, found, rows)
        found = _searched(script, models, rows, hop, FINAL, bias)
        tell((len(LEARNING) + 1 + last) / passes, "finding the words")
    heard = found.heard.copy()
    at = second_look(script, models, rows, hop, found.at, heard)
    fits = tuple(pieces_of(script.line, at, models.states, hop))
    return Structure(
        replace(models, beside=None), at,
        misfits(models, heard, rows, at), likenesses(first, heard, rows, at),
        found.way.is_complete, fits,
    )  # fmt: skip


def sample(pieces: list[Piece], hop: float) -> list[Piece]:
    """Return pieces from all over the recording, ``TRAINED_ON`` seconds in all."""
    seconds = sum(piece.stop - piece.start for piece in pieces) * hop
    every = max(1, int(np.ceil(seconds / TRAINED_ON)))
    return pieces[::every]


@dataclass(frozen=True, slots=True)
class _Found:
    graph: Graph
    way: Way
    at: Placed

    @property
    def heard(self) -> NDArray[np.int32]:
        """The models' state in each frame."""
        return self.graph.heard[self.way.state]


def _searched(
    script: Script,
    models: Acoustics,
    rows: Matrix,
    hop: float,
    costs: Costs,
    bias: float,
    beam: float = BEAM,
) -> _Found:
    graph = graph_of(script.line, models.states, costs)
    limits = _limits(script, graph, len(rows), hop)
    way = best_way(graph, models, rows, beam=beam, filler_bias=bias, limits=limits)
    return _Found(graph, way, placed(graph, way, script.count, models.states))


_BEFORE, _AFTER = 1.0, 2.5  # seconds by which a time written by hand, in whole seconds, may err


def _limits(
    script: Script, graph: Graph, frames: int, hop: float
) -> tuple[NDArray[np.int32], NDArray[np.int32]] | None:
    """Return the first and behind the last state of each frame, by times written by hand."""
    if not script.anchors:
        return None
    low = np.zeros(frames, dtype=np.int32)
    high = np.full(frames, len(graph.heard), dtype=np.int32)
    for word, seconds in script.anchors:
        if word >= script.count:
            continue
        entry = graph.entry[word]
        high[: max(0, round((seconds - _BEFORE) / hop))] = np.minimum(
            high[: max(0, round((seconds - _BEFORE) / hop))], entry + 1
        )
        after = round((seconds + _AFTER) / hop)
        if after < frames:
            low[after:] = np.maximum(low[after:], entry)
    # Times that contradict each other are reported elsewhere; here none may block the way.
    if (low >= high).any():
        return None
    return low, high


def misfits(
    models: Acoustics, heard: NDArray[np.int32], rows: Matrix, at: Placed
) -> NDArray[np.float32]:
    """Return by how much any speech fits better than each word, in log likelihood a frame."""
    aligned = np.empty(len(rows), dtype=np.float64)
    for start in range(0, len(rows), BLOCK):
        scores = with_any_speech(models, rows[start : start + BLOCK])
        own = np.maximum(heard[start : start + BLOCK], 0)
        aligned[start : start + BLOCK] = scores[:, -1] - scores[np.arange(len(scores)), own]
    return _by_word(aligned, at)


def likenesses(
    first: Acoustics, heard: NDArray[np.int32], rows: Matrix, at: Placed
) -> NDArray[np.float32]:
    """Return by how much each word is liker to what it should be than to any other phones.

    In log likelihood a frame, by models that did not learn from this recording: those that did
    have learned to like whatever text they were given.
    """
    apart = np.zeros(len(rows))
    for start in range(0, len(rows), BLOCK):
        scores = first.scores(rows[start : start + BLOCK])[:, : first.states]
        own = heard[start : start + BLOCK]
        is_phone = (own >= 0) & (own < first.states)
        place = own % STATES  # in the phone: beginning, middle or end
        frames = np.flatnonzero(is_phone)
        mean = scores.reshape(len(scores), -1, STATES).mean(axis=1)
        apart[start + frames] = scores[frames, own[frames]] - mean[frames, place[frames]]
    return _by_word(apart, at)


def _by_word(values: NDArray[np.float64], at: Placed) -> NDArray[np.float32]:
    """Return the mean of frames' ``values`` over each word; 0 where it is not placed."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    start, stop = np.maximum(at.start, 0), np.maximum(at.stop, 0)
    mean = (sums[stop] - sums[start]) / np.maximum(stop - start, 1)
    return np.asarray(np.where(at.start >= 0, mean, 0), dtype=np.float32)


def _bias_of(models: Acoustics, found: "_Found", rows: Matrix) -> float:
    own = misfits(models, found.heard, rows, found.at)[found.at.start >= 0]
    if len(own) == 0:
        return _FIRST_BIAS
    median, worst = np.percentile(own, [50, 90])
    return float(median + _BEYOND * (worst - median))
