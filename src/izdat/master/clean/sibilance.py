"""Sharp s sounds: how much they stand above the voice, and turning them down to where they belong.

All levels are relative to the voice's own, so that a quiet recording is treated like a loud one.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import uniform_filter1d
from scipy.signal import firwin

from izdat.master.clean.frames import Samples, processed

LOWEST, HIGHEST = 5000.0, 10_000.0  # Hz: where s and sh are loudest
SLOWEST = 16_000  # Hz; a recording of a lower rate has no s to speak of
OFTEN = 0.98  # share of the moments that are less sharp: the s sounds are the rest
CROSSOVER = 4500.0  # Hz
TAPS = 0.003  # seconds, of the filter that splits the bands
STEP = 0.001  # seconds
STEPS = 256  # taken together
HOLD = 12  # steps over which the level is taken, and the gain glides: shorter than any s
SLOPE = 0.6  # of what is too much is taken away, in dB
LEAST = 10 ** (-9 / 20)  # gain: more makes a lisp


@dataclass(frozen=True, slots=True)
class Sibilance:
    """How sharp the s sounds are."""

    power: float  # mean square above 5 kHz in the sharpest moments, full scale 1.0


class SibilanceFinder:
    """Looks for sharp s sounds in stretches of a sound as they pass by."""

    def __init__(self, rate: int, size: int) -> None:
        """``rate`` in Hz; ``size``: samples of a frame."""
        self._first, self._last = (
            round(f * size / rate) for f in (LOWEST, min(HIGHEST, 0.45 * rate))
        )
        self._size = size
        self._moments: list[NDArray[np.float32]] = []

    def add(self, power: NDArray[np.float32]) -> None:
        """Take the next stretch, as ``NoiseFinder`` does."""
        self._moments.append(power[:, self._first : self._last].sum(axis=1))

    def result(self) -> Sibilance | None:
        """Return the sibilance; None where the rate shows none."""
        moments = np.concatenate(self._moments) if self._moments else np.zeros(0)
        if self._last <= self._first or not len(moments):
            return None
        return Sibilance(float(np.quantile(moments, OFTEN)) * 2 / self._size)


def softened(blocks: Iterator[Samples], rate: int, *, threshold: float) -> Iterator[Samples]:
    """Yield ``blocks`` with what is sharper than ``threshold`` turned down.

    ``threshold``: mean square above 4.5 kHz, full scale 1.0. Moments under it stay bit by bit as
    they are; of the others, what lies below 4 kHz. All channels are turned down together.
    """
    step = max(1, round(STEP * rate))
    margin = (HOLD + 4) * step
    hop = STEPS * step
    size = hop + 2 * margin
    length = next_fast_len(size, real=True)
    split = _split(rate, length)
    along = (np.arange(step, dtype=np.float32) + 0.5) / step

    def process(stretch: Samples) -> Samples:
        sharp = irfft(rfft(stretch, length) * split, length)[:, :size]
        power = (sharp * sharp).mean(axis=0).reshape(-1, step).mean(axis=1, dtype=np.float64)
        power = uniform_filter1d(power, HOLD)
        gains = np.maximum((threshold / np.maximum(power, threshold)) ** (SLOPE / 2), LEAST)
        middle = stretch[:, margin : margin + hop]
        if gains.min() == 1.0:
            return middle
        gains = uniform_filter1d(gains, HOLD)
        # From the border of one step to that of the next in a straight line.
        borders = (gains[:-1] + gains[1:]) / 2
        first = margin // step
        begins, ends = (
            borders[first - 1 : first - 1 + STEPS, None],
            borders[first : first + STEPS, None],
        )
        turned = (begins + (ends - begins) * along).astype(np.float32).reshape(-1)
        return np.asarray(middle - (1 - turned) * sharp[:, margin : margin + hop])

    return processed(
        blocks, process, size=size, hop=hop, before=margin, shift=margin, together=1
    )  # fmt: skip


def _split(rate: int, length: int) -> NDArray[np.complex64]:
    """Return the response of a filter without delay that lets through what is above 4.5 kHz."""
    half = round(TAPS * rate / 2)
    taps = np.round(firwin(2 * half + 1, CROSSOVER, fs=rate, pass_zero=False), 9)
    placed = np.zeros(length)
    placed[: 2 * half + 1] = taps
    return np.asarray(rfft(np.roll(placed, -half)).astype(np.complex64))
