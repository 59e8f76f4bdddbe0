"""Times that a person wrote into a text: ``@mira 12:40:``."""

from izdat.model.content import Paragraph, Segment, Verse
from izdat.read.notes import Notes
from izdat.read.walk import all_blocks


def check_times(segments: tuple[Segment, ...], notes: Notes) -> None:
    """Note times, written by hand, that run backwards within a segment."""
    for segment in segments:
        last = 0.0
        for block in all_blocks(segment.blocks):
            if not isinstance(block, Paragraph | Verse) or block.at is None:
                continue
            if block.at < last:
                message = f"the time {block.at:g} s comes before the one above it, {last:g} s"
                hint = "times count from the beginning of the segment's recording"
                notes.error("time-order", block.place, message, hint)
            last = max(last, block.at)
