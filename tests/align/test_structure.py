"""Times by hand become limits, and a sample is from all over the recording."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.align.acoustics import SILENCES, STATES, Acoustics
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.pieces import Placed
from izdat.align.script import Script
from izdat.align.structure import TRAINED_ON, _by_word, _limits, find_structure, sample
from izdat.align.training import Piece

WORDS = 4
GRAPH = graph_of(Line((((0,),),) * WORDS, (0, 2)), 3, Costs())
HOP = 0.5  # seconds, so that frames can be counted by hand


def limits(*anchors, frames=40):
    return _limits(
        Script(Line((((0,),),) * WORDS, (0, 2)), ("a",), (), anchors), GRAPH, frames, HOP
    )


def test_without_times_by_hand_there_are_no_limits():
    assert limits() is None


def test_a_time_by_hand_holds_its_word_a_second_before_to_two_and_a_half_behind():
    low, high = limits((2, 10.0))
    entry, all_ = GRAPH.entry[2], len(GRAPH.heard)
    # Before 9 s no state of the word may be, from 12.5 s on none before it.
    assert high.tolist() == [entry + 1] * 18 + [all_] * 22
    assert low.tolist() == [0] * 25 + [entry] * 15


def test_a_time_near_the_beginning_or_behind_the_end_is_no_fault():
    low, high = limits((0, 0.0), (3, 90.0))
    assert (high == GRAPH.entry[3] + 1).all()
    assert low.tolist() == [0] * 5 + [GRAPH.entry[0]] * 35


def test_a_word_that_is_not_sought_here_holds_nothing():
    low, high = limits((WORDS, 10.0))
    assert not low.any()
    assert (high == len(GRAPH.heard)).all()


def test_times_that_contradict_each_other_hold_nothing():
    assert limits((1, 18.0), (3, 2.0)) is None


@given(
    st.lists(st.tuples(st.integers(0, WORDS - 1), st.floats(0, 30)), min_size=1, max_size=4),
    st.integers(1, 60),
)
def test_limits_are_those_of_each_time_by_itself(anchors, frames):
    each = [limits(anchor, frames=frames) for anchor in anchors]
    low = np.max([low for low, _ in each], axis=0)
    high = np.min([high for _, high in each], axis=0)
    found = limits(*anchors, frames=frames)
    if (low >= high).any():
        assert found is None
    else:
        assert found[0].tolist() == low.tolist()
        assert found[1].tolist() == high.tolist()
        # The past is never taken back.
        assert (np.diff(found[0]) >= 0).all()
        assert (np.diff(found[1]) >= 0).all()


@given(st.lists(st.integers(1, 2_000), min_size=1, max_size=300))
def test_a_sample_is_every_nth_piece_and_all_of_what_is_short(lengths):
    pieces = [Piece(GRAPH, n, n + length) for n, length in enumerate(lengths)]
    found = sample(pieces, 0.01)
    every = next(n for n in range(1, 1000) if sum(lengths) * 0.01 <= n * TRAINED_ON * (1 + 1e-9))
    assert found == pieces[::every]


def test_no_pieces_have_no_sample():
    assert sample([], 0.01) == []


def test_a_words_mean_is_over_its_own_frames_and_0_where_it_is_not_placed():
    at = Placed(
        np.array([1, -1, 4], dtype=np.int32),
        np.array([3, -1, 5], dtype=np.int32),
        np.zeros(6, dtype=bool),
    )
    assert _by_word(np.array([9.0, 1, 2, 9, 5, 9]), at).tolist() == [1.5, 0, 5]
    nowhere = replace(at, start=at.start * 0 - 1)
    assert _by_word(np.arange(6.0), nowhere) == pytest.approx(np.zeros(3))


def test_a_sentence_in_a_voice_of_its_own_is_not_taken_for_no_speech():
    """Eighty words of phones made of numbers, moved by the voice: one way, and once the other."""
    chance = np.random.default_rng(0)
    phones, size, together, frames = 8, 8, 5, 3
    states = STATES * phones
    mean = chance.normal(0, 2, (size, states))
    quiet = chance.normal(-6, 0.2, (size, SILENCES))
    weight = np.concatenate((np.ones(states), np.full(SILENCES, 1 / SILENCES)))
    models = Acoustics(
        tuple("abcdefgh"), np.concatenate((mean, quiet), axis=1).astype(np.float32),
        np.ones((size, states + SILENCES), dtype=np.float32), weight, np.full(states + 1, 0.7),
    )  # fmt: skip
    words = chance.integers(0, phones, (80, 3))
    voice = chance.normal(0, 1, size)
    voice *= 5 / np.linalg.norm(voice)
    rows: list[np.ndarray] = []
    truth = []
    for number, word in enumerate(words):
        if number % together == 0:
            rows.extend(chance.normal(-6, 0.4, (15, size)))
        truth.append(len(rows))
        own = -voice if number // together == 9 else voice
        heard = [STATES * phone + state for phone in word for state in range(STATES)]
        for state in np.repeat(heard, frames):
            rows.append(mean[:, state] + own + chance.normal(0, 0.5, size))
    rows.extend(chance.normal(-6, 0.4, (15, size)))
    line = Line(tuple((tuple(map(int, word)),) for word in words), tuple(range(0, 80, together)))
    found = find_structure(
        Script(line, models.signs, (), ()), models, np.array(rows, dtype=np.float32), 0.01,
        tell=lambda share, what: None,
    )  # fmt: skip
    assert found.at.start == pytest.approx(np.array(truth), abs=5)
    # What was learned is handed on by itself.
    assert found.models.beside is None
