"""Inlines → a string, for titles, feeds, searches and captions."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from izdat.model.content import (
    Claim,
    Code,
    Event,
    FootnoteRef,
    Inline,
    LineBreak,
    Note,
    Quoted,
    Supplied,
    Text,
)

_SPACES = re.compile(r"[ \t\n]+")
Mark = Claim | Event | Quoted


def plain_text(inlines: Iterable[Inline], *, notes: bool = False) -> str:
    """Return the words as a reader sees them without brackets, in single spaces.

    Supplied words are in it, bare; notes only with ``notes``; footnote marks never.
    """
    parts: list[str] = []
    _gather(inlines, parts, brackets=False, notes=notes)
    return _SPACES.sub(" ", "".join(parts)).strip(" ")


def shown_text(inlines: Iterable[Inline]) -> str:
    """Return the words as a page shows them: supplied words and notes stand in brackets.

    Footnote marks are left out.
    """
    parts: list[str] = []
    _gather(inlines, parts, brackets=True, notes=True)
    return _SPACES.sub(" ", "".join(parts)).strip(" ")


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """The mark of a claim, an event or a quotation, and where it stands in ``shown_text``."""

    mark: Mark
    start: int  # code points
    end: int
    is_editors: bool  # it stands in a note, or among words that the editors supplied


def mark_spans(inlines: Iterable[Inline]) -> tuple[MarkSpan, ...]:
    """Return each mark of a paragraph with its place in ``shown_text`` of the same inlines.

    One that holds another comes before it.
    """
    parts: list[str] = []
    found: list[tuple[Mark, int, int, bool]] = []
    _find_marks(inlines, parts, found, is_editors=False)
    text = "".join(parts)
    # Where a run of white space becomes one space, all behind it moves to the front.
    runs = [match.span() for match in _SPACES.finditer(text)]
    ends = [end for _, end in runs]
    lost = list(accumulate(end - start - 1 for start, end in runs))
    begin = 1 if runs and runs[0][0] == 0 else 0
    whole = len(shown_text(inlines))

    def place(offset: int) -> int:
        before = bisect_right(ends, offset)
        shift = lost[before - 1] if before else 0
        if before < len(runs) and runs[before][0] < offset:  # inside a run
            shift += offset - runs[before][0] - 1
        return min(whole, max(0, offset - shift - begin))

    return tuple(
        MarkSpan(mark, place(start), place(end), is_editors)
        for mark, start, end, is_editors in found
    )


def _find_marks(
    inlines: Iterable[Inline],
    parts: list[str],
    found: list[tuple[Mark, int, int, bool]],
    *,
    is_editors: bool,
) -> None:
    """Gather as ``shown_text`` does, and note each claim with where its words begin and end."""
    for node in inlines:
        if isinstance(node, Text | Code | LineBreak | FootnoteRef):
            _gather((node,), parts, brackets=True, notes=True)
            continue
        is_bracketed = isinstance(node, Supplied | Note)
        if is_bracketed:
            parts.append("[")
        start = sum(map(len, parts))
        index = len(found)
        _find_marks(node.children, parts, found, is_editors=is_editors or is_bracketed)
        if isinstance(node, Mark):
            found.insert(index, (node, start, sum(map(len, parts)), is_editors))
        if is_bracketed:
            parts.append("]")


def _gather(inlines: Iterable[Inline], parts: list[str], *, brackets: bool, notes: bool) -> None:
    for node in inlines:
        if isinstance(node, Text | Code):
            parts.append(node.text)
        elif isinstance(node, LineBreak):
            parts.append(" ")
        elif isinstance(node, FootnoteRef) or (isinstance(node, Note) and not notes):
            continue
        else:
            is_bracketed = brackets and isinstance(node, Supplied | Note)
            if is_bracketed:
                parts.append("[")
            _gather(node.children, parts, brackets=brackets, notes=notes)
            if is_bracketed:
                parts.append("]")
