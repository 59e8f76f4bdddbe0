"""An episode that is one finished recording: its segments as one text, and their times apart."""

from collections.abc import Sequence
from dataclasses import replace

from izdat.model.spoken import SpokenSegment
from izdat.model.time import SegmentTimes, Stretch, Timeline


def joined(segments: Sequence[SpokenSegment]) -> SpokenSegment:
    """Return all paragraphs as one segment with the id ``""``, numbered from 1 throughout."""
    paragraphs = [p for segment in segments for p in segment.paragraphs]
    return SpokenSegment(
        segment="",
        lang=segments[0].lang if segments else "",
        paragraphs=tuple(replace(p, number=n) for n, p in enumerate(paragraphs, 1)),
    )


def parted(times: SegmentTimes, segments: Sequence[SpokenSegment]) -> tuple[SegmentTimes, ...]:
    """Return the times of each segment, under its own id and its own paragraphs' numbers.

    ``times`` are those of ``joined(segments)``. Paragraphs without a time are left out.
    """
    found = []
    number = 0
    by_number = {p.number: p for p in times.paragraphs}
    for segment in segments:
        own = []
        for paragraph in segment.paragraphs:
            number += 1
            timed = by_number.get(number)
            if timed is not None:
                own.append(replace(timed, number=paragraph.number))
        found.append(SegmentTimes(segment.segment, tuple(own)))
    return tuple(found)


def timeline_of(times: Sequence[SegmentTimes], duration: float) -> Timeline:
    """Return where the segments of a finished file stand, as far as their times are known."""
    starts = [
        (segment.segment, next((p.start for p in segment.paragraphs if p.start is not None), None))
        for segment in times
    ]
    if starts and starts[0][1] is None:
        starts[0] = (starts[0][0], 0.0)
    known = [(segment, start) for segment, start in starts if start is not None]
    ends = [start for _, start in known[1:]] + [duration]
    return Timeline(
        duration,
        tuple(
            Stretch(segment, start, start, end - start)
            for (segment, start), end in zip(known, ends, strict=True)
            if end > start
        ),
    )
