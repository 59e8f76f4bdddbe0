"""Noise is measured, told from music, and turned down evenly."""

import numpy as np
import pytest

from izdat.master.clean import cleaned, decided, findings
from izdat.model.show import CleanSettings

RATE = 16_000


def colours(count, seed=1):
    white = np.random.default_rng(seed).standard_normal(count)
    spectrum, frequency = np.fft.rfft(white), np.fft.rfftfreq(count, 1 / RATE)
    return {
        "white": white,
        "pink": np.fft.irfft(spectrum / np.sqrt(np.maximum(frequency, 50)), count),
    }


def chords(seconds, seed=2):
    """Notes that begin, die away and begin again."""
    random = np.random.default_rng(seed)
    time = np.arange(2 * RATE) / RATE
    out = np.zeros(round((seconds + 2) * RATE))
    for begin in np.arange(0, seconds - 0.3, 0.3):
        for note in 220 * 2 ** (random.choice([0, 3, 5, 7, 10, 12, 15], 3) / 12):
            tone = sum(np.sin(2 * np.pi * k * note * time) / k for k in range(1, 6))
            out[round(begin * RATE) :][: len(time)] += tone * np.exp(-time / 0.5)
    out = out[: round(seconds * RATE)]
    return (0.05 * out).astype(np.float32)


def test_the_level_of_white_noise_is_measured(blocks):
    noise = (0.1 * np.random.default_rng(0).standard_normal(20 * RATE)).astype(np.float32)
    found = findings(blocks(noise), RATE, 1).noise
    assert found is not None
    heard = 10 * np.log10(0.01 * (7200 - 80) / 8000)  # its share from 80 Hz to 0.45 of the rate
    assert 10 * np.log10(found.power) == pytest.approx(heard, abs=0.5)


@pytest.mark.parametrize("colour", ["white", "pink"])
def test_noise_goes_and_the_voice_gains(voice, si_sdr, blocks, beside, whole, colour):
    clean = voice(16)
    dirty = clean + beside(colours(len(clean))[colour], clean, -10)
    cleaning = decided(findings(blocks(dirty), RATE, 1))
    assert cleaning.has("noise")
    assert si_sdr(whole(cleaned(blocks(dirty), cleaning)), clean) > si_sdr(dirty, clean) + 3


def test_the_floor_does_not_swell_after_the_voice(voice, blocks, beside, whole):
    clean = voice(16)
    clean[: 5 * RATE] = clean[10 * RATE :] = 0
    dirty = clean + beside(colours(len(clean))["white"], clean, -15)
    out = whole(cleaned(blocks(dirty), decided(findings(blocks(dirty), RATE, 1))))[0]

    def level(begin, end):
        return 10 * np.log10(np.mean(out[round(begin * RATE) : round(end * RATE)] ** 2))

    before, soon, late = level(2, 4.5), level(10.3, 11), level(13, 15.5)
    assert soon == pytest.approx(before, abs=1)
    assert late == pytest.approx(soon, abs=1)
    assert late < 10 * np.log10(np.mean(dirty[13 * RATE :] ** 2)) - 9


@pytest.mark.parametrize("under", [0, -12])
def test_music_is_no_noise(voice, blocks, beside, under):
    music = chords(16)
    sound = voice(16) + beside(music, voice(16), under) if under else music
    assert not decided(findings(blocks(sound), RATE, 1)).has("noise")


def test_loud_music_after_a_noisy_voice_is_left_as_it_is(voice, si_sdr, blocks, beside, whole):
    clean = voice(16)
    speech = clean + beside(colours(len(clean))["white"], clean, -20)
    music = chords(6)
    sound = np.concatenate([speech, music])
    cleaning = decided(findings(blocks(sound), RATE, 1))
    assert cleaning.has("noise")
    out = whole(cleaned(blocks(sound), cleaning))[0]
    assert si_sdr(out[len(speech) :], music) > 20


def test_both_sides_are_turned_down_together(voice, blocks, beside, whole):
    clean = voice(12)
    dirty = clean + beside(colours(len(clean))["white"], clean, -10)
    sound = np.stack([dirty, dirty / 4])
    cleaning = decided(findings(blocks(sound), RATE, 2), CleanSettings(clicks=False))
    out = whole(cleaned(blocks(sound), cleaning))
    assert np.allclose(out[1] * 4, out[0], atol=1e-6)
