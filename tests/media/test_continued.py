"""A sound goes on at its edges as it was, and what goes on does not grow."""

import numpy as np
import pytest

from izdat.media.continued import CONTEXT, ORDER, burg, continued


def tones(first: int, last: int) -> np.ndarray:
    t = np.arange(first, last) / 48_000
    left = 0.4 * np.sin(2 * np.pi * 220 * t) + 0.2 * np.sin(2 * np.pi * 1234 * t)
    return np.stack([left, 0.3 * np.cos(2 * np.pi * 500 * t)]).astype(np.float32)


@pytest.mark.parametrize("parts", [1, 37])
def test_tones_go_on_before_and_behind(parts):
    whole = tones(-1000, 30_600)
    blocks = np.array_split(whole[:, 1000:-600], parts, axis=1)
    heard = np.concatenate(list(continued(iter(blocks), 1000, 600)), axis=1)
    assert heard.shape == whole.shape
    assert np.array_equal(heard[:, 1000:-600], whole[:, 1000:-600])
    assert np.abs(heard - whole).max() < 0.02


def test_noise_dies_away():
    noise = np.random.default_rng(1).standard_normal((1, 10_000)).astype(np.float32)
    *_, behind = continued(iter([noise]), 0, 5000)
    assert np.abs(behind[:, 4000:]).max() < 0.01


def test_silence_goes_on_as_silence_and_nothing_as_nothing():
    silence = np.zeros((2, 99), np.float32)
    assert not any(block.any() for block in continued(iter([silence]), 9, 9))
    assert list(continued(iter([]), 100, 100)) == []
    assert list(continued(iter([np.zeros((2, 0), np.float32)]), 100, 100)) == []


@pytest.mark.parametrize("count", [1, 2, 3, ORDER, CONTEXT - 1, CONTEXT, CONTEXT + 1])
def test_the_shortest_sound_has_its_edges(count):
    sound = tones(0, count)
    before, *middle, behind = continued(iter(np.array_split(sound, min(count, 3), axis=1)), 50, 70)
    assert (before.shape, behind.shape) == ((2, 50), (2, 70))
    assert np.array_equal(np.concatenate(middle, axis=1), sound)
    assert np.isfinite(before).all()
    assert np.isfinite(behind).all()


def test_a_known_process_is_found():
    """An autoregressive process of known coefficients gives them back."""
    wanted = np.array([1.0, -1.6, 0.8])
    noise = np.random.default_rng(2).standard_normal(50_000)
    made = np.zeros(50_000)
    for n in range(2, 50_000):
        made[n] = noise[n] - wanted[1] * made[n - 1] - wanted[2] * made[n - 2]
    assert burg(made, 2) == pytest.approx(wanted, abs=0.02)
