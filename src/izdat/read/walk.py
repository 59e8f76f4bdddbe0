"""Every block and inline of a text, in its order."""

from collections.abc import Iterable, Iterator

from izdat.model.content import (
    Block,
    Claim,
    Emphasis,
    Event,
    Foreign,
    Heading,
    Inline,
    Link,
    Listing,
    Note,
    Paragraph,
    Quotation,
    Quoted,
    Stage,
    Strong,
    Supplied,
    Verse,
    Withheld,
)

_PARENTS = (
    Emphasis, Strong, Link, Foreign, Supplied, Note, Claim, Event, Quoted, Withheld,
)  # fmt: skip


def all_blocks(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield each block, and then those inside it."""
    for block in blocks:
        yield block
        if isinstance(block, Listing):
            for item in block.items:
                yield from all_blocks(item)
        elif isinstance(block, Quotation):
            yield from all_blocks(block.blocks)


def all_inlines(blocks: Iterable[Block]) -> Iterator[Inline]:
    """Yield each inline of each block, and those inside it."""
    for block in all_blocks(blocks):
        if isinstance(block, Paragraph | Stage):
            yield from _inside(block.children)
        elif isinstance(block, Verse):
            for line in block.lines:
                yield from _inside(line)


def all_headings(blocks: Iterable[Block]) -> Iterator[Heading]:
    return (block for block in all_blocks(blocks) if isinstance(block, Heading))


def _inside(children: Iterable[Inline]) -> Iterator[Inline]:
    for child in children:
        yield child
        if isinstance(child, _PARENTS):
            yield from _inside(child.children)
