"""Music under a voice."""

from collections.abc import Iterator
from pathlib import Path

from izdat.master.gain_course import levelled
from izdat.master.inspect import RATE
from izdat.master.joins import faded, soft
from izdat.master.level import BED_UNDER_VOICE, Samples, part_gain, turned
from izdat.media.decode import decode, gathered
from izdat.model.mastering import Part
from izdat.model.show import SoundSettings

FADE = RATE * 2  # a bed comes and goes in two seconds
SHORTEST_LOOP = RATE  # a bed shorter than a second is no music, and is not repeated


def over_bed(
    voice: Iterator[Samples], part: Part, length: int, sound: SoundSettings
) -> Iterator[Samples]:
    """Yield ``voice`` with the part's music under it, repeated to the voice's length.

    The music goes by ``part.bed_course``.
    """
    if part.music is None or part.music_loudness is None:
        raise ValueError("a bed needs its loudness")
    gain = part_gain(part.music_loudness, sound.target - BED_UNDER_VOICE)
    music = turned(gathered(_repeated(part.music.path, length, sound.channels)), gain)
    music = levelled(music, part.bed_course, RATE)
    ramp = soft(min(FADE, length // 2))
    bed = faded(music, length, ramp, ramp)
    for block in gathered(voice):
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
