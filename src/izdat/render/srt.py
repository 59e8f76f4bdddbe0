"""Turns → SubRip, as podcast clients want it: two lines of 32 characters, a name where it changes.

Podcasting 2.0, "Transcript File Format Details", section SRT.
"""

from collections.abc import Callable, Iterable

from izdat.render.cues import Token, Turn
from izdat.render.lines import Caption, captions, line_text

WIDTH = 32  # code points a line
LINES = 2


def srt(turns: Iterable[Turn], name: Callable[[str], str]) -> str:
    """Return an SRT file; ``name`` gives the name of a voice, by its id.

    Empty where a paragraph without word times does not fit into one caption: it could be cut only
    at times that nobody knows.
    """
    found: list[Caption] = []
    voice: str | None = None
    for turn in turns:
        for passage in turn.passages:
            speaker = name(passage.voice)
            named = _named(speaker, passage.tokens[0]) if passage.voice != voice else ()
            voice = passage.voice
            made = list(captions(voice, passage.tokens, width=WIDTH, lines=LINES, first=named))
            if not turn.is_worded and (len(made) > 1 or len(turn.passages) > 1):
                return ""
            found.extend(made)
    return "\n".join(_written(number, caption) for number, caption in enumerate(found, start=1))


def stamp(milliseconds: int) -> str:
    """Return ``00:12:40,250``."""
    seconds, millisecond = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02},{millisecond:03}"


def _named(name: str, before: Token) -> tuple[Token, ...]:
    """Return the speaker's name with a colon, at the time of the first word."""
    words = f"{name}:".split() if name else []
    return tuple(Token(word, True, before.start, before.start) for word in words)


def _written(number: int, caption: Caption) -> str:
    # An arrow in the words would begin a caption in the eyes of many readers.
    text = "\n".join(line_text(line).replace("-->", "→") for line in caption.lines)
    return f"{number}\n{stamp(caption.start)} --> {stamp(caption.end)}\n{text}\n"
