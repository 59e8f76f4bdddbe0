"""Times → a label track of Audacity: a line a word, its start, its end and the word."""

from izdat.align.textgrid import timed_words
from izdat.model.spoken import SpokenSegment
from izdat.model.time import SegmentTimes


def labels(spoken: SpokenSegment, times: SegmentTimes) -> str:
    """Return the file, for File → Import → Labels. A word without a time is left out."""
    return "".join(
        f"{start:.6f}\t{end:.6f}\t{' '.join(text.split())}\n"
        for start, end, text in sorted(timed_words(spoken, times))
    )
