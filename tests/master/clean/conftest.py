"""A voice made of numbers, what may be in its way, and a measure of how much of it is left."""

from collections.abc import Callable

import numpy as np
import pytest

RATE = 16_000


def _voice(seconds: float, rate: int = RATE, *, seed: int = 0, hiss: float = 0.15):
    """A gliding buzz in syllables with s sounds between, and pauses; about -20 dB, (n,)."""
    random = np.random.default_rng(seed)
    count = round(seconds * rate)
    time = np.arange(count) / rate
    knots = random.uniform(95, 180, int(seconds * 4) + 2)
    turn = np.cumsum(np.interp(time * 4, np.arange(len(knots)), knots)) / rate
    buzz = sum(np.sin(2 * np.pi * k * turn + k * k) / k**1.3 for k in range(1, 20))
    speaks = np.clip(4 * np.sin(2 * np.pi * 0.4 * time) + 2, 0, 1)
    syllables = np.sin(2 * np.pi * 2.1 * time) ** 2 * speaks**2
    white = np.diff(random.standard_normal(count + 1)) * np.abs(np.sin(np.pi * 2.1 * time)) ** 30
    sound = 0.12 * (buzz * syllables + hiss * white) + 2e-5 * random.standard_normal(count)
    return sound.astype(np.float32)


def _si_sdr(heard, meant) -> float:
    """Signal to distortion in dB, whatever the gain (Le Roux et al., ICASSP 2019)."""
    heard, meant = (np.ravel(s).astype(np.float64) for s in (heard, meant))
    heard, meant = heard - heard.mean(), meant - meant.mean()
    target = meant * (heard @ meant) / (meant @ meant)
    return float(10 * np.log10((target @ target) / max(np.sum((heard - target) ** 2), 1e-20)))


def _blocks(samples, cuts=()):
    whole = np.atleast_2d(samples)
    return iter(np.split(whole, sorted(cuts), axis=1))


def _beside(samples, like, level: float):
    """``samples`` at ``level`` dB beside ``like``."""
    ratio = np.sqrt(np.mean(like.astype(np.float64) ** 2) / np.mean(samples**2))
    return (samples * ratio * 10 ** (level / 20)).astype(np.float32)


@pytest.fixture
def voice() -> Callable:
    return _voice


@pytest.fixture
def si_sdr() -> Callable:
    return _si_sdr


@pytest.fixture
def blocks() -> Callable:
    return _blocks


@pytest.fixture
def beside() -> Callable:
    return _beside


@pytest.fixture
def whole() -> Callable:
    return lambda parts: np.concatenate(list(parts), axis=1)
