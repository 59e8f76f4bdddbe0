"""Times from a words.vtt and from the transcript's own."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.align import given_times, words_vtt
from izdat.align.vtt import read_words
from izdat.model.file import file_at
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.text.words import find_words


def paragraph(number: int, text: str, at: float | None = None) -> SpokenParagraph:
    words = tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text))
    return SpokenParagraph(number, "", "en", text, words, at)


def segment(*paragraphs: SpokenParagraph) -> SpokenSegment:
    return SpokenSegment("pier", "en", paragraphs)


def timed(tmp_path: Path, spoken: SpokenSegment, vtt: str, duration: float = 60.0):
    path = tmp_path / "pier.words.vtt"
    path.write_text(vtt, encoding="utf-8")
    return given_times(tmp_path, spoken, file_at(path), duration)


def test_single_word_cues_time_the_words(tmp_path):
    vtt = "WEBVTT\n\n00:01.000 --> 00:01.400\nmy\n\n00:01.500 --> 00:02.000\nBrother,\n"
    found = timed(tmp_path, segment(paragraph(1, "My brother")), vtt)
    assert found.faults == ()
    words = (WordTime(1.0, 1.4), WordTime(1.5, 2.0))
    assert found.times.paragraphs == (ParagraphTimes(1, 1.0, 2.0, words),)


def test_times_inside_a_cue_time_the_words(tmp_path):
    vtt = (
        "WEBVTT - by hand\r\n\r\nNOTE a remark\r\n\r\n1\r\n"
        "00:00:01.000 --> 00:00:03.000 align:start\r\n"
        "<v Boat>My <00:00:01.400>brother<00:00:01.900> <00:00:02.000>steered &amp;\r\n"
    )
    found = timed(tmp_path, segment(paragraph(1, "My brother steered.")), vtt)
    assert found.faults == ()
    assert found.times.paragraphs[0].words == (
        WordTime(1.0, 1.4),
        WordTime(1.4, 1.9),
        WordTime(2.0, 3.0),
    )


def test_a_word_that_the_file_has_not_has_no_time_and_the_others_do(tmp_path):
    vtt = "WEBVTT\n\n00:01.000 --> 00:01.400\nmy\n\n00:03.500 --> 00:04.000\nsteered\n"
    found = timed(tmp_path, segment(paragraph(1, "My brother steered")), vtt)
    words = (WordTime(1.0, 1.4), None, WordTime(3.5, 4.0))
    assert found.times.paragraphs == (ParagraphTimes(1, 1.0, 4.0, words),)


def test_a_paragraph_begins_and_ends_with_the_words_that_the_file_has(tmp_path):
    vtt = "WEBVTT\n\n00:01.000 --> 00:01.400\nbrother\n\n00:03.500 --> 00:04.000\nat\n"
    found = timed(tmp_path, segment(paragraph(1, "My brother steered at")), vtt)
    times = found.times.paragraphs[0]
    assert (times.start, times.end) == (1.0, 4.0)
    assert [word is not None for word in times.words] == [False, True, False, True]


def test_a_cue_of_several_words_gives_its_start_and_end_only(tmp_path):
    vtt = "WEBVTT\n\n00:01.000 --> 00:04.000\nMy brother steered\n"
    found = timed(tmp_path, segment(paragraph(1, "My brother steered")), vtt)
    assert found.times.paragraphs == (ParagraphTimes(1, 1.0, 4.0),)


def test_words_that_only_one_of_the_two_has_are_passed_over(
    tmp_path,
):
    spoken = segment(paragraph(1, "One two three"), paragraph(2, "Four five"), paragraph(3, "Six"))
    cues = ["one", "two", "um", "three", "four", "six"]
    vtt = "WEBVTT\n\n" + "\n".join(
        f"00:{i:02}.000 --> 00:{i:02}.500\n{word}\n" for i, word in enumerate(cues)
    )
    one, two, three = timed(tmp_path, spoken, vtt).times.paragraphs
    assert [w.start for w in one.words] == [0.0, 1.0, 3.0]
    assert two == ParagraphTimes(2, 4.0, 4.5, (WordTime(4.0, 4.5), None))
    assert [w.start for w in three.words] == [5.0]


def test_a_paragraph_of_which_only_a_word_is_found_has_no_time(tmp_path):
    spoken = segment(paragraph(1, "One two three"), paragraph(2, "The wall broke at night"))
    cues = ["one", "two", "three", "the"]
    vtt = "WEBVTT\n\n" + "\n".join(
        f"00:{i:02}.000 --> 00:{i:02}.500\n{word}\n" for i, word in enumerate(cues)
    )
    assert timed(tmp_path, spoken, vtt).times.paragraphs[1] == ParagraphTimes(2)


def test_hyphens_apostrophes_and_letter_case_do_not_matter(tmp_path):
    vtt = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nwell\n\n00:02.000 --> 00:03.000\nKNOWN\n\n"
        "00:03.000 --> 00:04.000\ndon't\n\n00:04.000 --> 00:05.000\n10000\n"
    )
    found = timed(tmp_path, segment(paragraph(1, "Well-known don’t 10,000")), vtt)
    assert [(w.start, w.end) for w in found.times.paragraphs[0].words] == [
        (1.0, 3.0),
        (3.0, 4.0),
        (4.0, 5.0),
    ]


def test_another_texts_times_are_a_fault_and_time_nothing(tmp_path):
    found = timed(
        tmp_path, segment(paragraph(1, "One two")), "WEBVTT\n\n00:01.000 --> 00:02.000\nother\n"
    )
    assert [fault.code for fault in found.faults] == ["times-unmatched"]
    assert found.times.paragraphs == (ParagraphTimes(1),)


@pytest.mark.parametrize(
    ("vtt", "code", "line"),
    [
        ("00:01.000 --> 00:02.000\none\n", "times-line", 1),
        ("WEBVTT\n\n00:01,000 --> 00:02,000\none\n", "times-line", 3),
        ("WEBVTT\n\nname\nno time\none\n", "times-line", 4),
        ("WEBVTT\n\n00:02.000 --> 00:01.000\none\n", "times-order", 3),
        (
            "WEBVTT\n\n00:02.000 --> 00:03.000\none\n\n00:01.000 --> 00:02.000\ntwo\n",
            "times-order",
            6,
        ),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n<00:03.000>one\n", "times-order", 3),
        ("WEBVTT\n\n00:59.000 --> 01:01.000\none\n", "times-beyond", 3),
        ("WEBVTT\n\n00:61.000 --> 01:01.000\none\n", "times-line", 3),
    ],
)
def test_a_slip_in_the_file_is_a_fault_at_its_line(tmp_path, vtt, code, line):
    faults = timed(tmp_path, segment(paragraph(1, "One two")), vtt).faults
    assert (faults[0].code, faults[0].line) == (code, line)
    assert faults[0].hint


def test_a_cue_with_a_fault_gives_no_words_and_the_others_do(tmp_path):
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\none\n\nrubbish\n\n00:03.000 --> 00:04.000\ntwo\n"
    found = timed(tmp_path, segment(paragraph(1, "One two")), vtt)
    assert [fault.code for fault in found.faults] == ["times-line"]
    assert len(found.times.paragraphs[0].words) == 2


def test_what_is_not_text_is_a_fault():
    words, faults = read_words(b"WEBVTT\n\n\xff\xfe", 10.0)
    assert words == []
    assert (faults[0].code, faults[0].line) == ("times-unreadable", 3)


def test_a_hostile_file_is_read_in_bounded_time(tmp_path):
    spoken = segment(paragraph(1, "a " * 20_000))
    vtt = "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "b " * 20_000 + "<" * 20_000 + "\n"
    found = timed(tmp_path, spoken, vtt)
    assert [fault.code for fault in found.faults] == ["times-unmatched"]


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300), duration=st.floats(0, 1e6))
def test_any_bytes_are_words_and_faults(data, duration):
    read_words(data, duration)
    read_words(b"WEBVTT\n\n00:00.000 --> 00:01.000\n" + data, duration)


def test_a_hand_time_starts_its_paragraph_and_ends_only_the_one_right_before(tmp_path):
    spoken = segment(
        paragraph(1, "One", 1.0), paragraph(2, "Two", 5.0), paragraph(3, "Three"),
        paragraph(4, "Four", 9.0),
    )  # fmt: skip
    found = given_times(tmp_path, spoken, None, 12.0)
    assert found.faults == ()
    assert found.times.paragraphs == (
        ParagraphTimes(1, 1.0, 5.0),
        ParagraphTimes(2, 5.0, None),
        ParagraphTimes(3, None, None),
        ParagraphTimes(4, 9.0, None),
    )


def test_a_hand_time_out_of_order_or_beyond_the_end_is_a_fault_of_its_paragraph(tmp_path):
    spoken = segment(paragraph(1, "One", 5.0), paragraph(2, "Two", 4.0), paragraph(3, "X", 99.0))
    found = given_times(tmp_path, spoken, None, 12.0)
    assert [(f.code, f.paragraph) for f in found.faults] == [
        ("hand-time-order", 2),
        ("hand-time-beyond", 3),
    ]
    assert found.times.paragraphs[1] == ParagraphTimes(2)


def test_without_any_time_nothing_is_invented(tmp_path):
    found = given_times(tmp_path, segment(paragraph(1, "One two")), None, 12.0)
    assert found.times.paragraphs == (ParagraphTimes(1),)


@st.composite
def spoken_and_times(draw):
    texts = draw(
        st.lists(
            st.lists(st.sampled_from("one Two three— “four” five-six 7,000 &c <v> ٣ 川".split()),
                     min_size=1, max_size=6).map(" ".join),
            min_size=1, max_size=5,
        )
    )  # fmt: skip
    paragraphs, times, now = [], [], 0
    for number, text in enumerate(texts, start=1):
        made = paragraph(number, text)
        words = []
        for _ in made.words:
            start = now + draw(st.integers(0, 900))
            now = start + draw(st.integers(1, 900))
            words.append(WordTime(start / 1000, now / 1000))
        paragraphs.append(made)
        start, end = (words[0].start, words[-1].end) if words else (None, None)
        times.append(ParagraphTimes(number, start, end, tuple(words)))
    return SpokenSegment("s", "en", tuple(paragraphs)), SegmentTimes("s", tuple(times))


@settings(max_examples=150, deadline=None)
@given(spoken_and_times())
def test_written_times_read_back_the_same_to_the_millisecond(tmp_path_factory, made):
    spoken, times = made
    folder = tmp_path_factory.mktemp("vtt")
    found = timed(folder, spoken, words_vtt(spoken, times), 1e5)
    assert found.faults == ()
    assert found.times == times


def test_words_without_a_time_are_written_as_notes_and_read_back_as_unknown(tmp_path):
    spoken = segment(paragraph(1, "My brother, steered, at night."), paragraph(2, "Yes"))
    words = (None, WordTime(1.0, 1.4), None, WordTime(2.0, 2.2, 0.3), WordTime(2.2, 3.0))
    times = SegmentTimes(
        "pier", (ParagraphTimes(1, 1.0, 3.0, words), ParagraphTimes(2, is_absent=True))
    )
    written = words_vtt(spoken, times)
    assert "NOTE not found: My, steered\n\nNOTE not sure: at 00:00:02.000\n" in written
    back = timed(tmp_path, spoken, written)
    assert back.faults == ()
    found = back.times.paragraphs[0]
    assert [w and (w.start, w.end) for w in found.words] == [w and (w.start, w.end) for w in words]
    assert (found.start, found.end) == (1.0, 3.0)
