"""The waveform that players draw."""

import struct

import numpy as np

from izdat.master import assemble, make_peaks
from izdat.model.file import file_at
from izdat.model.show import SoundSettings


def test_each_tenth_of_a_second_has_its_lowest_and_highest(tmp_path, part, speech, heard):
    sound = speech(64.001, channels=2)  # more than two pieces, and a little
    made = assemble(tmp_path, (part("a", sound),), SoundSettings())
    peaks = make_peaks(tmp_path, made, "083")
    data = peaks.file.path.read_bytes()
    assert struct.unpack("<iIiiIi", data[:24]) == (2, 1, 48_000, 4_800, 641, 1)
    pairs = np.frombuffer(data[24:], np.int8).reshape(-1, 2)
    whole = heard(made)
    for n in (0, 3, 299, 300, 301, 640):
        own = whole[:, n * 4_800 : (n + 1) * 4_800]
        lowest, highest = (np.floor(own.min() * 128), np.floor(own.max() * 128))
        assert pairs[n].tolist() == [max(lowest, -128), min(highest, 127)]
    assert peaks.name == f"083-{peaks.file.sha256[:8]}.peaks.dat"
    assert file_at(peaks.file.path) == peaks.file
