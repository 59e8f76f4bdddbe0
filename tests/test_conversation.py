"""Several microphones of one conversation, from the folder to the report."""

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result

from izdat.cli import main
from izdat.media.decode import decode
from izdat.media.encode import encode_flac

RATE = 48_000
SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
voices:
  mira: {name: Mira Vale}
  boat: {name: The Boatman}
speech: {engine: none}
align: {engine: none}
sound: {mp3: 64, opus: 0, channels: 1}
"""
TEXT = """\
---
title: On the pier
published: 2031-04-07T06:00:00+02:00
---

## The pier {#pier}

```source
kind: interview
tracks:
  mira: mira.flac
  boat: boat.flac
```

@mira 0:00: How many people?

@boat 0:04: Three hundred.
"""


pytestmark = pytest.mark.usefixtures("one_process")


def izdat(*words: Path | str) -> Result:
    return CliRunner().invoke(main, list(map(str, words)), catch_exceptions=False)


def write(path: Path, sound: Any) -> None:
    encode_flac(path, iter([np.float32(sound)[None]]), RATE, 1)


@pytest.fixture
def show(tmp_path: Path) -> Path:
    """Two who speak in turn, four seconds each, twice; one microphone is 14 dB more sensitive."""
    folder = tmp_path / "episodes" / "083"
    folder.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (folder / "episode.md").write_text(TEXT)
    t = np.arange(16 * RATE) / RATE
    voices = []
    for n in range(2):
        buzz = sum(np.sin(2 * np.pi * (120 + 50 * n) * k * t + k * k) / k for k in range(1, 12))
        is_own = (t // 4) % 2 == n
        paces = np.repeat(np.random.default_rng(n).uniform(2, 6, 64), RATE // 4)
        syllables = np.abs(np.sin(np.pi * np.cumsum(paces) / RATE)) ** 3
        voices.append(0.1 * buzz * syllables * is_own)
    room = 1e-5 * np.random.default_rng(2).standard_normal((2, len(t)))
    write(folder / "mira.flac", voices[0] + 0.18 * voices[1] + room[0])
    write(folder / "boat.flac", 0.2 * (voices[1] + 0.18 * voices[0]) + room[1])
    return tmp_path


def reported(show: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    result = izdat("master", "083", "--show", show, "--json")
    assert "Traceback" not in result.output
    events = [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]
    reports = [event for event in events if event["event"] == "report"]
    return (reports[0] if reports else {}), [e for e in events if e["event"] == "problem"]


def test_a_conversation_is_heard_as_one_recording_and_told_by_track(show: Path) -> None:
    report, problems = reported(show)
    assert problems == []
    (pier,) = report["segments"]
    assert report["duration"] == pytest.approx(16, abs=0.01)
    assert report["programme"]["integrated"] == pytest.approx(-19, abs=0.1)
    mira, boat = pier["tracks"]
    assert (mira["recording"], mira["voice"]) == ("mira.flac", "mira")
    assert mira["own"] - boat["own"] == pytest.approx(14, abs=1)
    assert [track["others"] for track in (mira, boat)] == pytest.approx([-15, -15], abs=1.5)
    assert all(0.3 < track["closed"] < 0.6 for track in (mira, boat))
    after = [speaker["after"] for speaker in pier["speakers"]]
    assert after[0] == pytest.approx(after[1], abs=0.5)
    # And to a person.
    lines = izdat("master", "083", "--show", show).stdout.splitlines()
    assert any(line.startswith("pier  2 tracks") for line in lines)
    (told,) = (line for line in lines if line.startswith("  boat.flac"))
    assert re.search(r"The Boatman: others at -1[3-7] dB, turned down in \d\d% of the time$", told)


def test_a_gate_is_left_open_by_one_line(show: Path) -> None:
    text = show / "episodes" / "083" / "episode.md"
    text.write_text(TEXT.replace("tracks:", "gate: false\ntracks:"))
    report, _ = reported(show)
    assert [track["closed"] for track in report["segments"][0]["tracks"]] == [0, 0]


def test_times_by_hand_lie_beside_the_tracks_under_the_segments_name(show: Path) -> None:
    words = show / "episodes" / "083" / "pier.words.vtt"
    words.write_text("WEBVTT\n\n00:00:40.500 --> 00:00:41.000\nHow\n")
    _, problems = reported(show)
    assert {problem["place"]["file"] for problem in problems} == {"episodes/083/pier.words.vtt"}


def test_what_is_wrong_with_a_track_names_file_and_segment(show: Path) -> None:
    folder = show / "episodes" / "083"
    write(folder / "mira.flac", np.zeros(RATE))
    (folder / "boat.flac").write_text("It is in the other mail.")
    result = izdat("build", show, "--future", "--jobs", "1")
    assert result.exit_code == 1
    for line, name, code in ((11, "mira", "silent"), (12, "boat", "not-audio")):
        start = (
            f"episodes/083/episode.md:{line}:9: {name}.flac, the track of {name} in segment pier"
        )
        (told,) = (each for each in result.stderr.splitlines() if each.startswith(start))
        assert told.endswith(f"[recording-{code}]")
    assert not (show / "public").exists()


def test_a_track_that_was_started_later_is_moved_and_told(show: Path) -> None:
    boat = show / "episodes" / "083" / "boat.flac"
    sound = np.concatenate(list(decode(boat, RATE, 1)), axis=1)[0]
    write(boat, sound[RATE // 2 :])
    report, problems = reported(show)
    (told,) = problems
    assert (told["code"], told["severity"]) == ("tracks-apart", "warning")
    assert "boat.flac, the track of boat in segment pier: it begins 0.50 s" in told["message"]
    assert report["duration"] == pytest.approx(16, abs=0.01)
    assert [track["late"] for track in report["segments"][0]["tracks"]] == [0, 0.5]


def test_a_track_that_ends_early_or_hears_only_others_is_told(show: Path) -> None:
    folder = show / "episodes" / "083"
    t = np.arange(6 * RATE) / RATE
    write(folder / "boat.flac", 0.05 * np.sin(2 * np.pi * 300 * t) * (t > 5.5))
    _, problems = reported(show)
    found = {(p["code"], p["severity"]) for p in problems}
    assert ("tracks-uneven", "warning") in found
    assert ("track-unheard", "warning") in found


def test_tracks_of_a_voice_to_protect_make_nothing(show: Path) -> None:
    text = TEXT.replace("published:", "voices: {boat: {name: B, disguise: true}}\npublished:")
    (show / "episodes" / "083" / "episode.md").write_text(text)
    result = izdat("build", show, "--future", "--jobs", "1")
    assert result.exit_code == 1
    assert "[unprotected-recording]" in result.stderr
    kept = [path for path in (show / ".izdat").rglob("*") if path.suffix == ".flac"]
    assert not kept
    assert not (show / "public").exists()
