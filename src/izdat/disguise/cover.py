"""Samples and spans → the same samples with nothing of what was in the spans.

What is put there knows nothing of what it covers: its level is that of the rest of the recording,
its pitch and its noise are always the same.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]  # (channels, n), full scale ±1.0
Span = tuple[float, float]  # seconds

FADE = 0.008  # seconds: the sound is gone so long before a span begins, and the cover rises in it
PITCH = 523.0  # Hz of the tone: no multiple of 50 or 60, which would be taken for hum
UNDER = 0.35  # of the voice's level (RMS), -9 dB: heard as a sign, not as a fright
LOUDEST = 0.25  # of full scale, of a cover
FRAME = 0.05  # seconds, of which the voice's level is measured
QUIET = 1e-3  # of full scale: -60 dB; a frame below it is no voice
_NOISE = 1 << 16  # samples, after which the noise repeats


@dataclass(frozen=True, slots=True)
class Cover:
    """Spans of a sound at ``rate``, in samples: the first, and the one after the last."""

    spans: tuple[tuple[int, int], ...]
    rate: int  # Hz
    kind: str  # of model.show.COVERS; "cut" is silence here, and is cut out where parts are joined
    level: float = 0.0  # RMS of the cover, of full scale

    def gain(self, start: int, count: int) -> Samples:
        """Return what the sound is multiplied by from ``start`` on, (count,): 0 in every span."""
        fade = max(1, round(FADE * self.rate))
        gain = np.ones(count, dtype=np.float32)
        at = np.arange(start, start + count)
        for first, last in self.spans:
            if last + fade <= start or first - fade >= start + count:
                continue
            distance = np.maximum(first - at, at - last + 1)  # ≤ 0 inside
            own = np.clip(distance / (fade + 1), 0, 1)
            gain = np.minimum(gain, own.astype(np.float32))
        return gain

    def sound(self, start: int, count: int) -> Samples:
        """Return what is heard instead, from ``start`` on, (count,): 0 outside the spans."""
        out = np.zeros(count, dtype=np.float32)
        if self.kind not in ("tone", "noise"):
            return out
        fade = max(1, round(FADE * self.rate))
        for first, last in self.spans:
            begin, end = max(first, start), min(last, start + count)
            if begin >= end:
                continue
            n = np.arange(begin - first, end - first)
            edge = np.minimum(n + 1, last - first - n) / (fade + 1)
            rise = np.sin(np.clip(edge, 0, 1) * np.pi / 2) ** 2
            out[begin - start : end - start] = self.level * rise * self._wave(n)
        return out

    def _wave(self, n: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the cover's samples, of level 1, from its own beginning on."""
        if self.kind == "tone":
            wave: NDArray[np.float64] = np.sqrt(2.0) * np.sin(2 * np.pi * PITCH / self.rate * n)
            return wave
        return _noise()[n % _NOISE]


def covered(blocks: Iterable[Samples], cover: Cover) -> Iterator[Samples]:
    """Yield the sound with its cover, block by block."""
    start = 0
    for block in blocks:
        count = block.shape[1]
        gain = cover.gain(start, count)
        if gain.min() < 1:
            # Where the gain is 0 the sample is, whatever it was.
            block = np.where(gain > 0, block * gain, np.float32(0)) + cover.sound(start, count)
        yield block
        start += count


def spans_in_samples(
    spans: Iterable[Span], rate: int, length: int | None = None
) -> tuple[tuple[int, int], ...]:
    """Return spans in whole samples, outwards, in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        first, last = int(np.floor(start * rate)), int(np.ceil(end * rate))
        last = last if length is None else min(last, length)
        if joined and first <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], last))
        elif first < last:
            joined.append((first, last))
    return tuple(joined)


def level_beside(blocks: Iterable[Samples], spans: Sequence[tuple[int, int]], rate: int) -> float:
    """Return the RMS that a cover has: that of the voice outside ``spans``, and 9 dB less."""
    frame = max(1, round(FRAME * rate))
    open_ = Cover(tuple(spans), rate, "silence")
    squares: list[NDArray[np.float64]] = []
    start = 0
    for block in blocks:
        count = block.shape[1]
        heard = np.where(open_.gain(start, count) == 1, block, 0)
        whole = count - count % frame
        power = np.square(heard[:, :whole], dtype=np.float64).mean(axis=0)
        squares.append(power.reshape(-1, frame).mean(axis=1))
        start += count
    power = np.concatenate(squares) if squares else np.zeros(0)
    voice = power[power > QUIET**2]
    if not len(voice):
        return UNDER * QUIET
    voice = voice[voice > 0.1 * voice.mean()]  # what is 10 dB under the voice is a pause
    return float(min(UNDER * np.sqrt(voice.mean()), LOUDEST))


_made: list[NDArray[np.float64]] = []


def _noise() -> NDArray[np.float64]:
    """Return noise of level 1, (_NOISE,), falling by 6 dB an octave from 500 Hz or so on."""
    if not _made:
        # The generator's bits are the same on every machine and in every version of numpy.
        bits = np.random.PCG64(1).random_raw(_NOISE)
        white = (bits >> np.uint64(11)).astype(np.float64) / 2.0**53 - 0.5
        spectrum = np.fft.rfft(white)
        bins = np.arange(len(spectrum)) / len(spectrum)
        spectrum *= 1 / np.sqrt(1 + (bins / 0.02) ** 2)
        spectrum[0] = 0
        own = np.fft.irfft(spectrum, _NOISE)
        _made.append(own / np.sqrt(np.mean(own**2)))
    return _made[0]
