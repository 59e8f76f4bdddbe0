"""A segment's words and times → what of its text is lit while which stretch of sound is heard.

Nothing is invented. A word without a time is lit with its neighbours; a paragraph of which only
the beginning is known is lit whole; what the recording does not hold is never lit. Stretches
follow one another without a gap, so that a reader plays on through every pause; where voices
overlap, the text keeps its order and the sound goes back.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import pairwise

from izdat.model.sound import Production
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes

TITLE = 0  # number of a segment's title among its paragraphs


@dataclass(frozen=True, slots=True)
class Clip:
    """What is lit, and the stretch of the episode's sound in which it is."""

    number: int  # of the paragraph; 0: the title
    start: int  # milliseconds of the episode; start < end
    end: int
    first: int = 0  # index of the paragraph's first lit word
    last: int = 0  # behind the last; the same as ``first``: all of the paragraph

    @property
    def is_whole(self) -> bool:
        return self.first == self.last


def clips(
    spoken: SpokenSegment, times: SegmentTimes | None, *, start: int | None, end: int
) -> tuple[Clip, ...]:
    """Return the clips of a segment in the order of its text.

    ``start``: when the segment begins, in milliseconds of the episode, None where it is not heard;
    ``end``: when the next one does. The title is lit until the first word is heard.
    """
    found = [begun for begun in _begun(spoken, times) if begun.start < end]
    if start is not None and start < end and (not found or start < found[0].start):
        if not found or found[0].number != TITLE:
            found.insert(0, Clip(TITLE, start, start))
        else:  # the title is spoken: what is heard before it is heard with it
            first = found[0]
            found[0] = Clip(TITLE, start, first.end, first.first, first.last)
    return tuple(_joined(found, end))


def bounds(production: Production, segments: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return from when to when each segment is heard, in milliseconds of the episode.

    ``segments``: the ids of all that may be heard: a translation need not have each.
    """
    starts = {
        times.segment: paragraph.start
        for times in production.times
        for paragraph in reversed(times.paragraphs)
        if paragraph.start is not None
    }
    starts |= {c.anchor: c.start for c in production.chapters if c.anchor in segments}
    order = sorted(starts, key=lambda segment: starts[segment])
    moments = [_milliseconds(starts[segment]) for segment in order]
    moments.append(_milliseconds(production.duration))
    return dict(zip(order, pairwise(moments), strict=True))


def _begun(spoken: SpokenSegment, times: SegmentTimes | None) -> Iterator[Clip]:
    """Yield what has a beginning of its own; its end is where it is known to fall silent."""
    known = {each.number: each for each in times.paragraphs} if times else {}
    for paragraph in spoken.paragraphs:
        own = known.get(paragraph.number)
        if own is None or own.is_absent or not paragraph.words:
            continue
        if any(own.words) and len(own.words) == len(paragraph.words):
            yield from _worded(paragraph, own)
        elif own.start is not None:
            start = _milliseconds(own.start)
            yield Clip(
                paragraph.number, start, start if own.end is None else _milliseconds(own.end)
            )


def _worded(paragraph: SpokenParagraph, times: ParagraphTimes) -> Iterator[Clip]:
    """Yield a clip for each word that begins later than the one before, with what follows it."""
    begun: list[tuple[int, int, int]] = []  # (index of the word, start, end)
    for index, word in enumerate(times.words):
        if word is None:
            continue
        start = _milliseconds(word.start)
        if begun and start <= begun[-1][1]:
            continue  # no sound of its own is left for it
        begun.append((index, start, _milliseconds(word.end)))
    begun[0] = (0, *begun[0][1:])  # words before the first that has a time are lit with it
    behind = [index for index, _, _ in begun[1:]] + [len(paragraph.words)]
    for (index, start, end), last in zip(begun, behind, strict=True):
        yield Clip(paragraph.number, start, end, index, last)


def _joined(found: list[Clip], end: int) -> Iterator[Clip]:
    """Yield the clips, each to where the next begins; the last to ``end``."""
    behind = [*(clip.start for clip in found), end][1:]
    for clip, following in zip(found, behind, strict=True):
        until = following if following > clip.start else max(clip.end, clip.start + 1)
        yield Clip(clip.number, clip.start, min(until, end), clip.first, clip.last)


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
