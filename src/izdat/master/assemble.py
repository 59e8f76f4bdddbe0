"""Parts in order → one programme at its loudness, with a timeline exact to the sample."""

from collections.abc import Iterator
from pathlib import Path

from izdat.master.bed import over_bed
from izdat.master.gain_course import levelled
from izdat.master.inspect import RATE
from izdat.master.joins import equal_power, faded, overlapped, soft, spliced
from izdat.master.layout import Slot, laid_out, timeline
from izdat.master.level import (
    MUSIC_UNDER_SPEECH,
    Samples,
    Setting,
    corrected,
    metered,
    part_gain,
    turned,
)
from izdat.master.limiter import Limiter
from izdat.master.loudness import Meter
from izdat.media.decode import decode
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Programme
from izdat.run.step import step

FADE = RATE // 200  # 5 ms at each end of a part: no click, and no consonant lost
MOST_PASSES = 5


@step(version=5)
def assemble(folder: Path, parts: tuple[Part, ...], sound: SoundSettings) -> Programme:
    """Return the programme of ``parts``, heard in this order with ``sound.pause`` between them.

    ``parts`` is all that is heard: ``arrange`` has put intro, outro and stings in their places,
    with the segment ``""`` (those of ``sound`` are not added here). Each part comes to the
    programme's loudness, what is no segment two LU under it; the whole to ``sound.target`` within
    0.1 LU, its true peaks at or under ``sound.true_peak``. Where both cannot be had, the ceiling
    holds and ``Programme.loudness`` says what came out.

    Raises ``Unreadable`` for a recording that ``inspect_recording`` would not have passed, and
    ``ValueError`` for no parts.
    """
    if not parts:
        raise ValueError("an episode without parts has no sound")
    gains = tuple(_gain(part, sound.target) for part in parts)
    slots, loudness = _first_hearing(parts, gains, sound)
    path = folder / "programme.flac"
    setting = Setting(
        gain=part_gain(loudness, sound.target), ceiling=round(sound.true_peak - 0.05, 2)
    )
    for _ in range(MOST_PASSES):
        meter = Meter(RATE, sound.channels)
        whole = turned(_joined(parts, gains, slots, sound), setting.gain)
        limiter = Limiter(RATE, sound.channels, setting.ceiling)
        encode_flac(path, metered(limiter.through(whole), meter), RATE, sound.channels)
        better = corrected(
            setting, meter.result(), target=sound.target, true_peak=sound.true_peak
        )  # fmt: skip
        if better is None:
            break
        setting = better
    return Programme(file_at(path), timeline(parts, slots), meter.result(), limiter.limiting())


def _gain(part: Part, target: float) -> float:
    """Return the gain in dB that a part gets before the whole is turned."""
    if part.is_kept:
        return 0.0
    under = 0.0 if part.segment else MUSIC_UNDER_SPEECH
    return part_gain(part.loudness, target - under) + part.gain


def _voice(part: Part, gain: float, channels: int) -> Iterator[Samples]:
    """Yield what is heard of a part's recording, at its level."""
    sound = levelled(decode(part.recording.file.path, RATE, channels), part.course, RATE)
    sound = turned(sound, gain)
    return spliced(sound, part.pieces) if part.pieces else sound


def _first_hearing(
    parts: tuple[Part, ...], gains: tuple[float, ...], sound: SoundSettings
) -> tuple[tuple[Slot, ...], Loudness]:
    """Return where each part stands, and the loudness of all without beds or a limiter."""
    meter = Meter(RATE, sound.channels)
    lengths = []
    for part, gain in zip(parts, gains, strict=True):
        length = 0
        for block in _voice(part, gain, sound.channels):
            length += block.shape[1]
            meter.add(block)
        lengths.append(length)
    return laid_out(parts, lengths, sound.pause), meter.result()


def _joined(
    parts: tuple[Part, ...],
    gains: tuple[float, ...],
    slots: tuple[Slot, ...],
    sound: SoundSettings,
) -> Iterator[Samples]:
    """Yield the whole programme before the limiter."""

    def heard(number: int) -> Iterator[Samples]:
        part, slot = parts[number], slots[number]
        rise = _ramp(part, slot.length, slot.overlap)
        following = slots[number + 1].overlap if number + 1 < len(slots) else 0
        fall = _ramp(part, slot.length, following)
        voice = _voice(part, gains[number], sound.channels)
        if part.music is not None:
            voice = over_bed(voice, part, slot.length, sound)
        return faded(voice, slot.length, rise, fall)

    return overlapped(map(heard, range(len(parts))), slots)


def _ramp(part: Part, length: int, overlap: int) -> Samples:
    """Return how a part comes or goes, from 0 to 1."""
    if overlap:
        return equal_power(overlap)
    return soft(0 if part.is_kept else min(FADE, length // 2))
