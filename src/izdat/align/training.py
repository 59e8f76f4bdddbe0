"""Models made better by the recording itself: the Baum-Welch algorithm over pieces of it.

L. E. Baum et al., Annals of Mathematical Statistics 41 (1970); in scaled probabilities as in
Rabiner, Proc. IEEE 77 (1989), section V.A. A piece is a stretch of words between two pauses.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import LEAST_VARIANCE, SILENCES, Acoustics
from izdat.align.features import Matrix
from izdat.align.graph import Graph, Ints
from izdat.align.threads import THREADS, in_threads
from izdat.media.compiled import compiled

_QUIET = 6_000  # frames of pauses that tell what silence is like
_TINY = 1e-300  # below it one divided by a number may be infinite
PRIOR = 10.0  # frames that a phone's former mean and variance count for


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the recording and what is said in it."""

    graph: Graph
    start: int  # frames of the recording
    stop: int


@dataclass(frozen=True, slots=True)
class Occupied:
    """How likely each state is in each frame: float32 (frames, states); 0 where impossible.

    ``score``: the log likelihood of the piece; -inf if no way leads through it.
    """

    share: Matrix
    score: float


def occupied(piece: Piece, models: Acoustics, rows: Matrix, scale: float = 1.0) -> Occupied:
    """Return in which state of ``piece.graph`` each of its frames is."""
    scores = models.scores(rows[piece.start : piece.stop])
    if scale != 1:
        scores *= np.float32(scale)
    graph = piece.graph
    share, score = _forward_backward(
        graph.heard, graph.first, graph.source, graph.cost, models.stay, scores
    )
    return Occupied(share, float(score))


@dataclass(slots=True)
class _Sums:
    count: NDArray[np.float64]  # (components,)
    first: NDArray[np.float64]  # (components, size)
    second: NDArray[np.float64]
    frames: NDArray[np.float64]  # (states + 1,)
    entries: NDArray[np.float64]
    score: float = 0.0

    def add(self, other: "_Sums") -> None:
        self.count += other.count
        self.first += other.first
        self.second += other.second
        self.frames += other.frames
        self.entries += other.entries
        self.score += other.score


def _none(models: Acoustics) -> _Sums:
    components, size = models.mean.shape[1], models.mean.shape[0]
    return _Sums(
        np.zeros(components), np.zeros((components, size)), np.zeros((components, size)),
        np.zeros(models.states + 1), np.zeros(models.states + 1),
    )  # fmt: skip


def better(
    models: Acoustics, pieces: Sequence[Piece], rows: Matrix, *, prior: float = PRIOR,
    towards: Acoustics | None = None, scale: float = 1.0,
) -> Acoustics:  # fmt: skip
    """Return the models after one pass over ``pieces``.

    A phone that is seldom heard stays near what it is in ``towards`` (``models`` if None), which
    counts for ``prior`` frames (maximum a posteriori; Gauvain and Lee, IEEE Trans. SAP 2, 1994).
    """
    # Each thread takes every n-th piece, and the sums are added in one order: the same bytes.
    total = _none(models)
    for part in in_threads(
        lambda k: _summed(models, pieces[k::THREADS], rows, scale), range(THREADS)
    ):
        total.add(part)
    return _updated(models, total, prior, towards or models)


def _summed(models: Acoustics, pieces: Sequence[Piece], rows: Matrix, scale: float) -> _Sums:
    sums = _none(models)
    states = models.states
    for piece in pieces:
        found = occupied(piece, models, rows, scale)
        if found.score == -np.inf:
            continue
        own = rows[piece.start : piece.stop]
        by_state = by_heard(piece.graph.heard, found.share, states + 1)
        shares = by_state[:, :states]
        quiet = by_state[:, states:] * models.silence_shares(own)
        whole = np.concatenate((shares, quiet), axis=1)
        _accumulate(whole, own, sums.count, sums.first, sums.second)
        _count_entries(piece.graph.heard, found.share, sums.frames, sums.entries)
        sums.score += found.score
    return sums


def _updated(models: Acoustics, sums: _Sums, prior: float, towards: Acoustics) -> Acoustics:
    count = sums.count[:, None]
    old_mean = towards.mean.T.astype(np.float64)
    old_variance = towards.variance.T.astype(np.float64)
    mean = (sums.first + prior * old_mean) / (count + prior)
    second = (sums.second + prior * (old_variance + old_mean**2)) / (count + prior)
    variance = np.maximum(second - mean**2, LEAST_VARIANCE)
    weight = models.weight.copy()
    quiet = sums.count[models.states :]
    if quiet.sum() > 0:
        weight[models.states :] = (quiet + 1) / (quiet.sum() + len(quiet))
    # A stay of n frames has n - 1 repetitions.
    stay = (sums.frames - sums.entries + 2) / (sums.frames + 4)
    return replace(
        models,
        mean=np.ascontiguousarray(mean.T, dtype=np.float32),
        variance=np.ascontiguousarray(variance.T, dtype=np.float32),
        weight=weight,
        stay=np.clip(stay, 0.05, 0.98),
    )


