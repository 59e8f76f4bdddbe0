"""Mains hum: found by what only mains do, and taken out by taking away its own likeness."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from izdat.master.clean.frames import Samples, Stretches, processed
from izdat.master.clean.mains import LINE, Mains, Window
from izdat.master.clean.slow import Slow

NOMINAL = (50, 60)  # Hz, of the grids of the world
SHORTEST = 2.0  # seconds: in less no hum is told from a voice
FUNDAMENTAL = 3  # one of the first so many harmonics is there, and another one
PRESENT = 0.7  # share of the windows that it is heard in
OFTEN = 1 / 3  # of them show a harmonic; a voice may stand beside it in the others
STEADY = 0.15  # Hz that it wanders in the whole recording, as a standard deviation


@dataclass(frozen=True, slots=True)
class Hum:
    """A hum that runs through a recording."""

    nominal: int  # Hz: 50 or 60
    frequency: float  # Hz, the mean
    harmonics: tuple[int, ...]  # numbers, 1 for the mains frequency itself
    power: float  # mean square, full scale 1.0, the mean of the channels


class HumFinder:
    """Looks for a hum in a sound as it passes by."""

    def __init__(self, rate: float, nominal: int) -> None:
        """``rate`` in Hz, about 4800: samples at a slow rate (``Slow``) are enough."""
        self._mains = Mains(nominal, rate)
        self._nominal = nominal
        self._shortest = round(SHORTEST * rate)
        self._stretches = Stretches(self._mains.length, self._mains.length, together=1)
        self._windows: list[Window] = []

    def add(self, block: Samples) -> None:
        """Take the next samples, float32 (channels, n)."""
        self._windows += [self._mains.fit(stretch) for stretch in self._stretches.add(block)]

    def result(self) -> Hum | None:
        """Return the hum, or None where there is none that can be told from other sound."""
        windows = [*self._windows, *self._last()]
        heard = [window for window in windows if _is_hum(window)]
        if not heard or len(heard) < PRESENT * len(windows):
            return None
        frequencies = np.array([window.path[0] for window in heard])
        if frequencies.std() > STEADY:
            return None
        lines = np.array([window.certainty.max(axis=0) > LINE for window in heard])
        harmonics = np.flatnonzero(lines.mean(axis=0) >= OFTEN)
        powers = np.array([(np.abs(window.amplitudes) ** 2).mean(axis=0) / 2 for window in heard])
        return Hum(
            self._nominal,
            round(float(frequencies.mean()), 3),
            tuple(int(number) + 1 for number in harmonics),
            float(powers.mean(axis=0)[harmonics].sum()),
        )

    def _last(self) -> Iterator[Window]:
        rest = self._stretches.rest()
        if rest is None or rest.shape[1] < self._shortest:
            return
        whole = np.zeros((len(rest), self._mains.length), dtype=np.float32)
        whole[:, : rest.shape[1]] = rest
        yield self._mains.fit(whole)


def _is_hum(window: Window) -> bool:
    is_line = window.certainty.max(axis=0) > LINE
    return bool(is_line[:FUNDAMENTAL].any() and is_line.sum() >= 2)


def without_hum(blocks: Iterator[Samples], rate: int, hum: Hum) -> Iterator[Samples]:
    """Yield ``blocks`` without ``hum``: only what goes with the mains is taken away.

    Each window of some seconds has a frequency and amplitudes of its own; windows overlap by half.
    """
    slow = Slow(rate)
    mains = Mains(hum.nominal, slow.rate)
    half, margin = mains.length // 2, slow.margin
    fade = np.round(np.sin(np.pi * (np.arange(mains.length) + 0.5) / mains.length) ** 2, 9)
    is_known = np.isin(mains.numbers, hum.harmonics)
    # The hum at the slow rate, from twice the margin before a window to where the next one begins.
    held: Samples | None = None

    def process(stretch: Samples) -> Samples:
        nonlocal held
        fitted = mains.fit(slow.down(stretch))
        known = np.where(is_known, fitted.amplitudes * _share(fitted), 0)
        own = (mains.sound(replace(fitted, amplitudes=known)) * fade).astype(np.float32)
        if held is None:
            held = np.zeros((len(stretch), 2 * margin + half), dtype=np.float32)
        held[:, 2 * margin :] += own[:, :half]
        taken = slow.up(held)
        held = np.concatenate([held[:, half:], own[:, half:]], axis=1)
        return np.asarray(stretch[:, : half * slow.times] - taken)

    size, hop = (mains.length + 2 * margin) * slow.times, half * slow.times
    before = hop + margin * slow.times
    return processed(blocks, process, size=size, hop=hop, before=before, together=1)


def _share(window: Window) -> NDArray[np.float64]:
    """Return how much of each fitted line is the line and not chance, 0 to 1."""
    return np.asarray(np.maximum(0.0, 1 - 2 / np.maximum(window.certainty, 1.0)))
