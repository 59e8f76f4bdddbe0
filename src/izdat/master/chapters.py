"""An edition and its timeline → chapters, the same in every file and feed."""

from collections.abc import Iterator
from math import floor

from izdat.model.content import Block, Heading, Segment
from izdat.model.episode import Edition
from izdat.model.time import Chapter, SegmentTimes, Timeline
from izdat.text.spoken import numbered

SECTIONS = "sections"
SECTION_LEVEL = 3  # deeper headings are no chapters: a list of chapters is to be overlooked


def chapters(
    edition: Edition, timeline: Timeline, times: tuple[SegmentTimes, ...], mode: str = "segments"
) -> tuple[Chapter, ...]:
    """Return one chapter for each segment that is heard, in the order of the episode.

    ``times`` are the episode's (``Timeline.times``); they matter only when ``mode`` is
    ``"sections"``: then each third-level heading begins a chapter too, where the time of the
    paragraph after it is known. Chapters begin at 0 (an intro belongs to the first), end where
    the next begins, are never empty, and stand on whole milliseconds.
    """
    known = {own.segment: own for own in times}
    marks: list[tuple[int, str, str]] = []
    for segment in edition.segments:
        start = timeline.start(segment.id)
        if start is None:
            continue
        marks.append((_milliseconds(start), segment.title, segment.id))
        if mode == SECTIONS and segment.id in known:
            marks.extend(_sections(segment, known[segment.id]))
    return _contiguous(marks, floor(round(timeline.duration * 1000, 6)))


def _sections(segment: Segment, times: SegmentTimes) -> Iterator[tuple[int, str, str]]:
    for heading, number in _headings(segment.blocks):
        paragraph = times.paragraph(number)
        if paragraph is not None and paragraph.start is not None:
            anchor = heading.id or f"{segment.id}-{number}"
            yield _milliseconds(paragraph.start), heading.title, anchor


def _headings(blocks: tuple[Block, ...]) -> Iterator[tuple[Heading, int]]:
    """Yield each section's heading with the number of the paragraph that follows it."""
    number = 1
    for block in blocks:
        if isinstance(block, Heading) and block.level == SECTION_LEVEL:
            yield block, number
        number += sum(1 for _ in numbered((block,)))


def _contiguous(marks: list[tuple[int, str, str]], end: int) -> tuple[Chapter, ...]:
    # Of two that begin together the later in the text wins: the first has no sound of its own.
    starts = {start: (title, anchor) for start, title, anchor in marks if start < end}
    order = sorted(starts)
    bounds = [0, *order[1:], end]
    return tuple(
        Chapter(bounds[n] / 1000, bounds[n + 1] / 1000, *starts[start])
        for n, start in enumerate(order)
    )


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
