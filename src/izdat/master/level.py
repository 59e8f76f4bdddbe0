"""How much to turn each part, and the whole, up or down."""

from collections.abc import Iterator
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from izdat.master.loudness import Meter
from izdat.model.programme import Setting
from izdat.model.sound import Loudness

Samples = NDArray[np.float32]

MUSIC_UNDER_SPEECH = 2.0  # LU: intro and outro; music at the loudness of speech seems louder
BED_UNDER_VOICE = 18.0  # LU: low enough to follow every word
MOST_GAIN = 40.0  # dB: a whisper comes up, an empty room does not become a storm
CLOSE = 0.035  # LU: half a step of the gain, and what a limiter makes of it
CLOSE_ENOUGH = 0.06  # LU: what is not worth another encoding
MOST_LOST = 1.0  # LU: more is no loss of a codec's but a trial of next to nothing
HEADROOM = 0.03  # dB: other meters interpolate otherwise

# Gains are rounded to this, in dB, so that the last bit of a measurement decides nothing.
DECIMALS = 2
STEPS = 20  # of a gain in a dB, for what shall stay as it is when little changes


def on_grid(gain: float) -> float:
    """Return a gain in steps of 0.05 dB: a small edit of a long sound mostly moves it by none."""
    return round(round(gain * STEPS) / STEPS, DECIMALS)


def part_gain(loudness: Loudness, target: float) -> float:
    """Return the gain in dB that brings a part to ``target`` LUFS; silence stays as it is."""
    if not isfinite(loudness.integrated):
        return 0.0
    return round(min(target - loudness.integrated, MOST_GAIN), DECIMALS)


def factor(gain: float) -> np.float32:
    """Return the factor of a gain in dB."""
    return np.float32(round(10 ** (gain / 20), 9))


def turned(blocks: Iterator[Samples], gain: float) -> Iterator[Samples]:
    """Yield ``blocks`` turned up or down by ``gain`` dB."""
    by = factor(gain)
    return (block * by for block in blocks)


def corrected(
    setting: Setting,
    measured: Loudness,
    *,
    target: float,
    true_peak: float,
    close: float = CLOSE,
) -> Setting | None:
    """Return a better setting than the one that gave ``measured``; None if that is good.

    Good is within ``close`` LU of ``target`` LUFS and not above ``true_peak`` dBTP. A programme
    of silence is good.
    """
    if not isfinite(measured.integrated):
        return None
    error = target - measured.integrated
    over = measured.true_peak - (true_peak - HEADROOM)
    if abs(error) <= close and over <= HEADROOM:
        return None
    lower = over if over > HEADROOM else 0.0
    better = Setting(
        gain=on_grid(min(setting.gain + error, MOST_GAIN)),
        ceiling=round(setting.ceiling - lower, DECIMALS),
    )
    return None if better == setting else better


def metered(blocks: Iterator[Samples], meter: Meter) -> Iterator[Samples]:
    """Yield ``blocks``, measured as they pass."""
    for block in blocks:
        meter.add(block)
        yield block


def measure(blocks: Iterator[Samples], rate: int, channels: int) -> Loudness:
    """Return the loudness of ``blocks``, which are used up."""
    meter = Meter(rate, channels)
    for block in blocks:
        meter.add(block)
    return meter.result()
