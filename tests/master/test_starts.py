"""Recorders that were started apart are found by the voices that they share."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.master.starts import find_starts

TICK = 100  # a second
ARRIVES = 10 ** (-15 / 10)


def talk(minutes, speakers=2, seed=0):
    """Return the energies of voices, each alone, that take turns of some seconds."""
    random = np.random.default_rng(seed)
    count = round(minutes * 60 * TICK)
    syllables = np.exp(
        2 * np.repeat(random.standard_normal((speakers, count // 15 + 1)), 15, axis=1)
    )
    turns = np.repeat(random.integers(0, speakers, count // 300 + 1), 300)[:count]
    return syllables[:, :count] * (turns == np.arange(speakers)[:, None])


def heard(alone, arrives=ARRIVES):
    return alone * (1 - arrives) + arrives * alone.sum(axis=0) + 1e-6


def later(track, ticks):
    return np.concatenate([np.full(max(ticks, 0), 1e-6), track[max(-ticks, 0) :]])


def side_by_side(*tracks):
    rows = np.zeros((len(tracks), max(map(len, tracks))))
    for row, track in zip(rows, tracks, strict=True):
        row[: len(track)] = track
    return rows


@given(st.integers(-3000, 3000), st.integers(0, 100))
@settings(max_examples=20)
def test_a_start_is_found_to_the_tick(ticks, seed) -> None:
    one, two = heard(talk(2, seed=seed))
    starts = find_starts(side_by_side(one, later(two, ticks)))
    assert starts[0].late == 0
    # Three ticks lie on the edge of what is left alone: the parabola decides.
    known = {0, ticks / TICK} if abs(ticks) == 3 else {ticks / TICK if abs(ticks) > 3 else 0}
    assert any(starts[1].late == pytest.approx(each, abs=0.01) for each in known)


def test_tracks_that_share_no_voice_are_left_where_they_are() -> None:
    for seed in range(5):
        one, two = heard(talk(2, seed=seed), arrives=0.0)
        assert find_starts(side_by_side(one, later(two, 170)))[1].late == 0
    assert [start.late for start in find_starts(np.zeros((2, 50)))] == [0, 0]
    assert [start.late for start in find_starts(np.ones((2, 5)))] == [0, 0]


def test_a_third_that_hears_only_the_second_is_found_by_it() -> None:
    alone = talk(3, speakers=3)
    one = alone[0] + ARRIVES * alone[1] + 1e-6
    two = heard(alone)[1]
    three = alone[2] + ARRIVES * alone[1] + 1e-6
    alone_one = alone[0] + 1e-6  # hears nobody else: the first of a pair that shares nothing
    starts = find_starts(side_by_side(one, later(two, 200), later(three, 500)))
    assert [start.late for start in starts] == [0, 2, 5]
    apart = find_starts(side_by_side(alone_one, later(alone[2], 500)))
    assert apart[1].late == 0


def test_a_recorder_that_runs_slower_is_told() -> None:
    one, two = heard(talk(8))
    count = len(two)
    assert find_starts(side_by_side(one, two))[1].drift == 0
    slower = np.interp(np.arange(count) * (1 - 300e-6), np.arange(count), two)  # 300 millionths
    drift = find_starts(side_by_side(one, slower))[1].drift
    assert drift == pytest.approx(300e-6 * 3600, rel=0.1)
