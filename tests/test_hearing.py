"""The align step of a build, with an aligner that knows its answers beforehand."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from izdat import chain, engines, hearing, master, run
from izdat.model.alignment import Alignment
from izdat.model.mastering import Turn
from izdat.model.sound import Recording
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.run.report import Event, Ran, Silent
from izdat.schedule import Options

Fake = Any  # conftest.FakeAligner


@pytest.fixture
def show(recorded_show: Path) -> Path:
    return recorded_show


class Listening(Silent):
    def __init__(self) -> None:
        self.events: list[Event] = []

    def tell(self, event: Event) -> None:
        self.events.append(event)

    @property
    def ran(self) -> list[str]:
        return [event.step for event in self.events if isinstance(event, Ran)]


def build(show: Path, reporter: Listening | None = None) -> chain.Built:
    options = Options(now=datetime(2040, 1, 1, tzinfo=UTC))
    return chain.build(show, options, workers=run.local(1), report=reporter or Listening())


def problems(built: chain.Built) -> list[tuple[str, int, str]]:
    assert all(problem.severity == "warning" for problem in built.problems)
    return [(each.code, each.place.line, each.message) for each in built.problems]


def captions(show: Path) -> str:
    return (show / "public/083/transcript.vtt").read_text()


def test_words_are_found_and_come_into_the_captions_and_the_page(show: Path, fake: Fake) -> None:
    built = build(show)
    assert problems(built) == [
        ("not-in-transcript", 13, "pier.wav 0:04–0:06 is not in the transcript")
    ]
    assert "00:00:01.000 --> 00:00:03.450\n" in captions(show)
    assert "How <00:00:01.250>many <00:00:01.500>people" in captions(show)
    assert "data-times=" in (show / "public/083/index.html").read_text()
    segments = json.loads((show / "public/083/transcript.json").read_text())["segments"]
    assert (segments[0]["startTime"], segments[0]["endTime"]) == (1.0, 3.45)


def test_a_recording_is_searched_once_and_with_the_times_by_hand(show: Path, fake: Fake) -> None:
    build(show)
    assert [(segment, count, anchors) for segment, count, _, anchors in fake.asked] == [
        ("pier", (fake.long + 1) * 16_000, [1.0, None]),
        ("shore", (fake.long - 1) * 16_000, [None]),
    ]
    listening = Listening()
    build(show, listening)
    assert len(fake.asked) == 2
    assert listening.ran == []


def test_a_short_recording_borrows_the_models_of_longer_ones(show: Path, fake: Fake) -> None:
    build(show)
    assert [known for _, _, known, _ in fake.asked] == [(), (fake.models + b"pier",)]


def test_where_all_are_short_none_is_borrowed(show: Path, fake: Fake) -> None:
    fake.noise(show / "episodes/083/pier.wav", fake.long - 1)
    build(show)
    assert [known for _, _, known, _ in fake.asked] == [(), ()]


def test_the_order_of_the_segments_is_no_matter_for_what_is_borrowed(
    show: Path, fake: Fake
) -> None:
    text = show / "episodes/083/episode.md"
    head, pier, shore = text.read_text().split("## ")
    text.write_text(f"{head}## {shore}\n## {pier}")
    build(show)
    assert [(segment, known) for segment, _, known, _ in fake.asked] == [
        ("pier", ()),
        ("shore", (fake.models + b"pier",)),
    ]


def test_models_lie_in_the_store_and_are_never_published(show: Path, fake: Fake) -> None:
    build(show)

    def with_models(folder: Path) -> list[Path]:
        files = [path for path in folder.rglob("*") if path.is_file()]
        return [path for path in files if fake.models in path.read_bytes()]

    assert len(with_models(show / ".izdat/store")) == 2
    assert with_models(show) == with_models(show / ".izdat")


def test_a_corrected_file_of_words_wins_over_the_machine(show: Path, fake: Fake) -> None:
    words = "How many people did you take across in one night".split()
    words += "About three hundred since Wednesday".split()
    cues = [f"00:0{n / 4:.3f} --> 00:0{n / 4 + 0.25:.3f}\n{word}\n" for n, word in enumerate(words)]
    (show / "episodes/083/pier.words.vtt").write_text("WEBVTT\n\n" + "\n".join(cues))
    built = build(show)
    assert problems(built) == []
    assert [(segment, known) for segment, _, known, _ in fake.asked] == [("shore", ())]
    assert "00:00:00.000 --> 00:00:02.500" in captions(show)


def test_without_an_aligner_times_are_those_by_hand(show: Path, fake: Fake) -> None:
    (show / "show.yaml").write_text((show / "show.yaml").read_text() + "align: {engine: none}\n")
    listening = Listening()
    build(show, listening)
    assert fake.asked == []
    assert not any("align_words" in step for step in listening.ran)
    assert 'data-t="100"' in (show / "public/083/index.html").read_text()


def test_what_does_not_fit_is_told_at_its_place(show: Path, fake: Fake) -> None:
    fake.missing = frozenset("Nobody came back many people did you".split())
    built = build(show)
    assert problems(built) == [
        ("not-in-transcript", 13, "pier.wav 0:04–0:06 is not in the transcript"),
        (
            "words-not-heard", 16,
            "“many people did you” (4 words) are not in pier.wav, where they would be at 0:01",
        ),
        (
            "paragraph-not-heard", 27,
            "This paragraph is not in shore.wav, where it would be at 0:00",
        ),
    ]  # fmt: skip
    text = captions(show)
    assert "How many people did you <00:00:02.250>take" in text
    assert "Nobody" not in text


def test_a_draft_marks_the_words_that_are_not_sure_and_a_published_page_none(
    show: Path, fake: Fake
) -> None:
    fake.unsure, fake.missing = frozenset({"people", "hundred"}), frozenset({"many"})
    build(show)
    page = (show / "public/083/index.html").read_text()
    assert "data-u" not in page
    assert "In this draft" not in page
    text = show / "episodes/083/episode.md"
    text.write_text(text.read_text().replace("number: 83\n", "number: 83\ndraft: true\n"))
    options = Options(now=datetime(2040, 1, 1, tzinfo=UTC), drafts=True)
    built = chain.build(show, options, workers=run.local(1), report=Listening())
    draft = (show / "public" / built.drafts[0] / "index.html").read_text()
    assert draft.count("data-u=") == 2
    assert 'data-u="1"' in draft
    assert 'data-u="2"' in draft
    assert "In this draft: when this word is heard is not sure." in draft


def test_a_failure_is_told_and_times_by_hand_are_kept(show: Path, fake: Fake) -> None:
    fake.failure = "this is noise"
    built = build(show)
    assert [code for code, _, _ in problems(built)] == ["not-aligned", "not-aligned"]
    assert "pier.wav: this is noise" in built.problems[0].message
    page = (show / "public/083/index.html").read_text()
    assert 'data-t="100"' in page
    assert "data-times=" not in page


def test_a_language_that_cannot_be_read_is_told(show: Path, fake: Fake) -> None:
    (show / "show.yaml").write_text(
        (show / "show.yaml").read_text().replace("lang: en", "lang: la")
    )
    built = build(show)
    assert fake.asked == []
    assert "espeak does not speak la" in built.problems[0].message


def test_a_finished_file_is_searched_as_one_recording(show: Path, fake: Fake) -> None:
    file = show / "episodes/083/episode.md"
    text = file.read_text().replace("audio: pier.wav\n", "").replace("audio: shore.wav\n", "")
    text = text.replace("number: 83\n", "number: 83\naudio: pier.wav\n").replace("0:01", "")
    file.write_text(text.replace("@mira :", "@mira:"))
    fake.missing = frozenset({"Nobody", "came", "back"})
    built = build(show)
    assert [segment for segment, *_ in fake.asked] == [""]
    assert [(code, line) for code, line, _ in problems(built)] == [
        ("not-in-transcript", 1),
        ("paragraph-not-heard", 26),
    ]


def test_a_segments_recording_is_cleaned_and_a_finished_file_is_not(
    show: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []

    @run.step(version=1)
    def assemble(folder: Path, parts: Any, sound: Any) -> Any:
        heard.extend((part.segment, part.recording.file.path.name) for part in parts)
        return joined(folder, parts, sound)

    joined = master.assemble
    monkeypatch.setattr(master, "assemble", assemble)
    for name in ("pier", "shore"):
        path = show / "episodes/083" / f"{name}.wav"
        data = bytearray(path.read_bytes())
        sound = np.frombuffer(data, dtype="<i2", offset=44)
        path.write_bytes(bytes(data[:44]) + (sound + 2000).astype("<i2").tobytes())
    build(show)
    assert heard == [("pier", "clean.flac"), ("shore", "clean.flac")]
    heard.clear()
    settings = show / "show.yaml"
    settings.write_text(settings.read_text().replace("opus: 0", "opus: 0, clean: {hum: false}"))
    listening = Listening()
    build(show, listening)
    # There was no hum: the recordings are what they were, and nothing is joined or encoded anew.
    mastered = {step for step in listening.ran if step.startswith("master.")}
    assert mastered == {"master.clean.step.clean_recording"}
    assert heard == []
    settings.write_text(settings.read_text().replace("{hum: false}", "false"))
    build(show)
    assert heard == [("pier", "pier.wav"), ("shore", "shore.wav")]
    heard.clear()
    settings.write_text(settings.read_text().replace("clean: false", "clean: true"))
    episode = show / "episodes/083/episode.md"
    text = re.sub("audio: .*\n|0:01", "", episode.read_text())
    text = text.replace("number: 83\n", "number: 83\naudio: pier.wav\n")
    episode.write_text(text.replace("@mira :", "@mira:"))
    build(show)
    assert heard == [("", "pier.wav")]


def test_a_segment_that_a_machine_speaks_is_not_searched(show: Path, fake: Fake) -> None:
    settings = show / "show.yaml"
    settings.write_text(settings.read_text().replace("engine: none", "engine: espeak"))
    text = show / "episodes/083/episode.md"
    text.write_text(f"{text.read_text()}\n## End {{#end}}\n\n@mira: Good night.\n")
    build(show)
    assert [segment for segment, *_ in fake.asked] == ["pier", "shore"]
    assert "Good <" in captions(show)


class Plugged:
    """An aligner of another package."""

    id = "plugged 1"

    def align(self, spoken: SpokenSegment, recording: Recording) -> Alignment:
        count = sum(len(paragraph.words) for paragraph in spoken.paragraphs)
        return Alignment(tuple(WordTime(n / 4, n / 4 + 0.2) for n in range(count)))


def test_an_aligner_that_is_plugged_in_is_asked_instead(
    show: Path, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "aligner", lambda name: {"mine": Plugged()}[name])
    settings = show / "show.yaml"
    settings.write_text(settings.read_text() + "align: {engine: mine}\n")
    listening = Listening()
    assert build(show, listening).problems == ()
    assert fake.asked == []
    assert listening.ran.count("align.step.ask_aligner") == 2
    assert "00:00:00.000 --> 00:00:02.450\n" in captions(show)


def test_an_episodes_progress_says_what_is_done(show: Path, fake: Fake) -> None:
    listening = Listening()
    build(show, listening)
    told = [e for e in listening.events if isinstance(e, run.Progress) and e.doing]
    assert told[0] == run.Progress(
        "align", "align.step.align_words", ("083", "en", "pier"), 0.5, "listening"
    )


def test_a_turn_whose_end_is_not_known_goes_on_to_the_next_or_to_the_end() -> None:
    voices = ("anna", "boat", "anna", "boat")
    paragraphs = tuple(SpokenParagraph(n, v, "en", "", ()) for n, v in enumerate(voices))
    spoken = SpokenSegment("pier", "en", paragraphs)
    times = SegmentTimes(
        "pier",
        (
            ParagraphTimes(0, 1.0),
            ParagraphTimes(1),
            ParagraphTimes(2, 5.0, 6.0),
            ParagraphTimes(3, 7.0),
        ),
    )
    found = hearing.turns(spoken, times, 10.0)
    assert found == (Turn("anna", 1.0, 5.0), Turn("anna", 5.0, 6.0), Turn("boat", 7.0, 10.0))
    assert hearing.turns(spoken, SegmentTimes("pier", ()), 10.0) == ()
