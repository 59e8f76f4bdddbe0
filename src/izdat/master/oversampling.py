"""Peaks between the samples: four times oversampling (ITU-R BS.1770-5, annex 2)."""

from math import inf, log10

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled

PHASES = 4
TAPS = 24  # of each phase; half of them lie on either side of the gap that is filled
DELAY = TAPS // 2  # samples from a sample to the moment when the gap after it can be filled


def _filters() -> NDArray[np.float32]:
    """Return the three interpolating phases (3, TAPS): a Kaiser-windowed sinc, sum of each 1."""
    at = np.arange(TAPS) - (DELAY - 1)  # sample k lies at k; the gap filled is that from 0 to 1
    rows = []
    for phase in range(1, PHASES):
        distance = at - phase / PHASES
        window = np.i0(7.0 * np.sqrt(np.maximum(0, 1 - (distance / DELAY) ** 2))) / np.i0(7.0)
        row = np.sinc(distance) * window
        rows.append(row / row.sum())
    # Rounded, so that no processor's sine makes another filter.
    return np.round(np.array(rows), 9).astype(np.float32)


FILTERS = _filters()

# An interpolated value is at most this many times the largest sample under the filter, so that a
# stretch of quiet samples need not be interpolated at all.
BOUND = float(np.abs(FILTERS).sum(axis=1).max()) + 1e-4  # and rounding

STRETCH = 64  # samples looked at together


class Peak:
    """The highest true peak of what has passed by."""

    def __init__(self, channels: int) -> None:
        self._kept = np.zeros((channels, TAPS - 1), dtype=np.float32)
        self._peak = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        whole = np.concatenate([self._kept, block], axis=1)
        for channel in whole:
            self._peak = _highest(channel, loudest(channel), FILTERS, BOUND, self._peak)
        self._kept = whole[:, whole.shape[1] - (TAPS - 1) :]

    def result(self) -> float:
        """Return the peak in dBTP; silence is -inf."""
        rest = np.zeros((len(self._kept), TAPS - 1), dtype=np.float32)
        kept, peak = self._kept, self._peak
        self.add(rest)
        self._kept, highest, self._peak = kept, self._peak, peak
        return 20 * log10(highest) if highest > 0 else -inf


@compiled
def _interpolate(
    samples: NDArray[np.float32], filters: NDArray[np.float32], start: int, out: NDArray[np.float32]
) -> None:
    """Write the largest value in each of the gaps from ``start`` on to ``out``, float32 (n,).

    Gap n lies behind sample n + DELAY - 1. The inner loop runs over neighbouring gaps, so that
    the compiler can do several at once without adding up in another order.
    """
    count = len(out)
    row = np.empty(count, dtype=np.float32)
    out[:] = 0
    for phase in range(filters.shape[0]):
        row[:] = 0
        for tap in range(filters.shape[1]):
            weight = filters[phase, tap]
            # A slice: the compiler then knows that no index is negative.
            under = samples[start + tap : start + tap + count]
            for n in range(count):
                row[n] += weight * under[n]
        for n in range(count):
            out[n] = max(out[n], abs(row[n]))


def loudest(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest magnitude of each stretch of one channel, and 0 after the last."""
    count = -(-len(samples) // STRETCH)
    whole = np.zeros((count + 1) * STRETCH, dtype=np.float32)
    np.abs(samples, out=whole[: len(samples)])
    return np.asarray(whole.reshape(-1, STRETCH).max(axis=1))


@compiled
def _highest(
    samples: NDArray[np.float32],
    loudest: NDArray[np.float32],
    filters: NDArray[np.float32],
    bound: float,
    peak: float,
) -> float:
    """Return the larger of ``peak`` and the true peak of one channel, TAPS - 1 samples ahead."""
    taps = filters.shape[1]
    count = len(samples) - taps + 1
    gaps = np.empty(STRETCH, dtype=np.float32)
    for start in range(0, count, STRETCH):
        length = min(STRETCH, count - start)
        # The filter reaches into the next stretch, and no further.
        largest = max(loudest[start // STRETCH], loudest[start // STRETCH + 1])
        if largest * bound <= peak:
            continue
        _interpolate(samples, filters, start, gaps[:length])
        for n in range(length):
            peak = max(peak, abs(samples[start + n]), gaps[n])
    return peak


@compiled
def envelope(
    samples: NDArray[np.float32],
    loudest: NDArray[np.float32],
    filters: NDArray[np.float32],
    bound: float,
    floor: float,
    out: NDArray[np.float64],
) -> None:
    """Raise ``out[n]`` to the highest value in the two gaps beside sample n, where above ``floor``.

    ``samples``: float32 (n + TAPS,), one channel; sample n of ``out`` (float64) stands at
    ``samples[n + TAPS // 2]``. Values not above ``floor`` are left as they are.
    """
    half = filters.shape[1] // 2
    gaps = np.empty(STRETCH + 1, dtype=np.float32)
    for start in range(0, len(out), STRETCH):
        length = min(STRETCH, len(out) - start)
        largest = max(loudest[start // STRETCH], loudest[start // STRETCH + 1])
        if largest * bound <= floor:
            continue
        _interpolate(samples, filters, start, gaps[: length + 1])
        for n in range(length):
            highest = max(abs(samples[start + n + half]), gaps[n], gaps[n + 1])
            if highest > floor and highest > out[start + n]:
                out[start + n] = highest
