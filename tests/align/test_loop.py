"""Any speech: the likeliest phones in any order, against all orders that there are."""

from itertools import product

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from izdat.align.acoustics import STATES
from izdat.align.loop import ENTRY, with_any_speech


def each_way(models, scores):
    """Yield the parts of the score of each way through the phones, frame by frame."""
    stay, leave = np.log(models.stay), np.log(1 - models.stay)
    for states in product(range(models.states), repeat=len(scores)):
        parts = []
        for t, s in enumerate(states):
            before = states[t - 1] if t else -1
            begins = s % STATES == 0
            moves = []
            if t and s == before:
                moves.append(stay[s])
            if t and not begins and s == before + 1:
                moves.append(leave[before])
            if begins and (t == 0 or before % STATES == STATES - 1):
                moves.append(-ENTRY + (leave[before] if t else 0))
            if not moves:
                break
            parts.append(max(moves) + scores[t, s])
        else:
            yield parts


@settings(max_examples=15)
@example(43, 4)
@given(st.integers(0, 10_000), st.integers(1, 5))
def test_each_frame_has_its_part_of_the_likeliest_way(made, seed, frames):
    models, rows = made(seed, frames, phones=2)
    # Five frames come to a second phone, and all that may be before it are 7776 ways.
    best = max(each_way(models, models.scores(rows).astype(float)), key=sum)
    assert with_any_speech(models, rows)[:, -1] == pytest.approx(np.array(best), abs=1e-3)


def test_phones_are_entered_at_a_price(made):
    models, _ = made(3, size=30)
    heard = [3, 4, 4, 5, 0, 1, 2, 6, 7, 7, 8, 8]
    rows = np.ascontiguousarray(models.mean[:, heard].T)
    scores = with_any_speech(models, rows)
    parts = scores[:, -1] - scores[np.arange(len(heard)), heard]
    stay, leave = np.log(models.stay), np.log(1 - models.stay)
    moves = [-ENTRY, leave[3], stay[4], leave[4], leave[5] - ENTRY, leave[0], leave[1]]
    moves += [leave[2] - ENTRY, leave[6], stay[7], leave[7], stay[8]]
    assert parts == pytest.approx(moves, abs=1e-3)


def test_the_models_own_scores_stand_before_it(made):
    models, rows = made(1)
    assert (with_any_speech(models, rows)[:, :-1] == models.scores(rows)).all()


@settings(max_examples=25)
@given(st.integers(0, 10_000), st.integers(1, 60))
def test_no_frame_is_likelier_than_in_its_best_state(made, seed, frames):
    models, rows = made(seed, frames)
    scores = with_any_speech(models, rows)
    assert (scores[:, -1] < scores[:, : models.states].max(axis=1)).all()
    assert scores.dtype == np.float32
    assert scores.shape == (frames, models.states + 2)


def test_no_frames_have_no_scores(made):
    models, rows = made(1)
    assert with_any_speech(models, rows[:0]).shape == (0, models.states + 2)
