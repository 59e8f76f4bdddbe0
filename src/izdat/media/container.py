"""Opens a sound or video file that may be anything at all, and says what is in it."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
from av.container import InputContainer

from izdat.media.unreadable import Unreadable

LONGEST = 24 * 3600.0  # seconds
HIGHEST_RATE = 768_000  # Hz; the fastest converters sold
LOWEST_RATE = 4_000  # Hz; telephony is 8,000
MOST_CHANNELS = 64

# Demuxers that read one file and nothing else. Playlists (hls, dash, concat, imf), network
# formats (sdp, rtsp) and those that take any text are left out: a file could make them open
# others. Names as in FFmpeg's libavformat.
CONTAINERS = (
    "aa,aac,ac3,aiff,amr,amrnb,amrwb,ape,asf,au,avi,caf,dsf,dts,dtshd,eac3,flac,flv,gsm,iff,loas,"
    "matroska,mlp,mov,mp3,mp4,mpc,mpc8,mpeg,mpegts,mxf,nut,oga,ogg,oma,qcp,rm,shn,sox,spdif,tak,"
    "truehd,tta,voc,w64,wav,webm,wsd,wv,xwma"
)

# The first bytes of files that are sound, with their demuxer. What begins so is opened by it where
# guessing fails: a few frames of MP3 look to FFmpeg like many other things.
SIGNATURES = {
    b"RIFF": "wav",
    b"RF64": "wav",
    b"fLaC": "flac",
    b"OggS": "ogg",
    b"ID3": "mp3",
    b"\xff\xfb": "mp3",
    b"\xff\xfa": "mp3",
    b"\xff\xf3": "mp3",
    b"\xff\xf2": "mp3",
    b"FORM": "aiff",
    b"caff": "caf",
    b"\x1aE\xdf\xa3": "matroska",
    b"wvPK": "wv",
}

# FFmpeg decodes up to five seconds of a WAVE file to see whether it is DTS in disguise: 30 ms for
# each opening. 32 kB hold several frames of DTS. It would hand on 4 kB at a time.
WAVE = (b"RIFF", b"RF64")
WAVE_OPTIONS = {"probesize": "32768", "max_size": "65536"}

# Codec tags of encrypted sound (Apple FairPlay, ISO common encryption, Audible).
ENCRYPTED = frozenset({"drms", "enca", "aavd", "drmi"})


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file's header says; nothing is decoded."""

    duration: float | None  # seconds; None: the header does not say
    rate: int  # Hz
    channels: int
    codec: str  # FFmpeg's name
    container: str  # FFmpeg's name, the first of a family
    is_video: bool  # moving pictures, not a cover


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, av.AudioStream, Probe]]:
    """Open ``path`` at its best audio stream. Raises ``Unreadable`` for anything else."""
    _regular(path)
    head = _head(path)
    options = WAVE_OPTIONS if head.startswith(WAVE) else {}
    container = _demuxed(path, None, options) or _demuxed(path, _demuxer(head), options)
    if container is None:
        raise _not_opened(head)
    with container:
        stream = _audio(container)
        yield container, stream, _described(container, stream)


def probe(path: Path) -> Probe:
    """Return what the header of the file at ``path`` says. Raises ``Unreadable``."""
    with opened(path) as (_, _, described):
        return described


def _regular(path: Path) -> None:
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise Unreadable("recording-missing", "the file is not there", "put it there") from error
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("recording-not-audio", "this is a folder or a device, not a file")
    if status.st_size == 0:
        raise Unreadable("recording-empty", "the file is empty", "copy it from the recorder again")


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(16)
    except OSError as error:
        raise Unreadable("recording-unreadable", "the file may not be read") from error


def _demuxer(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        return "mov"
    return next((name for start, name in SIGNATURES.items() if head.startswith(start)), "")


def _demuxed(path: Path, demuxer: str | None, options: dict[str, str]) -> InputContainer | None:
    """Return the file opened, by a guess where ``demuxer`` is None; None if it cannot be."""
    if demuxer == "":
        return None
    try:
        # "file:" keeps a name with a colon from being taken for a protocol.
        return av.open(
            f"file:{path}",
            format=demuxer,
            options={"format_whitelist": CONTAINERS, "protocol_whitelist": "file", **options},
            metadata_errors="replace",
        )
    except (av.error.FFmpegError, ValueError, OSError):
        return None


def _not_opened(head: bytes) -> Unreadable:
    if _demuxer(head):
        return Unreadable(
            "recording-truncated",
            "the file begins like a recording but is damaged or cut off",
            "copy it from the recorder again",
        )
    return Unreadable(
        "recording-not-audio", "the file is not a recording", "name the recording itself"
    )


def _audio(container: InputContainer) -> av.AudioStream:
    stream = next(iter(container.streams.audio), None)
    if stream is None:
        raise Unreadable(
            "recording-no-audio", "the file has no sound in it", "name the file that has it"
        )
    tag = stream.codec_context.codec_tag if stream.codec_context is not None else ""
    if str(tag).rstrip("\0") in ENCRYPTED:
        raise Unreadable(
            "recording-protected",
            "the recording is encrypted (DRM)",
            "ask whoever made it for a copy that is not",
        )
    return stream


def _described(container: InputContainer, stream: av.AudioStream) -> Probe:
    context = stream.codec_context
    if context is None or not context.codec:
        raise Unreadable("recording-unreadable", "the sound is in a form that cannot be decoded")
    rate, channels = context.sample_rate or 0, context.channels or 0
    if not LOWEST_RATE <= rate <= HIGHEST_RATE:
        raise Unreadable("recording-strange-rate", f"the file claims {rate} samples a second")
    if not 1 <= channels <= MOST_CHANNELS:
        raise Unreadable("recording-strange-channels", f"the file claims {channels} channels")
    duration: float | None = None
    if stream.duration is not None and stream.time_base is not None:
        duration = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        duration = container.duration / av.time_base
    if duration is not None and duration > LONGEST:
        raise too_long()
    moving = any(
        not video.disposition & av.stream.Disposition.attached_pic
        for video in container.streams.video
    )
    name = container.format.name.split(",")[0]
    return Probe(duration, rate, channels, context.codec.name, name, moving)


def too_long() -> Unreadable:
    return Unreadable("recording-too-long", "the recording is longer than 24 hours")
