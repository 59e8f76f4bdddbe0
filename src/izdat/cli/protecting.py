"""The verbs of who must not be named: protect scan, protect review."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import guarding
from izdat.cli.group import FOLDER, PROBLEMS, PROTECT, main, talking
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, guard

if TYPE_CHECKING:
    from izdat import protect as protection
else:  # a verb loads what it needs, and no other
    protection = lazy("izdat.protect")


@main.group()
def protect() -> None:
    """Make sure that nobody is named who must not be."""


@protect.command()
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@PROTECT
@talking
def scan(folder: Path, listed: Path | None, quiet: bool, as_json: bool) -> None:
    """Look for everybody of the protect list in all files of FOLDER, in every form."""
    talk = Talk(as_json, quiet)
    if listed is None:
        raise click.UsageError("name the protect list: --protect FILE, or IZDAT_PROTECT")
    with guard(talk):
        people, problems = protection.read_list(listed, (folder,))
        if people is None:
            talk.problems(tuple(problems))
            sys.exit(PROBLEMS)
        found = protection.scan(protection.files_of(folder), people, datetime.now(UTC).date())
    talk.problems(tuple(guarding.problems_of(found, folder.name)))
    files = counted(found.files + found.skipped, "file")
    if not found.is_clean:
        talk.fail(
            f"{files}: {counted(len(found.hits), 'hit')}, {len(found.unread)} not read",
            event="scanned", clean=False, files=found.files, skipped=found.skipped,
            hits=len(found.hits), unread=len(found.unread),
        )  # fmt: skip
        sys.exit(PROBLEMS)
    talk.say(
        f"{files}, nobody is named ({found.skipped} not changed since)",
        event="scanned", clean=True, files=found.files, skipped=found.skipped, hits=0, unread=0,
    )  # fmt: skip


@protect.command()
@FOLDER
@talking
def review(folder: Path, quiet: bool, as_json: bool) -> None:
    """List what no scan can see in the show in FOLDER: facts, voices and pictures that tell who."""
    talk = Talk(as_json, quiet)
    with guard(talk):
        found = protection.review(folder)
    said = {
        "known by": "somebody may be known by what stands here together: {}",
        "voice": "a recorded voice: who can be told by it?",
        "picture": "a picture: does a face, a text or a place in it tell who?",
    }
    for each in found:
        place = f"{each.file}:{each.line}" if each.line else each.file
        talk.say(
            f"{place}: {said[each.what].format(', '.join(each.kinds))}",
            event="look", what=each.what, file=each.file, line=each.line, kinds=list(each.kinds),
        )  # fmt: skip
    talk.say(f"{counted(len(found), 'place')} to look at", event="reviewed", places=len(found))
