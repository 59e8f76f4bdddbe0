"""The lowest two octaves and a half of a sound's spectrum at a rate that makes them cheap."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin

from izdat.master.clean.frames import Samples
from izdat.media.compiled import compiled

SLOW = 4800  # Hz, about: harmonics to 1200 Hz, and whole samples in four periods of 50 and 60 Hz
TAPS = 8  # of the filter, for each sample at the slow rate: 60 dB against what would fold


class Slow:
    """Goes down to a rate of about ``SLOW`` Hz and comes up again; flat to 1200 Hz."""

    def __init__(self, rate: int) -> None:
        """``rate`` in Hz."""
        self.times = max(1, rate // SLOW)  # samples for each one at the slow rate
        self.rate = rate / self.times  # Hz
        self.margin = TAPS // 2  # slow samples that the filter needs on each side
        taps = np.zeros((TAPS + 1, self.times))
        if self.times > 1:
            low = firwin(TAPS * self.times + 1, self.rate / 2, window=("kaiser", 6.0), fs=rate)
            taps.reshape(-1)[: len(low)] = low
        # Rounded, so that no processor's sine makes another filter.
        self._taps: NDArray[np.float32] = np.round(taps, 9).astype(np.float32)

    def down(self, samples: Samples) -> Samples:
        """Return every ``times``-th sample of what is under the slow rate's half.

        ``margin`` slow samples at each end serve the filter only: (channels, n) become
        (channels, n // times - 2 * margin), and n must be a multiple of ``times``.
        """
        count = samples.shape[1] // self.times - 2 * self.margin
        if self.times == 1:
            return samples[:, self.margin : self.margin + count]
        out = np.empty((len(samples), count), dtype=np.float32)
        for channel, slow in zip(np.ascontiguousarray(samples), out, strict=True):
            _lowered(channel.reshape(-1, self.times), self._taps, slow)
        return out

    def up(self, samples: Samples) -> Samples:
        """Return ``samples`` (channels, n) at the full rate: (channels, (n - 2 * margin) * times).

        ``margin`` samples at each end serve the filter only.
        """
        count = samples.shape[1] - 2 * self.margin
        if self.times == 1:
            return samples[:, self.margin : self.margin + count]
        out = np.empty((len(samples), count, self.times), dtype=np.float32)
        for channel, quick in zip(samples, out, strict=True):
            _raised(channel, self._taps * np.float32(self.times), quick)
        return out.reshape(len(samples), -1)


@compiled
def _lowered(
    samples: NDArray[np.float32], taps: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Write the filtered first sample of each row of ``samples`` (n, times), from a margin on."""
    sums = np.empty(samples.shape[1], dtype=np.float32)
    for n in range(len(out)):
        sums[:] = 0
        for row in range(len(taps)):
            # The loop runs over neighbours, so that several are done at once in the same order.
            weights, under = taps[row], samples[n + row]
            for place in range(len(sums)):
                sums[place] += weights[place] * under[place]
        total = np.float32(0)
        for place in range(len(sums)):
            total += sums[place]
        out[n] = total


@compiled
def _raised(
    samples: NDArray[np.float32], taps: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """Write ``out`` (n, times): from each of ``samples``, behind a margin, to the next."""
    last = len(taps) - 1
    for n in range(len(out)):
        row = out[n]
        row[:] = 0
        for tap in range(last + 1):
            weights, value = taps[tap], samples[n + last - tap]
            for place in range(len(row)):
                row[place] += weights[place] * value
