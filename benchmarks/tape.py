"""A recording being made, piece after piece, with the time of each word that was put on it."""

from dataclasses import dataclass, field

import numpy as np

from speech_data import RATE, Samples, Span, Utterance

LEVEL = 0.05  # RMS of speech: -26 dBFS, so that its peaks and a bed of music fit
FADE = round(0.004 * RATE)  # where speech is cut: no click


@dataclass(slots=True)
class Tape:
    gains: dict[str, float] = field(default_factory=dict)  # of each speaker
    parts: list[Samples] = field(default_factory=list)
    count: int = 0  # samples so far

    @property
    def seconds(self) -> float:
        return self.count / RATE

    def pause(self, seconds: float) -> None:
        self._append(np.zeros(round(seconds * RATE), dtype=np.float32))

    def play(self, sound: Samples) -> Span:
        """Append ``sound`` with faded edges; return when it is heard."""
        start = self.seconds
        edge = min(FADE, len(sound) // 2)
        faded = sound.astype(np.float32)  # a copy
        faded[:edge] *= np.linspace(0, 1, edge, dtype=np.float32)
        faded[len(faded) - edge :] *= np.linspace(1, 0, edge, dtype=np.float32)
        self._append(faded)
        return start, self.seconds

    def say(self, utterance: Utterance, first: int = 0, last: int | None = None) -> list[Span]:
        """Append the words from ``first`` to before ``last``; return when each is heard.

        Whole utterances keep their silent edges; else it is cut midway between two words.
        """
        last = len(utterance.words) if last is None else last
        start, end = _cut(utterance, first), _cut(utterance, last)
        sound = utterance.samples[start:end]
        begin = self.count
        self.play(sound * self._gain(utterance))
        low, high = begin / RATE, self.seconds
        shift = (begin - start) / RATE
        return [
            (max(low, a + shift), min(high, b + shift)) for a, b in utterance.times[first:last]
        ]  # fmt: skip

    def samples(self) -> Samples:
        return np.concatenate(self.parts) if self.parts else np.zeros(0, dtype=np.float32)

    def _append(self, sound: Samples) -> None:
        self.parts.append(sound)
        self.count += len(sound)

    def _gain(self, utterance: Utterance) -> float:
        level = float(np.sqrt(np.mean(np.square(utterance.samples, dtype=np.float64))))
        return self.gains.get(utterance.speaker, 1.0) * LEVEL / max(level, 1e-6)


def _cut(utterance: Utterance, boundary: int) -> int:
    """Return the sample at which to cut before the word ``boundary``."""
    if boundary == 0:
        return 0
    if boundary == len(utterance.times):
        return len(utterance.samples)
    # Words that melt into each other overlap in the gold; the middle is the middle of that too.
    middle = (utterance.times[boundary - 1][1] + utterance.times[boundary][0]) / 2
    return round(middle * RATE)
