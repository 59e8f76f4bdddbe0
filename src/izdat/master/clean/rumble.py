"""What lies below every voice: a constant offset, and rumble."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.signal import firwin

from izdat.master.clean.frames import Samples, Stretches, convolved, framed

LOWEST = 4.0  # Hz
MAINS = 45.0  # Hz: from here on there may be a hum, which is no rumble
MOMENT = 0.25  # seconds
ALWAYS = 0.25  # share of the moments that may be quieter: a drum and a bass pause, rumble does not
CUT = 68.0  # Hz: 20 dB down at 60, 0.3 dB at 80
TAPS = 0.111  # seconds: 40 dB, with a transition of 20 Hz (J. Kaiser's formula)


class RumbleFinder:
    """Measures what lies below the voice, from samples at a slow rate as they pass by."""

    def __init__(self, rate: float) -> None:
        """``rate`` in Hz, about 4800."""
        self._size = round(MOMENT * rate / 2) * 2
        frequencies = np.arange(self._size // 2 + 1) * rate / self._size
        self._is_low = (frequencies > LOWEST) & (frequencies < MAINS)
        self._window = np.hanning(self._size + 1)[:-1].astype(np.float32)
        self._stretches = Stretches(self._size, self._size // 2)
        self._moments: list[NDArray[np.float32]] = []

    def add(self, block: Samples) -> None:
        """Take the next samples, float32 (channels, n)."""
        for stretch in self._stretches.add(block):
            self._look(stretch)

    def _look(self, stretch: Samples) -> None:
        spectra = rfft(framed(stretch, self._size, self._size // 2) * self._window)
        self._moments.append((np.abs(spectra[:, :, self._is_low]) ** 2).sum(axis=2).mean(axis=0))

    def result(self) -> float:
        """Return the mean square from 4 to 45 Hz that is always there; 0 for less than a moment."""
        rest = self._stretches.rest()
        if rest is not None and rest.shape[1] >= self._size:
            self._look(rest)
        if not self._moments:
            return 0.0
        energy = float(np.sum(self._window.astype(np.float64) ** 2))
        lasting = float(np.quantile(np.concatenate(self._moments), ALWAYS))
        return lasting * 2 / self._size / energy


def without_rumble(blocks: Iterator[Samples], rate: int) -> Iterator[Samples]:
    """Yield ``blocks`` without what is below 60 Hz, and all else as it was, without delay."""
    half = round(TAPS * rate / 2)
    taps = np.round(firwin(2 * half + 1, CUT, window=("kaiser", 3.4), fs=rate, pass_zero=False), 9)
    return convolved(blocks, taps)


def without_offset(blocks: Iterator[Samples], offset: tuple[float, ...]) -> Iterator[Samples]:
    """Yield ``blocks`` with each channel moved back to zero."""
    moved = np.array(offset, dtype=np.float32)[:, np.newaxis]
    return (block - moved for block in blocks)
