"""Several looks at the same pieces: where each of them sees the words begin and end.

A boundary that one kind of features blurs, another shows; a view is a front end, with changes of
the cepstra or with their neighbourhood under a linear discriminant analysis (Haeb-Umbach and Ney,
ICASSP 1992), and models of its own, which begin with what the first view knows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import eigh

from izdat.align.acoustics import LEAST_VARIANCE, Acoustics
from izdat.align.features import RATE, FrontEnd, Matrix, Samples, features, statics
from izdat.align.structure import SOFTENED, sample
from izdat.align.threads import THREADS, in_threads
from izdat.align.training import (
    PRIOR,
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
_BLOCK = 8_192  # frames whose neighbourhoods are stacked at a time


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


@dataclass(frozen=True, slots=True)
class Shares:
    """How likely each state is in some of the frames, which a view's models are counted from."""

    frames: NDArray[np.int64]
    share: NDArray[np.float32]  # (frames, 3P + 1)

    def moved(self, hop: float, own: float, count: int) -> "Shares":
        """Return them for ``count`` frames of ``own`` seconds, from those of ``hop``."""
        at = np.arange(count) if own == hop else ((np.arange(count) + 0.5) * own / hop).astype(int)
        place = np.full(max(count, at[-1] + 1, self.frames[-1] + 1), -1)
        place[self.frames] = np.arange(len(self.frames))
        chosen = np.flatnonzero(place[at] >= 0)
        return Shares(chosen, self.share[place[at[chosen]]])


def shares_of(pieces: Sequence[Piece], models: Acoustics, rows: Matrix) -> Shares:
    """Return how likely each state is in each frame of ``pieces``."""
    pieces = [piece for piece in pieces if piece.stop > piece.start]

    def one(piece: Piece) -> NDArray[np.float32]:
        found = occupied(piece, models, rows, _SEEN).share
        return by_heard(piece.graph.heard, found, models.states + 1)

    shares = in_threads(one, pieces)
    return Shares(
        np.concatenate([np.arange(piece.start, piece.stop) for piece in pieces]),
        np.concatenate(shares),
    )


def rows_of(samples: Samples, view: View, axes: NDArray[np.float64] | None) -> Matrix:
    """Return a view's features of a recording; ``axes`` of its analysis, if it has one."""
    if axes is None:
        return features(samples, view.front)
    return _turned(statics(samples, view.front), view, axes)


def _turned(still: Matrix, view: View, axes: NDArray[np.float64]) -> Matrix:
    out = np.empty((len(still), axes.shape[1]), dtype=np.float32)

    def block(start: int) -> None:
        frames = np.arange(start, min(start + _BLOCK, len(still)))
        out[frames] = _stacked(still, view.around, frames) @ axes[:-1] - axes[-1]

    in_threads(block, range(0, len(still), _BLOCK))
    return out


def trained(
    samples: Samples, view: View, seen: Shares, first: Acoustics, hop: float,
    pieces: Sequence[Piece], *, known: Trained | None = None, prior: float = PRIOR,
) -> tuple[Trained, Matrix]:  # fmt: skip
    """Return a view's models, trained on a sample of ``pieces``, and its features.

    ``seen``: the shares of states that ``first``, models at ``hop``, see in the sample.
    ``known``: models of another recording, to begin with and to stay near.
    """
    own = view.front.hop
    count = len(samples) // round(own * RATE)
    chosen = sample(moved(pieces, hop, own, count), own)
    shares = seen.moved(hop, own, count)
    axes = known.axes if known else None
    if view.around and axes is None:
        still = statics(samples, view.front)
        axes = _axes(still, view, shares)
        rows = _turned(still, view, axes)
    else:
        rows = rows_of(samples, view, axes)
    models = known.models if known else _counted(rows, shares, first, own / hop)
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

    in_threads(one, range(THREADS))
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


def _counted(rows: Matrix, seen: Shares, first: Acoustics, slower: float) -> Acoustics:
    """Return models from frames whose states are known; ``slower``: their hop by the first's."""
    states = first.states
    few = 5.0  # frames that a state counts as being like any speech
    count = np.zeros((states, 1))
    sums = np.zeros((states, rows.shape[1]))
    squares = np.zeros_like(sums)
    whole = np.zeros(rows.shape[1])
    for start in range(0, len(seen.frames), _BLOCK):
        own = rows[seen.frames[start : start + _BLOCK]].astype(np.float64)
        share = seen.share[start : start + _BLOCK, :states].T.astype(np.float64)
        count += share.sum(axis=1, keepdims=True)
        sums += share @ own
        squares += share @ np.square(own)
        whole += np.square(own).sum(axis=0)
    mean = sums / (count + few)
    second = (squares + few * whole / max(1, len(seen.frames))) / (count + few)
    silence = seen.share[:, states]
    is_quiet = silence > 0.8
    if is_quiet.sum() < 64:
        is_quiet = np.zeros(len(silence), dtype=bool)
        is_quiet[np.argsort(-silence, kind="stable")[:64]] = True
    q_mean, q_variance, weight = silence_mixture(rows[seen.frames[is_quiet]])
    variance = np.maximum(second - mean**2, 5 * LEAST_VARIANCE)
    return Acoustics(
        first.signs,
        np.concatenate((mean.T, q_mean), axis=1).astype(np.float32),
        np.concatenate((variance.T, q_variance), axis=1).astype(np.float32),
        np.concatenate((np.ones(states), weight)),
        np.clip(1 - (1 - first.stay) * slower, 0.05, 0.98),
    )


def _axes(still: Matrix, view: View, seen: Shares) -> NDArray[np.float64]:
    """Return the axes along which states lie apart most, and the image of the mean."""
    size = still.shape[1] * (2 * view.around + 1)
    count = np.zeros(seen.share.shape[1])
    first = np.zeros((len(count), size))
    second = np.zeros((size, size))
    for start in range(0, len(seen.frames), _BLOCK):
        stacked = _stacked(still, view.around, seen.frames[start : start + _BLOCK])
        share = seen.share[start : start + _BLOCK].astype(np.float64)
        count += share.sum(axis=0)
        first += share.T @ stacked
        second += (stacked * share.sum(axis=1, keepdims=True)).T @ stacked
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


def _stacked(still: Matrix, around: int, frames: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return each of ``frames`` with ``around`` frames on each side in one row."""
    at = frames[:, None] + np.arange(-around, around + 1)
    near = still[np.clip(at, 0, len(still) - 1)].reshape(len(frames), -1)
    return np.asarray(near, dtype=np.float64)


def renamed(known: Trained, models: Acoustics) -> Trained:
    """Return ``known`` with the phones of ``models``, in their order; unknown ones from there."""
    if known.models.signs == models.signs:
        return known
    return replace(known, models=known.models.with_signs(models))
