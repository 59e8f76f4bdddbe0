"""Chapters are whole milliseconds, follow one another, and are never empty."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from izdat.master.chapters import chapters
from izdat.model.content import (
    Heading,
    Listing,
    Paragraph,
    Provenance,
    Quotation,
    Segment,
    Stage,
    Text,
    Verse,
)
from izdat.model.episode import Edition
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, Stretch, Timeline

WORDS = (Text("words"),)


def edition(*segments: Segment) -> Edition:
    return Edition("en", "Title", "Summary", (), segments)


def segment(id: str, *blocks) -> Segment:
    return Segment(id, f"The {id}", Provenance(), blocks or (Paragraph(WORDS),))


def timeline(duration: float, **starts: float) -> Timeline:
    return Timeline(duration, tuple(Stretch(name, 0.0, at, 1.0) for name, at in starts.items()))


def test_each_segment_is_a_chapter_and_the_intro_belongs_to_the_first():
    made = chapters(
        edition(segment("call"), segment("pier")), timeline(10.0, call=2.5, pier=6.00049), ()
    )
    assert made == (
        Chapter(0.0, 6.0, "The call", "call"),
        Chapter(6.0, 10.0, "The pier", "pier"),
    )


def test_a_segment_that_is_not_heard_is_no_chapter():
    made = chapters(edition(segment("call"), segment("map"), segment("pier")),
                    timeline(10.0, call=0.0, pier=5.0), ())  # fmt: skip
    assert [chapter.anchor for chapter in made] == ["call", "pier"]
    assert chapters(edition(segment("map")), timeline(10.0), ()) == ()


def test_a_segment_without_length_gives_way_to_the_next():
    made = chapters(
        edition(segment("a"), segment("b"), segment("c")), timeline(9.0, a=0, b=4, c=4.0002), ()
    )
    assert [(c.start, c.end, c.anchor) for c in made] == [(0, 4, "a"), (4, 9, "c")]


def test_the_last_chapter_does_not_outlast_the_episode():
    made = chapters(edition(segment("a")), timeline(9.9999, a=0), ())
    assert made[-1].end == 9.999


def sectioned() -> Segment:
    return segment(
        "pier",
        Paragraph(WORDS),
        Listing(((Paragraph(WORDS),), (Paragraph(WORDS), Paragraph(WORDS)))),
        Heading(3, "The lamp", "lamp"),
        Stage(WORDS),
        Quotation((Verse((WORDS,)),)),
        Heading(4, "Too deep"),
        Heading(3, "The engine"),
        Paragraph(WORDS),
        Heading(3, "Without a time"),
        Paragraph(WORDS),
    )


TIMES = (
    SegmentTimes("pier", (ParagraphTimes(1, 2.0), ParagraphTimes(5, 3.5), ParagraphTimes(6, 4.25))),
)


def test_sections_are_chapters_where_the_next_paragraph_has_a_time():
    made = chapters(edition(sectioned()), timeline(10.0, pier=2.0), TIMES, "sections")
    assert made == (
        Chapter(0.0, 3.5, "The pier", "pier"),
        Chapter(3.5, 4.25, "The lamp", "lamp"),
        Chapter(4.25, 10.0, "The engine", "pier-6"),
    )


def test_sections_are_no_chapters_unless_asked_for():
    made = chapters(edition(sectioned()), timeline(10.0, pier=2.0), TIMES, "segments")
    assert len(made) == 1


@given(
    starts=st.lists(st.floats(0, 1000), min_size=1, max_size=30),
    rest=st.floats(0.01, 100),
)
def test_chapters_are_contiguous_whole_and_not_empty(starts, rest):
    names = {f"s{n}": at for n, at in enumerate(sorted(starts))}
    duration = max(starts) + rest
    made = chapters(edition(*map(segment, names)), timeline(duration, **names), ())
    assert made[0].start == 0
    assert made[-1].end <= duration + 1e-9
    for chapter in made:
        assert chapter.start < chapter.end
        assert chapter.start == round(chapter.start * 1000) / 1000
    for one, next_one in pairwise(made):
        assert one.end == next_one.start
