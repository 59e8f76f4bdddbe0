"""The body of an episode file → segments and footnotes, or every problem with its place.

Read this first. ``tokens`` has markdown-it cut the body into blocks; ``blocks`` reads those, with
``titles``, ``above`` (a line of attributes), ``turns`` (who speaks) and ``slips`` (what cannot be
meant). ``inlines`` reads a paragraph: ``brackets`` finds partners, ``attributes`` what stands in
braces, ``marks`` makes claims and notes of it. ``findings`` collects problems.
"""

import re
from dataclasses import dataclass, field

from markdown_it.token import Token

from izdat.model.content import Block, Footnote
from izdat.model.place import NOWHERE, Place
from izdat.model.problem import Problem
from izdat.text.blocks import BlockReader, is_source, line_of
from izdat.text.findings import Findings
from izdat.text.normal import CONTROL
from izdat.text.slips import find_definitions
from izdat.text.spoken import numbered
from izdat.text.tokens import block_tokens


@dataclass(frozen=True, slots=True)
class SegmentSource:
    """A segment as far as its text goes: its provenance is still YAML."""

    id: str  # empty only where a Problem says so
    title: str
    source_yaml: str | None  # the text of the source block; None: there is none
    source_place: Place  # of the first line of the YAML
    blocks: tuple[Block, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Body:
    segments: tuple[SegmentSource, ...]
    footnotes: tuple[Footnote, ...]  # in the order in which they are written
    problems: tuple[Problem, ...]  # by place


def parse_body(source: str, *, file: str, first_line: int, voices: frozenset[str]) -> Body:
    """Return what the body says. It never raises, whatever ``source`` holds.

    ``first_line`` is the line of ``file`` in which ``source`` begins; ``voices`` are the ids
    that may speak. What is wrong is left out of the segments, and is among the problems.
    """
    text = source.replace("\r\n", "\n").replace("\r", "\n")
    findings = Findings(file, first_line, text.split("\n"), voices)
    if CONTROL.search(text):
        text = _without_controls(text, findings)
        findings.lines = text.split("\n")
    findings.definitions = find_definitions(text)
    reader = BlockReader(findings, block_tokens(text))
    segments = _segments(reader)
    reader.end()
    _check_anchors(segments, findings)
    return Body(tuple(segments), tuple(reader.footnotes), findings.settle())


def _without_controls(text: str, findings: Findings) -> str:
    for index, line in enumerate(findings.lines):
        for found in CONTROL.finditer(line):
            findings.add(
                "control-character",
                findings.place(index, found.start()),
                f"there is an invisible character here, U+{ord(found[0]):04X}",
                "delete it",
            )
    return CONTROL.sub("\ufffd", text)


def _segments(reader: BlockReader) -> list[SegmentSource]:
    findings = reader.findings
    segments: list[SegmentSource] = []
    is_early_text_told = False
    while not reader.is_at_end():
        token = reader.peek()
        if _is_segment_heading(token):
            segments.append(_segment(reader))
            continue
        line = line_of(token)
        if reader.block() and not is_early_text_told:
            is_early_text_told = True
            hint = "every text stands in a segment: ## Title {#id}"
            place = reader.place(line)
            findings.add("text-before-segment", place, "text before the first segment", hint)
    return segments


def _is_segment_heading(token: Token) -> bool:
    return token.type == "heading_open" and token.tag == "h2" and token.markup == "##"


def _segment(reader: BlockReader) -> SegmentSource:
    place = reader.place(line_of(reader.peek()))
    title = reader.segment_heading()
    yaml, yaml_place = None, place
    if not reader.is_at_end() and is_source(reader.peek()):
        fence = reader.peek()
        reader.position += 1
        reader.check_closed(fence)
        yaml, yaml_place = fence.content, reader.place(line_of(fence) + 1)
    blocks: list[Block] = []
    while not reader.is_at_end() and not _is_segment_heading(reader.peek()):
        blocks.extend(reader.block())
    return SegmentSource(title.id, title.words, yaml, yaml_place, tuple(blocks), place)


def _check_anchors(segments: list[SegmentSource], findings: Findings) -> None:
    """Report ids that a paragraph has already: the third one of ``call`` is ``call-3``."""
    counts = {segment.id: sum(1 for _ in numbered(segment.blocks)) for segment in segments}
    for name, place in findings.ids.items():
        segment, _, number = name.rpartition("-")
        if segment not in counts or not re.fullmatch(r"[1-9]\d{0,5}", number):
            continue
        if int(number) <= counts[segment]:
            message = f"{name} is already the address of paragraph {number} of {segment}"
            findings.add("id-taken", place, message, "give it another id")
