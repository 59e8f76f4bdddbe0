"""The verbs of sound files: meter."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import PROBLEMS, main, talking
from izdat.model.problem import Problem
from izdat.progress import reporter
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import LEVELS_HEAD, guard, tell_measured

if TYPE_CHECKING:
    from izdat import metering
else:  # a verb loads what it needs, and no other
    metering = lazy("izdat.metering")


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@talking
def meter(files: tuple[Path, ...], quiet: bool, as_json: bool) -> None:
    """Measure how loud each sound or video FILE is (ITU-R BS.1770, EBU R 128)."""
    talk = Talk(as_json, quiet)
    is_silent = quiet or not sys.stderr.isatty()
    problems = []
    is_headed = as_json
    for path in files:
        with guard(talk), reporter(as_json=False, quiet=is_silent, to=sys.stderr) as report:
            found = metering.measure_file(path, report)
        if isinstance(found, Problem):
            problems.append(found)
            talk.problems([found])
            continue
        if not is_headed:
            talk.say(LEVELS_HEAD)
            is_headed = True
        tell_measured(talk, path, found)
    if problems:
        sys.exit(PROBLEMS)