def silence_mixture(rows: Matrix) -> tuple[Matrix, Matrix, NDArray[np.float64]]:
    """Return means, variances (size, SILENCES) and weights of a mixture for frames of pauses.

    By splitting the widest (Linde, Buzo and Gray, IEEE Trans. Communications 28, 1980).
    """
    rows = rows[:: -(-len(rows) // _QUIET)]
    mean = rows.mean(axis=0, keepdims=True).astype(np.float64)
    variance = rows.var(axis=0, keepdims=True).astype(np.float64) + LEAST_VARIANCE
    weight = np.ones(1)
    while len(mean) < SILENCES:
        apart = 0.2 * np.sqrt(variance)
        mean = np.concatenate((mean - apart, mean + apart))
        variance = np.concatenate((variance, variance))
        weight = np.concatenate((weight, weight)) / 2
        for _ in range(6):
            logs = -0.5 * (
                ((rows[:, None, :] - mean) ** 2 / variance).sum(axis=2)
                + np.log(variance).sum(axis=1)
            ) + np.log(weight)
            logs -= logs.max(axis=1, keepdims=True)
            share = np.exp(logs)
            share /= share.sum(axis=1, keepdims=True)
            count = share.sum(axis=0)[:, None] + 1e-3
            mean = (share.T @ rows + 1e-3 * mean) / count
            variance = (share.T @ rows**2 + 1e-3 * (variance + mean**2)) / count - mean**2
            variance = np.maximum(variance, LEAST_VARIANCE)
            weight = count[:, 0] / count.sum()
    return mean.T.astype(np.float32), variance.T.astype(np.float32), weight


@compiled
def _forward_backward(
    heard: Ints, first: Ints, source: Ints, cost: Matrix, stay: NDArray[np.float64], scores: Matrix
) -> tuple[Matrix, float]:
    frames, states = scores.shape[0], len(heard)
    silence = len(stay) - 1
    # Row 0 is the moment before the first frame: only junctions are there.
    alpha = np.zeros((frames + 1, states))  # float64: the true way may fall far behind for a while
    likely = np.empty((frames, scores.shape[1]))
    share = np.zeros((frames, states), dtype=np.float32)
    move = np.empty(len(source))
    for j in range(states):
        for a in range(first[j], first[j + 1]):
            h = heard[source[a]]
            out = 1.0 if h < 0 else 1 - stay[min(h, silence)]
            move[a] = np.exp(cost[a]) * out
    alpha[0, 0] = 1
    for j in range(1, states):
        if heard[j] < 0:
            for a in range(first[j], first[j + 1]):
                alpha[0, j] += alpha[0, source[a]] * move[a]
    score = 0.0
    for t in range(frames):
        top = scores[t, 0]
        for c in range(scores.shape[1]):
            top = max(top, scores[t, c])
        for c in range(scores.shape[1]):
            likely[t, c] = np.exp(max(float(scores[t, c] - top), -300.0))
        total = 0.0
        for j in range(states):
            h = heard[j]
            value = 0.0
            if h >= 0:
                value = alpha[t, j] * stay[min(h, silence)]
                for a in range(first[j], first[j + 1]):
                    value += alpha[t, source[a]] * move[a]
                value *= likely[t, h]
                total += value
            else:
                for a in range(first[j], first[j + 1]):
                    value += alpha[t + 1, source[a]] * move[a]
            alpha[t + 1, j] = value
        if not total > 0:
            return share, -np.inf
        score += np.log(total) + top
        scale = 1 / total
        for j in range(states):
            alpha[t + 1, j] *= scale
    end = alpha[frames, states - 1]
    if not end > 0:
        return share, -np.inf
    score += np.log(end)
    beta = np.zeros(states)
    following = np.zeros(states)
    both = np.zeros(states)
    beta[states - 1] = 1
    for t in range(frames - 1, -1, -1):
        # Within the frame: what a junction may become is passed back to what led to it.
        for j in range(states - 1, -1, -1):
            if heard[j] < 0 and beta[j] > 0:
                for a in range(first[j], first[j + 1]):
                    beta[source[a]] += beta[j] * move[a]
        total = 0.0
        for j in range(states):
            if heard[j] >= 0:
                both[j] = alpha[t + 1, j] * beta[j]
                total += both[j]
        if not total > _TINY:
            share[:] = 0
            return share, -np.inf
        scale = 1 / total
        following[:] = 0
        for j in range(states):
            h = heard[j]
            if h >= 0:
                share[t, j] = both[j] * scale
                value = beta[j] * likely[t, h] * scale
                if value > 0:
                    following[j] += value * stay[min(h, silence)]
                    for a in range(first[j], first[j + 1]):
                        following[source[a]] += value * move[a]
        top = 0.0
        for j in range(states):
            top = max(top, following[j])
        if not top > 0:
            top = 1.0
        for j in range(states):
            beta[j] = following[j] / top
    return share, score


@compiled
def by_heard(heard: Ints, share: Matrix, states: int) -> Matrix:
    out = np.zeros((share.shape[0], states), dtype=np.float32)
    for t in range(share.shape[0]):
        for j in range(share.shape[1]):
            if 0 <= heard[j] < states:
                out[t, heard[j]] += share[t, j]
    return out


@compiled
def _accumulate(
    shares: Matrix, rows: Matrix, count: NDArray[np.float64],
    first: NDArray[np.float64], second: NDArray[np.float64],
) -> None:  # fmt: skip
    for t in range(shares.shape[0]):
        for c in range(shares.shape[1]):
            w = shares[t, c]
            if w > 1e-4:
                count[c] += w
                for d in range(rows.shape[1]):
                    first[c, d] += w * rows[t, d]
                    second[c, d] += w * rows[t, d] * rows[t, d]


@compiled
def _count_entries(
    heard: Ints, share: Matrix, frames: NDArray[np.float64], entries: NDArray[np.float64]
) -> None:
    silence = len(frames) - 1
    for j in range(share.shape[1]):
        if 0 <= heard[j] <= silence:
            before = np.float32(0)
            for t in range(share.shape[0]):
                frames[heard[j]] += share[t, j]
                # Where a state becomes likelier it is entered; each is passed through once.
                entries[heard[j]] += max(share[t, j] - before, np.float32(0))
                before = share[t, j]
