"""One show, one loudness: whatever its episodes were made of."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from izdat.cli import main
from izdat.master import measure_file
from izdat.media.encode import encode_flac

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
align: {engine: none}
sound: {mp3: 96, opus: 48, intro: intro.flac, pause: 0.3}
"""
HEAD = "---\ntitle: {0}\npublished: 2031-04-0{0}T06:00:00+02:00\n---\n"
SEGMENT = "\n## {0} {{#{0}}}\n\n```source\naudio: {0}.flac\n{1}```\n\nGood evening.\n"


pytestmark = pytest.mark.usefixtures("one_process")


def voice(path: Path, rate: int, db: float, *, channels: int = 1, noise: float = -90) -> None:
    """Write four seconds of syllables."""
    t = np.arange(4 * rate) / rate
    buzz = sum(np.sin(2 * np.pi * 130 * k * t + k * k) / k for k in range(1, 20))
    rows = np.stack([buzz * np.abs(np.sin(3.3 * np.pi * t)) ** 3 * 10 ** (db / 20)] * channels)
    rows += 10 ** (noise / 20) * np.random.default_rng(1).standard_normal(rows.shape)
    encode_flac(path, iter([np.float32(np.clip(rows, -1, 1))]), rate, channels)


def test_two_episodes_of_unlike_sources_are_equally_loud(tmp_path: Path) -> None:
    (tmp_path / "show.yaml").write_text(SHOW)
    voice(tmp_path / "intro.flac", 44_100, -6, channels=2)
    quiet, loud = tmp_path / "episodes" / "one", tmp_path / "episodes" / "two"
    quiet.mkdir(parents=True)
    loud.mkdir()
    # A whisper on a telephone in a noisy room; and two who were overdriven, with music.
    voice(quiet / "whisper.flac", 8_000, -48, noise=-68)
    (quiet / "episode.md").write_text(HEAD.format(1) + SEGMENT.format("whisper", ""))
    voice(loud / "shout.flac", 96_000, 6, channels=2)
    voice(loud / "talk.flac", 22_050, -14)
    voice(loud / "bed.flac", 48_000, -3, channels=2)
    (loud / "episode.md").write_text(
        HEAD.format(2)
        + SEGMENT.format("shout", "music: bed.flac\ncrossfade: 0.5\n")
        + SEGMENT.format("talk", "gain: -3\nsilences: 0.5\n")
    )
    built = CliRunner().invoke(main, ["build", str(tmp_path), "--future"], catch_exceptions=False)
    assert built.exit_code == 0, built.output
    for codec in ("mp3", "opus"):
        files = sorted((tmp_path / "public").rglob(f"*.{codec}"))
        assert len(files) == 2
        one, two = (measure_file(file).loudness for file in files)
        assert one.integrated == pytest.approx(two.integrated, abs=0.1)
        assert one.integrated == pytest.approx(-16, abs=0.1)
        assert max(one.true_peak, two.true_peak) <= -1
