"""Where stand-ins are among the words, and what a recording says without them."""

from izdat.model.content import Provenance, Segment
from izdat.text.markdown import parse_body
from izdat.text.spoken import spoken_segment
from izdat.text.withheld import withheld_words, without


def segment(text: str) -> Segment:
    body = parse_body(
        f"## Pier {{#pier}}\n\n{text}\n", file="episode.md", first_line=1, voices=("mira",)
    )
    assert not body.problems
    source = body.segments[0]
    return Segment(source.id, source.title, Provenance(), source.blocks)


def places(text: str) -> list[tuple[int, int, int]]:
    own = segment(text)
    spoken = spoken_segment(own, "en", headings=False)
    return [(w.paragraph, w.first, w.last) for w in withheld_words(own, spoken)]


def said(text: str) -> tuple[list[str], tuple[int, ...], tuple[int, ...]]:
    own = segment(text)
    spoken = spoken_segment(own, "en", headings=False)
    paragraph = without(spoken, withheld_words(own, spoken)).paragraphs[0]
    words = [word.text for word in paragraph.words]
    assert words == [paragraph.text[word.start : word.end] for word in paragraph.words]
    return words, paragraph.unknown, paragraph.gaps


def test_a_stand_in_is_found_wherever_it_stands():
    assert places("[A neighbour]{.withheld who=p4} held it.") == [(1, 0, 2)]
    assert places("One.\n\nTwo *and [three four]{.withheld who=p4}*.") == [(2, 2, 4)]
    assert places("So [a **man**]{.withheld who=p1} and [b]{.withheld who=p2}") == [
        (1, 1, 3), (1, 4, 5),
    ]  # fmt: skip


def test_a_word_that_is_a_stand_in_in_part_is_one_as_a_whole():
    assert places("The [neighbour]{.withheld who=p4}’s lamp") == [(1, 1, 2)]


def test_a_stand_in_that_is_not_spoken_has_a_place_and_no_words():
    assert places("He saw [[name]]{.withheld who=p4} there.") == [(1, 2, 2)]


def test_a_stand_in_in_a_note_is_none():
    assert places("He [saw [a man]{.withheld who=p4}]{.note} there.") == []


def test_the_recording_says_something_else_instead():
    assert said("My [b] friend, [a neighbour]{.withheld who=p4}, held the lamp.") == (
        ["My", "friend", "held", "the", "lamp"], (2,), (1,),
    )  # fmt: skip
    assert said("Ask [him]{.withheld who=p4}") == (["Ask"], (1,), ())
    assert said("[He]{.withheld who=p4} [she]{.withheld who=p5} go") == (["go"], (0,), ())
