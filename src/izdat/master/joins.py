"""Fades, and sounds that go over into one another."""

from collections.abc import Iterable, Iterator
from math import cos, pi, sin

import numpy as np

from izdat.master.inspect import RATE
from izdat.master.layout import Slot
from izdat.master.level import Samples
from izdat.model.mastering import Span

CUT = RATE // 200  # 5 ms in which a cut goes over: short beside a consonant, and no click


def soft(length: int) -> Samples:
    """Return a raised cosine from 0 to 1, float32 (length,): two of them add up to 1."""
    values = [round((1 - cos(pi * (n + 0.5) / length)) / 2, 9) for n in range(length)]
    return np.array(values, dtype=np.float32)


def equal_power(length: int) -> Samples:
    """Return a quarter of a sine from 0 to 1, float32 (length,): two squares add up to 1."""
    values = [round(sin(pi * (n + 0.5) / length / 2), 9) for n in range(length)]
    return np.array(values, dtype=np.float32)


def faded(
    blocks: Iterable[Samples], length: int, rise: Samples, fall: Samples
) -> Iterator[Samples]:
    """Yield ``blocks``, ``length`` samples in all, multiplied by ``rise`` where they begin.

    ``fall``, also from 0 to 1, is turned round for the end. Both are at most ``length`` long.
    """
    at = 0
    for block in blocks:
        block = block[:, : length - at]
        count = block.shape[1]
        into = rise[at : at + count]
        block[:, : len(into)] *= into
        # Where the fade out begins, counted from this block's first sample.
        begin = length - len(fall) - at
        if begin < count:
            first = max(begin, 0)
            block[:, first:] *= fall[::-1][first - begin : count - begin]
        at += count
        yield block


def overlapped(sounds: Iterable[Iterator[Samples]], slots: tuple[Slot, ...]) -> Iterator[Samples]:
    """Yield sounds one after another, each in its slot, silence between, overlaps added up."""
    tail: Samples | None = None  # the last samples of the sound before, not yet heard
    at = 0
    for number, (sound, slot) in enumerate(zip(sounds, slots, strict=True)):
        held = slots[number + 1].overlap if number + 1 < len(slots) else 0
        own = 0  # samples of this sound so far
        rest: Samples | None = None
        for block in sound:
            if own == 0 and slot.start > at:
                yield from silence(slot.start - at, len(block))
            if tail is not None and own < tail.shape[1]:
                under = tail[:, own : own + block.shape[1]]
                block[:, : under.shape[1]] += under
            own += block.shape[1]
            whole = block if rest is None else np.concatenate([rest, block], axis=1)
            ready = max(0, min(whole.shape[1], slot.length - held - own + whole.shape[1]))
            if ready:
                yield whole[:, :ready]
            rest = whole[:, ready:] if ready < whole.shape[1] else None
        tail = rest if held else None
        at = slot.start + slot.length - held


def silence(length: int, channels: int) -> list[Samples]:
    """Return ``length`` samples of silence, in blocks of a second."""
    return [
        np.zeros((channels, min(RATE, length - start)), dtype=np.float32)
        for start in range(0, length, RATE)
    ]


def spliced(blocks: Iterable[Samples], pieces: tuple[Span, ...]) -> Iterator[Samples]:
    """Yield the ``pieces`` of a sound, each going over into the next around the cut.

    The pieces lie in order and at least ``CUT`` samples apart, and are as long. No time is lost:
    half of a join lies before the cut and half behind it.
    """
    half = CUT // 2
    rise = equal_power(2 * half)
    last = len(pieces) - 1
    tail: Samples | None = None
    spans = [
        Span(piece.start - (half if n else 0), piece.end + (half if n < last else 0))
        for n, piece in enumerate(pieces)
    ]
    number = at = 0
    held: Samples | None = None  # what is left of the piece, at least a join long
    for block in blocks:
        end = at + block.shape[1]
        while number <= last and spans[number].start < end:
            span = spans[number]
            own = block[:, max(span.start - at, 0) : span.end - at]
            held = own if held is None else np.concatenate([held, own], axis=1)
            is_over = span.end <= end
            ready = held.shape[1] - (2 * half if number < last else 0)
            if tail is not None and held.shape[1] >= 2 * half:
                held = held.copy()
                held[:, : 2 * half] = held[:, : 2 * half] * rise + tail
                tail = None
            if tail is None and ready > 0:
                yield held[:, :ready].copy()
                held = held[:, ready:]
            if not is_over:
                break
            tail = held * rise[::-1] if number < last else None
            held = None
            number += 1
        at = end
