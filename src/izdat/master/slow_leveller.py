"""A gain that follows a voice which wanders, and stands still in its pauses."""

import numpy as np
from numpy.typing import NDArray

from izdat.master.loudness import ABSOLUTE_GATE, OFFSET, RELATIVE_GATE, STEP, energy_of
from izdat.media.compiled import compiled

WINDOW = 20.0  # seconds: the voice's loudness is that of the speech in them, nearer counts more
PATIENCE = 1.0  # seconds of speech of the whole's loudness, mixed in: two words decide nothing
LEEWAY = 1.0  # LU: so far a voice may be off without being touched; phrases are not equally loud
RANGE = 6.0  # dB: the most that is done, up or down
FASTEST = 0.5  # dB a second: slower than any swell that an ear would follow
FAR_UNDER = -20.0  # LU: what is so far under the voice is no voice, however long it lasts

Energies = NDArray[np.float64]


def slow_gain(energies: Energies, is_own: NDArray[np.bool_], loudness: float) -> Energies:
    """Return the gain in dB of each step of 100 ms, in thousandths, within ``RANGE`` about 0.

    ``energies``: weighted mean square of each step; ``is_own``: those in which the voice may be
    heard; ``loudness``: its own as a whole, in LUFS. Only steps loud enough to be speech count, and
    only in them does the gain move: in a pause, noise rises by nothing.
    """
    is_loud = is_own & (energies > energy_of(max(ABSOLUTE_GATE, loudness + FAR_UNDER)))
    near = _local(energies, is_loud, loudness)
    is_speech = is_loud & (energies > near * 10 ** (RELATIVE_GATE / 10))
    off = OFFSET + 10 * np.log10(_local(energies, is_speech, loudness)) - loudness
    wanted: Energies = -np.sign(off) * np.clip(np.abs(off) - LEEWAY, 0, RANGE)
    thousandths = np.round(wanted * 1000).astype(np.float64)
    return _followed(thousandths, is_speech, FASTEST * 1000 / STEP) / 1000


def _local(energies: Energies, counts: NDArray[np.bool_], loudness: float) -> Energies:
    """Return the mean square about each step of those that count, mixed with the whole's."""
    length = round(WINDOW * STEP)
    # Odd, and without the zeros at its ends.
    window: Energies = np.hanning(length + 3)[1:-1].astype(np.float64)
    patience = PATIENCE * STEP
    total = smoothed(energies * counts, window)
    count = smoothed(counts.astype(np.float64), window)
    return (total + patience * energy_of(loudness)) / (count + patience)


def smoothed(values: Energies, window: Energies) -> Energies:
    """Return ``values`` under a ``window`` of an odd number; as many, however few they are."""
    half = len(window) // 2
    return np.convolve(values, window)[half : half + len(values)]


@compiled
def _followed(wanted: Energies, is_speech: NDArray[np.bool_], fastest: float) -> Energies:
    """Return a gain that goes to ``wanted`` by at most ``fastest`` a step, and only in speech."""
    gains = np.zeros(len(wanted))
    gain = 0.0
    begun = False
    for n in range(len(wanted)):
        if is_speech[n]:
            move = wanted[n] - gain
            gain = wanted[n] if not begun else gain + min(max(move, -fastest), fastest)
            if not begun:
                gains[:n] = gain
            begun = True
        gains[n] = gain
    return gains
