"""A recording is known before it is used, and what is wrong with it is said plainly."""

from math import isfinite

import numpy as np
import pytest

from izdat.master.inspect import inspect_recording
from izdat.media.encode import encode_flac, encode_mp3
from izdat.model.file import File, file_at
from izdat.model.mastering import RecordingFacts
from izdat.model.sound import RecordingFault


def flac(path, samples, rate=48000) -> File:
    encode_flac(path, iter([samples]), rate, len(samples))
    return file_at(path)


def test_the_facts_of_a_recording(tmp_path, sine):
    facts = inspect_recording(tmp_path, flac(tmp_path / "a.flac", sine(5, 44100, db=-20), 44100))
    assert isinstance(facts, RecordingFacts)
    assert (facts.rate, facts.channels, facts.codec) == (44100, 1, "flac")
    assert facts.duration == pytest.approx(5, abs=1 / 48000)
    assert facts.loudness.integrated == pytest.approx(-20, abs=0.1)
    assert facts.loudness.true_peak == pytest.approx(-20, abs=0.1)


def test_loudness_is_that_of_the_channels_it_will_be_heard_in(tmp_path, sine):
    file = flac(tmp_path / "a.flac", sine(2, db=-20))
    in_one = inspect_recording(tmp_path, file, 1).loudness.integrated
    in_two = inspect_recording(tmp_path, file, 2).loudness.integrated
    assert in_two - in_one == pytest.approx(3.01, abs=0.01)


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.39, 0.41])
def test_a_recording_shorter_than_a_block_has_a_loudness(tmp_path, sine, seconds):
    facts = inspect_recording(tmp_path, flac(tmp_path / "a.flac", sine(seconds, db=-20)))
    assert isinstance(facts, RecordingFacts)
    assert facts.loudness.integrated == pytest.approx(-20, abs=1)


def faults(tmp_path, sine):
    """Every fault of a recording, as (code, file)."""
    text = tmp_path / "text.wav"
    text.write_text("the recording is in the other mail")
    empty = tmp_path / "empty.wav"
    empty.touch()
    whole = flac(tmp_path / "whole.flac", sine(3))
    cut = tmp_path / "cut.flac"
    cut.write_bytes(whole.path.read_bytes()[: whole.size // 2])
    silent = flac(tmp_path / "silent.flac", np.zeros((1, 48000), np.float32))
    faint = flac(tmp_path / "faint.flac", sine(2, db=-85))
    encode_mp3(tmp_path / "none.mp3", iter([]), 48000, 1, 64)
    return [
        ("recording-not-audio", file_at(text)),
        ("recording-empty", file_at(empty)),
        ("recording-truncated", file_at(cut)),
        ("recording-silent", silent),
        ("recording-silent", faint),
        ("recording-missing", File(tmp_path / "missing.wav", "0" * 64, 1)),
        ("recording-truncated", file_at(tmp_path / "none.mp3")),
    ]


def test_every_fault_has_its_code_and_names_no_path(tmp_path, sine):
    for code, file in faults(tmp_path, sine):
        fault = inspect_recording(tmp_path, file)
        assert isinstance(fault, RecordingFault), code
        assert fault.code == code
        assert fault.message
        assert not fault.message.endswith(".")
        assert str(tmp_path) not in fault.message + fault.hint


def test_a_wave_file_of_no_length_has_no_sound(tmp_path):
    path = tmp_path / "a.wav"
    form = b"fmt \x10\0\0\0\x01\0\x01\0\x80\xbb\0\0\0\x77\x01\0\x02\0\x10\0"
    path.write_bytes(b"RIFF\x24\0\0\0WAVE" + form + b"data\0\0\0\0")
    fault = inspect_recording(tmp_path, file_at(path))
    assert isinstance(fault, RecordingFault)
    assert fault.code == "recording-no-sound"


def test_a_quiet_voice_is_a_recording(tmp_path, speech):
    facts = inspect_recording(tmp_path, flac(tmp_path / "a.flac", speech(5, db=-40)))
    assert isinstance(facts, RecordingFacts)
    assert isfinite(facts.loudness.integrated)
