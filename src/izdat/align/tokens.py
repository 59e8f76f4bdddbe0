"""The times of izdat's words → those of what stands between two spaces, for others to use."""

from collections.abc import Sequence
from dataclasses import dataclass

from izdat.model.alignment import Alignment
from izdat.model.spoken import SpokenSegment
from izdat.model.time import WordTime


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text between two spaces, with its signs. Times are None if it was not found."""

    text: str
    words: range  # of the segment's words; empty: nothing of it is spoken
    start: float | None = None  # seconds
    end: float | None = None
    confidence: float | None = None  # the least of its words; 0 if one of them was not found


def tokens(spoken: SpokenSegment, words: Sequence[WordTime | None]) -> tuple[Token, ...]:
    """Return every token of the text in order; ``words`` has a time, or None, for each word."""
    found = []
    index = 0
    for paragraph in spoken.paragraphs:
        first = index
        at = 0
        for text in paragraph.text.split(" "):
            end = at + len(text)
            last = index
            while last < first + len(paragraph.words) and paragraph.words[last - first].start < end:
                last += 1
            if text:
                found.append(_token(text, range(index, last), words))
            index = last
            at = end + 1
        index = first + len(paragraph.words)
    return tuple(found)


def _token(text: str, own: range, words: Sequence[WordTime | None]) -> Token:
    times = [words[n] for n in own]
    heard = [time for time in times if time is not None]
    if not heard:
        return Token(text, own)
    least = min(time.confidence for time in heard) if len(heard) == len(times) else 0.0
    return Token(text, own, heard[0].start, heard[-1].end, least)


@dataclass(frozen=True, slots=True)
class MissingTokens:
    """Tokens, one after another, of which something is not in the recording."""

    first: int  # index
    last: int  # index, of the last itself
    text: str
    reason: str  # NotHeard.reason


def missing_tokens(found: Sequence[Token], alignment: Alignment) -> tuple[MissingTokens, ...]:
    """Return which tokens each run of ``alignment.not_heard`` covers."""
    runs = []
    for run in alignment.not_heard:
        own = [
            n for n, token in enumerate(found)
            if token.words and token.words.start < run.last and token.words.stop > run.first
        ]  # fmt: skip
        if own:
            text = " ".join(found[n].text for n in own)
            runs.append(MissingTokens(own[0], own[-1], text, run.reason))
    return tuple(runs)
