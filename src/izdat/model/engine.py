"""The sockets: what an engine must do to be plugged in."""

from typing import Protocol

from izdat.model.sound import Speech
from izdat.model.spoken import SpokenParagraph


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


class EngineFailure(Exception):
    """A plug-in failed. The message names it and says what; never what it was given to read."""

    def __init__(self, engine: str, what: str) -> None:
        super().__init__(engine, what)
        self.engine = engine
        self.what = what

    def __str__(self) -> str:
        return f"The engine “{self.engine}” {self.what}"
