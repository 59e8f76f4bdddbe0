"""How a programme's loudness goes, second by second."""

from math import inf

import numpy as np
import pytest

from izdat.master import follow_loudness
from izdat.media.encode import encode_flac
from izdat.model.file import file_at

RATE = 48_000


def course(tmp_path, *pieces):
    """Return the course of (seconds, dBFS) of a sine of 1 kHz, one after another."""
    rows = []
    for seconds, level in pieces:
        t = np.arange(round(seconds * RATE)) / RATE
        rows.append(np.sin(2 * np.pi * 997 * t) * 10 ** (level / 20) if level > -inf else 0 * t)
    sound = np.concatenate(rows)[None].astype(np.float32)
    encode_flac(tmp_path / "a.flac", iter([sound]), RATE, 1)
    return follow_loudness(tmp_path, file_at(tmp_path / "a.flac"), 1)


def test_a_step_is_seen_where_it_is_and_each_second_has_a_value(tmp_path):
    found = course(tmp_path, (10, -20), (10.4, -40))
    assert len(found) == 21
    # A sine at 0 dBFS in one channel is -3 LUFS (Tech 3341).
    assert found[:9] == pytest.approx([-23.0] * 9, abs=0.1)
    assert found[11:] == pytest.approx([-43.0] * 10, abs=0.1)
    # Around 9.5 s two thirds of the window are loud, around 10.5 s one third.
    assert found[9] == pytest.approx(-23 + 10 * np.log10(2 / 3 + 1 / 300), abs=0.1)
    assert found[10] == pytest.approx(-23 + 10 * np.log10(1 / 3 + 2 / 300), abs=0.1)


def test_silence_is_said_so_and_what_is_shorter_than_a_window_has_no_course(tmp_path):
    assert course(tmp_path, (5, -inf)) == (-inf,) * 5
    assert course(tmp_path, (2.9, -20)) == ()
