"""Draws what mastering takes out of a voice: spectrograms before and after, and the figures.

    python benchmarks/picture_clean.py [--out docs/pictures] [--json]

The voices are those of the example show's interview, which anybody may copy: a machine's, at
16 kHz. The dirt is made of numbers (``dirt.py``), the same on every run, and known. All decisions
are the gates' own. Whoever changes a cleaner draws the pictures anew and looks at them.
"""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.signal import butter, fftconvolve, sosfilt

import dirt
from channels import level_of
from izdat.master.crosstalk import find_crosstalk
from izdat.master.gain_course import levelled
from izdat.master.gates import plan_gates
from izdat.master.weighting import Weighting
from izdat.media.decode import decode
from music import pink
from quality_clean import beside, si_sdr, through
from spectrogram import Samples, View, drawn, save
from speech_data import RATE

ROOT = Path(__file__).resolve().parents[1]
INTERVIEW = ROOT / "examples" / "night-ferry" / "episodes" / "on-the-pier" / "pier.flac"
PICTURES = ROOT / "docs" / "pictures"
HUM, NOISE, RUMBLE, ARRIVES = -30.0, -15.0, -10.0, -15.0  # dB beside the voice
SHARP = 22.0  # dB by which an s is too loud
S = 4500.0  # Hz, above which it lies
ROOM = 0.4  # seconds in which the room between two microphones dies away by 60 dB
SILENT = slice(0, round(0.9 * RATE))  # of the interview: nobody speaks yet
A_SHORT_TIME = RATE // 100
MIRA = ((0.9, 3.3), (11.9, 13.5))  # seconds of the interview in which she asks
FLOOR = -70.0  # dBFS, of each microphone
SOFT = 0.01  # what is louder is a word and no room

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Cleaned:
    before: Samples
    after: Samples
    view: View
    figures: Figures


def interview() -> Samples:
    return np.concatenate([block[0] for block in decode(INTERVIEW, RATE, 1)])


def hum(voice: Samples) -> Cleaned:
    before = voice + beside(dirt.hum(len(voice)), voice, HUM)
    after, _ = through(before, RATE)
    figures = _nearer(voice, before, after) | _told("in_silence", _in_silence, before, after, voice)
    return Cleaned(before, after, View(0, 8, 800, 0.25), figures)


def clicks(voice: Samples) -> Cleaned:
    before, places = dirt.clicks(voice, RATE, np.random.default_rng(1))
    after, cleaning = through(before, RATE)
    found = [
        any(c.start <= place < c.start + c.length for c in cleaning.findings.clicks)
        for place in places
    ]
    figures = {"planted": len(places), "found": sum(found)} | _nearer(voice, before, after)
    return Cleaned(before, after, View(0, 8, 8000, 0.004), figures)


def noise(voice: Samples) -> Cleaned:
    before = voice + beside(pink(len(voice), np.random.default_rng(1)), voice, NOISE)
    after, _ = through(before, RATE)
    figures = _nearer(voice, before, after) | _told("in_silence", _in_silence, before, after, voice)
    return Cleaned(before, after, View(0, 8, 8000, 0.032), figures)


def rumble(voice: Samples) -> Cleaned:
    low = butter(4, (8, 40), "bandpass", fs=RATE, output="sos")
    made = sosfilt(low, np.random.default_rng(1).standard_normal(len(voice)))
    before = voice + beside(made, voice, RUMBLE)
    after, _ = through(before, RATE)
    under = butter(6, 60, fs=RATE, output="sos")
    figures = _nearer(voice, before, after)
    figures |= _told(
        "under_60_hz", lambda sound: level_of(sosfilt(under, sound)), before, after, voice
    )
    return Cleaned(before, after, View(0, 8, 250, 0.2), figures)


