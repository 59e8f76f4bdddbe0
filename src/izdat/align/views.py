"""Several looks at the same pieces: where each of them sees the words begin and end.

A boundary that one kind of features blurs, another shows; a view is a front end, with changes of
the cepstra or with their neighbourhood under a linear discriminant analysis (Haeb-Umbach and Ney,
ICASSP 1992), and models of its own, which begin with what the first view knows.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from izdat.align.acoustics import LEAST_VARIANCE, Acoustics
from izdat.align.features import RATE, FrontEnd, Matrix, Samples, features, statics
from izdat.align.structure import SOFTENED, sample
from izdat.align.training import (
    PRIOR,
    THREADS,
    Piece,
    better,
    by_heard,
    occupied,
    silence_mixture,
)  # fmt: skip

_PASSES = 4
_BLURRED = 0.15  # of the log likelihoods, where boundaries are read: the mean over all that may be
_SEEN = 0.3  # of the log likelihoods, where states are counted for another view
_RIDGE = 1e-3  # of the mean variance, so that a few frames can be analysed
_BLOCK = 50_000  # frames whose neighbourhoods are stacked at a time


@dataclass(frozen=True, slots=True)
class View:
    """``around``: frames on each side that are analysed together into ``size``; 0: none."""

    front: FrontEnd
    around: int = 0
    size: int = 0


MAIN = View(FrontEnd(mels=40, cepstra=16, reach=3))
VIEWS = (
    MAIN,
    View(FrontEnd(hop=0.008, window=0.016, mels=26, cepstra=13, reach=3)),
    View(FrontEnd(mels=40, cepstra=16), around=6, size=30),
)


@dataclass(frozen=True)
class Trained:
    """A view with its models. ``axes``: float64 (stacked + 1, size), the mean's image last."""

    models: Acoustics
    axes: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Bounds:
    """When words begin and end as a view sees it, seconds, float64 (words,); NaN: not placed."""

    start: NDArray[np.float64]
    start_spread: NDArray[np.float64]  # the standard deviation of what may be
    end: NDArray[np.float64]
    end_spread: NDArray[np.float64]


def shares_of(pieces: Sequence[Piece], models: Acoustics, rows: Matrix) -> NDArray[np.float32]:
    """Return how likely each state is in each frame, float32 (frames, 3P + 1); 0 outside."""
    out = np.zeros((len(rows), models.states + 1), dtype=np.float32)
    for piece in pieces:
        found = occupied(piece, models, rows, _SEEN)
        if found.score > -np.inf:
            out[piece.start : piece.stop] = by_heard(
                piece.graph.heard, found.share, models.states + 1
            )
    return out


def rows_of(samples: Samples, view: View, axes: NDArray[np.float64] | None) -> Matrix:
    """Return a view's features of a recording; ``axes`` of its analysis, if it has one."""
    if axes is None:
        return features(samples, view.front)
    still = statics(samples, view.front)
    out = np.empty((len(still), axes.shape[1]), dtype=np.float32)
    for start in range(0, len(still), _BLOCK):
        stop = min(start + _BLOCK, len(still))
        out[start:stop] = _stacked(still, view.around, start, stop) @ axes[:-1] - axes[-1]
    return out


def trained(
    samples: Samples, view: View, seen: NDArray[np.float32], first: Acoustics, hop: float,
    pieces: Sequence[Piece], *, known: Trained | None = None, prior: float = PRIOR,
) -> tuple[Trained, Matrix]:  # fmt: skip
    """Return a view's models, trained on a sample of ``pieces``, and its features.

    ``seen``: the shares of states that ``first``, models at ``hop``, see in the recording.
    ``known``: models of another recording, to begin with and to stay near.
    """
    own = view.front.hop
    count = len(samples) // round(own * RATE)
    chosen = sample(moved(pieces, hop, own, count), own)
    axes = known.axes if known else None
    if view.around and axes is None:
        axes = _axes(statics(samples, view.front), view, _at(seen, hop, own, count))
    rows = rows_of(samples, view, axes)
    if known is not None:
        models = known.models
    else:
        models = _counted(rows, _at(seen, hop, own, count), first, own / hop)
    towards = models if known else None
    for _ in range(_PASSES):
        models = better(models, chosen, rows, scale=SOFTENED, prior=prior, towards=towards)
    return Trained(models, axes), rows


def moved(pieces: Sequence[Piece], hop: float, own: float, count: int) -> list[Piece]:
    """Return pieces of frames of ``hop`` seconds as pieces of frames of ``own``."""
    if own == hop:
        return list(pieces)

    def at(frame: int) -> int:
        return min(round(frame * hop / own), count)

    return [Piece(piece.graph, at(piece.start), at(piece.stop)) for piece in pieces]


