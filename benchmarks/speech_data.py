"""A folder of utterances with hand-checked word times, and transcripts made of them.

The folder holds ``gold.json``, a list of ``{"id", "wav", "dur", "text", "words": [[word, start,
end], …]}`` in seconds, and the 16 kHz WAV files that it names. What stands before the first ``_``
of an id is the speaker.
"""

import json
import wave
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.text.words import find_words as words_of

Samples = NDArray[np.float32]  # one channel, shape (n,), full scale ±1.0
Span = tuple[float, float]  # seconds

RATE = 16_000  # Hz, of everything here
DEFAULT_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "speech-en"


@dataclass(frozen=True, slots=True)
class Utterance:
    """One sentence that somebody read. ``words`` and ``times`` go together."""

    id: str
    speaker: str
    words: tuple[str, ...]  # as written, with the punctuation that clings to them
    times: tuple[Span, ...]  # seconds from the utterance's start
    samples: Samples = field(repr=False)

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a transcript."""

    speaker: str
    words: tuple[str, ...]  # each holds exactly one word to be heard
    gaps: tuple[int, ...] = ()  # index of the word before which the editors supplied something


def load(data: Path) -> tuple[Utterance, ...]:
    """Return the utterances of a folder in the order of its ``gold.json``."""
    return tuple(
        Utterance(
            id=entry["id"],
            speaker=entry["id"].partition("_")[0],
            words=written(entry["text"], [word for word, _, _ in entry["words"]]),
            times=tuple((start, end) for _, start, end in entry["words"]),
            samples=read_wav(data / entry["wav"]),
        )
        for entry in json.loads((data / "gold.json").read_text(encoding="utf-8"))
    )


def read_wav(path: Path) -> Samples:
    with wave.open(str(path)) as file:
        if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (RATE, 1, 2):
            raise SystemExit(f"{path} is no 16-bit mono WAV at {RATE} Hz")
        pcm = file.readframes(file.getnframes())
    return (np.frombuffer(pcm, dtype="<i2") / 32768).astype(np.float32)


def written(text: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return ``text`` cut into one piece for each of ``words``, punctuation kept.

    A hyphen between two of them is left out: they are two words here. A word that the text
    writes otherwise stands as it is.
    """
    starts: list[int | None] = []
    position = 0
    lower = text.lower()
    for word in words:
        found = lower.find(word.lower(), position)
        starts.append(found if found >= 0 else None)
        position = found + len(word) if found >= 0 else position
    pieces = []
    for at, (word, start) in enumerate(zip(words, starts, strict=True)):
        following = starts[at + 1] if at + 1 < len(words) else len(text)
        if start is None or following is None:
            pieces.append(word)
        else:
            pieces.append(text[start if at else 0 : following].strip().rstrip("-"))
    return tuple(pieces)


def spoken_segment(sentences: Iterable[Sentence], lang: str = "en") -> SpokenSegment:
    """Return a segment whose words are those of ``sentences``, one for one.

    Neighbouring sentences of one speaker are one paragraph.
    """
    paragraphs = []
    for voice, group in groupby(sentences, key=lambda sentence: sentence.speaker):
        text = ""
        words: list[Word] = []
        gaps: list[int] = []
        for sentence in group:
            gaps += [len(words) + gap for gap in sentence.gaps]
            for piece in sentence.words:
                text += " " if text else ""
                spans = list(words_of(piece)) or [(0, len(piece))]
                start, end = len(text) + spans[0][0], len(text) + spans[-1][1]
                text += piece
                words.append(Word(text[start:end], start, end, lang))
        number = len(paragraphs) + 1
        unique = tuple(sorted(set(gaps)))
        paragraphs.append(
            SpokenParagraph(number, voice, lang, text, tuple(words), None, unique)
        )  # fmt: skip
    return SpokenSegment("measured", lang, tuple(paragraphs))
