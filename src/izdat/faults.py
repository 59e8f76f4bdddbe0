"""What is wrong with a recording → a problem, where its text names it."""

from izdat.model.mastering import RecordingFacts
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.sound import RecordingFault

CLIPPED = 1e-4  # share of a recording from which on it is told: 6 ms a minute


def problem_of(fault: RecordingFault, place: Place, name: str) -> Problem:
    return Problem(fault.code, place, f"{name}: {fault.message}", fault.hint)


def clipped(facts: RecordingFacts, place: Place, name: str) -> tuple[Problem, ...]:
    """Return a warning for a recording that was overdriven."""
    if facts.clipped < CLIPPED:
        return ()
    message = f"{name}: {facts.clipped:.2%} of it is cut off at full scale"
    hint = "use a copy that is not, or record with less gain; it is published as it is"
    return (Problem("recording-clipped", place, message, hint, "warning"),)
