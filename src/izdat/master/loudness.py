"""How loud a programme is: ITU-R BS.1770-5 (loudness, true peak), EBU Tech 3341 and 3342."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, log10

import numpy as np
from numpy.typing import NDArray

from izdat.master.oversampling import Peak
from izdat.master.weighting import TICK, Weighting
from izdat.media.compiled import compiled
from izdat.model.sound import Loudness

STEP = 10  # parts of a second: what is kept, and where the windows of gates and series begin
MOMENTARY = 4  # steps: 400 ms, also the blocks of the gate (BS.1770-5, annex 1; Tech 3341, 2.2)
SHORT_TERM = 30  # steps: 3 s (EBU Tech 3341, 2.2)
TICKS = TICK // STEP  # in a step
ABSOLUTE_GATE = -70.0  # LUFS
RELATIVE_GATE = -10.0  # LU (BS.1770-5, annex 1)
RANGE_GATE = -20.0  # LU (EBU Tech 3342, 2.2)
OFFSET = -0.691  # dB: a 997 Hz sine at 0 dBFS in one channel reads -3.01 LUFS


@dataclass(frozen=True, slots=True)
class Course:
    """How the loudness of a programme goes, in LUFS; silence is -inf.

    The maxima are those of windows that begin every 10 ms: the series' own steps would miss up to
    0.6 LU of a sound as short as the window (Tech 3341, cases 13 and 14). They are -inf where
    the programme is shorter than the window.
    """

    max_momentary: float
    max_short_term: float
    momentary: NDArray[np.float32]  # (n,), value k of the 400 ms from k / STEP seconds on
    short_term: NDArray[np.float32]  # (m,), value k of the 3 s from k / STEP seconds on


class Meter:
    """Measures a programme as it passes by. Blocks may have any length; the result is the same.

    It keeps eight bytes for each step of 100 ms: 288 kB an hour.
    """

    def __init__(self, rate: int, channels: int, *, weights: Sequence[float] | None = None) -> None:
        """``rate`` in Hz; ``weights``: ``channel_weights`` of the layout, 1 each if not given."""
        self._rate = rate
        self._weighting = Weighting(rate, (1.0,) * channels if weights is None else weights)
        self._peak = Peak(channels)
        self._steps = array("d")  # weighted sum of squares of each step
        self._recent = np.zeros(0)  # the last ticks, as many as a window needs before a new one
        self._ticks = 0  # so far
        self._loudest = {MOMENTARY: 0.0, SHORT_TERM: 0.0}  # window's sum of squares

    def add(self, block: NDArray[np.float32]) -> None:
        """Take the next samples: float32 (channels, n), full scale ±1.0."""
        block = np.ascontiguousarray(block, dtype=np.float32)
        ticks = self._weighting.add(block)
        self._peak.add(block)
        if len(ticks):
            self._follow(ticks)

    def _follow(self, ticks: NDArray[np.float64]) -> None:
        """Close the steps that are over, and look for the loudest windows among the new ones."""
        known = np.concatenate([self._recent, ticks])
        for window, loudest in self._loudest.items():
            size = window * TICKS
            sums = sums_of(known[max(0, len(known) - len(ticks) - size + 1) :], size)
            self._loudest[window] = float(sums.max(initial=loudest))
        waiting = self._ticks % TICKS + len(ticks)
        self._ticks += len(ticks)
        if waiting >= TICKS:
            steps = sums_of(known[len(known) - waiting :], TICKS)[::TICKS]
            self._steps.frombytes(steps.tobytes())
        self._recent = known[max(0, len(known) - SHORT_TERM * TICKS + 1) :]

    def result(self) -> Loudness:
        """Return what has been measured so far; the incomplete last block is left out."""
        return loudness_of(np.array(self._steps), self._rate, self._peak.result())

    def course(self) -> Course:
        """Return how the loudness has gone so far."""
        return Course(
            self._highest(MOMENTARY),
            self._highest(SHORT_TERM),
            series(self._energies(MOMENTARY)),
            series(self._energies(SHORT_TERM)),
        )

    def _highest(self, window: int) -> float:
        return lufs(self._loudest[window] * STEP / self._rate / window)

    def _energies(self, window: int) -> NDArray[np.float64]:
        """Return the mean square of each run of ``window`` steps, one beginning at every step."""
        return energies(np.array(self._steps), self._rate, window)


def loudness_of(steps: NDArray[np.float64], rate: int, true_peak: float) -> Loudness:
    """Return the loudness of a sound of which ``step_sums`` are known; ``true_peak`` in dBTP."""
    range_ = _range(energies(steps, rate, SHORT_TERM))
    return Loudness(gated(energies(steps, rate, MOMENTARY)), true_peak, range_)


def energies(steps: NDArray[np.float64], rate: int, window: int) -> NDArray[np.float64]:
    """Return the mean square of each run of ``window`` steps, one beginning at every step."""
    return sums_of(steps, window) * (STEP / rate / window)


def step_sums(samples: NDArray[np.float32], rate: int) -> NDArray[np.float64]:
    """Return the weighted sum of squares of each whole step of ``samples``, float32 (channels, n).

    Before the first sample is silence.
    """
    ticks = Weighting(rate, (1.0,) * len(samples)).add(np.ascontiguousarray(samples))
    return sums_of(ticks, TICKS)[::TICKS]


def loudness(samples: NDArray[np.float32], rate: int) -> Loudness:
    """Return the loudness of ``samples``, float32 (channels, n); silence is -inf."""
    meter = Meter(rate, samples.shape[0])
    meter.add(samples)
    return meter.result()


@compiled
def sums_of(energies: NDArray[np.float64], length: int) -> NDArray[np.float64]:
    """Return the sum of each run of ``length`` values, one beginning at every value.

    Not a difference of running sums: that leaves a residue in the silence after loud sound. The
    inner loop runs over neighbouring sums, so that the compiler can do several at once.
    """
    sums = np.zeros(max(0, len(energies) - length + 1))
    for offset in range(length):
        under = energies[offset : offset + len(sums)]
        for n in range(len(sums)):
            sums[n] += under[n]
    return sums


def lufs(energy: float) -> float:
    """Return the loudness of a mean square, weighted; silence is -inf."""
    return OFFSET + 10 * log10(energy) if energy > 0 else -inf


def energy_of(lufs: float) -> float:
    """Return the mean square, weighted, of a loudness in LUFS."""
    return float(10 ** ((lufs - OFFSET) / 10))


def series(energies: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return the loudness in LUFS of each mean square, weighted; silence is -inf."""
    with np.errstate(divide="ignore"):
        return (OFFSET + 10 * np.log10(energies)).astype(np.float32)


def gated(blocks: NDArray[np.float64]) -> float:
    """Return the gated loudness in LUFS of blocks of 400 ms (BS.1770-5, annex 1)."""
    blocks = blocks[blocks > energy_of(ABSOLUTE_GATE)]
    if not len(blocks):
        return -inf
    blocks = blocks[blocks > energy_of(lufs(float(blocks.mean())) + RELATIVE_GATE)]
    return lufs(float(blocks.mean()))


def _range(blocks: NDArray[np.float64]) -> float:
    """Return the loudness range in LU of blocks of 3 s (EBU Tech 3342, section 2); 0 of none."""
    blocks = blocks[blocks >= energy_of(ABSOLUTE_GATE)]
    if not len(blocks):
        return 0.0
    blocks = np.sort(blocks[blocks >= energy_of(lufs(float(blocks.mean())) + RANGE_GATE)])
    last = len(blocks) - 1
    low, high = blocks[floor(last * 0.10 + 0.5)], blocks[floor(last * 0.95 + 0.5)]
    return lufs(float(high)) - lufs(float(low))
