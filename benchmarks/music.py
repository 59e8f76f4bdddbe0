"""Music and noise to put around and under speech: made of numbers, the same for the same chance.

Not pretty, but with what makes music hard for an aligner: harmonics in the range of the voice,
notes that begin and end, a beat, and loudness that changes.
"""

from functools import lru_cache

import numpy as np
from scipy.fft import next_fast_len
from scipy.signal import butter, sosfilt

from speech_data import RATE, Samples

SCALES = ((0, 2, 4, 5, 7, 9, 11), (0, 2, 3, 5, 7, 8, 10), (0, 2, 3, 5, 7, 9, 10))  # semitones
PROGRESSIONS = ((0, 4, 5, 3), (0, 5, 3, 4), (0, 3, 0, 4), (5, 3, 0, 4), (0, 2, 3, 3), (1, 4, 0, 0))
Chance = np.random.Generator


def music(seconds: float, chance: Chance) -> Samples:
    """Return music of that length with RMS 0.1: chords, bass, a melody and, mostly, drums."""
    count = round(seconds * RATE)
    out = np.zeros(count + RATE)
    scale = SCALES[chance.integers(len(SCALES))]
    chords = PROGRESSIONS[chance.integers(len(PROGRESSIONS))]
    root = 110 * 2 ** (chance.integers(12) / 12)
    beat = 60 / chance.uniform(68, 132)
    has_drums = chance.random() < 0.75
    brightness = chance.uniform(0.8, 1.8)  # the smaller, the more overtones

    def pitch(degree: int) -> float:
        return float(root * 2 ** (scale[degree % 7] / 12 + degree // 7))

    for bar in range(int(seconds / beat / 4) + 1):
        chord = chords[bar % len(chords)]
        at = bar * 4 * beat
        loud = chance.uniform(0.6, 1.0)
        for third in (0, 2, 4):
            _add(out, at, _note(pitch(chord + third), 4.1 * beat, brightness, 0.15, 2.0), loud)
        _add(out, at, _note(pitch(chord) / 2, 2 * beat, 1.2, 0.01, 1.0), 1.2 * loud)
        _add(out, at + 2 * beat, _note(pitch(chord) / 2, 2 * beat, 1.2, 0.01, 1.0), loud)
        for eighth in range(8):
            if chance.random() < 0.6:
                degree = chord + 7 + int(chance.choice((0, 1, 2, 3, 4, 5, 6)))
                length = beat * chance.choice((0.5, 1.0, 1.5))
                note = _note(pitch(degree), length, brightness, 0.008, 0.5)
                _add(out, at + eighth * beat / 2, note, chance.uniform(0.5, 1.1))
        if has_drums:
            for quarter in range(4):
                _add(out, at + quarter * beat, _drum(chance, quarter % 2 == 1), 1.5 * loud)
                _add(out, at + (quarter + 0.5) * beat, _hat(chance), 0.5 * loud)
    return at_rms(out[:count], 0.1)


def applause(seconds: float, chance: Chance) -> Samples:
    """Return many hands clapping, rising and ebbing, with RMS 0.1."""
    count = round(seconds * RATE)
    out = np.zeros(count + RATE)
    for _ in range(int(seconds * 70)):
        at = seconds * chance.beta(1.5, 1.8)
        length = round(chance.uniform(0.008, 0.03) * RATE)
        clap = chance.standard_normal(length) * np.exp(-np.arange(length) / (length / 4))
        _add(out, at, clap, chance.uniform(0.1, 1.0))
    band = butter(2, (500, 5000), "bandpass", fs=RATE, output="sos")
    return at_rms(_faded(sosfilt(band, out)[:count], 0.3), 0.1)


def street(seconds: float, chance: Chance) -> Samples:
    """Return traffic and wind: pink noise that swells, with RMS 0.1."""
    count = round(seconds * RATE)
    knots = chance.uniform(0.3, 1.7, int(seconds) + 2)  # one a second
    swell = np.interp(np.arange(count) / RATE, np.arange(len(knots)), knots)
    return at_rms(_faded(pink(count, chance) * swell, 0.3), 0.1)


def pink(count: int, chance: Chance) -> Samples:
    """Return noise whose power falls by 3 dB an octave, with RMS 0.1."""
    length = next_fast_len(count, real=True)
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / RATE)
    noise = np.fft.irfft(spectrum / np.sqrt(np.maximum(frequency, 50)), length)
    return at_rms(noise[:count], 0.1)


def at_rms(samples: np.ndarray, level: float) -> Samples:
    """Return ``samples`` with the root of their mean square at ``level``; silence stays."""
    now = float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0
    return (samples * (level / now if now else 1.0)).astype(np.float32)


def _faded(samples: np.ndarray, seconds: float) -> np.ndarray:
    length = min(round(seconds * RATE), len(samples) // 2)
    out = samples.copy()
    ramp = np.linspace(0, 1, length)
    out[:length] *= ramp
    out[len(out) - length :] *= ramp[::-1]
    return out


def _add(out: np.ndarray, at: float, sound: np.ndarray, gain: float) -> None:
    start = round(at * RATE)
    part = sound[: max(0, len(out) - start)]
    out[start : start + len(part)] += gain * part


@lru_cache(maxsize=256)
def _note(hertz: float, seconds: float, fall: float, attack: float, decay: float) -> np.ndarray:
    """A tone with overtones that fall as 1/n^``fall``; ``attack`` and ``decay`` in seconds."""
    time = np.arange(round(seconds * RATE)) / RATE
    sound = np.zeros(len(time))
    for n in range(1, 1 + min(10, int(RATE / 2.2 / hertz))):
        sound += np.sin(2 * np.pi * hertz * n * (1 + 0.0004 * n) * time + n) / n**fall
    shape = np.minimum(time / attack, 1) * np.exp(-time / decay)
    return 0.15 * sound * shape * np.minimum((seconds - time) / 0.02, 1)


def _drum(chance: Chance, is_snare: bool) -> np.ndarray:
    time = np.arange(round(0.18 * RATE)) / RATE
    if is_snare:
        noise = chance.standard_normal(len(time)) * np.exp(-time / 0.05)
        return 0.15 * noise + 0.15 * np.sin(2 * np.pi * 190 * time) * np.exp(-time / 0.04)
    return (
        0.6
        * np.sin(2 * np.pi * (45 * time + 4 * (1 - np.exp(-time / 0.03))))
        * np.exp(-time / 0.07)
    )


def _hat(chance: Chance) -> np.ndarray:
    time = np.arange(round(0.05 * RATE)) / RATE
    return np.diff(chance.standard_normal(len(time) + 1)) * 0.1 * np.exp(-time / 0.012)
