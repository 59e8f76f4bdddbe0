"""What mastering is given and what it hands on between its steps."""

from dataclasses import dataclass

from izdat.model.file import File
from izdat.model.sound import Loudness, Recording

RATE = 48_000  # Hz, of every programme: Opus knows no other, and a millisecond is 48 samples


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What a recording is, found by decoding all of it."""

    duration: float  # seconds, counted
    rate: int  # Hz, of the file
    channels: int  # of the file
    codec: str  # FFmpeg's name
    loudness: Loudness  # as it will be heard: after the mix to the programme's channels
    clipped: float = 0.0  # share of its samples that are cut flat at full scale, 0 to 1

    @property
    def length(self) -> int:
        """In samples at ``RATE``."""
        return round(self.duration * RATE)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sound at 48 kHz, in samples: the first, and the one after the last."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Silences:
    """Where nothing is heard in a recording."""

    length: int  # of the recording, samples at 48 kHz
    spans: tuple[Span, ...]  # in order


Course = tuple[tuple[float, float], ...]  # (seconds of a recording, dB); straight lines between


@dataclass(frozen=True, slots=True)
class Turn:
    """A stretch of a recording in which one speaker is heard."""

    speaker: str  # any key; the same one, the same speaker
    start: float  # seconds
    end: float


@dataclass(frozen=True, slots=True)
class SpeakerLevel:
    """How loud a speaker is in a recording, before it is levelled."""

    speaker: str  # Turn.speaker; "" also where no turns are known: the whole recording
    loudness: float  # LUFS, gated (BS.1770-5) over the speaker's turns


@dataclass(frozen=True, slots=True)
class Levels:
    """How a recording is levelled inside: every speaker comes to the recording's own loudness."""

    speakers: tuple[SpeakerLevel, ...]  # those that could be measured, by key
    course: Course  # gain beside the part's own; the first and last hold before and after


@dataclass(frozen=True, slots=True)
class Microphone:
    """What one speaker of a conversation was recorded with."""

    speaker: str  # id of the voice
    recording: Recording  # cleaned


@dataclass(frozen=True, slots=True)
class TrackLevel:
    """What a microphone hears of its speaker and of the others."""

    speaker: str
    loudness: float  # LUFS of its own speaker, gated (BS.1770-5)
    others: float  # dB beside its own speaker, of the loudest other voice in it; -inf: none
    closed: float  # share of the time in which it is turned down, because another speaks, 0 to 1
    is_heard: bool  # False: its own speaker never, or for less than a second
    late: float = 0.0  # seconds by which its recorder was started after the first to be started
    drift: float = 0.0  # seconds an hour by which it grows later beside the first; 0: not heard


@dataclass(frozen=True, slots=True)
class MixedTracks:
    """One recording of a whole conversation."""

    recording: Recording
    levels: tuple[TrackLevel, ...]  # one of each microphone, in their order


@dataclass(frozen=True, slots=True)
class Part:
    """One thing heard in an episode. The whole of them, in order, is the episode."""

    segment: str  # id; "" for the show's intro, outro and stings
    recording: Recording
    loudness: Loudness  # RecordingFacts.loudness
    music: File | None = None  # a bed under the voice
    music_loudness: Loudness | None = None  # must be known where there is a bed
    bed_course: Course = ()  # gain of the bed, in seconds of the part as it is heard
    course: Course = ()  # Levels.course, in the recording's seconds
    gain: float = 0.0  # dB beside the other parts
    is_kept: bool = False  # as it is: neither brought to the level of the others nor faded
    pause: float | None = None  # seconds of silence before it; None: SoundSettings.pause
    crossfade: float = 0.0  # seconds in which the part before goes over into it
    pieces: tuple[Span, ...] = ()  # of the recording that are heard, in order; (): all of it
    length: int = 0  # of the recording, samples at 48 kHz; 0: to be counted


@dataclass(frozen=True, slots=True)
class Treatment:
    """One kind of dirt in one recording, and whether it is cleaned away."""

    kind: str  # a field of CleanSettings, which undoes it
    is_applied: bool
    level: float  # dB beside the voice; of clicks: how many a minute; -inf: not found
    detail: str = ""  # in English, what was found, and what is done if it is done


@dataclass(frozen=True, slots=True)
class MixedTrack:
    """What a track of a conversation was, and what was done to it."""

    name: str  # of the file
    before: Loudness
    treatments: tuple[Treatment, ...]
    level: TrackLevel


@dataclass(frozen=True, slots=True)
class CleanRecording:
    """A recording without what dirtied it; the recording itself where nothing did."""

    recording: Recording
    loudness: Loudness  # of what it is now, mixed to the programme's channels
    treatments: tuple[Treatment, ...]  # one of each kind, in the order of the work


@dataclass(frozen=True, slots=True)
class EncodedSound:
    """An episode's sound encoded, without tags: it stays as it is when a title changes."""

    file: File
    codec: str  # of CODECS
    bit_rate: int  # bit/s, mean
    duration: float  # seconds
    loudness: Loudness  # of what a player decodes


@dataclass(frozen=True, slots=True)
class Tags:
    """What is written into an encoded file beside its sound. What is empty is left out."""

    title: str
    show: str = ""
    artist: str = ""
    date: str = ""  # YYYY-MM-DD
    number: int | None = None
    season: int | None = None
    lang: str = ""  # BCP 47
    address: str = ""  # of the episode's page
    description: str = ""
    licence: str = ""  # its address, or its name
    genre: str = "Podcast"
