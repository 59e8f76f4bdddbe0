"""Segments → the Markdown of an episode file; an episode → its files.

What is written reads back as the same model: text/normal.py says what that asks of the model.
"""

from collections.abc import Sequence

from izdat.model.content import (
    Block,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    Listing,
    Paragraph,
    Quotation,
    Rule,
    Segment,
    Stage,
    Verse,
)
from izdat.model.episode import Edition, Episode
from izdat.text.attributes import write_attributes
from izdat.text.dates import exact_clock
from izdat.text.normal import normal_footnote, normal_segment
from izdat.text.write_inlines import write_inlines, write_target, write_words
from izdat.text.write_yaml import write_front_matter, write_source, write_translation


def write_episode(episode: Episode) -> tuple[tuple[str, str], ...]:
    """Return the files of an episode's text as (name, text): ``episode.md`` and translations."""
    original = episode.original
    files = [("episode.md", _file(write_front_matter(episode), original))]
    for edition in episode.editions[1:]:
        files.append((f"episode.{edition.lang}.md", _file(write_translation(edition), edition)))
    return tuple(files)


def write_body(segments: Sequence[Segment], footnotes: Sequence[Footnote]) -> str:
    """Return the Markdown below the front matter; it ends with a line end, or is empty.

    Each footnote stands at the end of the segment that names it first, unless that would change
    their order.
    """
    normal = [normal_segment(segment) for segment in segments]
    at_end = _places_of_footnotes(normal, footnotes)
    parts: list[str] = []
    for index, segment in enumerate(normal):
        parts.append(_heading(2, segment.title, segment.id))
        source = write_source(segment.provenance)
        if source:
            parts.append(f"```source\n{source}```")
        parts.extend(_Writer().blocks(segment.blocks))
        for footnote in at_end[index]:
            parts.append(_footnote(normal_footnote(footnote)))
    return "\n\n".join(parts) + "\n" if parts else ""


def _file(front_matter: str, edition: Edition) -> str:
    body = write_body(edition.segments, edition.footnotes)
    return f"---\n{front_matter}---\n" + (f"\n{body}" if body else "")


def _heading(level: int, title: str, name: str) -> str:
    return f"{'#' * level} {write_words(title)}" + (f" {{#{name}}}" if name else "")


def _footnote(footnote: Footnote) -> str:
    body = "\n\n".join(_Writer(is_inside=True).blocks(footnote.blocks))
    first = footnote.blocks[0] if footnote.blocks else None
    is_plain = isinstance(first, Paragraph) and not first.source
    separator = " " if is_plain else "\n    "
    return f"[^{footnote.label}]:{separator}{_indented(body, 4)}"


def _indented(text: str, spaces: int) -> str:
    """Return ``text`` with every line but the first moved to the right; empty ones stay empty."""
    return text.replace("\n", "\n" + " " * spaces).replace("\n" + " " * spaces + "\n", "\n\n")


class _Writer:
    """Writes blocks in order, knowing whose turn it is and what stood before."""

    def __init__(self, *, is_inside: bool = False) -> None:
        self.voice = ""
        self.is_inside = is_inside  # a list, a quotation or a footnote

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        """Return the blocks' Markdown; between them stands an empty line."""
        parts: list[str] = []
        was_other_list = False
        for index, block in enumerate(blocks):
            before = blocks[index - 1] if index else None
            if isinstance(block, Listing):
                # Two lists side by side are told apart by their marks.
                is_beside = isinstance(before, Listing) and (
                    (before.start is None) == (block.start is None)
                )
                was_other_list = is_beside and not was_other_list
                parts.append(self._listing(block, is_other=was_other_list))
            else:
                parts.extend(self._block(block))
        return parts

    def _block(self, block: Block) -> list[str]:
        if isinstance(block, Paragraph):
            above = _above("", block.source)
            return [above + self._turn(block) + write_inlines(block.children)]
        if isinstance(block, Verse):
            return self._verse(block)
        if isinstance(block, Stage):
            return [_above("stage", "") + write_inlines(block.children)]
        if isinstance(block, Heading):
            self.voice = ""
            return [_heading(block.level, block.title, block.id)]
        if isinstance(block, Quotation):
            inner = "\n\n".join(self._inside(block.blocks))
            return ["\n".join(f"> {line}".rstrip(" ") for line in inner.split("\n"))]
        if isinstance(block, Figure):
            return [f"![{write_words(block.alt)}]{write_target(block.src, block.caption)}"]
        if isinstance(block, Rule):
            # Inside a list "- ---" would be a rule itself.
            return ["___" if self.is_inside else "---"]
        return [self._listing(block, is_other=False)]

    def _turn(self, leaf: Paragraph | Verse) -> str:
        """Return the speaker's mark before a paragraph, if one is needed."""
        if leaf.voice == self.voice and leaf.at is None:
            return ""
        self.voice = leaf.voice
        at = "" if leaf.at is None else f" {exact_clock(leaf.at)}"
        return f"@{leaf.voice}{at}: "

    def _verse(self, verse: Verse) -> list[str]:
        turn = self._turn(verse).rstrip(" ")
        lines = "\n".join(write_inlines(line) for line in verse.lines)
        return [*([turn] if turn else []), _above("verse", verse.source) + lines]

    def _listing(self, listing: Listing, *, is_other: bool) -> str:
        items: list[str] = []
        for index, item in enumerate(listing.items):
            if listing.start is None:
                mark = "* " if is_other else "- "
            else:
                # A number of ten digits is none (CommonMark 0.31, 5.2); only the first one counts.
                number = min(listing.start + index, 999_999_999)
                mark = f"{number}{')' if is_other else '.'} "
            inner = "\n\n".join(self._inside(item))
            items.append(mark + _indented(inner, len(mark)))
        is_tight = all(len(item) == 1 and isinstance(item[0], Paragraph) for item in listing.items)
        return ("\n" if is_tight else "\n\n").join(items)

    def _inside(self, blocks: Sequence[Block]) -> list[str]:
        inner = _Writer(is_inside=True)
        inner.voice = self.voice
        parts = inner.blocks(blocks)
        self.voice = inner.voice
        return parts


def _above(style: str, source: str) -> str:
    if not style and not source:
        return ""
    return write_attributes([("from", source)], classes=style) + "\n"


# ---- footnotes ----------------------------------------------------------------


def _places_of_footnotes(
    segments: Sequence[Segment], footnotes: Sequence[Footnote]
) -> list[list[Footnote]]:
    """Return for each segment the footnotes to write at its end."""
    first: dict[str, int] = {}
    for index, segment in enumerate(segments):
        for label in _labels(segment.blocks):
            first.setdefault(label, index)
    placed: list[list[Footnote]] = [[] for _ in segments]
    current = 0
    for footnote in footnotes:
        current = max(current, first.get(footnote.label, 0))
        if placed:
            placed[current].append(footnote)
    return placed


def _labels(blocks: Sequence[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph | Stage):
            _gather_labels(block.children, found)
        elif isinstance(block, Verse):
            for line in block.lines:
                _gather_labels(line, found)
        elif isinstance(block, Listing):
            for item in block.items:
                found.extend(_labels(item))
        elif isinstance(block, Quotation):
            found.extend(_labels(block.blocks))
    return found


def _gather_labels(nodes: Sequence[Inline], found: list[str]) -> None:
    for node in nodes:
        if isinstance(node, FootnoteRef):
            found.append(node.label)
        else:
            _gather_labels(getattr(node, "children", ()), found)
