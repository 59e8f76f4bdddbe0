"""A steady noise taken down, without touching what is louder than it.

The gain of each frequency in each moment is the log-spectral amplitude estimator of Y. Ephraim and
D. Malah (IEEE Trans. ASSP 33, 1985), driven by the "decision-directed" ratio of signal to noise
(the same, ASSP 32, 1984), which keeps single bins from ringing. The noise is followed from its
measured profile by the probability that there is only noise (T. Gerkmann and R. Hendriks, IEEE
Trans. Audio, Speech and Language Processing 20, 2012), and never far above the profile: music that
comes after is no noise.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import exp1

from izdat.master.clean.frames import Samples, framed, processed
from izdat.master.clean.noise import Noise
from izdat.media.compiled import compiled

HOP = 0.016  # seconds
OVERLAP = 2  # frames over each sample: 32 ms each
KEPT = 0.9  # of the last frame's ratio of signal to noise
LEAST = 10**-1.5  # that ratio at least
FOLLOWED = 0.99  # of the noise stays from frame to frame: it is followed within two seconds
ABOVE = 2.0  # times the profile, 3 dB: what the noise may rise to
TRUE = 10**1.5  # ratio of signal to noise that speech is thought to have where there is some

FINE = 64  # entries for each unit in the tables below
WIDE = 16  # units; from there on both are 1
SMALL = 1 / FINE  # of v; under it the gain is under the floor, whatever the table says
TINY = 1e-30  # power; less is no sound


def _tables() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return exp(E1(v)/2), and the probability of speech, for v and γ from 0 to WIDE."""
    v = np.arange(WIDE * FINE + 2) / FINE
    amplitude = np.exp(exp1(np.maximum(v, SMALL)) / 2)
    speech = 1 / (1 + (1 + TRUE) * np.exp(-v * TRUE / (1 + TRUE)))
    # Rounded, so that no processor's exponential makes another table.
    return np.round(amplitude, 9), np.round(speech, 9)


AMPLITUDE, SPEECH = _tables()


def denoised(
    blocks: Iterator[Samples], rate: int, noise: Noise, *, most: float
) -> Iterator[Samples]:
    """Yield ``blocks`` with ``noise`` turned down by at most ``most`` dB.

    All channels are turned down together, so that the picture does not move.
    """
    hop = next_fast_len(round(HOP * rate), real=True)
    size = OVERLAP * hop
    window = np.sqrt(np.hanning(size + 1)[:-1]).astype(np.float32)
    scale = np.float32(2 / OVERLAP)  # the squares of the windows add up to half their number
    profile = _spread(noise, size // 2 + 1) * float(np.sum(window.astype(np.float64) ** 2))
    least = np.full_like(profile, LEAST)
    state = np.stack([profile, 1 / np.maximum(profile, TINY), least, np.zeros_like(profile)])
    floor = round(10 ** (-most / 20), 9)
    tail: Samples | None = None

    def process(stretch: Samples) -> Samples:
        nonlocal tail
        spectra = rfft(framed(stretch, size, hop) * window)
        power = (spectra.real**2 + spectra.imag**2).mean(axis=0)
        gains = np.empty_like(power)
        _turn(power, profile, state, floor, AMPLITUDE, SPEECH, gains)
        frames = irfft(spectra * gains, size) * (window * scale)
        if tail is None:
            tail = np.zeros((len(stretch), size - hop), dtype=np.float32)
        out = np.zeros((len(stretch), frames.shape[1] * hop + size - hop), dtype=np.float32)
        out[:, : size - hop] = tail
        # Frames that lie side by side are added all at once.
        for part in range(OVERLAP):
            begin, length = part * hop, frames.shape[1] * hop
            out[:, begin : begin + length] += frames[:, :, begin : begin + hop].reshape(
                len(stretch), -1
            )
        tail = out[:, length:]
        return out[:, :length]

    return processed(blocks, process, size=size, hop=hop, before=size - hop)


def _spread(noise: Noise, bins: int) -> NDArray[np.float64]:
    """Return the profile with another number of bins from 0 to half the rate."""
    profile = np.array(noise.profile)
    places = np.linspace(0, len(profile) - 1, bins)
    return np.asarray(np.interp(places, np.arange(len(profile)), profile))


@compiled
def _turn(
    power: NDArray[np.float32],
    profile: NDArray[np.float64],
    state: NDArray[np.float64],
    floor: float,
    amplitude: NDArray[np.float64],
    speech: NDArray[np.float64],
    gains: NDArray[np.float32],
) -> None:
    """Write the gain of each bin of each frame.

    ``state``: the noise, one over it, the last ratio, and how much speech there was of late.
    """
    for frame in range(power.shape[0]):
        for b in range(power.shape[1]):
            here, noise = float(power[frame, b]), state[0, b]
            if noise <= TINY:
                gains[frame, b] = 1.0
                continue
            ratio = here * state[1, b]
            present = speech[int(ratio * FINE)] if ratio < WIDE else 1.0
            state[3, b] += 0.1 * (present - state[3, b])
            if state[3, b] > 0.99:  # a noise that has risen must not be taken for speech for ever
                present = min(present, 0.99)
            noise = min(noise + (1 - FOLLOWED) * (1 - present) * (here - noise), ABOVE * profile[b])
            over = 1 / noise
            state[0, b], state[1, b] = noise, over
            ratio = min(here * over, 1e6)
            true = max(LEAST, KEPT * state[2, b] + (1 - KEPT) * max(ratio - 1.0, 0.0))
            share = true / (1 + true)
            v = ratio * share
            gain = share
            if v < WIDE:
                at = max(v, SMALL) * FINE
                whole = int(at)
                value = amplitude[whole] + (at - whole) * (amplitude[whole + 1] - amplitude[whole])
                gain = min(1.0, share * value)
            state[2, b] = gain * gain * ratio
            gains[frame, b] = max(gain, floor)
