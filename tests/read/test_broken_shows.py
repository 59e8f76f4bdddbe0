"""Broken shows, each with the problems that one run must find, at their places.

The cases stand in ``broken/*.md``: a title, the files, and the problems as ``place code hint``.
``show.yaml +`` is added to a plain show; a hint ``*`` may be anything.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from izdat.model.problem import Problem

Write = Callable[[Path, dict[str, str]], None]
Find = Callable[[Path], tuple[Problem, ...]]


@dataclass(frozen=True)
class Case:
    title: str
    files: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


def cases() -> Iterator[Case]:
    for path in sorted((Path(__file__).parent / "broken").glob("*.md")):
        for part in re.split(r"^# ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            title = part.partition("\n")[0]
            blocks = re.findall(r"^~~~~~ (.+)\n((?:.*\n)*?)~~~~~$", part, flags=re.M)
            files = tuple(block for block in blocks if block[0] != "problems")
            problems = next(text for name, text in blocks if name == "problems")
            yield Case(f"{path.stem}: {title}", files, tuple(problems.splitlines()))


ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_a_broken_show_gives_its_problems_at_their_places(
    case: Case,
    tmp_path: Path,
    show_text: str,
    episode_text: str,
    write: Write,
    all_problems: Find,
) -> None:
    files = {"show.yaml": show_text, "episodes/night-1/episode.md": episode_text}
    for name, text in case.files:
        if name.endswith(" +"):
            files[name.removesuffix(" +")] += text
        else:
            files[name] = text
    write(tmp_path, files)
    found = all_problems(tmp_path)
    told = [f"{problem.place} {problem.code} {problem.hint}".rstrip() for problem in found]
    for at, line in enumerate(case.problems):
        if line.endswith(" *") and at < len(told):
            told[at] = " ".join([*told[at].split(" ")[:2], "*"])
    assert told == list(case.problems)


def test_the_plain_show_that_the_cases_break_is_whole(
    tmp_path: Path, show_text: str, episode_text: str, write: Write, all_problems: Find
) -> None:
    write(tmp_path, {"show.yaml": show_text, "episodes/night-1/episode.md": episode_text})
    assert all_problems(tmp_path) == ()


def test_there_are_sixty_broken_shows_at_least() -> None:
    assert len(ALL) >= 60
