"""A voice on one side only, from a microphone in one socket of a stereo recorder → on both."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log10

import numpy as np

from izdat.master.clean.frames import Samples

SIDES = ("left", "right")
SILENT = -40.0  # dB beside the other side: a microphone in the same room hears more than that
LOWEST = -120.0  # dB; digital silence has no level


@dataclass(frozen=True, slots=True)
class OneSide:
    heard: int  # the channel
    level: float  # dB, of the silent side beside the other


def one_side(powers: Sequence[float]) -> OneSide | None:
    """Return the side that is heard alone; ``powers``: the mean square of each channel."""
    if len(powers) != 2 or max(powers) <= 0:
        return None
    heard = 0 if powers[0] > powers[1] else 1
    ratio = max(powers[1 - heard] / powers[heard], 10 ** (LOWEST / 10))
    level = 10 * log10(ratio)
    return OneSide(heard, level) if level < SILENT else None


def on_both(blocks: Iterator[Samples], heard: int) -> Iterator[Samples]:
    """Yield ``blocks``, float32 (2, n), with the channel ``heard`` on both sides."""
    for block in blocks:
        yield np.stack([block[heard], block[heard]])
