"""``izdat master``: recordings alone, and an episode's report."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from mutagen.id3 import ID3

from izdat.cli import main
from izdat.master import measure_file
from izdat.media.decode import decode
from izdat.media.encode import encode_flac

RATE = 48_000


def izdat(*words: Path | str) -> Result:
    return CliRunner().invoke(main, ["master", *map(str, words)], catch_exceptions=False)


pytestmark = pytest.mark.usefixtures("one_process")


def voice(path: Path, db: float, *, channels: int = 1, seconds: float = 4, hum: float = 0) -> Path:
    t = np.arange(round(seconds * RATE)) / RATE
    buzz = sum(np.sin(2 * np.pi * 130 * k * t + k * k) / k for k in range(1, 25))
    row = buzz * np.abs(np.sin(2 * np.pi * 3.3 * t)) ** 3 * 10 ** (db / 20) / 2
    row += hum * sum(np.sin(2 * np.pi * 50 * k * t) for k in (1, 2, 3))
    encode_flac(path, iter([np.stack([row] * channels).astype(np.float32)]), RATE, channels)
    return path


def cleaned(told: dict[str, Any]) -> set[str]:
    return {each["kind"] for each in told["cleaned"] if each["applied"]}


# ---- recordings alone -------------------------------------------------------


def test_each_recording_becomes_a_file_at_the_target_and_the_bad_is_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    one = voice(tmp_path / "one.flac", -30, hum=0.002)
    two = voice(tmp_path / "two.flac", -12, channels=2)
    bad = tmp_path / "bad.wav"
    bad.write_text("It is in the other mail.")
    result = izdat(one, bad, two, "--out", out, "--json")
    assert result.exit_code == 1
    events = [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]
    assert [e["event"] for e in events] == ["mastered", "problem", "mastered"]
    assert (events[1]["code"], events[1]["place"]["file"]) == ("recording-not-audio", str(bad))
    # Nothing of a recording is left but what was asked for.
    assert sorted(path.name for path in out.iterdir()) == ["one.mp3", "two.mp3"]
    for event, target in ((events[0], -19), (events[2], -16)):
        (file,) = event["files"]
        heard = measure_file(Path(file["file"]))
        assert file["how"] == "wrote"
        assert heard.loudness.integrated == pytest.approx(target, abs=0.1)
        assert heard.loudness.true_peak <= -1
        assert file["integrated"] == pytest.approx(target, abs=0.1)
    assert events[0]["before"]["integrated"] < -30
    assert "hum" in cleaned(events[0])
    assert "hum" not in cleaned(events[2])
    tags = ID3(out / "one.mp3")
    assert str(tags["TIT2"]) == "one"
    assert "TCON" not in tags


def test_the_target_the_ceiling_and_the_codecs_are_the_askers(tmp_path: Path) -> None:
    path, out = voice(tmp_path / "a.flac", -20, channels=2), tmp_path / "out"
    words = (path, "--out", out, "--target", "-23", "--true-peak", "-3", "--codec")
    result = izdat(*words, "opus,mp3,m4a,flac")
    assert result.exit_code == 0
    assert "a.opus" in result.stdout
    for name in ("a.mp3", "a.opus", "a.m4a", "a.flac"):
        loudness = measure_file(out / name).loudness
        assert loudness.integrated == pytest.approx(-23, abs=0.1)
        assert loudness.true_peak <= -3
    assert izdat(*words, "wma").exit_code == 2


def test_nothing_is_written_over_unasked(tmp_path: Path) -> None:
    path, out = voice(tmp_path / "a.flac", -20, seconds=1), tmp_path / "out"
    out.mkdir()
    (out / "a.mp3").write_text("mine")
    refused = izdat(path, "--out", out)
    assert refused.exit_code == 2
    assert "--replace" in refused.stderr
    assert (out / "a.mp3").read_text() == "mine"
    assert "replaced" in izdat(path, "--out", out, "--replace").stdout
    first = (out / "a.mp3").read_bytes()
    assert "unchanged" in izdat(path, "--out", out, "--replace").stdout
    assert (out / "a.mp3").read_bytes() == first
    # A recording is never its own target, and two never share one.
    song = out / "a.mp3"
    assert izdat(song, "--out", out, "--replace").exit_code == 2
    assert izdat(path, voice(tmp_path / "a.wav.flac", -20).rename(out / "a.flac"), "--out",
                 tmp_path / "new").exit_code == 2  # fmt: skip
    assert song.read_bytes() == first


def test_what_the_verb_is_given_must_make_sense(tmp_path: Path) -> None:
    path = voice(tmp_path / "a.flac", -20, seconds=1)
    assert "--out" in izdat(path).stderr
    assert "there is no episode" in izdat("084", "--show", tmp_path).stderr


# ---- an episode -------------------------------------------------------------

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
sound: {mp3: 64, opus: 0, pause: 0.5}
"""
TEXT = """\
---
title: On the pier
published: 2031-04-07T06:00:00+02:00
---

## The pier {#pier}

```source
kind: interview
audio: pier.flac
silences: 0.5
```

@mira 0:00: How many people?

@boat 0:07: Three hundred.

## The shore {#shore}

```source
kind: interview
audio: shore.flac
```

@mira: Nobody came back.
"""


