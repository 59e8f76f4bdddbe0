"""What gets into recordings, made of numbers: noise, hum and clicks, the same for each chance."""

import numpy as np

from speech_data import RATE, Samples

Chance = np.random.Generator


def white(count: int, chance: Chance) -> np.ndarray:
    """Return noise of the same power at all frequencies."""
    return chance.standard_normal(count)


def fan(count: int, chance: Chance) -> np.ndarray:
    """Return a fan: noise that falls by 6 dB an octave, a resonance, two tones of the blades."""
    spectrum = np.fft.rfft(chance.standard_normal(count))
    frequency = np.fft.rfftfreq(count, 1 / RATE)
    shape = (1 + 2 * np.exp(-(((frequency - 400) / 80) ** 2))) / np.maximum(frequency, 120)
    noise = np.fft.irfft(spectrum * shape, count)
    time = np.arange(count) / RATE
    tones = 0.15 * np.sin(2 * np.pi * 137 * time) + 0.1 * np.sin(2 * np.pi * 274 * time + 1)
    return noise / np.std(noise) + tones


def hum(count: int, *, frequency: float = 49.93, wander: float = 0.02) -> np.ndarray:
    """Return ten harmonics of a mains frequency that swings by ``wander`` Hz in a minute."""
    time = np.arange(count) / RATE
    turn = 2 * np.pi * np.cumsum(frequency + wander * np.sin(2 * np.pi * time / 60)) / RATE
    return sum(np.sin(k * turn + k * k) / np.sqrt(k) for k in range(1, 11))


def clicks(
    sound: Samples, rate: int, chance: Chance, *, a_minute: float = 50
) -> tuple[Samples, list[int]]:
    """Return ``sound`` with clicks of up to 0.6 ms in it, and the samples where they begin.

    They are a fifth to all of the sound's peak high, and ebb away or ring.
    """
    count = round(a_minute * len(sound) / rate / 60)
    places = np.linspace(0.3 * rate, len(sound) - 0.3 * rate, count)
    places += chance.uniform(-0.1, 0.1, count) * rate
    peak = np.abs(sound).max()
    out = sound.copy()
    for place in places.astype(int):
        length = int(chance.integers(1, max(2, round(0.0006 * rate))))
        click = np.exp(-np.arange(length) / max(1, length / 3))
        if chance.random() < 0.5:
            click *= np.where(np.arange(length) % 2, -0.7, 1)
        height = chance.uniform(0.2, 1) * peak * chance.choice((-1, 1))
        out[place : place + length] += (height * click).astype(np.float32)
    return out, [int(place) for place in places]
