"""A translation's paragraphs and the original's."""

from izdat.align import carry_times, pair
from izdat.model.content import Paragraph, Provenance, Quotation, Segment, Stage, Text
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime


def said(source: str = "") -> Paragraph:
    return Paragraph((Text("Words"),), source=source)


def segment(*blocks, id="call"):
    return Segment(id, "Title", Provenance(), blocks)


def test_paragraphs_follow_one_another_and_what_is_not_spoken_does_not_count():
    original = segment(said(), Stage((Text("Rain"),)), Quotation((said(), said())))
    assert pair(original, segment(said(), said(), said())) == ((1, 1), (2, 2), (3, 3))


def test_a_source_overrides_and_the_order_goes_on_from_there():
    original = segment(said(), said(), said(), said())
    translation = segment(said(), said("call:3"), said())
    assert pair(original, translation) == ((1, 1), (2, 3), (3, 4))


def test_what_comes_from_elsewhere_has_no_pair():
    original = segment(said(), said())
    translation = segment(said("news:1"), said(), said("call:9"), said())
    assert pair(original, translation) == ((2, 1),)


def test_a_translation_has_the_times_of_its_originals_paragraphs_and_no_words():
    times = SegmentTimes(
        "call",
        (ParagraphTimes(1, 0.5, 2.0, (WordTime(0.5, 2.0),)), ParagraphTimes(2, 2.5, None)),
    )
    assert carry_times(times, ((1, 1), (2, 2), (3, 7))).paragraphs == (
        ParagraphTimes(1, 0.5, 2.0),
        ParagraphTimes(2, 2.5, None),
    )
