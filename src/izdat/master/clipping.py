"""Finds what an overdriven input cut off: neighbours that stand flat at full scale."""

import numpy as np
from numpy.typing import NDArray

FULL = np.float32(1 - 2.0**-15)  # the highest value of 16 bits, which no other depth stays under
RUN = 3  # samples of one value: a loud tone that is whole touches full scale with one or two


class ClippingFinder:
    """Counts clipped samples: ``RUN`` or more neighbours of one value at full scale or over.

    A float file that goes over full scale and keeps its shape is not clipped. What was clipped
    before a codec made MP3 or AAC of it is no longer flat, and not found.
    """

    def __init__(self) -> None:
        self._before: NDArray[np.float32] | None = None  # the last RUN samples of each channel
        self._all = 0
        self._clipped = 0

    def add(self, samples: NDArray[np.float32]) -> None:
        """Hear the next samples, float32 (channels, n), full scale ±1.0."""
        self._all += samples.size
        before = self._before
        if before is None or len(before) != len(samples):
            before = np.zeros((len(samples), RUN), dtype=np.float32)
        self._before = np.concatenate([before, samples[:, -RUN:]], axis=1)[:, -RUN:]
        if max(samples.max(initial=0), -samples.min(initial=0)) < FULL:
            return
        whole = np.concatenate([before, samples], axis=1)
        same = (np.abs(whole[:, 1:]) >= FULL) & (whole[:, 1:] == whole[:, :-1])
        ends = same[:, 1:] & same[:, :-1]  # the third of a run, and each after it
        begins = ends[:, 1:] & ~ends[:, :-1]
        self._clipped += int(ends[:, 1:].sum()) + (RUN - 1) * int(begins.sum())

    def share(self) -> float:
        """Return the share of the samples that is clipped, 0 to 1."""
        return round(self._clipped / self._all, 6) if self._all else 0.0
