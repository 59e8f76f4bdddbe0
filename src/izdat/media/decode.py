"""Any recording → float32 samples, a block at a time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

import av
import numpy as np
import soxr
from numpy.typing import NDArray

from izdat.media.container import HIGHEST_RATE, LONGEST, LOWEST_RATE, Probe, opened, too_long
from izdat.media.mixing import fitted, matrix, mix
from izdat.media.unreadable import Unreadable

Samples = NDArray[np.float32]  # (channels, n), full scale ±1.0

BLOCK = 1 << 16  # samples handed on at a time: large enough that the calls cost nothing
BAD_PACKETS = 16  # a scratch is passed over; more is damage that would shift the words' times

# To full scale 1.0, from FFmpeg's integer sample formats. Powers of two: nothing is rounded.
SCALE = {
    "s16": np.float32(2.0**-15),
    "s32": np.float32(2.0**-31),
    "s64": np.float32(2.0**-63),
}


def decode(
    path: Path, rate: int | None, channels: int, hear: Callable[[Samples], None] | None = None
) -> Iterator[Samples]:
    """Yield the sound of ``path`` as float32 blocks (channels, n ≤ about 1.4 s), resampled.

    ``rate`` in Hz, None for the file's own; ``channels`` is 1 or 2. Moving pictures are passed
    over; a rate or layout that changes midway is followed. ``hear`` is given the samples as they
    are in the file, before they are mixed and resampled. Raises ``Unreadable``, also after blocks
    have been yielded; a file without a single sample yields nothing.
    """
    mixing = partial(matrix, channels=channels)
    frames = _together(_frames(path))
    if hear is not None:
        frames = _overheard(frames, hear)
    return gathered(_resampled(frames, rate, channels, mixing))


def _overheard(
    frames: Iterator[tuple[Samples, "_Sort"]], hear: Callable[[Samples], None]
) -> Iterator[tuple[Samples, "_Sort"]]:
    for samples, sort in frames:
        hear(samples)
        yield samples, sort


@dataclass(frozen=True, slots=True)
class Sound:
    """A recording as it is: its own rate, its own channels."""

    rate: int  # Hz, of its first frame
    layout: tuple[str, ...]  # FFmpeg's name of each channel
    blocks: Iterator[Samples]


def decode_unmixed(path: Path) -> Sound | None:
    """Return the sound of ``path`` neither mixed nor resampled; None without a single sample.

    A rate or layout that changes midway is brought to the first frame's. Raises as ``decode``.
    """
    frames = _together(_frames(path))
    first = next(frames, None)
    if first is None:
        return None
    rate, layout = first[1].rate, first[1].layout
    mixing = partial(fitted, layout=layout)
    blocks = _resampled(chain([first], frames), rate, len(layout), mixing)
    return Sound(rate, layout, gathered(blocks))


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


@dataclass(frozen=True, slots=True)
class _Sort:
    """What neighbouring frames must have in common to be taken together."""

    form: str  # FFmpeg's sample format
    rate: int  # Hz
    layout: tuple[str, ...]  # names of the channels


def _frames(path: Path) -> Iterator[tuple[NDArray[Any], _Sort]]:
    """Yield what comes from the decoder: (channels, n) in the decoder's own numbers."""
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
                rate = frame.sample_rate
                if not LOWEST_RATE <= rate <= HIGHEST_RATE:
                    message = f"the rate changes to {rate} samples a second"
                    raise Unreadable("recording-strange-rate", message)
                seconds += frame.samples / rate
                if seconds > LONGEST:
                    raise too_long()
                layout = tuple(channel.name for channel in frame.layout.channels)
                array = frame.to_ndarray()
                if not frame.format.is_planar:
                    array = array.reshape(-1, len(layout)).T
                yield _within(array, about, seconds), _Sort(frame.format.name, rate, layout)


def _together(
    frames: Iterator[tuple[NDArray[Any], _Sort]],
) -> Iterator[tuple[Samples, _Sort]]:
    """Yield frames of one sort joined, as float32: the work behind costs more by the call."""
    held: list[NDArray[Any]] = []
    count = 0
    sort: _Sort | None = None
    for array, own in frames:
        if sort is not None and (own != sort or count >= BLOCK // 4):
            yield as_float(np.concatenate(held, axis=1), sort.form), sort
            held, count = [], 0
        sort = own
        held.append(array)
        count += array.shape[1]
    if sort is not None:
        yield as_float(np.concatenate(held, axis=1), sort.form), sort


def _within(samples: NDArray[Any], about: Probe, seconds: float) -> NDArray[Any]:
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


def as_float(array: NDArray[Any], form: str) -> Samples:
    """Return samples in FFmpeg's format ``form`` as float32, full scale ±1.0."""
    kind = form.removesuffix("p")
    if kind == "u8":
        return (array.astype(np.float32) - np.float32(128)) / np.float32(128)
    if kind in SCALE:
        floats: Samples = np.multiply(array, SCALE[kind], dtype=np.float32, casting="unsafe")
        return floats
    # A float file may hold NaN or infinity; one such sample would silence every filter after it.
    if not np.isfinite(array).all():
        array = np.nan_to_num(array, nan=0.0, posinf=1.0, neginf=-1.0)
    return array.astype(np.float32, copy=False)


def _resampled(
    frames: Iterator[tuple[Samples, _Sort]],
    rate: int | None,
    channels: int,
    mixing: Callable[[tuple[str, ...]], NDArray[np.float32]],
) -> Iterator[Samples]:
    """Bring every frame to ``channels`` and ``rate``; a new source rate starts a new resampler.

    ``mixing`` returns the weights (channels, n) of a layout.
    """
    resampler: soxr.ResampleStream | None = None
    source = 0
    for samples, sort in frames:
        if sort.rate != source:
            if resampler is not None:
                yield resampler.resample_chunk(_none(channels), last=True).T
            source = sort.rate
            target = source if rate is None else rate
            rate = target  # None means the rate that the file begins with
            resampler = (
                None
                if source == target
                else soxr.ResampleStream(source, target, channels, dtype="float32", quality="HQ")
            )
        mixed = mix(samples, mixing(sort.layout))
        if resampler is not None:
            mixed = resampler.resample_chunk(np.ascontiguousarray(mixed.T)).T
        yield mixed
    if resampler is not None:
        yield resampler.resample_chunk(_none(channels), last=True).T


def _none(channels: int) -> Samples:
    return np.zeros((0, channels), dtype=np.float32)
