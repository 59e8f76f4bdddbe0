"""The meter against the signals that EBU Tech 3341 and 3342 describe, and against FFmpeg's."""

import re
import shutil
import subprocess
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import firwin, upfirdn

from izdat.master.loudness import Meter, k_weighting, loudness
from izdat.media.encode import encode_flac

RATES = [8000, 11025, 44100, 48000]


def tone(levels, rate, hz=1000.0):
    """A sine in steps of (dBFS, seconds), phase-continuous."""
    level = np.concatenate([np.full(round(s * rate), 10 ** (db / 20)) for db, s in levels])
    t = np.arange(len(level)) / rate
    return (level * np.sin(2 * np.pi * hz * t)).astype(np.float32)


def stereo(levels, rate):
    return np.stack([tone(levels, rate)] * 2)


def test_the_coefficients_are_those_of_bs_1770_at_48_khz():
    shelf, high_pass = k_weighting(48000)
    given_shelf = [
        1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585
    ]  # fmt: skip
    given_high_pass = [1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621]
    assert np.abs(shelf - given_shelf).max() < 1e-8
    assert np.abs(high_pass - given_high_pass).max() < 1e-8


@pytest.mark.parametrize("rate", RATES)
@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
    ids=["case-1", "case-2", "case-3", "case-4", "case-5"],
)
def test_integrated_loudness_is_that_of_tech_3341(levels, expected, rate):
    assert loudness(stereo(levels, rate), rate).integrated == pytest.approx(expected, abs=0.1)


def test_surround_is_weighed_as_in_case_6_of_tech_3341():
    samples = np.stack([tone([(db, 20)], 48000) for db in (-28, -28, -24, -30, -30)])
    assert loudness(samples, 48000).integrated == pytest.approx(-23, abs=0.1)


@pytest.mark.parametrize("rate", [44100, 48000, 96000])
@pytest.mark.parametrize(
    ("divisor", "degrees", "amplitude", "expected"),
    [(4, 0, 0.5, -6), (4, 45, 0.5, -6), (6, 60, 0.5, -6), (8, 67.5, 0.5, -6), (4, 45, 1.41, 3)],
    ids=["case-15", "case-16", "case-17", "case-18", "case-19"],
)
def test_true_peak_of_a_sine_is_that_of_tech_3341(divisor, degrees, amplitude, expected, rate):
    n = np.arange(rate)
    samples = amplitude * np.sin(2 * np.pi * n / divisor + np.radians(degrees))
    fade = np.minimum(1, np.minimum(n, n[::-1]) / (rate / 100))
    peak = loudness((samples * fade)[None].astype(np.float32), rate).true_peak
    assert expected - 0.4 <= peak <= expected + 0.2


@pytest.mark.parametrize("offset", range(4), ids=["case-20", "case-21", "case-22", "case-23"])
def test_true_peak_between_the_samples_is_that_of_tech_3341(offset):
    rate = 48000 * 4
    steps = np.full(rate, 2 * np.pi / 24)  # fs/6, at 4 fs
    level = np.full(rate, 0.5)
    start = rate // 2 // 24 * 24
    steps[start : start + 16] = 2 * np.pi / 16  # one period of fs/4
    level[start : start + 16] = 1.0
    phase = np.concatenate([[0], np.cumsum(steps)[:-1]])
    n = np.arange(rate)
    fade = np.minimum(1, np.minimum(n, n[::-1]) / (rate / 100))
    low_pass = firwin(1023, 20000, fs=rate)
    samples = upfirdn(low_pass, level * np.sin(phase) * fade)[offset::4]
    peak = loudness(samples[None].astype(np.float32), 48000).true_peak
    assert -0.4 <= peak <= 0.2


@pytest.mark.parametrize("rate", [22050, 48000])
@pytest.mark.parametrize(
    ("levels", "expected"),
    [([-20, -30], 10), ([-20, -15], 5), ([-40, -20], 20), ([-50, -35, -20, -35, -50], 15)],
    ids=["case-1", "case-2", "case-3", "case-4"],
)
def test_loudness_range_is_that_of_tech_3342(levels, expected, rate):
    samples = stereo([(db, 20) for db in levels], rate)
    assert loudness(samples, rate).range == pytest.approx(expected, abs=1)


def test_mono_is_3_lu_under_the_same_sound_on_both_sides():
    both = stereo([(-20, 5)], 48000)
    difference = loudness(both, 48000).integrated - loudness(both[:1], 48000).integrated
    assert difference == pytest.approx(3.01, abs=0.01)


def test_silence_is_minus_infinity():
    for count in (0, 1, 48000 * 4):
        told = loudness(np.zeros((2, count), np.float32), 48000)
        assert (told.integrated, told.true_peak, told.range) == (-inf, -inf, 0)


def test_silence_after_sound_changes_nothing():
    sound = stereo([(-20, 10)], 48000)
    longer = np.concatenate([sound, np.zeros((2, 48000 * 60), np.float32)], axis=1)
    before, after = loudness(sound, 48000), loudness(longer, 48000)
    assert after.integrated == pytest.approx(before.integrated, abs=0.1)


def test_the_last_sample_counts_for_the_peak():
    samples = np.zeros((1, 4800), np.float32)
    samples[0, -1] = 0.5
    assert loudness(samples, 48000).true_peak >= 20 * np.log10(0.5)


@settings(max_examples=30, deadline=None)
@given(
    cuts=st.lists(st.integers(0, 100_000), max_size=20),
    rate=st.sampled_from([11025, 44100, 48000]),
)
def test_how_the_sound_is_cut_into_blocks_changes_nothing(cuts, rate):
    samples = np.random.default_rng(3).standard_normal((2, 100_000)).astype(np.float32) * 0.1
    meter = Meter(rate, 2)
    for block in np.split(samples, sorted(cuts), axis=1):
        meter.add(block)
    told, whole = meter.result(), loudness(samples, rate)
    assert told.true_peak == whole.true_peak
    assert told.integrated == pytest.approx(whole.integrated, abs=1e-9)
    assert told.range == pytest.approx(whole.range, abs=1e-9)


def test_a_result_on_the_way_disturbs_nothing():
    samples = np.random.default_rng(3).standard_normal((2, 96_000)).astype(np.float32) * 0.1
    meter = Meter(48000, 2)
    meter.add(samples[:, :50_000])
    meter.result()
    meter.add(samples[:, 50_000:])
    assert meter.result().true_peak == loudness(samples, 48000).true_peak


@pytest.mark.judge
@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="no ffmpeg here: no outside judge")
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_ffmpeg_measures_the_same(tmp_path, speech, seed):
    sound = speech(20, channels=2, seed=seed)
    sound[1] *= np.float32(0.7)
    encode_flac(tmp_path / "a.flac", iter([sound]), 48000, 2)
    done = subprocess.run(
        ["ffmpeg", "-nostats", "-hide_banner", "-i", tmp_path / "a.flac",
         "-af", "ebur128=peak=true", "-f", "null", "-"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    summary = done.stderr[done.stderr.rindex("Summary") :]
    integrated, span, peak = (
        float(re.search(name + r":\s+(-?[\d.]+)", summary)[1]) for name in ("I", "LRA", "Peak")
    )
    own = loudness(sound, 48000)
    assert own.integrated == pytest.approx(integrated, abs=0.1)
    assert own.range == pytest.approx(span, abs=0.3)
    assert own.true_peak == pytest.approx(peak, abs=0.15)
