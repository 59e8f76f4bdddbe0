"""Float32 samples → FLAC, Opus, M4A and MP3 files, the same bytes each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags
from numpy.typing import NDArray

from izdat.media.continued import CONTEXT, continued, opened
from izdat.media.decode import Samples
from izdat.media.mp3 import Mp3Writer
from izdat.media.mp3_chunks import encode_chunks, lame_gain
from izdat.media.mp3_frame import Mp3Format

OPUS_RATE = 48_000  # Hz; libopus works at no other (RFC 7845, section 5.1)
AAC_FRAME = 1024  # samples a channel (ISO 14496-3, 4.5.2.1)

# FFmpeg's other coder, twoloop, takes three to five times as long and leaves more noise in voices
# (benchmarks/quality_m4a.py).
AAC_CODER = "fast"

# What LAME hears of the sound before its first sample, and behind its last: two frames and one of
# MPEG-1, samples.
MP3_EDGES = (2304, 1152)


@dataclass(frozen=True, slots=True)
class Encoded:
    """What was written: ``samples`` is the length of one channel."""

    path: Path
    samples: int


def encode_flac(path: Path, blocks: Iterator[Samples], rate: int, channels: int) -> Encoded:
    """Write 24-bit FLAC. Samples beyond full scale are clipped."""
    return _written(path, blocks, rate, channels, FLAC, {"compression_level": "5"})


def encode_opus(path: Path, blocks: Iterator[Samples], channels: int, kbps: int) -> Encoded:
    """Write Ogg Opus from samples at 48 kHz; ``kbps`` is the mean in kbit/s."""
    # Unconstrained, libopus takes nearly twice the rate for a machine's voice: it is so tonal.
    options = {"application": "audio", "vbr": "constrained", "compression_level": "10"}
    return _written(path, blocks, OPUS_RATE, channels, OPUS, options, kbps=kbps)


def encode_m4a(
    path: Path, blocks: Iterator[Samples], rate: int, channels: int, kbps: int, *, length: int
) -> Encoded:
    """Write AAC-LC in MP4; ``kbps`` is the mean in kbit/s, ``length`` how many samples will come.

    FFmpeg plays an MP4 to the end of its last frame. So something is put before the sound, that
    the two end together, and the edit list, which every player knows, leaves it out with the
    encoder's delay. Where another number of samples comes, up to a frame more is heard.
    """
    options = {"aac_coder": AAC_CODER}
    # Two windows reach over each edge. Of half a frame and less FFmpeg would hear nothing.
    edges = (AAC_FRAME + -length % AAC_FRAME, AAC_FRAME) if length > AAC_FRAME // 2 else (0, 0)
    return _written(path, blocks, rate, channels, AAC, options, kbps=kbps, edges=edges)


# No version of the muxer or of the encoder in the file and no time; the serial number of an Ogg
# stream is 0 instead of a random one.
BITEXACT = {"fflags": "+bitexact"}


def mp4_options(rate: int) -> dict[str, str]:
    """Return what FFmpeg's MP4 muxer is told: the table of contents comes first.

    Edit lists count in ``movie_timescale``; in thousandths the end would be up to one too early.
    """
    return BITEXACT | {"movflags": "+faststart", "movie_timescale": str(rate)}


@dataclass(frozen=True, slots=True)
class _Codec:
    name: str  # FFmpeg's
    muxer: str
    form: str  # FFmpeg's sample format

    def muxer_options(self, rate: int) -> dict[str, str]:
        return mp4_options(rate) if self.muxer == "ipod" else BITEXACT


FLAC = _Codec("flac", "flac", "s32")
OPUS = _Codec("libopus", "ogg", "flt")
AAC = _Codec("aac", "ipod", "fltp")


def _written(
    path: Path,
    blocks: Iterator[Samples],
    rate: int,
    channels: int,
    codec: _Codec,
    options: dict[str, str],
    *,
    kbps: int = 0,
    edges: tuple[int, int] = (0, 0),
) -> Encoded:
    """``edges``: samples that the encoder shall hear before the first, which is at 0, and behind.

    A packet that begins behind the last is left out.
    """
    layout = "mono" if channels == 1 else "stereo"
    ahead, behind = edges
    at = -ahead
    with av.open(
        str(path), "w", format=codec.muxer, options=codec.muxer_options(rate)
    ) as container:
        stream = container.add_stream(codec.name, rate=rate, layout=layout, options=options)
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec.name} is no audio codec")
        context = stream.codec_context
        context.format = av.AudioFormat(codec.form)
        context.flags |= Flags.bitexact
        context.thread_count = 1
        if kbps:
            context.bit_rate = kbps * 1000
        for block in continued(blocks, ahead, behind) if behind else blocks:
            if not block.shape[1]:
                continue
            array = _arranged(block, codec.form)
            frame = av.AudioFrame.from_ndarray(array, format=codec.form, layout=layout)
            frame.sample_rate = rate
            frame.pts = at
            at += block.shape[1]
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            if not behind or packet.pts is None or packet.pts < at - behind:
                container.mux(packet)
    return Encoded(path, at - behind)


def _arranged(block: Samples, form: str) -> NDArray[np.float32] | NDArray[np.int32]:
    """Return samples as FFmpeg's ``form`` wants them: one row, or one for each channel."""
    if form == "fltp":
        return np.ascontiguousarray(block)
    array = _interleaved(block) if form == "flt" else integers(block, bits=24)
    return array.reshape(1, -1)


def encode_mp3(
    path: Path,
    blocks: Iterator[Samples],
    rate: int,
    channels: int,
    kbps: int,
    *,
    workers: int = 0,
) -> Encoded:
    """Write MP3 at a constant bit rate, its first frame telling players the exact length.

    LAME's own attenuation (``lame_gain``) is made up for. The file appears whole or not at all.
    ``workers``: as in ``encode_chunks``. Raises ``ValueError`` for rates that MP3
    has not.
    """
    form = Mp3Format(rate, channels, kbps)
    gain = np.float32(1 / lame_gain(kbps))
    count = 0

    def counted() -> Iterator[Samples]:
        nonlocal count
        for block in blocks:
            count += block.shape[1]
            yield block

    head, rest = opened(counted())
    # Of two frames, which may then be of two kinds at 320 kbit/s, FFmpeg makes nothing.
    edges = MP3_EDGES if head.shape[1] >= CONTEXT else (0, 0)
    heard = continued(chain([head], rest), *edges)
    whole = (integers(block * gain, bits=16).astype(np.int16) for block in heard)
    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            writer = Mp3Writer(file, form)
            for chunk in encode_chunks(whole, form, workers, edges=edges):
                writer.write(chunk)
            writer.finish(count, edges[0])
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return Encoded(path, count)


def _interleaved(block: Samples) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ascontiguousarray(block.T)


def integers(block: Samples, bits: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return interleaved int32 (n, channels), rounded; 24 bits stand at the top (FFmpeg's s32)."""
    full = 2 ** (bits - 1)
    integers = np.empty((block.shape[1], len(block)), dtype=np.int32)
    for number, channel in enumerate(block):
        # By a power of two: of float32's 24 bits none is lost.
        whole = channel * np.float32(full)
        np.rint(whole, out=whole)
        integers[:, number] = np.clip(whole, -full, full - 1, out=whole)
    return integers << 8 if bits == 24 else integers
