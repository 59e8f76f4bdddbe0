"""What the aligner's benchmarks give it, and what they make of its answers."""

import json
import tomllib
import wave
from itertools import pairwise
from types import SimpleNamespace

import numpy as np
import pytest

import easy_align
import hard_align
import hard_recordings
import read_languages
from align_scores import disorder
from bench_align import growth, ratios
from easy_align import joined
from izdat.media.encode import encode_flac
from izdat.model.alignment import Alignment
from izdat.model.time import WordTime
from izdat.text.words import find_words as words_of
from kept_figures import as_toml, worse
from long_recordings import keep, kept, long_recording
from peer_pocketsphinx import plain
from speech_data import RATE, Utterance, load, read_wav
from spoken_languages import LANGUAGES, TEXTS, recording
from text_segments import segment_of_lines


def utterance(number: int, hertz: float) -> Utterance:
    """Two words: a tone each, the second an octave higher."""
    time = np.arange(round(0.3 * RATE)) / RATE
    tones = [0.2 * np.sin(2 * np.pi * f * time) for f in (hertz, 2 * hertz)]
    silence = np.zeros(round(0.1 * RATE))
    samples = np.concatenate([silence, tones[0], silence, tones[1], silence])
    words = (f"a{number}", f"b{number}.")
    times = ((0.1, 0.4), (0.5, 0.8))
    return Utterance(f"s{number % 2}_{number}", f"s{number % 2}", words, times, samples)


UTTERANCES = tuple(utterance(number, 300 + 60 * number) for number in range(5))


def loudest(samples, span):
    """The frequency that stands out between two times."""
    sound = samples[round(span[0] * RATE) : round(span[1] * RATE)]
    return np.argmax(np.abs(np.fft.rfft(sound * np.hanning(len(sound))))) * RATE / len(sound)


@pytest.mark.parametrize("make", [joined, lambda given: long_recording(given, 0.25)])
def test_words_are_heard_where_the_gold_says(make):
    told = make(UTTERANCES)
    samples, sentences, gold = (
        told if isinstance(told, tuple) else (told.samples, told.sentences, told.gold)
    )
    words = [word for sentence in sentences for word in sentence.words]
    assert len(words) == len(gold) >= 10
    assert disorder([WordTime(*span) for span in gold], len(samples) / RATE) == 0
    for word, span in zip(words, gold, strict=True):
        pitch = (300 + 60 * int(word[1])) * (2 if word[0] == "b" else 1)
        assert loudest(samples, span) == pytest.approx(pitch, rel=0.04)


def test_a_long_recording_is_as_long_as_asked_and_never_quite_repeats(tmp_path):
    told = long_recording(UTTERANCES, 0.5)
    assert told.seconds == 30
    lengths = {round(b - a, 4) for a, b in told.gold}
    assert len(lengths) > len(told.gold) / 3
    keep(tmp_path / "kept", told)
    again = kept(tmp_path / "kept")
    assert np.array_equal(again.samples, told.samples)
    assert (again.sentences, again.gold) == (told.sentences, told.gold)


def test_a_folder_of_utterances_is_read(tmp_path):
    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(np.arange(-8000, 8000, dtype="<i2").tobytes())
    entry = {"id": "dr1-me_x", "wav": "x.wav", "dur": 1.0, "text": "Yes, no.",
             "words": [["yes", 0.1, 0.4], ["no", 0.5, 0.8]]}  # fmt: skip
    (tmp_path / "gold.json").write_text(json.dumps([entry]))
    (only,) = load(tmp_path)
    assert (only.speaker, only.words, only.seconds) == ("dr1-me", ("Yes,", "no."), 1.0)
    assert only.times == ((0.1, 0.4), (0.5, 0.8))
    assert read_wav(tmp_path / "x.wav")[8000 + 4096] == 0.125


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_of_a_language_has_about_120_words(lang):
    assert 100 <= sum(1 for _ in words_of(TEXTS[lang])) <= 180


def test_there_are_many_languages():
    assert len(LANGUAGES) >= 14


def test_synthetic_speech_is_loud_where_its_words_are():
    segment, samples, gold = recording("id", ["id", "id+Michael", "id+linda"])
    assert sum(len(paragraph.words) for paragraph in segment.paragraphs) == len(gold)
    level = read_languages.levels(samples)
    inside = [level[round(a * 100) : round(b * 100)].max() for a, b in gold]
    pauses = [
        level[round(b * 100) + 8 : round(c * 100) - 2].max()
        for (_, b), (c, _) in pairwise(gold)
        if c - b > 0.35
    ]
    assert len(pauses) >= 6
    assert max(pauses) < min(inside) - 10


