"""The waveform of few columns, and the player's line of bars."""

import re
from pathlib import Path

import numpy as np

from izdat.model.file import File, file_at
from izdat.render import waveform


def peaks(tmp_path: Path, pairs: list[tuple[int, int]]) -> File:
    path = tmp_path / "a.peaks.dat"
    path.write_bytes(bytes(24) + np.array(pairs, np.int8).tobytes())
    return file_at(path)


def bars(path: str) -> list[tuple[float, float, float]]:
    """Return (x, top, bottom) of each stroke, as a browser would draw them."""
    x, y = map(float, re.match(r"M([\d.]+) ([\d.]+)", path).groups())
    found = []
    for dx, dy, height in re.findall(r"m(-?\d+)(-\d+)v(\d+)", path):
        x, y = x + float(dx), y + float(dy)
        found.append((x, y, y + float(height)))
        y += float(height)
    return found


def test_a_column_has_the_lowest_and_the_highest_of_its_stretch(tmp_path):
    file = peaks(tmp_path, [(-1, 2), (-5, 1), (0, 7), (-128, 127), (-3, 3)])
    assert waveform.columns(file, 5) == [(-1, 2), (-5, 1), (0, 7), (-128, 127), (-3, 3)]
    assert waveform.columns(file, 2) == [(-5, 2), (-128, 127)]
    # A sound shorter than the drawing is wide repeats what it has.
    assert waveform.columns(file, 10)[:4] == [(-1, 2), (-1, 2), (-5, 1), (-5, 1)]
    assert waveform.columns(peaks(tmp_path, []), 4) == []


def test_bars_go_from_end_to_end_about_the_middle_as_high_as_the_sound(tmp_path):
    quiet, loud = [(-8, 8)] * 2500, [(-64, 32)] * 2500
    drawn = bars(waveform.bars(peaks(tmp_path, quiet + loud)))
    assert [x for x, _, _ in drawn] == [2.0 + 4 * n for n in range(250)]
    assert {(top, bottom) for _, top, bottom in drawn[:125]} == {(14.0, 18.0)}
    assert {(top, bottom) for _, top, bottom in drawn[125:]} == {(0.0, 32.0)}


def test_bars_of_silence_are_points_and_of_nothing_none(tmp_path):
    drawn = bars(waveform.bars(peaks(tmp_path, [(0, 0)] * 1000)))
    assert {(top, bottom) for _, top, bottom in drawn} == {(15.0, 17.0)}
    assert bars(waveform.bars(peaks(tmp_path, []))) == []


def test_a_long_episode_has_no_more_bars(tmp_path):
    rng = np.random.default_rng(83)
    pairs = [(-int(n), int(n)) for n in rng.integers(0, 128, 4 * 36_000)]
    assert len(waveform.bars(peaks(tmp_path, pairs))) < 4_000
