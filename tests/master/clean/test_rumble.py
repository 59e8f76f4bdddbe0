"""What lies below the voice goes, and the voice keeps its depth."""

import numpy as np
import pytest

from izdat.master.clean import decided, findings
from izdat.master.clean.rumble import without_offset, without_rumble


@pytest.mark.parametrize("rate", [8000, 44100, 48000])
def test_below_60_hz_nothing_is_left_and_from_80_hz_all(blocks, whole, rate):
    time = np.arange(3 * rate) / rate
    for hertz, least, most in ((20, -99, -20), (60, -99, -20), (80, -0.3, 0.3), (300, -0.1, 0.1)):
        tone = np.sin(2 * np.pi * hertz * time).astype(np.float32)
        out = whole(without_rumble(blocks(tone), rate))[0]
        middle = slice(rate, 2 * rate)
        change = 20 * np.log10(np.std(out[middle]) / np.std(tone[middle]))
        assert least <= change <= most, hertz


def test_an_offset_is_found_and_gone(voice, blocks, whole):
    sound = np.stack([voice(4) + 0.02, voice(4) - 0.01]).astype(np.float32)
    found = findings(blocks(sound), 16000, 2)
    assert found.offset == pytest.approx((0.02, -0.01), abs=1e-3)
    assert decided(found).has("offset")
    out = whole(without_offset(blocks(sound), found.offset))
    assert np.abs(out.mean(axis=1)).max() < 1e-6


def test_rumble_opens_its_gate_and_a_bass_drum_does_not(voice, blocks):
    clean = voice(10)
    time = np.arange(len(clean)) / 16000
    rumble = clean + 0.01 * np.sin(2 * np.pi * 25 * time).astype(np.float32)
    drum = 0.1 * np.sin(2 * np.pi * 45 * time) * np.exp(-(time % 0.8) / 0.07)
    assert decided(findings(blocks(rumble), 16000, 1)).has("rumble")
    assert not decided(findings(blocks((clean + drum).astype(np.float32)), 16000, 1)).has("rumble")
