"""``channels: auto``: as many channels as an episode has anything for."""

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from izdat.cli import main
from izdat.master import is_wide, measure_file
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.show import SoundSettings

RATE = 48_000
SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
align: {engine: none}
sound: {channels: auto, mp3: 128, opus: 48}
"""
EPISODE = (
    "---\ntitle: {0}\npublished: 2031-04-02T06:00:00+02:00\n---\n\n"
    "## Pier {{#pier}}\n\n```source\naudio: a.flac\n```\n\nGood evening.\n\n"
    "## Boat {{#boat}}\n\n```source\naudio: b.flac\n```\n\nGood night.\n"
)


pytestmark = pytest.mark.usefixtures("one_process")


def sides(kind: str) -> np.ndarray:
    chance = np.random.default_rng(1)
    t = np.arange(4 * RATE) / RATE
    voice = 0.1 * np.sin(2 * np.pi * 200 * t) * np.abs(np.sin(3 * t))
    hiss = chance.standard_normal((2, len(t)))
    return {
        "one": voice[None],
        "equal": np.stack([voice, voice]),
        "two cheap converters": np.stack([voice, voice]) + 1e-4 * hiss,
        "one side": np.stack([voice, 1e-5 * hiss[0]]),
        "a little to the left": np.stack([voice, 0.8 * voice]),
        "music": np.stack([voice, voice]) + 0.02 * hiss,
        "turned": np.stack([voice, -voice]),
        "silent": np.zeros((2, len(t))),
    }[kind].astype(np.float32)


def written(path: Path, kind: str) -> Path:
    sound = sides(kind)
    encode_flac(path, iter([sound]), RATE, len(sound))
    return path


@pytest.mark.parametrize(
    ("kind", "wide"),
    [("one", False), ("equal", False), ("two cheap converters", False), ("one side", False),
     ("silent", False), ("a little to the left", True), ("music", True), ("turned", True)],
)  # fmt: skip
def test_two_sides_are_told_from_one_heard_twice(tmp_path: Path, kind: str, wide: bool) -> None:
    assert is_wide(tmp_path, file_at(written(tmp_path / "a.flac", kind))) is wide


def test_what_cannot_be_read_is_not_wide(tmp_path: Path) -> None:
    (tmp_path / "a.flac").write_bytes(b"no sound")
    assert is_wide(tmp_path, file_at(tmp_path / "a.flac")) is False


@pytest.mark.parametrize("wide", [False, True])
def test_an_episode_has_the_channels_and_rates_that_it_needs(tmp_path: Path, wide: bool) -> None:
    (tmp_path / "show.yaml").write_text(SHOW)
    folder = tmp_path / "episodes" / "one"
    folder.mkdir(parents=True)
    written(folder / "a.flac", "equal")
    written(folder / "b.flac", "music" if wide else "one")
    (folder / "episode.md").write_text(EPISODE.format("One"))

    def build() -> str:
        told = CliRunner().invoke(
            main, ["build", str(tmp_path), "--future"], catch_exceptions=False
        )
        assert told.exit_code == 0, told.output
        return told.output

    build()
    public = tmp_path / "public" / "one"
    mp3, opus = (measure_file(next(public.glob(f"*.{codec}"))) for codec in ("mp3", "opus"))
    assert len(mp3.layout) == (2 if wide else 1)
    for made in (mp3, opus):
        assert made.loudness.integrated == pytest.approx(-16 if wide else -19, abs=0.1)
    size = next(public.glob("*.mp3")).stat().st_size - 6_000  # tags, with room to grow
    assert size == pytest.approx((16_000 if wide else 8_000) * mp3.duration, rel=0.06)
    before = {path: path.read_bytes() for path in public.rglob("*") if path.is_file()}
    build()
    assert {path: path.read_bytes() for path in public.rglob("*") if path.is_file()} == before
    report = CliRunner().invoke(
        main, ["master", "one", "--show", str(tmp_path), "--json"], catch_exceptions=False
    )
    events = [json.loads(line) for line in report.stdout.splitlines()]
    assert [each["target"] for each in events if each["event"] == "report"] == [
        -16 if wide else -19
    ]


def test_half_the_rates_are_rates_that_there_are() -> None:
    whole = SoundSettings(by_content=True, mp3=112, opus=64, m4a=96)
    half = whole.fitted(1)
    assert (half.channels, half.mp3, half.opus, half.m4a) == (1, 56, 32, 48)
    assert half.target == -19
    assert whole.fitted(2) == SoundSettings(mp3=112, opus=64, m4a=96)
    assert SoundSettings(mp3=0, opus=24).fitted(1) == SoundSettings(mp3=0, opus=24)
    least = SoundSettings(by_content=True, mp3=80, opus=24).fitted(1)
    assert (least.mp3, least.opus, least.m4a) == (40, 24, 0)
    assert not half.by_content
