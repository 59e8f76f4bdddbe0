"""A translation's paragraphs ↔ the original's, and the times they share."""

import re
from collections.abc import Sequence
from dataclasses import replace

from izdat.model.content import Segment
from izdat.model.time import SegmentTimes
from izdat.text.spoken import numbered

_SOURCE = re.compile(r"([^:\s]+):([0-9]{1,6})")


def pair(original: Segment, translation: Segment) -> tuple[tuple[int, int], ...]:
    """Return (number in the translation, number in the original) of each paragraph that has one.

    Paragraphs follow one another in both; ``{from="call:3"}`` says where a paragraph comes from,
    and those after it go on from there. One that comes from another segment, or from behind the
    original's end, has none.
    """
    last = sum(1 for _ in numbered(original.blocks))
    pairs = []
    following = 1
    for number, leaf in numbered(translation.blocks):
        found = _SOURCE.fullmatch(leaf.source)
        if found:
            segment, from_number = found[1], int(found[2])
            if segment != original.id:
                continue
            following = from_number
        if 1 <= following <= last:
            pairs.append((number, following))
        following += 1
    return tuple(pairs)


def carry_times(original: SegmentTimes, pairs: Sequence[tuple[int, int]]) -> SegmentTimes:
    """Return the times of a translation that is read along with the original's sound.

    A paragraph has its original's start and end, and no times of words: they are other words.
    """
    times = {paragraph.number: paragraph for paragraph in original.paragraphs}
    carried = []
    for number, source in pairs:
        found = times.get(source)
        if found is not None:
            carried.append(replace(found, number=number, words=()))
    return SegmentTimes(original.segment, tuple(carried))
