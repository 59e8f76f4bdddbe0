"""Whose turn it is: ``@id:`` and ``@id 12:40:`` at the start of a paragraph."""

import re

from izdat.text.dates import parse_clock
from izdat.text.findings import shown
from izdat.text.inlines import Passage
from izdat.text.slugs import nearest

_SPEAKER = re.compile(r"@([^\s:@]+)(?:[ \t]+([^\s:]\S*?))?:(?=\s|$)[ \t]*\n?[ \t]*")


class Turns:
    """Knows who speaks, from one mark to the next mark or heading."""

    def __init__(self, voices: frozenset[str]) -> None:
        self.voices = voices
        self.voice = ""
        self._at: float | None = None
        self._waiting: Passage | None = None  # a mark whose words are still to come

    def read(self, passage: Passage) -> int:
        """Note the mark at the start of a paragraph, if any; return where the words begin."""
        source = passage.source
        if not source.startswith("@"):
            return 0
        found = _SPEAKER.match(source)
        if not found:
            hint = r"write @id: or @id 12:40: and a space; a literal @ is \@"
            passage.report("speaker-unreadable", 0, "this speaker's mark cannot be read", hint)
            return 0
        self._settle()
        self.voice, self._waiting = found[1], passage
        if self.voice not in self.voices:
            near = nearest(self.voice, self.voices)
            hint = f"did you mean @{near}:?" if near else "name the voice under voices: at the top"
            message = f"there is no voice {shown(self.voice)[1:-1]}"
            passage.report("unknown-voice", 0, message, hint)
        if found[2]:
            self._at = parse_clock(found[2])
            if self._at is None:
                hint = "write minutes and seconds, 12:40, or hours too, 1:02:40"
                passage.report("bad-time", found.start(2), f"{shown(found[2])} is no time", hint)
        return found.end()

    def take(self) -> tuple[str, float | None]:
        """Return who says the next words and when, by hand, in seconds."""
        at, self._at, self._waiting = self._at, None, None
        return self.voice, at

    def end(self) -> None:
        """Hand over to the house, as a heading does."""
        self._settle()
        self.voice = ""

    def _settle(self) -> None:
        if self._waiting is not None:
            message = "after this mark nothing is said"
            hint = "take it out, or add the words"
            self._waiting.report("speaker-silent", 0, message, hint)
        self._waiting = self._at = None


def refuse_speaker(passage: Passage, where: str) -> None:
    """Report a speaker's mark where nobody speaks."""
    if passage.source.startswith("@"):
        message = f"nobody speaks {where}"
        hint = r"spoken words stand in a paragraph of their own; a literal @ is \@"
        passage.report("speaker-not-here", 0, message, hint)
