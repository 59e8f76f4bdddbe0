"""Samples in blocks of any length → stretches on a fixed grid, and back."""

from collections.abc import Callable, Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

Samples = NDArray[np.float32]  # (channels, n), full scale ±1.0

FRAMES = 32  # taken together: enough that the calls cost nothing


class Stretches:
    """Cuts a sound into stretches of whole frames; neighbours share ``size - hop`` samples.

    A frame begins at every ``hop`` samples, wherever the blocks were cut: what is made of frames
    does not depend on that.
    """

    def __init__(self, size: int, hop: int, *, together: int = FRAMES) -> None:
        """``size`` and ``hop`` in samples; ``together``: how many frames a stretch has."""
        self._need = size + hop * (together - 1)
        self._step = hop * together
        self._held: list[Samples] = []
        self._count = 0

    def add(self, block: Samples) -> Iterator[Samples]:
        """Take the next samples and yield the stretches (channels, m) that are complete."""
        self._held.append(block)
        self._count += block.shape[1]
        if self._count < self._need:
            return
        whole = np.concatenate(self._held, axis=1)
        start = 0
        while self._count - start >= self._need:
            yield whole[:, start : start + self._need]
            start += self._step
        self._held = [whole[:, start:]]
        self._count -= start

    def rest(self) -> Samples | None:
        """Return what is held and was not yet enough for a stretch; None before the first block."""
        return np.concatenate(self._held, axis=1) if self._held else None


def framed(stretch: Samples, size: int, hop: int) -> Samples:
    """Return the frames of ``stretch`` as a view (channels, frames, size)."""
    windows = np.lib.stride_tricks.sliding_window_view(stretch, size, axis=1)
    return windows[:, ::hop]


def processed(
    blocks: Iterator[Samples],
    process: Callable[[Samples], Samples],
    *,
    size: int,
    hop: int,
    before: int,
    shift: int = 0,
    together: int = FRAMES,
) -> Iterator[Samples]:
    """Yield as many samples as ``blocks`` have, after ``process``.

    ``process`` is given one stretch after the other and returns ``hop`` samples (channels, n)
    for each of its frames, of which the first belongs to the stretch's sample ``shift``. The
    first stretch begins ``before`` samples before the sound, and the last ends after it: there,
    silence is put in.
    """
    first = next(blocks, None)
    if first is None:
        return
    stretches = Stretches(size, hop, together=together)
    step = hop * together
    skip, come, given = before - shift, -before, 0
    lead = np.zeros((len(first), before), dtype=np.float32)
    for block in chain((lead, first), blocks):
        come += block.shape[1]
        for stretch in stretches.add(block):
            out = process(stretch)[:, skip:]
            skip = max(0, skip - step)
            given += out.shape[1]
            yield out
    silence = np.zeros((len(first), step), dtype=np.float32)
    while given < come:
        for stretch in stretches.add(silence):
            out = process(stretch)[:, skip:][:, : come - given]
            skip = max(0, skip - step)
            given += out.shape[1]
            yield out


def convolved(blocks: Iterator[Samples], taps: NDArray[np.float64]) -> Iterator[Samples]:
    """Yield ``blocks`` under a symmetric filter of an odd number of ``taps``, without delay.

    By overlap and save; as many samples come out as went in.
    """
    half = len(taps) // 2
    size = next_fast_len(max(4 * len(taps), 4096), real=True)
    hop = size - 2 * half
    spectrum = rfft(taps, size).astype(np.complex64)

    def process(stretch: Samples) -> Samples:
        frames = framed(stretch, size, hop)
        out = irfft(rfft(frames) * spectrum, size)[:, :, 2 * half :]
        return np.ascontiguousarray(out).reshape(len(stretch), -1)

    return processed(
        blocks, process, size=size, hop=hop, before=half, shift=half, together=4
    )  # fmt: skip
