"""``izdat meter``: how loud files are, told to a person and to a machine."""

import json
from pathlib import Path

import av
import numpy as np
import pytest
from click.testing import CliRunner, Result
from numpy.typing import NDArray

from izdat import metering
from izdat.cli import main
from izdat.media.encode import encode_flac
from izdat.run import Progress, Silent

RATE = 48_000
Samples = NDArray[np.float32]


def izdat(*words: Path | str) -> Result:
    return CliRunner().invoke(main, ["meter", *map(str, words)], catch_exceptions=False)


def told(*words: Path | str) -> dict:
    result = izdat("--json", *words)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout, parse_constant=pytest.fail)


def tone(dbfs: float, seconds: float, rate: int = RATE, channels: int = 2) -> Samples:
    row = 10 ** (dbfs / 20) * np.sin(2 * np.pi * 1000 * np.arange(round(seconds * rate)) / rate)
    return np.stack([row] * channels).astype(np.float32)


def flac(path: Path, samples: Samples, rate: int = RATE) -> Path:
    encode_flac(path, iter([samples]), rate, len(samples))
    return path


def written(path: Path, tracks: list[Samples], codec: str, form: str, layout: str) -> Path:
    with av.open(str(path), "w") as out:
        streams = [out.add_stream(codec, rate=RATE, layout=layout) for _ in tracks]
        for stream, samples in zip(streams, tracks, strict=True):
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), form, layout)
            frame.sample_rate, frame.pts = RATE, 0
            for packet in [*stream.encode(frame), *stream.encode(None)]:
                out.mux(packet)
    return path


def test_a_person_gets_a_row_a_file(tmp_path: Path) -> None:
    one, two = flac(tmp_path / "one.flac", tone(-23, 4)), flac(tmp_path / "two.flac", tone(-33, 62))
    head, units, first, second = izdat(one, two).stdout.splitlines()
    assert head.split()[:2] == ["integrated", "range"]
    assert units.split()[:3] == ["LUFS", "LU", "dBTP"]
    levels = ["-23.0", "0.0", "-23.0", "-23.0", "-23.0"]
    assert first.split() == [*levels, "0:04", "48,000", "2", "one.flac"]
    assert second.split()[0] == "-33.0"
    assert second.split()[5] == "1:02"
    assert izdat("--quiet", one).output == ""


def test_a_machine_gets_an_object_a_file_with_both_series(tmp_path: Path) -> None:
    sound = np.concatenate([tone(-33, 4, 44_100, 1), tone(-23, 4, 44_100, 1)], axis=1)
    found = told(flac(tmp_path / "a.flac", sound, 44_100))
    scalars = {k: found[k] for k in ("duration", "rate", "channels", "layout")}
    assert scalars == {"duration": 8.0, "rate": 44_100, "channels": 1, "layout": ["FC"]}
    assert found["max_momentary"] == found["max_short_term"] == pytest.approx(-26.0, abs=0.05)
    assert found["integrated"] == pytest.approx(-28.5, abs=0.3)
    assert found["range"] == pytest.approx(10, abs=1)
    assert found["true_peak"] == pytest.approx(-23, abs=0.05)
    for name, window, count in (("momentary", 0.4, 77), ("short_term", 3.0, 51)):
        series = found[name]
        assert (series["step"], series["window"], len(series["values"])) == (0.1, window, count)
        assert series["values"][0] == pytest.approx(-36, abs=0.05)
        assert series["values"][-1] == pytest.approx(-26, abs=0.05)


def test_silence_and_what_is_too_short_are_null(tmp_path: Path) -> None:
    silent = told(flac(tmp_path / "silent.flac", np.zeros((2, 4 * RATE), np.float32)))
    for name in ("integrated", "true_peak", "max_momentary", "max_short_term"):
        assert silent[name] is None
    assert set(silent["momentary"]["values"]) == {None}
    short = told(flac(tmp_path / "short.flac", tone(-20, 0.3)))
    assert short["integrated"] is None
    assert short["true_peak"] == pytest.approx(-20, abs=0.05)
    assert short["momentary"]["values"] == []


def test_surround_weighs_by_its_layout(tmp_path: Path) -> None:
    levels = (-28, -28, -24, 0, -30, -30)  # Tech 3341, case 6, and thunder in the fourth channel
    samples = np.concatenate([tone(level, 5, channels=1) for level in levels])
    whole = np.round(samples * 32_000 / 32_768 * 32_767).astype(np.int16).T.reshape(1, -1)
    found = told(written(tmp_path / "a.flac", [whole], "flac", "s16", "5.1"))
    assert found["layout"] == ["FL", "FR", "FC", "LFE", "BL", "BR"]
    assert found["integrated"] == pytest.approx(-23.2, abs=0.1)
    assert found["true_peak"] == pytest.approx(-0.2, abs=0.1)


def test_of_a_film_the_first_sound_is_measured(tmp_path: Path) -> None:
    tracks = [tone(-20, 2, channels=1), tone(-40, 2, channels=1)]
    found = told(written(tmp_path / "film.mov", tracks, "pcm_f32le", "flt", "mono"))
    assert found["true_peak"] == pytest.approx(-20, abs=0.05)


def test_what_is_no_recording_is_a_problem_and_the_others_are_measured(tmp_path: Path) -> None:
    good = flac(tmp_path / "good.flac", tone(-23, 1))
    (tmp_path / "empty.wav").touch()
    (tmp_path / "letter.mp3").write_text("Dear Sirs")
    (tmp_path / "cut.flac").write_bytes(good.read_bytes()[:20_000])
    names = ("empty.wav", "letter.mp3", "cut.flac", "missing.flac", "")
    bad = [tmp_path / name for name in names]
    result = izdat(*bad[:2], good, *bad[2:])
    assert result.exit_code == 1
    assert result.stdout.splitlines()[-1].endswith("good.flac")
    codes = ("empty", "not-audio", "truncated", "missing", "not-audio")
    lines = [line for line in result.stderr.splitlines() if not line.startswith("    ")]
    for path, code, line in zip(bad, codes, lines, strict=True):
        assert line.startswith(f"{path}: ")
        assert line.endswith(f"[recording-{code}]")
    events = [json.loads(line) for line in izdat("--json", *bad, good).stdout.splitlines()]
    assert [event["event"] for event in events] == ["problem"] * 5 + ["measured"]


def test_how_far_it_is_is_told(tmp_path: Path) -> None:
    path = flac(tmp_path / "a.flac", tone(-23, 6))
    told: list[float] = []

    class Listening(Silent):
        def tell(self, event: object) -> None:
            if isinstance(event, Progress):
                told.append(event.fraction)

    metering.measure_file(path, Listening())
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == 1
