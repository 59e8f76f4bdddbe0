"""What is noticed while a body is read: its problems, and what must be checked at the end."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from izdat.model.place import Place
from izdat.model.problem import Problem, in_order
from izdat.text.slugs import nearest

# More would help nobody, and a hostile file could ask for millions.
MOST_PROBLEMS = 500
_MOST_SUGGESTIONS = 50

ID = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]{0,78}[A-Za-z0-9_])?", re.ASCII)


@dataclass(slots=True)
class Findings:
    """Grows while one body is read; ``place`` maps a line's index and a column, both from 0."""

    file: str
    first_line: int
    lines: list[str]
    voices: frozenset[str]
    problems: list[Problem] = field(default_factory=list)
    ids: dict[str, Place] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)
    references: list[tuple[str, str, Place]] = field(default_factory=list)
    footnote_refs: dict[str, Place] = field(default_factory=dict)
    footnotes: dict[str, Place] = field(default_factory=dict)
    definitions: set[str] = field(default_factory=set)  # labels of link references

    def place(self, line: int, column: int = 0) -> Place:
        return Place(self.file, self.first_line + line, column + 1)

    def is_full(self) -> bool:
        return len(self.problems) >= MOST_PROBLEMS

    def suggestion(self, word: str, known: Iterable[str]) -> str | None:
        """Return what was probably meant; None once so much is wrong that guessing costs time."""
        return nearest(word, known) if len(self.problems) < _MOST_SUGGESTIONS else None

    def add(self, code: str, place: Place, message: str, hint: str = "") -> None:
        if not self.is_full():
            self.problems.append(Problem(code, place, message, hint))

    def warn(self, code: str, place: Place, message: str, hint: str) -> None:
        """Note what is probably a slip, but can be meant: it stops no build."""
        if not self.is_full():
            self.problems.append(Problem(code, place, message, hint, "warning"))

    def take_id(self, name: str, place: Place, what: str) -> bool:
        """Note an id; report it if it is no id, or if it is taken."""
        if not ID.fullmatch(name):
            hint = "ids are made of the letters a to z, digits and hyphens"
            self.add("bad-id", place, f"{shown(name)} cannot be an id", hint)
            return False
        if name in self.ids:
            line = self.ids[name].line
            hint = f"give this {what} an id of its own"
            self.add("duplicate-id", place, f"the id {name} is taken already, in line {line}", hint)
            return False
        self.ids[name] = place
        return True

    def settle(self) -> tuple[Problem, ...]:
        """Return all problems in order, once references and footnotes have been compared."""
        for name, key, place in self.references:
            if name not in self.claims:
                near = self.suggestion(name, self.claims)
                hint = f"did you mean {near}?" if near else "it must be the id of a claim in here"
                self.add("unknown-claim", place, f"{key} names the claim {shown(name)}", hint)
        for label, place in self.footnote_refs.items():
            if label not in self.footnotes:
                near = self.suggestion(label, self.footnotes)
                hint = f"did you mean [^{near}]?" if near else f"write it below: [^{label}]: …"
                self.add("undefined-footnote", place, f"the footnote {label} is not written", hint)
        for label, place in self.footnotes.items():
            if label not in self.footnote_refs:
                hint = f"put [^{label}] where it belongs, or take it out"
                self.add("unused-footnote", place, f"nothing refers to the footnote {label}", hint)
        if self.is_full():
            last = Place(self.file)
            message = f"more than {MOST_PROBLEMS} problems; the rest is not told"
            self.problems.append(Problem("too-many-problems", last, message))
        return in_order(self.problems)


def shown(text: str) -> str:
    """Return what somebody wrote, quoted and short enough for a message."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
