"""An episode file → the same text with everything that is not prose blanked, letter for letter.

So that what is found in it stands at the same offset in the file.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

_FRONT = re.compile(r"\ufeff?---[ \t]*\r?\n.*?^---[ \t]*$", re.DOTALL | re.MULTILINE)
_FENCE = re.compile(
    r"^ {0,3}(`{3,}|~{3,})[^\n]*\n.*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.M
)
# What of a line is no prose: attributes, targets of links, speakers, numbers of lists, footnotes.
_MARKUP = re.compile(
    r"\{[^{}\n]*\}"
    r"|(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)"
    r"|<[^<>\n]{1,500}>"
    r"|\[\^[^\]\n]+\]:?"
    r"|^[ \t]*@[a-z][a-z0-9-]*(?:[ \t]+[\d:.]+)?:?"
    r"|^[ \t>]*#{1,6}[ \t][^\n]*"  # in a heading no mark is read
    r"|^[ \t>]*(?:\d{1,9}[.)]|[-*+])[ \t]"
    r"|`[^`\n]+`"
    r"|[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}",
    re.MULTILINE,
)
_LETTER = re.compile(r"[^\r\n]")
_NOW = re.compile(r"^now:[ \t]*[\"']?([0-9X?~%/.-]+)", re.MULTILINE)
_PUBLISHED = re.compile(r"^published:[ \t]*[\"']?(\d{4}-\d\d-\d\d)", re.MULTILINE)
_HEADING = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A segment of the file, and the day from which it speaks."""

    start: int  # code points
    end: int
    now: str  # EDTF; "" where nothing says it


def masked(source: str) -> str:
    """Return ``source`` with all that is not prose as spaces; as long, with the same lines."""
    text = source
    front = _FRONT.match(text)
    if front:
        text = _blank(front) + text[front.end() :]
    text = _FENCE.sub(_blank, text)
    return _MARKUP.sub(_blank, text)


def _blank(match: re.Match[str]) -> str:
    return _LETTER.sub(" ", match.group())


def stretches(source: str) -> tuple[Stretch, ...]:
    """Return the segments of an episode file, each with its ``now``; else the day it came out."""
    front = _FRONT.match(source)
    published = _PUBLISHED.search(front.group()) if front else None
    day = published[1] if published else ""
    begin = front.end() if front else 0
    edges = [begin, *(m.start() for m in _HEADING.finditer(source, begin)), len(source)]
    found = []
    for start, end in pairwise(edges):
        now = None
        for fence in _FENCE.finditer(source, start, end):
            now = now or _NOW.search(fence.group())
        found.append(Stretch(start, end, now[1] if now else day))
    return tuple(found)


def marked_spans(source: str) -> tuple[tuple[int, int], ...]:
    """Return where claims, events and quotations are marked already, brackets and all."""
    spans: list[tuple[int, int]] = []
    opened: list[int] = []
    for token in re.finditer(r"\\.|\[|\](\{[^{}\n]*\})?", source):
        if token.group() == "[":
            opened.append(token.start())
        elif token.group().startswith("]") and opened:
            start = opened.pop()
            if token[1] and re.search(r"\.(?:claim|event|quote)(?![\w-])", token[1]):
                spans.append((start, token.end()))
    return tuple(sorted(spans))
