"""A programme → MP3 and Opus whose decoded sound keeps the promised loudness and peaks."""

from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from pathlib import Path

from izdat.master.inspect import RATE
from izdat.master.level import CLOSE_ENOUGH, Samples, Setting, corrected, factor, measure, settled
from izdat.master.limiter import limited
from izdat.media.decode import decode
from izdat.media.encode import Encoded
from izdat.media.encode import encode_mp3 as write_mp3
from izdat.media.encode import encode_opus as write_opus
from izdat.model.file import file_at
from izdat.model.mastering import EncodedSound
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Programme
from izdat.run.step import step

# What each codec adds to the peaks at the usual bit rates, in dB, as measured: the limiter works
# that much lower from the start, so that one encoding is nearly always enough.
MP3_OVERSHOOT = 0.8
OPUS_OVERSHOOT = 1.7

MOST_ENCODINGS = 4
HEARINGS = 2  # of the programme under the codec's own ceiling, before it is encoded


@step(version=1)
def encode_mp3(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as MP3 at ``sound.mp3`` kbit/s, without tags.

    The decoded sound is within 0.1 LU of ``sound.target`` and at or under ``sound.true_peak``;
    where both cannot be had the ceiling is aimed at, and ``loudness`` says what came out.
    """
    write = partial(write_mp3, rate=RATE, channels=sound.channels, kbps=sound.mp3)
    return _encoded(folder / "episode.mp3", programme, sound, write, MP3_OVERSHOOT)


@step(version=1)
def encode_opus(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as Ogg Opus at ``sound.opus`` kbit/s, as ``encode_mp3`` does."""
    write = partial(write_opus, channels=sound.channels, kbps=sound.opus)
    return _encoded(folder / "episode.opus", programme, sound, write, OPUS_OVERSHOOT)


def _encoded(
    path: Path,
    programme: Programme,
    sound: SoundSettings,
    write: Callable[[Path, Iterator[Samples]], Encoded],
    overshoot: float,
) -> EncodedSound:
    channels = sound.channels

    def at(setting: Setting) -> Iterator[Samples]:
        by = factor(setting.gain)
        whole = (block * by for block in decode(programme.file.path, RATE, channels))
        return limited(whole, RATE, channels, setting.ceiling)

    setting = _first(programme.loudness, sound, overshoot)
    setting = settled(
        at, setting, target=sound.target, true_peak=sound.true_peak,
        rate=RATE, channels=channels, passes=HEARINGS,
    )  # fmt: skip
    for _ in range(MOST_ENCODINGS):
        written = write(path, at(setting))
        heard = measure(decode(path, RATE, channels), RATE, channels)
        better = corrected(
            setting,
            heard,
            target=sound.target,
            true_peak=sound.true_peak,
            close=CLOSE_ENOUGH,
        )
        if better is None:
            break
        setting = better
    file = file_at(path)
    duration = written.samples / RATE
    bit_rate = round(file.size * 8 / duration) if duration else 0
    return EncodedSound(file, path.suffix[1:], bit_rate, duration, heard)


def _first(loudness: Loudness, sound: SoundSettings, overshoot: float) -> Setting:
    """Return a setting that the codec is likely to keep the ceiling under."""
    gain = sound.target - loudness.integrated if isfinite(loudness.integrated) else 0.0
    if isfinite(loudness.true_peak) and loudness.true_peak + gain + overshoot < sound.true_peak:
        overshoot = 0.0
    return Setting(gain=round(gain, 2), ceiling=round(sound.true_peak - overshoot - 0.05, 2))
