"""Samples at one rate → the same sound at another."""

import numpy as np
import soxr
from numpy.typing import NDArray


def resample(samples: NDArray[np.float32], rate: int, to: int) -> NDArray[np.float32]:
    """Return ``samples`` (n,), of ``rate`` Hz, at ``to`` Hz."""
    if rate == to:
        return samples
    return np.asarray(soxr.resample(samples, rate, to), dtype=np.float32)
