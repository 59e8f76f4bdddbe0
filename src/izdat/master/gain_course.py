"""A course of gain: points of (seconds, dB) with straight lines between, and sound turned by it."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import inf

import numpy as np
from numpy.typing import NDArray

from izdat.master.level import Samples, factor
from izdat.media.compiled import compiled
from izdat.model.mastering import Course

Point = tuple[float, float]

CLOSE = 0.02  # dB: a bend smaller than this is not heard, and needs no point
CROSSING = 0.1  # seconds: from one speaker's gain to the next one's, in the pause between them
LEAST_CROSSING = 0.02  # seconds, where there is no pause: any shorter would click


def joined(stretches: Sequence[Sequence[Point]]) -> Course:
    """Return one course of ``stretches``, each the course of a turn; in order, not overlapping.

    Each is 100 ms long at least, and has a point at its beginning and its end and none nearer to
    them than ``LEAST_CROSSING``. A pause between two has the lower of the gains beside it, so
    that what is heard in it is not pulled up; the crossing is at the end where they differ.
    """
    points: list[Point] = []
    for stretch in stretches:
        own = simplified(stretch)
        if points:
            (end, before), (start, after) = points[-1], own[0]
            length = max(LEAST_CROSSING, min(CROSSING, start - end))
            if after > before:
                points[-1] = (min(end, start - length), before)
                if start - length > end:
                    points.append((start - length, before))
            elif after < before:
                own[0] = (max(start, end + length), after)
                if end + length < start:
                    points.append((end + length, after))
        points += own
    return tuple((round(at, 3), round(gain, 3)) for at, gain in simplified(points))


def simplified(points: Sequence[Point]) -> list[Point]:
    """Return some of ``points``, times rising: lines between them pass all within ``CLOSE``.

    The first and the last stay. Swinging door: Bristol, ISA 1990.
    """
    kept = list(points[:1])
    low, high = -inf, inf  # the slopes under which all since the last kept one are close
    last: Point | None = None
    for at, gain in points[1:]:
        since, held = kept[-1]
        if at <= since:
            continue
        if last is not None and not low <= (gain - held) / (at - since) <= high:
            kept.append(last)
            since, held = last
            low, high = -inf, inf
        span = at - since
        low = max(low, (gain - CLOSE - held) / span)
        high = min(high, (gain + CLOSE - held) / span)
        last = (at, gain)
    return kept if last is None else [*kept, last]


def levelled(blocks: Iterator[Samples], course: Course, rate: int) -> Iterator[Samples]:
    """Yield ``blocks``, float32 (channels, n), turned by ``course``; without one, as they are."""
    first = 0
    for block in blocks:
        own = np.array(block, dtype=np.float32, order="C") if course else block
        yield turn(own, course, first, rate)
        first += block.shape[1]


def turn(block: Samples, course: Course, first: int, rate: int) -> Samples:
    """Turn ``block``, whose first sample is number ``first``, by ``course``; return it.

    The gain is a straight line in dB between two points, sample by sample.
    """
    if course:
        _turn(block, first, *_lines(course, rate))
    return block


@lru_cache(maxsize=16)
def _lines(
    course: Course, rate: int
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the first sample of each line, its factor there, and that from sample to sample."""
    starts = np.array([round(at * rate) for at, _ in course], dtype=np.int64)
    factors = np.array([factor(gain) for _, gain in course], dtype=np.float64)
    lengths = np.maximum(np.diff(starts), 1)
    ratios = [
        float(b / a) ** (1 / int(n))
        for a, b, n in zip(factors[:-1], factors[1:], lengths, strict=True)
    ]
    return starts, factors, np.array([*ratios, 1.0])


@compiled
def _turn(
    block: NDArray[np.float32],
    first: int,
    starts: NDArray[np.int64],
    factors: NDArray[np.float64],
    ratios: NDArray[np.float64],
) -> None:
    """Turn ``block``, whose first sample is number ``first``, in place.

    From sample ``starts[i]`` on the factor is ``factors[i]``, times ``ratios[i]`` at each sample.
    """
    count = block.shape[1]
    n = 0
    while n < count:
        at = first + n
        number = int(np.searchsorted(starts, at, side="right")) - 1
        end = count
        if number + 1 < len(starts):
            end = min(count, int(starts[number + 1]) - first)
        by, ratio = factors[max(number, 0)], 1.0
        if number >= 0:
            ratio = ratios[number]
            by *= ratio ** (at - starts[number])
        for m in range(n, end):
            for channel in range(block.shape[0]):
                block[channel, m] *= np.float32(by)
            by *= ratio
        n = end
