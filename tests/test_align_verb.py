"""`izdat align`, as a person and as a program calls it."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from izdat.cli import main

Fake = Any  # conftest.FakeAligner

TEXT = "“How many — people\ndid you take across?”\n\n \nAbout three hundred.\n"


def izdat(*words: str) -> Result:
    return CliRunner().invoke(main, ["align", *words], catch_exceptions=False)


@pytest.fixture
def alone(tmp_path: Path, fake: Fake) -> tuple[str, ...]:
    """A recording and a text without a show, as arguments."""
    fake.noise(tmp_path / "pier.wav", 5)
    (tmp_path / "pier.txt").write_text(TEXT)
    return str(tmp_path / "pier.wav"), str(tmp_path / "pier.txt"), "--lang", "en"


# ---- a text alone -----------------------------------------------------------


def test_json_has_an_entry_for_each_word_of_the_text(alone: tuple[str, ...], fake: Fake) -> None:
    fake.missing = frozenset({"take", "across"})
    fake.unsure = frozenset({"hundred"})
    result = izdat(*alone, "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert set(found) == {"words", "not_heard", "not_written"}
    assert [word["word"] for word in found["words"]] == TEXT.split()
    assert found["words"][0] == {"word": "“How", "start": 1.0, "end": 1.2, "confidence": 0.9}
    assert found["words"][2] == {"word": "—", "start": None, "end": None, "confidence": None}
    assert found["words"][-1]["confidence"] == 0.25
    assert [word["start"] for word in found["words"][6:8]] == [None, None]
    assert found["not_heard"][0] == {"first": 6, "last": 6, "text": "take", "reason": "absent"}


def test_a_person_gets_a_line_a_word(alone: tuple[str, ...], fake: Fake) -> None:
    fake.missing = frozenset({"take"})
    lines = izdat(*alone).stdout.splitlines()
    assert len(lines) == len(TEXT.split())
    assert lines[0].split() == ["0:01", "0:01.200", "“How"]
    assert lines[6].split() == ["-", "-", "take"]


def test_where_nothing_fits_json_says_so_with_a_problem(alone: tuple[str, ...], fake: Fake) -> None:
    fake.failure = "this is noise"
    result = izdat(*alone, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [word["word"] for word in found["words"]] == TEXT.split()
    assert {word["start"] for word in found["words"]} == {None}
    assert found["problem"]["code"] == "not-aligned"
    assert "this is noise" in found["problem"]["message"]
    result = izdat(*alone)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert "pier.wav: No word was timed in pier.wav: this is noise [not-aligned]" in result.stderr


@pytest.mark.parametrize("text", ["", "— … !\n\n***\n"])
def test_a_text_without_a_word_is_a_problem(
    alone: tuple[str, ...], fake: Fake, tmp_path: Path, text: str
) -> None:
    (tmp_path / "pier.txt").write_text(text)
    result = izdat(*alone, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [word["word"] for word in found["words"]] == text.split()
    assert "no word in the text" in found["problem"]["message"]
    assert fake.asked == []


def test_what_is_no_recording_is_a_problem(
    alone: tuple[str, ...], fake: Fake, tmp_path: Path
) -> None:
    (tmp_path / "pier.wav").write_text("a letter")
    result = izdat(*alone, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["problem"]["code"] == "recording-not-audio"
    assert fake.asked == []


def test_a_language_that_nobody_speaks_is_missing(alone: tuple[str, ...], fake: Fake) -> None:
    result = izdat(*alone[:3], "la")
    assert result.exit_code == 3
    assert "does not speak la" in result.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["{wav}", "{txt}"], "give --lang"),
        (["{wav}", "{txt}", "--lang", "x-bad-"], "BCP 47"),
        (["{wav}", "{txt}", "--lang", "en", "--keep"], "--keep"),
        (["nothing.wav", "{txt}", "--lang", "en"], "no recording"),
        (["{wav}"], "name its text"),
        (["084"], "no episode 084"),
        (["{wav}", "{utf16}", "--lang", "en"], "UTF-8"),
    ],
)
def test_wrong_usage_says_what_to_type(
    alone: tuple[str, ...], tmp_path: Path, words: list[str], told: str
) -> None:
    (tmp_path / "utf16.txt").write_bytes(TEXT.encode("utf-16"))
    names = {"wav": alone[0], "txt": alone[1], "utf16": str(tmp_path / "utf16.txt")}
    result = izdat(*(word.format(**names) for word in words))
    assert result.exit_code == 2
    assert told in result.stderr


def test_exports_are_written_where_they_are_wanted(
    alone: tuple[str, ...], fake: Fake, tmp_path: Path
) -> None:
    grid, marks = tmp_path / "pier.TextGrid", tmp_path / "pier.labels.txt"
    result = izdat(*alone, "--textgrid", str(grid), "--labels", str(marks))
    assert result.stdout.splitlines() == [f"wrote {grid}", f"wrote {marks}"]
    assert 'text = "How"' in grid.read_text()
    assert marks.read_text().startswith("1.000000\t1.200000\tHow\n")
    printed = izdat(*alone, "--vtt", "-").stdout
    assert printed.startswith("WEBVTT\n\ntext-1\n00:00:01.000 --> ")


def test_review_lists_what_to_look_at_with_its_line(alone: tuple[str, ...], fake: Fake) -> None:
    fake.missing, fake.unsure = frozenset({"take"}), frozenset({"three"})
    lines = [line.split() for line in izdat(*alone, "--review").stdout.splitlines()]
    assert lines == [
        ["pier.txt:1", "not", "found", "take"],
        ["pier.txt:5", "0:03", "0.25", "three"],
    ]


# ---- an episode -------------------------------------------------------------


def test_an_episode_is_aligned_and_a_build_then_has_it(recorded_show: Path, fake: Fake) -> None:
    result = izdat("083", "--show", str(recorded_show))
    assert result.exit_code == 0
    assert "pier         pier.wav: 15 of 15 words found, 0 not sure" in result.stdout
    assert "pier.wav 0:04–0:06 is not in the transcript [not-in-transcript]" in result.stderr
    assert len(fake.asked) == 2
    built = CliRunner().invoke(main, ["build", str(recorded_show), "--future"])
    assert built.exit_code == 0
    assert len(fake.asked) == 2


def test_kept_times_lie_beside_the_recording_and_win_from_then_on(
    recorded_show: Path, fake: Fake
) -> None:
    fake.missing, fake.unsure = frozenset({"many"}), frozenset({"three"})
    show = ("--show", str(recorded_show))
    result = izdat("083", *show, "--keep")
    kept = recorded_show / "episodes/083/pier.words.vtt"
    assert f"wrote {kept}" in result.stdout
    assert "NOTE not found: many\n" in kept.read_text()
    assert "NOTE not sure: three 00:00:03.750\n" in kept.read_text()
    before = kept.read_text()
    again = izdat("083", *show, "--keep")
    assert "14 of 15 words found, 0 not sure, from pier.words.vtt" in again.stdout
    assert f"{kept} is there, and stays as it is" in again.stdout
    assert kept.read_text() == before
    assert len(fake.asked) == 2


def test_an_episodes_review_and_json_name_the_line_and_the_segment(
    recorded_show: Path, fake: Fake
) -> None:
    fake.missing, fake.unsure = frozenset({"many"}), frozenset({"Nobody"})
    result = izdat("083", "--show", str(recorded_show), "--review", "--json")
    events = [json.loads(line) for line in result.stdout.splitlines()]
    aligned = {e["segment"]: e for e in events if e["event"] == "aligned"}
    assert aligned["pier"]["recording"] == "pier.wav"
    assert [word["word"] for word in aligned["shore"]["words"]] == ["Nobody", "came", "back."]
    reviewed = [(e["file"], e["line"], e["word"]) for e in events if e["event"] == "review"]
    assert reviewed == [
        ("episodes/083/episode.md", 16, "many"),
        ("episodes/083/episode.md", 27, "Nobody"),
    ]


def test_each_recording_of_an_episode_has_its_own_export(
    recorded_show: Path, fake: Fake, tmp_path: Path
) -> None:
    izdat("083", "--show", str(recorded_show), "--textgrid", str(tmp_path / "out.TextGrid"))
    assert sorted(path.name for path in tmp_path.glob("*.TextGrid")) == [
        "out.pier.TextGrid", "out.shore.TextGrid"
    ]  # fmt: skip


def test_an_episode_that_fits_nothing_ends_with_1(recorded_show: Path, fake: Fake) -> None:
    fake.failure = "this is noise"
    result = izdat("083", "--show", str(recorded_show), "--keep")
    assert result.exit_code == 1
    assert "this is noise" in result.stderr
    assert not list(recorded_show.rglob("*.words.vtt"))


def test_a_slip_in_the_episode_is_told_and_nothing_is_searched(
    recorded_show: Path, fake: Fake
) -> None:
    text = recorded_show / "episodes/083/episode.md"
    text.write_text(text.read_text().replace("@mira:", "@mria:"))
    result = izdat("083", "--show", str(recorded_show))
    assert result.exit_code == 1
    assert "unknown-voice" in result.stderr
    assert fake.asked == []


def test_whoever_asks_has_an_aligner_even_where_the_show_has_none(
    recorded_show: Path, fake: Fake
) -> None:
    settings = recorded_show / "show.yaml"
    settings.write_text(settings.read_text() + "align: {engine: none}\n")
    assert izdat("083", "--show", str(recorded_show)).exit_code == 0
    assert len(fake.asked) == 2


def test_an_unknown_aligner_is_missing_with_a_word_of_help(recorded_show: Path, fake: Fake) -> None:
    settings = recorded_show / "show.yaml"
    settings.write_text(settings.read_text() + "align: {engine: slef}\n")
    result = izdat("083", "--show", str(recorded_show))
    assert result.exit_code == 3
    assert "did you mean “self”" in result.stderr
