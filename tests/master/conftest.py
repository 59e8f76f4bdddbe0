"""Sound with a known truth, as recordings and parts."""

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from izdat.master.inspect import inspect_recording
from izdat.master.pieces import Pieces
from izdat.media.decode import decode
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.programme import Programme
from izdat.model.sound import Recording

Samples = NDArray[np.float32]


def _sine(seconds: float, rate: int = 48000, *, hz: float = 997, db: float = -20, channels=1):
    t = np.arange(round(seconds * rate)) / rate
    return np.stack([10 ** (db / 20) * np.sin(2 * np.pi * hz * t)] * channels).astype(np.float32)


def _speech(seconds: float, *, db: float = -20, channels: int = 1, seed: int = 0) -> Samples:
    """Something with the dynamics of speech: bursts of a buzzing voice, and pauses."""
    random = np.random.default_rng(seed)
    t = np.arange(round(seconds * 48000)) / 48000
    hum = sum(np.sin(2 * np.pi * 130 * k * t + k * k) / k for k in range(1, 25))
    bursts = np.abs(np.sin(2 * np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.21 * t) > -0.8)
    spikes = (random.random(len(t)) < 2e-4) * random.uniform(2, 6, len(t))
    sound = (hum + spikes + 0.2 * random.standard_normal(len(t))) * bursts * 10 ** (db / 20) / 2
    sound += 1e-4 * random.standard_normal(len(t))
    return np.stack([sound] * channels).astype(np.float32)


def _heard(sound: Path | Programme, channels: int = 2) -> Samples:
    """Return what is heard of a file, or of a programme."""
    if isinstance(sound, Programme):
        blocks = Pieces(sound.score).stream(sound.setting)
    else:
        blocks = decode(sound, 48000, channels)
    return np.concatenate(list(blocks), axis=1)


@pytest.fixture(scope="session")
def sine() -> Callable[..., Samples]:
    return _sine


@pytest.fixture(scope="session")
def speech() -> Callable[..., Samples]:
    return _speech


@pytest.fixture(scope="session")
def heard() -> Callable[..., Samples]:
    return _heard


@pytest.fixture(scope="session")
def part(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Part]:
    """Make a part of samples: ``part("pier", samples)``."""
    folder = tmp_path_factory.mktemp("parts")
    count = itertools.count()

    def made(segment: str, samples: Samples, rate: int = 48000, music: Samples | None = None):
        facts, file = recorded(f"{segment}-{next(count)}", samples, rate)
        bed = bed_loudness = None
        if music is not None:
            bed_facts, bed = recorded(f"{segment}-bed", music, rate)
            bed_loudness = bed_facts.loudness
        recording = Recording(file, segment)
        return Part(segment, recording, facts.loudness, bed, bed_loudness)

    def recorded(name: str, samples: Samples, rate: int):
        path = folder / f"{name}.flac"
        encode_flac(path, iter([samples]), rate, len(samples))
        return inspect_recording(folder, file_at(path)), file_at(path)

    return made
