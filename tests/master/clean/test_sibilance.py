"""Sharp s sounds are softened, and nothing else is."""

import numpy as np
from scipy.signal import butter, sosfilt

from izdat.master.clean import cleaned, decided, findings

RATE = 48_000


def sharp(voice, times):
    """The voice with what is above 5 kHz so many times louder."""
    high = sosfilt(butter(4, 5000, "highpass", fs=RATE, output="sos"), voice)
    return (voice + (times - 1) * high).astype(np.float32)


def test_sharp_s_sounds_come_down_and_the_low_voice_stays(voice, blocks, whole):
    dirty = sharp(voice(8, RATE), 10)
    cleaning = decided(findings(blocks(dirty), RATE, 1))
    assert cleaning.has("sibilance")
    out = whole(cleaned(blocks(dirty), cleaning))[0]
    high = butter(6, 5500, "highpass", fs=RATE, output="sos")
    low = butter(6, 3000, fs=RATE, output="sos")
    before, after = (np.sort(np.abs(sosfilt(high, s)))[-RATE // 20 :].mean() for s in (dirty, out))
    assert -9.5 < 20 * np.log10(after / before) < -2
    assert np.std(sosfilt(low, out - dirty)) < 5e-3 * np.std(sosfilt(low, dirty))


def test_a_usual_voice_is_not_softened(voice, blocks):
    assert not decided(findings(blocks(voice(8, RATE)), RATE, 1)).has("sibilance")
