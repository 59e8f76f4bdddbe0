"""The engine's events → when each of our words is heard, one to one.

espeak divides text into words by its own lights: it splits a date into ten, says "of the" as one,
and reads an emoji's name. Every event carries the offset of the character it speaks of, and that is
what is used here: a word begins with the first event inside it and ends where the next begins, or
where the pause before that does.

One of them comes early: of a word that begins with a vowel right after a nasal or a liquid, the
engine tells while that sound of the word before is still to be heard, up to 120 ms of it. The event
of the vowel comes when the vowel does (``Generate`` in espeak-ng's ``synthesize.c``). Before a
consonant what lies between the two events is its own pause, in which a stop is closed.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence

from izdat.engines.espeak_library import PHONEME, WORD, Event, Utterance

Span = tuple[int, int]  # of a word in the text: (start, end) in code points

# A phoneme, in the engine's letters, that is the middle of a syllable: a vowel (also one with the
# Danish stød), or a consonant in place of one, which carries the stress or is written "r-".
_VOWEL = re.compile(r"[,'%=?]*[aeiouyAEIOUVWY0389@&]|[,']|.+-$")


def first_events(spans: Sequence[Span], events: Sequence[Event]) -> list[list[int]]:
    """Return, for each word, the indexes of the events inside it, in the order of the sound.

    An event between two words (of a sign that is spoken) is the following word's if that has none
    of its own.
    """
    starts = [start for start, _ in spans]
    inside: list[list[int]] = [[] for _ in spans]
    before: list[list[int]] = [[] for _ in spans]
    for position, event in enumerate(events):
        if event.kind != WORD:
            continue
        index = bisect_right(starts, event.offset) - 1
        if index >= 0 and event.offset < spans[index][1]:
            inside[index].append(position)
        elif index + 1 < len(spans):
            before[index + 1].append(position)
    return [own or gap for own, gap in zip(inside, before, strict=True)]


def word_starts(spans: Sequence[Span], events: Sequence[Event]) -> list[int]:
    """Return the index of the event with which each word starts; they never go back.

    Words that the engine says as one number ("10 000") are divided at the events inside it. A word
    of which nothing is heard starts where the following one does, or behind the last event.
    """
    found = first_events(spans, events)
    if found and not found[0]:
        # What is said before the first event of a later word can only be the first word.
        limit = min((own[0] for own in found if own), default=len(events))
        if any(e.kind == PHONEME and not e.phoneme.startswith("_") for e in events[:limit]):
            found[0] = [0]
    return _starts(found, len(events))


def word_samples(spans: Sequence[Span], utterance: Utterance) -> list[Span]:
    """Return (start, end) of each word in samples; they do not overlap and never go back.

    A word of which nothing is heard has no length.
    """
    total = len(utterance.pcm) // 2
    starts = _samples(word_starts(spans, utterance.events), utterance.events, total)
    phonemes = [e for e in utterance.events if e.kind == PHONEME]
    positions = [e.sample for e in phonemes]
    out = []
    for index, start in enumerate(starts):
        limit = starts[index + 1] if index + 1 < len(starts) else total
        first, last = bisect_right(positions, start - 1), bisect_right(positions, limit - 1)
        out.append(_without_pauses(start, limit, phonemes[first:last]))
    return out


def _samples(starts: Sequence[int], events: Sequence[Event], total: int) -> list[int]:
    """Return the sample at which each word starts, from the index of the event that tells of it."""
    samples: list[int] = []
    for start, following in zip(reversed(starts), [None, *reversed(starts)], strict=False):
        if start == following:
            samples.append(samples[-1])
            continue
        limit = len(events) if following is None else following
        first = next((e for e in events[start:limit] if e.kind == PHONEME), None)
        if first and _VOWEL.match(first.phoneme):
            samples.append(first.sample)
        else:
            samples.append(events[start].sample if start < len(events) else total)
    return samples[::-1]


def _starts(found: list[list[int]], total: int) -> list[int]:
    """Return where each word starts, from the events found for each; ``total``: nowhere."""
    starts: list[int | None] = [own[0] if own else None for own in found]
    index = 0
    while index < len(starts):
        if starts[index] is not None:
            index += 1
            continue
        end = index
        while end < len(starts) and starts[end] is None:
            end += 1
        spare = found[index - 1][1:] if index else []
        spare = spare[-(end - index) :]
        starts[index : index + len(spare)] = spare
        index = end
    known: list[int] = []
    following = total
    for start in reversed(starts):
        following = following if start is None else min(start, following)
        known.append(following)
    return known[::-1]


def _without_pauses(start: int, limit: int, phonemes: Sequence[Event]) -> Span:
    """Return the part of a word's stretch in which it is said."""
    said = [i for i, event in enumerate(phonemes) if not event.phoneme.startswith("_")]
    if not phonemes:
        return start, limit
    if not said:
        return start, start
    first, last = said[0], said[-1]
    if first:
        start = phonemes[first].sample
    if last + 1 < len(phonemes):
        limit = phonemes[last + 1].sample
    return start, limit
