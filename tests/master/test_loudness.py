"""What the meter promises beside the EBU's cases (``test_ebu.py``), and FFmpeg's beside it."""

import re
import shutil
import subprocess
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lfilter

from izdat.master.loudness import Meter, loudness
from izdat.master.oversampling import FILTERS, TAPS, Peak
from izdat.master.weighting import channel_weights, k_weighting
from izdat.media.encode import encode_flac


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
    whole = Meter(rate, 2)
    whole.add(samples)
    assert meter.result() == whole.result()
    told, course = meter.course(), whole.course()
    assert told.momentary.tobytes() == course.momentary.tobytes()
    assert told.short_term.tobytes() == course.short_term.tobytes()
    assert (told.max_momentary, told.max_short_term) == (
        course.max_momentary, course.max_short_term
    )  # fmt: skip


def test_a_result_on_the_way_disturbs_nothing():
    samples = np.random.default_rng(3).standard_normal((2, 96_000)).astype(np.float32) * 0.1
    meter = Meter(48000, 2)
    meter.add(samples[:, :50_000])
    meter.result()
    meter.add(samples[:, 50_000:])
    assert meter.result() == loudness(samples, 48000)


def test_the_series_are_of_the_windows_that_begin_every_tenth_of_a_second():
    meter = Meter(11025, 2)  # where a tenth is no whole number of samples
    meter.add(stereo([(-40, 2), (-20, 4)], 11025))
    course = meter.course()
    assert (len(course.momentary), len(course.short_term)) == (57, 31)
    quiet, loud = course.momentary[:17], course.momentary[20:]
    assert np.abs(quiet + 40).max() < 0.05
    assert np.abs(loud + 20).max() < 0.05
    assert course.short_term[-1] == pytest.approx(-20, abs=0.05)
    assert np.all(np.diff(course.short_term[:21]) > 0)


def test_the_maxima_are_not_below_the_series_and_need_a_whole_window():
    meter = Meter(48000, 1)
    meter.add(np.random.default_rng(5).standard_normal((1, 140_000)).astype(np.float32) * 0.1)
    course = meter.course()
    assert course.max_momentary > course.momentary.max()
    assert course.max_short_term == -inf
    assert len(course.short_term) == 0


def test_loudspeakers_weigh_as_they_stand():
    five = ("FL", "FR", "FC", "LFE", "BL", "BR")
    assert channel_weights(five) == (1, 1, 1, 0, 1.41, 1.41)
    seven = ("FL", "FR", "FC", "LFE", "BL", "BR", "SL", "SR")
    assert channel_weights(seven) == (1, 1, 1, 0, 1, 1, 1.41, 1.41)
    assert channel_weights(("TFL", "microphone")) == (1, 1)


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 1000), bend=st.floats(0, 1))
def test_what_is_not_interpolated_could_not_have_been_the_peak(seed, bend):
    samples = np.random.default_rng(seed).standard_normal(700).astype(np.float32)
    samples = lfilter([1 - bend * 0.99], [1, -bend * 0.99], samples).astype(np.float32)
    padded = np.pad(samples, (TAPS - 1, TAPS - 1))
    gaps = [np.abs(np.convolve(padded, row[::-1].astype(float), "valid")) for row in FILTERS]
    meter = Peak(1)
    meter.add(samples[None])
    true = max(np.abs(samples).max(), *(gap.max() for gap in gaps))
    assert meter.result() == pytest.approx(20 * np.log10(true), abs=1e-4)


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


# ---- two sides that are the same --------------------------------------------


@pytest.mark.parametrize("apart", [None, 0, 3, 7])  # block in which the sides come to differ
def test_two_sides_that_are_the_same_are_heard_once_and_count_twice(apart):
    chance = np.random.default_rng(5)
    one = (0.2 * chance.standard_normal((10, 1, 9_000))).astype(np.float32)
    blocks = np.repeat(one, 2, axis=1)
    if apart is not None:
        blocks[apart, 1, 100:] *= 0.5
        blocks[-1] = blocks[-1, :1]  # the same again
    together, left, right = Meter(48_000, 2), Meter(48_000, 1), Meter(48_000, 1)
    for block in blocks:
        together.add(block)
        left.add(block[:1])
        right.add(block[1:])
    both = np.array(together._steps)
    assert both == pytest.approx(np.array(left._steps) + np.array(right._steps), rel=1e-12)
    peaks = left.result().true_peak, right.result().true_peak
    assert together.result().true_peak == max(peaks)