@pytest.fixture
def show(tmp_path: Path) -> Path:
    folder = tmp_path / "episodes" / "083"
    folder.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    (folder / "episode.md").write_text(TEXT)
    voice(folder / "a.flac", -20)
    loud = np.concatenate(list(decode(folder / "a.flac", RATE, 1)), axis=1)
    silence = np.zeros((1, 3 * RATE), np.float32)
    both = np.concatenate([loud, silence, loud / 4], axis=1)
    encode_flac(folder / "pier.flac", iter([both]), RATE, 1)
    (folder / "a.flac").unlink()
    voice(folder / "shore.flac", -30, hum=0.002)
    return tmp_path


def test_an_episode_is_told_by_segment_and_speaker(show: Path) -> None:
    result = izdat("083", "--show", show, "--json")
    assert result.exit_code == 0, result.output
    events = [json.loads(line, parse_constant=pytest.fail) for line in result.stdout.splitlines()]
    (report,) = (event for event in events if event["event"] == "report")
    assert report["programme"]["integrated"] == pytest.approx(-16, abs=0.1)
    (codec,) = report["codecs"]
    assert (codec["codec"], codec["integrated"]) == ("mp3", pytest.approx(-16, abs=0.1))
    pier, shore = report["segments"]
    assert (pier["segment"], pier["recording"]) == ("pier", "pier.flac")
    assert pier["after"]["integrated"] == pytest.approx(-16, abs=0.5)
    assert shore["after"]["integrated"] == pytest.approx(-16, abs=0.5)
    mira, boat = pier["speakers"]
    assert (mira["voice"], boat["voice"]) == ("mira", "boat")
    assert mira["before"] - boat["before"] == pytest.approx(12, abs=0.3)
    assert mira["after"] - boat["after"] == pytest.approx(0, abs=0.5)
    assert "hum" in cleaned(shore)
    assert "hum" not in cleaned(pier)
    assert report["duration"] == pytest.approx(8.5 + 0.5 + 4, abs=0.1)
    # All that the picture shows, in the episode's time.
    assert (mira["name"], boat["name"]) == ("Mira Vale", "The Boatman")
    assert [each["start"] for each in pier["heard"]] == pytest.approx([0, 4.3], abs=0.1)
    assert [each["end"] for each in shore["heard"]] == [report["duration"]]
    (cut,) = pier["cut"]
    assert (cut["at"], cut["length"]) == pytest.approx((4.3, 2.5), abs=0.1)
    assert shore["cut"] == []
    undone = next(deed["undo"] for deed in pier["done"] if deed["kind"] == "cut")
    assert (undone["line"], undone["is_there"]) == ("silences: 0.5", True)
    assert [t["voice"] for t in pier["turns"]] == ["mira", "boat"]
    assert [t["start"] for t in pier["turns"]] == pytest.approx([0, 4.5], abs=0.1)
    first, last = pier["gain"][0], pier["gain"][-1]
    assert (first["at"], last["at"]) == pytest.approx((0, 8.5), abs=0.1)
    assert last["gain"] - first["gain"] == pytest.approx(12, abs=0.5)
    levelled = next(deed for deed in pier["done"] if deed["kind"] == "levelled")
    assert levelled["undo"] == {
        "line": "sound: {level: false}", "where": "show.yaml", "is_there": False
    }  # fmt: skip
    assert len(report["short_term"]["values"]) == len(report["peaks"]["values"]) == 13
    assert report["short_term"]["values"][2] == pytest.approx(-16, abs=1)
    assert 0.1 < report["peaks"]["values"][2] < 1


