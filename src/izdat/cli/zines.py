"""The verb of paper: zine."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import run
from izdat.cli.group import NO_LANGUAGE, PROBLEMS, PROTECT, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.model.show import PAPERS
from izdat.progress import reporter
from izdat.run.durable import write_durably
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, guard
from izdat.text.languages import is_language

if TYPE_CHECKING:
    from izdat import zining
else:  # a verb loads what it needs, and no other
    zining = lazy("izdat.zining")


@main.command()
@click.argument("episodes", nargs=-1, required=True, metavar="EPISODE…")
@SHOW
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False, exists=True), default=".",
    help="The folder to write into.",
)  # fmt: skip
@click.option("--lang", default="", help="The language; else the first episode's own.")
@click.option("--paper", type=click.Choice(PAPERS), help="The sheet; as the show says, or a4.")
@click.option("--black", is_flag=True, help="In black alone, and little of it.")
@click.option("--imposed", is_flag=True, help="Only the sheets to print and fold.")
@PROTECT
@talking
def zine(
    episodes: tuple[str, ...], folder: Path, out: Path, lang: str, paper: str | None, black: bool,
    imposed: bool, listed: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Set EPISODEs as one zine: its pages, and sheets to print on both sides, fold and staple."""
    talk = Talk(as_json, quiet)
    if unknown := zining.unknown_episodes(folder, episodes):
        raise click.UsageError(f"there is no episode {unknown[0]} in {folder / 'episodes'}")
    if len(set(episodes)) < len(episodes):
        raise click.UsageError("an episode stands in a zine once")
    if lang and not is_language(lang):
        raise click.UsageError(NO_LANGUAGE.format(lang))
    wanted = zining.Wanted(episodes, lang, paper or "", ("black",) if black else ())
    silent = quiet or as_json or not sys.stderr.isatty()
    with guard(talk), reporter(as_json=False, quiet=silent, to=sys.stderr) as report:
        made, problems = zining.make_zine(
            folder, wanted, workers=run.local(0), report=report, listed=listed,
            today=datetime.now(UTC).date(),
        )  # fmt: skip
    talk.problems(problems)
    if made is None or has_errors(problems):
        sys.exit(PROBLEMS)
    for file in made.files:
        if imposed and not file.is_booklet:
            continue
        target = out / Path(file.output.path).name
        with guard(talk):
            write_durably(target, file.output.file.path.read_bytes())
        sheets = -(-file.pages // 4)
        shape = f", {counted(sheets, 'sheet')} to print and fold" if file.is_booklet else ""
        talk.say(
            f"wrote {target}: {counted(file.pages, 'page')}{shape}",
            event="wrote", file=target, pages=file.pages, ink=file.ink, imposed=file.is_booklet,
        )  # fmt: skip
