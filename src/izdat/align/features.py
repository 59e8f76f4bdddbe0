"""Sound → what of it tells one phone from another: mel-frequency cepstra and how they change.

Mel scale and filters after Davis and Mermelstein (IEEE Trans. ASSP 28, 1980); deltas by
regression (Furui, IEEE Trans. ASSP 34, 1986). The mean that is taken off follows the voice: it
is that of the speech of the last and next seconds, so that each speaker and room is at home.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.threads import in_threads
from izdat.media.compiled import compiled

RATE = 16_000  # Hz
FFT = 512  # samples
BLOCK = 1_024  # frames that are worked on at a time: their spectra are 4 MB

_LOWEST = 80.0  # Hz: below it is hum and handling noise
_FLOOR = 1e-6  # of the speech's power: 60 dB below it nothing is told apart
_SPAN = 6.0  # seconds of speech whose mean is taken off
_SOFT = 6.0  # dB over which a frame goes from pause to speech

Matrix = NDArray[np.float32]
Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class FrontEnd:
    """How features are computed. A frame lies in the middle of its hop."""

    hop: float = 0.010  # seconds
    window: float = 0.020  # seconds
    mels: int = 26
    cepstra: int = 13
    reach: int = 2  # frames on each side that a delta looks at
    highest: float = 7_600.0  # Hz

    @property
    def size(self) -> int:
        """Numbers a frame."""
        return 3 * self.cepstra


def frames_in(samples: int, front: FrontEnd) -> int:
    """Return how many frames ``samples`` at ``RATE`` have."""
    return samples // round(front.hop * RATE)


def features(samples: Samples, front: FrontEnd) -> Matrix:
    """Return float32 (frames, front.size): cepstra, their changes, and the changes of these.

    ``samples``: float32 (n,) at ``RATE``, full scale ±1.0. Each column has variance 1 over all
    frames; the mean of the speech around is 0.
    """
    still = _still(samples, front)
    rows = np.empty((len(still), front.size), dtype=np.float32)
    rows[:, : front.cepstra] = still
    del still  # of two hours each copy is 50 MB
    for first in (0, front.cepstra):
        _changes(rows, first, front.cepstra, front.reach)
    return _of_variance_1(rows)


def statics(samples: Samples, front: FrontEnd) -> Matrix:
    """Return the cepstra alone, float32 (frames, front.cepstra), each column with variance 1."""
    return _of_variance_1(_still(samples, front))


def _of_variance_1(rows: Matrix) -> Matrix:
    """Scale each column of ``rows`` in place; return it."""
    squares = np.zeros(rows.shape[1])
    for start in range(0, len(rows), BLOCK):
        squares += np.square(rows[start : start + BLOCK], dtype=np.float64).sum(axis=0)
    rows /= np.sqrt(squares / max(1, len(rows)) + 1e-12).astype(np.float32)
    return rows


def _still(samples: Samples, front: FrontEnd) -> Matrix:
    energies = mel_energies(samples, front)
    level = loud_level(energies)
    weights = speech_weights(energies, level) + 1e-3  # without speech, the mean of what there is
    energies += np.float32(_FLOOR * level)
    np.log(energies, out=energies)
    cepstra = _cepstra(energies, _dct(front))
    del energies  # of two hours they are 115 MB
    return _centred(cepstra, weights, round(_SPAN / front.hop))


def mel_energies(samples: Samples, front: FrontEnd) -> Matrix:
    """Return the power in each mel band, float32 (frames, mels)."""
    hop, length = round(front.hop * RATE), round(front.window * RATE)
    count = frames_in(len(samples), front)
    before = (length - hop) // 2
    window = np.hanning(length + 1)[:-1].astype(np.float32)
    filters, first = _filters(front)
    out = np.empty((count, front.mels), dtype=np.float32)

    def block(start: int) -> None:
        stop = min(start + BLOCK, count)
        low, high = start * hop - before, (stop - 1) * hop - before + length
        part = samples[max(0, low) : high]
        if low < 0 or high > len(samples):
            part = np.pad(part, (max(0, -low), max(0, high - len(samples))))
        rows = np.lib.stride_tricks.sliding_window_view(part, length)[::hop]
        spectrum = np.fft.rfft(_emphasised(rows) * window, FFT)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        _banded(power, filters, first, out[start:stop])

    in_threads(block, range(0, count, BLOCK))
    return out


def loud_level(energies: Matrix) -> float:
    """Return the power of a frame of loud speech: louder are only some in a hundred.

    Digital silence tells nothing of that, and is not counted.
    """
    total = energies.sum(axis=1)
    total = total[total > 0]
    return float(np.quantile(total, 0.95)) / energies.shape[1] if len(total) else 1.0


def speech_weights(energies: Matrix, level: float) -> NDArray[np.float64]:
    """Return how much each frame is speech, 0 to 1, by its loudness alone."""
    decibels = 10 * np.log10(energies.mean(axis=1, dtype=np.float64) / max(level, 1e-20) + 1e-10)
    quiet = float(np.quantile(decibels, 0.1)) if len(decibels) else -60.0
    threshold = max(quiet / 2, -30.0)  # half way, in dB, between pauses and loud speech
    return np.asarray(1 / (1 + np.exp(np.clip((threshold - decibels) / _SOFT * 4, -50, 50))))


def _emphasised(rows: Matrix) -> Matrix:
    """Return each row with its high frequencies lifted, 1 − 0.97 z⁻¹."""
    out = rows.copy()
    out[:, 1:] -= np.float32(0.97) * rows[:, :-1]
    return out


def _filters(front: FrontEnd) -> tuple[Matrix, NDArray[np.int64]]:
    """Return triangles on the mel scale: weights (mels, widest), and each one's first bin."""

    def mel(hertz: float) -> float:
        return float(2595 * np.log10(1 + hertz / 700))

    edges = np.linspace(mel(_LOWEST), mel(front.highest), front.mels + 2)
    hertz = 700 * (10 ** (edges / 2595) - 1)
    bins = np.arange(FFT // 2 + 1) * RATE / FFT
    rising = (bins - hertz[:-2, None]) / (hertz[1:-1, None] - hertz[:-2, None])
    falling = (hertz[2:, None] - bins) / (hertz[2:, None] - hertz[1:-1, None])
    weights = np.maximum(0, np.minimum(rising, falling))
    # A band so narrow that no bin falls into it takes the nearest.
    empty = weights.sum(axis=1) == 0
    nearest = np.round(hertz[1:-1] * FFT / RATE).astype(int)
    weights[empty, nearest[empty]] = 1
    first = (weights > 0).argmax(axis=1)
    widest = int((weights > 0).sum(axis=1).max())
    columns = np.minimum(first[:, None] + np.arange(widest), FFT // 2)
    packed = np.take_along_axis(weights, columns, axis=1)
    packed[first[:, None] + np.arange(widest) > FFT // 2] = 0
    return packed.astype(np.float32), first.astype(np.int64)


def _dct(front: FrontEnd) -> Matrix:
    """Return the orthonormal DCT-II, (cepstra, mels)."""
    band = (np.arange(front.mels) + 0.5) * np.pi / front.mels
    rows = np.cos(np.arange(front.cepstra)[:, None] * band) * np.sqrt(2 / front.mels)
    rows[0] /= np.sqrt(2)
    return np.asarray(rows, dtype=np.float32)


@compiled
def _banded(power: Matrix, filters: Matrix, first: NDArray[np.int64], out: Matrix) -> None:
    # Added up by hand: a matrix product adds in another order on another processor.
    for t in range(power.shape[0]):
        for band in range(filters.shape[0]):
            total = np.float32(0)
            for k in range(filters.shape[1]):
                if filters[band, k] > 0:
                    total += filters[band, k] * power[t, first[band] + k]
            out[t, band] = total


@compiled
def _cepstra(logs: Matrix, dct: Matrix) -> Matrix:
    out = np.zeros((logs.shape[0], dct.shape[0]), dtype=np.float32)
    for t in range(logs.shape[0]):
        for c in range(dct.shape[0]):
            total = np.float32(0)
            for m in range(dct.shape[1]):
                total += dct[c, m] * logs[t, m]
            out[t, c] = total
    return out


@compiled
def _centred(rows: Matrix, weights: NDArray[np.float64], span: int) -> Matrix:
    """Return ``rows`` less the mean of the speech within ``span`` frames around."""
    count, size = rows.shape
    out = np.empty_like(rows)
    sums = np.zeros(size)
    total = 0.0
    low, high = 0, 0  # of the window that ``sums`` has added up
    for t in range(count):
        while high < min(t + span // 2 + 1, count):
            for c in range(size):
                sums[c] += weights[high] * rows[high, c]
            total += weights[high]
            high += 1
        while low < t - span // 2:
            for c in range(size):
                sums[c] -= weights[low] * rows[low, c]
            total -= weights[low]
            low += 1
        for c in range(size):
            out[t, c] = rows[t, c] - sums[c] / total
    return out


@compiled
def _changes(rows: Matrix, first: int, size: int, reach: int) -> None:
    """Write behind ``size`` columns the slope of each over ``reach`` frames on each side."""
    count = len(rows)
    scale = np.float32(0)
    for k in range(1, reach + 1):
        scale += np.float32(2 * k * k)
    for t in range(count):
        for c in range(first, first + size):
            slope = np.float32(0)
            for k in range(1, reach + 1):
                after, before = min(t + k, count - 1), max(t - k, 0)
                slope += np.float32(k) * (rows[after, c] - rows[before, c])
            rows[t, c + size] = slope / scale
