"""Keeps true peaks under a ceiling: look-ahead, oversampled detection, no clipping."""

from math import exp

import numpy as np
from numpy.typing import NDArray

from izdat.master.oversampling import BOUND, DELAY, FILTERS, TAPS, envelope, loudest
from izdat.media.compiled import compiled
from izdat.media.mixing import narrowed

LOOK_AHEAD = 0.005  # seconds: the gain glides down this long before a peak
RELEASE = 0.100  # seconds for the gain to come back by 63 %


def limited(
    samples: NDArray[np.float32], rate: int, ceiling: float
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Return ``samples``, float32 (channels, n), turned down around peaks above ``ceiling`` dBTP.

    And the gains, float64 (n,), 0 to 1: all channels are turned down together, so that the
    picture does not move. ``rate`` in Hz.

    The gain is the running mean, over the look-ahead, of a gain that falls at once to the least
    needed within the look-ahead and rises slowly: it never exceeds what a peak needs. Where it
    stands depends on what was heard before, less by e in every ``RELEASE``.
    """
    height = round(10 ** (ceiling / 20), 9)
    ahead = max(1, round(LOOK_AHEAD * rate))
    rise = round(1 - exp(-1 / (RELEASE * rate)), 12)
    count = samples.shape[1] + ahead
    peaks = np.zeros(count)
    for channel in narrowed(samples):
        whole = np.zeros(count + TAPS, dtype=np.float32)
        whole[DELAY : DELAY + len(channel)] = channel
        envelope(whole, loudest(whole), FILTERS, BOUND, height, peaks)
    if not peaks.any():
        return samples, np.ones(samples.shape[1])
    gains = np.empty(count)
    _glide(peaks, height, rise, ahead + 1, gains)
    gains = gains[ahead:]
    return (samples * gains).astype(np.float32), gains


@compiled
def _glide(
    peaks: NDArray[np.float64],
    ceiling: float,
    rise: float,
    window: int,
    out: NDArray[np.float64],
) -> None:
    """Write the gain for the sample ``window - 1`` before each of ``peaks`` to ``out``."""
    size = window + 1
    needs = np.zeros(size)  # of the queue: rising minima of the need,
    numbers = np.zeros(size, dtype=np.int64)  # and the samples that they are for
    gains = np.ones(window)  # the last gains, whose mean is applied
    head = length = 0
    gain, total = 1.0, float(window)
    for n in range(len(peaks)):
        need = ceiling / peaks[n] if peaks[n] > ceiling else 1.0
        # The least need of the last ``window`` samples, as a queue of rising values.
        while length and needs[(head + length - 1) % size] >= need:
            length -= 1
        needs[(head + length) % size] = need
        numbers[(head + length) % size] = n
        length += 1
        if numbers[head] <= n - window:
            head = (head + 1) % size
            length -= 1
        gain = min(needs[head], gain + (1.0 - gain) * rise)
        if gain > 0.999999:
            gain = 1.0  # arrived: what needs no limiting passes untouched
        slot = n % window
        total += gain - gains[slot]
        gains[slot] = gain
        if slot == window - 1:  # summed afresh, so that rounding does not gather
            total = 0.0
            for k in range(window):
                total += gains[k]
        out[n] = total / window
