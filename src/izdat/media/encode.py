"""Float32 samples → FLAC, Opus and MP3 files, the same bytes each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.codec.context import Flags

from izdat.media.decode import Samples
from izdat.media.mp3 import Mp3Writer
from izdat.media.mp3_chunks import ChunkStore, Integers, encode_chunks, lame_gain
from izdat.media.mp3_frame import Mp3Format

OPUS_RATE = 48_000  # Hz; libopus works at no other (RFC 7845, section 5.1)


@dataclass(frozen=True, slots=True)
class Encoded:
    """What was written: ``samples`` is the length of one channel."""

    path: Path
    samples: int


def encode_flac(path: Path, blocks: Iterator[Samples], rate: int, channels: int) -> Encoded:
    """Write 24-bit FLAC. Samples beyond full scale are clipped."""
    return _written(path, blocks, rate, channels, codec="flac", options={"compression_level": "5"})


def encode_opus(path: Path, blocks: Iterator[Samples], channels: int, kbps: int) -> Encoded:
    """Write Ogg Opus from samples at 48 kHz; ``kbps`` is the mean in kbit/s."""
    # Unconstrained, libopus takes nearly twice the rate for a machine's voice: it is so tonal.
    options = {"application": "audio", "vbr": "constrained", "compression_level": "10"}
    return _written(
        path, blocks, OPUS_RATE, channels, codec="libopus", options=options, kbps=kbps
    )  # fmt: skip


def _written(
    path: Path,
    blocks: Iterator[Samples],
    rate: int,
    channels: int,
    *,
    codec: str,
    options: dict[str, str],
    kbps: int = 0,
) -> Encoded:
    layout = "mono" if channels == 1 else "stereo"
    muxer = "ogg" if codec == "libopus" else codec
    count = 0
    # bitexact: no version of the muxer or of the encoder in the file, and the Ogg stream's serial
    # number is 0 instead of a random one.
    with av.open(str(path), "w", format=muxer, options={"fflags": "+bitexact"}) as container:
        stream = container.add_stream(codec, rate=rate, layout=layout, options=options)
        if not isinstance(stream, av.AudioStream):
            raise TypeError(f"{codec} is no audio codec")
        context = stream.codec_context
        form = "flt" if codec == "libopus" else "s32"
        context.format = av.AudioFormat(form)
        context.flags |= Flags.bitexact
        context.thread_count = 1
        if kbps:
            context.bit_rate = kbps * 1000
        for block in blocks:
            if not block.shape[1]:
                continue
            array = _interleaved(block) if codec == "libopus" else _integers(block, bits=24)
            frame = av.AudioFrame.from_ndarray(array.reshape(1, -1), format=form, layout=layout)
            frame.sample_rate = rate
            frame.pts = count
            count += block.shape[1]
            for packet in stream.encode(frame):
                container.mux(packet)
        for packet in stream.encode(None):
            container.mux(packet)
    return Encoded(path, count)


def encode_mp3(
    path: Path,
    blocks: Iterator[Samples],
    rate: int,
    channels: int,
    kbps: int,
    *,
    workers: int = 0,
    store: ChunkStore | None = None,
) -> Encoded:
    """Write MP3 at a constant bit rate, its first frame telling players the exact length.

    LAME's own attenuation (``lame_gain``) is made up for. The file appears whole or not at all.
    ``workers`` and ``store``: as in ``encode_chunks``. Raises ``ValueError`` for rates that MP3
    has not.
    """
    form = Mp3Format(rate, channels, kbps)
    gain = np.float32(1 / lame_gain(kbps))
    count = 0

    def whole() -> Iterator[Integers]:
        nonlocal count
        for block in blocks:
            count += block.shape[1]
            yield _integers(block * gain, bits=16).astype(np.int16)

    partial = path.with_name(f"{path.name}.partial")
    try:
        with partial.open("wb") as file:
            writer = Mp3Writer(file, form)
            for chunk in encode_chunks(whole(), form, workers, store):
                writer.write(chunk)
            writer.finish(count)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return Encoded(path, count)


def _interleaved(block: Samples) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ascontiguousarray(block.T)


def _integers(block: Samples, bits: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return interleaved int32, rounded; 24 bits stand at the top, as FFmpeg's s32 wants."""
    full = 2 ** (bits - 1)
    whole = np.clip(np.rint(block.T.astype(np.float64) * full), -full, full - 1).astype(np.int32)
    return np.ascontiguousarray(whole << 8 if bits == 24 else whole)
