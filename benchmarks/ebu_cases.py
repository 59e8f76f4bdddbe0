"""The signals of EBU Tech 3341 (table 1) and Tech 3342 (table 1) that can be synthesised exactly.

All but cases 7 and 8 of the one and 5 and 6 of the other, which are authentic programmes: 63 files
with 105 checks. A case is a pure function of the sampling rate.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import inf

import numpy as np
from numpy.typing import NDArray
from scipy.signal import firwin, upfirdn

from izdat.master.loudness import STEP, Meter
from izdat.master.weighting import channel_weights

Samples = NDArray[np.float32]  # (channels, n)
Levels = list[tuple[float, float]]  # (dBFS, seconds)

PEAK_LENGTH = 12_000  # samples of a case of true peak, which is the same at every rate
STEREO = ("FL", "FR")
SURROUND = ("FL", "FR", "FC", "SL", "SR")
SILENCE = -inf


@dataclass(frozen=True, slots=True)
class Check:
    """What a meter has to say, from ``low`` to ``high``.

    ``what``: ``integrated``, ``range``, ``true_peak``; ``max_momentary`` or ``max_short_term``,
    the highest by ``time``; ``momentary`` or ``short_term``, each value from ``time`` on.
    """

    what: str
    low: float
    high: float
    time: float  # seconds

    def holds(self, value: float | None) -> bool:
        return value is not None and self.low <= value <= self.high

    def farthest(self, values: NDArray[np.floating]) -> float | None:
        """Return the value that fits least; None of none."""
        if not len(values):
            return None
        return float(values[np.argmax(np.abs(values - (self.low + self.high) / 2))])


@dataclass(frozen=True, slots=True)
class Case:
    name: str
    signal: Callable[[int], Samples]  # of the rate in Hz
    checks: tuple[Check, ...]
    layout: tuple[str, ...] = STEREO


def loud(what: str, lufs: float, time: float = 0.0) -> Check:
    return Check(what, lufs - 0.1, lufs + 0.1, time)


def tones(*channels: Levels) -> Callable[[int], Samples]:
    """Return a sine of 1 kHz in steps, phase-continuous; one channel is heard on both sides."""

    def signal(rate: int) -> Samples:
        second = np.sin(2 * np.pi * 1000 * np.arange(rate) / rate)  # a whole number of periods
        rows = []
        for levels in channels:
            ends = np.rint(np.cumsum([0.0, *(seconds for _, seconds in levels)]) * rate)
            row = np.resize(second.astype(np.float32), int(ends[-1]))
            for (level, _), (start, end) in zip(levels, pairwise(ends.astype(int)), strict=True):
                row[start:end] *= np.float32(10 ** (level / 20))
            rows.append(row)
        return np.stack(rows) if len(rows) > 1 else np.broadcast_to(rows[0], (2, len(rows[0])))

    return signal


def faded(row: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``row`` faded in and out: an abrupt beginning has peaks of its own."""
    n = np.arange(len(row))
    return row * np.minimum(1, np.minimum(n, n[::-1]) * 10 / len(row))


def sine(divisor: int, degrees: float, amplitude: float) -> Callable[[int], Samples]:
    """Return a sine of a ``divisor``-th of the sampling rate."""

    def signal(_: int) -> Samples:
        phase = 2 * np.pi * np.arange(PEAK_LENGTH) / divisor + np.radians(degrees)
        return np.stack([faded(amplitude * np.sin(phase))] * 2).astype(np.float32)

    return signal


def between(offset: int) -> Callable[[int], Samples]:
    """Return fs/6 at half of full scale with one full-scale period of fs/4 in its middle.

    Made at four times the rate, low-passed, and decimated from sample ``offset`` on.
    """

    def signal(_: int) -> Samples:
        count = 4 * PEAK_LENGTH
        steps = np.full(count, 2 * np.pi / 24)
        level = np.full(count, 0.5)
        start = count // 2 // 24 * 24
        steps[start : start + 16] = 2 * np.pi / 16
        level[start : start + 16] = 1.0
        phase = np.concatenate([[0.0], np.cumsum(steps)[:-1]])
        low_pass = firwin(1023, 5 / 12, fs=4)
        row = upfirdn(low_pass, faded(level * np.sin(phase)))[offset::4]
        return np.stack([row] * 2).astype(np.float32)

    return signal


def peak(dbtp: float) -> tuple[Check, ...]:
    return (Check("true_peak", dbtp - 0.4, dbtp + 0.2, 0.0),)


