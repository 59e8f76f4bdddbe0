"""Suggestions that an editor ticked → the episode file with their marks in it.

A suggestion stands at an offset. Where other words stand there now, nothing is marked: it is never
attached to words like them elsewhere.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from izdat.claims.suggest import Kind
from izdat.model.place import NOWHERE, Place
from izdat.model.problem import Problem
from izdat.text.attributes import write_attributes

_CLASSES: dict[Kind, str] = {
    "figure": "claim", "vague": "claim", "date": "event", "quotation": "quote",
    "correction": "note",
}  # fmt: skip
_KEYS = {
    "claim": ("of", "at", "when", "by", "corrects", "disputes", "updates", "agrees", "src"),
    "event": ("at", "when", "by", "src"),
    "quote": ("by", "when", "src"),
    "note": (),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Accepted:
    """A suggestion that an editor ticked, with what the mark shall say."""

    kind: Kind
    start: int  # code points into the episode's file
    end: int
    text: str  # what must stand there
    id: str = ""
    values: tuple[tuple[str, str], ...] = ()  # (of, at, when …, its value)
    place: Place = field(default=NOWHERE, compare=False, repr=False)


def apply_marks(source: str, accepted: Sequence[Accepted]) -> tuple[str, tuple[Problem, ...]]:
    """Return ``source`` with the marks, and what cannot be marked: then nothing is."""
    problems = [problem for each in accepted if (problem := _fault(source, each))]
    problems += _crossing(accepted)
    if problems:
        return source, tuple(problems)
    inserted: list[tuple[int, int, int, str]] = []
    for each in accepted:
        kind = _CLASSES[each.kind]
        if kind == "note":
            inserted.append((each.end, 0, -each.start, "{.note}"))
            continue
        values = [(key, value) for key, value in each.values if key in _KEYS[kind] and value]
        behind = "]" + write_attributes(values, classes=kind, id=each.id)
        # Of several at one place what is inside closes first, and opens last.
        inserted.append((each.start, 1, -each.end, "["))
        inserted.append((each.end, 0, -each.start, behind))
    inserted.sort()
    parts: list[str] = []
    at = 0
    for position, _, _, mark in inserted:
        parts += [source[at:position], mark]
        at = position
    return "".join((*parts, source[at:])), ()


def _fault(source: str, it: Accepted) -> Problem | None:
    there = source[it.start : it.end]
    if there != it.text:
        message = f"“{it.text[:60]}” no longer stands at {it.start}: the episode was edited"
        hint = "run izdat claims suggest again, and tick it there"
        return Problem("claim-moved", it.place, message, hint)
    kind = _CLASSES[it.kind]
    if kind == "note" and not (there.startswith("[") and there.endswith("]")):
        message = "a correction that is spoken has no mark of its own"
        hint = "tick its figure, and write corrects: with the id of what it corrects"
        return Problem("claim-not-markable", it.place, message, hint)
    if kind in ("claim", "event") and not it.id:
        message = f"“{it.text[:60]}” has no id"
        return Problem("claim-without-name", it.place, message, "write id: homes-1")
    if "\n\n" in there or re.search(r"^\s*$", there, re.MULTILINE) or _is_unbalanced(there):
        message = "a mark cannot reach over a bracket or from one paragraph into another"
        hint = "mark it by hand"
        return Problem("claim-not-markable", it.place, message, hint)
    return None


def _is_unbalanced(text: str) -> bool:
    depth = 0
    for token in re.findall(r"\\.|[\[\]]", text):
        depth += {"[": 1, "]": -1}.get(token, 0)
        if depth < 0:
            return True
    return depth != 0


def _crossing(accepted: Sequence[Accepted]) -> list[Problem]:
    """Return a problem for each suggestion that begins inside another and ends outside of it."""
    problems = []
    open_until: list[Accepted] = []
    for each in sorted(accepted, key=lambda one: (one.start, -one.end)):
        while open_until and open_until[-1].end <= each.start:
            open_until.pop()
        if open_until and open_until[-1].end < each.end:
            message = f"“{each.text[:40]}” overlaps “{open_until[-1].text[:40]}”"
            hint = "tick one of the two"
            problems.append(Problem("claim-not-markable", each.place, message, hint))
        open_until.append(each)
    return problems
