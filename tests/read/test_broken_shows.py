"""Broken shows, each with the problems that one run must find, at their places.

The cases stand in ``broken/*.md``: a title, the files, and the problems as ``place code hint``.
``show.yaml +`` is added to a plain show; a hint ``*`` may be anything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from izdat.model.file import file_at
from izdat.model.problem import Problem, in_order
from izdat.read.archive import check_archive, outline
from izdat.read.episode import House, house, read_episode
from izdat.read.folder import list_episodes
from izdat.read.show import read_show
from izdat.render.addresses import RESERVED

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices from a town under water.
"""
EPISODE = """\
---
title: When the river came in
published: 2031-04-07T06:00:00+02:00
voices:
  mira: {name: Mira Vale}
---

## Good evening {#welcome}

@mira: Good evening.
"""


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


def all_problems(folder: Path) -> tuple[Problem, ...]:
    """Return everything that is wrong with the show in ``folder``, as a build would find it."""
    show = read_show(folder, file_at)
    sources, listed = list_episodes(folder, file_at, RESERVED)
    known = House() if show.show is None else house(show.show)
    episodes = [read_episode(folder, source, known) for source in sources]
    problems = [*show.problems, *listed]
    for read in episodes:
        problems.extend(read.problems)
    if show.show is not None:
        outlines = [outline(read.episode) for read in episodes if read.episode is not None]
        problems.extend(check_archive(show.show, outlines, RESERVED))
    return in_order(problems)


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")


ALL = list(cases())


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.title)
def test_a_broken_show_gives_its_problems_at_their_places(case: Case, tmp_path: Path) -> None:
    files = {"show.yaml": SHOW, "episodes/night-1/episode.md": EPISODE}
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


def test_the_plain_show_that_the_cases_break_is_whole(tmp_path: Path) -> None:
    write(tmp_path, {"show.yaml": SHOW, "episodes/night-1/episode.md": EPISODE})
    assert all_problems(tmp_path) == ()


def test_there_are_sixty_broken_shows_at_least() -> None:
    assert len(ALL) >= 60
