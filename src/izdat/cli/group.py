"""``izdat`` itself, and the options that verbs share."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from izdat import __version__, run
from izdat.run import Workers

PROBLEMS = 1  # exit code
NO_LANGUAGE = "--lang {}: write a BCP 47 tag, as in en, pt-BR, zh-Hant"


def talking(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that every verb has."""
    quiet = click.option("--quiet", "-q", is_flag=True, help="Say only what is wrong.")
    as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
    return as_json(quiet(command))


FOLDER = click.argument(
    "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)
SHOW = click.option(
    "--show", "folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default="."
)


PROTECT = click.option(
    "--protect", "listed", envvar="IZDAT_PROTECT", metavar="FILE",
    type=click.Path(path_type=Path), help="Who must not be named: a list outside the show.",
)  # fmt: skip


def choosing(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that say which episodes it is about."""
    drafts = click.option("--drafts", is_flag=True, help="Also drafts, each at a secret address.")
    future = click.option("--future", is_flag=True, help="Also episodes whose day has not come.")
    return drafts(future(command))


def building(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of a build."""
    options = [
        click.option("--jobs", "-j", type=click.IntRange(1, 512), help="Processes side by side."),
        click.option("--cluster", metavar="ADDRESS", help="A Dask scheduler, tcp://host:port."),
        PROTECT,
    ]
    for option in reversed(options):
        command = option(command)
    return choosing(command)


def workers(jobs: int | None, cluster: str | None) -> Workers:
    return run.cluster(cluster) if cluster else run.local(jobs or 0)


class _Verbs(click.Group):
    """Lists the verbs in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="izdat")
def main() -> None:
    """The press of an independent podcast: a folder in, a published podcast out.

    Start with `izdat new my-show`, then `izdat serve my-show`.
    """
    # Frozen values make no cycles: looking for them costs a build of nothing a third of its time.
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
