"""The recordings that the aligner is measured with: what is said of them is true."""

from dataclasses import replace

import numpy as np
import pytest

from align_scores import Edges, Tally, disorder, overlap
from hard_cases import CASES
from hard_recordings import recordings_of
from izdat.model.alignment import Alignment, NotWritten
from izdat.model.time import WordTime
from kept_figures import worse
from speech_data import RATE, Utterance, spoken_segment, written

WORD, PAUSE = 0.25, 0.05  # seconds


def tone(hertz: float) -> np.ndarray:
    return 0.3 * np.sin(2 * np.pi * hertz * np.arange(round(WORD * RATE)) / RATE)


def utterance(number: int) -> Utterance:
    """Six to nine words, each a tone of its own between short silences."""
    count = 6 + number % 4
    silence = np.zeros(round(PAUSE * RATE))
    parts, times = [silence], []
    for word in range(count):
        start = sum(map(len, parts)) / RATE
        times.append((start, start + WORD))
        parts += [tone(300 + 41 * number + 97 * word), silence]
    words = [f"w{number}x{word}" for word in range(count)]
    return Utterance(
        f"s{number % 4}_{number}",
        f"s{number % 4}",
        (*words[:-1], f"{words[-1]}."),
        tuple(times),
        np.concatenate(parts).astype(np.float32),
    )


UTTERANCES = tuple(utterance(number) for number in range(24))


@pytest.fixture(scope="module")
def cases():
    return {case.name: case for case in recordings_of(UTTERANCES, seed=3)}


def truth(case):
    """What an aligner that knows everything would answer."""
    return Alignment(
        tuple(WordTime(*spans[0]) if spans else None for spans in case.times),
        not_written=tuple(
            NotWritten(*span) for span in (*case.unwritten, *(t.second for t in case.twice))
        ),
    )


def test_every_case_is_there_and_the_same_again(cases):
    assert list(cases) == list(CASES)
    names = ("podcast", "ad-libs inside")
    for case in recordings_of(UTTERANCES, seed=3, names=names):
        before = cases[case.name]
        assert np.array_equal(case.samples, before.samples)
        assert replace(case, samples=None) == replace(before, samples=None)
    (other,) = recordings_of(UTTERANCES, seed=4, names=["plain"])
    assert other.times != cases["plain"].times


@pytest.mark.parametrize("name", CASES)
def test_the_times_of_a_case_fit_its_transcript_and_its_sound(cases, name):
    case = cases[name]
    assert len(case.times) == sum(len(sentence.words) for sentence in case.sentences)
    assert case.samples.dtype == np.float32
    assert np.abs(case.samples).max() <= 1.2
    spoken = [spans for spans in case.times if spans]
    assert disorder([WordTime(*spans[0]) for spans in spoken], case.seconds) == 0
    written_spans = [span for spans in spoken for span in spans]
    for span in (*case.unwritten, *case.supplied):
        assert 0 <= span[0] < span[1] <= case.seconds
        assert overlap(span, written_spans) == pytest.approx(0, abs=1e-6)


def test_where_a_word_is_said_to_be_its_tone_is_heard(cases):
    pitch = {
        word.rstrip("."): 300 + 41 * number + 97 * at
        for number, said in enumerate(UTTERANCES)
        for at, word in enumerate(said.words)
    }
    for name in ("plain", "ad-libs inside", "missing words", "notes", "repeated sentences", "mp3"):
        case = cases[name]
        words = [word for sentence in case.sentences for word in sentence.words]
        for word, spans in zip(words, case.times, strict=True):
            for start, end in spans:
                sound = case.samples[round(start * RATE) : round(end * RATE)]
                spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound))))
                loudest = np.argmax(spectrum) * RATE / len(sound)
                assert loudest == pytest.approx(pitch[word.rstrip(".")], abs=5), (name, word)


def test_each_case_has_what_it_is_named_for(cases):
    def unspoken(name):
        return sum(not spans for spans in cases[name].times)

    assert unspoken("plain") == 0
    assert not cases["plain"].unwritten
    assert len(cases["ad-libs between"].unwritten) >= 3
    assert len(cases["ad-libs inside"].unwritten) >= 3
    assert unspoken("missing sentences") >= 12
    assert unspoken("missing words") >= 5
    twice = cases["repeated sentences"].twice
    assert len(twice) >= 3
    assert all(one.first[1] < one.second[0] for one in twice)
    notes = cases["notes"]
    assert sum(len(s.gaps) for s in notes.sentences) >= 5
    assert notes.supplied
    assert cases["jingles"].seconds > cases["plain"].seconds + 9


