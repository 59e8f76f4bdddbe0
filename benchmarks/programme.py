"""A rough programme made of numbers: many short recordings of uneven voices, and their dirt.

Seeded, and the same every time. An hour of it has some 213 segments: eight voices between -36 and
-16 dBFS, in one channel or two, some with noise or hum, and music in two channels between them.
"""

import wave
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000  # Hz
A_SEGMENT = 3600 / 213  # seconds, on average
SPEAKERS = 8
MUSIC = "music"
EDIT = 5  # seconds

Samples = NDArray[np.float32]  # shape (channels, n), full scale ±1.0


@dataclass(frozen=True, slots=True)
class Segment:
    """One recording. All that is known of it stands here; ``samples`` makes the sound."""

    name: str
    speaker: str  # "s1" … or ``MUSIC``
    seconds: float
    level: float  # dBFS, RMS of the voice where it speaks
    channels: int
    noise: float | None  # dB, beside the voice; None: only what any room has, -60
    hum: float | None  # dB, beside the voice; None: none
    seed: int = field(repr=False)


def plan(minutes: float, seed: int = 0) -> tuple[Segment, ...]:
    """Return the segments of a programme of ``minutes``, in their order."""
    chance = np.random.default_rng(seed)
    count = max(2, round(minutes * 60 / A_SEGMENT))
    lengths = chance.uniform(0.4, 1.6, count)
    lengths *= minutes * 60 / lengths.sum()
    levels = np.linspace(-36, -16, SPEAKERS)
    segments = []
    for number, seconds in enumerate(lengths):
        speaker = int(chance.integers(SPEAKERS))
        wander, noise, hum = (
            chance.uniform(-2, 2),
            chance.uniform(-40, -15),
            chance.uniform(-45, -25),
        )
        is_music, is_noisy, hums, is_wide = chance.random(4) < (0.06, 0.3, 0.15, 0.3)
        segments.append(
            Segment(
                name=f"{number:03}",
                speaker=MUSIC if is_music else f"s{speaker + 1}",
                seconds=round(float(seconds), 3),
                level=-18.0 if is_music else round(float(levels[speaker] + wander), 2),
                channels=2 if is_music or is_wide else 1,
                noise=round(float(noise), 1) if is_noisy and not is_music else None,
                hum=round(float(hum), 1) if hums and not is_music else None,
                seed=seed * 100_003 + number,
            )
        )
    return tuple(segments)


def samples(segment: Segment) -> Samples:
    """Return the sound of a segment, float32 (channels, n)."""
    chance = np.random.default_rng(segment.seed)
    count = round(segment.seconds * RATE)
    loud = 10 ** (segment.level / 20)
    if segment.speaker == MUSIC:
        return (loud * _music(count, chance)).astype(np.float32)
    voice = _voice(count, int(segment.speaker[1:]), chance)
    out = []
    for side in range(segment.channels):
        sound = voice * (1.0 if side == 0 else 0.8)  # a microphone a little to the left
        sound = sound + 10 ** ((segment.noise or -60.0) / 20) * chance.standard_normal(count)
        if segment.hum is not None:
            sound += 10 ** (segment.hum / 20) * _hum(count)
        out.append(sound)
    return np.clip(loud * np.stack(out), -1, 1).astype(np.float32)


def edited(segment: Segment) -> Samples:
    """Return ``samples`` with other words, as loud, in five seconds of them."""
    sound = samples(segment)
    other = _voice(EDIT * RATE, 1, np.random.default_rng(segment.seed + 1))
    start = max(0, sound.shape[1] // 2 - EDIT * RATE // 2)
    part = sound[:, start : start + EDIT * RATE]
    part[:] = 10 ** (segment.level / 20) * other[: part.shape[1]]
    return sound


def write(folder: Path, segments: tuple[Segment, ...]) -> tuple[Path, ...]:
    """Write each segment as a WAVE file of 16 bits; return their paths in order."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = tuple(folder / f"{segment.name}.wav" for segment in segments)
    for path, segment in zip(paths, segments, strict=True):
        write_wave(path, samples(segment))
    return paths


def write_wave(path: Path, sound: Samples) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sound))
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(np.rint(np.clip(sound.T, -1, 1) * 32767).astype("<i2").tobytes())


def _voice(count: int, speaker: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return a voice of RMS 1 where it speaks: harmonics in three formants, hisses, pauses."""
    t = np.arange(count) / RATE
    pitch = 85 + 18 * speaker
    sway = chance.uniform(0.3, 0.9)
    phase = np.cumsum(pitch * (1 + 0.12 * np.sin(2 * np.pi * sway * t))) / RATE
    formants = (500 + 40 * speaker, 1500 + 60 * speaker, 2600 + 50 * speaker)
    buzz = np.zeros(count)
    for k in range(1, int(4000 / pitch)):
        near = sum(
            np.exp(-(((k * pitch - f) / 300) ** 2)) / (1 + n) for n, f in enumerate(formants)
        )
        buzz += (near + 0.3 / k) * np.cos(2 * np.pi * k * phase + k * k)
    syllables = np.abs(np.sin(np.pi * chance.uniform(3, 4.5) * t + chance.uniform(0, 3))) ** 1.5
    hiss = np.diff(chance.standard_normal(count + 1)) * (np.sin(2 * np.pi * 1.7 * t) > 0.85)
    speaks = np.clip(8 * (np.sin(2 * np.pi * 0.23 * t + chance.uniform(0, 6)) + 0.75), 0, 1)
    buzz *= syllables
    buzz /= np.sqrt(np.mean(buzz**2))
    return (0.98 * buzz + 0.35 * hiss) * speaks


def _music(count: int, chance: np.random.Generator) -> NDArray[np.float64]:
    """Return chords of RMS 1 in two channels, float64 (2, count)."""
    t = np.arange(count) / RATE
    sides = np.zeros((2, count))
    for _ in range(12):
        hertz, pan, beat = (
            chance.uniform(110, 2200),
            chance.uniform(0.2, 0.8),
            chance.uniform(0.4, 2),
        )
        note = np.sin(2 * np.pi * hertz * t) * np.exp(-3 * ((t * beat + chance.random()) % 1))
        sides += np.outer((pan, 1 - pan), note)
    return sides / np.sqrt(np.mean(sides**2))


def _hum(count: int) -> NDArray[np.float64]:
    """Return a mains hum of RMS 1, at 50.03 Hz with six harmonics."""
    turn = 2 * np.pi * 50.03 * np.arange(count) / RATE
    return sum(np.sin(k * turn + k) / k for k in range(1, 7)) / np.sqrt(0.75)
