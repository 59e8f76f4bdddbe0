"""Peaks between the samples: four times oversampling (ITU-R BS.1770-5, annex 2)."""

from math import inf, log10

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled

PHASES = 4
TAPS = 24  # of each phase; half of them lie on either side of the gap that is filled
DELAY = TAPS // 2  # samples from a sample to the moment when the gap after it can be filled


def _filters() -> NDArray[np.float64]:
    """Return the three interpolating phases (3, TAPS): a Kaiser-windowed sinc, sum of each 1."""
    at = np.arange(TAPS) - (DELAY - 1)  # sample k lies at k; the gap filled is that from 0 to 1
    rows = []
    for phase in range(1, PHASES):
        distance = at - phase / PHASES
        window = np.i0(7.0 * np.sqrt(np.maximum(0, 1 - (distance / DELAY) ** 2))) / np.i0(7.0)
        row = np.sinc(distance) * window
        rows.append(row / row.sum())
    # Rounded, so that no processor's sine makes another filter.
    return np.round(np.array(rows), 12)


FILTERS = _filters()

# An interpolated value is at most this many times the largest sample under the filter, so that a
# stretch of quiet samples need not be interpolated at all.
BOUND = float(np.abs(FILTERS).sum(axis=1).max())

STRETCH = 32  # samples looked at together


class Peak:
    """The highest true peak of what has passed by."""

    def __init__(self, channels: int) -> None:
        self._kept = np.zeros((channels, TAPS - 1), dtype=np.float32)
        self._peak = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        whole = np.concatenate([self._kept, block], axis=1)
        for channel in whole:
            self._peak = _highest(channel, FILTERS, BOUND, self._peak)
        self._kept = whole[:, whole.shape[1] - (TAPS - 1) :]

    def result(self) -> float:
        """Return the peak in dBTP; silence is -inf."""
        rest = np.zeros((len(self._kept), TAPS - 1), dtype=np.float32)
        kept, peak = self._kept, self._peak
        self.add(rest)
        self._kept, highest, self._peak = kept, self._peak, peak
        return 20 * log10(highest) if highest > 0 else -inf


@compiled
def _highest(
    samples: NDArray[np.float32], filters: NDArray[np.float64], bound: float, peak: float
) -> float:
    """Return the larger of ``peak`` and the true peak of one channel, TAPS - 1 samples ahead."""
    taps = filters.shape[1]
    count = len(samples) - taps + 1
    for start in range(0, count, STRETCH):
        end = min(start + STRETCH, count)
        largest = 0.0
        for n in range(start, end + taps - 1):
            largest = max(largest, abs(samples[n]))
        if largest * bound <= peak:
            continue
        peak = max(peak, largest)
        for n in range(start, end):
            for phase in range(filters.shape[0]):
                value = 0.0
                for tap in range(taps):
                    value += filters[phase, tap] * samples[n + tap]
                peak = max(peak, abs(value))
    return peak


@compiled
def envelope(
    samples: NDArray[np.float32],
    filters: NDArray[np.float64],
    bound: float,
    floor: float,
    out: NDArray[np.float64],
) -> None:
    """Raise ``out[n]`` to the highest value in the two gaps beside sample n, where above ``floor``.

    ``samples``: float32 (n + TAPS,), one channel; sample n of ``out`` (float64) stands at
    ``samples[n + TAPS // 2]``. Values not above ``floor`` are left as they are.
    """
    taps = filters.shape[1]
    half = taps // 2
    for start in range(0, len(out), STRETCH):
        end = min(start + STRETCH, len(out))
        largest = 0.0
        for n in range(start, end + taps):
            largest = max(largest, abs(samples[n]))
        if largest * bound <= floor:
            continue
        before = 0.0
        for phase in range(filters.shape[0]):
            value = 0.0
            for tap in range(taps):
                value += filters[phase, tap] * samples[start + tap]
            before = max(before, abs(value))
        for n in range(start, end):
            after = 0.0
            for phase in range(filters.shape[0]):
                value = 0.0
                for tap in range(taps):
                    value += filters[phase, tap] * samples[n + 1 + tap]
                after = max(after, abs(value))
            highest = max(abs(samples[n + half]), before, after)
            if highest > floor and highest > out[n]:
                out[n] = highest
            before = after
