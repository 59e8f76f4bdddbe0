"""How a verb speaks: in words, in JSON lines, or hardly at all."""

import json
import os
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, TextIO

from izdat.model.problem import Problem

RED, YELLOW = 31, 33  # ECMA-48, section 8.3.117


@dataclass(frozen=True, slots=True)
class Talk:
    """What a verb says, to a person or to a machine."""

    json: bool
    quiet: bool

    def say(self, text: str, **facts: Any) -> None:
        """Say what was done: ``text`` to a person, ``facts`` to a machine."""
        if self.json:
            _write(sys.stdout, json.dumps(facts, ensure_ascii=False, default=str))
        elif not self.quiet:
            _write(sys.stdout, text)

    def fail(self, text: str, **facts: Any) -> None:
        """Say why nothing more was done."""
        if self.json:
            self.say(text, **facts)
        else:
            _write(sys.stderr, _coloured("stopped:", RED, sys.stderr) + f" {text}")

    def problems(self, problems: Iterable[Problem]) -> None:
        """Show every problem; they are what was asked for, so ``--quiet`` keeps them."""
        for problem in problems:
            if self.json:
                facts = {"event": "problem", **asdict(problem)}
                _write(sys.stdout, json.dumps(facts, ensure_ascii=False))
                continue
            is_error = problem.severity == "error"
            place, rest = str(problem.place), str(problem)[len(str(problem.place)) :]
            if not is_error:  # colours do not reach a pipe
                rest = f": warning{rest}"
            _write(sys.stderr, _coloured(place, RED if is_error else YELLOW, sys.stderr) + rest)


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()


def _coloured(text: str, colour: int, stream: TextIO) -> str:
    if not stream.isatty() or os.environ.get("NO_COLOR"):
        return text
    return f"\x1b[1;{colour}m{text}\x1b[0m"
