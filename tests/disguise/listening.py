"""What is heard in a file, and whether it is what must not be."""

from contextlib import suppress
from pathlib import Path

import numpy as np
from making_disguise import RATE
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from izdat.media.decode import decode
from izdat.media.unreadable import Unreadable


def heard(path: Path, rate: int = RATE) -> NDArray[np.float32]:
    return np.concatenate([block[0] for block in decode(path, rate, 1)])


def likeness(sound: NDArray[np.float32], part: NDArray[np.float32]) -> float:
    """Return the greatest normalised correlation of ``part`` with any place in ``sound``."""
    if len(sound) < len(part):
        return 0.0
    part = part - part.mean()
    dots = fftconvolve(sound, part[::-1], mode="valid")
    squares = np.cumsum(np.concatenate(([0.0], np.square(sound, dtype=np.float64))))
    energy = squares[len(part) :] - squares[: -len(part)]
    norm = np.sqrt(np.maximum(energy, 1e-7) * float(part @ part))
    return float(np.abs(dots / norm).max())


def sounds_in(path: Path) -> list[NDArray[np.float32]]:
    """Return what a file may hold as sound: decoded, and its bytes read as samples."""
    data = path.read_bytes()
    found = []
    for kind, scale in (("<i2", 32768), ("<f4", 1), ("<i4", 2**31), ("<f8", 1)):
        size = np.dtype(kind).itemsize
        for shift in range(0, size, 2):
            end = shift + (len(data) - shift) // size * size
            with np.errstate(all="ignore"):  # most bytes are no samples
                own = np.frombuffer(data[shift:end], kind).astype(np.float64) / scale
            own = np.nan_to_num(own, posinf=0, neginf=0)
            found.append(np.clip(own, -2, 2).astype(np.float32))
    with suppress(Unreadable):
        found.append(heard(path))
    return found


def holds(path: Path, pieces: list[NDArray[np.float32]]) -> bool:
    return any(likeness(own, piece) > 0.95 for own in sounds_in(path) for piece in pieces)
