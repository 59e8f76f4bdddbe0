"""McAdams' coefficient: the resonances of a voice, moved by a power of their angle.

A frame's linear prediction is solved for its poles; the angle of each complex pole is raised to a
power, and the frame's residual is spoken through the new ones (Patino, Tomashenko, Todisco,
Nautsch, Evans, "Speaker anonymisation using the McAdams coefficient", Interspeech 2021). Pitch and
tempo stay. Here the power is drawn for each recording and wanders in it.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, solve_toeplitz
from scipy.signal import lfilter

FRAME, HOP = 0.02, 0.01  # seconds
ORDER = 20  # of the prediction, at 16 kHz
POWERS = (0.5, 0.72), (0.8, 0.9)  # near 1 it is the voice itself; above, it whistles
WANDERS = 2.0  # seconds from one drawn power to the next
WANDER = 0.04

Floats = NDArray[np.float64]


class McAdams:
    """The engine. Nothing but a whole recording goes in, and nothing of it is kept."""

    id = "mcadams 1"

    def disguise(self, samples: NDArray[np.float32], rate: int, draw: int) -> NDArray[np.float32]:
        """Return ``samples`` with the resonances moved; see ``VoiceDisguise``."""
        return respoken(samples, rate, np.random.default_rng(draw), POWERS, lambda own: own)


def respoken(
    samples: NDArray[np.float32],
    rate: int,
    chance: np.random.Generator,
    powers: Sequence[tuple[float, float]],
    spoken: Callable[[Floats], Floats],
) -> NDArray[np.float32]:
    """Return ``samples`` with each frame's resonances moved, and spoken anew.

    ``powers``: ranges, in one of which the power wanders. ``spoken`` is given what is left of a
    frame without its resonances, and returns what goes through them instead, as long.
    """
    low, high = powers[int(chance.integers(len(powers)))]
    size, hop = round(FRAME * rate), round(HOP * rate)
    # Twice, before and behind: the squares of those that overlap add up to 1.
    window: Floats = np.sqrt(np.hanning(size + 1)[:-1])
    padded: Floats = np.concatenate((np.zeros(hop), samples, np.zeros(size + hop)))
    count = (len(padded) - size) // hop + 1
    steps = round(WANDERS / HOP)
    drawn = chance.uniform(low, high) + chance.uniform(-WANDER, WANDER, count // steps + 2)
    course = np.interp(np.arange(count) / steps, np.arange(len(drawn)), drawn)
    out = np.zeros(len(padded))
    for number in range(count):
        at = number * hop
        out[at : at + size] += window * _moved(
            padded[at : at + size] * window, float(course[number]), spoken
        )
    changed = out[hop : hop + len(samples)]
    loudest = float(np.abs(changed).max(initial=0.0))
    return (changed / max(1.0, loudest)).astype(np.float32)


def _moved(frame: Floats, power: float, spoken: Callable[[Floats], Floats]) -> Floats:
    """Return a windowed frame with its resonances moved, as loud as it was."""
    energy = float(frame @ frame)
    if energy < 1e-9:
        return np.zeros_like(frame)
    spectrum = np.abs(np.fft.rfft(frame, 2 * len(frame))) ** 2
    lags = np.fft.irfft(spectrum)[: ORDER + 1]
    lags[0] *= 1 + 1e-6
    try:
        predictor = np.concatenate(([1.0], -solve_toeplitz(lags[:-1], lags[1:])))
    except LinAlgError:
        return np.zeros_like(frame)
    poles = np.roots(predictor)
    angle = np.angle(poles)
    is_pair = (np.abs(angle) > 1e-6) & (np.abs(angle) < np.pi - 1e-6)
    turned = np.sign(angle) * np.abs(angle) ** power
    # Outside the circle a pole would sing on for ever.
    moved = np.minimum(np.abs(poles), 0.995) * np.exp(1j * np.where(is_pair, turned, angle))
    residual = spoken(lfilter(predictor, [1.0], frame))
    out = lfilter([1.0], np.real(np.poly(moved)), residual)
    loudness = float(out @ out)
    return out * np.sqrt(energy / loudness) if loudness > 0 else np.zeros_like(frame)
