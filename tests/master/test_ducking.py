"""Music rises where nobody speaks for long, and is down again before the next word."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.master.assemble import assemble
from izdat.master.ducking import RISE, plan_bed
from izdat.master.silence import find_silences, heard_pieces
from izdat.model.mastering import Silences, Span
from izdat.model.show import SoundSettings

RATE = 48_000
FASTEST = 8.0  # dB a second


def silent(length, *spans):
    return Silences(
        round(length * RATE), tuple(Span(round(a * RATE), round(b * RATE)) for a, b in spans)
    )


def at(course, *seconds):
    return [float(np.interp(second, *zip(*course, strict=True))) for second in seconds]


def test_a_long_pause_lifts_the_bed_and_a_short_one_does_not() -> None:
    course = plan_bed(silent(20, (4, 6.4), (10, 14)))
    assert at(course, 5, 10, 10.5, 11, 12.5, 13, 13.5, 14) == pytest.approx(
        [0, 0, RISE / 2, RISE, RISE, RISE / 2, 0, 0]
    )
    assert plan_bed(silent(20, (4, 6.4))) == ()


def test_where_a_part_begins_and_ends_in_silence_the_bed_is_risen_at_once() -> None:
    course = plan_bed(silent(20, (0, 4), (15, 20)))
    assert at(course, 0, 2.5, 3.5, 15, 16, 20) == pytest.approx([RISE, RISE, 0, 0, RISE, RISE])
    # What is heard before goes over into the part: it may still speak.
    assert at(plan_bed(silent(20, (0, 8)), after=3.0), 0, 3, 4, 7.5) == [0, 0, RISE, 0]
    assert plan_bed(silent(5, (0, 5))) == ((0.0, RISE),)


def test_a_pause_that_was_shortened_lifts_nothing() -> None:
    silences = silent(20, (4, 9), (12, 16))
    pieces = heard_pieces(silences, trim=False, longest=1.0)
    assert plan_bed(silences, pieces) == ()
    assert plan_bed(silences) != ()
    # And what is left of one that stays longer stands where it is heard.
    course = plan_bed(silences, (Span(0, 5 * RATE), Span(8 * RATE, 20 * RATE)))
    assert at(course, 4, 6, 9, 10, 11.5, 12.5) == pytest.approx([0, 0, 0, RISE, RISE, 0])


@given(st.lists(st.floats(0.05, 9), min_size=1, max_size=12), st.booleans(), st.floats(0, 5))
def test_no_bed_is_over_a_word_or_faster_than_eight_decibels_a_second(lengths, first, after):
    edges = np.concatenate([[0], np.cumsum(lengths)]).tolist()
    spans = list(pairwise(edges))
    silences = silent(edges[-1], *spans[int(first) :: 2])
    course = plan_bed(silences, after=after)
    for (a, low), (b, high) in pairwise(course):
        assert abs(high - low) <= FASTEST * (b - a) + 0.05
    for start, end in spans[1 - int(first) :: 2]:
        if course:
            heard = (start, (start + end) / 2, max(end - 0.002, start))
            assert at(course, *heard) == pytest.approx([0, 0, 0], abs=0.02)


def test_the_bed_is_heard_eight_decibels_louder_in_the_pause(tmp_path, part, sine, heard):
    # A voice at 1 kHz, from 4 to 8 s and from 14 to 18; its bed at 300 Hz.
    voice = sine(20, hz=1000)
    for start, end in ((0, 4), (8, 14), (18, 20)):
        voice[:, start * RATE : end * RATE] *= 1e-4
    made = part("a", voice, music=sine(3, hz=300))
    silences = find_silences(tmp_path, made.recording, 2, ())
    ducked = replace(made, bed_course=plan_bed(silences))
    sounds = [heard(assemble(tmp_path, (one,), SoundSettings()))[0] for one in (made, ducked)]

    def bed(sound, second):
        """Return the level of 300 Hz in the second about ``second``."""
        own = sound[round((second - 0.5) * RATE) :][:RATE]
        return 20 * np.log10(np.abs(np.fft.rfft(own * np.hanning(RATE)))[300])

    level, ducked_level = (
        [bed(sound, second) for second in (3, 5, 7, 11, 13.8, 16, 17.5)] for sound in sounds
    )
    lifted = np.subtract(ducked_level, level)
    assert lifted[3] - lifted[1] == pytest.approx(RISE, abs=0.1)
    for word in (2, 4, 5, 6):  # before, beside and behind the pause
        assert lifted[word] - lifted[1] == pytest.approx(0, abs=0.1)
