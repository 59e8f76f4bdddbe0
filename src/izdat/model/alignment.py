"""What an aligner is given, and what it finds: words ↔ a recording."""

from dataclasses import dataclass

from izdat.model.time import WordTime


@dataclass(frozen=True, slots=True)
class Phone:
    """A sound of speech, and when it is heard."""

    sign: str  # IPA, without stress, tone and length where the engine can tell them apart
    word: int  # index of the paragraph's word that it belongs to
    start: float  # seconds of the speech that it is a part of
    end: float


@dataclass(frozen=True, slots=True)
class PhoneticSpeech:
    """What a phonetic engine said, and when each phone of it is heard; between them are pauses."""

    pcm: bytes  # signed 16-bit little-endian, one channel
    rate: int  # Hz
    phones: tuple[Phone, ...]  # in the order of the sound; they do not overlap


# How a word may be said: phones in IPA, the likeliest way first; none where it cannot be read.
Pronunciations = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class NotHeard:
    """Words of the transcript, one after another, that are not in the recording."""

    first: int  # index into all words of the segment
    last: int  # behind the last
    reason: str  # "absent": the recording has something else, or nothing; "unreadable": a script
    #   that the phonetic engine cannot read


@dataclass(frozen=True, slots=True)
class NotWritten:
    """A stretch of the recording in which something is said that the transcript has not."""

    start: float  # seconds
    end: float


@dataclass(frozen=True, slots=True)
class Alignment:
    """When each word of a segment is heard, in seconds of its recording.

    ``words`` has an entry for each word of the segment, in the order of its paragraphs; None
    where the word was not found. Times are ordered and within the recording. Where the text and
    the recording do not fit together ``failure`` says so in a sentence, and no word has a time.
    """

    words: tuple[WordTime | None, ...]
    not_heard: tuple[NotHeard, ...] = ()
    not_written: tuple[NotWritten, ...] = ()
    failure: str = ""
