"""Saved text → passages: wrapped lines joined, blank lines counted."""

import re
from collections import Counter
from itertools import pairwise

from izdat.importer.passage import Decision, Passage, Source

NARROWEST, WIDEST = 40, 120  # characters: a file whose lines lie between was wrapped by a program
SLACK = 3  # characters by which a wrapping program may stay under its margin

BULLET = re.compile(r"\s*(?:[-*+•·‣▪◦–—])\s+(?=\S)")
NUMBER = re.compile(r"\s*(?:\(?\d{1,3}[.:)]|#{1,6}|>+|[\[(]?\d{1,2}:\d{2})(?=\s|\])")
LABEL = re.compile(r"\s*\S[^:]{0,40}:(?=\s|$)")
HASHED = re.compile(r"\s*#{1,6}\s")  # a heading in Markdown is one line
SYMBOLS = re.compile(r"[\s\W_]+")


def read_text(text: str) -> Source:
    """Return the passages of ``text``. Their words, in order, are the text's."""
    lines = text.split("\n")
    width = _width(lines)
    labels = Counter(m[0].strip() for line in lines if (m := LABEL.match(line)))
    passages: list[Passage] = []
    gap, joined = 0, 0
    previous = ""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            gap += 1
            previous = ""
            continue
        if (
            previous
            and width
            and not HASHED.match(previous)
            and _continues(previous, line, width=width, labels=labels)
        ):
            last = passages[-1]
            passages[-1] = Passage(
                last.line, f"{last.text} {line.strip()}", last.gap, indent=last.indent
            )
            joined += 1
        else:
            stripped = line.strip()
            indent = len(line.expandtabs(4)) - len(line.expandtabs(4).lstrip())
            passages.append(Passage(number, stripped, gap, indent=indent))
        gap, previous = 0, line.rstrip()
    decisions: tuple[Decision, ...] = ()
    if joined:
        decisions = (
            Decision(
                0,
                "unwrap",
                f"lines were wrapped at about {width} characters: {joined} joined"
                " to the line above",
                0.85,
                "put a blank line where a paragraph was joined wrongly",
            ),
        )
    return Source("text", tuple(passages), decisions)


def _width(lines: list[str]) -> int:
    """Return the margin that the lines were wrapped at, in characters; 0: they were not."""
    widths = [len(line.rstrip()) for line in lines]
    full = max(widths, default=0)
    if not NARROWEST <= full <= WIDEST:
        return 0
    neighbours = [a for a, b in pairwise(widths) if a and b]
    near = sum(full - 15 <= width <= full for width in neighbours)
    return full if len(neighbours) >= 3 and near * 2 >= len(neighbours) else 0


def _continues(line: str, following: str, *, width: int, labels: Counter[str]) -> bool:
    """Say whether ``following`` begins with a word that no longer fitted on ``line``."""
    if BULLET.match(following) or NUMBER.match(following) or SYMBOLS.fullmatch(line):
        return False
    if SYMBOLS.fullmatch(following):
        return False
    if (label := LABEL.match(following)) and labels[label[0].strip()] > 1:
        return False
    first = following.split(maxsplit=1)[0]
    return len(line) + 1 + len(first) > width - SLACK
