"""Times that somebody gave → the times of a segment; what nobody gave stays unknown."""

import itertools
from dataclasses import dataclass, replace
from pathlib import Path

from izdat.align.match import atoms, matches
from izdat.align.vtt import LARGEST, Fault, TimedWord, read_words, stamp
from izdat.model.file import File
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.run.report import progress
from izdat.run.step import step

# A paragraph that is not in the recording may still share a word or two ("and", "the") with what
# was said in its place: with fewer than this part of its words found, its time is not known.
LEAST_FOUND = 0.5

Known = tuple[float | None, float | None]  # start and end of a word in seconds


@dataclass(frozen=True, slots=True)
class GivenTimes:
    times: SegmentTimes  # every paragraph of the segment, in its order
    faults: tuple[Fault, ...] = ()


@step(version=2)
def given_times(
    folder: Path, spoken: SpokenSegment, words_vtt: File | None, duration: float
) -> GivenTimes:
    """Return when each paragraph and word of ``spoken`` is heard, as far as that was given.

    ``words_vtt`` lies beside the recording, whose length is ``duration`` in seconds. A paragraph
    begins with its first and ends with its last word that the file times, if the file has half of
    its words. A time written by hand (``@id 12:40:``) is a paragraph's start where the file has
    none; its end is the next paragraph's, if that has such a time too. Nothing is invented.
    """
    found, faults = _from_file(spoken, words_vtt, duration)
    progress(0.9)
    hand, slips = hand_times(spoken, duration)
    paragraphs = []
    for paragraph in spoken.paragraphs:
        times = found[paragraph.number]
        paragraphs.append(with_hand_time(times, hand.get(paragraph.number)))
    return GivenTimes(SegmentTimes(spoken.segment, tuple(paragraphs)), (*faults, *slips))


def with_hand_time(times: ParagraphTimes, by_hand: Known | None) -> ParagraphTimes:
    """Return ``times``, which begin by hand where nothing else says when they do."""
    if times.start is not None or by_hand is None or by_hand[0] is None:
        return times
    # An end from a file that lies before a start from the hand cannot both be right.
    end = times.end if times.end is not None else by_hand[1]
    is_whole = end is not None and end >= by_hand[0]
    return replace(times, start=by_hand[0], end=end if is_whole else None, is_absent=False)


def _from_file(
    spoken: SpokenSegment, words_vtt: File | None, duration: float
) -> tuple[dict[int, ParagraphTimes], list[Fault]]:
    nothing = {p.number: ParagraphTimes(p.number) for p in spoken.paragraphs}
    if words_vtt is None:
        return nothing, []
    with words_vtt.path.open("rb") as stream:
        data = stream.read(LARGEST + 1)
    timed, faults = read_words(data, duration)
    known = _matched(spoken, timed)
    if known is None:
        message = "These are not the words of the segment: too few of them agree"
        hint = "is the file beside the right recording?"
        return nothing, [*faults, Fault("times-unmatched", message, hint)]
    if timed and not any(known):
        message = "No word of this file is in the segment"
        hint = "is the file beside the right recording?"
        faults.append(Fault("times-unmatched", message, hint))
    out = {}
    position = 0
    for paragraph in spoken.paragraphs:
        own = known[position : position + len(paragraph.words)]
        position += len(own)
        out[paragraph.number] = _paragraph(paragraph, own)
    return out, faults


def _matched(spoken: SpokenSegment, timed: list[TimedWord]) -> "list[Known | None] | None":
    """Return what the file says of each word of the segment; None: it is of another text."""
    ours: list[str] = []
    owners: list[tuple[int, int, int]] = []  # (word, which of its atoms, how many)
    index = 0
    for paragraph in spoken.paragraphs:
        for word in paragraph.words:
            parts = atoms(word.text)
            ours += parts
            owners += [(index, part, len(parts)) for part in range(len(parts))]
            index += 1
    theirs: list[str] = []
    edges: list[Known] = []
    for timed_word in timed:
        parts = atoms(timed_word.text)
        theirs += parts
        last = len(parts) - 1
        edges += [
            (timed_word.start if part == 0 else None, timed_word.end if part == last else None)
            for part in range(len(parts))
        ]
    pairs = matches(ours, theirs)
    if pairs is None:
        return None
    known: list[Known | None] = [None] * index
    for own, other in pairs:
        word_index, part, parts_in_all = owners[own]
        start, end = known[word_index] or (None, None)
        if part == 0:
            start = edges[other][0]
        if part == parts_in_all - 1:
            end = edges[other][1]
        known[word_index] = (start, end)
    return known


def _paragraph(paragraph: SpokenParagraph, own: "list[Known | None]") -> ParagraphTimes:
    found = [known for known in own if known is not None]
    if len(found) < max(1, LEAST_FOUND * len(own)):
        return ParagraphTimes(paragraph.number)
    start = next((known[0] for known in found if known[0] is not None), None)
    end = next((known[1] for known in reversed(found) if known[1] is not None), None)
    if start is not None and end is not None and end < start:
        return ParagraphTimes(paragraph.number)
    words = tuple(
        WordTime(known[0], known[1])
        if known is not None and known[0] is not None and known[1] is not None
        else None
        for known in own
    )
    return ParagraphTimes(paragraph.number, start, end, words if any(words) else ())


def hand_times(spoken: SpokenSegment, duration: float) -> tuple[dict[int, Known], list[Fault]]:
    """Return (start, end or None) by paragraph, from the times in the transcript."""
    faults = []
    starts: dict[int, float] = {}
    latest = 0.0
    for paragraph in spoken.paragraphs:
        if paragraph.at is None:
            continue
        if paragraph.at > duration:
            message = f"This paragraph's time, {stamp(paragraph.at)}, is beyond the recording's end"
            hint = f"the recording ends at {stamp(duration)}"
            faults.append(Fault("hand-time-beyond", message, hint, paragraph=paragraph.number))
        elif paragraph.at < latest:
            message = f"This paragraph's time, {stamp(paragraph.at)}, is before an earlier one's"
            hint = f"an earlier paragraph begins at {stamp(latest)}: mend one of the two"
            faults.append(Fault("hand-time-order", message, hint, paragraph=paragraph.number))
        else:
            latest = starts[paragraph.number] = paragraph.at
    numbers = [paragraph.number for paragraph in spoken.paragraphs]
    following = dict(itertools.pairwise(numbers))
    by_hand: dict[int, Known] = {
        number: (start, starts.get(following.get(number, -1))) for number, start in starts.items()
    }
    return by_hand, faults
