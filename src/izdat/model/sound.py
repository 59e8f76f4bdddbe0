"""Recordings, and what is made of them."""

from dataclasses import dataclass

from izdat.model.file import File
from izdat.model.time import Chapter, SegmentTimes


@dataclass(frozen=True, slots=True)
class RawRecording:
    """A recording as it came in. It may hold a voice that must not be published."""

    file: File
    segment: str

    def __reduce__(self) -> str:
        """Refuse to be written down: no store, cache or other process is given one."""
        raise TypeError("a RawRecording is never kept; make a Recording of it first")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording that may be published.

    Made only by ``recorded.clear``, by ``disguise.treat_recording``, of the show's own music, and
    by speech engines.
    """

    file: File
    segment: str
    is_machine: bool = False  # spoken by an engine


@dataclass(frozen=True, slots=True)
class Speech:
    """What a speech engine said: the sound and, exactly, when each word is heard."""

    pcm: bytes  # signed 16-bit little-endian, one channel
    rate: int  # Hz
    words: tuple[tuple[float, float], ...]  # (start, end) in seconds, one for each word given


@dataclass(frozen=True, slots=True)
class Loudness:
    """Measured per ITU-R BS.1770-5; silence is -inf."""

    integrated: float  # LUFS
    true_peak: float  # dBTP
    range: float = 0.0  # LU, EBU Tech 3342


@dataclass(frozen=True, slots=True)
class Limiting:
    """What a limiter did to keep the peaks under its ceiling."""

    most: float = 0.0  # dB, the greatest reduction
    share: float = 0.0  # of the time in which it was turned down by 0.1 dB or more, 0 to 1
    # (second, the greatest reduction in it in dB) of those in which that was 1 dB or more
    seconds: tuple[tuple[int, float], ...] = ()

    def within(self, spans: tuple[tuple[float, float], ...]) -> tuple[tuple[int, float], ...]:
        """Return those of ``seconds`` that lie in ``spans``, wholly or partly."""
        return tuple(
            (second, most)
            for second, most in self.seconds
            if any(start < second + 1 and second < end for start, end in spans)
        )


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One encoded file of an episode."""

    file: File
    name: str  # in the episode's published folder; holds a prefix of the digest
    mime: str
    codec: str  # of CODECS
    bit_rate: int  # bit/s, mean
    duration: float  # seconds

    @property
    def is_archive(self) -> bool:
        """Whether it is there to be kept, not to be played by a listener's client."""
        return self.codec == "flac"


@dataclass(frozen=True, slots=True)
class Peaks:
    """The waveform of an episode, for a player to draw."""

    file: File  # BBC audiowaveform's binary form, version 2
    name: str  # in the folder of the enclosures; holds a prefix of the digest


@dataclass(frozen=True, slots=True)
class Production:
    """The sound of an edition. Times are the episode's."""

    lang: str
    enclosures: tuple[Enclosure, ...]  # the feed's own first
    duration: float
    chapters: tuple[Chapter, ...]
    times: tuple[SegmentTimes, ...]
    machine_voices: tuple[str, ...] = ()  # ids of the segments that a machine speaks
    loudness: Loudness | None = None
    peaks: Peaks | None = None


@dataclass(frozen=True, slots=True)
class RecordingFault:
    """Why a recording cannot be used; the chain makes a Problem of it, at the segment."""

    code: str
    message: str
    hint: str = ""
