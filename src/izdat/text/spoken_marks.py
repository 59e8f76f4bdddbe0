"""A paragraph → where the words of its claims, events and quotations stand in what is spoken."""

from collections.abc import Iterable

from izdat.model.content import Claim, Code, Event, FootnoteRef, Inline, LineBreak, Quoted, Text
from izdat.text.spoken import pieces


def spoken_marks(inlines: Iterable[Inline]) -> tuple[tuple[int, int] | None, ...]:
    """Return (start, end) in the spoken text of each mark, in the order of ``plain.mark_spans``.

    Code points. None for a mark of which nothing is spoken: it stands in a note, or among words
    that the editors supplied.
    """
    inlines = tuple(inlines)
    laid = tuple(pieces(inlines))
    leaves: list[tuple[int, int]] = []
    _count(inlines, 0, leaves)
    found: list[tuple[int, int] | None] = []
    for first, last in leaves:
        spans = [
            (piece.start, piece.start + piece.length)
            for piece in laid[first:last]
            if piece.start is not None and piece.length
        ]
        found.append((spans[0][0], spans[-1][1]) if spans else None)
    return tuple(found)


def _count(inlines: Iterable[Inline], at: int, found: list[tuple[int, int]]) -> int:
    """Note which leaves each mark holds, counted from ``at``; return the number of the next."""
    for node in inlines:
        if isinstance(node, Text | Code):
            at += 1
        elif not isinstance(node, LineBreak | FootnoteRef):
            index, first = len(found), at
            at = _count(node.children, at, found)
            if isinstance(node, Claim | Event | Quoted):
                found.insert(index, (first, at))
    return at