def test_music_that_rises_has_its_place_and_the_line_that_leaves_it_low(show: Path) -> None:
    own = show / "episodes" / "083"
    voice(own / "bed.flac", -30, seconds=3)
    said = np.concatenate(list(decode(voice(own / "said.flac", -20), RATE, 1)), axis=1)
    silence = np.zeros((1, 6 * RATE), np.float32)
    whole = np.concatenate([said, silence, said, silence / 2], axis=1)
    encode_flac(own / "shore.flac", iter([whole]), RATE, 1)
    text = own / "episode.md"
    sheet = "audio: shore.flac\nmusic: bed.flac"
    text.write_text(TEXT.replace("audio: shore.flac", f"{sheet}\nsilences: 5"))

    def told() -> tuple[dict[str, Any], dict[str, Any]]:
        result = izdat("083", "--show", show, "--json")
        assert result.exit_code == 0, result.output
        (report,) = (e for e in map(json.loads, result.stdout.splitlines()) if "segments" in e)
        return report["segments"]

    pier, shore = told()
    assert pier["music"] == []
    start = shore["heard"][0]["start"]
    # Silent from 4 s to 9, as one of six was shortened, and from 13 s to the end.
    course = [(each["at"] - start, each["risen"]) for each in shore["music"]]
    wanted = [(0, 0), (4, 0), (5, 8), (7.5, 8), (8.5, 0), (13, 0), (14, 8), (18, 8)]
    assert np.allclose(course, wanted, atol=0.15)
    (deed,) = (each for each in shore["done"] if each["kind"] == "ducked")
    assert deed["what"].startswith("its music rises by 8.0 dB in 2 pauses, for 9.")
    assert deed["at"] == pytest.approx(start + 4, abs=0.15)
    assert deed["undo"] == {"line": "duck: false", "where": "its source block", "is_there": False}
    # Whoever does what it says sees it gone.
    line = deed["undo"]["line"]
    text.write_text(TEXT.replace("audio: shore.flac", f"{sheet}\nsilences: 5\n{line}"))
    _, shore = told()
    assert {each["risen"] for each in shore["music"]} == {0}
    assert "ducked" not in {each["kind"] for each in shore["done"]}


def test_what_is_cut_and_limited_has_its_place_and_the_line_that_undoes_it(show: Path) -> None:
    own = show / "episodes" / "083"
    sound = np.zeros((1, 13 * RATE), np.float32)
    said = voice(own / "said.flac", -20, seconds=8)
    sound[:, 3 * RATE : 11 * RATE] = np.concatenate(list(decode(said, RATE, 1)), 1)
    # 20 ms, on the table: no click, and far louder than a voice.
    sound[:, 4 * RATE : 4 * RATE + 960] = np.sin(np.arange(960) / 10)
    encode_flac(own / "pier.flac", iter([sound / 2]), RATE, 1)
    text = own / "episode.md"
    plain = TEXT.replace("silences: 0.5\n", "")
    text.write_text(plain.replace("audio: pier.flac", "audio: pier.flac\ntrim: silence"))
    done = {deed["kind"]: deed for deed in pier_of(show)["done"]}
    first, last = pier_of(show)["cut"]
    assert (first["at"], first["length"]) == (0.0, pytest.approx(2.8, abs=0.1))
    assert last["at"] == pytest.approx(8.5, abs=0.2)
    assert last["at"] + first["length"] + last["length"] == pytest.approx(13, abs=0.001)
    assert done["cut"]["undo"]["line"] == "trim: silence"
    assert done["limited"]["at"] == 1  # the stroke is at 4 s, and 2.8 are gone
    # Whoever does what it says sees it gone.
    undo = done["limited"]["undo"]
    assert undo["where"] == "show.yaml"
    lower = undo["line"].removeprefix("sound: {")
    (show / "show.yaml").write_text(SHOW.replace("pause: 0.5}", f"pause: 0.5, {lower}"))
    text.write_text(plain)
    after = pier_of(show)
    assert after["cut"] == []
    assert {deed["kind"] for deed in after["done"]}.isdisjoint({"cut", "limited"})