def bounds_of(
    pieces: Sequence[tuple[Piece, int]], models: Acoustics, rows: Matrix, hop: float, words: int
) -> Bounds:
    """Return where a view sees the words of all pieces begin and end."""
    out = np.full((4, words), np.nan)

    def one(k: int) -> None:
        for piece, first in pieces[k::THREADS]:
            if piece.stop <= piece.start:
                continue
            found = occupied(piece, models, rows, _BLURRED)
            if found.score == -np.inf:
                continue
            own = _moments(piece, found.share) * hop
            out[:, first : first + own.shape[1]] = own

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(one, range(THREADS)))
    return Bounds(*out)


def _moments(piece: Piece, share: Matrix) -> NDArray[np.float64]:
    """Return mean and deviation of the frame in which each word begins, and ends, (4, words)."""
    graph = piece.graph
    # States stand in the order of the words: being in one behind a word's entry is to have begun.
    behind = np.cumsum(share[:, ::-1], axis=1, dtype=np.float64)[:, ::-1]
    behind /= np.maximum(behind[:, :1], 1e-9)
    frames = np.arange(len(share))[:, None]
    out = []
    for states in (graph.entry, graph.exit):
        not_yet = 1 - behind[:, states]
        mean = not_yet.sum(axis=0)
        square = ((2 * frames + 1) * not_yet).sum(axis=0)
        out += [piece.start + mean, np.sqrt(np.maximum(square - mean**2, 0))]
    return np.array(out)


def _at(seen: NDArray[np.float32], hop: float, own: float, count: int) -> NDArray[np.float32]:
    if own == hop:
        return seen[:count]
    at = ((np.arange(count) + 0.5) * own / hop).astype(int)
    return np.asarray(seen[np.minimum(at, len(seen) - 1)])


def _counted(rows: Matrix, seen: NDArray[np.float32], first: Acoustics, slower: float) -> Acoustics:
    """Return models from frames whose states are known; ``slower``: their hop by the first's."""
    states = first.states
    few = 5.0  # frames that a state counts as being like any speech
    count = seen[:, :states].sum(axis=0, dtype=np.float64)[:, None]
    own = seen[:, :states].T.astype(np.float64)
    mean = (own @ rows) / (count + few)
    second = (own @ np.square(rows) + few * np.square(rows).mean(axis=0)) / (count + few)
    quiet = rows[seen[:, states] > 0.8]
    if len(quiet) < 64:
        quiet = rows[np.argsort(-seen[:, states], kind="stable")[:64]]
    q_mean, q_variance, weight = silence_mixture(quiet)
    variance = np.maximum(second - mean**2, 5 * LEAST_VARIANCE)
    return Acoustics(
        first.signs,
        np.concatenate((mean.T, q_mean), axis=1).astype(np.float32),
        np.concatenate((variance.T, q_variance), axis=1).astype(np.float32),
        np.concatenate((np.ones(states), weight)),
        np.clip(1 - (1 - first.stay) * slower, 0.05, 0.98),
    )


def _axes(still: Matrix, view: View, seen: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the axes along which states lie apart most, and the image of the mean."""
    size = still.shape[1] * (2 * view.around + 1)
    count = np.zeros(seen.shape[1])
    first = np.zeros((seen.shape[1], size))
    second = np.zeros((size, size))
    weight = seen.sum(axis=1, dtype=np.float64)
    for start in range(0, len(still), _BLOCK):
        stop = min(start + _BLOCK, len(still))
        at = np.flatnonzero(weight[start:stop] > 0)
        if len(at) == 0:
            continue
        stacked = _stacked(still, view.around, start, stop)[at]
        own = seen[start:stop][at].astype(np.float64)
        count += own.sum(axis=0)
        first += own.T @ stacked
        second += (stacked * weight[start:stop][at][:, None]).T @ stacked
    total = count.sum()
    mean = first.sum(axis=0) / total
    whole = second / total - np.outer(mean, mean)
    means = first / np.maximum(count, 1e-6)[:, None] - mean
    between = (means * count[:, None]).T @ means / total
    within = whole - between
    within += np.eye(size) * _RIDGE * np.trace(within) / size
    _, vectors = eigh(between, within)
    vectors = vectors[:, ::-1][:, : view.size]
    return np.asarray(np.concatenate((vectors, (mean @ vectors)[None])))


def _stacked(still: Matrix, around: int, start: int, stop: int) -> NDArray[np.float64]:
    """Return each frame of ``start:stop`` with ``around`` frames on each side in one row."""
    at = np.arange(start, stop)[:, None] + np.arange(-around, around + 1)
    near = still[np.clip(at, 0, len(still) - 1)].reshape(stop - start, -1)
    return np.asarray(near, dtype=np.float64)


def renamed(known: Trained, models: Acoustics) -> Trained:
    """Return ``known`` with the phones of ``models``, in their order; unknown ones from there."""
    if known.models.signs == models.signs:
        return known
    return replace(known, models=known.models.with_signs(models))
