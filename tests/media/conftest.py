"""Sound with a known truth, and files of it."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from izdat.media.decode import decode

Samples = NDArray[np.float32]


def _sine(seconds: float, rate: int, *, hz: float = 440, level: float = 0.5, channels: int = 1):
    t = np.arange(round(seconds * rate)) / rate
    return np.stack([level * np.sin(2 * np.pi * hz * t)] * channels).astype(np.float32)


def _heard(path: Path, rate: int | None = None, channels: int = 2) -> Samples:
    blocks = list(decode(path, rate, channels))
    return np.concatenate(blocks, axis=1) if blocks else np.zeros((channels, 0), np.float32)


def _wave(path: Path, samples: Samples, rate: int, bits: int = 16, is_float: bool = False) -> Path:
    """Write RIFF WAVE byte by byte: an outside truth for the decoder."""
    flat = samples.T.astype(np.float64)
    if is_float:
        data = flat.astype("<f4" if bits == 32 else "<f8").tobytes()
    elif bits == 8:
        data = np.rint(flat * 127 + 128).astype(np.uint8).tobytes()
    else:
        whole = np.rint(flat * (2 ** (bits - 1) - 1)).astype("<i4")
        raw = whole.reshape(-1, 1).view(np.uint8)
        data = raw[:, : bits // 8].tobytes()
    channels = len(samples)
    frame = channels * bits // 8
    form = struct.pack("<HHIIHH", 3 if is_float else 1, channels, rate, rate * frame, frame, bits)
    body = b"WAVEfmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(data))
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body) + len(data)) + body + data)
    return path


@pytest.fixture
def sine() -> Callable[..., Samples]:
    return _sine


@pytest.fixture
def heard() -> Callable[..., Samples]:
    return _heard


@pytest.fixture
def wave() -> Callable[..., Path]:
    return _wave
