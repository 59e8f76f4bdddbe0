"""Any recording → float32 samples, a block at a time."""

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from izdat.media.container import HIGHEST_RATE, LONGEST, LOWEST_RATE, Probe, opened, too_long
from izdat.media.mixing import matrix, mix
from izdat.media.unreadable import Unreadable

Samples = NDArray[np.float32]  # (channels, n), full scale ±1.0

BLOCK = 1 << 16  # samples handed on at a time: large enough that the calls cost nothing
BAD_PACKETS = 16  # a scratch is passed over; more is damage that would shift the words' times

# Full scale of FFmpeg's integer sample formats.
SCALE = {"s16": 2.0**15, "s32": 2.0**31, "s64": 2.0**63}


def decode(path: Path, rate: int | None, channels: int) -> Iterator[Samples]:
    """Yield the sound of ``path`` as float32 blocks (channels, n ≤ about 1.4 s), resampled.

    ``rate`` in Hz, None for the file's own; ``channels`` is 1 or 2. Moving pictures are passed
    over; a rate or layout that changes midway is followed. Raises ``Unreadable``, also after
    blocks have been yielded; a file without a single sample yields nothing.
    """
    return gathered(_resampled(_frames(path), rate, channels))


def gathered(blocks: Iterator[Samples], size: int = BLOCK) -> Iterator[Samples]:
    """Yield the same samples in blocks of ``size``, the last one shorter."""
    held: list[Samples] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += block.shape[1]
        if count >= size:
            whole = np.concatenate(held, axis=1)
            for start in range(0, count - size + 1, size):
                yield np.ascontiguousarray(whole[:, start : start + size])
            held = [whole[:, count - count % size :]]
            count %= size
    if count:
        yield np.ascontiguousarray(np.concatenate(held, axis=1))


def _frames(path: Path) -> Iterator[tuple[Samples, int, tuple[str, ...]]]:
    """Yield (samples, rate, names of the channels) as they come from the decoder."""
    bad = 0
    seconds = 0.0
    with opened(path) as (container, stream, about):
        stream.codec_context.thread_count = 1
        for packet in _packets(container, stream):
            try:
                frames = packet.decode()
            except av.error.EOFError:
                break
            except (av.error.FFmpegError, ValueError) as error:
                bad += 1
                if bad > BAD_PACKETS:
                    raise Unreadable(
                        "recording-damaged",
                        "the recording is damaged in many places",
                        "copy it from the recorder again",
                    ) from error
                continue
            for frame in frames:
                if not LOWEST_RATE <= frame.sample_rate <= HIGHEST_RATE:
                    message = f"the rate changes to {frame.sample_rate} samples a second"
                    raise Unreadable("recording-strange-rate", message)
                seconds += frame.samples / frame.sample_rate
                if seconds > LONGEST:
                    raise too_long()
                names = tuple(channel.name for channel in frame.layout.channels)
                samples = as_float(frame)
                yield _within(samples, about, seconds), frame.sample_rate, names


def _within(samples: Samples, about: Probe, seconds: float) -> Samples:
    """Cut the encoder's padding from the last frame of an MP4, whose header tells the length."""
    if about.container != "mov" or about.duration is None:
        return samples
    excess = round((seconds - about.duration) * about.rate)
    # More than a frame is no padding: the header is wrong.
    return samples[:, :-excess] if 0 < excess < samples.shape[1] else samples


def _packets(
    container: av.container.InputContainer, stream: av.AudioStream
) -> "Iterator[av.Packet[av.AudioStream]]":
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, av.error.EOFError):
            return
        except av.error.FFmpegError as error:
            raise Unreadable(
                "recording-damaged", "the recording cannot be read to its end"
            ) from error
        yield packet


def as_float(frame: av.AudioFrame) -> Samples:
    """Return a decoded frame as float32 (channels, samples), full scale ±1.0."""
    array = frame.to_ndarray()
    if not frame.format.is_planar:
        array = array.reshape(-1, frame.layout.nb_channels).T
    kind = frame.format.name.removesuffix("p")
    if kind == "u8":
        return (array.astype(np.float32) - np.float32(128)) / np.float32(128)
    if kind in SCALE:
        return (array / SCALE[kind]).astype(np.float32)
    # A float file may hold NaN or infinity; one such sample would silence every filter after it.
    return np.asarray(np.nan_to_num(array, nan=0.0, posinf=1.0, neginf=-1.0), dtype=np.float32)


def _resampled(
    frames: Iterator[tuple[Samples, int, tuple[str, ...]]], rate: int | None, channels: int
) -> Iterator[Samples]:
    """Bring every frame to ``channels`` and ``rate``; a new source rate starts a new resampler."""
    resampler: soxr.ResampleStream | None = None
    source = 0
    weights = np.empty((0, 0), dtype=np.float32)
    layout: tuple[str, ...] = ()
    for samples, own, names in frames:
        if names != layout:
            layout, weights = names, matrix(names, channels)
        if own != source:
            if resampler is not None:
                yield resampler.resample_chunk(_none(channels), last=True).T
            source = own
            target = own if rate is None else rate
            rate = target  # None means the rate that the file begins with
            resampler = (
                None
                if own == target
                else soxr.ResampleStream(own, target, channels, dtype="float32", quality="HQ")
            )
        mixed = mix(samples, weights)
        if resampler is not None:
            mixed = resampler.resample_chunk(np.ascontiguousarray(mixed.T)).T
        yield mixed
    if resampler is not None:
        yield resampler.resample_chunk(_none(channels), last=True).T


def _none(channels: int) -> Samples:
    return np.zeros((0, channels), dtype=np.float32)
