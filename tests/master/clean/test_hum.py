"""Hum is found by what only mains do, and goes without the voice."""

import numpy as np
import pytest

from izdat.master.clean import findings
from izdat.master.clean.hum import without_hum

RATE = 16_000


def hum(count, frequency=49.93, harmonics=10, rate=RATE):
    time = np.arange(count) / rate
    wandering = frequency + 0.02 * np.sin(2 * np.pi * time / 60)
    turn = 2 * np.pi * np.cumsum(wandering) / rate
    return sum(np.sin(k * turn + k * k) / np.sqrt(k) for k in range(1, harmonics + 1))


@pytest.mark.parametrize("frequency", [49.93, 59.9])
def test_a_wandering_hum_is_found_and_goes_and_the_voice_stays(
    voice, si_sdr, blocks, beside, whole, frequency
):
    clean = voice(32)
    dirt = beside(hum(len(clean), frequency), clean, -30)
    found = findings(blocks(clean + dirt), RATE, 1).hum
    assert found is not None
    assert found.frequency == pytest.approx(frequency, abs=0.02)
    assert set(range(1, 11)) - set(found.harmonics) <= {found.harmonics[-1]}
    assert 10 * np.log10(found.power / np.mean(dirt**2)) == pytest.approx(0, abs=1)
    out = whole(without_hum(blocks(clean + dirt), RATE, found))[0]
    assert si_sdr(out, clean) > 45  # from 30
    left = np.sum((out - clean) ** 2) / np.sum(dirt**2)
    assert 10 * np.log10(left) < -20 or si_sdr(out, clean) > 50


def test_a_voice_alone_has_no_hum(voice, blocks):
    assert findings(blocks(voice(20)), RATE, 1).hum is None


@pytest.mark.parametrize("notes", [(49.0, 55.0, 58.27, 61.74), (98.0, 110.0), (50.0, 75.0, 100.2)])
def test_the_bass_of_a_jingle_is_no_hum(blocks, notes):
    time = np.arange(24 * RATE) / RATE
    which = (time * 2).astype(int) % len(notes)
    turn = 2 * np.pi * np.cumsum(np.array(notes)[which]) / RATE
    bass = 0.1 * np.exp(-(time * 2 % 1) * 3) * sum(np.sin(k * turn) / k for k in range(1, 8))
    assert findings(blocks(bass.astype(np.float32)), RATE, 1).hum is None
