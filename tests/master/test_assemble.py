"""Parts stand where the timeline says, at the loudness that was asked for."""

import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from izdat.master.assemble import assemble
from izdat.master.loudness import loudness
from izdat.model.show import SoundSettings
from izdat.model.time import Stretch

SOUND = SoundSettings()


def test_the_timeline_is_exact_to_the_sample(tmp_path, part, speech, sine, heard):
    parts = (
        part("", sine(1.00003, hz=300)),
        part("call", speech(2.5, seed=1)),
        part("pier", speech(44101 / 48000, seed=2)),
        part("", sine(0.5)),
    )
    made = assemble(tmp_path, parts, SoundSettings(pause=0.7501))
    pause, intro = round(0.7501 * 48000), round(1.00003 * 48000)
    call = intro + pause
    pier = call + 120_000 + pause
    end = pier + 44101 + pause + 24_000
    assert made.timeline.duration == end / 48000
    assert made.timeline.stretches == (
        Stretch("call", 0.0, call / 48000, 120_000 / 48000),
        Stretch("pier", 0.0, pier / 48000, 44101 / 48000),
    )
    sound = heard(made)
    assert sound.shape == (2, end)
    for at in (intro, call + 120_000, pier + 44101):
        assert not sound[:, at : at + pause].any()
    quiet = np.abs(sound).max(axis=0) < 1e-6
    assert not quiet[call + 300 : call + 3000].all()


def test_a_click_in_a_recording_stands_at_its_time_in_the_episode(tmp_path, part, speech, heard):
    clicks = 1e-4 * np.random.default_rng(0).standard_normal((1, 96_000)).astype(np.float32)
    clicks[0, 12_345] = 0.5
    parts = (part("one", speech(1.7)), part("two", clicks))
    made = assemble(tmp_path, parts, SOUND)
    at = made.timeline.to_episode("two", 12_345 / 48000)
    sound = np.abs(heard(made)[0])
    start = round(made.timeline.start("two") * 48000)
    assert start + int(sound[start:].argmax()) == round(at * 48000)


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("target", [None, -23.0, -17.0])
def test_the_whole_is_at_the_target_under_the_ceiling(
    tmp_path, part, speech, heard, channels, target
):
    parts = (
        part("loud", speech(4, db=-6, seed=1)),
        part("quiet", speech(4, db=-38, seed=2)),
        part("both", speech(4, db=-20, channels=2, seed=3)),
    )
    sound = SoundSettings(channels=channels, loudness=target)
    made = assemble(tmp_path, parts, sound)
    told = loudness(heard(made), 48000)
    assert told.integrated == pytest.approx(sound.target, abs=0.1)
    assert told.true_peak <= -1.0
    assert made.loudness.integrated == pytest.approx(told.integrated, abs=0.01)
    assert made.loudness.true_peak == pytest.approx(told.true_peak, abs=0.01)


def test_speakers_are_level_and_music_is_a_little_under(tmp_path, part, speech, sine, heard):
    parts = (
        part("", sine(5, hz=500, db=-3)),
        part("one", speech(6, db=-10)),
        part("two", speech(6, db=-35)),
    )
    made = assemble(tmp_path, parts, SOUND)
    sound = heard(made)
    pieces = [sound[:, : 5 * 48000]]
    for stretch in made.timeline.stretches:
        start = round(stretch.episode_start * 48000)
        pieces.append(sound[:, start : start + 6 * 48000])
    music, one, two = (loudness(piece, 48000).integrated for piece in pieces)
    assert one == pytest.approx(two, abs=0.3)
    assert one - music == pytest.approx(2, abs=0.6)  # the limiter takes of the speech


def test_a_bed_lies_18_lu_under_the_voice_and_is_as_long(tmp_path, part, sine, heard):
    voice, bed = sine(12, hz=1000, db=-20), sine(3, hz=250, db=-3)
    made = assemble(tmp_path, (part("a", voice, music=bed),), SOUND)
    sound = heard(made)
    assert sound.shape[1] == 12 * 48000
    middle = sound[0, 4 * 48000 : 6 * 48000]
    spectrum = np.abs(np.fft.rfft(middle))
    # K-weighting hears 250 Hz and 1 kHz within 1 dB of each other.
    under = 20 * np.log10(spectrum[2000] / spectrum[500])
    assert under == pytest.approx(18, abs=1.2)
    late = np.abs(np.fft.rfft(sound[0, 9 * 48000 : 10 * 48000]))
    assert late[250] > 20 * late[300]


