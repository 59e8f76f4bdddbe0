"""A segment spoken into a file, with the time of each word in it."""

import array
import wave

import pytest

from izdat.engines import engine
from izdat.model.engine import EngineFailure
from izdat.model.sound import Speech
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.run.report import progress_to
from izdat.speak import cast, speak_segment
from izdat.speak.segment import PAUSE, PAUSE_TITLE, PAUSE_TURN
from izdat.text.words import find_words

CAST = (("", "low"), ("mira", "high"))


class Beeps:
    """Says each word as a tenth of a second of full scale after a hundredth of silence."""

    id = "beeps 1"
    times = True

    def languages(self):
        return ("en",)

    def voices(self, lang):
        return ("low", "high")

    def say(self, paragraph, voice, rate):
        level = {"low": b"\x00\x10", "high": b"\xff\x7f"}[voice]
        count = len(paragraph.words)
        pcm = (bytes(2 * 10) + level * 100) * count
        times = tuple((n * 0.11 + 0.01, (n + 1) * 0.11) for n in range(count))
        return Speech(pcm, 1000, times if self.times else ())


def paragraph(number: int, text: str, voice: str = "") -> SpokenParagraph:
    words = tuple(Word(text[a:b], a, b, "en") for a, b in find_words(text))
    return SpokenParagraph(number, voice, "en", text, words)


def segment(*paragraphs: SpokenParagraph) -> SpokenSegment:
    return SpokenSegment("pier", "en", paragraphs)


def samples(path):
    with wave.open(str(path)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return array.array("h", file.readframes(file.getnframes())), file.getframerate()


def test_paragraphs_follow_one_another_with_pauses_and_times_are_the_recordings(tmp_path):
    spoken = segment(
        paragraph(0, "Title"), paragraph(1, "one two"), paragraph(2, "three"),
        paragraph(3, "four", "mira"),
    )  # fmt: skip
    made = speak_segment(tmp_path, spoken, Beeps(), CAST, 165)
    sound, rate = samples(made.recording.file.path)
    starts = [0, 0.11 + PAUSE_TITLE]
    starts.append(starts[1] + 0.22 + PAUSE)
    starts.append(starts[2] + 0.11 + PAUSE_TURN)
    assert [p.words[0].start for p in made.times.paragraphs] == pytest.approx(
        [start + 0.01 for start in starts]
    )
    assert made.duration == pytest.approx(starts[3] + 0.11)
    assert len(sound) == round(made.duration * rate)
    # Where a word is said to be heard, and nowhere else, something is.
    heard = [any(sound[round(w.start * rate) + 1 : round(w.end * rate) - 1])
             for p in made.times.paragraphs for w in p.words]  # fmt: skip
    assert all(heard)
    spans = [(w.start, w.end) for p in made.times.paragraphs for w in p.words]
    assert sum(map(bool, sound)) == sum(round((end - start) * rate) for start, end in spans)


def test_each_speaker_has_the_voice_of_the_cast_and_others_have_the_houses(tmp_path):
    spoken = segment(paragraph(1, "one", "mira"), paragraph(2, "two", "nobody"))
    made = speak_segment(tmp_path, spoken, Beeps(), CAST, 165)
    sound, _ = samples(made.recording.file.path)
    assert (sound[50], sound[-50]) == (0x7FFF, 0x1000)


def test_a_paragraph_without_a_word_gives_no_sound_and_has_no_time(tmp_path):
    alone = speak_segment(tmp_path, segment(paragraph(1, "one"), paragraph(3, "two")),
                          Beeps(), CAST, 165)  # fmt: skip
    between = segment(paragraph(1, "one"), paragraph(2, "…"), paragraph(3, "two"))
    made = speak_segment(tmp_path, between, Beeps(), CAST, 165)
    assert made.recording.file.sha256 == alone.recording.file.sha256
    assert made.times.paragraph(2).start is None


def test_a_segment_without_a_word_has_no_recording_and_leaves_no_file(tmp_path):
    made = speak_segment(tmp_path, segment(paragraph(1, "…")), Beeps(), CAST, 165)
    assert made.recording is None
    assert made.times.paragraph(1).words == ()
    assert list(tmp_path.iterdir()) == []


def test_an_engine_without_word_times_gives_each_paragraph_its_start_and_end(tmp_path, monkeypatch):
    monkeypatch.setattr(Beeps, "times", False)
    made = speak_segment(tmp_path, segment(paragraph(1, "a b"), paragraph(2, "c")), Beeps(),
                         CAST, 165)  # fmt: skip
    first, second = made.times.paragraphs
    assert (first.start, first.end, first.words) == (0.0, 0.22, ())
    assert second.start == pytest.approx(0.22 + PAUSE)


def test_an_engine_that_changes_its_rate_is_a_failure(tmp_path, monkeypatch):
    rates = iter((1000, 2000))
    monkeypatch.setattr(Beeps, "say", lambda *_: Speech(b"\1\1", next(rates), ()))
    with pytest.raises(EngineFailure, match="sample rate"):
        speak_segment(tmp_path, segment(paragraph(1, "a"), paragraph(2, "b")), Beeps(), CAST, 165)


def test_how_far_it_is_is_told(tmp_path):
    told = []
    with progress_to(lambda fraction, doing: told.append(fraction)):
        spoken = segment(*(paragraph(number, "word") for number in range(1, 5)))
        speak_segment(tmp_path, spoken, Beeps(), CAST, 165)
    assert told == [0.0, 0.25, 0.5, 0.75, 1.0]


def test_espeak_speaks_a_segment_twice_with_the_same_bytes(tmp_path):
    espeak = engine("speech", "espeak")
    spoken = segment(
        paragraph(1, "Neighbours! The embankment is gone."),
        paragraph(2, "They promised 10,000 pumps.", "mira"),
    )
    voices = cast((), espeak, "en")
    files = []
    for name in ("one", "two"):
        folder = tmp_path / name
        folder.mkdir()
        made = speak_segment(folder, spoken, espeak, voices, 165)
        files.append(made.recording.file.sha256)
        assert made.recording.is_machine
        sound, rate = samples(made.recording.file.path)
        assert len(sound) == round(made.duration * rate)
        for spoken_paragraph, times in zip(spoken.paragraphs, made.times.paragraphs, strict=True):
            assert len(times.words) == len(spoken_paragraph.words)
            for word in times.words:
                part = sound[round(word.start * rate) : round(word.end * rate)]
                assert max(map(abs, part)) > 1000
    assert files[0] == files[1]