def sibilance(voice: Samples) -> Cleaned:
    """A microphone that is too sharp, and too near: all above ``S`` is ``SHARP`` louder."""
    high = butter(4, S, "highpass", fs=RATE, output="sos")
    before = (voice + (10 ** (SHARP / 20) - 1) * sosfilt(high, voice)).astype(np.float32)
    after, _ = through(before, RATE)

    def sharpest(sound: Samples) -> float:
        """Return the level of s sounds over which one moment in a hundred is."""
        own = sosfilt(high, sound)
        frames = own[: len(own) // A_SHORT_TIME * A_SHORT_TIME].reshape(-1, A_SHORT_TIME)
        return float(np.quantile(np.sqrt(np.mean(frames**2, axis=1)), 0.99))

    hiss = np.abs(sosfilt(high, voice))
    is_vowel = hiss < np.median(hiss)
    figures = _told("sharpest", sharpest, before, after, voice)
    figures["elsewhere_changed"] = _db(level_of(after[is_vowel]) / level_of(before[is_vowel]))
    return Cleaned(before, after, View(0, 8, 8000, 0.016), figures)


def crosstalk(voice: Samples) -> Cleaned:
    """The pilot's microphone, in which the interviewer is heard as well, through a room."""
    chance = np.random.default_rng(1)
    is_mira = np.zeros(len(voice), dtype=bool)
    for start, end in MIRA:
        is_mira[round(start * RATE) : round(end * RATE)] = True
    own = np.stack([np.where(is_mira, voice, 0), np.where(is_mira, 0, voice)])
    count = round(ROOM * RATE)
    echo = chance.standard_normal(count) * 10 ** (-3 * np.arange(count) / count)
    arrives = 10 ** (ARRIVES / 20) * echo / np.linalg.norm(echo)
    heard = own + 10 ** (FLOOR / 20) * chance.standard_normal(own.shape)
    heard += np.stack([fftconvolve(one, arrives)[: len(voice)] for one in own[::-1]])
    tracks = np.float32(heard)
    ticks = np.stack([Weighting(RATE, (1.0,)).add(track[None]) for track in tracks])
    _, gate = plan_gates(find_crosstalk(ticks))
    before = tracks[1]
    after = np.concatenate(list(levelled(iter([before[None]]), gate, RATE)), axis=1)[0]

    def changed(mask: np.ndarray) -> float:
        return _db(level_of(after[mask]) / level_of(before[mask]))

    is_boat = np.abs(own[1]) > SOFT
    figures = {"interviewer_changed": changed(is_mira), "own_words_changed": changed(is_boat)}
    return Cleaned(before, after, View(8, 8, 8000, 0.032), figures)


def _nearer(voice: Samples, before: Samples, after: Samples) -> Figures:
    """Return how near a sound is to the one without dirt, in dB of SI-SDR."""
    return {
        "si_sdr_before": _tenth(si_sdr(before, voice)),
        "si_sdr_after": _tenth(si_sdr(after, voice)),
    }


def _told(
    name: str, measure: Callable[[Samples], float], before: Samples, after: Samples, voice: Samples
) -> Figures:
    """Return a level in dBFS, and what it is in the voice that has no dirt."""
    sounds = {"before": before, "after": after, "clean": voice}
    return {f"{name}_{when}": _db(measure(sound)) for when, sound in sounds.items()}


def _in_silence(sound: Samples) -> float:
    return level_of(sound[SILENT])


def _db(level: float) -> float:
    return _tenth(float(20 * np.log10(level)))


def _tenth(value: float) -> float:
    return round(value, 1)


DIRT: dict[str, Callable[[Samples], Cleaned]] = {
    "hum": hum,
    "clicks": clicks,
    "noise": noise,
    "rumble": rumble,
    "sibilance": sibilance,
    "crosstalk": crosstalk,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=PICTURES)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    voice = interview()
    told = {}
    for name, dirtied in DIRT.items():
        cleaned = dirtied(voice)
        told[name] = cleaned.figures
        picture = drawn(cleaned.before, cleaned.after, RATE, cleaned.view)
        save(picture, arguments.out / f"clean-{name}.png")
        if not arguments.json:
            print(f"{name:10}", *(f"{key} {value}" for key, value in cleaned.figures.items()))
    if arguments.json:
        print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
