"""Where the words of a way are, and where a recording may be cut."""

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from izdat.align.graph import Costs, Line, graph_of
from izdat.align.pieces import LONGEST, Placed, pieces_of, placed, stretches
from izdat.align.search import Way

HOP = 0.01
SILENCE = 3  # of one phone


def line(words):
    return Line((((0,),),) * words, (0,))


def at(spans, frames, filler=()):
    """Return where words are: a (start, stop) each, None for one that is not placed."""
    start, stop = np.array([span or (-1, -1) for span in spans], dtype=np.int32).T
    flags = np.zeros(frames, dtype=bool)
    for first, last in filler:
        flags[first:last] = True
    return Placed(start, stop, flags)


def cut(spans, frames, filler=(), words=None):
    """Return (first word, words, first frame, behind the last) of each piece."""
    found = pieces_of(words or line(len(spans)), at(spans, frames, filler), SILENCE, HOP)
    return [(first, len(p.graph.entry), p.start, p.stop) for p, first in found]


def test_a_word_is_from_its_first_frame_to_behind_its_last():
    graph = graph_of(line(2), SILENCE, Costs(filler=1))
    speech = int(np.flatnonzero(graph.heard == SILENCE + 1)[0])
    one, two = (int(entry) + 1 for entry in graph.entry)
    quiet = int(np.flatnonzero(graph.heard == SILENCE)[0])
    state = [quiet, speech, speech, one, one, one + 1, one + 2, two, two + 1, two + 2]
    found = placed(graph, Way(np.array(state, dtype=np.int32), 0.0, True), 2, SILENCE)
    assert found.start.tolist() == [3, 7]
    assert found.stop.tolist() == [7, 10]
    assert np.flatnonzero(found.filler).tolist() == [1, 2]


def test_a_word_that_no_frame_is_in_is_not_placed():
    graph = graph_of(line(2), SILENCE, Costs(skip_word=1))
    one = int(graph.entry[0]) + 1
    state = np.array([one, one + 1, one + 2], dtype=np.int32)
    found = placed(graph, Way(state, 0.0, True), 2, SILENCE)
    assert (found.start.tolist(), found.stop.tolist()) == ([0, -1], [3, -1])


@given(st.lists(st.booleans()))
def test_stretches_are_the_runs_of_true_frames(flags):
    found = stretches(np.array(flags, dtype=bool))
    assert [n for first, last in found for n in range(first, last)] == [
        n for n, flag in enumerate(flags) if flag
    ]
    # Between two of them something is false: each is as long as it can be.
    assert all(a[1] < b[0] for a, b in pairwise(found))
    assert all(first < last for first, last in found)


def test_a_pause_is_cut_in_its_middle():
    assert cut([(30, 50), (60, 80)], 100) == [(0, 1, 6, 55), (1, 1, 55, 100)]


def test_a_short_pause_is_not_cut():
    assert cut([(30, 50), (57, 80)], 100) == [(0, 2, 6, 100)]


def test_a_long_piece_is_cut_where_there_is_no_pause():
    half = round(LONGEST / HOP / 2)
    spans = [(half * n, half * (n + 1)) for n in range(4)]
    assert [piece[:2] for piece in cut(spans, 4 * half)] == [(0, 3), (3, 1)]


def test_speech_that_is_not_written_is_in_no_piece():
    assert cut([(30, 50), (90, 99)], 100, [(55, 85)]) == [(0, 1, 6, 55), (1, 1, 85, 100)]


def test_around_a_word_that_is_left_out_it_is_cut():
    assert cut([(30, 50), None, (52, 80)], 100) == [(0, 1, 6, 52), (2, 1, 50, 100)]


def test_a_word_that_cannot_be_read_is_passed_within_a_piece():
    words = Line((((0,),), (), ((0,),)), (0,))
    assert cut([(30, 50), None, (52, 80)], 100, words=words) == [(0, 3, 6, 100)]


def test_where_no_word_is_placed_there_is_no_piece():
    assert cut([None, None], 100) == []


@st.composite
def placements(draw):
    """Return words in their order, some not placed, with pauses and unwritten speech between."""
    spans, filler, here = [], [], 0
    for _ in range(draw(st.integers(1, 8))):
        pause, other, rest, length = draw(
            st.tuples(st.integers(0, 40), st.sampled_from([0, 0, 9]), st.integers(0, 9),
                      st.integers(3, 900))
        )  # fmt: skip
        if draw(st.integers(0, 4)) == 0:
            spans.append(None)
            continue
        filler.append((here + pause, here + pause + other))
        start = here + pause + other + rest
        here = start + length
        spans.append((start, here))
    return spans, here + draw(st.integers(0, 40)) + 1, filler


@given(placements())
def test_each_placed_word_is_in_one_piece_and_no_unwritten_speech_is(placement):
    spans, frames, filler = placement
    unwritten = at(spans, frames, filler).filler
    words = []
    for first, count, start, stop in cut(spans, frames, filler):
        assert 0 <= start < stop <= frames
        assert not unwritten[start:stop].any()
        own = range(first, first + count)
        words += own
        for word, span in enumerate(spans):
            if span:
                is_within = start <= span[0] and span[1] <= stop
                assert is_within == (word in own)
    assert words == [word for word, span in enumerate(spans) if span]
