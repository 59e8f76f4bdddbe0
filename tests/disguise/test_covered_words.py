"""A name that is withheld is in nothing that a build makes."""

import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from listening import heard, holds, likeness
from making_disguise import (
    NAME,
    RATE,
    SAID,
    STANDIN,
    Speech,
    build,
    spoken,
    written,
)
from numpy.typing import NDArray
from scipy.signal import fftconvolve

from izdat.media.encode import encode_flac
from izdat.model.problem import has_errors

PIECE = 0.06  # seconds of the name whose samples are looked for


@pytest.fixture(scope="module")
def speech() -> Speech:
    return spoken()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, speech: Speech) -> Path:
    folder = tmp_path_factory.mktemp("temporary")
    with pytest.MonkeyPatch.context() as patch:
        # What a step forgets in the system's folder would be found, too.
        patch.setenv("TMPDIR", str(folder / "tmp"))
        patch.setattr(tempfile, "tempdir", str(folder / "tmp"))
        (folder / "tmp").mkdir()
        show = written(folder / "show", speech)
        made, _ = build(show)
    assert not has_errors(made.problems)
    return folder


def published(show: Path, suffix: str) -> Path:
    return next((show / "public").rglob(f"*.{suffix}"))


def name_of(speech: Speech) -> NDArray[np.float32]:
    start, end = (round(at * RATE) for at in speech.name)
    return speech.samples[start:end]


@pytest.mark.parametrize("suffix", ["mp3", "flac"])
def test_the_name_is_not_heard(built: Path, speech: Speech, suffix: str) -> None:
    sound = heard(published(built / "show", suffix))
    # What stands beside it is there, so that the measure can be believed.
    start, end = (round(at * RATE) for at in speech.name)
    beside = speech.samples[end + RATE : 2 * end - start + RATE]
    assert likeness(sound, beside) > 0.9
    # A vowel's waves are like those of another; as much as this name's of the other words.
    others = np.concatenate((speech.samples[: start - 2000], speech.samples[end + 2000 :]))
    assert likeness(sound, name_of(speech)) < likeness(others, name_of(speech)) + 0.05


def test_nothing_but_the_tone_is_there(built: Path, speech: Speech) -> None:
    sound = heard(published(built / "show", "flac"))
    start, end = (round(at * RATE) for at in speech.name)
    there = sound[start:end].astype(np.float64)
    t = np.arange(len(there)) / RATE
    tone = np.stack((np.sin(2 * np.pi * 523 * t), np.cos(2 * np.pi * 523 * t)), axis=1)
    rest = there - tone @ np.linalg.lstsq(tone, there, rcond=None)[0]
    assert np.std(there) > 0.01
    assert 20 * np.log10(np.std(rest) / np.std(there)) < -40


def telling_pieces(speech: Speech) -> list[NDArray[np.float32]]:
    """Return pieces of the name that are like nothing else that the machine says."""
    start, end = (round(at * RATE) for at in speech.name)
    size = round(PIECE * RATE)
    rest = np.concatenate((speech.samples[: start - size], speech.samples[end + size :]))
    pieces = [speech.samples[at : at + size] for at in range(start, end - size, size)]
    return [p for p in pieces if np.std(p) > 0.01 and likeness(rest, p) < 0.9][:4]


def test_no_file_of_the_store_the_site_or_the_temporary_folder_holds_it(
    built: Path, speech: Speech, tmp_path: Path
) -> None:
    pieces = telling_pieces(speech)
    assert len(pieces) >= 4
    raw = built / "show" / "episodes" / "083" / "pier.wav"
    packed = tmp_path / "raw"
    encode_flac(packed, iter([speech.samples[None]]), RATE, 1)
    spoken = tmp_path / "samples"
    spoken.write_bytes(b"?" + speech.samples.tobytes()[1:])
    assert all(holds(path, [piece]) for path in (raw, packed, spoken) for piece in pieces)
    files = [f for f in built.rglob("*") if f.is_file() and f != raw]
    assert sum("store" in f.parts for f in files) >= 5
    for file in files:
        assert NAME.encode() not in file.read_bytes(), file
        assert not holds(file, pieces), file


