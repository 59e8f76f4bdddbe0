"""Peaks between the samples: four times oversampling (ITU-R BS.1770-5, annex 2)."""

from math import inf, log10

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled
from izdat.media.mixing import narrowed

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

ROUNDING = 1e-4  # more than 24 sums of float32 can be off

# An interpolated value is at most this many times the largest sample under the filter, so that a
# stretch of quiet samples need not be interpolated at all.
BOUND = float(np.abs(FILTERS).sum(axis=1).max()) + ROUNDING


def _curved_bound() -> tuple[float, float]:
    """Return (a, b): no interpolated value is above a · the largest sample + b · curvature.

    Curvature is the largest second difference under the filter. What a filter gives beyond the
    straight line between two samples is, by summation by parts twice, a weighted sum of second
    differences and of one first difference, which is at most twice the largest sample.
    """
    line = np.zeros_like(FILTERS, dtype=np.float64)
    for phase in range(1, PHASES):
        line[phase - 1, DELAY - 1 : DELAY + 1] = 1 - phase / PHASES, phase / PHASES
    weights = np.abs(np.cumsum(np.cumsum(FILTERS - line, axis=1), axis=1))
    steady = 1 + 2 * weights[:, -2].max() + ROUNDING
    return float(steady), float(weights[:, :-2].sum(axis=1).max() + ROUNDING)


STEADY, BEND = _curved_bound()

STRETCH = 64  # samples looked at together; the filter reaches into the next stretch, no further

# The bits of a float32 without its sign: read as integers they are in the order of the magnitudes,
# and the compiler takes the largest of several integers at once, but not of floats.
MAGNITUDE = np.int32(0x7FFFFFFF)


class Peak:
    """The highest true peak of what has passed by."""

    def __init__(self, channels: int) -> None:
        self._kept = np.zeros((channels, TAPS - 1), dtype=np.float32)
        self._peak = 0.0

    def add(self, block: NDArray[np.float32]) -> None:
        whole = np.concatenate([self._kept, block], axis=1)
        for channel in narrowed(whole):
            self._peak = _highest(channel, loudest(channel), FILTERS, BOUND, self._peak)
        self._kept = whole[:, whole.shape[1] - (TAPS - 1) :]

    def result(self) -> float:
        """Return the peak in dBTP; silence is -inf."""
        rest = np.zeros((len(self._kept), TAPS - 1), dtype=np.float32)
        kept, peak = self._kept, self._peak
        self.add(rest)
        self._kept, highest, self._peak = kept, self._peak, peak
        return 20 * log10(highest) if highest > 0 else -inf


def highest(samples: NDArray[np.float32]) -> float:
    """Return the highest true peak of ``samples``, float32 (channels, n), full scale 1.

    Of the samples and the gaps between them, but for ``DELAY`` at either end.
    """
    peak = 0.0
    for channel in narrowed(samples):
        peak = _highest(channel, loudest(channel), FILTERS, BOUND, peak)
    return peak


@compiled
def loudest(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the largest magnitude of each stretch of one channel, and 0 after the last."""
    count = -(-len(samples) // STRETCH)
    found = np.zeros(count + 1, dtype=np.int32)
    bits = samples.view(np.int32)
    for number in range(count):
        largest = np.int32(0)
        for value in bits[number * STRETCH : (number + 1) * STRETCH]:
            largest = max(largest, value & MAGNITUDE)
        found[number] = largest
    return found.view(np.float32)


@compiled
def _may_exceed(
    samples: NDArray[np.float32],
    loudest: NDArray[np.float32],
    bound: float,
    limit: float,
    start: int,
    bends: NDArray[np.float32],
) -> bool:
    """Say whether any of the gaps from ``start`` on may hold a value above ``limit``.

    ``bends``: room for their second differences, float32 (gaps + TAPS - 3,).
    """
    largest = max(loudest[start // STRETCH], loudest[start // STRETCH + 1])
    if largest * bound <= limit:
        return False
    under = samples[start : start + len(bends) + 2]
    for n in range(len(bends)):
        bends[n] = (under[n + 2] - under[n + 1]) - (under[n + 1] - under[n])
    bits = bends.view(np.int32)
    curvature = np.int32(0)
    for value in bits:
        curvature = max(curvature, value & MAGNITUDE)
    bits[0] = curvature
    return bool(largest * STEADY + bends[0] * BEND > limit)


@compiled
def _interpolate(
    samples: NDArray[np.float32],
    filters: NDArray[np.float32],
    start: int,
    row: NDArray[np.float32],
    out: NDArray[np.int32],
) -> None:
    """Write the largest value in each of the gaps from ``start`` on to ``out``, as bits (n,).

    Gap n lies behind sample n + DELAY - 1; ``row`` is room for as many values, float32 (n,). The
    inner loops run over neighbouring gaps, so that the compiler can do several at once without
    adding up in another order.
    """
    count = len(out)
    bits = row.view(np.int32)
    out[:] = 0
    for phase in range(filters.shape[0]):
        row[:] = 0
        for tap in range(0, TAPS, 4):
            # Four at a time, so that a sum is fetched and put back less often.
            a, b, c, d = filters[phase, tap : tap + 4]
            # A slice: the compiler then knows that no index is negative.
            under = samples[start + tap : start + tap + count + 3]
            for n in range(count):
                row[n] += (a * under[n] + b * under[n + 1]) + (c * under[n + 2] + d * under[n + 3])
        for n in range(count):
            out[n] = max(out[n], bits[n] & MAGNITUDE)


@compiled
def _highest(
    samples: NDArray[np.float32],
    loudest: NDArray[np.float32],
    filters: NDArray[np.float32],
    bound: float,
    peak: float,
) -> float:
    """Return the larger of ``peak`` and the true peak of one channel, TAPS - 1 samples ahead."""
    count = len(samples) - TAPS + 1
    row = np.empty(STRETCH, dtype=np.float32)
    gaps = np.empty(STRETCH, dtype=np.int32)
    bends = np.empty(STRETCH + TAPS - 3, dtype=np.float32)
    highest = np.full(1, peak, dtype=np.float32)
    largest = highest.view(np.int32)
    bits = samples.view(np.int32)
    for start in range(0, count, STRETCH):
        length = min(STRETCH, count - start)
        if not _may_exceed(samples, loudest, bound, highest[0], start, bends[: length + TAPS - 3]):
            continue
        _interpolate(samples, filters, start, row[:length], gaps[:length])
        top = largest[0]
        for n in range(length):
            top = max(top, bits[start + n] & MAGNITUDE, gaps[n])
        largest[0] = top
    return float(highest[0])


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
    row = np.empty(STRETCH + 1, dtype=np.float32)
    gaps = np.empty(STRETCH + 1, dtype=np.int32)
    bends = np.empty(STRETCH + TAPS - 2, dtype=np.float32)
    values = gaps.view(np.float32)
    for start in range(0, len(out), STRETCH):
        length = min(STRETCH, len(out) - start)
        if not _may_exceed(samples, loudest, bound, floor, start, bends[: length + TAPS - 2]):
            continue
        _interpolate(samples, filters, start, row[: length + 1], gaps[: length + 1])
        for n in range(length):
            highest = max(abs(samples[start + n + DELAY]), values[n], values[n + 1])
            if highest > floor and highest > out[start + n]:
                out[start + n] = highest
