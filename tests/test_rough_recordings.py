"""What is wrong with a recording is told with its file and its segment, all at once."""

import wave
from pathlib import Path

import numpy as np
from click.testing import CliRunner

from izdat.cli import main

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
align: {engine: none}
sound: {mp3: 32, opus: 0, pause: 0}
"""
HEAD = "---\ntitle: On the pier\npublished: 2031-04-07T06:00:00+02:00\n---\n"
SEGMENT = "\n## The {0} {{#{0}}}\n\n```source\nkind: interview\naudio: {0}.wav\n```\n\nYes.\n"


def stereo(path: Path, left: np.ndarray, right: np.ndarray) -> None:
    whole = np.rint(np.clip(np.stack([left, right], axis=1), -1, 1) * 32_767).astype("<i2")
    with wave.open(str(path), "wb") as out:
        out.setparams((2, 2, 16_000, 0, "NONE", ""))
        out.writeframes(whole.tobytes())


def test_a_build_tells_each_with_its_file_and_segment(tmp_path: Path) -> None:
    folder = tmp_path / "episodes" / "083"
    folder.mkdir(parents=True)
    (tmp_path / "show.yaml").write_text(SHOW)
    names = ("loud", "lone", "text", "cut")
    (folder / "episode.md").write_text(HEAD + "".join(SEGMENT.format(name) for name in names))
    noise = np.random.default_rng(1).normal(0, 0.1, 32_000)
    stereo(folder / "loud.wav", noise * 8, noise * 8)
    stereo(folder / "lone.wav", noise * 0, noise)
    (folder / "text.wav").write_text("It is in the other mail.")
    (folder / "cut.wav").write_bytes((folder / "loud.wav").read_bytes()[:50_000])
    result = CliRunner().invoke(main, ["build", str(tmp_path), "--jobs", "1", "--future"])
    assert result.exit_code == 1
    assert result.exception is None or isinstance(result.exception, SystemExit)
    lines = [line for line in result.stderr.splitlines() if line.startswith("episodes/083/")]
    for name, code in zip(names, ("clipped", "one-sided", "not-audio", "truncated"), strict=True):
        (line,) = (line for line in lines if f"{name}.wav, of segment {name}: " in line)
        assert line.endswith(f"[recording-{code}]")
        assert (": warning:" in line) is (name in ("loud", "lone"))
        assert line.split(":")[0] == "episodes/083/episode.md"


def test_the_peaks_lie_beside_the_sound_and_the_page_links_to_them(
    recorded_show: Path, fake
) -> None:
    result = CliRunner().invoke(main, ["build", str(recorded_show), "--jobs", "1", "--future"])
    assert result.exit_code == 0, result.output
    (peaks,) = (recorded_show / "public").rglob("*.peaks.dat")
    page = peaks.parent / "index.html"
    assert f'data-peaks="{peaks.name}"' in page.read_text()
    assert list(peaks.parent.glob("*.mp3"))
