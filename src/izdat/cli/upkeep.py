"""The verbs of izdat itself and of what it keeps: clean, engines, completion."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat import run
from izdat.cli.group import FOLDER, main, talking
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import guard

if TYPE_CHECKING:
    from izdat import engines as plugged
else:
    plugged = lazy("izdat.engines")


@main.command()
@FOLDER
@talking
def clean(folder: Path, quiet: bool, as_json: bool) -> None:
    """Delete kept results that the last build of FOLDER did not use."""
    talk = Talk(as_json, quiet)
    with guard(talk):
        cleaned = run.clean(folder)
    megabytes = cleaned.size / 1e6
    talk.say(
        f"{cleaned.results} results deleted, {megabytes:.1f} MB freed",
        event="cleaned", results=cleaned.results, bytes=cleaned.size,
    )  # fmt: skip


@main.command()
@talking
def engines(quiet: bool, as_json: bool) -> None:
    """List what can be plugged in, and how to install what is not there."""
    talk = Talk(as_json, quiet)
    for facts in plugged.installed():
        state = facts.id if facts.is_installed else f"not ready: {facts.install}"
        talk.say(f"{facts.socket:<12} {facts.name:<12} {state}", event="engine", **asdict(facts))


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes izdat's words in SHELL."""
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    click.echo(kind(main, {}, "izdat", "_IZDAT_COMPLETE").source())