def test_no_models_are_kept_of_the_raw_recording(built: Path) -> None:
    store = built / "show" / ".izdat"
    assert not [f for f in store.rglob("models") if f.is_file()]


def test_the_stand_in_stands_where_the_name_was(built: Path, speech: Speech) -> None:
    transcript = next((built / "show" / "public").rglob("transcript.json"))
    cues = json.loads(transcript.read_text())["segments"]
    assert "a neighbour" in " ".join(cue["body"] for cue in cues)
    vtt = next((built / "show" / "public").rglob("transcript.vtt")).read_text()
    assert "Augustina" not in vtt


def test_only_what_hangs_on_the_cover_is_made_anew(built: Path, speech: Speech) -> None:
    show = built / "show"
    _, ran = build(show)
    assert ran == []
    yaml = show / "show.yaml"
    text = yaml.read_text()
    try:
        yaml.write_text(text + "disguise: {names: noise}\n")
        _, ran = build(show)
        assert "disguise.step.treat_recording" in ran
        assert "align.step.search_raw" not in ran
        sound = heard(published(show, "flac"))
        start, end = (round(at * RATE) for at in speech.name)
        assert np.std(sound[start:end]) > 0.01
        assert likeness(sound, name_of(speech)) < 0.5
    finally:
        yaml.write_text(text)


def test_a_cut_is_as_long_for_every_name_and_moves_what_follows(
    tmp_path: Path, speech: Speech
) -> None:
    start, end = speech.name
    at = f"0:{start - 0.05:06.3f}-0:{end + 0.05:06.3f}"
    text = SAID.replace(NAME, STANDIN.replace("}", f' at="{at}"}}'))
    show = written(tmp_path / "show", speech, text=text, show="disguise: {names: cut}\n")
    made, ran = build(show)
    assert not has_errors(made.problems)
    assert "align.step.search_raw" not in ran, "told by hand"
    sound = heard(published(show, "flac"))
    assert len(speech.samples) - len(sound) == pytest.approx(
        (end - start + 0.1 - 0.12) * RATE, abs=0.02 * RATE
    )
    behind = speech.samples[round((end + 1.0) * RATE) : round((end + 2.0) * RATE)]
    lag = np.argmax(fftconvolve(sound, behind[::-1], mode="valid")) / RATE
    assert lag == pytest.approx(end + 1.0 - (end - start + 0.1 - 0.12), abs=0.005)
    cues = json.loads(next((show / "public").rglob("transcript.json")).read_text())["segments"]
    assert cues[-1]["endTime"] <= len(sound) / RATE + 0.01


def test_where_nobody_can_tell_the_build_stops_and_asks(tmp_path: Path, speech: Speech) -> None:
    show = written(tmp_path / "show", speech, show="align: {engine: none}\n")
    made, _ = build(show)
    (problem,) = made.problems
    assert (problem.code, problem.severity, problem.place.line) == ("withheld-unsure", "error", 15)
    assert 'at="' in problem.hint
    assert not (show / "public").exists()
    assert "p4" not in str(problem)


def test_a_finished_file_of_the_whole_episode_falls_silent(tmp_path: Path, speech: Speech) -> None:
    start, end = speech.name
    at = f"0:{start - 0.05:06.3f}-0:{end + 0.05:06.3f}"
    text = SAID.replace(NAME, STANDIN.replace("}", f' at="{at}"}}'))
    show = written(tmp_path / "show", speech, text=text, show="disguise: {names: cut}\n")
    episode = show / "episodes" / "083" / "episode.md"
    said = episode.read_text().replace("title: On", "audio: pier.wav\ntitle: On")
    episode.write_text(said.replace("audio: pier.wav\n```", "```"))
    made, _ = build(show)
    assert not has_errors(made.problems)
    sound = heard(published(show, "mp3"))
    assert abs(len(sound) - len(speech.samples)) < 0.1 * RATE, "nothing is cut out of it"
    there = sound[round(start * RATE) : round(end * RATE)]
    assert np.abs(there).max() < 1e-3
    pieces = telling_pieces(speech)
    raw = episode.with_name("pier.wav")
    for file in (f for f in show.rglob("*") if f.is_file() and f != raw):
        assert not holds(file, pieces), file
