"""Models made better, against the sum over every single way through a piece."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.align.acoustics import LEAST_VARIANCE, SILENCES
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.training import PRIOR, Piece, better, by_heard, occupied, silence_mixture

LINES = [
    Line((((0,),),), (0,)),
    Line((((0,), (1,)),), (0,)),
    Line((((0,), (0,)), ()), (0,)),
    Line((((0,),), ((1,),)), (0,)),
]
SKIPPING = Costs(skip_sentence=2, skip_word=1.5, skip_next=0.5)


def every_way(graph, models, scores):
    """Yield (states by frame, likelihood) of each way through ``graph``, one at a time."""
    last = len(graph.heard) - 1

    def onward(state):
        """Yield (next heard state or the end, probability), through junctions."""
        leave = 1 - models.stay[graph.heard[state]] if graph.heard[state] >= 0 else 1.0
        for j in range(state + 1, last + 1):
            for a in range(graph.first[j], graph.first[j + 1]):
                if graph.source[a] == state:
                    share = leave * np.exp(float(graph.cost[a]))
                    if graph.heard[j] >= 0 or j == last:
                        yield j, share
                    else:
                        yield from ((k, share * p) for k, p in onward(j))

    moves = [list(onward(j)) for j in range(last)]

    def walk(states, likelihood):
        here = states[-1] if states else 0
        if len(states) == len(scores):
            for j, share in moves[here]:
                if j == last:
                    yield states, likelihood * share
            return
        there = [*moves[here], *([(here, models.stay[graph.heard[here]])] if states else [])]
        for j, share in there:
            if j != last:
                own = np.exp(scores[len(states), graph.heard[j]])
                yield from walk((*states, j), likelihood * share * own)

    yield from walk((), 1.0)


@settings(max_examples=40)
@given(
    st.sampled_from(LINES), st.sampled_from([Costs(), SKIPPING]), st.integers(0, 10_000),
    st.integers(1, 6), st.sampled_from([1.0, 0.5]),
)  # fmt: skip
def test_a_frame_is_in_a_state_as_often_as_all_ways_are(made, line, costs, seed, frames, scale):
    models, rows = made(seed, frames + 3)
    graph = graph_of(line, models.states, costs)
    scores = models.scores(rows[2:-1]).astype(float) * scale
    share, total = np.zeros((frames, len(graph.heard))), 0.0
    for states, likelihood in every_way(graph, models, scores):
        share[np.arange(frames), states] += likelihood
        total += likelihood
    found = occupied(Piece(graph, 2, frames + 2), models, rows, scale)
    if total == 0:
        assert found.score == -np.inf
        assert not found.share.any()
        return
    assert found.score == pytest.approx(np.log(total), abs=1e-3)
    assert found.share == pytest.approx(share / total, abs=1e-4)


def test_states_of_one_phone_are_counted_together():
    share = np.array([[0.25, 0.5, 0.25], [0, 1, 0]], dtype=np.float32)
    found = by_heard(np.array([2, -1, 2], dtype=np.int32), share, 3)
    assert found.tolist() == [[0, 0, 0.5], [0, 0, 0]]


def spoken(made):
    """Return models, a piece, and rows in which each state lasts four frames, without doubt."""
    models, _ = made(8, size=20)
    graph = graph_of(Line((((0,),), ((1,),)), (0,)), models.states, Costs())
    rows = np.repeat(models.mean[:, :6].T, 4, axis=0)
    return models, Piece(graph, 0, len(rows)), np.ascontiguousarray(rows)


def test_means_and_variances_are_drawn_to_what_is_heard(made):
    models, piece, rows = spoken(made)
    new = better(models, [piece], rows + np.float32(0.5), prior=2)
    # Four frames half a unit off, against two that are where they were.
    assert new.mean[:, :6] == pytest.approx(models.mean[:, :6] + 1 / 3, abs=1e-3)
    spread = models.variance[:, :6] / 3 + 0.25 * (4 / 6 - (4 / 6) ** 2)
    assert new.variance[:, :6] == pytest.approx(np.maximum(spread, LEAST_VARIANCE), abs=2e-3)


def test_what_is_not_heard_stays_as_it_was_or_goes_where_it_is_drawn(made):
    models, piece, rows = spoken(made)
    other = replace(models, mean=models.mean + np.float32(1))
    for towards in (None, other):
        new = better(models, [piece], rows, towards=towards)
        there = (towards or models).mean[:, 6:]
        assert new.mean[:, 6:] == pytest.approx(there, abs=1e-3)


def test_a_state_stays_as_long_as_it_was_heard(made):
    models, piece, rows = spoken(made)
    # Three repetitions in four frames, and two in four that are thought of beforehand.
    assert better(models, [piece], rows).stay[:6] == pytest.approx(5 / 8, abs=1e-3)
    assert better(models, [piece], rows).stay[6:9] == pytest.approx(2 / 4, abs=1e-3)


def test_a_piece_that_no_way_leads_through_teaches_nothing(made):
    models, piece, rows = spoken(made)
    short = replace(piece, stop=3)
    new = better(models, [short], rows)
    assert new.mean == pytest.approx(models.mean, abs=1e-5)
    assert (new.weight == models.weight).all()


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_what_was_heard_gets_likelier_pass_by_pass_and_always_the_same(made, seed):
    models, rows = made(seed, frames=160, size=4)
    graph = graph_of(LINES[3], models.states, Costs())
    pieces = [Piece(graph, start, start + 20) for start in range(0, 160, 20)]
    scores = []
    for _ in range(3):
        scores.append(sum(occupied(piece, models, rows).score for piece in pieces))
        again = better(models, pieces, rows, prior=PRIOR / 10)
        models = better(models, pieces, rows, prior=PRIOR / 10)
        assert again.mean.tobytes() == models.mean.tobytes()
        assert again.variance.tobytes() == models.variance.tobytes()
    assert scores[0] < scores[1] < scores[2] + 1


@given(st.integers(0, 10_000), st.integers(1, 300))
def test_a_mixture_has_the_mean_of_its_frames_and_weights_that_sum_to_one(made, seed, frames):
    _, rows = made(seed, frames)
    mean, variance, weight = silence_mixture(rows)
    assert mean.shape == variance.shape == (2, SILENCES)
    assert weight.sum() == pytest.approx(1)
    assert mean @ weight == pytest.approx(rows.mean(axis=0), abs=0.02)
    assert (variance >= np.float32(LEAST_VARIANCE)).all()


@pytest.mark.parametrize("behind", np.arange(22.0, 26.0, 0.1))
def test_a_way_that_falls_so_far_behind_that_numbers_end_is_none_or_whole(made, behind):
    """A piece of thirty states and frames must move at each, though it sounds like its first."""
    models, _ = made(0, size=1)
    states = 30
    models.mean[:], models.variance[:] = 0.0, 1.0
    models.mean[0, 3:] = np.sqrt(2 * behind)
    line = Line((((0, *(1, 2) * 4, 1),),), (0,))
    piece = Piece(graph_of(line, models.states, Costs()), 0, states)
    found = occupied(piece, models, np.zeros((states, 1), dtype=np.float32))
    assert np.isfinite(found.share).all()
    if found.score == -np.inf:
        assert not found.share.any()
    else:
        assert found.share.sum(axis=1) == pytest.approx(1, abs=1e-4)
