"""How much to turn each part, and the whole, up or down."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isfinite

import numpy as np
from numpy.typing import NDArray

from izdat.master.loudness import Meter
from izdat.model.sound import Loudness

Samples = NDArray[np.float32]

MUSIC_UNDER_SPEECH = 2.0  # LU: intro and outro; music at the loudness of speech seems louder
BED_UNDER_VOICE = 18.0  # LU: low enough to follow every word
MOST_GAIN = 40.0  # dB: a whisper comes up, an empty room does not become a storm
CLOSE = 0.05  # LU: half of what is promised
CLOSE_ENOUGH = 0.08  # LU: what is not worth another encoding
HEADROOM = 0.03  # dB: other meters interpolate otherwise

# Gains are rounded to this, in dB, so that the last bit of a measurement decides nothing.
DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Setting:
    """How a programme is brought to its level."""

    gain: float  # dB
    ceiling: float  # dBTP, of the limiter


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
    return Setting(
        gain=round(min(setting.gain + error, MOST_GAIN), DECIMALS),
        ceiling=round(setting.ceiling - lower, DECIMALS),
    )


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


def settled(
    sound: Callable[[Setting], Iterator[Samples]],
    setting: Setting,
    *,
    target: float,
    true_peak: float,
    rate: int,
    channels: int,
    passes: int,
) -> Setting:
    """Return a setting under which ``sound`` is good, after at most ``passes`` hearings."""
    for _ in range(passes):
        better = corrected(
            setting, measure(sound(setting), rate, channels), target=target, true_peak=true_peak
        )
        if better is None:
            break
        setting = better
    return setting
