"""Fades, and sounds that go over into one another."""

from collections.abc import Callable, Sequence
from math import cos, pi, sin

import numpy as np

from izdat.master.level import Samples
from izdat.model.mastering import RATE, Span

CUT = RATE // 200  # 5 ms in which a cut goes over: short beside a consonant, and no click

Read = Callable[[int, int], Samples]  # (first sample, the one after the last) of a recording


def soft(length: int) -> Samples:
    """Return a raised cosine from 0 to 1, float32 (length,): two of them add up to 1."""
    values = [round((1 - cos(pi * (n + 0.5) / length)) / 2, 9) for n in range(length)]
    return np.array(values, dtype=np.float32)


def equal_power(length: int) -> Samples:
    """Return a quarter of a sine from 0 to 1, float32 (length,): two squares add up to 1."""
    values = [round(sin(pi * (n + 0.5) / length / 2), 9) for n in range(length)]
    return np.array(values, dtype=np.float32)


def silence(length: int, channels: int) -> list[Samples]:
    """Return ``length`` samples of silence, in blocks of a second."""
    return [
        np.zeros((channels, min(RATE, length - start)), dtype=np.float32)
        for start in range(0, length, RATE)
    ]


def shape(sound: Samples, at: int, curve: Samples, begin: int) -> None:
    """Multiply ``sound``, whose first sample is number ``at``, by ``curve`` from ``begin`` on."""
    low, high = max(begin, at), min(begin + len(curve), at + sound.shape[1])
    if low < high:
        sound[:, low - at : high - at] *= curve[low - begin : high - begin]


def spliced(read: Read, pieces: Sequence[Span], start: int, stop: int, channels: int) -> Samples:
    """Return the samples from ``start`` to ``stop`` of the ``pieces`` of a recording in a row.

    Each goes over into the next around the cut. They lie in order and at least ``CUT`` samples
    apart, and are as long. No time is lost: half of a join lies before the cut and half behind it.
    """
    half = CUT // 2
    rise = equal_power(2 * half)
    out = np.zeros((channels, stop - start), dtype=np.float32)
    at = 0  # where the piece begins
    for number, piece in enumerate(pieces):
        end = at + piece.end - piece.start
        is_first, is_last = number == 0, number == len(pieces) - 1
        low = max(at - (0 if is_first else half), start)
        high = min(end + (0 if is_last else half), stop)
        if low < high:
            own = read(piece.start + low - at, piece.start + high - at)
            if not is_first:
                shape(own, low, rise, at - half)
            if not is_last:
                shape(own, low, rise[::-1], end - half)
            out[:, low - start : high - start] += own
        at = end
    return out
