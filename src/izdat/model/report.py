"""What mastering did to an edition: what ``izdat master`` tells and a draft's page draws."""

from dataclasses import dataclass

from izdat.model.file import File
from izdat.model.mastering import Course, EncodedSound, MixedTrack, Treatment, Turn
from izdat.model.sound import Limiting, Loudness

Spans = tuple[tuple[float, float], ...]  # seconds of the episode, in order

SHOW = "show.yaml"
SOURCE = "its source block"  # the mix sheet of a segment


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that was done, and the line that undoes it."""

    kind: str  # "cleaned", "turned down", "levelled", "ducked", "cut" or "limited"
    what: str  # in English
    at: float  # seconds of the episode at which it is first heard
    undo: str  # a line of ``where``
    where: str  # SHOW or SOURCE
    is_there: bool = False  # the line is there, and taking it away undoes the deed

    @property
    def undoing(self) -> str:
        """What to do to undo it."""
        if self.is_there:
            return f"take {self.undo} out of {self.where}"
        return f"write {self.undo} in {self.where}"


@dataclass(frozen=True, slots=True)
class SpeakerReport:
    """A voice in a segment, where its paragraphs have times; "" is the house's."""

    voice: str
    before: Loudness
    after: Loudness


@dataclass(frozen=True, slots=True)
class Cut:
    """A place at which something of the recording is not heard."""

    at: float  # seconds of the episode
    length: float  # seconds that are gone
    is_inside: bool = False  # neither before the first sound nor behind the last


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """A segment, how it came in and how it is heard. Times are the episode's."""

    segment: str  # id; "" for an episode that is one finished file
    title: str
    name: str  # of the recording; "" where a machine speaks; the segment's where it has tracks
    before: Loudness
    after: Loudness
    treatments: tuple[Treatment, ...]
    speakers: tuple[SpeakerReport, ...]
    spans: Spans  # in which it is heard; one at least
    turns: tuple[Turn, ...] = ()
    gain: Course = ()  # all that it was turned up or down, but for the limiter
    cuts: tuple[Cut, ...] = ()
    deeds: tuple[Deed, ...] = ()
    tracks: tuple[MixedTrack, ...] = ()  # of which the recording was made
    music: Course = ()  # how far the bed under it has risen, 0: it lies low; () has no bed

    @property
    def start(self) -> float:
        return self.spans[0][0]

    @property
    def end(self) -> float:
        return self.spans[-1][1]


@dataclass(frozen=True, slots=True)
class SoundReport:
    """What mastering did to an edition, and how loud it came out. Times are the episode's."""

    lang: str
    title: str
    programme: Loudness
    target: float  # LUFS
    duration: float  # seconds
    limiting: Limiting
    segments: tuple[SegmentReport, ...]
    encoded: tuple[EncodedSound, ...]
    voices: tuple[tuple[str, str], ...] = ()  # (id, the name that is published) of who is heard
    short_term: tuple[float, ...] = ()  # LUFS in each second; -inf: silence
    peaks: File | None = None  # Peaks.file
    deeds: tuple[Deed, ...] = ()  # what was done outside of all segments

    def name(self, voice: str) -> str:
        """Return what a voice is called: never by its id."""
        return dict(self.voices).get(voice) or "the house"
