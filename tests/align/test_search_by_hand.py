"""The search on recordings that are made to be read: each frame is some state's very middle."""

import numpy as np

from izdat.align import search
from izdat.align.graph import Costs, Line, graph_of
from izdat.align.search import best_way

THREE = Line((((0,),), ((1,),), ((2,),)), (0, 1, 2))


def said(models, states):
    return np.ascontiguousarray(models.mean[:, states].T)


def test_a_clear_recording_is_read_as_it_was_made(made):
    models, _ = made(4, size=30)
    silence = models.states
    heard = [silence, silence, 3, 3, 4, 5, 5, 0, 1, 1, 2, 2, silence]
    graph = graph_of(Line((((0,), (1,)), ((0,), (2,))), (0,)), silence, Costs())
    way = best_way(graph, models, said(models, heard), beam=500)
    assert graph.heard[way.state].tolist() == heard
    assert graph.word[way.state].tolist() == [-1, -1, *[0] * 5, *[1] * 5, -1]
    assert (way.is_complete, way.reached) == (True, True)


def test_a_recording_that_ends_early_is_not_complete(made):
    models, _ = made(4, size=30)
    graph = graph_of(THREE, models.states, Costs())
    way = best_way(graph, models, said(models, [0, 0, 1, 2, 2, 3, 3]), beam=500)
    assert graph.heard[way.state].tolist() == [0, 0, 1, 2, 2, 3, 3]
    assert (way.is_complete, way.reached) == (False, True)


def test_where_no_state_may_be_all_ways_are_lost(made):
    models, rows = made(4)
    graph = graph_of(THREE, models.states, Costs())
    none = np.zeros(len(rows), dtype=np.int32)
    way = best_way(graph, models, rows, beam=500, limits=(none, none))
    assert (way.score, way.is_complete, way.reached) == (-np.inf, False, False)


def test_what_stays_open_too_long_is_settled_by_the_likeliest(made, monkeypatch):
    models, _ = made(4, size=30)
    monkeypatch.setattr(search, "BLOCK", 2)
    monkeypatch.setattr(search, "MOST_OPEN", 0)
    heard = [9] * 7 + [0, 1, 1, 2, 3, 3, 4, 5, 6, 7, 8, 9, 9, 9]
    graph = graph_of(THREE, models.states, Costs())
    way = best_way(graph, models, said(models, heard), beam=1e9)
    assert graph.heard[way.state].tolist() == heard
