"""The mix sheet reaches the part, and the words' times reach the scissors."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from izdat.master.inspect import inspect_recording
from izdat.media.encode import encode_flac
from izdat.mixing import joined, mixed
from izdat.model.file import file_at
from izdat.model.mastering import Course, Part, Span
from izdat.model.mix import Mix
from izdat.model.problem import Problem
from izdat.model.show import SoundSettings
from izdat.model.sound import Recording
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.read.episode import house, read_episode
from izdat.read.folder import list_episodes
from izdat.read.show import read_show
from izdat.run import Run
from izdat.voicing import Voiced, voice_segment

RATE = 48_000


@pytest.fixture
def part(tmp_path: Path) -> Part:
    """A voice from second 2 to 4 of five."""
    sound = 1e-4 * np.random.default_rng(0).standard_normal((1, 5 * RATE)).astype(np.float32)
    sound[:, 2 * RATE : 4 * RATE] *= 1000
    path = tmp_path / "pier.flac"
    encode_flac(path, iter([sound]), RATE, 1)
    facts = inspect_recording(tmp_path, file_at(path))
    return Part("pier", Recording(file_at(path), "pier"), facts.loudness)  # type: ignore[union-attr]  # it is sound


def _longer(folder: Path) -> Recording:
    """A voice from second 2 to 4 of eight."""
    sound = 1e-4 * np.random.default_rng(0).standard_normal((1, 8 * RATE)).astype(np.float32)
    sound[:, 2 * RATE : 4 * RATE] *= 1000
    path = folder / "longer.flac"
    encode_flac(path, iter([sound]), RATE, 1)
    return Recording(file_at(path), "pier")


def times(*words: WordTime | None) -> SegmentTimes:
    return SegmentTimes("pier", (ParagraphTimes(1, words=words), ParagraphTimes(2)))


def pieces(tmp_path: Path, part: Part, mix: Mix, *words: WordTime | None) -> tuple[Span, ...]:
    with Run(tmp_path) as here:
        return mixed(here, SoundSettings(), part, mix, times(*words)).pieces


def test_a_trimmed_recording_begins_before_its_first_word(tmp_path: Path, part: Part) -> None:
    trim = Mix(trim="silence")
    assert pieces(tmp_path, part, Mix()) == ()
    end = round(4.3 * RATE)
    assert pieces(tmp_path, part, trim, None) == (Span(round(1.8 * RATE), end),)
    whispered = pieces(tmp_path, part, trim, WordTime(1.0, 1.4), None)
    assert whispered[0].start < (1.0 - 0.12) * RATE
    assert whispered[0].end == end


def test_silences_are_shortened_between_the_words_that_are_known(
    tmp_path: Path, part: Part
) -> None:
    sheet = Mix(silences=0.5)
    assert pieces(tmp_path, part, sheet) == (Span(round(1.5 * RATE), round(4.5 * RATE)),)
    words = (WordTime(0.1, 0.3), WordTime(2.0, 4.0), WordTime(4.9, 5.0))
    assert [span.end / RATE for span in pieces(tmp_path, part, sheet, *words)] == [0.72, 4.42, 5]


def test_a_bed_is_ducked_unless_the_sheet_says_no(tmp_path: Path, part: Part) -> None:
    part = replace(part, music=part.recording.file, music_loudness=part.loudness)

    def course(sheet: Mix, *words: WordTime) -> Course:
        with Run(tmp_path) as here:
            return mixed(here, SoundSettings(), part, sheet, times(*words)).bed_course

    whisper = WordTime(0.5, 1.0)
    assert course(Mix()) == ()  # two seconds before the voice, and one behind it
    part = replace(part, recording=_longer(tmp_path))
    assert course(Mix())[-1] == (5.0, 8.0)
    assert course(Mix(), WordTime(6.0, 6.5)) == ()
    assert course(Mix(duck=False), whisper) == ()
    assert course(Mix(silences=1.0), whisper) == ()


def test_what_the_sheet_says_of_level_and_join_is_the_parts(part: Part) -> None:
    made = joined(part, Mix(gain=-3, keep=True, pause=0.3, crossfade=2))
    assert (made.gain, made.is_kept, made.pause, made.crossfade) == (-3, True, 0.3, 2)


SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
"""
TEXT = """\
---
title: One
---

## The call {#call}

```source
music: bed.flac
gain: 2
```

Bring rope.
"""


def test_a_bed_lies_under_a_machine_too(tmp_path: Path, part: Part) -> None:
    folder = tmp_path / "episodes" / "one"
    folder.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (folder / "episode.md").write_text(TEXT)
    part.recording.file.path.rename(folder / "bed.flac")
    show = read_show(tmp_path, file_at).show
    assert show is not None

    def made() -> Voiced | tuple[Problem, ...]:
        (source,), _ = list_episodes(tmp_path, file_at, frozenset())
        episode = read_episode(tmp_path, source, house(show)).episode
        assert episode is not None
        with Run(tmp_path) as here:
            return voice_segment(here, show, episode, "en", "call")

    voiced = made()
    assert isinstance(voiced, Voiced)
    assert voiced.part.recording.is_machine
    assert voiced.part.music == file_at(folder / "bed.flac")
    assert (voiced.part.music_loudness, voiced.part.gain) == (part.loudness, 2)
    (folder / "bed.flac").write_text("It is in the other mail.")
    told = made()
    assert isinstance(told, tuple)
    assert [problem.code for problem in told] == ["recording-not-audio"]
