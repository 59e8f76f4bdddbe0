"""Every way in which a recording may say the transcript, and no other."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.align.graph import JUNCTION, NO_WORD, Costs, Line, graph_of

SILENCE, SPEECH = 9, 10  # of three phones
A, B, C = ((0,),), ((1,),), ((2,),)
NAMES = {0: "a", 3: "b", 6: "c", SILENCE: "_", SPEECH: "?"}
FREE = Costs(silence=0)
COSTLY = Costs(skip_word=5, skip_next=5)


def ways(line, costs):
    """Return what each way through the graph says, and what the cheapest that says it costs.

    A letter for each phone, ``_`` for silence, ``?`` for speech that is not written.
    """
    graph = graph_of(line, SILENCE, costs)
    onward = {}
    for j in range(len(graph.heard)):
        for a in range(graph.first[j], graph.first[j + 1]):
            onward.setdefault(int(graph.source[a]), []).append((j, float(graph.cost[a])))
    found = {}

    def walk(state, text, cost):
        text += NAMES.get(int(graph.heard[state]), "")
        if state == len(graph.heard) - 1:
            found[text] = max(found.get(text, -np.inf), cost)
        for target, own in onward.get(state, []):
            walk(target, text, cost + own)

    walk(0, "", 0.0)
    return found


def spoken(line, costs):
    """Return the same of all ways without silence."""
    return {text: cost for text, cost in ways(line, costs).items() if "_" not in text}


def test_silence_may_lie_around_each_word():
    assert ways(Line((A,), (0,)), Costs(silence=2)) == {"a": 0, "_a": -2, "a_": -2, "_a_": -4}


def test_a_phone_is_three_states_in_a_row():
    graph = graph_of(Line((((2, 0),),), (0,)), SILENCE, FREE)
    assert [int(h) for h in graph.heard if 0 <= h < SILENCE] == [6, 7, 8, 0, 1, 2]


def test_pronunciations_share_what_is_likely():
    found = spoken(Line((((0,), (1,), (2, 0)),), (0,)), FREE)
    assert found == pytest.approx(dict.fromkeys(("a", "b", "ca"), -np.log(3)))


def test_a_word_without_a_pronunciation_is_passed_in_no_time():
    assert spoken(Line((A, (), B), (0,)), COSTLY) == {"ab": 0, "a": -5, "b": -5, "": -10}


def test_between_sentences_there_may_be_speech_that_is_not_written():
    found = spoken(Line((A, B, C), (0, 2)), Costs(filler=7))
    assert found == {
        "abc": 0, "?abc": -7, "ab?c": -7, "abc?": -7, "?ab?c": -14, "?abc?": -14, "ab?c?": -14,
        "?ab?c?": -21,
    }  # fmt: skip


def test_within_a_sentence_and_at_a_gap_it_has_its_own_price():
    line = Line((A, B, C), (0,), frozenset({2}))
    assert spoken(line, Costs(inner_filler=4)) == {"abc": 0, "a?bc": -4}
    assert spoken(line, Costs(gap_filler=3)) == {"abc": 0, "ab?c": -3}


def test_a_gap_between_sentences_has_the_price_of_a_sentence():
    assert spoken(Line((A, B), (0, 1), frozenset({1})), Costs(filler=7, gap_filler=3))["a?b"] == -7


def test_a_sentence_may_be_left_out_and_a_long_one_costs_more():
    line = Line((A, B, C), (0, 2))
    costs = Costs(skip_sentence=5, skip_more=2)
    assert spoken(line, costs) == {"abc": 0, "c": -9, "ab": -7, "": -16}


def test_the_only_sentence_is_never_left_out():
    assert spoken(Line((A, B), (0,)), Costs(skip_sentence=5)) == {"ab": 0}


def test_a_sentence_that_is_left_out_leaves_one_place_for_speech():
    found = ways(Line((A, B, C), (0, 1, 2)), Costs(silence=0, filler=1, skip_sentence=5))
    assert found["a_?_c"] == -6
    assert not [text for text in found if "??" in text or "?_?" in text]


def test_a_word_that_is_not_said_is_left_out():
    assert spoken(Line((A, B), (0,)), COSTLY) == {"ab": 0, "a": -5, "b": -5, "": -10}


def test_a_run_of_words_is_left_out_for_less_than_each_alone():
    found = spoken(Line((A, B, C), (0,)), Costs(skip_word=5, skip_next=1))
    assert found == {"abc": 0, "ab": -5, "bc": -5, "ac": -5, "a": -6, "c": -6, "b": -10, "": -7}


LINES = st.lists(
    st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=3).map(tuple), max_size=3).map(tuple),
    min_size=1, max_size=6,
).flatmap(
    lambda words: st.builds(
        Line,
        st.just(tuple(words)),
        st.sets(st.integers(0, len(words) - 1)).map(lambda starts: tuple(sorted({0, *starts}))),
        st.frozensets(st.integers(0, len(words))),
    )
)  # fmt: skip
PRICE = st.none() | st.floats(0, 9)
COSTS = st.builds(Costs, st.floats(0, 9), PRICE, PRICE, PRICE, PRICE, st.floats(0, 9), PRICE)


@settings(max_examples=60)
@given(LINES, COSTS)
def test_states_stand_in_the_order_in_which_they_are_passed(line, costs):
    graph = graph_of(line, SILENCE, costs)
    furthest, leads = 0, {j: j for j in range(len(graph.heard))}
    for j in range(len(graph.heard)):
        own = graph.source[graph.first[j] : graph.first[j + 1]]
        assert all(own < j)
        assert len(own) or j == 0
        assert j - 1 not in own or own[0] == j - 1
        leads.update({int(s): max(leads[int(s)], j) for s in own})
    for j, reached in enumerate(graph.furthest):
        furthest = max(furthest, leads[j])
        assert reached == furthest


@settings(max_examples=60)
@given(LINES, COSTS)
def test_each_word_lies_between_its_two_junctions(line, costs):
    graph = graph_of(line, SILENCE, costs)
    assert graph.heard[0] == graph.heard[-1] == JUNCTION
    for n, (enters, leaves) in enumerate(zip(graph.entry, graph.exit, strict=True)):
        assert graph.heard[enters] == graph.heard[leaves] == JUNCTION
        assert {n} == set(graph.word[enters + 1 : leaves + 1].tolist())
    assert (graph.exit[:-1] < graph.entry[1:]).all()
    outside = np.flatnonzero(graph.word == NO_WORD)
    phones = (graph.heard >= 0) & (graph.heard < SILENCE)
    assert not phones[outside].any()
    assert phones.sum() == 3 * sum(len(way) for word in line.words for way in word)
