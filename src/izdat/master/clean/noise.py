"""How loud a recording's noise is, what it sounds like, and whether it is noise at all.

The quietest moments of each frequency are noise (minimum statistics: R. Martin, "Noise power
spectral density estimation based on optimal smoothing and minimum statistics", IEEE Trans. Speech
and Audio Processing 9, 2001; here the lowest tenth instead of the lowest). But the quietest moments
of music are music. What tells them apart: noise is as loud in one of its quiet moments as in the
next, while notes die away, each to another depth.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

EVERY = 3  # frames, 16 ms apart, from one moment to the next; it is the mean of twice as many
FLOOR = 0.10  # share of the moments that is no louder than the floor
DEPTH = 0.03
BIAS = 10**0.28  # what noise is on average above its FLOOR, as measured: 2.8 dB
UNSTEADY = 1.8  # dB from DEPTH to FLOOR: noise has 0.4 to 1.6, music 1.5 to 5, clean speech 10
UNKNOWN = 0.9  # dB that a floor is thought to wander, until many are seen
LOWEST, HIGHEST = 80.0, 8000.0  # Hz: where noise is judged
BANDS = 16
SHORTEST = 60  # frames: a second


@dataclass(frozen=True, slots=True)
class Noise:
    """What is heard when nobody speaks."""

    profile: tuple[float, ...]  # mean power of each bin for each unit of the window's energy
    power: float  # mean square from 80 Hz to 8 kHz, full scale 1.0
    share: float  # of the recording in which what is heard in the pauses may be noise, 0 to 1
    unsteadiness: float  # dB, inside a stretch and between them: music nearly always has over 2


class NoiseFinder:
    """Looks for noise in stretches of a sound as they pass by."""

    def __init__(self, rate: int, size: int) -> None:
        """``rate`` in Hz; ``size``: samples of a frame."""
        lowest, highest = (round(f * size / rate) for f in (LOWEST, min(HIGHEST, 0.45 * rate)))
        edges = np.geomspace(max(lowest, 2), highest, BANDS + 1)
        self._edges = np.unique(np.round(edges).astype(np.int64))
        self._size = size
        self._sum = np.zeros(size // 2 + 1)
        self._floors: list[NDArray[np.float64]] = []  # of the bands, one for each noisy stretch
        self._depths: list[float] = []  # dB
        self._all = 0  # stretches
        self._moments: list[NDArray[np.float32]] = []

    def add(self, power: NDArray[np.float32]) -> None:
        """Take the next stretch of some seconds.

        ``power``: float32 (frames, bins), of half-overlapping Hann windows, divided by the
        window's energy; the mean of the channels.
        """
        if len(power) < SHORTEST:
            return
        parts = power[: len(power) // EVERY * EVERY].reshape(-1, EVERY, power.shape[1]).mean(axis=1)
        smooth = (parts[1:] + parts[:-1]) / 2
        bands = np.add.reduceat(smooth, self._edges, axis=1, dtype=np.float64)[:, :-1]
        self._moments.append(bands.sum(axis=1).astype(np.float32))
        # Where the sound is switched off there is nothing to measure.
        heard = bands.sum(axis=1) > 0
        if heard.sum() < SHORTEST // EVERY:
            return
        self._all += 1
        depth, floor = np.quantile(bands[heard], (DEPTH, FLOOR), axis=0)
        if floor.min() <= 0 or depth.min() <= 0:
            return
        unsteadiness = float(np.average(10 * np.log10(floor / depth), weights=floor))
        if unsteadiness <= UNSTEADY:
            self._floors.append(floor)
            self._depths.append(unsteadiness)
            at = round(FLOOR * (heard.sum() - 1))
            self._sum += np.partition(smooth[heard], at, axis=0)[at].astype(np.float64) * BIAS

    def result(self) -> Noise | None:
        """Return the noise; None where nothing like it was heard."""
        count = len(self._floors)
        if not count:
            return None
        profile = self._sum / count
        floors = np.array(self._floors)
        # Two floors that are alike by chance prove little: one more is thought to lie beside them.
        spread = np.square(10 * np.log10(floors) - 10 * np.log10(floors).mean(axis=0)).sum(axis=0)
        wander = np.sqrt((spread + UNKNOWN**2) / count)
        return Noise(
            profile=tuple(map(float, profile.astype(np.float32))),
            power=self._mean_square(profile[self._edges[0] : self._edges[-1]].sum()),
            share=count / self._all,
            unsteadiness=float(
                np.mean(self._depths) + np.average(wander, weights=floors.mean(axis=0))
            ),
        )

    def voice(self) -> float:
        """Return the mean square, from 80 Hz to 8 kHz, of the moments in which there is a voice."""
        if not self._moments:
            return 0.0
        moments = np.concatenate(self._moments).astype(np.float64)
        loud = moments[moments >= moments.mean() / 10]
        return self._mean_square(loud.mean())

    def _mean_square(self, power: float) -> float:
        return float(power) * 2 / self._size
