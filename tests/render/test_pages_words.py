"""Word times: what is written into a page reads back as it was."""

from hypothesis import given
from hypothesis import strategies as st

from izdat.model.content import Note, Paragraph, Provenance, Segment, Supplied, Text
from izdat.model.spoken import SpokenParagraph, Word
from izdat.model.time import ParagraphTimes, WordTime
from izdat.render.word_times import centiseconds, numbers, written
from izdat.text.spoken import spoken_segment


def read_back(coded: str, text: str, start: float) -> list[tuple[str, int, int]]:
    """Return (word, start, end) as the player's script finds them, in hundredths of a second."""
    letters = "".join(text.split())
    found = []
    values = list(numbers(coded))
    at, count = centiseconds(start), 0
    for gap, length, pause, lasting in zip(*[iter(values)] * 4, strict=True):
        count += gap
        at += pause
        found.append((letters[count : count + length], at, at + lasting))
        count += length
    return found


def test_words_and_times_come_back() -> None:
    paragraph = Paragraph(
        (
            Text("“About three hundred, "),
            Note((Text("in fact 340"),)),
            Text(" isn't it"),
            Supplied((Text("so"),)),
            Text("?”"),
        )
    )
    segment = Segment("pier", "Pier", Provenance(), (paragraph,))
    spoken = spoken_segment(segment, "en", headings=False).paragraphs[0]
    times = ParagraphTimes(
        1, 10.0, 14.0, tuple(WordTime(10 + n / 2, 10.3 + n / 2) for n in range(len(spoken.words)))
    )
    found = read_back(written(spoken, times), spoken.text, 10.0)
    assert found == [
        ("About", 1000, 1030),
        ("three", 1050, 1080),
        ("hundred", 1100, 1130),
        ("isn't", 1150, 1180),
        ("it", 1200, 1230),
    ]


def test_a_paragraph_without_a_time_for_each_word_has_none() -> None:
    spoken = SpokenParagraph(1, "", "en", "a b", (Word("a", 0, 1, "en"), Word("b", 2, 3, "en")))
    assert written(spoken, ParagraphTimes(1, 0.0, 1.0, (WordTime(0, 1),))) == ""
    assert written(spoken, ParagraphTimes(1, 0.0, 1.0)) == ""


def test_a_word_without_a_time_is_passed_over() -> None:
    words = tuple(Word(text, at, at + 1, "en") for text, at in (("a", 0), ("b", 2), ("c", 4)))
    spoken = SpokenParagraph(1, "", "en", "a b c", words)
    times = ParagraphTimes(1, 1.0, 3.0, (WordTime(1, 2), None, WordTime(2.5, 3)))
    assert read_back(written(spoken, times), "a b c", 1.0) == [("a", 100, 200), ("c", 250, 300)]
    assert written(spoken, ParagraphTimes(1, 1.0, 3.0, (None, None, None))) == ""


def test_a_long_silence_fits() -> None:
    spoken = SpokenParagraph(1, "", "en", "a b", (Word("a", 0, 1, "en"), Word("b", 2, 3, "en")))
    times = ParagraphTimes(1, 0.0, None, (WordTime(0, 1), WordTime(86_400, 86_401)))
    assert read_back(written(spoken, times), "a b", 0)[1] == ("b", 8_640_000, 8_640_100)


def test_times_that_run_backwards_are_held_at_the_word_before() -> None:
    spoken = SpokenParagraph(1, "", "en", "a b", (Word("a", 0, 1, "en"), Word("b", 2, 3, "en")))
    times = ParagraphTimes(1, 5.0, None, (WordTime(5, 6), WordTime(4, 4.5)))
    assert read_back(written(spoken, times), "a b", 5)[1] == ("b", 500, 500)


@given(
    st.lists(
        st.tuples(
            st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=8),
            st.sampled_from([" ", ", ", " “", "\u00a0", "—", ". "]),
            st.integers(0, 200_000),
            st.integers(0, 100_000),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_word_comes_back_at_its_time(parts: list[tuple[str, str, int, int]]) -> None:
    text, words, times, at = "", [], [], 0
    for word, sign, pause, lasting in parts:
        words.append(Word(word, len(text), len(text) + len(word), "en"))
        text += word + sign
        at += pause
        times.append(WordTime(at / 100, (at + lasting) / 100))
    spoken = SpokenParagraph(1, "", "en", text, tuple(words))
    coded = written(spoken, ParagraphTimes(1, times[0].start, None, tuple(times)))
    wanted = [
        (word.text, round(time.start * 100), round(time.end * 100))
        for word, time in zip(words, times, strict=True)
    ]
    assert read_back(coded, text, times[0].start) == wanted
