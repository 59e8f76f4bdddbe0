"""Speech that is easy: each utterance alone, and all of them as one recording with pauses."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from align_scores import Edges, Figures, disorder
from music import at_rms, pink
from performance import ROOM
from speech_data import RATE, Samples, Sentence, Span, Utterance, spoken_segment
from tape import Tape

Find = Callable[..., Any]  # izdat.align.find.find_words with its phonetic engine


def joined(
    utterances: Sequence[Utterance], seed: int = 0
) -> tuple[Samples, list[Sentence], list[Span]]:
    """Return all utterances in order with 0.3 to 1 s between them, and a room's noise."""
    chance = np.random.default_rng(seed)
    tape = Tape()
    gold: list[Span] = []
    for number, utterance in enumerate(utterances):
        if number:
            tape.pause(chance.uniform(0.3, 1.0))
        gold += tape.say(utterance)
    sound = tape.samples()
    sound = sound + at_rms(pink(len(sound), chance), ROOM)
    return sound, [Sentence(u.speaker, u.words) for u in utterances], gold


def measured(
    utterances: Sequence[Utterance], find: Find, names: Sequence[str]
) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of one recording, of each utterance with its models, and without."""
    if "joined" in names or "utterances" in names:
        sound, sentences, gold = joined(utterances)
        found = find(spoken_segment(sentences), sound)
        edges = Edges()
        edges.add(found.alignment.words, gold)
        lost = disorder(found.alignment.words, len(sound) / RATE)
        yield "joined", edges.figures() | {"out_of_order": lost}
    if "utterances" in names:
        yield "utterances", _one_by_one(utterances, find, (found.models,))
    if "utterances cold" in names:
        yield "utterances cold", _one_by_one(utterances, find, None)


def _one_by_one(
    utterances: Sequence[Utterance], find: Find, known: tuple[Any, ...] | None
) -> Figures:
    edges = Edges()
    lost = 0
    for utterance in utterances:
        words = alone(utterance, find, known)
        edges.add(words, utterance.times)
        lost += disorder(words, utterance.seconds)
    return edges.figures() | {"out_of_order": lost}


def alone(utterance: Utterance, find: Find, known: tuple[Any, ...] | None) -> Any:
    """Return the words of one utterance, found with ``known`` models."""
    segment = spoken_segment([Sentence(utterance.speaker, utterance.words)])
    return find(segment, utterance.samples, known=known).alignment.words
