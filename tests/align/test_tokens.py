"""What stands between two spaces ↔ izdat's words."""

from hypothesis import given
from hypothesis import strategies as st

from izdat.align import missing_tokens, tokens
from izdat.model.alignment import Alignment, NotHeard
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.model.time import WordTime
from izdat.text.words import find_words


def spoken(*texts: str) -> SpokenSegment:
    return SpokenSegment(
        "",
        "en",
        tuple(
            SpokenParagraph(
                n, "", "en", text, tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text))
            )
            for n, text in enumerate(texts, start=1)
        ),
    )


def timed(count: int) -> list[WordTime | None]:
    return [WordTime(n, n + 0.5, 0.9 - n / 100) for n in range(count)]


def test_a_token_has_the_signs_and_a_token_of_signs_alone_has_no_time() -> None:
    found = tokens(spoken("“Boats — at last!”", "…"), timed(3))
    assert [(token.text, token.start) for token in found] == [
        ("“Boats", 0.0), ("—", None), ("at", 1.0), ("last!”", 2.0), ("…", None)
    ]  # fmt: skip


def test_a_token_of_several_words_lasts_from_the_first_to_the_last() -> None:
    found = tokens(spoken("here/there 川の水"), timed(5))
    assert [(t.text, t.words, t.start, t.end) for t in found] == [
        ("here/there", range(2), 0.0, 1.5),
        ("川の水", range(2, 5), 2.0, 4.5),
    ]
    assert found[1].confidence == 0.9 - 4 / 100


def test_a_token_with_a_word_that_was_not_found_is_not_sure() -> None:
    (found,) = tokens(spoken("here/there"), [None, WordTime(1, 1.5, 0.8)])
    assert (found.start, found.end, found.confidence) == (1, 1.5, 0.0)
    (nothing,) = tokens(spoken("here/there"), [None, None])
    assert (nothing.start, nothing.end, nothing.confidence) == (None, None, None)


def test_runs_of_words_become_runs_of_tokens() -> None:
    text = spoken("one — two/three four", "five")
    runs = (NotHeard(1, 4, "absent"), NotHeard(4, 5, "unreadable"))
    alignment = Alignment((None,) * 5, runs)
    found = missing_tokens(tokens(text, alignment.words), alignment)
    assert [(run.first, run.last, run.text, run.reason) for run in found] == [
        (2, 3, "two/three four", "absent"),
        (4, 4, "five", "unreadable"),
    ]


PIECES = st.sampled_from(
    "one Two three— “four” five-six 7,000 &c <v> ٣ 川水 — … 10% U.S. €".split()
)


@given(st.lists(st.lists(PIECES, min_size=1, max_size=8).map(" ".join), max_size=5))
def test_there_is_a_token_for_each_piece_and_no_word_is_lost(texts: list[str]) -> None:
    text = spoken(*texts)
    count = sum(len(paragraph.words) for paragraph in text.paragraphs)
    found = tokens(text, timed(count))
    assert [token.text for token in found] == " ".join(texts).split()
    assert [n for token in found for n in token.words] == list(range(count))
