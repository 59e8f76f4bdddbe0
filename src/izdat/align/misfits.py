"""An alignment → what of the transcript and the recording does not fit together, in words."""

from collections.abc import Iterator
from itertools import groupby

from izdat.align.placed import split, unreadable
from izdat.align.vtt import Fault
from izdat.model.alignment import Alignment, NotWritten
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import SegmentTimes, WordTime
from izdat.text.dates import clock

LONG_RUN = 4  # words: fewer are often said so softly that nobody hears them
NEAR = 1.0  # seconds: two stretches no farther apart are one
LONG = 2.0  # seconds: a shorter stretch is a cough, a breath, a word begun twice
QUOTED = 60  # characters of the transcript that a message repeats

Run = list[tuple[int, SpokenParagraph]]


def misfits(
    spoken: SpokenSegment, alignment: Alignment, times: SegmentTimes, name: str
) -> tuple[Fault, ...]:
    """Return what an editor should look at, in the text's order and then in the recording's.

    ``times`` are those of ``placed_times``; ``name`` is what the recording is called.
    """
    if alignment.failure:
        message = f"No word was timed in {name}: {alignment.failure}"
        hint = "is this the text of the recording, and in its language? times by hand still count"
        return (Fault("not-aligned", message, hint),)
    return (
        *_absent(spoken, alignment, times, name),
        *_words(spoken, alignment, times, name),
        *_unread(spoken, alignment),
        *_unwritten(alignment, name),
    )


def joined_stretches(found: tuple[NotWritten, ...]) -> tuple[NotWritten, ...]:
    """Return what is said and not written, near stretches as one, without the short ones."""
    joined: list[NotWritten] = []
    for stretch in sorted(found, key=lambda each: each.start):
        if joined and stretch.start - joined[-1].end <= NEAR:
            last = joined.pop()
            stretch = NotWritten(last.start, max(last.end, stretch.end))
        joined.append(stretch)
    return tuple(each for each in joined if each.end - each.start >= LONG)


def _absent(
    spoken: SpokenSegment, alignment: Alignment, times: SegmentTimes, name: str
) -> Iterator[Fault]:
    """Yield a fault for each run of paragraphs that are not in the recording."""
    absent = {p.number for p in times.paragraphs if p.is_absent}
    silent = [(n, p) for n, p in enumerate(spoken.paragraphs) if p.words]
    ends = _ends(spoken, alignment)
    for is_absent, group in groupby(silent, key=lambda each: each[1].number in absent):
        if not is_absent:
            continue
        run: Run = list(group)
        index, first = run[0]
        more = len(run) - 1
        what, it = "This paragraph is", "it"
        if more:
            what, it = f"This paragraph and the {more if more > 1 else 'one'} after it are", "they"
        yield Fault(
            "paragraph-not-heard",
            f"{what} not in {name}, where {it} would be at {clock(ends[index])}",
            "mend the text or the recording; if it is heard, write when: @voice 12:40:",
            paragraph=first.number,
        )


def _ends(spoken: SpokenSegment, alignment: Alignment) -> list[float]:
    """Return, for each paragraph, when the last word found before it ends."""
    found = []
    end = 0.0
    for _, _, words in split(spoken, alignment):
        found.append(end)
        end = max([end, *(word.end for word in words if word)])
    return found


def _words(
    spoken: SpokenSegment, alignment: Alignment, times: SegmentTimes, name: str
) -> Iterator[Fault]:
    """Yield a fault for each long run of words that are not heard inside a paragraph that is."""
    unread = unreadable(alignment)
    for paragraph, first, words in split(spoken, alignment):
        own = times.paragraph(paragraph.number)
        if own is None or own.is_absent:
            continue
        for start, end in _runs(words, {n - first for n in unread}):
            if end - start < LONG_RUN:
                continue
            at = next((word.end for word in reversed(words[:start]) if word), own.start)
            where = "" if at is None else f", where they would be at {clock(at)}"
            yield Fault(
                "words-not-heard",
                f"{_quoted(paragraph, start, end)} ({end - start} words) are not in {name}{where}",
                "if nobody says them, mark them as supplied: [words]",
                paragraph=paragraph.number,
            )


def _runs(words: tuple[WordTime | None, ...], passed: set[int]) -> Iterator[tuple[int, int]]:
    """Yield (first, behind the last) of each run of words without a time, but those ``passed``."""
    missing = [word is None and n not in passed for n, word in enumerate(words)]
    for is_missing, group in groupby(range(len(words)), key=lambda n: missing[n]):
        if is_missing:
            run = list(group)
            yield run[0], run[-1] + 1


def _unread(spoken: SpokenSegment, alignment: Alignment) -> Iterator[Fault]:
    unread = unreadable(alignment)
    for paragraph, first, words in split(spoken, alignment):
        own = [n for n in range(len(words)) if first + n in unread]
        if not own:
            continue
        more = f" and {len(own) - 1} more" if len(own) > 1 else ""
        yield Fault(
            "unreadable-word",
            f"How “{paragraph.words[own[0]].text}”{more} is said cannot be told from its letters",
            "mark words of another language: [words]{lang=…}",
            paragraph=paragraph.number,
        )


def _unwritten(alignment: Alignment, name: str) -> Iterator[Fault]:
    for stretch in joined_stretches(alignment.not_written):
        yield Fault(
            "not-in-transcript",
            f"{name} {clock(stretch.start)}–{clock(stretch.end)} is not in the transcript",
            "write what is said there, or cut it from the recording",
        )


def _quoted(paragraph: SpokenParagraph, start: int, end: int) -> str:
    text = paragraph.text[paragraph.words[start].start : paragraph.words[end - 1].end]
    return f"“{text}”" if len(text) <= QUOTED else f"“{text[:QUOTED].rstrip()}…”"
