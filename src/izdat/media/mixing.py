"""Brings samples of any layout to one channel or two, or to another layout."""

from math import sqrt

import numpy as np
from numpy.typing import NDArray

# What each loudspeaker gives to left and right: ITU-R BS.775-4, annex 4, table 2. The
# low-frequency channel is left out, as there. Not scaled down: floating point does not clip, and
# the level is set later. Names as in FFmpeg's channel layouts.
HALF = 1 / sqrt(2)
POSITIONS: dict[str, tuple[float, float]] = {
    "FL": (1, 0), "FR": (0, 1), "FC": (HALF, HALF), "LFE": (0, 0), "LFE2": (0, 0),
    "FLC": (1, 0), "FRC": (0, 1), "BL": (HALF, 0), "BR": (0, HALF), "BC": (0.5, 0.5),
    "SL": (HALF, 0), "SR": (0, HALF), "WL": (HALF, 0), "WR": (0, HALF),
    "TFL": (HALF, 0), "TFR": (0, HALF), "TFC": (0.5, 0.5), "TC": (0.5, 0.5),
    "TBL": (0.5, 0), "TBR": (0, 0.5), "TBC": (0.5, 0.5), "DL": (1, 0), "DR": (0, 1),
}  # fmt: skip


def matrix(names: tuple[str, ...], channels: int) -> NDArray[np.float32]:
    """Return the weights, float32 (channels, len(names)), that bring a layout to 1 or 2 channels.

    One channel goes to both sides as it is, two without a name (as most WAVE files have them) are
    left and right. Where a position has no name among more (eight microphones, say) all channels
    go to both sides alike, and their mean is taken.
    """
    count = len(names)
    if count == 1:
        stereo = np.ones((2, 1))
    elif all(name in POSITIONS for name in names):
        stereo = np.array([POSITIONS[name] for name in names], dtype=np.float64).T
    elif count == 2:
        stereo = np.eye(2)
    else:
        stereo = np.full((2, count), 1 / count)
    mixed = stereo if channels == 2 else stereo.mean(axis=0, keepdims=True)
    return mixed.astype(np.float32)


def fitted(names: tuple[str, ...], layout: tuple[str, ...]) -> NDArray[np.float32]:
    """Return the weights, float32 (len(layout), len(names)), that bring ``names`` to ``layout``.

    Into one channel or two all are mixed as by ``matrix``; among more, each goes to its own name
    and is left out where there is none.
    """
    if names == layout:
        return np.eye(len(layout), dtype=np.float32)
    if len(layout) > 2:
        return np.array([[own == name for name in names] for own in layout], dtype=np.float32)
    return matrix(names, len(layout))


def narrowed(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``samples`` (channels, n), or one of two channels that are the same, (1, n)."""
    is_twice = len(samples) == 2 and np.array_equal(samples[0], samples[1])
    return samples[:1] if is_twice else samples


def mix(samples: NDArray[np.float32], weights: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return ``samples`` (channels, n) under ``weights``, added up in a fixed order."""
    if len(weights) == len(samples) and np.array_equal(weights, np.eye(len(weights))):
        return samples
    if weights.shape == (2, 1) and (weights == 1).all():
        return np.repeat(samples, 2, axis=0)
    out = np.zeros((weights.shape[0], samples.shape[1]), dtype=np.float32)
    # Not a matrix product: a BLAS may add in another order on another processor.
    for row, line in zip(weights, out, strict=True):
        for weight, channel in zip(row, samples, strict=True):
            if weight == 1:
                line += channel
            elif weight:
                line += channel * weight
    return out
