"""What one view sees, another takes over at its own hop."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.align.graph import Costs, Line, graph_of
from izdat.align.training import Piece
from izdat.align.views import Shares, Trained, _stacked, bounds_of, moved, renamed, shares_of

GRAPH = graph_of(Line((((0,),), ((1,),)), (0,)), 9, Costs())
HOPS = st.integers(1, 9).map(lambda n: n / 1024)  # seconds, without rounding


def shares(frames):
    frames = np.array(frames, dtype=np.int64)
    return Shares(frames, np.stack((frames, frames + 0.5), axis=1).astype(np.float32))


def test_at_half_the_hop_each_frame_is_there_twice():
    found = shares([1, 2, 4]).moved(0.010, 0.005, 12)
    assert found.frames.tolist() == [2, 3, 4, 5, 8, 9]
    assert found.share[:, 0].tolist() == [1, 1, 2, 2, 4, 4]


@given(st.sets(st.integers(0, 40), min_size=1), HOPS, HOPS, st.integers(1, 60))
def test_a_frame_has_the_share_of_the_one_its_middle_is_in(frames, hop, own, count):
    before = shares(sorted(frames))
    after = before.moved(hop, own, count)
    expected = [
        (n, old)
        for n in range(count)
        for old in sorted(frames)
        if (n if own == hop else (n + 0.5) * own // hop) == old
    ]
    assert after.frames.tolist() == [n for n, _ in expected]
    assert after.share[:, 0].tolist() == [old for _, old in expected]


def test_pieces_keep_their_seconds_and_end_with_the_recording():
    pieces = [Piece(GRAPH, 10, 20), Piece(GRAPH, 90, 100)]
    found = [(p.start, p.stop) for p in moved(pieces, 0.010, 0.008, 124)]
    assert found == [(12, 25), (112, 124)]
    assert moved(pieces, 0.010, 0.010, 50) == pieces


def test_shares_of_all_pieces_stand_one_behind_another_and_sum_to_one(made):
    models, rows = made(1, 60)
    pieces = [Piece(GRAPH, 5, 25), Piece(GRAPH, 30, 30), Piece(GRAPH, 40, 60)]
    found = shares_of(pieces, models, rows)
    assert found.frames.tolist() == [*range(5, 25), *range(40, 60)]
    assert found.share.shape == (40, models.states + 1)
    assert found.share.sum(axis=1) == pytest.approx(1, abs=1e-4)


def test_words_begin_and_end_where_they_are_heard(made):
    models, _ = made(8, size=200)
    heard = [9] * 4 + [0] * 3 + [1] * 3 + [2] * 3 + [9] * 5 + [3] * 2 + [4] * 2 + [5] * 2 + [9] * 3
    rows = np.ascontiguousarray(models.mean[:, [0, *heard]].T)
    found = bounds_of([(Piece(GRAPH, 1, len(rows)), 1)], models, rows, 0.01, 4)
    begins, ends = [np.nan, 0.05, 0.19, np.nan], [np.nan, 0.14, 0.25, np.nan]
    assert found.start == pytest.approx(np.array(begins), abs=1e-3, nan_ok=True)
    assert found.end == pytest.approx(np.array(ends), abs=1e-3, nan_ok=True)
    assert found.start_spread[1:3] == pytest.approx(0, abs=2e-3)


def test_a_piece_that_no_way_leads_through_places_nothing(made):
    models, rows = made(1)
    found = bounds_of([(Piece(GRAPH, 0, 3), 0)], models, rows, 0.01, 2)
    assert np.isnan(found.start).all()


def test_beyond_the_ends_the_last_frame_stands_for_those_that_are_missing():
    still = np.array([[1], [2], [3]], dtype=np.float32)
    assert _stacked(still, 2, np.array([0, 1])).tolist() == [[1, 1, 1, 2, 3], [1, 1, 2, 3, 3]]


def test_models_of_the_same_phones_are_taken_as_they_are(made):
    models = made(1)[0]
    known = Trained(models, np.eye(2))
    assert renamed(known, made(2)[0]) is known
    other = replace(made(2)[0], signs=("c", "b", "z"))
    assert renamed(known, other).models.signs == other.signs
    assert renamed(known, other).axes is known.axes
