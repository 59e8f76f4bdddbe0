"""What all cleaners have in common."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.master.clean import cleaned, decided, findings
from izdat.master.clean.cleaning import NOISY, UNSTEADY
from izdat.model.show import CLEANERS, CleanSettings

RATE = 16_000
ALL = CleanSettings(**dict.fromkeys(CLEANERS, True))


@pytest.fixture(scope="module")
def dirty():
    """Ten seconds with everything in it, in two channels."""
    random = np.random.default_rng(4)
    time = np.arange(10 * RATE) / RATE
    voice = (
        np.sin(2 * np.pi * 140 * time + np.sin(time)) * np.abs(np.sin(6 * time)) * (time % 3 < 2)
    )
    hum = sum(np.sin(2 * np.pi * 50.02 * k * time) for k in range(1, 6))
    sound = 0.2 * voice + 0.003 * hum + 0.01 * np.sin(2 * np.pi * 20 * time) + 0.01
    sound = sound + 0.005 * random.standard_normal((2, len(time)))
    sound[:, 20_000:120_000:9_001] += 0.9
    return sound.astype(np.float32)


def through(sound, cleaning, cuts=()):
    parts = list(cleaned(iter(np.split(sound, sorted(cuts), axis=1)), cleaning))
    return np.concatenate(parts, axis=1)


def found(sound, cuts=()):
    return findings(iter(np.split(sound, sorted(cuts), axis=1)), RATE, len(sound))


def test_clean_speech_comes_out_bit_by_bit(voice):
    sound = voice(10)[np.newaxis]
    cleaning = decided(found(sound))
    assert not any(treatment.is_applied for treatment in cleaning.treatments)
    assert np.array_equal(through(sound, cleaning), sound)


def test_all_dirt_is_found_and_each_can_be_left(dirty):
    facts = found(dirty)
    opened = {t.kind for t in decided(facts).treatments if t.is_applied}
    assert opened >= {"clicks", "offset", "rumble", "hum", "noise"}
    for kind in opened:
        assert not decided(facts, CleanSettings(**{kind: False})).has(kind)
    none = decided(facts, CleanSettings(**dict.fromkeys(CLEANERS, False)))
    assert np.array_equal(through(dirty, none), dirty)


@pytest.mark.parametrize(
    ("share", "unsteadiness", "is_noise"),
    [(NOISY, UNSTEADY, True), (NOISY - 0.01, UNSTEADY, False), (NOISY, UNSTEADY + 0.01, False)],
)
def test_what_is_not_steady_or_not_always_there_is_music_and_left(
    dirty, share, unsteadiness, is_noise
):
    facts = found(dirty)
    noise = replace(facts.noise, share=share, unsteadiness=unsteadiness)
    cleaning = decided(replace(facts, noise=noise))
    assert cleaning.has("noise") is is_noise
    # It is found all the same, and who asks for it has it cleaned away.
    assert decided(cleaning.findings, ALL).has("noise")


@settings(max_examples=2, deadline=None)
@given(cuts=st.lists(st.integers(0, 160_000), max_size=9))
def test_how_the_sound_is_cut_changes_no_bit(dirty, cuts):
    facts = found(dirty)
    assert found(dirty, cuts) == facts
    cleaning = decided(facts, ALL)
    assert np.array_equal(through(dirty, cleaning, cuts), through(dirty, cleaning))


@pytest.mark.parametrize("gain", [-12, 12])
def test_a_recording_of_another_level_is_treated_alike(dirty, gain):
    factor = np.float32(10 ** (gain / 20))
    cleaning, other = decided(found(dirty)), decided(found(dirty * factor))
    assert [t.is_applied for t in other.treatments] == [t.is_applied for t in cleaning.treatments]
    assert len(other.findings.clicks) == len(cleaning.findings.clicks)
    one, two = through(dirty, cleaning), through(dirty * factor, other) / factor
    assert np.abs(one - two).max() < 1e-4


@pytest.mark.parametrize("rate", [8000, 11025, 22050, 44100, 96000, 192000])
def test_every_rate_is_taken(rate):
    time = np.arange(3 * rate) / rate
    noise = np.random.default_rng(0).standard_normal(len(time))
    sound = (0.1 * np.sin(2 * np.pi * 200 * time) * (time % 1 < 0.6) + 0.01 * noise)[np.newaxis]
    sound = sound.astype(np.float32)
    cleaning = decided(findings(iter([sound]), rate, 1), ALL)
    assert cleaning.has("noise")
    out = through(sound, cleaning)
    assert out.shape == sound.shape
    assert np.isfinite(out).all()


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("count", [0, 1, 100, 50_000])
def test_silence_stays_silence_and_keeps_its_length(count, channels):
    silence = np.zeros((channels, count), np.float32)
    cleaning = decided(found(silence), ALL)
    assert np.array_equal(through(silence, cleaning), silence)


@pytest.mark.parametrize("count", [1, 700, 5_000, 30_000])
def test_the_shortest_sound_keeps_its_length(dirty, count):
    out = through(dirty[:, :count], decided(found(dirty), ALL))
    assert out.shape == (2, count)
