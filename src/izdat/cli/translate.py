"""The verbs of translations: status, accept, export, import."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import FOLDER, NO_LANGUAGE, PROBLEMS, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import STANDARD, guard
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import translating
else:
    translating = lazy("izdat.translating")

NOTHING = "{0} cannot be translated into {1}: it is written in {1}, or cannot be read"


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


@translate.command()
@click.argument("episode")
@click.argument("lang")
@SHOW
@click.option("--out", type=click.Path(path_type=Path, allow_dash=True), help="- prints it.")
@talking
def export(
    episode: str, lang: str, folder: Path, out: Path | None, quiet: bool, as_json: bool
) -> None:
    """Write EPISODE's translation into LANG as a PO file, begun or not."""
    talk = Talk(as_json, quiet)
    _check(folder, episode, lang)
    with guard(talk):
        text, problems = translating.export(folder, episode, lang)
    talk.problems(problems)
    if has_errors(problems):
        sys.exit(PROBLEMS)
    if not text:
        raise click.UsageError(NOTHING.format(episode, lang))
    if out == STANDARD:
        click.echo(text, nl=False)
        return
    path = out or Path(f"{episode}.{lang}.po")
    path.write_text(text, encoding="utf-8", newline="\n")
    talk.say(f"wrote {path}", event="wrote", file=path)


@translate.command("import")
@click.argument("episode")
@click.argument("lang")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@SHOW
@talking
def import_(episode: str, lang: str, file: Path, folder: Path, quiet: bool, as_json: bool) -> None:
    """Put what the PO FILE translates into EPISODE's text in LANG: all of it, or nothing."""
    talk = Talk(as_json, quiet)
    _check(folder, episode, lang)
    with guard(talk):
        done = translating.import_(folder, episode, lang, file)
    talk.problems(done.problems)
    if has_errors(done.problems):
        sys.exit(PROBLEMS)
    if done.path is None:
        raise click.UsageError(NOTHING.format(episode, lang))
    words = f"{done.number} taken into {done.path}"
    talk.say(words, event="imported", strings=done.number, file=done.path)


def _check(folder: Path, episode: str, lang: str) -> None:
    """Check an episode and a language; raises what click tells where they are none."""
    if not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    if "/" in episode or not (folder / "episodes" / episode / "episode.md").is_file():
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
