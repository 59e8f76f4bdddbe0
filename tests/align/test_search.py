"""The search finds the likeliest way of all, and forgets none of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from izdat.align import search
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.loop import with_any_speech
from izdat.align.search import best_way

WIDE = 1e9  # a beam that nothing falls out of
WAY = st.lists(st.integers(0, 2), min_size=1, max_size=2).map(tuple)
SEED = st.integers(0, 10_000)
TURNS = st.tuples(st.integers(0, 30), st.integers(0, 30))
LITTLE = settings(max_examples=60, deadline=None)


@st.composite
def lines(draw):
    words = tuple(
        draw(st.lists(st.lists(WAY, max_size=3, unique=True).map(tuple), min_size=1, max_size=5))
    )
    starts = draw(st.sets(st.integers(0, len(words) - 1)))
    gaps = draw(st.sets(st.integers(0, len(words)), max_size=2))
    return Line(words, tuple(sorted({0, *starts})), frozenset(gaps))


def maybe(low, high):
    return st.none() | st.floats(low, high)


COSTS = st.builds(
    Costs, st.floats(0, 3), maybe(0, 9), maybe(0, 9), maybe(0, 9), maybe(0, 9), st.floats(0, 2),
    maybe(0, 9), st.floats(0, 4),
)  # fmt: skip


ONE = Line((((0,),),), (0,))
THREE = Line((((0,),), ((1,),), ((2,),)), (0, 1, 2))


def reference(graph, models, scores, may):
    """Return the best score of ending in each state; ``may``: bool (frames, states)."""
    stay = np.append(models.stay, models.stay[-1])
    states = range(len(graph.heard))
    leave = [np.log(1 - stay[h]) if h >= 0 else 0.0 for h in graph.heard]

    def came(values, j):
        arcs = range(graph.first[j], graph.first[j + 1])
        each = [values[s] + graph.cost[a] + leave[s] for a in arcs for s in [graph.source[a]]]
        return max(each, default=-np.inf)

    def passed(values, allowed):
        for j in states:
            if graph.heard[j] < 0 and j > 0:
                values[j] = came(values, j) if allowed[j] else -np.inf
        return values

    old = passed([0.0] + [-np.inf] * (len(states) - 1), np.ones(len(states), dtype=bool))
    for row, allowed in zip(scores, may, strict=True):
        new = [-np.inf] * len(states)
        for j in states:
            if graph.heard[j] >= 0 and allowed[j]:
                stayed = old[j] + np.log(stay[graph.heard[j]])
                new[j] = max(stayed, came(old, j)) + row[graph.heard[j]]
        old = passed(new, allowed)
    return old


def check(graph, models, rows, way, *, bias=0.0, limits=None, block=search.BLOCK):
    """The way's score is the best there is, and its states are a way with that score."""
    starts = range(0, len(rows), block)
    scores = np.concatenate([with_any_speech(models, rows[s : s + block]) for s in starts])
    scores[:, -1] -= bias
    at = np.arange(len(graph.heard))
    may = np.ones((len(rows), len(at)), dtype=bool)
    if limits:
        may = (at >= limits[0][:, None]) & (at < limits[1][:, None])
    ends = reference(graph, models, scores, may)
    assert way.reached == (max(ends) > -np.inf)
    if not way.reached:
        return
    assert way.is_complete == (ends[-1] > -np.inf)
    best = ends[-1] if way.is_complete else max(ends)
    assert way.score == pytest.approx(best, abs=1e-2, rel=1e-5)
    own = may & ((at == way.state[:, None]) | (graph.heard < 0))
    again = reference(graph, models, scores, own)
    assert (again[-1] if way.is_complete else max(again)) == pytest.approx(best, abs=1e-2, rel=1e-5)


@LITTLE
@example(ONE, Costs(silence=0), 0, 3, 0.0)
@given(lines(), COSTS, SEED, st.integers(1, 30), st.sampled_from([0.0, 3.0]))
def test_no_way_is_better_than_the_one_that_is_found(made, line, costs, seed, frames, bias):
    models, rows = made(seed, frames)
    graph = graph_of(line, models.states, costs)
    check(
        graph, models, rows, best_way(graph, models, rows, beam=WIDE, filler_bias=bias), bias=bias
    )


@LITTLE
@example(ONE, Costs(silence=1.125), 3, 1, 0, (0, 0))
@example(THREE, Costs(skip_sentence=5), 0, 20, 2, (30, 30))
@given(lines(), COSTS, SEED, st.integers(1, 30), st.integers(0, 4), TURNS)
def test_limits_hold_and_the_best_within_them_is_found(
    made, line, costs, seed, frames, word, turns
):
    models, rows = made(seed, frames)
    graph = graph_of(line, models.states, costs)
    word = min(word, len(line.words) - 1)
    since, until = sorted(turns)  # not before, and not after
    low = np.zeros(frames, dtype=np.int32)
    high = np.full(frames, len(graph.heard), dtype=np.int32)
    low[until:], high[:since] = graph.entry[word], graph.entry[word] + 1
    way = best_way(graph, models, rows, beam=WIDE, limits=(low, high))
    check(graph, models, rows, way, limits=(low, high))


@LITTLE
@example(ONE, Costs(silence=0), 0, 6, 1, 1.0)
@given(lines(), COSTS, SEED, st.integers(1, 60), st.sampled_from([1, 2, 3, 7]), st.floats(1, 50))
def test_a_past_that_is_settled_early_is_the_same(made, line, costs, seed, frames, block, beam):
    models, rows = made(seed, frames)
    # What any speech scores depends on the blocks, so there is none here.
    costs = replace(costs, filler=None, inner_filler=None, gap_filler=None)
    graph = graph_of(line, models.states, costs)
    whole = best_way(graph, models, rows, beam=beam)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "BLOCK", block)
        patch.setattr(search, "MOST_OPEN", 100)
        parted = best_way(graph, models, rows, beam=beam)
    assert parted.state.tolist() == whole.state.tolist()
    assert parted.score == pytest.approx(whole.score, abs=1e-3)
