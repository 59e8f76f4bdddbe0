"""How a programme's loudness goes, second by second."""

from math import inf

import numpy as np
import pytest

from izdat.master import assemble, follow_loudness
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Recording

RATE = 48_000


@pytest.fixture
def course(tmp_path):
    def made(*pieces):
        """Return the course of (seconds, dBFS) of a sine of 1 kHz, one after another."""
        rows = []
        for seconds, level in pieces:
            t = np.arange(round(seconds * RATE)) / RATE
            rows.append(np.sin(2 * np.pi * 997 * t) * 10 ** (level / 20) if level > -inf else 0 * t)
        path = tmp_path / "a.flac"
        encode_flac(path, iter([np.concatenate(rows)[None].astype(np.float32)]), RATE, 1)
        own = Part("a", Recording(file_at(path), "a"), Loudness(-20, -3), is_kept=True)
        # What is under -33 LUFS is under the gate: the programme is as loud as its first seconds.
        sound = SoundSettings(channels=1, loudness=-23.0)
        return follow_loudness(tmp_path, assemble(tmp_path, (own,), sound))

    return made


def test_a_step_is_seen_where_it_is_and_each_second_has_a_value(course):
    found = course((10, -20), (10.4, -40))
    assert len(found) == 21
    # A sine at 0 dBFS in one channel is -3 LUFS (Tech 3341).
    assert found[:9] == pytest.approx([-23.0] * 9, abs=0.15)
    assert found[11:] == pytest.approx([-43.0] * 10, abs=0.15)
    # Around 9.5 s two thirds of the window are loud, around 10.5 s one third.
    assert found[9] == pytest.approx(-23 + 10 * np.log10(2 / 3 + 1 / 300), abs=0.15)
    assert found[10] == pytest.approx(-23 + 10 * np.log10(1 / 3 + 2 / 300), abs=0.15)


def test_silence_is_said_so_and_what_is_shorter_than_a_window_has_no_course(course):
    assert course((5, -inf)) == (-inf,) * 5
    assert course((2.9, -20)) == ()
