"""Speakers in one recording come out equally loud; pauses stay as quiet as they were."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from izdat.master.gain_course import levelled
from izdat.master.levelling import planned
from izdat.master.loudness import loudness
from izdat.model.mastering import Levels, Turn

RATE = 8000


def voice(seconds: float, db: float, seed: int = 0) -> np.ndarray:
    """Bursts of noise, three a second, and nothing between them: float32 (1, n)."""
    t = np.arange(round(seconds * RATE)) / RATE
    noise = np.random.default_rng(seed).standard_normal(len(t))
    return (noise * np.abs(np.sin(9 * t)) * 10 ** (db / 20))[np.newaxis].astype(np.float32)


def plan(sound: np.ndarray, turns: tuple[Turn, ...] = ()) -> Levels:
    return planned(iter([sound]), RATE, 1, loudness(sound, RATE), turns)


def turned(sound: np.ndarray, levels: Levels) -> np.ndarray:
    cut = np.array_split(sound, 7, axis=1)
    return np.concatenate(list(levelled(iter(cut), levels.course, RATE)), axis=1)


def between(sound: np.ndarray, start: float, end: float) -> np.ndarray:
    return sound[:, round(start * RATE) : round(end * RATE)]


TURNS = (Turn("ana", 0, 8), Turn("ben", 9, 17), Turn("ana", 18, 26))


def talk(apart: float = 20.0) -> np.ndarray:
    # Far under the absolute gate of -70 LUFS, on whichever side of which it would count.
    pause = 1e-5 * np.random.default_rng(9).standard_normal((1, RATE)).astype(np.float32)
    parts = (voice(8, -36 + apart), pause, voice(8, -36, 1), pause, voice(8, -36 + apart, 2))
    return np.concatenate(parts, axis=1)


def test_speakers_come_to_the_same_loudness():
    levels = plan(talk(), TURNS)
    out = turned(talk(), levels)
    heard = [loudness(between(out, t.start, t.end), RATE).integrated for t in TURNS]
    assert max(heard) - min(heard) < 0.5
    assert heard[0] == pytest.approx(loudness(talk(), RATE).integrated, abs=0.3)
    before = {level.speaker: level.loudness for level in levels.speakers}
    assert before["ana"] - before["ben"] == pytest.approx(20, abs=0.5)


def test_a_pause_before_a_quiet_speaker_is_not_pulled_up():
    out = turned(talk(), plan(talk(), TURNS))
    for start, end in ((8, 8.9), (17.1, 18)):
        was, now = (np.std(between(sound, start, end)) for sound in (talk(), out))
        assert 20 * np.log10(now / was) < 1


def test_somebody_of_whom_nothing_is_known_does_not_move_the_whole():
    out = turned(talk(), plan(talk(), TURNS[:1]))
    assert loudness(out, RATE).integrated == pytest.approx(
        loudness(talk(), RATE).integrated, abs=0.05
    )


def test_a_steady_voice_keeps_one_gain():
    sound = voice(60, -25)
    for turns in ((), (Turn("ana", 1, 20), Turn("ana", 21, 59))):
        assert len({gain for _, gain in plan(sound, turns).course}) <= 1


def test_a_voice_that_walks_away_is_followed_slowly():
    sound = np.concatenate([voice(60, -20), voice(60, -29, 1)], axis=1)
    levels = plan(sound)
    out = turned(sound, levels)

    def gap(heard: np.ndarray) -> float:
        parts = between(heard, 0, 50), between(heard, 70, 120)
        return loudness(parts[0], RATE).integrated - loudness(parts[1], RATE).integrated

    assert gap(sound) == pytest.approx(9, abs=0.3)
    assert gap(out) < 4.5
    points = levels.course
    slopes = [abs(b[1] - a[1]) / (b[0] - a[0]) for a, b in pairwise(points)]
    assert 0 < max(slopes) < 0.52


def test_a_pause_inside_a_turn_holds_the_gain():
    hiss = voice(15, -75, 3)
    sound = np.concatenate([voice(40, -20), hiss, voice(40, -28, 1)], axis=1)
    levels = plan(sound, (Turn("ana", 0, 95),))
    times, gains = zip(*levels.course, strict=True)
    held = np.interp([40.4, 47, 54.6], times, gains)
    assert np.ptp(held) < 0.05
    assert np.ptp(gains) > 2


def test_silence_stays_silence():
    silence = np.zeros((1, RATE * 3), dtype=np.float32)
    assert plan(silence, (Turn("ana", 0, 3),)).course == ()
    sound = np.concatenate([talk(), silence], axis=1)
    assert not between(turned(sound, plan(sound, TURNS)), 26, 29).any()


@settings(max_examples=10, deadline=None)
@given(some.floats(-12, 12), some.floats(0, 20))
def test_the_gain_of_a_recording_decides_nothing(gain: float, apart: float):
    sound = talk(apart)
    other = sound * np.float32(10 ** (gain / 20))
    first, second = turned(sound, plan(sound, TURNS)), turned(other, plan(other, TURNS))
    for turn in TURNS:
        a, b = (loudness(between(s, turn.start, turn.end), RATE) for s in (first, second))
        assert b.integrated - a.integrated == pytest.approx(gain, abs=0.1)