def _moving(window: float, step: float, level: float) -> Iterator[Levels]:
    """Yield a tone as long as the window, after more and more silence (cases 10 and 13)."""
    for i in range(20):
        yield [(SILENCE, i * step), (level, window), (SILENCE, 1.0)]


def _rising(window: float, step: float) -> tuple[Levels, list[tuple[float, float]]]:
    """Return tones that rise by 1 dB (cases 11 and 14), with (level, seconds) of each one's end."""
    levels: Levels = []
    ends = []
    for i in range(20):
        levels += [(SILENCE, i * step), (i - 38.0, window), (SILENCE, window - i * step)]
        ends.append((i - 38.0, (i + 1) * 2 * window))
    return levels, ends


def _tech_3341() -> Iterator[Case]:
    for name, level in (("1", -23.0), ("2", -33.0)):
        checks = tuple(loud(what, level) for what in ("momentary", "short_term", "integrated"))
        yield Case(f"3341-{name}", tones([(level, 20)]), checks)
    steps: dict[str, Levels] = {
        "3": [(-36, 10), (-23, 60), (-36, 10)],
        "4": [(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)],
        "5": [(-26, 20), (-20, 20.1), (-26, 20)],
    }
    for name, levels in steps.items():
        yield Case(f"3341-{name}", tones(levels), (loud("integrated", -23),))
    five: list[Levels] = [[(level, 20)] for level in (-28, -28, -24, -30, -30)]
    yield Case("3341-6", tones(*five), (loud("integrated", -23),), SURROUND)
    pulses = [(-20.0, 1.34), (-30.0, 1.66)] * 5
    yield Case("3341-9", tones(pulses), (loud("short_term", -23, 3.0),))
    for i, levels in enumerate(_moving(3.0, 0.15, -23)):
        yield Case(f"3341-10.{i}", tones(levels), (loud("max_short_term", -23, inf),))
    rising, ends = _rising(3.0, 0.15)
    checks = tuple(loud("max_short_term", level, end) for level, end in ends)
    yield Case("3341-11", tones(rising), checks)
    pulses = [(-20.0, 0.18), (-30.0, 0.22)] * 25
    yield Case("3341-12", tones(pulses), (loud("momentary", -23, 1.0),))
    for i, levels in enumerate(_moving(0.4, 0.02, -23)):
        yield Case(f"3341-13.{i}", tones(levels), (loud("max_momentary", -23, inf),))
    rising, ends = _rising(0.4, 0.02)
    checks = tuple(loud("max_momentary", level, end) for level, end in ends)
    yield Case("3341-14", tones(rising), checks)
    yield Case("3341-15", sine(4, 0, 0.5), peak(-6))
    yield Case("3341-16", sine(4, 45, 0.5), peak(-6))
    yield Case("3341-17", sine(6, 60, 0.5), peak(-6))
    yield Case("3341-18", sine(8, 67.5, 0.5), peak(-6))
    yield Case("3341-19", sine(4, 45, 1.41), peak(3))
    for offset in range(4):
        yield Case(f"3341-{20 + offset}", between(offset), peak(0))


def _tech_3342() -> Iterator[Case]:
    steps = ([-20, -30], [-20, -15], [-40, -20], [-50, -35, -20, -35, -50])
    for name, levels, lu in zip("1234", steps, (10, 5, 20, 15), strict=True):
        signal = tones([(level, 20) for level in levels])
        yield Case(f"3342-{name}", signal, (Check("range", lu - 1, lu + 1, 0.0),))


CASES = (*_tech_3341(), *_tech_3342())


def izdat_values(case: Case, rate: int) -> list[float | None]:
    """Return what izdat's meter says to each check of ``case``."""
    samples = case.signal(rate)
    meter = Meter(rate, len(samples), weights=channel_weights(case.layout))
    values: list[float | None] = []
    at = 0
    for check in case.checks:
        end = min(round(check.time * rate), samples.shape[1]) if check.time < inf else None
        if check.what.startswith("max_"):
            meter.add(samples[:, at:end])
            at = end or samples.shape[1]
            values.append(getattr(meter.course(), check.what))
            continue
        meter.add(samples[:, at:])
        at = samples.shape[1]
        if check.what in ("momentary", "short_term"):
            series = getattr(meter.course(), check.what)
            window = {"momentary": 4, "short_term": 30}[check.what]
            # Value k is that of the window that ends at (k + window) / STEP seconds.
            values.append(check.farthest(series[max(0, round(check.time * STEP) - window) :]))
        else:
            values.append(getattr(meter.result(), check.what))
    return values
