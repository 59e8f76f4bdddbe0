"""Where readers leave the problems they find."""

from collections.abc import Collection
from dataclasses import dataclass, field

from izdat.model.place import Place
from izdat.model.problem import Problem, in_order
from izdat.text.slugs import nearest

# A file that is wrong from end to end says nothing more after this many.
MOST_PROBLEMS = 500
# Looking for what was meant takes up to a millisecond: enough for a person's slips, no more.
MOST_GUESSES = 100
MOST_CANDIDATES = 1000


@dataclass(slots=True)
class Notes:
    """Collects problems; reading goes on after each."""

    problems: list[Problem] = field(default_factory=list)

    def error(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self._add(Problem(code, place, message, hint))

    def warning(self, code: str, place: Place, message: str, hint: str = "") -> None:
        self._add(Problem(code, place, message, hint, "warning"))

    def _add(self, problem: Problem) -> None:
        if len(self.problems) <= 2 * MOST_PROBLEMS:
            self.problems.append(problem)

    @property
    def is_guessing(self) -> bool:
        """Say whether it is still worth while to look for what was meant."""
        return len(self.problems) < MOST_GUESSES

    def meant(self, word: str, candidates: Collection[str]) -> str | None:
        """Return the candidate that was probably meant by ``word``; None if none is near."""
        if not self.is_guessing or len(candidates) > MOST_CANDIDATES:
            return None
        return nearest(word, candidates)

    def found(self) -> tuple[Problem, ...]:
        """Return each problem once, in the order of the text; errors first where there are many."""
        problems = in_order(self.problems)
        if len(problems) <= MOST_PROBLEMS:
            return problems
        kept = sorted(problems, key=lambda problem: problem.severity != "error")[:MOST_PROBLEMS]
        message = f"more than {MOST_PROBLEMS} problems; the rest is not told"
        last = Problem("too-many-problems", Place(problems[-1].place.file), message)
        return in_order([*kept, last])


def shown(text: str, most: int = 60) -> str:
    """Return ``text`` as a message may show it: short, on one line, in quotation marks."""
    line = "".join(
        letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text
    )
    return f"“{line}”" if len(line) <= most else f"“{line[: most - 1]}…”"
