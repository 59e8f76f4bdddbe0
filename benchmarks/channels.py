"""What happens to a recording on its way: music under it, a room, a telephone, an encoder."""

import tempfile
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import soxr
from scipy.signal import butter, fftconvolve, sosfiltfilt

from izdat.media.decode import decode
from izdat.media.encode import encode_mp3
from speech_data import RATE, Samples, Span

MP3_RATE = 32_000  # Hz, the lowest that izdat's encoder writes
TELEPHONE_RATE = 8_000  # Hz


def level_of(samples: Samples, spans: Iterable[Span] = ()) -> float:
    """Return the root mean square of ``samples``, or of what lies in ``spans``."""
    parts = [samples[round(a * RATE) : round(b * RATE)] for a, b in spans] or [samples]
    whole = np.concatenate(parts).astype(np.float64)
    return float(np.sqrt(np.mean(whole**2))) if len(whole) else 0.0


def mixed(samples: Samples, under: Samples, ratio: float, speech: Iterable[Span]) -> Samples:
    """Return ``samples`` with ``under`` below it, ``ratio`` dB quieter than the ``speech``."""
    loud = level_of(under[under != 0])  # a bed may pause
    gain = level_of(samples, speech) / max(loud, 1e-9) * 10 ** (-ratio / 20)
    return (samples + gain * under[: len(samples)]).astype(np.float32)


def through_mp3(samples: Samples, kbps: int) -> Samples:
    """Return what is left of ``samples`` after LAME at ``kbps`` kbit/s; as long as before."""
    up = soxr.resample(samples, RATE, MP3_RATE)
    with tempfile.TemporaryDirectory(prefix="izdat-bench-") as folder:
        path = Path(folder) / "sound.mp3"
        encode_mp3(path, iter([up[np.newaxis]]), MP3_RATE, 1, kbps)
        back = np.concatenate([block[0] for block in decode(path, RATE, 1)])
    return _as_long(back, len(samples))


def through_telephone(samples: Samples) -> Samples:
    """Return ``samples`` as a telephone carries them: 300–3400 Hz, 8 kHz, 8 bits of μ-law.

    μ-law as in ITU-T G.711, by its continuous formula with μ = 255.
    """
    narrow = soxr.resample(samples, RATE, TELEPHONE_RATE)
    band = butter(4, (300, 3400), "bandpass", fs=TELEPHONE_RATE, output="sos")
    narrow = np.clip(sosfiltfilt(band, narrow), -1, 1)
    code = np.sign(narrow) * np.log1p(255 * np.abs(narrow)) / np.log(256)
    code = np.rint(code * 127) / 127
    narrow = np.sign(code) * np.expm1(np.abs(code) * np.log(256)) / 255
    return _as_long(soxr.resample(narrow.astype(np.float32), TELEPHONE_RATE, RATE), len(samples))


def in_a_room(samples: Samples, chance: np.random.Generator) -> Samples:
    """Return ``samples`` with the echo of a room that dies away by 60 dB in 0.5 to 0.8 s.

    The sound that comes straight has 4 dB more energy than all echoes: the times stay true.
    """
    decay = chance.uniform(0.5, 0.8)
    time = np.arange(round(decay * RATE)) / RATE
    echo = chance.standard_normal(len(time)) * 10 ** (-3 * time / decay)
    echo[: round(0.004 * RATE)] = 0  # the nearest wall is 70 cm away
    echo *= 10 ** (-4 / 20) / np.sqrt(np.sum(echo**2))
    echo[0] = 1
    return fftconvolve(samples, echo)[: len(samples)].astype(np.float32)


def _as_long(samples: Samples, count: int) -> Samples:
    return np.pad(samples, (0, max(0, count - len(samples))))[:count].astype(np.float32)
