"""An episode that is one recording: joined, timed, and taken apart again."""

from izdat.align import joined, parted, timeline_of
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, Stretch, Timeline, WordTime


def segment(name: str, *numbers: int) -> SpokenSegment:
    return SpokenSegment(
        name, "en", tuple(SpokenParagraph(n, "", "en", f"{name} {n}", ()) for n in numbers)
    )


SEGMENTS = [segment("call", 1, 2), segment("empty"), segment("pier", 0, 1)]


def test_paragraphs_are_numbered_through_and_get_their_own_numbers_back() -> None:
    whole = joined(SEGMENTS)
    assert [p.number for p in whole.paragraphs] == [1, 2, 3, 4]
    times = SegmentTimes("", tuple(ParagraphTimes(n, n * 10.0, n * 10.0 + 5) for n in (1, 2, 4)))
    call, empty, pier = parted(times, SEGMENTS)
    assert [(p.number, p.start) for p in call.paragraphs] == [(1, 10.0), (2, 20.0)]
    assert empty.paragraphs == ()
    assert [(p.number, p.start) for p in pier.paragraphs] == [(1, 40.0)]


def test_segments_stand_where_their_first_time_is_and_the_first_at_the_beginning() -> None:
    times = (
        SegmentTimes("call", (ParagraphTimes(1),)),
        SegmentTimes("unknown", (ParagraphTimes(1),)),
        SegmentTimes("pier", (ParagraphTimes(1), ParagraphTimes(2, 40.0))),
    )
    timeline = timeline_of(times, 100.0)
    assert [(s.segment, s.episode_start, s.duration) for s in timeline.stretches] == [
        ("call", 0.0, 40.0),
        ("pier", 40.0, 60.0),
    ]


def test_a_word_that_was_cut_out_of_the_episode_loses_its_time_and_no_other_does() -> None:
    timeline = Timeline(30.0, (Stretch("pier", 0.0, 10.0, 2.0), Stretch("pier", 3.0, 12.0, 2.0)))
    words = (WordTime(1.0, 1.5), None, WordTime(2.4, 2.6), WordTime(3.5, 4.0, 0.4))
    times = SegmentTimes("pier", (ParagraphTimes(1, 1.0, 4.0, words), ParagraphTimes(2)))
    mapped = timeline.times(times).paragraphs
    expected = (WordTime(11.0, 11.5), None, None, WordTime(12.5, 13.0, 0.4))
    assert mapped == (ParagraphTimes(1, 11.0, 13.0, expected), ParagraphTimes(2))


def test_a_time_in_what_was_cut_out_is_that_of_the_cut() -> None:
    timeline = Timeline(30.0, (Stretch("pier", 1.0, 10.0, 2.0), Stretch("pier", 5.0, 12.0, 2.0)))
    times = [timeline.to_episode("pier", at) for at in (0.5, 1.5, 3.5, 5.0, 6.0, 9.0)]
    assert times == [10.0, 10.5, 12.0, 12.0, 13.0, 14.0]
    assert timeline.to_episode("call", 1.0) is None
