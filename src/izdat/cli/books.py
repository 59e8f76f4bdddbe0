"""The verb of books: epub."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import run
from izdat.cli.group import PROBLEMS, PROTECT, SHOW, main, talking
from izdat.model.problem import has_errors
from izdat.progress import reporter
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import guard

if TYPE_CHECKING:
    from izdat import binding
else:  # a verb loads what it needs, and no other
    binding = lazy("izdat.binding")


@main.command()
@click.argument("episodes", nargs=-1, required=True, metavar="EPISODE…")
@SHOW
@click.option(
    "--out",
    "target",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The book's file.",
)
@click.option("--lang", "langs", multiple=True, help="A language of the text; may be repeated.")
@click.option("--text", is_flag=True, help="Without sound.")
@click.option("--title", default="", help="What a book of several episodes is called.")
@click.option("--replace", is_flag=True, help="Write over a file of the same name.")
@PROTECT
@talking
def epub(
    episodes: tuple[str, ...], folder: Path, target: Path, langs: tuple[str, ...], text: bool,
    title: str, replace: bool, listed: Path | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Bind EPISODEs of a show into one EPUB that reads itself aloud."""
    talk = Talk(as_json, quiet)
    if target.exists() and not replace:
        raise click.UsageError(f"{target} is there already; --replace writes over it")
    if not target.parent.is_dir():
        raise click.UsageError(f"there is no folder {target.parent}")
    if target.resolve().is_relative_to((folder / "public").resolve()):
        raise click.UsageError(f"{target} lies in the published folder, which a build clears")
    wanted = binding.Wanted(
        tuple(dict.fromkeys(episodes)), tuple(dict.fromkeys(langs)), not text, title
    )
    with guard(talk), reporter(as_json=as_json, quiet=quiet) as report:
        try:
            bound = binding.bind_book(
                folder, wanted, target, workers=run.local(0), report=report, listed=listed,
                today=datetime.now(UTC).date(),
            )  # fmt: skip
        except binding.NotInBook as error:
            raise click.UsageError(str(error)) from None
    talk.problems(bound.problems)
    if has_errors(bound.problems):
        sys.exit(PROBLEMS)
    kind = "reads itself aloud" if bound.has_sound else "text only"
    talk.say(
        f"wrote {target}: {kind}, {bound.size / 1e6:,.1f} MB",
        event="bound", file=target, bytes=bound.size, has_sound=bound.has_sound,
    )  # fmt: skip
