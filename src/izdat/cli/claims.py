"""The verbs of claims: show, suggest, accept."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import NO_LANGUAGE, PROBLEMS, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import STANDARD, guard
from izdat.text.dates import is_edtf
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import claiming, telling_claims
else:  # a verb loads what it needs, and no other
    claiming = lazy("izdat.claiming")
    telling_claims = lazy("izdat.telling_claims")

TARGET = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@main.group(invoke_without_command=True)
@SHOW
@click.option("--csv", type=TARGET, help="Write a row a claim (RFC 4180); - prints it.")
@click.option("--jsonld", type=TARGET, help="Write schema.org claims, an object a line.")
@click.option("--prov", type=TARGET, help="Write PROV-JSON: who said what of what.")
@click.option("--sqlite", type=TARGET, help="Write a SQLite file, as Datasette opens it.")
@talking
@click.pass_context
def claims(
    context: click.Context, /, folder: Path, quiet: bool, as_json: bool, **exports: Path | None
) -> None:
    """List who claimed what in the show, measure by measure, and how the claims relate.

    Nothing is added up, and no claim is left out for a later one.
    """
    if context.invoked_subcommand is not None:
        return
    talk = Talk(as_json, quiet)
    wanted = {form: path for form, path in exports.items() if path is not None}
    if wanted.get("sqlite") == STANDARD:
        raise click.UsageError("--sqlite: name a file")
    if list(wanted.values()).count(STANDARD) + as_json > 1:
        raise click.UsageError("only one of the forms can be printed; name a file for the others")
    with guard(talk):
        found = claiming.show_ledger(folder)
    if has_errors(found.problems):
        talk.problems(found.problems)
        sys.exit(PROBLEMS)
    for form, path in wanted.items():
        telling_claims.export_ledger(talk, found, form, path)
    if not wanted:
        telling_claims.tell_ledger(talk, found)


@claims.command()
@click.argument("episode", metavar="EPISODE|FILE.txt")
@SHOW
@click.option("--lang", default="", help="The text's language; otherwise found in the text.")
@click.option("--now", default="", help="The day from which the text speaks, as EDTF.")
@click.option("--vague", is_flag=True, help="Also amounts without a number: many, a lot of.")
@click.option("--replace", is_flag=True, help="Write over a review in which something is ticked.")
@talking
def suggest(
    episode: str, folder: Path, lang: str, now: str, vague: bool, replace: bool,
    quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find what may be marked: figures, dates, corrections, quotations.

    Of an EPISODE into a review file, to tick; of a plain text FILE onto the screen.
    """
    talk = Talk(as_json, quiet)
    if lang and not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    if now and not is_edtf(now):
        raise click.UsageError(f"--now {now}: write 2031-04-07, 2031-04 or 2031")
    text = Path(episode)
    if (folder / "episodes" / episode / "episode.md").is_file():
        path = claiming.review_path(folder, episode)
        with guard(talk):
            if not replace and claiming.has_ticks(path):
                raise click.UsageError(f"{path} is ticked; --replace writes over it")
            found = claiming.suggest_episode(folder, episode, lang=lang, now=now, vague=vague)
            talk.problems(found.problems)
            if has_errors(found.problems):
                sys.exit(PROBLEMS)
            telling_claims.tell_suggestions(talk, found)
            claiming.write_review(path, episode, found)
        talk.say(f"wrote {path}", event="wrote", file=path)
        return
    if not text.is_file():
        raise click.UsageError(f"there is no episode and no file {episode}")
    with guard(talk):
        found = claiming.suggest_text(text, lang=lang, now=now, vague=vague)
    talk.problems(found.problems)
    if has_errors(found.problems):
        sys.exit(PROBLEMS)
    telling_claims.tell_suggestions(talk, found)


@claims.command()
@click.argument("episode")
@SHOW
@click.option(
    "--review",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The review file, if it lies elsewhere.",
)
@talking
def accept(episode: str, folder: Path, review: Path | None, quiet: bool, as_json: bool) -> None:
    """Set the marks that were ticked in EPISODE's review into its text: all, or none."""
    talk = Talk(as_json, quiet)
    if not (folder / "episodes" / episode / "episode.md").is_file():
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
    path = review or claiming.review_path(folder, episode)
    if not path.is_file():
        raise click.UsageError(f"there is no {path}; first: izdat claims suggest {episode}")
    with guard(talk):
        done = claiming.accept(folder, episode, path)
    talk.problems(done.problems)
    if has_errors(done.problems):
        sys.exit(PROBLEMS)
    talk.say(f"{done.number} marked", event="marked", marks=done.number)