def test_music_and_a_second_voice_are_as_loud_as_they_should_be(cases):
    def between(case):
        """The level of what is heard in the first half second, before anybody speaks."""
        return 10 * np.log10(np.mean(np.square(case.samples[: RATE // 2], dtype=np.float64)))

    assert between(cases["plain"]) == pytest.approx(-60, abs=2)
    assert between(cases["music 5 dB"]) > between(cases["music 15 dB"]) + 5
    assert between(cases["second voice"]) > -50


def test_a_segment_has_the_words_of_its_sentences_and_their_gaps(cases):
    case = cases["podcast"]
    segment = spoken_segment(case.sentences)
    words = [word for paragraph in segment.paragraphs for word in paragraph.words]
    said = [word for sentence in case.sentences for word in sentence.words]
    assert [word.text for word in words] == [word.rstrip(".") for word in said]
    for paragraph in segment.paragraphs:
        assert all(paragraph.text[w.start : w.end] == w.text for w in paragraph.words)
    gaps = sum(len(paragraph.gaps) for paragraph in segment.paragraphs)
    assert gaps == sum(len(sentence.gaps) for sentence in case.sentences)


def test_a_hyphen_between_two_words_of_the_gold_is_left_out():
    gold = ["a", "semi", "height", "isn't", "high"]
    text = "A semi-height, isn’t high!"
    assert written(text.replace("’", "'"), gold) == ("A", "semi", "height,", "isn't", "high!")
    assert written(text, gold) == ("A", "semi", "height", "isn't", "high!")


@pytest.mark.parametrize("name", CASES)
def test_who_knows_the_truth_has_full_marks(cases, name):
    tally = Tally()
    tally.add(truth(cases[name]), cases[name])
    figures = tally.figures()
    assert figures["within_50"] == figures["within_100"] == figures["worst_run"] == 100
    assert figures["unwritten_found"] in (100, None)
    assert figures["wrongly_placed"] in (0, None)
    assert figures["written_lost"] == figures["collapses"] == figures["out_of_order"] == 0


def test_either_instance_of_a_sentence_said_twice_is_right(cases):
    case = cases["repeated sentences"]
    later = Alignment(
        tuple(WordTime(*spans[-1]) for spans in case.times),
        not_written=tuple(NotWritten(*one.first) for one in case.twice),
    )
    tally = Tally()
    tally.add(later, case)
    assert tally.figures()["within_50"] == tally.figures()["unwritten_found"] == 100


def test_who_finds_nothing_has_collapsed(cases):
    case = cases["podcast"]
    tally = Tally()
    tally.add(Alignment((None,) * len(case.times), failure="nothing fits"), case)
    figures = tally.figures()
    assert figures["within_100"] == figures["wrongly_placed"] == figures["unwritten_found"] == 0
    assert figures["collapses"] == figures["failures"] == 1


def test_errors_are_those_of_the_words_found_and_shares_those_of_all():
    edges = Edges()
    found = [WordTime(1.01, 1.5, 0.95), None, WordTime(3.06, 3.5, 0.5), WordTime(4.2, 4.5, 0.9)]
    edges.add(found, [(1, 1.5), (2, 2.5), (3, 3.5), (4, 4.5)])
    figures = edges.figures()
    assert figures["missed"] == 25
    assert (figures["start_mean_ms"], figures["start_median_ms"]) == (90, 60)
    assert [figures[f"start_within_{n}"] for n in (25, 50, 100)] == [25, 25, 50]
    assert (figures["end_mean_ms"], figures["edges_mean_ms"]) == (0, 45)
    assert (figures["sure"], figures["sure_within_50"]) == (50, 50)


def test_a_figure_is_worse_when_it_went_the_wrong_way():
    bounds = {"ru": {"start_mean_ms": 10.0, "within_100": 99.0, "missed": 0, "gone": 1}}
    assert not list(worse({"ru": {"start_mean_ms": 9.0, "within_100": 99.0, "missed": 0}}, bounds))
    measured = {"ru": {"start_mean_ms": 10.1, "within_100": 98.9, "missed": 0.1}}
    assert len(list(worse(measured, bounds))) == 3
    assert not list(worse({}, bounds))
