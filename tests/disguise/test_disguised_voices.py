"""A voice that must not be known again is not published as it is."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from listening import holds
from making_disguise import RATE, SAID, Speech, build, spoken, written

from izdat.engines import voice_disguise
from izdat.engines.registry import GuardedDisguise
from izdat.media.decode import decode
from izdat.model.engine import EngineFailure
from izdat.model.problem import has_errors

METHODS = ("mcadams", "whisper")
BOAT = "  mira: {name: Mira Vale, disguise: true}"


@pytest.fixture(scope="module")
def speech() -> Speech:
    whole = spoken()
    return Speech(whole.samples[: 8 * RATE], whole.name)


def show_of(folder: Path, speech: Speech, settings: str) -> Path:
    show = written(folder / "show", speech, text=SAID[:90], show=settings)
    episode = show / "episodes/083/episode.md"
    text = episode.read_text()
    assert "  mira: {name: Mira Vale}" in text
    episode.write_text(text.replace("  mira: {name: Mira Vale}", BOAT))
    return show


def alike(one: np.ndarray, other: np.ndarray) -> float:
    """Return the correlation of two sounds' waves at their best shift within 50 ms."""
    count = min(len(one), len(other))
    spectrum = np.fft.rfft(one[:count], 2 * count) * np.conj(np.fft.rfft(other[:count], 2 * count))
    shifts = np.fft.irfft(spectrum)
    near = np.concatenate((shifts[: RATE // 20], shifts[-RATE // 20 :]))
    return float(
        near.max() / np.sqrt((one[:count] @ one[:count]) * (other[:count] @ other[:count]))
    )


def sounds(folder: Path) -> list[np.ndarray]:
    """Return every sound of a folder: what the build made, and what it kept."""
    found = []
    for file in folder.rglob("*"):
        if file.suffix in (".flac", ".mp3", ".wav"):
            found.append(np.concatenate([block[0] for block in decode(file, RATE, 1)]))
    return found


def test_the_build_stops_until_the_show_says_what_to_do(tmp_path: Path, speech: Speech) -> None:
    show = show_of(tmp_path, speech, "")
    made, ran = build(show)
    assert [problem.code for problem in made.problems] == ["unprotected-recording"]
    assert "disguise: {voices: speak}" in made.problems[0].hint
    assert not (show / "public").exists()
    assert not any(name.startswith(("align", "master", "disguise")) for name in ran)


def test_a_machine_speaks_and_the_recording_is_not_even_looked_at(
    tmp_path: Path, speech: Speech
) -> None:
    show = show_of(tmp_path, speech, "disguise: {voices: speak}\n")
    yaml = show / "show.yaml"
    yaml.write_text(yaml.read_text().replace("speech: {engine: none}\n", ""))
    made, ran = build(show)
    assert not has_errors(made.problems)
    assert "speak.segment.speak_segment" in ran
    assert not any(name.startswith(("align", "disguise")) for name in ran)
    # Spoken anew: the recording was cut off in the middle of what the text says.
    published = sounds(show / "public")
    assert published
    assert all(alike(sound, speech.samples) < 0.6 for sound in published)
    page = next((show / "public/083").glob("index.html")).read_text()
    assert "pier.wav" not in page


@pytest.mark.parametrize("method", METHODS)
def test_what_is_published_kept_and_told_is_disguised(
    method: str, tmp_path: Path, speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    (tmp_path / "tmp").mkdir()
    show = show_of(tmp_path, speech, f"disguise: {{voices: {method}}}\nalign: {{engine: none}}\n")
    made, _ = build(show)
    assert not has_errors(made.problems)
    kept = sounds(show / ".izdat") + sounds(show / "public")
    assert len(kept) >= 3
    for sound in kept:
        assert alike(sound, speech.samples) < 0.6
    assert abs(len(kept[0]) - len(speech.samples)) < 0.05 * RATE
    # Nothing of it in any form, in anything that the build wrote.
    raw = show / "episodes" / "083" / "pier.wav"
    pieces = [speech.samples[at : at + RATE // 8] for at in (RATE, 3 * RATE, 5 * RATE)]
    assert holds(raw, pieces[:1])
    assert holds(raw, pieces[2:])
    for file in (f for f in tmp_path.rglob("*") if f.is_file() and f != raw):
        assert not holds(file, pieces), file


@pytest.mark.parametrize("method", METHODS)
def test_two_draws_are_two_voices_and_one_draw_is_one(method: str) -> None:
    samples = spoken().samples[: 2 * RATE]
    engine = voice_disguise(method)
    one, again, other = (engine.disguise(samples, RATE, draw) for draw in (1, 1, 2))
    assert np.array_equal(one, again)
    assert alike(one, other) < 0.95
    assert one.dtype == np.float32
    assert np.abs(one).max() <= 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("length", [0, 100, 4_000])
def test_a_disguise_is_as_long_as_what_it_was_given(method: str, length: int) -> None:
    noise = np.random.default_rng(0).normal(0, 0.5, length).astype(np.float32)
    assert voice_disguise(method).disguise(noise, 16_000, 1).shape == (length,)
    assert not voice_disguise(method).disguise(np.zeros_like(noise), 16_000, 1).any()


def periodicity(samples: np.ndarray) -> float:
    """Return how much of the loud frames comes back after a period of 2.5 to 12.5 ms: median."""
    found = []
    size = RATE // 25
    for at in range(0, len(samples) - 2 * size, size):
        frame = samples[at : at + size]
        if np.std(frame) > np.std(samples):
            lags = range(RATE // 400, RATE // 80)
            found.append(
                max(np.corrcoef(frame, samples[at + n : at + n + size])[0, 1] for n in lags)
            )
    return float(np.median(found))


def test_a_whisper_has_no_pitch_and_the_course_of_what_was_said(speech: Speech) -> None:
    part = RATE // 20
    said = speech.samples[: 80 * part]
    changed = voice_disguise("whisper").disguise(said, RATE, 1)
    assert periodicity(said) > 0.7
    assert periodicity(changed) < 0.5
    loud = [np.std(sound.reshape(-1, part), axis=1) for sound in (said, changed)]
    assert np.corrcoef(*loud)[0, 1] > 0.8


class Broken:
    id = "broken 1"

    def __init__(self, made: object) -> None:
        self.made = made

    def disguise(self, samples: np.ndarray, rate: int, draw: int) -> object:
        return self.made(samples)  # type: ignore[operator]  # what a test gives


@pytest.mark.parametrize(
    "made",
    [
        lambda samples: samples,
        lambda samples: samples.copy(),
        lambda samples: samples[:-1],
        lambda samples: samples.astype(np.float64) / 2,
        lambda samples: samples * np.float32(np.nan),
        lambda samples: list(samples),
        lambda samples: 1 / 0,
    ],
)
def test_an_engine_that_does_not_disguise_stops_the_build(made: object) -> None:
    with pytest.raises(EngineFailure):
        GuardedDisguise("broken", Broken(made)).disguise(np.ones(9, np.float32), 16_000, 1)
