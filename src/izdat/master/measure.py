"""Any sound file → how loud it is, from beginning to end: what ``izdat meter`` does."""

from dataclasses import dataclass
from pathlib import Path

from izdat.master.inspect import AGAIN
from izdat.master.loudness import Course, Meter
from izdat.master.weighting import channel_weights
from izdat.media.container import probe
from izdat.media.decode import decode_unmixed
from izdat.media.truncation import refuse_cut
from izdat.media.unreadable import Unreadable
from izdat.model.sound import Loudness
from izdat.run.report import progress


@dataclass(frozen=True, slots=True)
class Measured:
    """What a file sounds like, measured at its own rate and in its own channels."""

    loudness: Loudness
    course: Course
    duration: float  # seconds, counted
    rate: int  # Hz
    layout: tuple[str, ...]  # FFmpeg's name of each channel


def measure_file(path: Path) -> Measured:
    """Return how loud the first sound of the file at ``path`` is; tells its ``progress``.

    Silence is measured like any other sound. Raises ``Unreadable`` for what is no recording, or
    not a whole one.
    """
    about = probe(path)
    sound = decode_unmixed(path)
    if sound is None:
        raise Unreadable("recording-no-sound", "the recording has a length of zero", AGAIN)
    meter = Meter(sound.rate, len(sound.layout), weights=channel_weights(sound.layout))
    count = 0
    for block in sound.blocks:
        meter.add(block)
        count += block.shape[1]
        if about.duration:
            progress(count / sound.rate / about.duration)
    duration = count / sound.rate
    refuse_cut(path, about, duration)
    return Measured(meter.result(), meter.course(), duration, sound.rate, sound.layout)
