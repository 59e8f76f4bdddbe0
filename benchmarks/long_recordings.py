"""Recordings of any length: utterances again and again, no two times quite alike."""

import json
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import numpy as np
import soxr

from music import at_rms, pink
from performance import ROOM
from speech_data import RATE, Samples, Sentence, Span, Utterance
from tape import LEVEL


@dataclass(frozen=True, slots=True)
class Told:
    """Samples, what is said in them, and when each word is heard."""

    samples: Samples
    sentences: list[Sentence]
    gold: list[Span]

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


def long_recording(utterances: tuple[Utterance, ...], minutes: float, seed: int = 1) -> Told:
    """Return about ``minutes`` of speech with pauses of 0.2 to 1.2 s and a room's noise.

    All utterances come in a new order each round; each time as much faster or slower, and louder
    or quieter, as one speaker's evenings differ: up to 3 % and 4 dB.
    """
    chance = np.random.default_rng([seed, round(minutes)])
    # One minute of noise again and again: two hours of it would take gigabytes to make.
    samples = np.resize(at_rms(pink(60 * RATE, chance), ROOM), round(60 * minutes * RATE))
    sentences: list[Sentence] = []
    gold: list[Span] = []
    at = RATE // 2
    for _ in count():
        for index in chance.permutation(len(utterances)):
            own = utterances[index]
            pace = chance.uniform(0.97, 1.03)
            sound = soxr.resample(own.samples, RATE, RATE * pace)
            if at + len(sound) > len(samples) - RATE // 2:
                return Told(samples, sentences, gold)
            samples[at : at + len(sound)] += at_rms(sound, LEVEL * 10 ** chance.uniform(-0.2, 0.2))
            sentences.append(Sentence(own.speaker, own.words))
            gold += [(at / RATE + a * pace, at / RATE + b * pace) for a, b in own.times]
            at += len(sound) + round(chance.uniform(0.2, 1.2) * RATE)
    raise AssertionError("count() does not end")


def keep(folder: Path, told: Told) -> None:
    """Write for another process what it is to find, and what it found is to be measured by."""
    folder.mkdir()
    np.save(folder / "samples.npy", told.samples)
    words = [[s.speaker, s.words, s.gaps] for s in told.sentences]
    (folder / "told.json").write_text(json.dumps([words, told.gold]), encoding="utf-8")


def kept(folder: Path) -> Told:
    words, gold = json.loads((folder / "told.json").read_text(encoding="utf-8"))
    return Told(
        np.load(folder / "samples.npy"),
        [Sentence(speaker, tuple(own), tuple(gaps)) for speaker, own, gaps in words],
        [(start, end) for start, end in gold],
    )
