"""Turns → WebVTT, with voices and the time of each word.

W3C WebVTT: The Web Video Text Tracks Format, Candidate Recommendation of 4 April 2019.
"""

from collections.abc import Callable, Iterable, Iterator

from izdat.render.cues import Turn
from izdat.render.lines import Line, captions, line_text, wrapped

WIDTH = 65  # code points a line, without markup: what podcast clients show without wrapping
LINES = 2


def vtt(turns: Iterable[Turn], name: Callable[[str], str]) -> str:
    """Return a WebVTT file; ``name`` gives the name of a voice, by its id."""
    parts = ["WEBVTT\n"]
    for turn in turns:
        for number, (start, end, payload) in enumerate(_cues(turn, name), start=1):
            cue = turn.anchor if number == 1 else f"{turn.anchor}.{number}"
            parts.append(f"\n{cue}\n{stamp(start)} --> {stamp(end)}\n{payload}\n")
    return "".join(parts)


def stamp(milliseconds: int) -> str:
    """Return ``00:12:40.250`` (section 4.1, WebVTT timestamp)."""
    seconds, millisecond = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours:02}:{minute:02}:{second:02}.{millisecond:03}"


def escaped(text: str) -> str:
    """Return text that is neither a tag, nor an escape, nor an arrow (section 4.2.1)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _cues(turn: Turn, name: Callable[[str], str]) -> Iterator[tuple[int, int, str]]:
    """Yield each cue's start, end and payload."""
    if not turn.is_worded:
        spans = [(_voice(name(p.voice)), wrapped(p.tokens, WIDTH)) for p in turn.passages]
        # A voice may be left open only where it has the whole cue (section 4.2.2).
        end = "</v>" if len(spans) > 1 else ""
        said = (
            voice + "\n".join(escaped(line_text(line)) for line in lines) + (end if voice else "")
            for voice, lines in spans
        )
        yield turn.start, turn.end, "\n".join(said)
        return
    for passage in turn.passages:
        opening = _voice(name(passage.voice))
        for caption in captions(passage.voice, passage.tokens, width=WIDTH, lines=LINES):
            payload = opening + _timed(caption.lines, caption.start, caption.end)
            yield caption.start, caption.end, payload


def _voice(name: str) -> str:
    return f"<v {escaped(name)}>" if name else ""


def _timed(lines: tuple[Line, ...], start: int, end: int) -> str:
    """Return the lines with each word's time before it.

    A time stands only where it is later than the one before and earlier than the cue's end, as
    the format demands; a word that has none goes on from the one before.
    """
    parts: list[str] = []
    last = start
    for number, line in enumerate(lines):
        if number:
            parts.append("\n")
        for index, token in enumerate(line):
            if token.is_timed and last < token.start < end:
                parts.append(f"<{stamp(token.start)}>")
                last = token.start
            parts.append(escaped(token.text))
            if token.has_space and index < len(line) - 1:
                parts.append(" ")
    return "".join(parts)
