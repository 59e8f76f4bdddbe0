"""An alignment becomes times, and what does not fit becomes words for an editor."""

from izdat.align import misfits, placed_times
from izdat.align.misfits import joined_stretches
from izdat.model.alignment import Alignment, NotHeard, NotWritten
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.model.time import ParagraphTimes, WordTime
from izdat.text.words import find_words


def spoken(*texts: str, at: float | None = None) -> SpokenSegment:
    return SpokenSegment(
        "pier",
        "en",
        tuple(
            SpokenParagraph(
                n, "", "en", text, tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text)),
                at if n == len(texts) else None,
            )
            for n, text in enumerate(texts, start=1)
        ),
    )  # fmt: skip


def aligned(pattern: str, *runs: NotHeard) -> Alignment:
    """Return an alignment with a word a second for each ``x``, and none for each dot."""
    words = tuple(WordTime(n, n + 0.5) if sign == "x" else None for n, sign in enumerate(pattern))
    return Alignment(words, runs)


def faults(text: SpokenSegment, alignment: Alignment) -> list[tuple[str, int | None, str]]:
    times = placed_times(text, alignment, 600.0).times
    found = misfits(text, alignment, times, "pier.flac")
    assert all(fault.hint for fault in found)
    return [(fault.code, fault.paragraph, fault.message) for fault in found]


def test_a_paragraph_lasts_from_its_first_to_its_last_word_that_was_found() -> None:
    text = spoken("One two three four", "Five six")
    found = placed_times(text, aligned(".xx.xx"), 600.0).times.paragraphs
    assert (found[0].start, found[0].end) == (1, 2.5)
    assert [word is not None for word in found[0].words] == [False, True, True, False]
    assert (found[1].start, found[1].end) == (4, 5.5)


def test_a_paragraph_with_fewer_than_half_of_its_words_has_no_time() -> None:
    text = spoken("One two three", "Four five six")
    found = placed_times(text, aligned("xxx..x"), 600.0).times.paragraphs
    assert found[1] == ParagraphTimes(2, is_absent=True)


def test_a_time_by_hand_says_that_a_paragraph_is_heard() -> None:
    text = spoken("One two three", "Four five six", at=7.0)
    alignment = aligned("xxx...")
    found = placed_times(text, alignment, 600.0).times.paragraphs
    assert found[1] == ParagraphTimes(2, 7.0)
    assert [code for code, _, _ in faults(text, alignment)] == []


def test_what_could_not_be_read_is_not_called_absent() -> None:
    text = spoken("One two three", "Слово за слово")
    alignment = aligned("xxx...", NotHeard(3, 6, "unreadable"))
    assert placed_times(text, alignment, 600.0).times.paragraphs[1] == ParagraphTimes(2)
    ((code, paragraph, message),) = faults(text, alignment)
    assert (code, paragraph) == ("unreadable-word", 2)
    assert "“Слово” and 2 more" in message


def test_no_time_lies_beyond_the_recording() -> None:
    found = placed_times(spoken("One two"), aligned("xx"), 1.25).times.paragraphs[0]
    assert found.words == (WordTime(0, 0.5), WordTime(1, 1.25))
    assert found.end == 1.25


def test_where_nothing_fits_there_is_one_problem_and_no_time() -> None:
    text = spoken("One two", "Three", at=5.0)
    alignment = Alignment((None, None, None), failure="this is noise")
    assert placed_times(text, alignment, 600.0).times.paragraphs == (
        ParagraphTimes(1),
        ParagraphTimes(2, 5.0),
    )
    ((code, paragraph, message),) = faults(text, alignment)
    assert (code, paragraph) == ("not-aligned", None)
    assert "pier.flac: this is noise" in message


def test_paragraphs_that_are_not_heard_are_told_of_once_a_run() -> None:
    text = spoken("One two", "Three four", "Five", "Six seven", "Eight nine", "Ten")
    assert faults(text, aligned("xx...xx..x")) == [
        (
            "paragraph-not-heard",
            2,
            "This paragraph and the one after it are not in pier.flac, where they would be at 0:01",
        ),
        ("paragraph-not-heard", 5, "This paragraph is not in pier.flac, where it would be at 0:06"),
    ]


def test_a_long_run_of_words_that_are_not_heard_is_told_of_with_the_words() -> None:
    text = spoken("One two three four five six seven eight nine ten", "One two three")
    assert faults(text, aligned("xxx....xxxx.x")) == [
        (
            "words-not-heard",
            1,
            "“four five six seven” (4 words) are not in pier.flac, where they would be at 0:02",
        )
    ]
    assert faults(text, aligned("xxx...xxxxx.x")) == []


def test_a_long_quotation_is_cut() -> None:
    long = "word " * 30
    found = faults(spoken(f"{long}and {long}"), aligned("x" * 31 + "." * 30))
    assert [code for code, _, _ in found] == ["words-not-heard"]
    assert len(found[0][2]) < 140


def test_what_is_not_written_is_told_of_in_stretches_that_matter() -> None:
    stretches = (
        NotWritten(760.0, 770.0), NotWritten(770.8, 785.0), NotWritten(10.0, 11.5),
        NotWritten(3000.0, 3002.0),
    )  # fmt: skip
    assert joined_stretches(stretches) == (NotWritten(760.0, 785.0), NotWritten(3000.0, 3002.0))
    text = spoken("One")
    alignment = Alignment((WordTime(0, 1),), (), stretches)
    assert faults(text, alignment) == [
        ("not-in-transcript", None, "pier.flac 12:40–13:05 is not in the transcript"),
        ("not-in-transcript", None, "pier.flac 50:00–50:02 is not in the transcript"),
    ]
