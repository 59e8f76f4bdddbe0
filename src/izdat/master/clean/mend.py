"""What a click has covered, drawn anew from the sound on both sides of it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import solve_toeplitz

from izdat.master.clean.clicks import Click, order
from izdat.master.clean.frames import Samples

# Of the power, added to what is learned. What has no treble is predicted so well that the least
# rest of a click, blown up, would be drawn into the gap: 12 dB better than with a millionth.
NOISE = 0.03
CONTEXT = 0.015  # seconds on each side that a prediction is learned from


def mended(blocks: Iterator[Samples], rate: int, clicks: tuple[Click, ...]) -> Iterator[Samples]:
    """Yield ``blocks`` with the samples of ``clicks``, in order of their starts, drawn anew.

    The new samples are those that the prediction, to and from them, misses least: least-squares
    autoregressive interpolation (Godsill and Rayner, 1998, section 5.2). All else is left as it is.
    """
    context = round(CONTEXT * rate) + 4 * order(rate)
    held: Samples | None = None
    start = number = 0  # sample at which what is held begins; click to come
    for block in blocks:
        held = block if held is None else np.concatenate([held, block], axis=1)
        end = start + held.shape[1]
        if number < len(clicks):
            held = held.copy()
        while (
            number < len(clicks) and clicks[number].start + clicks[number].length + context <= end
        ):
            _mend(held[clicks[number].channel], clicks[number], start, context, order(rate))
            number += 1
        # What a coming click needs: its own samples and those before it.
        coming = clicks[number].start - context if number < len(clicks) else end
        ready = min(max(coming - start, 0), held.shape[1])
        yield held[:, :ready]
        held, start = held[:, ready:], start + ready
    if held is not None:
        for click in clicks[number:]:
            _mend(held[click.channel], click, start, context, order(rate))
        yield held


def _mend(samples: NDArray[np.float32], click: Click, start: int, context: int, look: int) -> None:
    """Write over ``click`` in one channel, whose first sample is the sound's ``start``."""
    first, last = click.start - start, click.start - start + click.length
    before = samples[max(0, first - context) : first].astype(np.float64)
    after = samples[last : last + context].astype(np.float64)
    if min(len(before), len(after)) <= look:
        return  # at the very edge there is nothing to learn from
    taps = _prediction(before, after, look)
    around = np.concatenate([before[-look:], np.zeros(click.length), after[:look]])
    # The misses are A(known + unknown); least where (AᵀA) of the gap meets that of the rest.
    products = np.correlate(taps, taps, "full")[look:]
    column = np.zeros(click.length)
    column[: look + 1] = products[: click.length]
    misses = np.convolve(around, taps)
    known = np.correlate(misses, taps, "full")
    right = -known[2 * look : 2 * look + click.length]
    samples[first:last] = solve_toeplitz(column, right)


def _prediction(
    before: NDArray[np.float64], after: NDArray[np.float64], look: int
) -> NDArray[np.float64]:
    """Return 1 and the taps of the prediction error of what lies on both sides of a gap."""
    r = np.zeros(look + 1)
    for side in (before, after):
        shaped = side * np.hanning(len(side) + 2)[1:-1]
        r += [np.sum(shaped[lag:] * shaped[: len(shaped) - lag]) for lag in range(look + 1)]
    r[0] = r[0] * (1 + NOISE) + 1e-20
    return np.concatenate([[1.0], -solve_toeplitz(r[:-1], r[1:])])
