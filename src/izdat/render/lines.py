"""Tokens → lines of a caption, and captions of no more than so many lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from izdat.render.cues import Token

Line = tuple[Token, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """A few lines by one voice, with when they are heard in milliseconds; start < end."""

    voice: str
    lines: tuple[Line, ...]
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words in one line."""
        return " ".join(line_text(line) for line in self.lines)


def line_text(line: Line) -> str:
    """Return a line's words with the spaces between them."""
    return "".join(t.text + " " * t.has_space for t in line).rstrip()


def wrapped(tokens: Iterable[Token], width: int) -> Iterator[Line]:
    """Yield lines of at most ``width`` code points, broken at spaces where there are any.

    A word longer than a line is cut: it keeps its time.
    """
    line: list[Token] = []
    length = 0  # of the line, with the space after its last word
    for token in _short(tokens, width):
        while line and length + len(token.text) > width:
            at = _break(line)
            yield tuple(line[:at])
            line = line[at:]
            length = sum(len(t.text) + t.has_space for t in line)
        line.append(token)
        length += len(token.text) + token.has_space
    if line:
        yield tuple(line)


def captions(
    voice: str, tokens: tuple[Token, ...], *, width: int, lines: int, first: tuple[Token, ...] = ()
) -> Iterator[Caption]:
    """Yield captions of at most ``lines`` lines, cut where a sentence ends if that is near.

    ``first``: tokens to stand before the first, the speaker's name.
    """
    pending: list[Line] = []
    for sentence in _sentences((*first, *tokens), width):
        made = list(wrapped(sentence, width))
        if pending and len(pending) + len(made) > lines:
            yield _caption(voice, pending)
            pending = []
        pending += made
        while len(pending) > lines:
            yield _caption(voice, pending[:lines])
            pending = pending[lines:]
        if len(pending) == lines:
            yield _caption(voice, pending)
            pending = []
    if pending:
        yield _caption(voice, pending)


def _caption(voice: str, lines: list[Line]) -> Caption:
    tokens = [token for line in lines for token in line]
    timed = [token for token in tokens if token.is_timed] or tokens
    start = timed[0].start
    end = max(token.end for token in timed)
    return Caption(voice, tuple(lines), start, max(end, start + 1))


def _sentences(tokens: tuple[Token, ...], width: int) -> Iterator[list[Token]]:
    """Yield sentences; short ones stand together while they fit in one line."""
    held: list[Token] = []
    sentence: list[Token] = []
    for token in tokens:
        sentence.append(token)
        if not token.ends_sentence:
            continue
        if held and _length(held) + _length(sentence) > width:
            yield held
            held = []
        held += sentence
        sentence = []
    if held and _length(held) + _length(sentence) > width:
        yield held
        held = []
    if held or sentence:
        yield held + sentence


def _length(tokens: list[Token]) -> int:
    return sum(len(token.text) + token.has_space for token in tokens)


def _break(line: list[Token]) -> int:
    """Return the index of the token that begins the next line: after the last space, if any."""
    for index in range(len(line), 0, -1):
        if line[index - 1].has_space:
            return index
    return len(line)


def _short(tokens: Iterable[Token], width: int) -> Iterator[Token]:
    for token in tokens:
        text = token.text
        while len(text) > width:
            yield replace(token, text=text[:width], has_space=False)
            text = text[width:]
        yield token if text is token.text else replace(token, text=text)
