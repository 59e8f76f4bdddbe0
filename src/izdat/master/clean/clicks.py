"""Clicks: found where a sound leaps away from all that leads up to it, and comes straight back.

A short stretch of sound is predicted from the samples before it (linear prediction); a click is
what cannot be predicted (Godsill and Rayner, *Digital Audio Restoration*, 1998, chapter 5). So is
the burst of a plosive, each pulse of the voice and the stroke of a drum; but these come in rows or
are followed by more, and a click stands alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled

BUCKET = 0.0005  # seconds
NEAR = 3  # buckets to either side that belong to the click itself: it is no longer than 3 ms
REACH = 60  # buckets to either side that it is compared with: 30 ms, two pulses of a deep voice
ALONE = 6.0  # times what is around it
LONGEST = 0.0018  # seconds, with what the prediction draws out behind it
DULL = 32_000  # Hz; under it there is less treble by which a click is told from a burst of t or k
ALONE_IN_DULL, LONGEST_IN_DULL = 8.0, 0.00125
SLACK = 0.0002  # seconds on each side: a click ebbs away under what is around it
EDGE = 0.05  # seconds; at a hard beginning or end everything leaps
LONGEST = 0.00125  # seconds; bursts of t and k that stand alone are longer
FAINT = 10**-2.5  # of the voice: -50 dB; what is less is not heard beside it


def order(rate: int) -> int:
    """Return how many samples a prediction looks back: a tract and a room, at ``rate`` Hz."""
    return min(40, 8 + rate // 2000)


@dataclass(frozen=True, slots=True)
class Click:
    """A click in one channel."""

    start: int  # sample
    length: int  # samples
    channel: int
    height: float  # of what is not predicted, full scale 1.0


class ClickFinder:
    """Looks for clicks in one channel, from frames that half overlap."""

    def __init__(self, rate: int, hop: int, channel: int) -> None:
        """``rate`` in Hz; ``hop``: samples from frame to frame."""
        self._order = order(rate)
        self._bucket = max(1, round(BUCKET * rate))
        self._slack = 1 + round(SLACK * rate)
        is_dull = rate < DULL
        self._longest = (LONGEST_IN_DULL if is_dull else LONGEST) * rate + 2 * self._slack
        self._alone = ALONE_IN_DULL if is_dull else ALONE
        self._edge = round(EDGE * rate)
        self._hop = hop
        self._channel = channel
        self._context = self._bucket * (REACH + NEAR + 1)
        self._tail = np.zeros(2 * self._context, dtype=np.float32)
        self._start = -2 * self._context  # sample of the sound at which the tail begins
        self._clicks: list[Click] = []

    def add(self, stretch: NDArray[np.float32], correlations: NDArray[np.float64]) -> None:
        """Take the next frames.

        ``stretch``: float32, as many samples as the frames cover; ``correlations``: the
        autocorrelation (frames, lags) of each. The middle half of each frame is looked at.
        """
        found = np.empty(len(correlations) * self._hop, dtype=np.float32)
        _unpredicted(stretch, correlations, self._order, self._hop, found)
        whole = np.concatenate([self._tail, found])
        for peak, around in _alone(whole, self._bucket, self._alone):
            click = self._click(whole, peak, around)
            if click.length <= self._longest:
                self._clicks.append(click)
        self._tail = whole[len(whole) - 2 * self._context :]
        self._start += len(found)

    def _click(self, whole: NDArray[np.float32], peak: int, around: float) -> Click:
        reach = NEAR * self._bucket
        near = np.abs(whole[peak - reach : peak + reach + 1])
        loud = np.flatnonzero(near > max(1.5 * around, near[reach] / 30))
        first, last = peak - reach + int(loud[0]), peak - reach + int(loud[-1])
        start, length = self._start + first - self._slack, last - first + 1 + 2 * self._slack
        return Click(start, length, self._channel, float(near[reach]))

    def result(self, length: int, voice: float) -> tuple[Click, ...]:
        """Return the clicks of a sound of ``length`` samples whose voice has the RMS ``voice``."""
        edge = self._edge
        return tuple(
            click
            for click in self._clicks
            if edge < click.start < length - edge and click.height > FAINT * voice
        )


@compiled
def _unpredicted(
    stretch: NDArray[np.float32],
    correlations: NDArray[np.float64],
    order: int,
    hop: int,
    out: NDArray[np.float32],
) -> None:
    """Write what a prediction of ``order`` leaves of the middle of each frame to ``out``."""
    taps = np.zeros(order + 1)
    before = np.zeros(order + 1)
    for frame in range(len(correlations)):
        r = correlations[frame]
        taps[:] = 0.0
        taps[0] = 1.0
        error = r[0] * (1 + 1e-9) + 1e-30  # -90 dB of noise: what has no treble stays solvable
        start = error
        for k in range(1, order + 1):  # Levinson and Durbin
            rest = r[k]
            for j in range(1, k):
                rest += taps[j] * r[k - j]
            reflection = -rest / error
            before[:k] = taps[:k]
            for j in range(1, k):
                taps[j] = before[j] + reflection * before[k - j]
            taps[k] = reflection
            error *= 1 - reflection * reflection
            if error < start * 1e-9:
                break
        begin = frame * hop + hop // 2
        here = out[frame * hop : (frame + 1) * hop]
        here[:] = stretch[begin : begin + hop]
        for k in range(1, order + 1):
            tap = np.float32(taps[k])
            # A slice, and the loop over neighbours: several at once, in the same order.
            past = stretch[begin - k : begin - k + hop]
            for n in range(hop):
                here[n] += tap * past[n]


@compiled
def _alone(found: NDArray[np.float32], bucket: int, alone: float) -> list[tuple[int, float]]:
    """Return each peak that stands alone, with the highest value around it.

    Only those are looked for that have ``REACH`` buckets on both sides.
    """
    count = len(found) // bucket
    highest = np.zeros(count, dtype=np.float32)
    for b in range(count):
        for n in range(b * bucket, (b + 1) * bucket):
            highest[b] = max(highest[b], abs(found[n]))
    peaks = [(0, 0.0) for _ in range(0)]
    edge = REACH + NEAR + 1
    for b in range(edge, count - edge):
        here = highest[b]
        if here <= alone * highest[b - NEAR - 1] or here <= alone * highest[b + NEAR + 1]:
            continue
        around = 0.0
        is_highest = True
        for other in range(b - NEAR, b + NEAR + 1):
            if highest[other] > here or (highest[other] == here and other < b):
                is_highest = False
        for other in range(b - REACH - NEAR, b - NEAR):
            around = max(around, highest[other])
        for other in range(b + NEAR + 1, b + REACH + NEAR + 1):
            around = max(around, highest[other])
        if is_highest and here > alone * around:
            peak = b * bucket
            for n in range(b * bucket, (b + 1) * bucket):
                if abs(found[n]) == here:
                    peak = n
                    break
            peaks.append((peak, around))
    return peaks
