"""Strings of a translator, put back into the original's place → a translation.

A string must read as one paragraph and keep the original's marks.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from izdat.model.content import (
    Block,
    Claim,
    Code,
    Event,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    Listing,
    Paragraph,
    Quotation,
    Quoted,
    Rule,
    Segment,
    Stage,
    Text,
    Verse,
    Withheld,
)
from izdat.model.episode import Edition
from izdat.text.markdown import parse_body
from izdat.text.plain import plain_text
from izdat.text.spoken import inlines_of, numbered
from izdat.text.strings import Names, strings

Inlines = tuple[Inline, ...]
ALONE, BELOW = "izdat-alone", "izdat-below"  # ids of segments that are made to read a paragraph
RELATIONS = ("corrects", "disputes", "updates", "agrees")
_NOTE = re.compile(r"\[\^([^\]\s]+)\]")
_CLAIM = re.compile(r"\b(?:corrects|disputes|updates|agrees)=\"?([\w-]+)\"?(?=[\s}])")


# ---- one string, read again ---------------------------------------------------


def read_inlines(text: str) -> tuple[Inlines, tuple[str, ...]]:
    """Return the inlines of one paragraph, and what is wrong with it, each in words."""
    body = parse_body(_alone(text), file="", first_line=1, voices=frozenset())
    wrong = tuple(problem.message for problem in body.problems if problem.severity == "error")
    blocks = body.segments[0].blocks if body.segments else ()
    if wrong:
        return (), wrong
    if len(body.segments) != 2 or len(blocks) != 1:
        return (), ("this is more, or less, than one paragraph",)
    (block,) = blocks
    if not isinstance(block, Paragraph) or block.voice or block.source:
        return (), ("this reads as something else than a paragraph",)
    return block.children, ()


def _alone(text: str) -> str:
    """Return a body in which ``text`` can be read alone: what it refers to stands below it."""
    labels = dict.fromkeys(_NOTE.findall(text))
    claims = dict.fromkeys(each for each in _CLAIM.findall(text) if f"#{each}" not in text)
    below = "".join(f"[x]{{.claim #{each} of=x}}\n\n" for each in claims)
    below += "".join(f"x[^{label}]\n\n[^{label}]: x\n\n" for label in labels)
    return f"## {ALONE} {{#{ALONE}}}\n\n{text}\n\n## {BELOW} {{#{BELOW}}}\n\n{below or 'x'}\n"


def marks(inlines: Iterable[Inline]) -> Counter[str]:
    """Return the marks that a translation must keep, as an editor knows them, with their number."""
    found: Counter[str] = Counter()
    for inline in inlines:
        match inline:
            case Claim() | Event():
                found[f"#{inline.id}"] += 1
            case Quoted():
                found[f".quote #{inline.id}" if inline.id else ".quote"] += 1
            case Withheld():
                found[f"who={inline.who}"] += 1
            case Link():
                found[inline.href] += 1
            case FootnoteRef():
                found[f"[^{inline.label}]"] += 1
        found += marks(getattr(inline, "children", ()))
    return found


# ---- the strings, put back ----------------------------------------------------


@dataclass(slots=True)
class Rebuilt:
    """What came of putting strings into an original's place."""

    title: str
    summary: str
    segments: tuple[Segment, ...]
    footnotes: tuple[Footnote, ...]
    wrong: list[tuple[str, str, str]] = field(default_factory=list)  # (key, code, message)


def rebuilt(original: Edition, given: Mapping[str, str], existing: Edition | None) -> Rebuilt:
    """Return the translation that ``given`` makes of ``original``.

    What has no string is left out. Of ``existing``, the translation so far, the segments'
    provenance and times by hand are kept.
    """
    builder = _Builder(given, strings(original))
    before = {segment.id: segment for segment in existing.segments} if existing else {}
    times = {}
    for segment in before.values():
        for number, leaf in numbered(segment.blocks):
            times[leaf.source or f"{segment.id}:{number}"] = leaf.at
    builder.times = times
    segments = []
    for segment in original.segments:
        blocks = builder.blocks(segment.blocks, segment.id)
        title = builder.words(segment.id)
        if not blocks and not title:
            continue
        own = before[segment.id].provenance if segment.id in before else type(segment.provenance)()
        segments.append(
            replace(segment, title=title or segment.title, blocks=blocks, provenance=own)
        )
    notes = []
    for footnote in original.footnotes:
        blocks = builder.blocks(footnote.blocks, f"^{footnote.label}")
        if blocks:
            notes.append(replace(footnote, blocks=blocks))
    title, summary = builder.words("title"), builder.words("summary")
    known = {
        inline.id
        for segment in segments
        for _, leaf in numbered(segment.blocks)
        for inline in _all(inlines_of(leaf))
        if isinstance(inline, Claim)
    }
    settled = tuple(replace(each, blocks=_settled(each.blocks, known)) for each in segments)
    return Rebuilt(title, summary, settled, tuple(notes), builder.wrong)


def _all(inlines: Iterable[Inline]) -> Iterator[Inline]:
    for inline in inlines:
        yield inline
        yield from _all(getattr(inline, "children", ()))


