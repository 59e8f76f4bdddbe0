"""Microphones of one conversation: crosstalk goes, words stay, and all are equally loud."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.master.crosstalk import Crosstalk, find_crosstalk
from izdat.master.gain_course import levelled
from izdat.master.gates import ATTACK, RANGE, RELEASE, closed_share, gains, plan_gates
from izdat.master.loudness import loudness
from izdat.master.tracks import TARGET, mix_tracks
from izdat.master.weighting import Weighting
from izdat.model.mastering import Microphone

RATE = 48_000
BLEED, DELAY = -15.0, 0.003  # dB, seconds
LEVELS = (-20.0, -34.0, -27.0)  # dB: no two microphones are equally sensitive
# Seconds in which each speaks; from 11 to 12.5 and from 16 to 17 two at once.
TURNS = (((0.5, 3), (7, 9.5), (11, 12.5), (15, 17)), ((3.5, 6.5), (10, 14), (16, 19)))
BOTH = (11, 12.5)
SECONDS = 20


def mask(turns, wider=0.0):
    """Return where somebody speaks, bool (samples,)."""
    is_spoken = np.zeros(SECONDS * RATE, dtype=bool)
    for start, end in turns:
        is_spoken[max(0, round((start - wider) * RATE)) : round((end + wider) * RATE)] = True
    return is_spoken


@cache
def voice(number):
    """Return somebody who speaks on and on: a buzz of their own pitch in syllables of their own."""
    t = np.arange(SECONDS * RATE) / RATE
    pitch, pace = 110 + 40 * number, 3.1 + 0.7 * number
    buzz = sum(np.sin(2 * np.pi * pitch * k * t + k * k) / k for k in range(1, 16))
    random = np.random.default_rng(number)
    paces = np.repeat(pace * random.uniform(0.5, 1.5, 4 * SECONDS), RATE // 4)
    syllables = np.cumsum(paces) / RATE
    loud = random.uniform(0.4, 1.2, round(syllables[-1]) + 2)
    return 0.5 * buzz * np.abs(np.sin(np.pi * syllables)) ** 3 * loud[syllables.astype(int)]


def voices(turns=TURNS):
    """Return each voice alone, as loud as its microphone hears it, (voices, samples)."""
    return np.stack([
        10 ** (level / 20) * voice(n) * mask(own)
        for n, (own, level) in enumerate(zip(turns, LEVELS, strict=False))
    ])  # fmt: skip


def microphones(alone, bleed=BLEED, noise=-85.0):
    """Return what each microphone hears of all, (voices, samples)."""
    heard = alone.copy()
    gain = 10 ** (np.array(LEVELS[: len(alone)]) / 20)
    for i in range(len(alone)):
        for j in range(len(alone)):
            if i != j:
                late = np.roll(alone[j], round(DELAY * RATE))
                heard[i] += late * 10 ** (bleed / 20) * gain[i] / gain[j]
    random = np.random.default_rng(9)
    heard += 10 ** (noise / 20) * random.standard_normal(heard.shape)
    return heard.astype(np.float32)


def ticks(heard):
    return np.stack([Weighting(RATE, (1.0,)).add(one[None]) for one in heard])


def gated(heard, courses):
    return np.concatenate(
        [
            next(levelled(iter([one[None]]), course, RATE)) if course else one[None]
            for one, course in zip(heard, courses, strict=True)
        ]
    )


def si_sdr(made, true):
    """Return the scale-invariant ratio of signal to distortion in dB (Le Roux, ICASSP 2019)."""
    made, true = made.astype(np.float64), true.astype(np.float64)
    target = true * (made @ true) / (true @ true)
    return 10 * np.log10((target @ target) / ((made - target) @ (made - target)))


def power(sound):
    return 10 * np.log10(np.mean(sound.astype(np.float64) ** 2))


def told(own):
    """Return ``own`` as found: nobody is heard but who is known."""
    return Crosstalk(own, own.any(axis=0), (-np.inf,) * len(own))


def test_crosstalk_goes_and_words_stay() -> None:
    alone = voices()
    heard = microphones(alone)
    found = find_crosstalk(ticks(heard))
    assert found.others == pytest.approx([BLEED] * 2, abs=2)
    made = gated(heard, plan_gates(found))
    for i, j in ((0, 1), (1, 0)):
        words = mask(TURNS[i])
        other = mask(TURNS[j]) & ~mask(TURNS[i], wider=0.4)
        assert power(heard[i, other]) - power(made[i, other]) >= 10
        assert (
            si_sdr(made[i, words], alone[i, words])
            >= si_sdr(heard[i, words], alone[i, words]) - 0.2
        )
        assert si_sdr((made[i] - heard[i] + alone[i])[words], alone[i, words]) >= 40
        both = words & mask(TURNS[j])
        assert power(made[i, both]) == pytest.approx(power(heard[i, both]), abs=0.05)


def test_a_quieter_speaker_is_heard_amid_a_louder_one() -> None:
    # Of a voice six decibels down on its own usual level, while the other speaks on.
    alone = voices()
    soft = mask((BOTH,))
    alone[0, soft] *= 0.5
    heard = microphones(alone)
    made = gated(heard, plan_gates(find_crosstalk(ticks(heard))))
    assert power(made[0, soft]) == pytest.approx(power(heard[0, soft]), abs=0.1)


def test_three_speakers_are_told_apart() -> None:
    turns = (((0.5, 3), (10, 12)), ((3.5, 6), (13, 15.5)), ((7, 9.5), (16, 19)))
    heard = microphones(voices(turns))
    made = gated(heard, plan_gates(find_crosstalk(ticks(heard))))
    for own, before, after in zip(turns, heard, made, strict=True):
        rest = ~mask(own, wider=0.4) & mask([turn for one in turns for turn in one])
        assert power(before[rest]) - power(after[rest]) >= 10
        assert power(after[mask(own)]) == pytest.approx(power(before[mask(own)]), abs=0.02)


def test_where_nothing_is_told_apart_nothing_is_closed() -> None:
    alone = voices()
    same = microphones(alone, bleed=-1.0)
    assert plan_gates(find_crosstalk(ticks(same))) == ((), ())
    # One who speaks into two microphones, of which one is 20 dB more sensitive.
    one = microphones(voices((((0.5, 9), (10, 19)), ())))
    one[1] *= 10
    assert plan_gates(find_crosstalk(ticks(one))) == ((), ())
    silence = np.zeros((2, 500))
    assert plan_gates(find_crosstalk(silence)) == ((), ())


def test_a_microphone_that_hears_nobody_closes_nothing() -> None:
    heard = microphones(voices())
    noise = 1e-3 * np.random.default_rng(4).standard_normal((1, SECONDS * RATE)).astype(np.float32)
    half = noise.copy()
    half[:, : SECONDS * RATE // 2] = 0
    two = plan_gates(find_crosstalk(ticks(heard)))
    for useless in (noise, half):
        made = plan_gates(find_crosstalk(ticks(np.concatenate([heard, useless]))))
        assert made[:2] == two


runs = st.lists(st.tuples(st.integers(0, 1500), st.integers(1, 400)), max_size=6)


@given(st.tuples(runs, runs, runs))
def test_a_gate_is_open_at_every_word_and_moves_no_faster_than_it_may(spoken) -> None:
    own = np.zeros((3, 1600), dtype=bool)
    for row, each in zip(own, spoken, strict=True):
        for start, length in each:
            row[start : start + length] = True
    for one, course in zip(own, plan_gates(told(own)), strict=True):
        assert not gains(course, own.shape[1])[one].any()
        for (a, low), (b, high) in pairwise(course):
            least = ATTACK if high > low else RELEASE
            assert high == low or b - a >= least - 2e-3
        assert all(RANGE <= gain <= 0 for _, gain in course)


def test_a_gate_stays_as_it_is_while_nobody_speaks() -> None:
    own = np.zeros((2, 2000), dtype=bool)
    own[0, 200:500] = own[1, 800:1000] = own[0, 1900:] = True
    first, second = (gains(course, 2000) for course in plan_gates(told(own)))
    assert set(first[1000:1875]) == {RANGE}  # until its own speaker comes
    assert not first[:700].any()
    assert set(second[:775]) == {RANGE}
    assert not second[785:1850].any()
    # The other's first word finds it closed.
    assert set(first[800:1000]) == {RANGE}


# ---- mixed --------------------------------------------------------------------------------


@pytest.fixture
def mixed(part, tmp_path, heard):
    def made(tracks, *, is_gated=True, is_levelled=True):
        given = tuple(
            Microphone(f"s{n}", part("pier", one[None]).recording) for n, one in enumerate(tracks)
        )
        found = mix_tracks(tmp_path, given, is_gated, is_levelled)
        return found, heard(found.recording.file.path, channels=1)

    return made


def test_everybody_comes_out_equally_loud(mixed) -> None:
    heard = microphones(voices())
    for is_levelled in (True, False):
        found, sound = mixed(heard, is_levelled=is_levelled)
        alone = (mask(TURNS[0]) & ~mask(TURNS[1], 0.5), mask(TURNS[1]) & ~mask(TURNS[0], 0.5))
        one, two = (loudness(sound[:, own], RATE).integrated for own in alone)
        assert one == pytest.approx(two, abs=0.5)
        assert one == pytest.approx(TARGET, abs=0.7)
    assert found.recording.segment == "pier"
    assert [level.speaker for level in found.levels] == ["s0", "s1"]
    assert [level.others for level in found.levels] == pytest.approx([BLEED] * 2, abs=2)
    assert all(0.2 < level.closed < 0.6 and level.is_heard for level in found.levels)
    difference = found.levels[0].loudness - found.levels[1].loudness
    assert difference == pytest.approx(LEVELS[0] - LEVELS[1], abs=1)

    # Without gates all stay open.
    without, open_sound = mixed(heard, is_gated=False, is_levelled=False)
    assert [level.closed for level in without.levels] == [0, 0]
    # A voice with its echo of 3 ms at -15 dB is another than one with the same at -33.
    true = heard[0, alone[0]]
    assert si_sdr(sound[0, alone[0]], true) > si_sdr(open_sound[0, alone[0]], true) + 10
    # Tracks of any length are as long as the longest.
    _, shorter = mixed([heard[0], heard[1, : 13 * RATE]], is_levelled=False)
    assert shorter.shape == sound.shape == (1, SECONDS * RATE)
    early = slice(RATE, 6 * RATE)
    assert power(shorter[:, early]) == pytest.approx(power(sound[:, early]), abs=0.5)


def test_a_recorder_that_was_started_later_is_moved(mixed) -> None:
    heard = microphones(voices())
    whole, sound = mixed(heard)
    cut = round(1.234 * RATE)
    for late in (0, 1):
        tracks = [one[cut:] if n == late else one for n, one in enumerate(heard)]
        found, moved = mixed(tracks)
        assert found.levels[late].late == pytest.approx(1.23, abs=0.011)
        assert found.levels[1 - late].late == 0
        words = mask(TURNS[1]) & ~mask(TURNS[0], 0.5)
        assert power(moved[0, words[: moved.shape[1]]]) == pytest.approx(
            power(sound[0, words]), abs=0.3
        )
    assert [level.late for level in whole.levels] == [0, 0]


def test_a_microphone_in_which_only_others_are_heard_is_not_brought_up(mixed) -> None:
    turns = (*TURNS, ())
    heard = microphones(voices(turns))
    heard[2] *= 10  # loud enough to have a loudness, and to be brought up by 16 dB
    found, sound = mixed(heard)
    assert [level.is_heard for level in found.levels] == [True, True, False]
    assert found.levels[2].closed > 0.9
    _, two = mixed(heard[:2])
    words = mask(TURNS[0]) & ~mask(TURNS[1], 0.5)
    assert power(sound[0, words]) == pytest.approx(power(two[0, words]), abs=0.3)


def test_a_gate_that_never_closes_is_no_course() -> None:
    assert closed_share((), 100) == 0
    assert closed_share(((0.0, RANGE),), 100) == 1
