"""A sound → the same between what it would go on as, for an encoder to hear beside it.

A file that begins or ends in the middle of a sound is one of several that are played in a row. An
encoder that hears silence there takes the edge for an attack, and the file clicks at its join with
the next. What is put in its place is never heard: the file says to leave it out.
"""

from collections.abc import Iterator
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from izdat.media.decode import Samples

CONTEXT = 4096  # samples, of which it is seen how a sound goes on: two periods of 24 Hz at 48 kHz
ORDER = 32  # sixteen tones at once


def continued(blocks: Iterator[Samples], before: int, behind: int) -> Iterator[Samples]:
    """Yield ``before`` samples, the sound, and ``behind`` samples; nothing where there is none."""
    head, blocks = opened(blocks)
    if not head.shape[1]:
        return
    yield predicted(head[:, CONTEXT - 1 :: -1], before)[:, ::-1]
    tail = head[:, :0]
    for block in chain([head], blocks):
        yield block
        tail = np.concatenate([tail, block], axis=1)[:, -CONTEXT:]
    yield predicted(tail, behind)


def opened(blocks: Iterator[Samples]) -> tuple[Samples, Iterator[Samples]]:
    """Return the first blocks in one, of ``CONTEXT`` samples at least or all; and the others."""
    opening: list[Samples] = [next(blocks, np.zeros((1, 0), np.float32))]
    length = opening[0].shape[1]
    while length < CONTEXT:
        block = next(blocks, None)
        if block is None:
            break
        opening.append(block)
        length += block.shape[1]
    return np.concatenate(opening, axis=1), blocks


def predicted(past: Samples, count: int) -> Samples:
    """Return ``count`` samples that follow ``past`` by linear prediction of each channel."""
    order = min(ORDER, past.shape[1] // 2)
    known = past[:, past.shape[1] - order :].astype(np.float64)
    weights = np.stack([-burg(row.astype(np.float64), order)[:0:-1] for row in past])
    whole = np.concatenate([known, np.zeros((len(past), count))], axis=1)
    for n in range(order, order + count):
        whole[:, n] = np.sum(weights * whole[:, n - order : n], axis=1)
    return whole[:, order:].astype(np.float32)


def burg(samples: NDArray[np.float64], order: int) -> NDArray[np.float64]:
    """Return the ``order`` + 1 coefficients of the prediction error filter; the first is 1.

    By Burg's method (Marple, Digital Spectral Analysis, 1987, section 8.5): what it predicts never
    grows. Silence gives a filter that predicts silence.
    """
    coefficients = np.ones(1)
    forward, backward = samples[1:], samples[:-1]
    for _ in range(order):
        power = np.sum(forward**2) + np.sum(backward**2)
        reflection = -2 * np.sum(forward * backward) / power if power > 0 else 0.0
        longer = np.append(coefficients, 0)
        coefficients = longer + reflection * longer[::-1]
        forward, backward = (
            (forward + reflection * backward)[1:],
            (backward + reflection * forward)[:-1],
        )
    return coefficients
