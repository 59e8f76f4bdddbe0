"""Where a name is, by the words around it, and when nobody can tell."""

import pytest

from izdat.disguise.places import LONGEST, MARGIN, spans_of, with_standins
from izdat.model.alignment import Alignment, NotHeard, NotWritten
from izdat.model.spoken import SpokenParagraph, SpokenSegment, WithheldWords, Word
from izdat.model.time import WordTime


def spoken(*texts: str) -> SpokenSegment:
    paragraphs = []
    for number, text in enumerate(texts, 1):
        words = []
        at = 0
        for word in text.split():
            words.append(Word(word, at, at + len(word), "en"))
            at += len(word) + 1
        paragraphs.append(SpokenParagraph(number, "", "en", text, tuple(words)))
    return SpokenSegment("pier", "en", tuple(paragraphs))


TEXT = spoken("then a neighbour held", "it fell")  # "then … held it fell" is what is aligned
NAME = WithheldWords(1, 1, 3)
WORDS = (WordTime(1, 1.5), WordTime(2.5, 3), WordTime(4, 4.2), WordTime(4.2, 5))


def found(*words: WordTime | None, name: WithheldWords = NAME) -> tuple[object, list[str]]:
    spans, doubts = spans_of(TEXT, (name,), Alignment(words), 6.0)
    return spans, [doubt.why for doubt in doubts]


def test_a_name_is_between_its_words_and_a_little_of_each():
    assert found(*WORDS) == (((1.5 - MARGIN, 2.5 + MARGIN),), [])


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (0, None),
        (1, None),
        (0, WordTime(1, 1.5, 0.4)),
        (1, WordTime(2.5, 3, 0.4)),
        (0, WordTime(1, 2.4)),  # no room for a name: it was taken for a part of the word
        (0, WordTime(0, 2.5 - LONGEST - 0.1)),
    ],
)
def test_what_is_not_sure_is_asked(number: int, word: WordTime | None):
    words: list[WordTime | None] = list(WORDS)
    words[number] = word
    spans, doubts = found(*words)
    assert spans == ()
    assert len(doubts) == 1


def test_one_doubt_covers_nothing_at_all():
    sure = WithheldWords(2, 0, 1, (1.0, 2.0))
    spans, doubts = spans_of(TEXT, (NAME, sure), None, 6.0)
    assert spans == ()
    assert [doubt.words for doubt in doubts] == [NAME]


def test_times_by_hand_are_as_they_are_and_within_the_recording():
    assert found(name=WithheldWords(1, 1, 3, (1.25, 1.5))) == (((1.25, 1.5),), [])
    assert found(name=WithheldWords(1, 1, 3, (5, 7)))[0] == ()


def test_a_name_at_an_end_reaches_to_the_end():
    words = (WordTime(1.0, 1.5), WordTime(2.5, 3.0), WordTime(4.0, 4.2))
    text = spoken("a man fell", "it fell")
    first = WithheldWords(1, 0, 2)
    assert spans_of(text, (first,), Alignment(words), 6.0)[0] == ((0.0, 1.0 + MARGIN),)
    last = WithheldWords(2, 1, 2)
    four = (*words, WordTime(4.5, 5.0))
    assert spans_of(text, (last,), Alignment(four), 6.0)[0] == ((5.0 - MARGIN, 6.0),)


def test_the_stand_ins_are_heard_where_the_name_was():
    alignment = Alignment(
        (*WORDS[:2], None, None), (NotHeard(2, 4, "absent"),), (NotWritten(1.6, 2.4),)
    )
    whole = with_standins(TEXT, (NAME,), ((1.4, 2.6),), alignment)
    assert whole.words[0] == WordTime(1, 1.4)
    assert whole.words[1] == WordTime(1.4, 1.52)
    assert whole.words[2] == WordTime(1.52, 2.6)
    assert whole.words[3] == WordTime(2.6, 3)
    assert whole.not_heard == (NotHeard(4, 6, "absent"),)
    assert whole.not_written == ()
