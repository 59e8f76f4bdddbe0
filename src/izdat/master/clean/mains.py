"""A mains hum in a few seconds of sound: its frequency, and each harmonic's strength and phase.

Mains wander by some hundredths of a hertz in a minute, and all harmonics wander together. So a
window is not given a filter but a model: harmonics k of a frequency f + ct, of steady amplitudes,
which is fitted by least squares. What lies between two harmonics is no hum and tells how loud the
rest is in each moment; the moments weigh by that, so that the pauses decide.
"""

from dataclasses import dataclass
from math import pi

import numpy as np
from numpy.typing import NDArray
from scipy.fft import rfft
from scipy.ndimage import minimum_filter1d, uniform_filter1d

from izdat.master.clean.frames import Samples, framed
from izdat.media.compiled import compiled

PERIODS = 4  # of the mains in a frame: its spectrum has bins on all harmonics and midway of them
GROUP = 4  # frames, one period apart, which the search takes together
GROUPS = 200  # in a window: 16 s at 50 Hz, 13.4 s at 60
COARSE = 5  # groups that the first search takes together: it looks at three harmonics only
TINY = 1e-30  # in place of zero under a fraction
HIGHEST = 1200.0  # Hz, of the harmonics looked for
WANDER = 0.3  # Hz to either side of the nominal frequency
LINE = 20.0  # certainty from which a line is one; noise has 1 to 2 on average
DRIFT = 0.02  # Hz/s, more than any large grid does
BEND = 0.004  # Hz/s²
STEP = 0.0125  # Hz, of the first search: the third harmonic stays within a sixth of a turn
SLOPE = 0.004  # Hz/s


@dataclass(frozen=True, slots=True)
class Window:
    """A hum fitted to a window."""

    path: tuple[float, float, float]  # Hz, Hz/s and Hz/s²: frequency in the middle, and how it goes
    amplitudes: NDArray[np.complex128]  # (channels, harmonics), phases as in the middle
    certainty: NDArray[np.float64]  # (channels, harmonics): power over the square of its error


