"""Float32 samples → FLAC, Opus and MP3 files, the same bytes each time."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import lameenc
import numpy as np
from av.codec.context import Flags

from izdat.media.decode import Samples
from izdat.media.mp3 import Mp3Writer

OPUS_RATE = 48_000  # Hz; libopus works at no other (RFC 7845, section 5.1)
LAME_QUALITY = 3  # 0 slow to 9 fast; 2 takes twice the time for a difference nobody has heard

# MPEG-1 layer III, in kbit/s (ISO 11172-3, 2.4.2.3).
MP3_BIT_RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
MP3_RATES = (32_000, 44_100, 48_000)  # Hz


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
    path: Path, blocks: Iterator[Samples], rate: int, channels: int, kbps: int
) -> Encoded:
    """Write MP3 at a constant bit rate, its first frame telling players the exact length.

    ``rate`` is one of ``MP3_RATES``; ``kbps`` one of ``MP3_BIT_RATES``. LAME's own attenuation
    (``lame_gain``) is made up for. Raises ``ValueError`` for other rates.
    """
    if rate not in MP3_RATES or kbps not in MP3_BIT_RATES:
        raise ValueError(f"MP3 has no {kbps} kbit/s at {rate} Hz")
    encoder = lameenc.Encoder()
    encoder.silence()  # else it writes its settings to the standard output
    encoder.set_bit_rate(kbps)
    encoder.set_in_sample_rate(rate)
    encoder.set_out_sample_rate(rate)
    encoder.set_channels(channels)
    encoder.set_quality(LAME_QUALITY)
    gain = np.float32(1 / lame_gain(kbps))
    count = 0
    with path.open("wb") as file:
        writer = Mp3Writer(file, rate, channels, kbps)
        for block in blocks:
            if block.shape[1]:
                count += block.shape[1]
                pcm = _integers(block * gain, bits=16).astype("<i2")
                writer.write(bytes(encoder.encode(pcm.tobytes())))
        if count:
            writer.write(bytes(encoder.flush()))
        writer.finish(count)
    return Encoded(path, count)


def lame_gain(kbps: int) -> float:
    """Return by what LAME 3.100 multiplies its input at a constant bit rate (measured)."""
    if kbps <= 160:
        return 0.95
    return {192: 0.97, 224: 0.98}.get(kbps, 1.0)


def _interleaved(block: Samples) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    return np.ascontiguousarray(block.T)


def _integers(block: Samples, bits: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int32]]:
    """Return interleaved int32, rounded; 24 bits stand at the top, as FFmpeg's s32 wants."""
    full = 2 ** (bits - 1)
    whole = np.clip(np.rint(block.T.astype(np.float64) * full), -full, full - 1).astype(np.int32)
    return np.ascontiguousarray(whole << 8 if bits == 24 else whole)
