"""The waveform that players draw."""

import struct

import numpy as np

from izdat.master import make_peaks
from izdat.media.encode import encode_flac
from izdat.model.file import file_at


def test_each_tenth_of_a_second_has_its_lowest_and_highest(tmp_path):
    sound = np.zeros((2, 48_000 * 25 + 7), np.float32)  # more than a block, and a little
    sound[0, 4_800 * 3 + 5], sound[1, 4_800 * 3 + 9] = 0.5, -0.25
    sound[1, -1] = 1.0
    encode_flac(tmp_path / "a.flac", iter([sound]), 48_000, 2)
    peaks = make_peaks(tmp_path, file_at(tmp_path / "a.flac"), 2, "083")
    data = peaks.file.path.read_bytes()
    assert struct.unpack("<iIiiIi", data[:24]) == (2, 1, 48_000, 4_800, 251, 1)
    pairs = np.frombuffer(data[24:], np.int8).reshape(-1, 2)
    assert len(pairs) == 251
    assert pairs[3].tolist() == [-32, 64]
    assert pairs[-1].tolist() == [0, 127]
    assert not pairs[[*range(3), *range(4, 250)]].any()
    assert peaks.name == f"083-{peaks.file.sha256[:8]}.peaks.dat"
    assert file_at(peaks.file.path) == peaks.file