def test_a_boundary_in_speech_is_not_in_a_dip():
    time = np.arange(RATE) / RATE
    tone = 0.2 * np.sin(2 * np.pi * 440 * time)
    samples = np.concatenate([tone, 0.001 * tone[: RATE // 5], tone]).astype(np.float32)
    right = [WordTime(0.0, 1.0), WordTime(1.2, 2.2)]
    wrong = [WordTime(0.0, 0.5), WordTime(0.5, 2.2)]
    assert read_languages.figures_of(right, [1, 1], samples)["boundaries_in_dips"] == 100
    assert read_languages.figures_of(wrong, [1, 1], samples)["boundaries_in_dips"] == 0
    figures = read_languages.figures_of([right[0], None], [1, 1], samples)
    assert (figures["lines_found"], figures["missed"]) == (50, 50)


def test_every_line_of_a_read_text_is_aligned(tmp_path):
    samples = np.zeros((1, RATE), dtype=np.float32)
    encode_flac(tmp_path / "de.mp3", iter([samples]), RATE, 1)  # what it is, the decoder finds
    (tmp_path / "de.txt").write_text("f1|Guten Tag,\nf2|liebe Leute.\n", encoding="utf-8")
    ((lang, figures),) = read_languages.measured(tmp_path, nothing_found)
    assert (lang, figures["words"], figures["lines_found"]) == ("de", 4, 0)


def test_lines_are_counted_in_words():
    segment, counts = segment_of_lines(["Два слова.", "Одно", "и ещё три слова"], "ru", together=2)
    assert counts == [2, 1, 4]
    assert [len(paragraph.words) for paragraph in segment.paragraphs] == [3, 4]


def test_a_dictionary_has_small_letters_and_apostrophes():
    assert [plain(w) for w in ("Don’t", "YES!", "'tis", "“Oh,”", "--")] == [
        "don't", "yes", "tis", "oh", "",
    ]  # fmt: skip


def test_what_is_printed_to_be_kept_is_read_as_the_same_bounds():
    results = {
        "easy": {"joined": {"start_mean_ms": 15.2, "missed": 0.0, "words": 9}},
        "hard": {"music 5 dB": {"within_100": 91.5, "wrongly_placed": None, "collapses": 0}},
        "spoken": {},
    }
    kept_again = tomllib.loads(as_toml("quality_align", results))["quality_align"]
    assert kept_again == {
        "easy": {"joined": {"start_mean_ms": 15.2, "missed": 0.0}},
        "hard": {"music 5 dB": {"within_100": 91.5, "collapses": 0}},
    }
    assert not list(worse(results, kept_again))
    results["hard"]["music 5 dB"]["collapses"] = 1
    assert list(worse(results, kept_again)) == [
        "hard.music 5 dB.collapses is 1, was at most 0"
    ]  # fmt: skip


def test_growth_is_one_where_time_and_memory_grow_as_the_length_does():
    def run(minutes, seconds, megabytes):
        return {"izdat": {"minutes": minutes, "seconds": seconds, "megabytes": megabytes,
                          "megabytes_before": 100}}  # fmt: skip

    results = {
        "joined": run(4, 9, 9),
        "10 minutes": run(10, 5, 200),
        "20 minutes": run(20, 10, 300),
    }
    assert growth(results) == {"seconds": 1.0, "megabytes": 1.0}
    assert growth({"10 minutes": run(10, 5, 200)}) == {}
    assert ratios(results) == {}


def nothing_found(segment, samples, known=None):
    words = sum(len(paragraph.words) for paragraph in segment.paragraphs)
    return SimpleNamespace(alignment=Alignment((None,) * words), models=b"")


def test_hard_recordings_are_measured_over_their_seeds(monkeypatch):
    monkeypatch.setattr(hard_recordings, "load", lambda data: UTTERANCES)
    ((name, figures),) = hard_align.measured(None, nothing_found, ["plain"], seeds=3)
    assert name == "plain"
    assert (figures["words"], figures["within_100"], figures["collapses"]) == (30, 0, 3)


def test_utterances_borrow_the_models_of_the_recording_that_they_are_from():
    borrowed = []

    def find(segment, samples, known=None):
        borrowed.append(known)
        return nothing_found(segment, samples)

    names = [name for name, _ in easy_align.measured(UTTERANCES, find, ["utterances"])]
    assert names == ["joined", "utterances"]
    assert borrowed == [None, *[(b"",)] * 5]
