"""A plain show that tests break, and all that is wrong with a show in one run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from izdat.model.file import file_at
from izdat.model.problem import Problem, in_order
from izdat.read.archive import check_archive, outline
from izdat.read.episode import House, house, read_episode
from izdat.read.folder import list_episodes
from izdat.read.show import read_show
from izdat.render.addresses import RESERVED

_SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices from a town under water.
"""
_EPISODE = """\
---
title: When the river came in
published: 2031-04-07T06:00:00+02:00
voices:
  mira: {name: Mira Vale}
---

## Good evening {#welcome}

@mira: Good evening.
"""


@pytest.fixture(scope="session")
def show_text() -> str:
    return _SHOW


@pytest.fixture(scope="session")
def episode_text() -> str:
    return _EPISODE


@pytest.fixture(scope="session")
def all_problems() -> Callable[[Path], tuple[Problem, ...]]:
    """Return everything that is wrong with the show in a folder, as a build would find it."""

    def find(folder: Path) -> tuple[Problem, ...]:
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

    return find


@pytest.fixture(scope="session")
def write() -> Callable[[Path, dict[str, str]], None]:
    """Write texts into a folder, by their names."""

    def put(folder: Path, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")

    return put
