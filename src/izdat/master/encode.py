"""A programme → files whose decoded sound keeps the promised loudness and peaks."""

from collections import deque
from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from pathlib import Path

from izdat.master.inspect import RATE
from izdat.master.level import CLOSE_ENOUGH, Samples, Setting, corrected, factor, measure, settled
from izdat.master.limiter import limited
from izdat.media.decode import decode
from izdat.media.encode import Encoded
from izdat.media.encode import encode_flac as write_flac
from izdat.media.encode import encode_m4a as write_m4a
from izdat.media.encode import encode_mp3 as write_mp3
from izdat.media.encode import encode_opus as write_opus
from izdat.model.file import file_at
from izdat.model.mastering import EncodedSound
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness, Programme
from izdat.run.step import step

# What each codec adds to the peaks at the usual bit rates, in dB, as measured: the limiter works
# that much lower from the start, so that one encoding is nearly always enough.
MP3_OVERSHOOT = 1.0
OPUS_OVERSHOOT = 1.7
M4A_OVERSHOOT = 0.3

MOST_ENCODINGS = 4
TRIAL = 60 * RATE  # samples: long enough for a steady loudness, short beside an episode
OPENING = 60 * RATE  # samples that the trial leaves out
MOST_LOST = 1.0  # LU: more is no loss of the codec's but a trial of next to nothing
HEARINGS = 3  # of the programme under the codec's own ceiling, before it is encoded


@step(version=3)
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


@step(version=1)
def encode_m4a(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as AAC in MP4 at ``sound.m4a`` kbit/s, as ``encode_mp3`` does."""
    length = round(programme.timeline.duration * RATE)
    write = partial(
        write_m4a, rate=RATE, channels=sound.channels, kbps=sound.m4a, length=length
    )  # fmt: skip
    return _encoded(folder / "episode.m4a", programme, sound, write, M4A_OVERSHOOT)


@step(version=1)
def encode_flac(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as FLAC of 24 bits, sample by sample what the others are made of."""
    path = folder / "episode.flac"
    blocks = decode(programme.file.path, RATE, sound.channels)
    written = write_flac(path, blocks, RATE, sound.channels)
    return _described(path, written.samples, programme.loudness)


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
    lost = _lost(path.with_name(f"trial{path.suffix}"), at(setting), write, channels)
    setting = settled(
        at, setting, target=sound.target + lost, true_peak=sound.true_peak,
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
    return _described(path, written.samples, heard)


def _described(path: Path, samples: int, heard: Loudness) -> EncodedSound:
    file = file_at(path)
    duration = samples / RATE
    bit_rate = round(file.size * 8 / duration) if duration else 0
    return EncodedSound(file, path.suffix[1:], bit_rate, duration, heard)


def _lost(
    path: Path,
    blocks: Iterator[Samples],
    write: Callable[[Path, Iterator[Samples]], Encoded],
    channels: int,
) -> float:
    """Return how much quieter, in LU, the codec makes a stretch of ``blocks``.

    A codec takes some loudness with the sounds that it leaves out: up to 0.3 LU at low rates. To
    know that from a minute saves encoding the whole again. 0 where it cannot be told.
    """
    stretch = list(_stretch(blocks))
    write(path, iter(stretch))
    before = measure(iter(stretch), RATE, channels).integrated
    after = measure(decode(path, RATE, channels), RATE, channels).integrated
    path.unlink()
    lost = before - after
    return round(min(max(lost, 0.0), MOST_LOST), 2) if isfinite(lost) else 0.0


def _stretch(blocks: Iterator[Samples]) -> Iterator[Samples]:
    """Yield a stretch of ``blocks`` after the opening, which may be music; the end of a short one.

    At most ``TRIAL`` and a block long.
    """
    held: deque[Samples] = deque()
    length = heard = 0
    for block in blocks:
        held.append(block)
        length += block.shape[1]
        heard += block.shape[1]
        while length - held[0].shape[1] >= TRIAL:
            length -= held.popleft().shape[1]
        if heard >= OPENING + TRIAL:
            break
    yield from held


def _first(loudness: Loudness, sound: SoundSettings, overshoot: float) -> Setting:
    """Return a setting that the codec is likely to keep the ceiling under."""
    gain = sound.target - loudness.integrated if isfinite(loudness.integrated) else 0.0
    if isfinite(loudness.true_peak) and loudness.true_peak + gain + overshoot < sound.true_peak:
        overshoot = 0.0
    return Setting(gain=round(gain, 2), ceiling=round(sound.true_peak - overshoot - 0.05, 2))
