"""Hard recordings, made of utterances whose word times are known: music, cuts, ad-libs, noise.

``recordings(data, seed)`` gives each case by name, the same for the same seed. In a case some
speakers talk in turns; no sentence occurs twice in it, unless the case is about that.
"""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from hard_cases import CASES, HardRecording
from performance import Performance
from speech_data import Utterance, load

SPEAKERS = 6  # of a conversation, at most


def recordings(
    data: Path, seed: int, names: Iterable[str] = tuple(CASES)
) -> Iterator[HardRecording]:
    """Yield the cases of those ``names``, made from a folder of utterances."""
    yield from recordings_of(load(data), seed, names)


def recordings_of(
    utterances: tuple[Utterance, ...], seed: int, names: Iterable[str] = tuple(CASES)
) -> Iterator[HardRecording]:
    lines, others = conversation(utterances, np.random.default_rng(seed))
    for name in names:
        chance = np.random.default_rng([seed, zlib.crc32(name.encode())])
        yield Performance(CASES[name], chance).of(name, lines, others)


def conversation(
    utterances: tuple[Utterance, ...], chance: np.random.Generator
) -> tuple[list[Utterance], list[Utterance]]:
    """Return who says what after whom, and what those say who take no part."""
    speakers = sorted({utterance.speaker for utterance in utterances})
    cast = [str(s) for s in chance.permutation(speakers)[:SPEAKERS]]
    own: dict[str, list[Utterance]] = {speaker: [] for speaker in cast}
    seen: set[str] = set()
    for index in chance.permutation(len(utterances)):
        utterance = utterances[index]
        text = " ".join(utterance.words).lower()
        if utterance.speaker in own and text not in seen:
            seen.add(text)
            own[utterance.speaker].append(utterance)
    lines: list[Utterance] = []
    before = ""
    while any(own.values()):
        able = [s for s in cast if own[s] and s != before] or [s for s in cast if own[s]]
        before = able[chance.integers(len(able))]
        for _ in range(chance.integers(1, 4)):
            if own[before]:
                lines.append(own[before].pop())
    return lines, [u for u in utterances if u.speaker not in own]
