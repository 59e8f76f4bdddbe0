"""Features against slow and plain computation, and what must not change them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.align import features as module
from izdat.align.features import FFT, RATE, FrontEnd, features, frames_in, mel_energies, statics

FRONT = FrontEnd()
HOP = 160


def sound(frames, seed=0):
    """Return noise that is now loud and now faint."""
    chance = np.random.default_rng(seed)
    loudness = np.repeat(chance.choice([0.001, 0.1], frames // 20 + 1), 20)[:frames]
    noise = chance.standard_normal(frames * HOP) * np.repeat(loudness, HOP)
    return noise.astype(np.float32)


def slow_energies(samples, t):
    """Return the mel energies of frame ``t``, by the definition."""
    padded = np.concatenate((np.zeros(80), samples.astype(float), np.zeros(80)))
    frame = padded[t * HOP : t * HOP + 320]
    lifted = np.array([frame[0], *(frame[1:] - 0.97 * frame[:-1])])
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(320) / 320)
    power = np.abs(np.fft.fft(lifted * window, FFT)[: FFT // 2 + 1]) ** 2
    edges = np.linspace(*(2595 * np.log10(1 + np.array([80, 7600]) / 700)), FRONT.mels + 2)
    hertz = 700 * (10 ** (edges / 2595) - 1)
    bins = np.arange(FFT // 2 + 1) * RATE / FFT
    return np.array([
        (np.interp(bins, hertz[k : k + 3], [0, 1, 0], left=0, right=0) * power).sum()
        for k in range(FRONT.mels)
    ])  # fmt: skip


@pytest.mark.parametrize(("samples", "frames"), [(0, 0), (159, 0), (160, 1), (319, 1), (1600, 10)])
def test_a_hop_makes_a_frame_and_the_rest_is_dropped(samples, frames):
    assert frames_in(samples, FRONT) == frames
    rows = features(np.ones(samples, dtype=np.float32), FRONT)
    assert rows.shape == (frames, FRONT.size)
    assert rows.dtype == np.float32


def test_energies_are_what_the_definition_says():
    samples = sound(40)
    found = mel_energies(samples, FRONT)
    expected = np.array([slow_energies(samples, t) for t in range(40)])
    assert found == pytest.approx(expected, rel=1e-3, abs=expected.max() * 1e-6)


def test_a_shift_by_whole_hops_shifts_the_energies():
    samples = sound(60)
    # The first frame reaches back before the beginning.
    assert mel_energies(samples[7 * HOP :], FRONT)[1:] == pytest.approx(
        mel_energies(samples, FRONT)[8:], rel=1e-4
    )


@pytest.mark.parametrize("hertz", [300, 1000, 3000, 6000])
def test_a_tone_is_in_the_band_where_its_pitch_is(hertz):
    tone = np.sin(2 * np.pi * hertz * np.arange(RATE // 4) / RATE).astype(np.float32)
    weights, first = module._filters(FRONT)
    loudest = mel_energies(tone, FRONT)[10].argmax()
    middle = (first[loudest] + weights[loudest].argmax()) * RATE / FFT
    assert middle == pytest.approx(hertz, rel=0.12)


@pytest.mark.parametrize("front", [FRONT, FrontEnd(hop=0.008, window=0.016, reach=3)])
@pytest.mark.parametrize("make", [features, statics])
def test_where_blocks_begin_does_not_show(monkeypatch, make, front):
    samples = sound(100)[:-37]
    whole = make(samples, front)
    monkeypatch.setattr(module, "BLOCK", 7)
    assert make(samples, front) == pytest.approx(whole, rel=1e-4, abs=1e-5)


@settings(max_examples=15)
@given(st.integers(0, 1000), st.integers(30, 200))
def test_each_column_has_variance_1_and_loudness_does_not_matter(seed, frames):
    samples = sound(frames, seed)
    rows = features(samples, FRONT)
    assert np.square(rows, dtype=float).mean(axis=0) == pytest.approx(1, abs=1e-3)
    assert features(samples * np.float32(0.25), FRONT) == pytest.approx(rows, abs=2e-2)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("speech", [0, 4])
def test_where_nearly_all_is_digital_silence_features_are_numbers(speech):
    samples = np.zeros(200 * HOP, dtype=np.float32)
    samples[: speech * HOP] = sound(speech)
    assert np.isfinite(features(samples, FRONT)).all()


@settings(max_examples=30)
@given(st.integers(0, 1000), st.integers(1, 60), st.integers(1, 30))
def test_the_mean_of_the_speech_around_is_taken_off(seed, frames, span):
    chance = np.random.default_rng(seed)
    rows = chance.standard_normal((frames, 3)).astype(np.float32)
    weights = chance.uniform(0.001, 1, frames)
    found = module._centred(rows, weights, span)
    for t in range(frames):
        near = slice(max(0, t - span // 2), t + span // 2 + 1)
        mean = np.average(rows[near], axis=0, weights=weights[near])
        assert found[t] == pytest.approx(rows[t] - mean, abs=1e-4)


def test_the_change_of_a_slope_is_its_steepness():
    rows = np.zeros((20, 2), dtype=np.float32)
    rows[:, 0] = 3 * np.arange(20)
    module._changes(rows, 0, 1, 2)
    assert rows[2:-2, 1] == pytest.approx(3)
    # At the end the last frame stands for those that are missing: (1·3 + 2·6)/10 of the steepness.
    assert rows[0, 1] == pytest.approx(3 * (1 + 2 * 2) / 10)


def test_cepstra_are_of_axes_at_right_angles():
    assert module._dct(FRONT) @ module._dct(FRONT).T == pytest.approx(
        np.eye(FRONT.cepstra), abs=1e-6
    )


def test_the_louder_a_frame_the_more_it_is_speech():
    energies = np.outer(10.0 ** np.arange(-6, 1), np.ones(4)).astype(np.float32)
    weights = module.speech_weights(energies, module.loud_level(energies))
    assert (np.diff(weights) > 0).all()
    assert weights[0] < 0.01
    assert weights[-1] > 0.99


def test_nothing_has_a_loudness():
    none = np.empty((0, 4), dtype=np.float32)
    assert module.loud_level(none) == 1
    assert len(module.speech_weights(none, 1.0)) == 0
