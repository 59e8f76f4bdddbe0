"""A recording is cleaned once, as long as it was; where nothing dirties it, it is itself."""

from pathlib import Path

import numpy as np
import pytest

from izdat.master.clean.step import clean_recording
from izdat.master.inspect import inspect_recording
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import RATE, CleanRecording
from izdat.model.show import CLEANERS, CleanSettings
from izdat.model.sound import Recording
from izdat.run import Run

NONE = CleanSettings(**dict.fromkeys(CLEANERS, False))
SECONDS = 12


def cleaned(
    folder: Path, sound: np.ndarray, settings: CleanSettings
) -> tuple[Recording, CleanRecording]:
    path = folder / "pier.flac"
    encode_flac(path, iter([np.atleast_2d(sound).astype(np.float32)]), RATE, 1)
    recording = Recording(file_at(path), "pier")
    with Run(folder / "show") as here:
        loudness = here(inspect_recording, recording.file, 1).loudness
        return recording, here(clean_recording, recording, loudness, 1, settings)


def level(sound: np.ndarray, hertz: float) -> float:
    """Return how loud a tone is, in dB."""
    turn = np.exp(-2j * np.pi * hertz * np.arange(len(sound)) / RATE) * np.hanning(len(sound))
    return float(20 * np.log10(abs(np.mean(sound * turn)) + 1e-12))


def test_a_hum_is_taken_out_and_the_length_kept(tmp_path: Path, voice, heard) -> None:
    speech = voice(SECONDS, RATE)
    time = np.arange(len(speech)) / RATE
    hum = sum(0.004 / k * np.sin(2 * np.pi * 50 * k * time + k) for k in (1, 2, 3, 5))
    raw, clean = cleaned(tmp_path, speech + hum, CleanSettings())
    assert [t.kind for t in clean.treatments] == list(CLEANERS)
    assert [t.kind for t in clean.treatments if t.is_applied] == ["hum"]
    before, after = heard(raw.file.path, 1)[0], heard(clean.recording.file.path, 1)[0]
    assert len(after) == len(before) == SECONDS * RATE
    assert level(before, 50) - level(after, 50) > 20
    # It is still the same segment's, and said by the same.
    assert (clean.recording.segment, clean.recording.is_machine) == ("pier", False)
    with Run(tmp_path / "show") as here:
        facts = here(inspect_recording, clean.recording.file, 1)
    assert clean.loudness.integrated == pytest.approx(facts.loudness.integrated, abs=0.01)


@pytest.mark.parametrize(("offset", "settings"), [(0.0, CleanSettings()), (0.1, NONE)])
def test_clean_speech_and_what_is_to_stay_are_the_recording_itself(
    tmp_path: Path, voice, offset: float, settings: CleanSettings
) -> None:
    raw, clean = cleaned(tmp_path, voice(6, RATE) + offset, settings)
    assert clean.recording == raw
    assert not any(t.is_applied for t in clean.treatments)
    # What was found is told all the same.
    assert ([t.level > -50 for t in clean.treatments if t.kind == "offset"] == [True]) is (
        offset > 0
    )
