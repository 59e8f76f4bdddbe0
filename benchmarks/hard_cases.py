"""What is hard about a recording, case by case, and what is known of one that was made so."""

from dataclasses import dataclass

from speech_data import RATE, Samples, Sentence, Span


@dataclass(frozen=True, slots=True)
class Plan:
    """What is hard about a recording. Shares are of its sentences, unless said otherwise."""

    jingles: float = 0.0  # music alone, before a sentence
    noises: float = 0.0  # applause or a street, before a sentence
    ad_libs: float = 0.0  # something else is said before a sentence
    inside: float = 0.0  # something else is said inside a sentence, or its beginning twice
    unsaid: float = 0.0  # in the transcript, not in the sound
    cut: float = 0.0  # a few words of the transcript are cut out of the sound
    repeated: float = 0.0  # said twice, written once
    notes: float = 0.0  # a few words are not in the transcript: editors supplied others
    bed: float | None = None  # dB of speech over the music under it
    bed_share: float = 1.0  # of the time with music under it
    second_voice: float | None = None  # dB of speech over somebody else's
    room: bool = False
    telephone: bool = False
    kbps: int = 0  # of an MP3 that the recording once was


CASES = {
    "plain": Plan(),
    "music 15 dB": Plan(bed=15),
    "music 5 dB": Plan(bed=5),
    "jingles": Plan(jingles=0.15),
    "ad-libs between": Plan(ad_libs=0.2),
    "ad-libs inside": Plan(inside=0.3),
    "missing sentences": Plan(unsaid=0.1),
    "missing words": Plan(cut=0.25),
    "repeated sentences": Plan(repeated=0.12),
    "notes": Plan(notes=0.3),
    "noise": Plan(noises=0.15),
    "mp3": Plan(kbps=48),
    "telephone": Plan(telephone=True),
    "reverberation": Plan(room=True),
    "second voice": Plan(second_voice=10),
    "podcast": Plan(jingles=0.08, ad_libs=0.1, unsaid=0.08, notes=0.15, bed=15, bed_share=0.5),
}


@dataclass(frozen=True, slots=True)
class Twice:
    """A sentence that was said twice and is written once; either may be meant."""

    words: tuple[int, int]  # from, to before: of all words of the transcript
    first: Span
    second: Span


@dataclass(frozen=True, slots=True)
class HardRecording:
    name: str
    samples: Samples  # at 16 kHz
    sentences: tuple[Sentence, ...]
    times: tuple[tuple[Span, ...], ...]  # when each word of the transcript is heard: nowhere
    #   where it was not said, at two places where its sentence was said twice
    unwritten: tuple[Span, ...]  # where something is said that the transcript has not
    supplied: tuple[Span, ...]  # where words are said for which editors supplied others
    twice: tuple[Twice, ...] = ()

    @property
    def seconds(self) -> float:
        return len(self.samples) / RATE