def test_a_bed_of_one_sample_is_not_repeated_for_ever(tmp_path, part, sine, heard):
    tick = sine(0.01, hz=997, db=-3)
    made = assemble(tmp_path, (part("a", sine(3), music=tick),), SOUND)
    assert heard(made).shape[1] == 3 * 48000


def test_a_join_makes_no_click(tmp_path, part, heard):
    # A constant would jump from nothing to its full height.
    still = np.full((1, 48_000), 0.2, np.float32)
    still[0, ::2] += np.float32(0.1)
    made = assemble(tmp_path, (part("a", still), part("b", still)), SOUND)
    sound = heard(made)[0]
    edges = [0, 47_999, 96_000, 143_999]
    assert np.abs(sound[edges]).max() < 1e-3


def test_a_voice_of_three_samples_is_joined(tmp_path, part, sine, speech, heard):
    parts = (part("a", speech(2)), part("b", sine(0.01)[:, 100:103]))
    made = assemble(tmp_path, parts, SOUND)
    assert heard(made).shape[1] == 96_000 + 48_000 + 3


def test_rates_and_channels_may_differ_from_part_to_part(tmp_path, part, sine, heard):
    parts = (part("a", sine(1, 8000), 8000), part("b", sine(1, 96000, channels=2), 96000))
    made = assemble(tmp_path, parts, SOUND)
    assert heard(made).shape == (2, 144_000)
    assert made.timeline.duration == 3.0


def test_where_both_cannot_be_had_the_ceiling_holds(tmp_path, part, heard):
    ticks = np.zeros((1, 48_000 * 4), np.float32)
    ticks[0, ::4800] = 0.9
    made = assemble(tmp_path, (part("a", ticks),), replace(SOUND, loudness=-5.0))
    assert loudness(heard(made), 48000).true_peak <= -0.99
    assert made.loudness.integrated < -5.1


def test_no_parts_are_a_mistake_of_ours(tmp_path):
    with pytest.raises(ValueError, match="parts"):
        assemble(tmp_path, (), SOUND)


PROGRAM = """
import sys
from pathlib import Path
from izdat.master.assemble import assemble
from izdat.master import encode_flac, encode_mp3, encode_opus
from izdat.master.inspect import inspect_recording
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Recording
folder, *names = map(Path, sys.argv[1:])
sound = SoundSettings()
parts = []
for name in names:
    file = file_at(name)
    facts = inspect_recording(folder, file)
    parts.append(Part(name.stem, Recording(file, name.stem), facts.loudness))
made = assemble(folder, tuple(parts), sound)
for encode in (encode_flac, encode_mp3, encode_opus):
    print(encode(folder, made, sound).file.sha256)
"""


def test_another_process_makes_the_same_bytes(tmp_path, part, speech):
    made = [part(name, speech(3, db=-30, seed=n)) for n, name in enumerate("ab")]
    files = [str(one.recording.file.path) for one in made]
    told = set()
    for number, threads in enumerate(("1", "4")):
        folder = tmp_path / f"run-{number}"
        folder.mkdir()
        environment = {
            **os.environ,
            "OMP_NUM_THREADS": threads,
            "NUMBA_NUM_THREADS": threads,
            "LC_ALL": ("C", "de_DE.UTF-8")[number],
            "TZ": ("UTC", "Asia/Tokyo")[number],
            "PYTHONHASHSEED": threads,
        }
        done = subprocess.run(
            [sys.executable, "-c", PROGRAM, folder, *files],
            capture_output=True, text=True, env=environment, check=True,
        )  # fmt: skip
        told.add(done.stdout)
        assert done.stderr == ""
        assert len(done.stdout.split()) == 3
    assert len(told) == 1


def test_a_programme_is_no_file(tmp_path, part, speech):
    folder = tmp_path / "empty"
    folder.mkdir()
    assemble(folder, (part("a", speech(2)),), SOUND)
    assert not list(folder.iterdir())
