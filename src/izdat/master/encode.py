"""A programme → files whose decoded sound keeps the promised loudness and peaks."""

from collections.abc import Callable, Iterator
from functools import partial
from math import isfinite
from pathlib import Path

from izdat.master.level import CLOSE_ENOUGH, MOST_LOST, Samples, corrected, measure
from izdat.master.pieces import Pieces, loudness_under
from izdat.media.decode import decode
from izdat.media.encode import Encoded
from izdat.media.encode import encode_flac as write_flac
from izdat.media.encode import encode_m4a as write_m4a
from izdat.media.encode import encode_opus as write_opus
from izdat.model.file import file_at
from izdat.model.mastering import RATE, EncodedSound
from izdat.model.programme import Programme, Setting
from izdat.model.show import SoundSettings
from izdat.model.sound import Loudness
from izdat.run.step import step

# What a codec adds to the peaks beyond the room that every programme leaves it, in dB, as measured
# at the usual bit rates: the limiter works that much lower from the start, so that one encoding is
# nearly always enough.
OPUS_OVERSHOOT = 0.7
M4A_OVERSHOOT = 0.0

MOST_ENCODINGS = 4
HEARINGS = 3  # of the programme under the codec's own ceiling, before it is encoded
TRIAL = (2, 3)  # pieces: behind the opening, which may be music, and long enough to be steady


@step(version=3)
def encode_opus(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as Ogg Opus at ``sound.opus`` kbit/s, as ``encode_mp3`` does."""
    write = partial(write_opus, channels=sound.channels, kbps=sound.opus)
    return _encoded(folder / "episode.opus", programme, sound, write, OPUS_OVERSHOOT)


@step(version=3)
def encode_m4a(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as AAC in MP4 at ``sound.m4a`` kbit/s, as ``encode_mp3`` does."""
    length = programme.score.length
    write = partial(
        write_m4a, rate=RATE, channels=sound.channels, kbps=sound.m4a, length=length
    )  # fmt: skip
    return _encoded(folder / "episode.m4a", programme, sound, write, M4A_OVERSHOOT)


@step(version=2)
def encode_flac(folder: Path, programme: Programme, sound: SoundSettings) -> EncodedSound:
    """Return the programme as FLAC of 24 bits, sample by sample what the others are made of."""
    path = folder / "episode.flac"
    blocks = Pieces(programme.score).stream(programme.setting)
    written = write_flac(path, blocks, RATE, sound.channels)
    return described(path, written.samples, programme.loudness)


def _encoded(
    path: Path,
    programme: Programme,
    sound: SoundSettings,
    write: Callable[[Path, Iterator[Samples]], Encoded],
    overshoot: float,
) -> EncodedSound:
    channels = sound.channels
    pieces = Pieces(programme.score)
    setting = programme.setting
    if programme.limiting.share:
        setting = Setting(setting.gain, round(setting.ceiling - overshoot, 2))
    lost = _lost(path.with_name(f"trial{path.suffix}"), pieces, setting, write)
    for _ in range(HEARINGS):
        heard = loudness_under(pieces.heard(setting))
        better = corrected(
            setting, heard, target=sound.target + lost, true_peak=sound.true_peak
        )  # fmt: skip
        if better is None:
            break
        setting = better
    for _ in range(MOST_ENCODINGS):
        written = write(path, pieces.stream(setting))
        heard = measure(decode(path, RATE, channels), RATE, channels)
        better = corrected(
            setting, heard, target=sound.target, true_peak=sound.true_peak, close=CLOSE_ENOUGH
        )
        if better is None:
            break
        setting = better
    return described(path, written.samples, heard)


def described(path: Path, samples: int, heard: Loudness) -> EncodedSound:
    """Return what the file at ``path`` is: ``samples`` long, and as loud as was heard of it."""
    file = file_at(path)
    duration = samples / RATE
    bit_rate = round(file.size * 8 / duration) if duration else 0
    return EncodedSound(file, path.suffix[1:], bit_rate, duration, heard)


def _lost(
    path: Path,
    pieces: Pieces,
    setting: Setting,
    write: Callable[[Path, Iterator[Samples]], Encoded],
) -> float:
    """Return how much quieter, in LU, the codec makes a stretch of ``pieces``.

    A codec takes some loudness with the sounds that it leaves out: up to 0.3 LU at low rates. To
    know that from a minute saves encoding the whole again. 0 where it cannot be told.
    """
    numbers = [n for n in TRIAL if n < pieces.count] or [pieces.count - 1]
    before = loudness_under([pieces.under(number, setting) for number in numbers]).integrated
    write(path, (pieces.sound(number, setting) for number in numbers))
    channels = pieces.score.channels
    after = measure(decode(path, RATE, channels), RATE, channels).integrated
    path.unlink()
    lost = before - after
    return round(min(max(lost, 0.0), MOST_LOST), 2) if isfinite(lost) else 0.0
