"""Synthetic speech in many languages, with exact word times, in a voice the aligner never heard."""

import tomllib
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import soxr

from align_scores import Edges, Figures, disorder
from easy_align import Find
from izdat.engines import engine
from izdat.model.spoken import SpokenSegment
from music import at_rms, pink
from performance import ROOM
from speech_data import RATE, Samples, Span
from text_segments import paragraph_of, segment_of_lines

TEXTS: dict[str, str] = tomllib.loads(
    Path(__file__).with_name("spoken_languages.toml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(TEXTS)
TIMBRES = ("Michael", "linda", "m4", "f5", "m8", "f1")


def spoken(find: Find, phonetics: Any, langs: Sequence[str]) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of each language."""
    for lang in langs:
        segment, samples, gold = recording(lang, phonetics.voices(lang))
        words = find(segment, samples).alignment.words
        edges = Edges()
        edges.add(words, gold)
        lost = disorder(words, len(samples) / RATE)
        yield lang, edges.figures() | {"out_of_order": lost}


def recording(lang: str, avoid: Sequence[str]) -> tuple[SpokenSegment, Samples, list[Span]]:
    """Return a text of the language, spoken in a voice that is not in ``avoid``.

    Sentence by sentence, each at its own pace, with pauses of 0.3 to 0.9 s.
    """
    espeak = engine("speech", "espeak")
    own = espeak.voices(lang)
    timbres = {name.partition("+")[2] for name in avoid}
    voice = next(
        f"{own[0]}+{timbre}"
        for timbre in TIMBRES
        if timbre not in timbres and f"{own[0]}+{timbre}" in own
    )
    chance = np.random.default_rng(zlib.crc32(lang.encode()))
    lines = TEXTS[lang].strip().splitlines()
    parts: list[np.ndarray] = []
    gold: list[Span] = []
    seconds = 0.0
    for number, line in enumerate(lines, start=1):
        speech = espeak.say(paragraph_of(number, line, lang), voice, int(chance.integers(140, 185)))
        pause = np.zeros(round(chance.uniform(0.3, 0.9) * speech.rate))
        sound = np.frombuffer(speech.pcm, dtype="<i2") / 32768
        begin = seconds + len(pause) / speech.rate
        gold += [(begin + start, begin + end) for start, end in speech.words]
        parts += [pause, sound]
        seconds = begin + len(sound) / speech.rate
    samples = soxr.resample(np.concatenate(parts).astype(np.float32), speech.rate, RATE)
    samples = samples + at_rms(pink(len(samples), chance), ROOM)
    return segment_of_lines(lines, lang)[0], samples, gold
