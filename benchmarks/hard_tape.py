"""A conversation with noise and music that is hard to encode, seeded."""

from pathlib import Path

import numpy as np

RATE = 48_000  # Hz


def programme(path: Path, minutes: int) -> np.ndarray:
    """Write a conversation with noise and music, no minute of it like another; int16 stereo."""
    whole = np.memmap(path, np.int16, "w+", shape=(minutes * 60 * RATE, 2))
    t = np.arange(60 * RATE) / RATE
    for minute in range(minutes):
        chance = np.random.default_rng(minute)
        pitch = chance.uniform(90, 220)
        phase = np.cumsum(pitch * (1 + 0.1 * np.sin(2 * np.pi * 0.7 * t))) / RATE
        voice = sum(np.cos(2 * np.pi * phase * k + k * k) / k for k in range(1, 20))
        syllables = np.abs(np.sin(np.pi * 3.3 * t)) ** 3 * (np.sin(2 * np.pi * 0.21 * t) > -0.8)
        hiss = chance.standard_normal(len(t)) * (np.sin(2 * np.pi * 2.3 * t) > 0.7) * 0.03
        music = sum(0.008 * np.sin(2 * np.pi * hz * t) for hz in chance.uniform(100, 3000, 6))
        for side in range(2):
            noise = 0.001 * chance.standard_normal(len(t))
            sound = 0.06 * voice * syllables + hiss + music * (1 - 0.3 * side) + noise
            at = minute * len(t)
            whole[at : at + len(t), side] = np.rint(sound * 32767)
    return whole
