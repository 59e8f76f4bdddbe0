"""Proves that no word was lost: the written file, read back, against the input and its edits."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from izdat.importer.passage import Edit, Passage
from izdat.model.content import (
    Block,
    Code,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Listing,
    Note,
    Paragraph,
    Quotation,
    Rule,
    Stage,
    Supplied,
    Text,
    Verse,
)
from izdat.text.markdown import Body

CONTEXT = 4  # words shown before a difference
LARGEST_DIFF = 200_000  # words: comparing them exactly is then left out, the place is still told


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the written words part from the input's; the lists are short excerpts."""

    line: int  # of the input
    missing: tuple[str, ...]
    added: tuple[str, ...]


def expected_words(passages: Sequence[Passage], edits: Iterable[Edit]) -> list[tuple[str, int]]:
    """Return the input's words, each with its line, after the listed edits and no others."""
    by_passage: dict[int, list[Edit]] = {}
    for edit in edits:
        by_passage.setdefault(edit.passage, []).append(edit)
    words: list[tuple[str, int]] = []
    for i in range(len(passages) + 1):
        text = passages[i].text if i < len(passages) else ""
        line = passages[i].line if i < len(passages) else (passages[-1].line if passages else 0)
        words += [(word, line) for word in edited(text, by_passage.get(i, [])).split()]
    return words


def edited(text: str, edits: Iterable[Edit]) -> str:
    """Return ``text`` after its edits; of two that overlap, the one that begins first counts."""
    parts: list[str] = []
    at = 0
    for edit in sorted(edits, key=lambda e: (e.start, e.end)):
        if edit.start < at:
            if edit.end <= at:
                continue
            edit = Edit(edit.passage, at, edit.end, edit.text)
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def written_words(body: Body) -> list[str]:
    """Return the words of a file that was read back, without its marks."""
    parts: list[str] = []
    for segment in body.segments:
        parts.append(f"\n{segment.title}\n")
        _blocks(segment.blocks, parts)
    _footnotes(body.footnotes, parts)
    return "".join(parts).split()


def _footnotes(footnotes: Iterable[Footnote], parts: list[str]) -> None:
    for footnote in footnotes:
        _blocks(footnote.blocks, parts)


def _blocks(blocks: Iterable[Block], parts: list[str]) -> None:
    for block in blocks:
        parts.append("\n")
        match block:
            case Paragraph() | Stage():
                _inlines(block.children, parts)
            case Verse():
                for line in block.lines:
                    _inlines(line, parts)
                    parts.append("\n")
            case Heading():
                parts.append(block.title)
            case Listing():
                for item in block.items:
                    _blocks(item, parts)
            case Quotation():
                _blocks(block.blocks, parts)
            case Figure():
                parts.append(f"{block.alt} {block.caption}")
            case Rule():
                pass
        parts.append("\n")


def _inlines(inlines: Iterable[Inline], parts: list[str]) -> None:
    for node in inlines:
        match node:
            case Text() | Code():
                parts.append(node.text)
            case LineBreak():
                parts.append("\n")
            case FootnoteRef():
                pass
            case Supplied() | Note():
                parts.append("[")
                _inlines(node.children, parts)
                parts.append("]")
            case _:
                _inlines(node.children, parts)


def differences(
    expected: Sequence[tuple[str, int]], written: Sequence[str]
) -> tuple[Difference, ...]:
    """Return where the two part; nothing where they are the same, word for word."""
    words = [word for word, _ in expected]
    if words == list(written):
        return ()
    first = next(
        (i for i, (a, b) in enumerate(zip(words, written, strict=False)) if a != b),
        min(len(words), len(written)),
    )
    if max(len(words), len(written)) > LARGEST_DIFF:
        line = expected[min(first, len(expected) - 1)][1] if expected else 0
        return (
            Difference(line, tuple(words[first : first + 8]), tuple(written[first : first + 8])),
        )
    matcher = difflib.SequenceMatcher(None, words[first:], list(written[first:]), autojunk=False)
    if len(words) + len(written) - 2 * first > 4000:  # the exact way takes the square of its length
        matcher = difflib.SequenceMatcher(None, words[first:], list(written[first:]))
    found = []
    for what, a, b, c, d in matcher.get_opcodes():
        if what == "equal":
            continue
        place = min(first + a, len(expected) - 1)
        line = expected[place][1] if expected else 0
        found.append(
            Difference(
                line, tuple(words[first + a : first + b]), tuple(written[first + c : first + d])
            )
        )
    return tuple(found[:50])