class Mains:
    """Fits hums of about ``nominal`` Hz to windows of ``length`` samples."""

    def __init__(self, nominal: int, rate: float) -> None:
        """``rate`` of the samples in Hz, about 4800."""
        self.period = round(rate / nominal)
        self.length = (GROUP * GROUPS + PERIODS) * self.period
        self.numbers = np.arange(1, int(HIGHEST / nominal) + 1)
        self._centre = rate / self.period  # Hz, which the bins lie on exactly
        self._low = nominal - self._centre - WANDER
        self._rate = rate
        self._window = np.hanning(PERIODS * self.period + 1)[:-1]
        frames = np.arange(GROUP * GROUPS) + PERIODS / 2
        self._times = np.asarray((frames * self.period - self.length / 2) / rate, np.float64)

    def fit(self, samples: Samples) -> Window:
        """Return the likeliest hum in ``samples`` (channels, length); there may be none."""
        frames = framed(samples, PERIODS * self.period, self.period)[:, : GROUP * GROUPS]
        spectra = rfft(frames * self._window)
        weights = self._weights(spectra)
        lines = np.moveaxis(spectra[:, :, PERIODS * self.numbers], 1, 2) * weights
        shape = (len(samples) * len(self.numbers), GROUPS, GROUP)
        rows, amounts = lines.reshape(shape).sum(axis=2), weights.reshape(shape).sum(axis=2)
        numbers = np.tile(self.numbers, len(samples)).astype(np.float64)
        path = self._path(rows, amounts, numbers)
        turned = (lines.reshape(shape) * _turns(path, numbers, self._times).reshape(shape)).sum(2)
        total = np.maximum(amounts.sum(axis=1), TINY)
        mean = turned.sum(axis=1) / total
        # What each group holds beside the line is what the line is uncertain by.
        rest = np.abs(turned - mean[:, np.newaxis] * amounts) ** 2
        certainty = np.abs(mean) ** 2 * total**2 / np.maximum(rest.sum(axis=1), TINY)
        own = (len(samples), len(self.numbers))
        return Window(
            (self._centre + path[0], path[1], path[2]),
            mean.reshape(own) / self._seen(path[0]),
            certainty.reshape(own),
        )

    def _path(
        self,
        rows: NDArray[np.complex128],
        amounts: NDArray[np.float64],
        numbers: NDArray[np.float64],
    ) -> tuple[float, float, float]:
        """Return the way of the frequency, from the bins' own: by a grid, then by Newton's method.

        All harmonics turn together, each its number times as fast as the first.
        """
        times = self._times.reshape(GROUPS, GROUP).mean(axis=1)
        low = numbers <= 3
        coarse = rows[low].reshape(-1, GROUPS // COARSE, COARSE).sum(axis=2)
        moments = times.reshape(-1, COARSE).mean(axis=1)
        path = np.array([*_searched(coarse, numbers[low], moments, self._low), 0.0])
        shapes = 2 * pi * np.array([times, times**2 / 2, times**3 / 6])
        for highest in (3, 3, 6, 12, 24, 24):
            used = numbers <= highest
            turned = rows[used] * _turns(path, numbers[used], times)
            mean = turned.sum(axis=1) / np.maximum(amounts[used].sum(axis=1), TINY)
            across = numbers[used] @ (turned * mean.conj()[:, np.newaxis]).imag
            weight = (numbers[used] * np.abs(mean)) ** 2 @ amounts[used]
            normal = (shapes * weight) @ shapes.T
            scale = np.sqrt(np.maximum(np.diag(normal), TINY))
            # A little of the identity: in a window half empty the last two are hardly told apart.
            matrix = normal / np.outer(scale, scale) + 1e-3 * np.eye(3)
            path = path + np.linalg.solve(matrix, shapes @ across / scale) / scale
            path = np.clip(
                path, *np.array([[self._low, -DRIFT, -BEND], [self._low + 2 * WANDER, DRIFT, BEND]])
            )
        return float(path[0]), float(path[1]), float(path[2])

    def _seen(self, offset: float) -> NDArray[np.float64]:
        """Return what a frame shows of a line of amplitude 1 that lies ``offset`` from its bin."""
        bins = self.numbers * offset * PERIODS / self._centre
        return np.asarray(np.sinc(bins) / (1 - bins**2) * self._window.sum() / 2)

    def _weights(self, spectra: NDArray[np.complex128]) -> NDArray[np.float64]:
        """Return how much each frame counts for each harmonic: (channels, harmonics, frames)."""
        between = np.abs(spectra[:, :, PERIODS // 2 :: PERIODS]) ** 2
        count = len(self.numbers)
        rest = between[:, :, :count] + between[:, :, 1 : count + 1]
        # Of the quietest moments none shall decide alone. Where there is no sound there is no hum,
        # and the frames about the place where it breaks off show only a part of it.
        is_sound = minimum_filter1d(rest, PERIODS + 1, axis=1) > TINY
        rest = np.where(is_sound, uniform_filter1d(rest, PERIODS + 1, axis=1), np.inf)
        heard = np.moveaxis(rest, 1, 2)
        order = np.sort(heard, axis=2)
        floor = order[:, :, order.shape[2] // 10, np.newaxis]
        return np.asarray(1 / (heard + np.where(np.isfinite(floor), floor, order[:, :, :1])))

    def sound(self, window: Window) -> Samples:
        """Return the hum of ``window`` as samples (channels, length)."""
        time = (np.arange(self.length) - self.length / 2) / self._rate
        frequency, drift, bend = window.path
        turn = np.exp(2j * pi * (frequency + (drift / 2 + bend / 6 * time) * time) * time)
        turn = turn.astype(np.complex64)  # 120 dB are enough, at half the time
        out = np.zeros((len(window.amplitudes), self.length), dtype=np.float32)
        power = np.ones(self.length, dtype=np.complex64)
        heard = np.flatnonzero(window.amplitudes.any(axis=0))
        for number in range(heard.max(initial=-1) + 1):
            power *= turn
            for channel, amplitude in enumerate(window.amplitudes[:, number].astype(np.complex64)):
                if amplitude:
                    out[channel] += amplitude.real * power.real - amplitude.imag * power.imag
        return out


def _turns(
    path: NDArray[np.float64] | tuple[float, float, float],
    numbers: NDArray[np.float64],
    times: NDArray[np.float64],
) -> NDArray[np.complex128]:
    """Return the factors (numbers, times) that turn each moment's phase back to the middle's."""
    turn = 2 * pi * (path[0] + (path[1] / 2 + path[2] / 6 * times) * times) * times
    return np.asarray(np.exp(-1j * np.outer(numbers, turn)))


@compiled
def _searched(
    rows: NDArray[np.complex128],
    numbers: NDArray[np.float64],
    times: NDArray[np.float64],
    low: float,
) -> tuple[float, float]:
    """Return the offset (Hz) and drift (Hz/s) under which the rows are the most coherent."""
    best, offset, drift = -1.0, low + WANDER, 0.0
    for n in range(round(2 * WANDER / STEP) + 1):
        for way in range(-2, 3):
            value = 0.0
            for row in range(len(rows)):
                real = imaginary = norm = 0.0
                for m in range(len(times)):
                    here = rows[row, m]
                    turn = low + n * STEP + way * SLOPE * times[m] / 2
                    angle = -2 * pi * numbers[row] * turn * times[m]
                    cosine, sine = np.cos(angle), np.sin(angle)
                    real += here.real * cosine - here.imag * sine
                    imaginary += here.real * sine + here.imag * cosine
                    norm += here.real * here.real + here.imag * here.imag
                if norm > 0:
                    value += (real * real + imaginary * imaginary) / norm
            if value > best:
                best, offset, drift = value, low + n * STEP, way * SLOPE
    return offset, drift
