"""The waveform in few columns."""

from pathlib import Path

import numpy as np

from izdat.model.file import File, file_at
from izdat.render import waveform


def peaks(tmp_path: Path, pairs: list[tuple[int, int]]) -> File:
    path = tmp_path / "a.peaks.dat"
    path.write_bytes(bytes(24) + np.array(pairs, np.int8).tobytes())
    return file_at(path)


def test_a_column_has_the_lowest_and_the_highest_of_its_stretch(tmp_path):
    file = peaks(tmp_path, [(-1, 2), (-5, 1), (0, 7), (-128, 127), (-3, 3)])
    assert waveform.columns(file, 5) == [(-1, 2), (-5, 1), (0, 7), (-128, 127), (-3, 3)]
    assert waveform.columns(file, 2) == [(-5, 2), (-128, 127)]
    # A sound shorter than the drawing is wide repeats what it has.
    assert waveform.columns(file, 10)[:4] == [(-1, 2), (-1, 2), (-5, 1), (-5, 1)]
    assert waveform.columns(peaks(tmp_path, []), 4) == []
