"""Words found in speech whose true times the engine tells, and nothing found where nothing is."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from izdat.align.find import find_words
from izdat.align.kept import kept_in
from izdat.engines import phonetic_engine
from izdat.media.resample import resample
from text_segments import segment_of_lines

RATE = 16_000
LINES = [
    "The river came in on a Wednesday, before anybody had rung the bell.",
    "We carried children and chairs to the roof of the old school.",
    "Nobody slept, and somebody sang until the lamp went out.",
    "In the morning a boat with a red engine stopped at our window.",
    "The pilot asked how many we were, and we did not know.",
    "So we counted, twice, and each of us got a different number.",
]
OTHERS = [
    "Yesterday my cousin sold seven yellow bicycles to a shop in the capital.",
    "Cheap paper is thick and brown, but good paper costs a fortune these days.",
    "Please fold every letter four times and hide it under your left shoe.",
    "Green apples ripen late, said the woman who owned half of the orchard.",
    "Their orchestra practises upstairs whenever the theatre below is shut.",
    "Lightning struck our chimney, though the forecast promised sunshine.",
]
PHONETICS = phonetic_engine("espeak")
STRANGER = PHONETICS.voices("en")[8]  # none that the first models are made of


@cache
def spoken():
    """The segment of LINES, its sound, and the true (start, end) of each word."""
    segment, _ = segment_of_lines(LINES, "en", together=2)
    quiet = np.random.default_rng(1).standard_normal(RATE).astype(np.float32) * np.float32(3e-4)
    parts, truth, at = [quiet], [], 1.0
    for paragraph in segment.paragraphs:
        speech = PHONETICS.say_phones(paragraph, STRANGER, 150)
        pcm = np.frombuffer(speech.pcm, "<i2").astype(np.float32) * np.float32(2.0**-15)
        for word in range(len(paragraph.words)):
            own = [phone for phone in speech.phones if phone.word == word]
            truth.append((at + own[0].start, at + own[-1].end))
        sound = resample(pcm, speech.rate, RATE)
        parts += [sound, quiet]
        at += (len(sound) + len(quiet)) / RATE
    whole = np.concatenate(parts)
    noise = np.random.default_rng(2).standard_normal(len(whole)).astype(np.float32)
    return segment, whole + noise * np.float32(3e-4), truth


@cache
def found():
    segment, sound, _ = spoken()
    return find_words(segment, sound, PHONETICS)


def errors(alignment, truth):
    return np.array([
        abs(word.start - true[0]) if word else np.inf
        for word, true in zip(alignment.words, truth, strict=True)
    ])  # fmt: skip


def test_words_are_where_the_voice_says_them():
    _, _, truth = spoken()
    assert found().alignment.failure == ""
    assert np.mean(errors(found().alignment, truth) <= 0.05) >= 0.95


def test_times_are_ordered_within_the_recording_and_plain_numbers():
    _, sound, _ = spoken()
    before = 0.0
    for word in found().alignment.words:
        if word is not None:
            assert type(word.start) is type(word.end) is type(word.confidence) is float
            assert before <= word.start <= word.end <= len(sound) / RATE
            assert 0 <= word.confidence <= 1
            before = word.end


def test_the_same_input_gives_the_same_bytes():
    segment, sound, _ = spoken()
    again = find_words(segment, sound, PHONETICS)
    assert again == found()


def test_silence_put_before_shifts_the_times():
    segment, sound, _ = spoken()
    noise = np.random.default_rng(3).standard_normal(3 * RATE).astype(np.float32)
    later = find_words(segment, np.concatenate([noise * np.float32(3e-4), sound]), PHONETICS)
    pairs = [
        (a, b)
        for a, b in zip(found().alignment.words, later.alignment.words, strict=True)
        if a and b
    ]
    assert len(pairs) >= 0.95 * len(found().alignment.words)
    assert np.median([abs(b.start - a.start - 3) for a, b in pairs]) <= 0.01
    assert np.mean([abs(b.start - a.start - 3) <= 0.05 for a, b in pairs]) >= 0.9


def test_a_sentence_that_is_not_said_is_not_placed():
    _, sound, truth = spoken()
    lines = [*LINES[:2], OTHERS[0], *LINES[2:]]
    segment, counts = segment_of_lines(lines, "en", together=7)
    words = find_words(segment, sound, PHONETICS).alignment.words
    first = sum(counts[:2])
    absent = words[first : first + counts[2]]
    assert sum(word is not None for word in absent) <= 1
    others = [*words[:first], *words[first + counts[2] :]]
    near = [
        w is not None and abs(w.start - t[0]) <= 0.1 for w, t in zip(others, truth, strict=True)
    ]
    assert np.mean(near) >= 0.9


def test_speech_that_is_not_written_is_told():
    _, sound, truth = spoken()
    lines = [line for n, line in enumerate(LINES) if n != 3]
    segment, _ = segment_of_lines(lines, "en", together=7)
    alignment = find_words(segment, sound, PHONETICS).alignment
    counts = segment_of_lines(LINES, "en")[1]
    first, last = sum(counts[:3]), sum(counts[:4]) - 1
    begin, end = truth[first][0], truth[last][1]
    told = sum(max(0.0, min(end, s.end) - max(begin, s.start)) for s in alignment.not_written)
    assert told >= 0.8 * (end - begin)


def test_a_time_by_hand_holds_its_paragraph():
    segment, sound, truth = spoken()
    first = len(segment.paragraphs[0].words)
    at = float(np.floor(truth[first][0]))
    paragraphs = (segment.paragraphs[0], replace(segment.paragraphs[1], at=at))
    anchored = replace(segment, paragraphs=(*paragraphs, *segment.paragraphs[2:]))
    word = find_words(anchored, sound, PHONETICS).alignment.words[first]
    assert word is not None
    assert at - 1.1 <= word.start <= at + 2.6


def test_a_short_recording_borrows_models_and_keeps_its_own():
    segment, sound, truth = spoken()
    count = len(segment.paragraphs[0].words)
    short = replace(segment, paragraphs=segment.paragraphs[:1])
    end = round((truth[count - 1][1] + 0.5) * RATE)
    alignment = find_words(short, sound[:end], PHONETICS, known=(found().models,)).alignment
    assert np.mean(errors(alignment, truth[:count]) <= 0.05) >= 0.9


def test_models_are_read_back_and_what_is_none_is_not():
    models = found().models
    assert kept_in(models).as_bytes() == models
    assert kept_in(models[:100]) is None
    assert kept_in(b"") is None
    assert kept_in(b"no models at all") is None


_NOISE = np.random.default_rng(5).standard_normal(30 * RATE).astype(np.float32)


@pytest.mark.parametrize(
    ("lines", "sound"),
    [
        (LINES, np.zeros(30 * RATE, dtype=np.float32)),
        (LINES, _NOISE * np.float32(0.1)),
        (LINES, _NOISE * np.float32(0.001)),
        (LINES, np.zeros(160, dtype=np.float32)),
        (LINES, np.zeros(0, dtype=np.float32)),
        (LINES, np.full(RATE, np.nan, dtype=np.float32)),
        ([], _NOISE),
        (["river"], _NOISE),
    ],
    ids="silence noise faint 10-ms nothing no-numbers no-words one-word".split(),
)
def test_where_nothing_can_be_found_no_time_is_given(lines, sound):
    segment, counts = segment_of_lines(lines, "en")
    alignment = find_words(segment, sound, PHONETICS).alignment
    assert alignment.failure
    assert alignment.words == (None,) * sum(counts)


def test_a_text_that_is_not_the_recordings_gets_no_times():
    _, sound, _ = spoken()
    segment, _ = segment_of_lines(OTHERS, "en")
    assert find_words(segment, sound, PHONETICS).alignment.failure


def test_a_text_in_another_language_gets_no_times():
    _, sound, _ = spoken()
    lines = ["Der Fluss kam am Mittwoch, bevor jemand die Glocke geläutet hatte."] * 6
    segment, _ = segment_of_lines(lines, "de")
    assert find_words(segment, sound, PHONETICS).alignment.failure
