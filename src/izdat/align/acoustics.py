"""Acoustic models: how likely a frame's features are in each state of each phone.

Hidden Markov models of phones, three states from left to right, each one diagonal Gaussian;
silence is one state with a mixture, as there are many kinds of it (Rabiner, Proc. IEEE 77, 1989).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from izdat.align.features import Matrix
from izdat.media.compiled import compiled

STATES = 3  # of a phone
SILENCES = 8  # Gaussians of silence: with one, training on a recording by itself diverges
LEAST_VARIANCE = 0.02  # of features whose variance is 1


@dataclass(frozen=True)
class Acoustics:
    """Models of a set of phones. Component c < 3P is a state of phone c // 3, the rest silence.

    ``mean``, ``variance``: float32 (size, components). ``weight``: float64 (components,), 1 for
    the phones', those of silence sum to 1. ``stay``: float64 (3P + 1,), the probability that a
    state is followed by itself. ``beside``: other models of the same phones, as which each frame
    may be heard instead: what was learned of one voice must not make another unlikely.
    """

    signs: tuple[str, ...]
    mean: Matrix
    variance: Matrix
    weight: NDArray[np.float64]
    stay: NDArray[np.float64]
    beside: "Acoustics | None" = None

    @property
    def states(self) -> int:
        """States of all phones; the number of the silence state."""
        return STATES * len(self.signs)

    @cached_property
    def index(self) -> dict[str, int]:
        return {sign: n for n, sign in enumerate(self.signs)}

    def with_signs(self, others: "Acoustics") -> "Acoustics":
        """Return models of ``others``' phones, in their order: ours where we know the phone."""
        at = [self.index.get(sign, -1) for sign in others.signs]
        states = [
            (n, STATES * n + s, STATES * k + s) for n, k in enumerate(at) for s in range(STATES)
        ]
        mean, variance, stay = others.mean.copy(), others.variance.copy(), others.stay.copy()
        if others.mean.shape[0] != self.mean.shape[0]:
            # Another view's: what it does not know is like any speech.
            whole = self.mean[:, : self.states].mean(axis=1)
            spread = self.variance[:, : self.states].mean(axis=1) + self.mean[:, : self.states].var(
                axis=1
            )
            mean = np.repeat(whole[:, None], others.mean.shape[1], axis=1)
            variance = np.repeat(spread[:, None], others.mean.shape[1], axis=1)
        for n, ours, theirs in states:
            if at[n] >= 0:
                mean[:, ours], variance[:, ours] = self.mean[:, theirs], self.variance[:, theirs]
                stay[ours] = self.stay[theirs]
        mean[:, others.states :] = self.mean[:, self.states :]
        variance[:, others.states :] = self.variance[:, self.states :]
        stay[-1] = self.stay[-1]
        weight = others.weight.copy()
        weight[others.states :] = self.weight[self.states :]
        return Acoustics(others.signs, mean, variance, weight, stay)

    @cached_property
    def _terms(self) -> tuple[Matrix, Matrix]:
        half = np.ascontiguousarray((0.5 / self.variance).astype(np.float32))
        logs = np.log(2 * np.pi * self.variance.astype(np.float64)).sum(axis=0)
        constant = np.log(np.maximum(self.weight, 1e-30)) - 0.5 * logs
        return half, constant.astype(np.float32)

    def scores(self, rows: Matrix) -> Matrix:
        """Return log likelihoods, float32 (frames, 3P + 1): the phones' states', then silence's."""
        half, constant = self._terms
        out = np.empty((len(rows), self.states + 1), dtype=np.float32)
        _score(rows, np.ascontiguousarray(self.mean), half, constant, self.states, out)
        if self.beside is not None:
            # Silence is what this recording's is.
            phones = out[:, : self.states]
            np.maximum(phones, self.beside.scores(rows)[:, : self.states], out=phones)
        return out

    def silence_shares(self, rows: Matrix) -> Matrix:
        """Return how much of each frame each of silence's Gaussians explains, (frames, n)."""
        half, constant = self._terms
        own = slice(self.states, None)
        apart = rows[:, :, None] - self.mean[:, own]
        logs = constant[own] - np.einsum("tds,ds->ts", apart * apart, half[:, own])
        logs -= logs.max(axis=1, keepdims=True)
        shares = np.exp(logs)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True), dtype=np.float32)


@compiled
def _score(
    rows: Matrix, mean: Matrix, half: Matrix, constant: Matrix, states: int, out: Matrix
) -> None:
    size, components = mean.shape
    sums = np.empty(components, dtype=np.float32)
    for t in range(rows.shape[0]):
        sums[:] = constant
        # The inner loop runs over components: that order of addition is everywhere the same.
        for d in range(size):
            x = rows[t, d]
            for c in range(components):
                apart = x - mean[d, c]
                sums[c] -= apart * apart * half[d, c]
        out[t, :states] = sums[:states]
        highest = sums[states]
        for c in range(states + 1, components):
            highest = max(highest, sums[c])
        total = np.float32(0)
        for c in range(states, components):
            total += np.exp(sums[c] - highest)
        out[t, states] = highest + np.log(total)
