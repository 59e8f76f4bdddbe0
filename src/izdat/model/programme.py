"""A whole episode as sound: what is heard in it and where, and how it is brought to its level.

A programme is no file. Any stretch of it can be rendered from the recordings that its score names,
as a page can be set from a text (``izdat.master.rendering``).
"""

from dataclasses import dataclass

from izdat.model.mastering import Part
from izdat.model.sound import Limiting, Loudness
from izdat.model.time import Timeline


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a part stands. All in samples of 48 kHz."""

    start: int
    length: int
    overlap: int  # with the part before: its last samples and the first here are heard together

    @property
    def end(self) -> int:
        return self.start + self.length


@dataclass(frozen=True, slots=True)
class Score:
    """All that is heard in an episode. The three tuples are as long as one another."""

    parts: tuple[Part, ...]
    gains: tuple[float, ...]  # dB, of each part before the whole is turned
    slots: tuple[Slot, ...]
    channels: int  # 1 or 2
    target: float  # LUFS, which beds are laid under

    @property
    def length(self) -> int:
        """In samples of 48 kHz."""
        return self.slots[-1].end


@dataclass(frozen=True, slots=True)
class Setting:
    """How a score is brought to its level."""

    gain: float  # dB
    ceiling: float  # dBTP, of the limiter


@dataclass(frozen=True, slots=True)
class Programme:
    """A whole episode, joined and at its loudness, before encoding."""

    score: Score
    setting: Setting
    timeline: Timeline
    loudness: Loudness
    limiting: Limiting
