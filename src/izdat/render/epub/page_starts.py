"""A text and its times → where its pages begin.

A recording has no paper, so its pages are its minutes: the page ``12:00`` begins with the first
word that is heard at or after 12:00, and a reader with the book finds what a listener names. A
text that nobody hears has a page every so many words.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from izdat.model.spoken import SpokenSegment
from izdat.render.epub.overlay import Clip
from izdat.text.dates import clock

MINUTE = 60_000  # milliseconds
WORDS = 250  # of a page where nothing is heard: what a printed page of a paperback holds


@dataclass(frozen=True, slots=True)
class PageStart:
    """Where a page begins."""

    segment: str  # id
    number: int  # of the paragraph; 0: at the segment's title
    word: int  # index in the paragraph
    label: str


def by_minute(segments: Iterable[tuple[str, Sequence[Clip]]]) -> Iterator[PageStart]:
    """Yield the pages of a text that is heard. ``segments``: (id, clips)."""
    begun = -1
    for segment, own in segments:
        for clip in own:
            minute = clip.start // MINUTE
            if minute > begun:
                begun = minute
                yield PageStart(segment, clip.number, clip.first, clock(minute * 60))


def by_words(segments: Iterable[SpokenSegment]) -> Iterator[PageStart]:
    """Yield the pages of a text that nobody hears; each begins with a paragraph."""
    count, begun = 0, -1
    for segment in segments:
        for paragraph in segment.paragraphs:
            if paragraph.words and count // WORDS > begun:
                begun = count // WORDS
                yield PageStart(segment.segment, paragraph.number, 0, str(begun + 1))
            count += len(paragraph.words)
