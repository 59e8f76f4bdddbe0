"""Parts in order → one programme at its loudness, with a timeline exact to the sample."""

from collections.abc import Iterator
from math import cos, pi
from pathlib import Path

import numpy as np

from izdat.master.gain_course import levelled
from izdat.master.inspect import RATE
from izdat.master.level import (
    BED_UNDER_VOICE,
    MUSIC_UNDER_SPEECH,
    Samples,
    Setting,
    corrected,
    factor,
    metered,
    part_gain,
)
from izdat.master.limiter import limited
from izdat.master.loudness import Meter
from izdat.media.decode import decode, gathered
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Programme
from izdat.model.time import Stretch, Timeline
from izdat.run.step import step

FADE = RATE // 200  # 5 ms at each end of a part: no click, and no consonant lost
BED_FADE = RATE * 2  # a bed comes and goes in two seconds
SHORTEST_LOOP = RATE  # a bed shorter than a second is no music, and is not repeated
MOST_PASSES = 5


@step(version=2)
def assemble(folder: Path, parts: tuple[Part, ...], sound: SoundSettings) -> Programme:
    """Return the programme of ``parts``, heard in this order with ``sound.pause`` between them.

    ``parts`` is all that is heard: intro and outro stand in it with the segment ``""`` (those of
    ``sound`` are not added here). Each part comes to the programme's loudness, intro and outro
    two LU under it; the whole to ``sound.target`` within 0.1 LU, its true peaks at or under
    ``sound.true_peak``. Where both cannot be had, the ceiling holds and ``Programme.loudness``
    says what came out.

    Raises ``Unreadable`` for a recording that ``inspect_recording`` would not have passed, and
    ``ValueError`` for no parts.
    """
    if not parts:
        raise ValueError("an episode without parts has no sound")
    gains = tuple(_gain(part, sound.target) for part in parts)
    lengths, loudness = _first_hearing(parts, gains, sound)
    path = folder / "programme.flac"
    setting = Setting(
        gain=part_gain(loudness, sound.target), ceiling=round(sound.true_peak - 0.05, 2)
    )
    for _ in range(MOST_PASSES):
        meter = Meter(RATE, sound.channels)
        whole = _turned(_joined(parts, gains, lengths, sound), setting.gain)
        ready = limited(whole, RATE, sound.channels, setting.ceiling)
        encode_flac(path, metered(ready, meter), RATE, sound.channels)
        better = corrected(
            setting, meter.result(), target=sound.target, true_peak=sound.true_peak
        )  # fmt: skip
        if better is None:
            break
        setting = better
    return Programme(file_at(path), _timeline(parts, lengths, sound), meter.result())


def _gain(part: Part, target: float) -> float:
    under = 0.0 if part.segment else MUSIC_UNDER_SPEECH
    return part_gain(part.loudness, target - under)


def _first_hearing(
    parts: tuple[Part, ...], gains: tuple[float, ...], sound: SoundSettings
) -> tuple[tuple[int, ...], Loudness]:
    """Return the length of each part in samples, and the loudness of all without a limiter."""
    meter = Meter(RATE, sound.channels)
    lengths = []
    pause = _silence(_pause(sound), sound.channels)
    for part, gain in zip(parts, gains, strict=True):
        length = 0
        for block in _heard(part, sound.channels):
            length += block.shape[1]
            meter.add(block * factor(gain))
        lengths.append(length)
        for block in pause:
            meter.add(block)
    return tuple(lengths), meter.result()


def _joined(
    parts: tuple[Part, ...],
    gains: tuple[float, ...],
    lengths: tuple[int, ...],
    sound: SoundSettings,
) -> Iterator[Samples]:
    """Yield the whole programme before the limiter."""
    for number, (part, gain, length) in enumerate(zip(parts, gains, lengths, strict=True)):
        if number:
            yield from _silence(_pause(sound), sound.channels)
        blocks = _turned(_heard(part, sound.channels), gain)
        voice = _faded(blocks, length, FADE)
        yield from voice if part.music is None else _over_bed(voice, part, length, sound)


def _heard(part: Part, channels: int) -> Iterator[Samples]:
    """Yield the recording of ``part``, levelled inside."""
    return levelled(decode(part.recording.file.path, RATE, channels), part.course, RATE)


def _over_bed(
    voice: Iterator[Samples], part: Part, length: int, sound: SoundSettings
) -> Iterator[Samples]:
    """Yield ``voice`` with the part's music under it, repeated to the voice's length."""
    if part.music is None or part.music_loudness is None:
        raise ValueError("a bed needs its loudness")
    gain = part_gain(part.music_loudness, sound.target - BED_UNDER_VOICE)
    music = _turned(gathered(_repeated(part.music.path, length, sound.channels)), gain)
    bed = _faded(music, length, BED_FADE)
    for block in voice:
        under = next(bed, None)
        if under is not None:
            count = min(block.shape[1], under.shape[1])
            block[:, :count] += under[:, :count]
        yield block


def _repeated(path: Path, length: int, channels: int) -> Iterator[Samples]:
    """Yield the sound of ``path`` over and over, until there are ``length`` samples."""
    left = length
    while left > 0:
        once = 0
        for block in decode(path, RATE, channels):
            once += block.shape[1]
            yield block[:, :left]
            left -= block.shape[1]
            if left <= 0:
                return
        if once < SHORTEST_LOOP:
            return


def _turned(blocks: Iterator[Samples], gain: float) -> Iterator[Samples]:
    by = factor(gain)
    return (block * by for block in blocks)


def _faded(blocks: Iterator[Samples], length: int, fade: int) -> Iterator[Samples]:
    """Yield ``blocks``, ``length`` samples in all, faded in and out over ``fade`` samples."""
    ramp = _ramp(min(fade, length // 2))
    at = 0
    for block in blocks:
        block = block[:, : length - at]
        count = block.shape[1]
        into = ramp[at : at + count]
        block[:, : len(into)] *= into
        # Where the fade out begins, counted from this block's first sample.
        begin = length - len(ramp) - at
        if begin < count:
            first = max(begin, 0)
            block[:, first:] *= ramp[::-1][first - begin : count - begin]
        at += count
        yield block


def _ramp(length: int) -> Samples:
    """Return a raised cosine from 0 to 1, float32 (length,)."""
    values = [round((1 - cos(pi * (n + 0.5) / length)) / 2, 9) for n in range(length)]
    return np.array(values, dtype=np.float32)


def _pause(sound: SoundSettings) -> int:
    return round(sound.pause * RATE)


def _silence(length: int, channels: int) -> list[Samples]:
    return [
        np.zeros((channels, min(RATE, length - start)), dtype=np.float32)
        for start in range(0, length, RATE)
    ]


def _timeline(parts: tuple[Part, ...], lengths: tuple[int, ...], sound: SoundSettings) -> Timeline:
    """Return where each segment stands; intro and outro have no name to be asked for by."""
    stretches = []
    at = 0
    for number, (part, length) in enumerate(zip(parts, lengths, strict=True)):
        if number:
            at += _pause(sound)
        if part.segment:
            stretches.append(Stretch(part.segment, 0.0, at / RATE, length / RATE))
        at += length
    return Timeline(at / RATE, tuple(stretches))
