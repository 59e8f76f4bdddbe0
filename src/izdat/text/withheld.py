"""A segment → where its stand-ins are, and what of it a recording says with their names.

The recording says a name that nobody wrote; the text has a stand-in that nobody says.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from izdat.model.content import (
    UNSPOKEN_INLINES,
    Code,
    Inline,
    Segment,
    Supplied,
    Text,
    Withheld,
)
from izdat.model.spoken import SpokenParagraph, SpokenSegment, WithheldWords, Word
from izdat.text.spoken import inlines_of, numbered, pieces


def withheld_words(segment: Segment, spoken: SpokenSegment) -> tuple[WithheldWords, ...]:
    """Return where the stand-ins of ``segment`` are among the words of ``spoken``, in order.

    Those in notes and other words that are not spoken are none.
    """
    found: list[WithheldWords] = []
    by_number = {paragraph.number: paragraph for paragraph in spoken.paragraphs}
    for number, leaf in numbered(segment.blocks):
        found += _in_paragraph(by_number[number], inlines_of(leaf))
    return tuple(found)


def without(spoken: SpokenSegment, withheld: Sequence[WithheldWords]) -> SpokenSegment:
    """Return ``spoken`` as the recording says it: something unknown instead of each stand-in."""
    by_number: dict[int, list[WithheldWords]] = {}
    for each in withheld:
        by_number.setdefault(each.paragraph, []).append(each)
    paragraphs = tuple(
        _without(paragraph, by_number[paragraph.number])
        if paragraph.number in by_number else paragraph
        for paragraph in spoken.paragraphs
    )  # fmt: skip
    return replace(spoken, paragraphs=paragraphs)


def _in_paragraph(
    paragraph: SpokenParagraph, inlines: tuple[Inline, ...]
) -> Iterator[WithheldWords]:
    starts = [word.start for word in paragraph.words]
    ends = [word.end for word in paragraph.words]
    spans: dict[int, tuple[Withheld, int, int]] = {}  # by the order of the marks
    offset = 0
    for owner, start, length in _owned(inlines):
        offset = offset if start is None else start + length
        if owner is None:
            continue
        number, node = owner
        begin = offset if start is None else start
        if number in spans:
            begin = min(begin, spans[number][1])
        spans[number] = (node, begin, offset)
    for number in sorted(spans):
        node, begin, end = spans[number]
        first = bisect_right(ends, begin)
        last = max(first, bisect_left(starts, end))
        yield WithheldWords(paragraph.number, first, last, node.at, node.place)


def _owned(
    inlines: tuple[Inline, ...],
) -> Iterator[tuple[tuple[int, Withheld] | None, int | None, int]]:
    """Yield (the outermost mark with its number, start, length) of each leaf in order.

    Supplied words in a mark have no start: nothing of them is spoken, but the name is.
    """
    laid = iter(pieces(inlines))
    for owner, is_leaf in _owners(inlines, None, [0], True):
        if is_leaf:
            piece = next(laid)
            if piece.start is not None:
                yield owner, piece.start, piece.length
        else:
            yield owner, None, 0


def _owners(
    inlines: Iterable[Inline], owner: tuple[int, Withheld] | None, count: list[int], is_spoken: bool
) -> Iterator[tuple[tuple[int, Withheld] | None, bool]]:
    """Yield the mark around each leaf, True; and that around supplied words, False."""
    for node in inlines:
        if isinstance(node, Text | Code):
            yield owner, True
            continue
        own = owner
        if isinstance(node, Withheld) and owner is None and is_spoken:
            own = (count[0], node)
            count[0] += 1
        if isinstance(node, Supplied) and is_spoken and own is not None:
            yield own, False
        goes_on = is_spoken and not isinstance(node, UNSPOKEN_INLINES)
        yield from _owners(getattr(node, "children", ()), own, count, goes_on)


def _without(paragraph: SpokenParagraph, withheld: Sequence[WithheldWords]) -> SpokenParagraph:
    text: list[str] = []
    words: list[Word] = []
    moved: list[int] = []  # by old index, the new one; one more for the end
    unknown: set[int] = set()
    cuts = [(each.first, each.last) for each in withheld]
    at = shift = 0
    for index, word in enumerate(paragraph.words):
        moved.append(len(words))
        unknown.update(len(words) for first, _ in cuts if first == index)
        if any(first <= index < last for first, last in cuts):
            text.append(paragraph.text[at : word.start])
            at = word.end
            shift += word.end - word.start
            continue
        words.append(replace(word, start=word.start - shift, end=word.end - shift))
    moved.append(len(words))
    count = len(paragraph.words)
    unknown.update(len(words) for first, _ in cuts if first == count)
    text.append(paragraph.text[at:])
    gaps = tuple(sorted({moved[gap] for gap in paragraph.gaps} - unknown))
    return replace(
        paragraph, text="".join(text), words=tuple(words), gaps=gaps, unknown=tuple(sorted(unknown))
    )
