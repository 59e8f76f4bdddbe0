"""When things are heard."""

from dataclasses import dataclass, replace

UNSURE = 0.5  # a word of less confidence is for an editor to look at


@dataclass(frozen=True, slots=True)
class WordTime:
    """When a word is heard, in seconds; start ≤ end."""

    start: float
    end: float
    confidence: float = 1.0  # 0 to 1; exact and hand-made times are 1

    @property
    def is_unsure(self) -> bool:
        return self.confidence < UNSURE


@dataclass(frozen=True, slots=True)
class ParagraphTimes:
    """When a paragraph is heard. What is not known is None or empty: nothing is invented."""

    number: int  # SpokenParagraph.number
    start: float | None = None
    end: float | None = None
    # One for each word of the paragraph, None where it is not known; or empty: none is.
    words: tuple[WordTime | None, ...] = ()
    is_absent: bool = False  # the recording was searched, and the paragraph is not in it


@dataclass(frozen=True, slots=True)
class SegmentTimes:
    """Times of one segment, in seconds of its recording or, once mapped, of the episode."""

    segment: str
    paragraphs: tuple[ParagraphTimes, ...]

    def paragraph(self, number: int) -> ParagraphTimes | None:
        return next((p for p in self.paragraphs if p.number == number), None)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a recording and where it stands in the episode; seconds, played at speed 1."""

    segment: str
    recording_start: float
    episode_start: float
    duration: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Maps each recording's time to the episode's. Stretches are in the episode's order."""

    duration: float  # of the episode
    stretches: tuple[Stretch, ...]

    def to_episode(self, segment: str, time: float) -> float | None:
        """Return the episode's time of a recording's; None of a segment that is not heard.

        A time that was cut out is that of the cut: what was said to begin in a silence begins
        where that now ends.
        """
        last = None
        for s in self.stretches:
            if s.segment != segment:
                continue
            if time < s.recording_start:
                return s.episode_start
            last = s.episode_start + min(time - s.recording_start, s.duration)
            if time <= s.recording_start + s.duration:
                return last
        return last

    def start(self, segment: str) -> float | None:
        """Return when the segment begins in the episode."""
        return next((s.episode_start for s in self.stretches if s.segment == segment), None)

    def times(self, times: SegmentTimes) -> SegmentTimes:
        """Return ``times``, given in the recording's seconds, in the episode's.

        A word of which nothing is left loses its time.
        """

        def mapped(time: float | None) -> float | None:
            return None if time is None else self.to_episode(times.segment, time)

        paragraphs = []
        for p in times.paragraphs:
            words: list[WordTime | None] = []
            for w in p.words:
                start = mapped(w.start) if w else None
                end = mapped(w.end) if w else None
                if w is None or start is None or end is None or (start == end and w.start < w.end):
                    words.append(None)
                else:
                    words.append(WordTime(start, end, w.confidence))
            known = tuple(words) if any(words) else ()
            paragraphs.append(replace(p, start=mapped(p.start), end=mapped(p.end), words=known))
        return SegmentTimes(times.segment, tuple(paragraphs))


@dataclass(frozen=True, slots=True)
class Chapter:
    start: float  # seconds of the episode, a whole number of milliseconds
    end: float
    title: str
    anchor: str  # id on the episode's page
