"""The engine's events → the sounds of each word, one to one.

Where the engine says words as one ("of the", a Chinese compound, a Japanese clause) its events tell
only where that begins. The sounds are then divided so that each word comes as near as can be to
what it is when it is said alone.
"""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from izdat.engines.espeak_library import END, PHONEME, WORD, Event
from izdat.engines.espeak_signs import by_itself, leans_on, signs
from izdat.engines.espeak_text import is_one_number
from izdat.engines.espeak_words import Span, first_events, word_starts

Signs = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sound:
    sign: str
    event: int  # index of the event that it begins with
    part: int  # of the event's sounds, which one it is,
    parts: int  # and how many there are


def sounds_of(events: Sequence[Event]) -> list[Sound]:
    """Return the sounds of events whose phonemes are named in IPA, in their order."""
    found: list[Sound] = []
    before = ""  # the sign before, in the same word
    for index, event in enumerate(events):
        if event.kind != PHONEME:
            before = ""
            continue
        own = signs(event.phoneme)
        if own and leans_on(before, own[0]):
            before += own[0]
            found[-1] = replace(found[-1], sign=before)
        elif own:
            own = (by_itself(own[0]), *own[1:])
            found += [Sound(sign, index, part, len(own)) for part, sign in enumerate(own)]
            before = own[-1]
    return found


def words_of(
    sounds: Sequence[Sound],
    text: str,
    spans: Sequence[Span],
    events: Sequence[Event],
    alone: Callable[[int], Signs],
) -> list[int]:
    """Return, for each sound, the index of its word.

    ``alone`` tells of a word what it is when it is said alone.
    """
    events = _with_clause_starts(sounds, spans, events)
    found = first_events(spans, events)
    words = _at(word_starts(spans, events), sounds)
    first = 0
    while first < len(spans):
        last = first + 1
        while (
            last < len(spans)
            and not found[last]
            and not is_one_number(text, spans[last - 1], spans[last])
        ):
            last += 1
        if last - first > 1:
            own = [k for k, word in enumerate(words) if first <= word < last]
            models = [alone(word) for word in range(first, last)]
            parts = _divided([sounds[k].sign for k in own], models)
            for k, part in zip(own, parts, strict=True):
                words[k] = first + part
        first = last
    return words


def words_apart(
    sounds: Sequence[Sound], spans: Sequence[Span], events: Sequence[Event]
) -> list[int]:
    """Return, for each sound, the index of its word where each word is a clause of its own."""
    return _at(word_starts(spans, _with_clause_starts(sounds, spans, events)), sounds)


def _at(starts: Sequence[int], sounds: Sequence[Sound]) -> list[int]:
    return [max(0, bisect_right(starts, sound.event) - 1) for sound in sounds]


def _with_clause_starts(
    sounds: Sequence[Sound], spans: Sequence[Span], events: Sequence[Event]
) -> list[Event]:
    """Return the events with an END that no word follows turned into the next clause's word.

    In Korean the engine tells of no word at the start of a clause if it took it for an ending.
    """
    heard = {sound.event for sound in sounds}
    out = list(events)
    for index, event in enumerate(events):
        if event.kind != END:
            continue
        following = next(
            (
                later
                for later in range(index + 1, len(events))
                if events[later].kind == WORD or later in heard
            ),
            None,
        )
        if following is None or events[following].kind == WORD:
            continue
        start = next((start for start, _ in spans if start >= event.offset), None)
        if start is not None:
            out[index] = Event(WORD, start, event.sample)
    return out


def _divided(said: Sequence[str], models: Sequence[Signs]) -> list[int]:
    """Return, for each sign of ``said``, which of ``models`` it belongs to, in their order.

    The way with the fewest changes from all models to what is said (Levenshtein's distance).
    """
    flat = [(sign, owner) for owner, model in enumerate(models) for sign in model]
    if not flat:
        return [0] * len(said)
    cost = [list(range(len(flat) + 1))]
    for row, sign in enumerate(said, 1):
        line = [row]
        for column, (wanted, _) in enumerate(flat, 1):
            line.append(
                min(
                    cost[-1][column - 1] + (sign != wanted),
                    cost[-1][column] + 1,
                    line[-1] + 1,
                )
            )
        cost.append(line)
    owners: list[int] = []
    row, column = len(said), len(flat)
    while row:
        if column and cost[row][column] == cost[row][column - 1] + 1:
            column -= 1
            continue
        owners.append(flat[max(column - 1, 0)][1])
        if column and cost[row][column] == cost[row - 1][column - 1] + (
            said[row - 1] != flat[column - 1][0]
        ):
            column -= 1
        row -= 1
    return owners[::-1]
