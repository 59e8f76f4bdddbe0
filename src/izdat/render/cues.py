"""Spoken paragraphs and their times → cues: what stands on the screen, from when to when.

Nothing is invented. Where the words have their times, cues are cut at sentences and lines; a word
that has none stands with its neighbours. Where only some paragraphs have a time, a cue runs from
one known time to the next and holds every paragraph heard between them. What the aligner knows to
be missing from the recording is in no cue. Where a cue would be too long to follow, or an end is
not known, there are no cues for the edition at all: half a transcript that looks whole is worse
than none (docs/decisions/0012-transcripts-without-word-times.md).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from izdat.model.sound import Production
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, WordTime
from izdat.render import addresses

RUN_LIMIT = 180_000  # ms; a cue that stands longer follows nothing
SENTENCE_ENDS = frozenset(".!?…。！？؟।۔։")
CLOSING = "\"'”’»)]›」』"  # may stand between a sentence's end and the space


@dataclass(frozen=True, slots=True)
class Token:
    """A spoken word with the signs that cling to it. Times are milliseconds of the episode.

    Of a word without a time of its own ``start`` and ``end`` are what it is heard between.
    """

    text: str  # without white space around it
    has_space: bool  # a space follows it
    start: int
    end: int
    is_timed: bool = True

    @property
    def ends_sentence(self) -> bool:
        return self.text.rstrip(CLOSING)[-1:] in SENTENCE_ENDS


@dataclass(frozen=True, slots=True)
class Passage:
    """What one voice says without a known time inside, or with those of its words.

    ``tokens`` have times of their own only if ``is_worded``; else all have the passage's.
    """

    voice: str
    tokens: tuple[Token, ...]
    is_worded: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """Passages from one known time to the next, in milliseconds; 0 ≤ start < end."""

    start: int
    end: int
    anchor: str  # of the first paragraph: the id that pages and translations know it by
    passages: tuple[Passage, ...]

    @property
    def is_worded(self) -> bool:
        return all(passage.is_worded for passage in self.passages)


def turns(segments: Iterable[SpokenSegment], production: Production) -> tuple[Turn, ...]:
    """Return all that is heard, in order of time; nothing if some of it has no time.

    A turn that is not worded holds one or more passages between two known times.
    """
    segments = tuple(segments)
    starts = _segment_starts(segments, production)
    found: list[Turn] = []
    for segment, (start, end) in zip(segments, pairwise(starts), strict=True):
        timed = _segment_turns(segment, production, start, end)
        if timed is None:
            return ()
        found.extend(timed)
    return tuple(sorted(found, key=lambda turn: (turn.start, turn.end)))


def milliseconds(seconds: float) -> int:
    """Return the nearest whole number of milliseconds."""
    return round(seconds * 1000)


def tokens(paragraph: SpokenParagraph) -> Iterator[tuple[str, bool]]:
    """Yield each word with the signs that cling to it, and whether a space follows.

    Signs between two words belong to the first up to the last space between them, and to the
    second after it. Nothing of the text is lost but its white space.
    """
    text = paragraph.text
    cut = 0
    for word, after in pairwise(paragraph.words):
        space = text.rfind(" ", word.end, after.start)
        edge = after.start if space < 0 else space
        yield text[cut:edge].strip(), space >= 0
        cut = edge
    if paragraph.words:
        yield text[cut:].strip(), True


def _segment_starts(
    segments: tuple[SpokenSegment, ...], production: Production
) -> list[int | None]:
    """Return when each segment begins, where a chapter says so; and the episode's end."""
    chapters = {chapter.anchor: milliseconds(chapter.start) for chapter in production.chapters}
    starts: list[int | None] = [chapters.get(segment.segment) for segment in segments]
    return [*starts, milliseconds(production.duration)]


def _segment_turns(
    segment: SpokenSegment, production: Production, start: int | None, end: int | None
) -> list[Turn] | None:
    """Return the segment's turns; None if the times do not cover it."""
    times = next((t for t in production.times if t.segment == segment.segment), None)
    known = {p.number: p for p in times.paragraphs} if times else {}
    absent = {p.number for p in known.values() if p.is_absent}
    spoken = [p for p in segment.paragraphs if p.words and p.number not in absent]
    found: list[Turn] = []
    run: list[SpokenParagraph] = []  # paragraphs heard since ``run_start``
    run_start = start
    run_end: int | None = None

    def close(at: int | None) -> bool:
        """End the run at a known time. Say whether it could be."""
        if not run:
            return True
        if run_start is None or at is None or not 0 < at - run_start <= RUN_LIMIT:
            return False
        anchor = addresses.anchor(segment.segment, run[0].number)
        found.append(Turn(run_start, at, anchor, tuple(_untimed(p, run_start, at) for p in run)))
        run.clear()
        return True

    for paragraph in spoken:
        time = known.get(paragraph.number)
        begins = _start(time)
        if begins is not None:
            if not close(begins if run_end is None else min(run_end, begins)):
                return None
            run_start, run_end = begins, None
        if time and any(time.words) and len(time.words) == len(paragraph.words):
            found.append(_worded(segment.segment, paragraph, time))
            run_start = found[-1].end
            continue
        run.append(paragraph)
        run_end = milliseconds(time.end) if time and time.end is not None else None
    return found if close(run_end if run_end is not None else end) else None


def _start(time: ParagraphTimes | None) -> int | None:
    if time is None:
        return None
    first = next((word for word in time.words if word), None)
    if first:
        return milliseconds(first.start)
    return None if time.start is None else milliseconds(time.start)


def _worded(segment: str, paragraph: SpokenParagraph, time: ParagraphTimes) -> Turn:
    made: list[Token] = []
    coming = _coming(time.words)
    begun = ended = coming[0] or 0
    for (text, has_space), word, following in zip(
        tokens(paragraph), time.words, coming, strict=True
    ):
        if word is None:
            until = ended if following is None else max(ended, following)
            made.append(Token(text, has_space, ended, until, is_timed=False))
            continue
        begun = max(begun, milliseconds(word.start))
        ended = max(begun, milliseconds(word.end))
        made.append(Token(text, has_space, begun, ended))
    end = max(made[-1].end, made[0].start + 1)
    anchor = addresses.anchor(segment, paragraph.number)
    return Turn(made[0].start, end, anchor, (Passage(paragraph.voice, tuple(made), True),))


def _coming(words: tuple[WordTime | None, ...]) -> list[int | None]:
    """Return, for each word, when the first with a time begins, it or one after it."""
    found: list[int | None] = []
    for word in reversed(words):
        last = found[-1] if found else None
        found.append(milliseconds(word.start) if word else last)
    return found[::-1]


def _untimed(paragraph: SpokenParagraph, start: int, end: int) -> Passage:
    made = tuple(Token(text, True, start, end) for text in paragraph.text.split())
    return Passage(paragraph.voice, made, False)
