"""The verbs of who hands a copy on: bundle zip, usb, torrent, zim."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from izdat.cli.group import PROBLEMS, SHOW, main, talking
from izdat.progress import moving
from izdat.run import building
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, guard

if TYPE_CHECKING:
    from izdat import bundle as bundles
    from izdat import release as releases
else:  # a verb loads what it needs, and no other
    bundles = lazy("izdat.bundle")
    releases = lazy("izdat.release")

PUBLIC = "public"
WAIT = 60.0  # seconds for a build that is at work
FILE = click.Path(path_type=Path, dir_okay=False)
PLACE = click.Path(path_type=Path, file_okay=False)


def carrying(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options that say which signed copy it is about."""
    copy = click.option(
        "--copy", type=click.Path(path_type=Path, exists=True, file_okay=False),
        help="A signed copy, in place of a show's own.",
    )  # fmt: skip
    root = click.option("--root", metavar="WORDS", help="The eight words of the copy's root.")
    return SHOW(copy(root(command)))


@main.group()
def bundle() -> None:
    """Put a signed copy into one file, or onto a stick, with its proof."""


@bundle.command(name="zip")
@click.argument("target", type=FILE)
@carrying
@talking
def bundle_zip(
    target: Path, folder: Path, copy: Path | None, root: str | None, quiet: bool, as_json: bool
) -> None:
    """Write the signed copy into TARGET, a .zip that opens in a browser once unpacked."""
    talk = Talk(as_json, quiet)
    with (
        _carried(talk, folder, copy, root, target) as site,
        moving("write", as_json=as_json, quiet=quiet) as tell,
    ):
        bundles.write_zip(site, target, tell=lambda done: tell(done, site.size))
    _tell(talk, target, site)


@bundle.command(name="usb")
@click.argument("target", type=PLACE)
@click.option("--delete", is_flag=True, help="Remove what else is in TARGET.")
@carrying
@talking
def bundle_usb(
    target: Path, delete: bool, folder: Path, copy: Path | None, root: str | None, quiet: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Bring the folder TARGET, on a stick, to the signed copy, and read it back."""
    talk = Talk(as_json, quiet)
    with (
        _carried(talk, folder, copy, root, target) as site,
        moving("copy", as_json=as_json, quiet=quiet) as tell,
    ):
        done = bundles.copy_to_stick(
            site, target, delete=delete, tell=lambda done: tell(done, site.size)
        )
    for name in done.others:
        shown = name if name.isprintable() else ascii(name)
        talk.say(f"{shown} is not of this release; --delete removes it", event="other", file=name)
    talk.say(
        f"release {site.verdict.release} is in {target}: {counted(done.copied, 'file')} copied, "
        f"{done.kept:,} there already; all were read back. Open {target / 'index.html'}",
        event="bundled", file=target, release=site.verdict.release, copied=done.copied,
        kept=done.kept, bytes=done.written,
    )  # fmt: skip


@bundle.command(name="torrent")
@click.argument("target", type=FILE)
@click.option("--name", help="The folder that clients make; else TARGET's name without .torrent.")
@click.option("--seed", "seeds", multiple=True, help="Address of a copy; it ends with the name.")
@click.option("--tracker", "trackers", multiple=True, help="Address of a tracker.")
@carrying
@talking
def bundle_torrent(
    target: Path, name: str | None, seeds: tuple[str, ...], trackers: tuple[str, ...],
    folder: Path, copy: Path | None, root: str | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Write TARGET, a torrent of the signed copy for clients old and new."""
    talk = Talk(as_json, quiet)
    name = name or target.name.removesuffix(".torrent")
    if releases.unsafe_names([name]) or "/" in name:
        raise click.UsageError(f"--name {name}: a folder's name that every disk can hold")
    if not all(each.isascii() and each.isprintable() for each in trackers):
        raise click.UsageError("--tracker: an address in ASCII")
    with _carried(talk, folder, copy, root, target) as site:
        try:
            bundles.write_torrent(site, target, name=name, seeds=seeds, trackers=trackers)
        except bundles.SeedElsewhere as error:
            raise click.UsageError(f"--seed: {error}") from None
    _tell(talk, target, site)


@bundle.command(name="zim")
@click.argument("target", type=FILE)
@carrying
@talking
def bundle_zim(
    target: Path, folder: Path, copy: Path | None, root: str | None, quiet: bool, as_json: bool
) -> None:
    """Write the signed copy into TARGET, a .zim that Kiwix shows."""
    talk = Talk(as_json, quiet)
    with _carried(talk, folder, copy, root, target) as site:
        bundles.write_zim(site, target)
    _tell(talk, target, site)


# ---- within --------------------------------------------------------------------


@contextmanager
def _carried(
    talk: Talk, folder: Path, copy: Path | None, root: str | None, target: Path
) -> Iterator["bundles.Site"]:
    """Give the signed copy, held against a build; turn what is wrong with it into words."""
    if (copy is None) != (root is None):
        raise click.UsageError("--copy and --root go together")
    if root is not None and not releases.is_fingerprint(root):
        raise click.UsageError(f"--root “{root}”: these are not eight words of a root")
    place = (folder / PUBLIC) if copy is None else copy
    if target.resolve().is_relative_to(place.resolve()):
        raise click.UsageError(f"{target} lies in the copy itself: nobody has signed it there")
    with guard(talk):
        if not target.parent.is_dir():
            raise click.UsageError(f"there is no folder {target.parent}")
        try:
            with building(folder, wait=WAIT) if copy is None else nullcontext():
                words = root or bundles.words_of(folder)
                yield bundles.read_site(place, words, now=datetime.now(UTC))
        except releases.Untrusted as error:
            talk.fail(
                f"{error} [{error.code}]", event="untrusted", code=error.code, what=str(error)
            )
            sys.exit(PROBLEMS)


def _tell(talk: Talk, target: Path, site: "bundles.Site") -> None:
    verdict = site.verdict
    size = target.stat().st_size
    talk.say(
        f"wrote {target}: release {verdict.release}, {counted(verdict.files, 'file')}, "
        f"{size / 1e6:,.1f} MB",
        event="bundled", file=target, release=verdict.release, files=verdict.files, bytes=size,
    )  # fmt: skip
