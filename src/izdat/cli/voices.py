"""The verb of voices: who says how much."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import PROBLEMS, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import guard

if TYPE_CHECKING:
    from izdat import claiming, telling_claims
else:
    claiming = lazy("izdat.claiming")
    telling_claims = lazy("izdat.telling_claims")

TARGET = click.Path(path_type=Path, dir_okay=False, allow_dash=True)


@main.command()
@click.argument("episode", required=False)
@SHOW
@click.option("--csv", type=TARGET, help="Write a row for each voice, language and origin.")
@talking
def voices(episode: str | None, folder: Path, csv: Path | None, quiet: bool, as_json: bool) -> None:
    """Tell who says how many words, and for how long, in EPISODE or in the show.

    Minutes are measured where the last build found the words in the sound, and else estimated.
    """
    talk = Talk(as_json, quiet)
    if episode and not (folder / "episodes" / episode / "episode.md").is_file():
        raise click.UsageError(f"there is no episode {episode} in {folder / 'episodes'}")
    with guard(talk):
        found = claiming.show_voices(folder, episode)
    if has_errors(found.problems):
        talk.problems(found.problems)
        sys.exit(PROBLEMS)
    if csv is not None:
        telling_claims.export_voices(talk, found.shares, csv)
    else:
        telling_claims.tell_voices(talk, found)
