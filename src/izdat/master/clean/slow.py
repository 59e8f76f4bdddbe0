"""The lowest two octaves and a half of a sound's spectrum at a rate that makes them cheap."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

from izdat.master.clean.frames import Samples

SLOW = 4800  # Hz, about: harmonics to 1200 Hz, and whole samples in four periods of 50 and 60 Hz
TAPS = 8  # of the filter, for each sample at the slow rate: 60 dB against what would fold


class Slow:
    """Goes down to a rate of about ``SLOW`` Hz and comes up again; flat to 1200 Hz."""

    def __init__(self, rate: int) -> None:
        """``rate`` in Hz."""
        self.times = max(1, rate // SLOW)  # samples for each one at the slow rate
        self.rate = rate / self.times  # Hz
        self.margin = TAPS // 2  # slow samples that the filter needs on each side
        if self.times == 1:
            return
        taps = firwin(TAPS * self.times + 1, self.rate / 2, window=("kaiser", 6.0), fs=rate)
        # Rounded, so that no processor's sine makes another filter.
        self._taps: NDArray[np.float32] = np.round(taps, 9).astype(np.float32)

    def down(self, samples: Samples) -> Samples:
        """Return every ``times``-th sample of what is under the slow rate's half.

        ``margin`` slow samples at each end serve the filter only: (channels, n) become
        (channels, n // times - 2 * margin), and n must be a multiple of ``times``.
        """
        if self.times == 1:
            return samples[:, self.margin : samples.shape[1] - self.margin]
        count = samples.shape[1] // self.times - 2 * self.margin
        out = upfirdn(self._taps, samples, 1, self.times, axis=1)
        return np.asarray(out[:, 2 * self.margin : 2 * self.margin + count])

    def up(self, samples: Samples) -> Samples:
        """Return ``samples`` at the full rate, (channels, n * times); silence around them."""
        if self.times == 1:
            return samples
        count = samples.shape[1] * self.times
        half = self.margin * self.times
        out = upfirdn(self._taps * np.float32(self.times), samples, self.times, 1, axis=1)
        return np.asarray(out[:, half : half + count])
