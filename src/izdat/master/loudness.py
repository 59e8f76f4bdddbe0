"""How loud a programme is: ITU-R BS.1770-5 (loudness, true peak) and EBU Tech 3342 (range)."""

from math import inf, log10, pi, tan

import numpy as np
from numpy.typing import NDArray

from izdat.master.oversampling import Peak
from izdat.media.compiled import compiled
from izdat.model.sound import Loudness

STEP = 10  # parts of a second: blocks of 400 ms and of 3 s begin every 100 ms
GATE_BLOCK = 4  # steps: 400 ms (BS.1770-5, annex 1)
SHORT_TERM = 30  # steps: 3 s (EBU Tech 3341, 2.2)
ABSOLUTE_GATE = -70.0  # LUFS
RELATIVE_GATE = -10.0  # LU (BS.1770-5, annex 1)
RANGE_GATE = -20.0  # LU (EBU Tech 3342, 2.2)
OFFSET = -0.691  # dB: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LUFS

# Weights of left, right, centre, left surround, right surround (BS.1770-5, annex 1, table 3).
WEIGHTS = (1.0, 1.0, 1.0, 1.41, 1.41)


class Meter:
    """Measures a programme as it passes by. Blocks may have any length; the result is the same."""

    def __init__(self, rate: int, channels: int) -> None:
        """``rate`` in Hz; ``channels``: 1 to 5, in the order of ``WEIGHTS``."""
        self._rate = rate
        self._coefficients = k_weighting(rate)
        self._states = np.zeros((channels, 4))
        self._weights = np.array(WEIGHTS[:channels])
        self._energies = np.zeros(1024)  # weighted sum of squares of each step of 100 ms
        self._count = 0  # samples so far
        self._peak = Peak(channels)

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next samples: float32 (channels, n), full scale ±1.0."""
        block = np.ascontiguousarray(block, dtype=np.float32)
        steps = (self._count + block.shape[1]) * STEP // self._rate + 1
        if steps > len(self._energies):
            self._energies = np.concatenate([self._energies, np.zeros(max(steps, 1024))])
        for channel in range(block.shape[0]):
            _weigh(
                block[channel], self._states[channel], self._coefficients,
                self._weights[channel], self._energies, self._count, self._rate,
            )  # fmt: skip
        self._count += block.shape[1]
        self._peak.add(block)

    def result(self) -> Loudness:
        """Return what has been measured so far; the incomplete last block is left out."""
        whole = self._count * STEP // self._rate
        energies = self._energies[:whole] * (STEP / self._rate)
        return Loudness(_integrated(energies), self._peak.result(), _range(energies))


def loudness(samples: NDArray[np.float32], rate: int) -> Loudness:
    """Return the loudness of ``samples``, float32 (channels, n); silence is -inf."""
    meter = Meter(rate, samples.shape[0])
    meter.add(samples)
    return meter.result()


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


@compiled
def _weigh(
    samples: NDArray[np.float32],
    states: NDArray[np.float64],
    coefficients: NDArray[np.float64],
    weight: float,
    energies: NDArray[np.float64],
    count: int,
    rate: int,
) -> None:
    """Filter one channel and add its energy to the steps, from sample ``count`` on."""
    b0, b1, b2, a1, a2 = coefficients[0]
    c1, c2 = coefficients[1, 3], coefficients[1, 4]
    s1, s2, t1, t2 = states
    step = count * STEP // rate
    n = 0
    while n < len(samples):
        # The first sample of the next step; a step need not be a whole number of samples.
        end = min(len(samples), ((step + 1) * rate + STEP - 1) // STEP - count)
        energy = 0.0
        while n < end:
            x = float(samples[n])
            y = b0 * x + s1
            s1 = b1 * x - a1 * y + s2
            s2 = b2 * x - a2 * y
            z = y + t1
            t1 = -2.0 * y - c1 * z + t2
            t2 = y - c2 * z
            energy += z * z
            n += 1
        energies[step] += weight * energy
        step += 1
    # Far below any sound: keeps the filters from running into slow denormal numbers.
    states[0] = s1 if abs(s1) > 1e-30 else 0.0
    states[1] = s2 if abs(s2) > 1e-30 else 0.0
    states[2] = t1 if abs(t1) > 1e-30 else 0.0
    states[3] = t2 if abs(t2) > 1e-30 else 0.0


def _blocks(energies: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return the mean energy of each run of ``steps`` steps, one beginning at every step."""
    if len(energies) < steps:
        return np.zeros(0)
    # Not a difference of running sums: that leaves a residue in the silence after loud sound.
    windows = np.lib.stride_tricks.sliding_window_view(energies, steps)
    return np.asarray(windows.mean(axis=1))


def _lufs(energy: float) -> float:
    return OFFSET + 10 * log10(energy) if energy > 0 else -inf


def _energy(lufs: float) -> float:
    return float(10 ** ((lufs - OFFSET) / 10))


def _integrated(energies: NDArray[np.float64]) -> float:
    blocks = _blocks(energies, GATE_BLOCK)
    blocks = blocks[blocks > _energy(ABSOLUTE_GATE)]
    if not len(blocks):
        return -inf
    blocks = blocks[blocks > _energy(_lufs(float(blocks.mean())) + RELATIVE_GATE)]
    return _lufs(float(blocks.mean()))


def _range(energies: NDArray[np.float64]) -> float:
    """Return the loudness range in LU (EBU Tech 3342, section 2); 0 under three seconds."""
    blocks = _blocks(energies, SHORT_TERM)
    blocks = blocks[blocks >= _energy(ABSOLUTE_GATE)]
    if not len(blocks):
        return 0.0
    blocks = np.sort(blocks[blocks >= _energy(_lufs(float(blocks.mean())) + RANGE_GATE)])
    last = len(blocks) - 1
    low, high = blocks[round(last * 0.10)], blocks[round(last * 0.95)]
    return _lufs(float(high)) - _lufs(float(low))
