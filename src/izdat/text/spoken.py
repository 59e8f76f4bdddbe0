"""A segment → what of it is heard. What is spoken is decided here, and nowhere else.

Spoken: plain words, emphasis, code, links, words in another language, claims, events,
quotations, and the stand-in for a name withheld. Not spoken: supplied words, notes, footnotes,
stage directions, headings, pictures.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from izdat.model.content import (
    UNSPOKEN_INLINES,
    Block,
    Code,
    Foreign,
    Inline,
    LineBreak,
    Listing,
    Paragraph,
    Quotation,
    Segment,
    Supplied,
    Text,
    Verse,
)
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.text.words import find_words


@dataclass(frozen=True, slots=True)
class Piece:
    """A leaf of a paragraph in reading order.

    ``leaf.text[skip:skip + length]`` stands in the spoken text from ``start`` on, letter by
    letter. What is left out at the leaf's edges is a space that the spoken text has already, or
    does not need. Where ``start`` is None nothing of the leaf is spoken.
    """

    leaf: Text | Code
    start: int | None  # offset in code points into the paragraph's spoken text
    skip: int = 0
    length: int = 0
    lang: str = ""  # of the nearest Foreign around it; "": the paragraph's


def numbered(blocks: Iterable[Block]) -> Iterator[tuple[int, Paragraph | Verse]]:
    """Yield every paragraph and verse with its number, from 1, in the order of the text.

    Those in lists and quotations are counted where they stand. The number is the key by which
    anchors, cues, times and translations find a paragraph.
    """
    return enumerate(_leaves(blocks), start=1)


def _leaves(blocks: Iterable[Block]) -> Iterator[Paragraph | Verse]:
    for block in blocks:
        if isinstance(block, Paragraph | Verse):
            yield block
        elif isinstance(block, Listing):
            for item in block.items:
                yield from _leaves(item)
        elif isinstance(block, Quotation):
            yield from _leaves(block.blocks)


def inlines_of(leaf: Paragraph | Verse) -> tuple[Inline, ...]:
    """Return the inlines of a paragraph, or of a verse with a line break between its lines."""
    if isinstance(leaf, Paragraph):
        return leaf.children
    joined: list[Inline] = []
    for number, line in enumerate(leaf.lines):
        if number:
            joined.append(LineBreak())
        joined.extend(line)
    return tuple(joined)


def spoken_segment(segment: Segment, lang: str, *, headings: bool) -> SpokenSegment:
    """Return what is heard of ``segment``, every paragraph and verse by its number.

    A paragraph of which nothing is spoken is there with an empty text. With ``headings`` the
    segment's title comes first, as number 0, in the house's voice.
    """
    paragraphs: list[SpokenParagraph] = []
    if headings and segment.title:
        paragraphs.append(_spoken(0, (Text(segment.title),), "", lang, None))
    for number, leaf in numbered(segment.blocks):
        paragraphs.append(_spoken(number, inlines_of(leaf), leaf.voice, lang, leaf.at))
    return SpokenSegment(segment.id, lang, tuple(paragraphs))


def pieces(inlines: Iterable[Inline]) -> Iterator[Piece]:
    """Yield every ``Text`` and ``Code`` leaf in order, with where it stands in the spoken text.

    Leaves inside notes and supplied words come too, without a start. A word may cross leaves:
    compare its ``start`` and ``end`` with each piece's.
    """
    return iter(_lay_out(inlines)[0])


def spoken_text(inlines: Iterable[Inline]) -> str:
    """Return what is spoken of a paragraph, in single spaces."""
    return _lay_out(inlines)[1]


def _spoken(
    number: int, inlines: tuple[Inline, ...], voice: str, lang: str, at: float | None
) -> SpokenParagraph:
    laid, text, supplied = _lay_out(inlines)
    starts: list[int] = []
    langs: list[str] = []
    for piece in laid:
        if piece.start is not None:
            starts.append(piece.start)
            langs.append(piece.lang or lang)
    is_one_language = all(piece_lang == lang for piece_lang in langs)
    words = tuple(
        Word(
            text[start:end],
            start,
            end,
            lang if is_one_language else langs[bisect_right(starts, start) - 1],
        )
        for start, end in find_words(text)
    )
    ends = [word.end for word in words]
    gaps = tuple(sorted({bisect_right(ends, position) for position in supplied}))
    return SpokenParagraph(number, voice, lang, text, words, at, gaps)


# Punctuation that closes what went before: no space stands before it once a note between is gone.
_CLOSING = frozenset(".,;:!?…)]}”’»،؛؟。，、")


def _lay_out(inlines: Iterable[Inline]) -> tuple[list[Piece], str, list[int]]:
    """Return the pieces, the spoken text, and the offsets at which something was supplied."""
    leaves: list[tuple[Text | Code | Supplied | None, str, bool]] = []
    _flatten(inlines, "", True, leaves)
    laid: list[Piece] = []
    parts: list[str] = []
    supplied: list[int] = []
    offset = 0
    ends_in_space = True  # the beginning needs no space
    for index, (leaf, lang, is_spoken) in enumerate(leaves):
        if isinstance(leaf, Supplied):
            supplied.append(offset)
            continue
        if leaf is not None and not is_spoken:
            laid.append(Piece(leaf, None, lang=lang))
            continue
        text = " " if leaf is None else leaf.text
        skip = 1 if ends_in_space and text.startswith(" ") else 0
        end = len(text)
        if end > skip and text.endswith(" ") and _needs_no_space(leaves, index + 1):
            end -= 1
        if end > skip:
            parts.append(text[skip:end])
            ends_in_space = text[end - 1] == " "
        if leaf is not None:
            laid.append(Piece(leaf, offset, skip, end - skip, lang))
        offset += end - skip
    return laid, "".join(parts), supplied


def _needs_no_space(
    leaves: list[tuple[Text | Code | Supplied | None, str, bool]], index: int
) -> bool:
    """Say whether a space at the end of a leaf is one too many, by what is spoken next."""
    is_past_gap = False
    while index < len(leaves):
        leaf, _, is_spoken = leaves[index]
        index += 1
        if isinstance(leaf, Supplied) or (leaf is not None and not is_spoken):
            is_past_gap = True
            continue
        text = " " if leaf is None else leaf.text
        if text == " ":
            continue  # whatever stands behind it decides
        return is_past_gap and text[0] in _CLOSING
    return True


def _flatten(
    inlines: Iterable[Inline],
    lang: str,
    is_spoken: bool,
    leaves: list[tuple[Text | Code | Supplied | None, str, bool]],
) -> None:
    """Append (leaf, its language, whether it is spoken); None stands for a line break."""
    for node in inlines:
        if isinstance(node, Text | Code):
            leaves.append((node, lang, is_spoken))
        elif isinstance(node, LineBreak):
            if is_spoken:
                leaves.append((None, lang, True))
        elif isinstance(node, UNSPOKEN_INLINES):
            if isinstance(node, Supplied) and is_spoken:
                leaves.append((node, lang, False))
            _flatten(getattr(node, "children", ()), lang, False, leaves)
        else:
            inner = node.lang if isinstance(node, Foreign) else lang
            _flatten(node.children, inner, is_spoken, leaves)
