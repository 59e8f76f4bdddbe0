"""Times → a TextGrid, which Praat and its kin read: a tier of paragraphs and one of words.

The long text form, as Praat's manual describes it ("TextGrid file formats"): each tier is cut into
intervals from 0 to the recording's end, without a gap or an overlap; silence has no text.
"""

from collections.abc import Iterable, Iterator

from izdat.model.spoken import SpokenSegment
from izdat.model.time import SegmentTimes

Interval = tuple[float, float, str]  # start and end in seconds, text

_PLACES = 6  # decimal: finer than a sample


def textgrid(spoken: SpokenSegment, times: SegmentTimes, duration: float) -> str:
    """Return the file. What has no time is left out; of two that overlap the later is cut.

    ``duration`` is the recording's, in seconds, more than 0.
    """
    tiers = [("paragraphs", _paragraphs(spoken, times)), ("words", timed_words(spoken, times))]
    end = round(duration, _PLACES)
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        "xmin = 0",
        f"xmax = {_number(end)}",
        "tiers? <exists>",
        f"size = {len(tiers)}",
        "item []:",
    ]
    for number, (name, found) in enumerate(tiers, start=1):
        intervals = list(_covering(found, end))
        lines += [
            f"    item [{number}]:",
            '        class = "IntervalTier"',
            f"        name = {_quoted(name)}",
            "        xmin = 0",
            f"        xmax = {_number(end)}",
            f"        intervals: size = {len(intervals)}",
        ]
        for index, (start, stop, text) in enumerate(intervals, start=1):
            lines += [
                f"        intervals [{index}]:",
                f"            xmin = {_number(start)}",
                f"            xmax = {_number(stop)}",
                f"            text = {_quoted(text)}",
            ]
    return "\n".join(lines) + "\n"


def timed_words(spoken: SpokenSegment, times: SegmentTimes) -> Iterator[Interval]:
    """Yield each word that has a time, in the order of the text."""
    for paragraph in spoken.paragraphs:
        own = times.paragraph(paragraph.number)
        if own is None or len(own.words) != len(paragraph.words):
            continue
        for word, time in zip(paragraph.words, own.words, strict=True):
            if time is not None:
                yield time.start, time.end, word.text


def _paragraphs(spoken: SpokenSegment, times: SegmentTimes) -> Iterator[Interval]:
    for paragraph in spoken.paragraphs:
        own = times.paragraph(paragraph.number)
        if own is not None and own.start is not None and own.end is not None:
            yield own.start, own.end, paragraph.text


def _covering(found: Iterable[Interval], end: float) -> Iterator[Interval]:
    """Yield the intervals in order of time, with silence between them."""
    now = 0.0
    for start, stop, text in sorted(found):
        begin = max(now, round(start, _PLACES))
        finish = min(end, round(stop, _PLACES))
        if finish <= begin:
            continue
        if begin > now:
            yield now, begin, ""
        yield begin, finish, text
        now = finish
    if now < end:
        yield now, end, ""


def _number(seconds: float) -> str:
    return f"{seconds:.{_PLACES}f}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split("\n")).replace('"', '""') + '"'
