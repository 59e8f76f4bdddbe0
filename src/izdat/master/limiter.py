"""Keeps true peaks under a ceiling: look-ahead, oversampled detection, no clipping."""

from collections.abc import Iterator
from math import exp, log10

import numpy as np
from numpy.typing import NDArray

from izdat.master.oversampling import BOUND, DELAY, FILTERS, TAPS, envelope, loudest
from izdat.media.compiled import compiled
from izdat.model.sound import Limiting

LOOK_AHEAD = 0.005  # seconds: the gain glides down this long before a peak
TOLD = 0.988553  # the gain from which down on limiting is told: -0.1 dB
SHOWN = 0.891251  # that from which down on it is told where: -1 dB, which some hear
RELEASE = 0.100  # seconds for the gain to come back by 63 %


class Limiter:
    """Lets samples through, turned down around the peaks that would pass ``ceiling``.

    What comes out does not depend on how the samples were cut into blocks. All channels are
    turned down together, so that the picture does not move.

    The gain is the running mean, over the look-ahead, of a gain that falls at once to the least
    needed within the look-ahead and rises slowly: it never exceeds what a peak needs.
    """

    def __init__(self, rate: int, channels: int, ceiling: float) -> None:
        """``rate`` in Hz; ``ceiling`` in dBTP."""
        self._ceiling = round(10 ** (ceiling / 20), 9)
        self._ahead = max(1, round(LOOK_AHEAD * rate))
        self._rise = round(1 - exp(-1 / (RELEASE * rate)), 12)
        # Samples that wait: for the filter on both sides, and for the look-ahead.
        self._waiting = np.zeros((channels, DELAY), dtype=np.float32)
        self._delayed = np.zeros((channels, self._ahead), dtype=np.float32)
        window = self._ahead + 1
        self._queue = np.zeros((2, window + 1))  # rising minima: (gain, number of the sample)
        self._gains = np.ones(window)  # the last gains, whose mean is applied
        # head, length, samples so far, last gain, sum of gains
        self._state = np.array([0.0, 0.0, 0.0, 1.0, float(window)])
        self._skip = self._ahead
        self._rate = rate
        self._least, self._told, self._all = 1.0, 0, 0
        self._seconds: dict[int, float] = {}  # the least gain in each that is shown

    def add(self, block: NDArray[np.float32]) -> NDArray[np.float32]:
        """Take the next samples and return those that are ready: float32 (channels, m)."""
        whole = np.concatenate([self._waiting, block], axis=1)
        count = whole.shape[1] - TAPS
        if count <= 0:
            self._waiting = whole
            return np.zeros((len(block), 0), dtype=np.float32)
        peaks = np.zeros(count)
        for channel in whole:
            envelope(channel, loudest(channel), FILTERS, BOUND, self._ceiling, peaks)
        gains = np.empty(count)
        _glide(
            peaks, self._ceiling, self._rise, self._queue, self._gains, self._state, gains
        )  # fmt: skip
        least = float(gains.min())
        self._least = min(self._least, least)
        if least <= SHOWN:
            self._show(gains)
        self._told += int(np.count_nonzero(gains <= TOLD))
        self._all += count
        delayed = np.concatenate([self._delayed, whole[:, DELAY : DELAY + count]], axis=1)
        self._delayed = delayed[:, count:]
        self._waiting = whole[:, count:]
        out = (delayed[:, :count] * gains).astype(np.float32)
        skipped = min(self._skip, count)
        self._skip -= skipped
        return out[:, skipped:]

    def _show(self, gains: NDArray[np.float64]) -> None:
        first = self._all - self._ahead  # sample of the sound that the first gain is for
        for second in range(max(first, 0) // self._rate, (first + len(gains)) // self._rate + 1):
            own = gains[max(second * self._rate - first, 0) : (second + 1) * self._rate - first]
            least = min(float(own.min(initial=1.0)), self._seconds.get(second, 1.0))
            if least <= SHOWN:
                self._seconds[second] = least

    def finish(self) -> NDArray[np.float32]:
        """Return the samples that still wait; as many have come out as went in."""
        tail = TAPS - DELAY + self._ahead
        return self.add(np.zeros((len(self._delayed), tail), dtype=np.float32))

    def limiting(self) -> Limiting:
        """Return what was done so far."""
        if not self._all:
            return Limiting()
        seconds = tuple((at, _reduction(gain)) for at, gain in sorted(self._seconds.items()))
        share = round(self._told / self._all, 4)
        return Limiting(max(_reduction(self._least), 0.0), share, seconds)

    def through(self, blocks: Iterator[NDArray[np.float32]]) -> Iterator[NDArray[np.float32]]:
        """Yield all of ``blocks`` limited, to the last sample."""
        for block in blocks:
            yield self.add(block)
        yield self.finish()


def _reduction(gain: float) -> float:
    return round(-20 * log10(gain), 2)


def limited(
    blocks: Iterator[NDArray[np.float32]], rate: int, channels: int, ceiling: float
) -> Iterator[NDArray[np.float32]]:
    """Yield the same samples with their true peaks under ``ceiling`` dBTP."""
    return Limiter(rate, channels, ceiling).through(blocks)


@compiled
def _glide(
    peaks: NDArray[np.float64],
    ceiling: float,
    rise: float,
    queue: NDArray[np.float64],
    gains: NDArray[np.float64],
    state: NDArray[np.float64],
    out: NDArray[np.float64],
) -> None:
    """Write the gain for the sample ``len(gains) - 1`` before each of ``peaks`` to ``out``."""
    window = len(gains)
    size = queue.shape[1]
    head, length, number = int(state[0]), int(state[1]), int(state[2])
    gain, total = state[3], state[4]
    for n in range(len(peaks)):
        need = ceiling / peaks[n] if peaks[n] > ceiling else 1.0
        # The least need of the last ``window`` samples, as a queue of rising values.
        while length and queue[0, (head + length - 1) % size] >= need:
            length -= 1
        queue[0, (head + length) % size] = need
        queue[1, (head + length) % size] = number
        length += 1
        if queue[1, head] <= number - window:
            head = (head + 1) % size
            length -= 1
        gain = min(queue[0, head], gain + (1.0 - gain) * rise)
        if gain > 0.999999:
            gain = 1.0  # arrived: what needs no limiting passes untouched
        slot = number % window
        total += gain - gains[slot]
        gains[slot] = gain
        number += 1
        if slot == window - 1:  # summed afresh, so that rounding does not gather
            total = 0.0
            for k in range(window):
                total += gains[k]
        out[n] = total / window
    state[0], state[1], state[2] = head, length, number
    state[3], state[4] = gain, total
