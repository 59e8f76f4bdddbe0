"""Inlines → a string, for titles, feeds, searches and captions."""

import re
from collections.abc import Iterable

from izdat.model.content import (
    Code,
    FootnoteRef,
    Inline,
    LineBreak,
    Note,
    Supplied,
    Text,
)

_SPACES = re.compile(r"[ \t\n]+")


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
