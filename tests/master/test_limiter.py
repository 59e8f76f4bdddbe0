"""The limiter holds its ceiling, and touches nothing that is under it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.master.limiter import LOOK_AHEAD, limited
from izdat.master.loudness import loudness


def through(samples, ceiling):
    return limited(samples, 48000, ceiling)[0]


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    gain=st.floats(0, 30),
    ceiling=st.sampled_from([-0.5, -1.0, -3.0, -9.0]),
)
def test_no_peak_passes_the_ceiling(seed, gain, ceiling):
    random = np.random.default_rng(seed)
    samples = random.standard_normal((2, 30_000)) * 0.1
    samples *= random.random(30_000) < random.uniform(0.001, 1)
    samples = (samples * 10 ** (gain / 20)).astype(np.float32)
    out = through(samples, ceiling)
    assert out.shape == samples.shape
    # A gain that moves leaves a little between the samples; a listener's meter allows 0.2.
    assert loudness(out, 48000).true_peak <= ceiling + 0.1
    assert np.abs(out).max() <= 10 ** (ceiling / 20) + 1e-6


def test_what_is_under_the_ceiling_passes_bit_by_bit(speech):
    samples = speech(3, db=-30, channels=2)
    assert np.array_equal(through(samples, -1.0), samples)


def test_only_the_surroundings_of_a_peak_are_turned_down(sine):
    samples = sine(4, db=-20)
    samples[0, 96_000:96_010] = 1.5
    out = through(samples, -6.0)
    ahead = round(LOOK_AHEAD * 48000)
    assert np.array_equal(out[:, : 96_000 - ahead - 20], samples[:, : 96_000 - ahead - 20])
    assert np.array_equal(out[:, 96_000 + 96_000 :], samples[:, 96_000 + 96_000 :])


def test_both_sides_are_turned_down_together(sine):
    samples = np.concatenate([sine(1, db=6), sine(1, db=-20)])
    out = through(samples, -1.0)
    inner = np.abs(samples[1]) > 0.01
    assert out[1, inner] / samples[1, inner] == pytest.approx(
        out[0, inner] / samples[0, inner], abs=1e-4
    )


def test_what_was_heard_two_seconds_ago_changes_nothing():
    samples = np.random.default_rng(5).standard_normal((2, 240_000)).astype(np.float32)
    whole = through(samples, -6.0)
    late = through(samples[:, 96_000:], -6.0)
    assert whole[:, 192_000:] == pytest.approx(late[:, 96_000:], abs=1e-7)


def test_the_gains_are_those_of_the_samples(sine):
    samples = sine(1, db=0, channels=2)
    out, gains = limited(samples, 48000, -6.0)
    assert gains.shape == (48_000,)
    assert out == pytest.approx(samples * gains, abs=1e-6)
    assert gains.min() == pytest.approx(10 ** (-6 / 20), abs=0.01)
    assert (limited(samples, 48000, 1.0)[1] == 1).all()


@pytest.mark.parametrize("count", [0, 1, 5, 23, 24, 300])
def test_the_shortest_sound_comes_out_whole(count):
    samples = np.full((1, count), 0.9, np.float32)
    out = through(samples, -6.0)
    assert out.shape == samples.shape
    assert (np.abs(out) <= 10 ** (-6 / 20) + 1e-6).all()


def test_a_tone_is_turned_down_smoothly(sine):
    out = through(sine(2, hz=100, db=0), -6.0)
    settled = out[0, 24_000:-2_000]
    spectrum = np.abs(np.fft.rfft(settled * np.hanning(len(settled))))
    near = np.zeros(len(spectrum), bool)
    middle = int(spectrum.argmax())
    near[middle - 8 : middle + 9] = True
    distortion = np.sqrt((spectrum[~near] ** 2).sum() / (spectrum[near] ** 2).sum())
    assert distortion < 0.02
