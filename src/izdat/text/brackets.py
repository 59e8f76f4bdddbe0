"""A paragraph's source → its square brackets, each with its partner and what follows it.

One pass, before markdown-it reads the paragraph: it settles what every ``[`` is, so that a wrong
one is found where it stands, and so that nesting costs no time.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from izdat.text.attributes import Attribute, AttributeSlip, read_attributes

Report = Callable[[str, int, str, str], None]  # code, position, message, hint

DEEPEST = 12  # marks inside marks: a claim in a note in a quotation is three

Kind = Literal["supplied", "mark", "link", "picture", "footnote"]


@dataclass(slots=True)
class Bracket:
    """``start`` is at the bracket, or at the ``!`` of a picture; ``end`` after what follows."""

    kind: Kind
    start: int
    open: int
    close: int
    end: int
    attributes: tuple[Attribute, ...] = ()
    href: str = ""
    title: str = ""


_STOP = re.compile(r"[\\`<\[\]]")
_TICKS = re.compile(r"`+")
_ANGLED = re.compile(r"<[A-Za-z/!?][^<>]*>")  # an address or a tag; what it is, markdown-it says
_SPACES = re.compile(r"[ \t\n]*")


def find_brackets(source: str, start: int, report: Report) -> dict[int, Bracket]:
    """Return each bracket by the position of its ``[`` (a picture's too), from ``start`` on.

    A ``]`` without a partner is reported. A ``[`` without one, or too deep, is not among them:
    whoever meets it in the text reports it.
    """
    found: dict[int, Bracket] = {}
    opened: list[int] = []
    ticks: dict[str, int] | None = None
    position = start
    while stop := _STOP.search(source, position):
        position = stop.start()
        character = source[position]
        if character == "\\":
            position += 2
        elif character == "`":
            if ticks is None:
                ticks = {run[0]: run.start() for run in _TICKS.finditer(source, start)}
            position = _after_code(source, position, ticks)
        elif character == "<":
            skipped = _ANGLED.match(source, position)
            position = skipped.end() if skipped else position + 1
        elif character == "[":
            opened.append(position)
            position += 1
        elif not opened:
            report("bracket-unopened", position, "this ] closes nothing", r"a literal ] is \]")
            position += 1
        else:
            opening = opened.pop()
            bracket = _bracket(source, opening, position, report)
            position = bracket.end
            if len(opened) < DEEPEST:
                found[opening] = bracket
            elif len(opened) == DEEPEST:
                report("nesting-too-deep", opening, "marks stand too deep inside one another", "")
    return found


def _after_code(source: str, position: int, last: dict[str, int]) -> int:
    """Return the position after a code span, or after the backticks that begin none."""
    opening = _TICKS.match(source, position)
    run = opening[0] if opening else "`"
    after = position + len(run)
    if last.get(run, -1) < after:
        return after
    for closing in _TICKS.finditer(source, after):
        if closing[0] == run:
            return closing.end()
    return after


def _bracket(source: str, opening: int, close: int, report: Report) -> Bracket:
    is_picture = opening > 0 and source[opening - 1] == "!" and not _is_escaped(source, opening - 1)
    begin = opening - 1 if is_picture else opening
    if source.startswith("^", opening + 1):
        return _footnote(source, opening, close, report)
    bracket = Bracket("supplied", opening, opening, close, close + 1)
    if source.startswith("{", close + 1):
        attributes = read_attributes(source, close + 1)
        if isinstance(attributes, AttributeSlip):
            report(
                "attributes-unreadable", attributes.position, attributes.message, attributes.hint
            )
        else:
            bracket.end = attributes.end
            bracket.attributes = attributes.attributes
        bracket.kind = "mark"
    elif source.startswith("(", close + 1):
        target = _target(source, close + 1)
        if target is None:
            hint = "write [words](https://…), or put a space before the ("
            report("link-unreadable", opening, "this link cannot be read", hint)
        else:
            bracket.kind = "picture" if is_picture else "link"
            bracket.start = begin
            bracket.href, bracket.title, bracket.end = target
    return bracket


def _footnote(source: str, opening: int, close: int, report: Report) -> Bracket:
    label = source[opening + 2 : close]
    if not label or re.search(r"[\s\[\]]", label) or len(label) > 100:
        hint = "a label has no spaces: [^engine]"
        report("footnote-label", opening, "this footnote has no usable label", hint)
    return Bracket("footnote", opening, opening, close, close + 1, title=label)


def _is_escaped(source: str, position: int) -> bool:
    before = position
    while before > 0 and source[before - 1] == "\\":
        before -= 1
    return (position - before) % 2 == 1


def _target(source: str, opening: int) -> tuple[str, str, int] | None:
    """Return destination, title and end of ``(destination "title")``; CommonMark 0.31, 6.3."""
    limit = min(len(source), opening + 4_000)

    def skip(position: int) -> int:
        spaces = _SPACES.match(source, position)
        return spaces.end() if spaces else position

    position = skip(opening + 1)
    destination = parseLinkDestination(source, position, limit)
    title = ""
    if destination.ok:
        after = skip(destination.pos)
        if after > destination.pos:
            found = parseLinkTitle(source, after, limit)
            if found.ok:
                title = re.sub(r"[ \t\n]+", " ", found.str).strip(" ")
                after = skip(found.pos)
        position = after
    if not source.startswith(")", position):
        return None
    return (destination.str if destination.ok else "", title, position + 1)
