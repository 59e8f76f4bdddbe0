"""An edition ↔ the strings that a translator works on, each with its key and in izdat's Markdown.

Keys are ``title``, ``summary``, ``call`` (a segment's title), ``call:3`` (a paragraph, as anchors
count it), ``call/night``, ``call/stage-1``, ``call/wall.png`` (a heading, a stage direction, what
a picture shows) and ``^a:1`` (a paragraph of the footnote ``a``). What a translator must not
touch, ids, voices, order, pictures, is not in them: ``text/restore.py`` takes it from the original.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from izdat.model.content import (
    Block,
    Figure,
    Heading,
    Listing,
    Paragraph,
    Quotation,
    Segment,
    Stage,
    Verse,
)
from izdat.model.episode import Edition
from izdat.text.spoken import numbered
from izdat.text.write_inlines import write_inlines, write_words


def strings(edition: Edition, *, originals: bool = True) -> dict[str, str]:
    """Return the strings of an edition by their keys, in the order of the text.

    Of a translation (``originals`` false) paragraphs have the keys of those they translate.
    """
    found = {"title": write_words(edition.title), "summary": write_words(edition.summary)}
    for segment in edition.segments:
        found[segment.id] = write_words(segment.title)
        found |= _of_blocks(segment.blocks, segment.id, originals=originals)
    for footnote in edition.footnotes:
        found |= _of_blocks(footnote.blocks, f"^{footnote.label}", originals=originals)
    return {key: text for key, text in found.items() if text}


def _of_blocks(blocks: tuple[Block, ...], name: str, *, originals: bool) -> dict[str, str]:
    found: dict[str, str] = {}
    names = Names()
    number = 0
    for block in blocks:
        for _, leaf in numbered((block,)):
            number += 1
            key = f"{name}:{number}" if originals or not leaf.source else leaf.source
            lines = leaf.lines if isinstance(leaf, Verse) else (leaf.children,)
            found[key] = "\n".join(write_inlines(line) for line in lines)
        for key, text in _other_words(block, names):
            found[f"{name}/{key}"] = text
    return found


def _other_words(block: Block, names: "Names") -> Iterator[tuple[str, str]]:
    """Yield what a block says besides its paragraphs, each with the end of its key."""
    match block:
        case Heading():
            yield names.heading(block), write_words(block.title)
        case Stage():
            yield names.stage(), write_inlines(block.children)
        case Figure():
            yield block.src, write_words(block.alt)
            yield f"{block.src}#", write_words(block.caption)
        case Listing():
            for item in block.items:
                for each in item:
                    yield from _other_words(each, names)
        case Quotation():
            for each in block.blocks:
                yield from _other_words(each, names)


@dataclass(slots=True)
class Names:
    """Calls what has no number of its own, in the order of a segment."""

    headings: int = 0
    stages: int = 0

    def heading(self, heading: Heading) -> str:
        if heading.id:
            return heading.id
        self.headings += 1
        return f"heading-{self.headings}"

    def stage(self) -> str:
        self.stages += 1
        return f"stage-{self.stages}"


def explicit(segment: Segment) -> Segment:
    """Return a segment whose paragraphs all say what they translate."""
    counter = iter(range(1, 1_000_000))

    def named(block: Block) -> Block:
        match block:
            case Paragraph() | Verse():
                number = next(counter)  # also where the paragraph says it itself
                return replace(block, source=block.source or f"{segment.id}:{number}")
            case Listing():
                return replace(block, items=tuple(tuple(map(named, item)) for item in block.items))
            case Quotation():
                return replace(block, blocks=tuple(map(named, block.blocks)))
        return block

    return replace(segment, blocks=tuple(map(named, segment.blocks)))


def quiet(segment: Segment) -> Segment:
    """Return a segment that is translated whole without what its order says anyway."""
    keys = [leaf.source for _, leaf in numbered(segment.blocks)]
    if keys != [f"{segment.id}:{number}" for number in range(1, len(keys) + 1)]:
        return segment

    def unnamed(block: Block) -> Block:
        match block:
            case Paragraph() | Verse():
                return replace(block, source="")
            case Listing():
                items = tuple(tuple(map(unnamed, item)) for item in block.items)
                return replace(block, items=items)
            case Quotation():
                return replace(block, blocks=tuple(map(unnamed, block.blocks)))
        return block

    return replace(segment, blocks=tuple(map(unnamed, segment.blocks)))
