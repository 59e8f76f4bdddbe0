"""An editor's slip: collected, never raised."""

from dataclasses import dataclass
from typing import Literal

from izdat.model.place import Place


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend, with the words that say how. Sorts by place, then code."""

    code: str  # stable, kebab-case; a heading of docs/problems.md
    place: Place
    message: str  # what is wrong, without the place and without a full stop
    hint: str = ""  # what to type instead
    severity: Literal["error", "warning"] = "error"  # a warning does not stop a build

    def __str__(self) -> str:
        hint = f"\n    {self.hint}" if self.hint else ""
        return f"{self.place}: {self.message} [{self.code}]{hint}"


def in_order(problems: "list[Problem] | tuple[Problem, ...]") -> tuple[Problem, ...]:
    """Return each problem once, by file, line, column and code."""
    return tuple(sorted(set(problems), key=lambda p: (p.place, p.code, p.message)))


def has_errors(problems: "list[Problem] | tuple[Problem, ...]") -> bool:
    """Say whether anything here stops a build."""
    return any(p.severity == "error" for p in problems)


def is_of(problem: Problem, slug: str) -> bool:
    """Say whether a problem stands in the way of the episode: its own, or the show's."""
    file = problem.place.file
    return not file.startswith("episodes/") or file.startswith(f"episodes/{slug}/")
