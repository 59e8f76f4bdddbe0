"""The sockets: what an engine must do to be plugged in."""

from typing import TYPE_CHECKING, Protocol

from izdat.model.alignment import Alignment, PhoneticSpeech, Pronunciations
from izdat.model.sound import Recording, Speech
from izdat.model.spoken import SpokenParagraph, SpokenSegment

if TYPE_CHECKING:  # the model itself needs nothing but the standard library
    import numpy as np
    from numpy.typing import NDArray


class SpeechEngine(Protocol):
    """Says a paragraph aloud."""

    @property
    def id(self) -> str:
        """Name, version and data: what it says is the same while this is the same."""

    def languages(self) -> tuple[str, ...]:
        """BCP 47 tags of the languages it speaks, sorted."""

    def voices(self, lang: str) -> tuple[str, ...]:
        """Names of its voices for a language, the plainest first; empty: it does not speak it."""

    def say(self, paragraph: SpokenParagraph, voice: str, rate: int) -> Speech:
        """Return ``paragraph`` in ``voice`` at ``rate`` words a minute.

        A paragraph without a word is silence of no length.
        """


class PhoneticEngine(Protocol):
    """Knows how words are said. An aligner asks it; the built-in one is espeak-ng."""

    @property
    def id(self) -> str:
        """Name, version and data: what it answers is the same while this is the same."""

    def voices(self, lang: str) -> tuple[str, ...]:
        """Names of its voices for a language, as different as it has them; empty: none."""

    def pronounce(self, paragraphs: tuple[SpokenParagraph, ...]) -> tuple[Pronunciations, ...]:
        """Return how each word of all ``paragraphs`` may be said: in its sentence first.

        Numbers, signs and foreign words as that language speaks them. A word that cannot be
        read has none.
        """

    def say_phones(self, paragraph: SpokenParagraph, voice: str, rate: int) -> PhoneticSpeech:
        """Return ``paragraph`` in ``voice`` at ``rate`` words a minute, with each phone's time."""


class Aligner(Protocol):
    """Finds in a recording the words of an edited transcript."""

    @property
    def id(self) -> str:
        """Name, version and data: what it finds is the same while this is the same."""

    def align(self, spoken: SpokenSegment, recording: Recording) -> Alignment:
        """Return when each word of ``spoken`` is heard in ``recording``."""


class VoiceDisguise(Protocol):
    """Makes a voice sound like another's."""

    @property
    def id(self) -> str:
        """Name, version and data: how it disguises is the same while this is the same."""

    def disguise(
        self, samples: "NDArray[np.float32]", rate: int, draw: int
    ) -> "NDArray[np.float32]":
        """Return as many samples, float32 (n,), full scale ±1.0, at ``rate`` Hz.

        ``draw`` is 64 bits that nobody else knows, for whatever it draws by chance. What the
        engine is given must not outlive the call, in memory or in any file.
        """


class EngineFailure(Exception):
    """A plug-in failed. The message names it and says what; never what it was given to read."""

    def __init__(self, engine: str, what: str) -> None:
        super().__init__(engine, what)
        self.engine = engine
        self.what = what

    def __str__(self) -> str:
        return f"The engine “{self.engine}” {self.what}"
