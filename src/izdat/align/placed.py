"""An alignment → the times of a segment's paragraphs and words."""

from collections.abc import Iterator
from dataclasses import replace

from izdat.align.given import LEAST_FOUND, GivenTimes, hand_times, with_hand_time
from izdat.align.vtt import Fault
from izdat.model.alignment import Alignment
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime

UNREADABLE = "unreadable"  # NotHeard.reason


def anchored(spoken: SpokenSegment, duration: float) -> tuple[SpokenSegment, tuple[Fault, ...]]:
    """Return ``spoken`` without those times by hand that cannot be right, and what is wrong."""
    hand, faults = hand_times(spoken, duration)
    paragraphs = tuple(
        p if p.at is None or p.number in hand else replace(p, at=None) for p in spoken.paragraphs
    )
    return replace(spoken, paragraphs=paragraphs), tuple(faults)


def placed_times(spoken: SpokenSegment, alignment: Alignment, duration: float) -> GivenTimes:
    """Return when each paragraph and word is heard, in a recording of ``duration`` seconds.

    A paragraph begins with its first and ends with its last word that was found, if half of its
    words were; else it has no time but the one written by hand, if there is one.
    """
    hand, faults = hand_times(spoken, duration)
    paragraphs = []
    for paragraph, first, words in split(spoken, alignment):
        own = tuple(word and _within(word, duration) for word in words)
        found = [word for word in own if word is not None]
        if len(found) >= max(1, LEAST_FOUND * len(own)):
            times = ParagraphTimes(paragraph.number, found[0].start, found[-1].end, own)
        else:
            missing = range(first, first + len(words))
            absent = is_absent(missing, alignment)
            times = ParagraphTimes(paragraph.number, is_absent=absent)
        paragraphs.append(with_hand_time(times, hand.get(paragraph.number)))
    return GivenTimes(SegmentTimes(spoken.segment, tuple(paragraphs)), tuple(faults))


def split(
    spoken: SpokenSegment, alignment: Alignment
) -> Iterator[tuple[SpokenParagraph, int, tuple[WordTime | None, ...]]]:
    """Yield each paragraph with the index of its first word and with its words' times."""
    first = 0
    for paragraph in spoken.paragraphs:
        after = first + len(paragraph.words)
        yield paragraph, first, alignment.words[first:after]
        first = after


def unreadable(alignment: Alignment) -> frozenset[int]:
    """Return the indices of words that nobody could look for."""
    runs = [run for run in alignment.not_heard if run.reason == UNREADABLE]
    return frozenset(index for run in runs for index in range(run.first, run.last))


def is_absent(words: range, alignment: Alignment) -> bool:
    """Say whether most of these words were looked for, and are not in the recording."""
    if alignment.failure or not words:
        return False
    unread = unreadable(alignment)
    return sum(alignment.words[n] is None and n not in unread for n in words) > len(words) / 2


def _within(word: WordTime, duration: float) -> WordTime:
    """Return ``word`` not beyond the recording's end: two decoders may differ by a sample."""
    if word.end <= duration:
        return word
    return replace(word, start=min(word.start, duration), end=duration)
