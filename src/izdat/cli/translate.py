"""The verbs of translations: status, accept."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import FOLDER, PROBLEMS, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import guard

if TYPE_CHECKING:
    from izdat import translating
else:
    translating = lazy("izdat.translating")


@main.group()
def translate() -> None:
    """See how far translations are, and say that one is of the original as it is now."""


@translate.command()
@FOLDER
@talking
def status(folder: Path, quiet: bool, as_json: bool) -> None:
    """List the translations of every episode: complete, partial, stale or none."""
    talk = Talk(as_json, quiet)
    with guard(talk):
        done = translating.status(folder)
    for each in done.found:
        ready = each.total - len(each.missing) if each.state != "none" else 0
        words = f"{each.episode:32} {each.lang:6} {each.state:9} {ready}/{each.total}"
        if each.changed:
            words += f", changed since: {', '.join(each.changed)}"
        talk.say(
            words, event="translation", episode=each.episode, lang=each.lang, state=each.state,
            paragraphs=each.total, translated=ready, missing=each.missing, changed=each.changed,
            accepted=each.is_accepted,
        )  # fmt: skip
    errors = [each for each in done.problems if each.severity == "error"]
    if errors:
        talk.problems(errors)
        sys.exit(PROBLEMS)


@translate.command()
@click.argument("episode")
@click.argument("lang")
@SHOW
@talking
def accept(episode: str, lang: str, folder: Path, quiet: bool, as_json: bool) -> None:
    """Say that EPISODE's translation into LANG is of the original as it is now.

    What changes in the original from now on makes its paragraph's translation stale.
    """
    talk = Talk(as_json, quiet)
    with guard(talk):
        path, problems = translating.accept(folder, episode, lang)
    if has_errors(problems):
        talk.problems(problems)
        sys.exit(PROBLEMS)
    if path is None:
        raise click.UsageError(f"there is no translation of {episode} into {lang}")
    talk.say(f"wrote {path}", event="wrote", file=path)