def pier_of(show: Path) -> dict[str, Any]:
    lines = izdat("083", "--show", show, "--json").stdout.splitlines()
    events = [json.loads(line) for line in lines]
    (report,) = (event for event in events if event["event"] == "report")
    pier: dict[str, Any] = report["segments"][0]
    return pier


def test_the_picture_is_written_and_a_draft_shows_it_and_a_published_page_does_not(
    show: Path,
) -> None:
    result = izdat("083", "--show", show, "--picture", show / "out.svg")
    assert f"wrote {show / 'out.svg'}" in result.stdout
    picture = (show / "out.svg").read_text()
    assert picture.startswith("<svg ")
    for said in (
        "Mira Vale",
        "The pier",
        "to undo it, write sound: {clean: {hum: false}} in show.yaml",
    ):
        assert said in picture
    own = show / "episodes" / "083" / "episode.md"
    build = ["build", str(show), "--future", "--drafts"]
    assert CliRunner().invoke(main, build, catch_exceptions=False).exit_code == 0
    page = (show / "public" / "083" / "index.html").read_text()
    assert 'class="tape wave"' in page
    assert 'class="report"' not in page
    own.write_text("\n".join(x for x in TEXT.splitlines() if not x.startswith("published")))
    assert CliRunner().invoke(main, build, catch_exceptions=False).exit_code == 0
    (draft,) = (show / "public" / "drafts").glob("*/index.html")
    inside = picture[picture.index("</style>") + 8 : picture.index("</svg>")]
    assert inside in draft.read_text()
    assert "<code>sound: {clean: {hum: false}}</code> in show.yaml" in draft.read_text()


def test_a_picture_is_of_an_episode_and_goes_into_a_folder_that_is_there(
    show: Path, tmp_path: Path
) -> None:
    path = voice(tmp_path / "a.flac", -20, seconds=1)
    assert izdat(path, "--out", tmp_path / "out", "--picture", tmp_path / "a.svg").exit_code == 2
    refused = izdat("083", "--show", show, "--picture", tmp_path / "none" / "a.svg")
    assert refused.exit_code == 2
    assert "there is no folder" in refused.stderr


def test_a_person_reads_which_line_undoes_what(show: Path) -> None:
    lines = izdat("083", "--show", show).stdout.splitlines()
    assert "  cut: 2.5 s of silence, in one place" in lines
    at = next(n for n, line in enumerate(lines) if line.startswith("  cleaned: hum"))
    assert lines[at + 1] == "    to undo it, write sound: {clean: {hum: false}} in show.yaml"
    assert any(line.startswith("  The Boatman: ") for line in lines)
    assert any(line.startswith("programme (en)") and " -16.0 " in line for line in lines)
    # Whoever does what it says sees it gone; and nothing else is made anew.
    (show / "show.yaml").write_text(SHOW.replace("pause: 0.5", "pause: 0.5, clean: {hum: false}"))
    assert "cleaned: hum" not in izdat("083", "--show", show).stdout


def test_what_is_wrong_with_an_episode_is_told_instead(show: Path, fake: Any) -> None:
    (show / "episodes" / "083" / "shore.flac").write_text("no")
    result = izdat("083", "--show", show)
    assert result.exit_code == 1
    assert "shore.flac, of segment shore: " in result.stderr
    assert "Traceback" not in result.output