def _settled(blocks: tuple[Block, ...], known: set[str]) -> tuple[Block, ...]:
    """Return blocks in which no claim names one that is not translated yet."""

    def inline(node: Inline) -> Inline:
        if isinstance(node, Text | Code | LineBreak | FootnoteRef):
            return node
        node = replace(node, children=tuple(map(inline, node.children)))
        if not isinstance(node, Claim):
            return node
        # One of another episode, "episode/id", is not looked for here.
        unknown: dict[str, Any] = {
            name: ""
            for name in RELATIONS
            if "/" not in getattr(node, name) and getattr(node, name) not in known
        }
        return replace(node, **unknown)

    def block(each: Block) -> Block:
        match each:
            case Paragraph() | Stage():
                return replace(each, children=tuple(map(inline, each.children)))
            case Verse():
                return replace(each, lines=tuple(tuple(map(inline, line)) for line in each.lines))
            case Listing():
                return replace(each, items=tuple(tuple(map(block, item)) for item in each.items))
            case Quotation():
                return replace(each, blocks=tuple(map(block, each.blocks)))
        return each

    return tuple(map(block, blocks))


@dataclass(slots=True)
class _Builder:
    given: Mapping[str, str]
    originals: Mapping[str, str]
    times: Mapping[str, float | None] = field(default_factory=dict)
    wrong: list[tuple[str, str, str]] = field(default_factory=list)
    kept: set[str] = field(default_factory=set)  # titles of headings that are not translated
    name: str = ""
    number: int = 0
    names: Names = field(default_factory=Names)

    def words(self, key: str) -> str:
        """Return the plain words of a title; empty without a string."""
        found = self.inlines(key, self.given.get(key, ""))
        if found is not None and any(not isinstance(each, Text) for each in found):
            self.wrong.append((key, "bad-string", "a title holds words only, no marks"))
        return plain_text(found or ())

    def inlines(self, key: str, text: str) -> Inlines | None:
        """Return a string's inlines; None without one, or where something is wrong with it."""
        if not text.strip():
            return None
        found, wrong = read_inlines(text)
        self.wrong += [(key, "bad-string", message) for message in wrong]
        return None if wrong else found

    def blocks(self, blocks: tuple[Block, ...], name: str) -> tuple[Block, ...]:
        """Return what is translated of a segment's or a footnote's blocks.

        A heading that is not translated stays as it is above what is: a turn ends at it.
        """
        self.name, self.number, self.names = name, 0, Names()
        found = self._blocks(blocks)
        return tuple(
            block
            for block, after in zip(found, (*found[1:], None), strict=False)
            if not isinstance(block, Heading)
            or not (after is None or isinstance(after, Heading))
            or block.title not in self.kept
        )

    def _blocks(self, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        found = (self._block(block) for block in blocks)
        return tuple(block for block in found if block is not None)

    def _block(self, block: Block) -> Block | None:
        match block:
            case Paragraph() | Verse():
                return self._leaf(block)
            case Listing():
                items = tuple(inner for item in block.items if (inner := self._blocks(item)))
                return replace(block, items=items) if items else None
            case Quotation():
                inner = self._blocks(block.blocks)
                return replace(block, blocks=inner) if inner else None
            case Heading():
                title = self.words(f"{self.name}/{self.names.heading(block)}")
                if not title:
                    self.kept.add(block.title)
                return replace(block, title=title or block.title)
            case Stage():
                return self._stage(block)
            case Figure():
                key = f"{self.name}/{block.src}"
                alt, caption = self.words(key), self.words(f"{key}#")
                is_there = alt or not block.alt
                return replace(block, alt=alt, caption=caption) if is_there else None
            case Rule():
                return block

    def _stage(self, stage: Stage) -> Stage | None:
        """Return a stage direction; as it is, if one after it is translated: they are counted."""
        own = f"{self.name}/{self.names.stage()}"
        children = self.inlines(own, self.given.get(own, ""))
        if children:
            return replace(stage, children=children)
        number = self.names.stages
        is_followed = any(
            key.startswith(f"{self.name}/stage-") and int(key.rpartition("-")[2]) > number
            for key in self.given
            if key.rpartition("-")[2].isdecimal()
        )
        return stage if is_followed else None

    def _leaf(self, leaf: Paragraph | Verse) -> Paragraph | Verse | None:
        self.number += 1
        key = f"{self.name}:{self.number}"
        text = self.given.get(key, "")
        if not text.strip():
            return None
        lines = text.strip("\n").split("\n") if isinstance(leaf, Verse) else [text]
        read = [self.inlines(key, line) for line in lines]
        said = tuple(line for line in read if line is not None)
        if len(said) != len(lines):
            return None
        self._check_marks(key, said)
        source = "" if self.name.startswith("^") else key
        at = self.times.get(key)
        if isinstance(leaf, Verse):
            return replace(leaf, lines=said, source=source, at=at)
        return replace(leaf, children=said[0], source=source, at=at)

    def _check_marks(self, key: str, said: tuple[Inlines, ...]) -> None:
        here: Counter[str] = Counter()
        for line in said:
            here += marks(line)
        there: Counter[str] = Counter()
        for original in self.originals[key].split("\n"):
            there += marks(read_inlines(original)[0])
        for mark in there - here:
            self.wrong.append((key, "mark-lost", f"the mark {mark} of the original is lost"))
        for mark in here - there:
            self.wrong.append((key, "mark-added", f"the original has no mark {mark} here"))
