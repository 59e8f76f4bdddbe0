"""How the ear weighs a sound: K-weighting and the places of loudspeakers (ITU-R BS.1770-5)."""

from collections.abc import Sequence
from math import pi, tan

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled
from izdat.media.mixing import narrowed

TICK = 100  # parts of a second in which energy is told

# Loudspeakers by FFmpeg's names. At the sides, between 60° and 120° and not above the listener,
# they weigh 1.5 dB more (BS.1770-5, annex 3, table 4); low-frequency ones weigh nothing.
SIDE = frozenset({"SL", "SR", "WL", "WR"})
BACK = frozenset({"BL", "BR"})
LOW = frozenset({"LFE", "LFE2"})
SIDE_WEIGHT = 1.41


def channel_weights(layout: Sequence[str]) -> tuple[float, ...]:
    """Return the weight of each channel of ``layout``, FFmpeg's names; of an unknown one it is 1.

    Back loudspeakers are those at 110° (BS.775-4) where there are none at the sides.
    """
    louder = SIDE if SIDE & {*layout} else SIDE | BACK
    return tuple(0.0 if c in LOW else SIDE_WEIGHT if c in louder else 1.0 for c in layout)


def k_weighting(rate: int) -> NDArray[np.float64]:
    """Return the two biquads of K-weighting at ``rate`` as rows (b0, b1, b2, a1, a2).

    BS.1770-5 tabulates them at 48 kHz only; the analogue prototypes below give that table to
    within 1e-8 by the bilinear transform, and any other rate as well.
    """
    k = tan(pi * 1681.974450955533 / rate)
    q, high = 0.7071752369554196, 10 ** (3.999843853973347 / 20)
    middle = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    shelf = (
        (high + middle * k / q + k * k) / a0,
        2 * (k * k - high) / a0,
        (high - middle * k / q + k * k) / a0,
        2 * (k * k - 1) / a0,
        (1 - k / q + k * k) / a0,
    )
    k, q = tan(pi * 38.13547087602444 / rate), 0.5003270373238773
    a0 = 1 + k / q + k * k
    # The table's high-pass has the numerator 1, -2, 1, not divided by a0.
    high_pass = (1.0, -2.0, 1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
    return np.array([shelf, high_pass])


class Weighting:
    """The energy of a sound as the ear weighs it, in ticks of 10 ms, as it passes by.

    What comes out does not depend on how the samples were cut into blocks.
    """

    def __init__(self, rate: int, weights: Sequence[float]) -> None:
        """``rate`` in Hz; ``weights``: of each channel."""
        self._rate = rate
        self._weights = tuple(weights)
        self._coefficients = k_weighting(rate)
        self._states = np.zeros((len(self._weights), 7))
        self._is_narrow = self._weights == (1.0, 1.0)  # both sides were the same so far
        self._count = 0  # samples so far

    def add(self, block: NDArray[np.float32]) -> NDArray[np.float64]:
        """Take the next samples, float32 (channels, n); return the sum of squares of each tick.

        A tick need not be a whole number of samples: its last may belong to the next.
        """
        first, self._count = self._count, self._count + block.shape[1]
        energies = np.zeros(self._count * TICK // self._rate - first * TICK // self._rate)
        weights = self._weights
        if self._is_narrow:
            block = narrowed(block)
            if len(block) == 1:  # heard once, and counted twice: that is exact
                weights = (2.0,)
            else:
                self._is_narrow = False
                self._states[1] = self._states[0]
        states = self._states[: len(block)]
        for samples, state, weight in zip(block, states, weights, strict=True):
            if weight:
                _weigh(samples, state, self._coefficients, weight, energies, first, self._rate)
        return energies


@compiled
def _weigh(
    samples: NDArray[np.float32],
    state: NDArray[np.float64],
    coefficients: NDArray[np.float64],
    weight: float,
    energies: NDArray[np.float64],
    count: int,
    rate: int,
) -> None:
    """Filter one channel from sample ``count`` on, and add the energy of each whole tick.

    The high-pass comes first, so that its output's past serves both filters; the shelf's gain b0
    is multiplied in at the end. ``state``: the last sample and its difference, two outputs of
    either filter, and the energy of the tick that is not over.
    """
    b0, b1, b2, a1, a2 = coefficients[0]
    c1, c2 = coefficients[1, 3], coefficients[1, 4]
    r1, r2 = b1 / b0, b2 / b0
    weight *= b0 * b0
    last, slope, h1, h2, y1, y2, energy = state
    tick = count * TICK // rate
    first = tick
    n = 0
    while n < len(samples):
        over = ((tick + 1) * rate + TICK - 1) // TICK - count  # the first sample of the next tick
        end = min(len(samples), over)
        while n < end:
            x = float(samples[n])
            d = x - last
            h = ((d - slope) - c2 * h2) - c1 * h1
            y = (h + (r1 * h1 + (r2 * h2 - a2 * y2))) - a1 * y1
            last, slope = x, d
            h2, h1 = h1, h
            y2, y1 = y1, y
            energy += y * y
            n += 1
        if end == over:
            energies[tick - first] += weight * energy
            energy = 0.0
            tick += 1
            # Far below any sound: keeps the filters from running into slow denormal numbers.
            if abs(h1) + abs(h2) + abs(y1) + abs(y2) < 1e-30:
                h1 = h2 = y1 = y2 = 0.0
    state[0], state[1], state[2], state[3] = last, slope, h1, h2
    state[4], state[5], state[6] = y1, y2, energy
