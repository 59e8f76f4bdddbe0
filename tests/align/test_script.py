"""A segment's words become what is sought."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.align.graph import Line
from izdat.align.script import Script, beginning, script_of, signs_of
from izdat.model.alignment import NotHeard
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.text.words import find_words

SIGNS = ("a", "b", "c")


def paragraph(text, at=None, gaps=()):
    words = tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text))
    return SpokenParagraph(1, "", "en", text, words, at, gaps)


def script(*paragraphs, pronounced=None):
    count = sum(len(p.words) for p in paragraphs)
    ways = pronounced or ((("a",),),) * count
    return script_of(SpokenSegment("pier", "en", paragraphs), ways, SIGNS)


def test_phones_become_their_numbers():
    found = script(paragraph("One two"), pronounced=((("c", "a"),), (("b",), ("a", "b"))))
    assert found.line.words == (((2, 0),), ((1,), (0, 1)))
    assert (found.count, found.sought) == (2, 2)


def test_at_most_three_ways_of_saying_a_word_are_sought_and_no_empty_one():
    ways = (("a",), (), ("b",), ("c",))
    assert script(paragraph("One"), pronounced=(ways,)).line.words == (((0,), (1,)),)
    ways = (("a",), ("b",), ("c",), ("a", "b"))
    assert script(paragraph("One"), pronounced=(ways,)).line.words == (((0,), (1,), (2,)),)


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("One two. Three", (0, 2)),
        ("One? “Two!” Three… four", (0, 1, 2, 3)),
        ("One, two; three: four - five", (0,)),
        ("Один два. Три", (0, 2)),
        ("एक दो। तीन", (0, 2)),
        ("واحد اثنان؟ ثلاثة", (0, 2)),
        ("It is 3.5 metres", (0,)),
        ("", ()),
    ],
)
def test_a_sentence_begins_behind_the_sign_that_ends_one(text, starts):
    assert script(paragraph(text)).line.sentences == starts


def test_each_paragraph_begins_a_sentence_and_counts_its_words_on():
    found = script(
        paragraph("One two", gaps=(1,)), paragraph("…"), paragraph("Three. Four", 7.0, gaps=(0, 2))
    )
    assert found.line.sentences == (0, 2, 3)
    assert found.line.gaps == {1, 2, 4}
    assert found.anchors == ((2, 7.0),)


def test_a_paragraph_without_words_holds_no_time():
    assert script(paragraph("…", 3.0), paragraph("One")).anchors == ()


def test_every_phone_is_told_once_and_in_order():
    assert signs_of(((("c", "a"),), (), (("a",), ("b", "c")))) == ("a", "b", "c")


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_words_that_cannot_be_read_are_told_of_run_by_run(readable):
    ways = tuple((("a",),) if flag else () for flag in readable)
    found = script(paragraph(" ".join(["word"] * len(ways))), pronounced=ways)
    runs = list(found.unreadable())
    told = [word for run in runs for word in range(run.first, run.last)]
    assert told == [n for n, flag in enumerate(readable) if not flag]
    assert all(a.last < b.first for a, b in pairwise(runs))
    assert all(run.reason == "unreadable" for run in runs)
    assert found.sought == sum(readable)


def test_two_runs_that_cannot_be_read():
    found = Script(Line((), ()), (), (0, 1, 3), ())
    assert list(found.unreadable()) == [
        NotHeard(0, 2, "unreadable"),
        NotHeard(3, 4, "unreadable"),
    ]


LONG = script(
    paragraph("One two. Three four five.", gaps=(5,)), paragraph("Six seven", 9.0, gaps=(1,))
)


@pytest.mark.parametrize(
    ("words", "count", "sentences", "gaps", "anchors"),
    [
        (1, 1, (0,), set(), ()),  # not one whole sentence
        (2, 2, (0,), set(), ()),
        (4, 2, (0,), set(), ()),
        (5, 5, (0, 2), {5}, ()),
        (6, 5, (0, 2), {5}, ()),
        (7, 7, (0, 2, 5), {5, 6}, ((5, 9.0),)),
        (99, 7, (0, 2, 5), {5, 6}, ((5, 9.0),)),
    ],
)
def test_a_beginning_goes_to_the_end_of_a_sentence(words, count, sentences, gaps, anchors):
    found = beginning(LONG, words)
    assert found.count == count
    assert found.line.sentences == sentences
    assert found.line.gaps == gaps
    assert found.anchors == anchors
    assert found.line.words == LONG.line.words[:count]
