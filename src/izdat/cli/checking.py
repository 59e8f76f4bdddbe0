"""The verb of who listens: verify."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.group import PROBLEMS, main, talking
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, guard

if TYPE_CHECKING:
    from izdat import mirror as copies
    from izdat import release as releases
else:  # a verb loads what it needs, and no other
    copies = lazy("izdat.mirror")
    releases = lazy("izdat.release")

MOST_TOLD = 50  # files, each in a line


@main.command()
@click.argument("copy")
@click.option("--root", required=True, metavar="WORDS", help="The eight words of the show's root.")
@click.option("--require-fresh", is_flag=True, help="Exit code 1 too if it is not known to be new.")
@click.option("--proof-only", is_flag=True, help="Check the signatures, not every file.")
@talking
def verify(
    copy: str, root: str, require_fresh: bool, proof_only: bool, quiet: bool, as_json: bool
) -> None:
    """Check that COPY (a folder, a bundle, an address) is what the show signed, and whole."""
    talk = Talk(as_json, quiet)
    if not releases.is_fingerprint(root):
        raise click.UsageError(f"--root “{root}”: these are not eight words of a root")
    with guard(talk):
        try:
            found = _found(copy, root, proof_only=proof_only)
        except releases.Untrusted as error:
            talk.fail(
                f"not authentic: {error} [{error.code}]",
                event="verified", authentic=False, code=error.code, what=str(error),
            )  # fmt: skip
            sys.exit(PROBLEMS)
        except copies.Unsound as error:
            talk.fail(
                f"not authentic: {error} [unsound]",
                event="verified", authentic=False, code="unsound", what=str(error),
            )  # fmt: skip
            sys.exit(PROBLEMS)
    _tell(talk, found)
    if not found.is_whole or (require_fresh and found.verdict.freshness != "fresh"):
        sys.exit(PROBLEMS)


def _tell(talk: Talk, found: "copies.Checked") -> None:
    verdict = found.verdict
    if talk.json:
        talk.say(
            "", event="verified", authentic=True, whole=found.is_whole if found.checked else None,
            root=found.words, release=verdict.release, files=verdict.files, bytes=verdict.size,
            freshness=verdict.freshness, issued=day(verdict.issued),
            stale_since=day(verdict.stale_since), fresh_until=day(verdict.fresh_until),
            expect_next=day(verdict.expect_next),
            faults=[{"path": each.path, "why": each.why} for each in found.faults],
            unsigned=list(found.unsigned),
        )  # fmt: skip
        return
    for fault in found.faults[:MOST_TOLD]:
        talk.fail(f"{printable(fault.path)}: {fault.why}")
    for name in found.unsigned[:MOST_TOLD]:
        talk.fail(f"{printable(name)}: nobody signed it")
    more = len(found.faults) + len(found.unsigned) - MOST_TOLD
    if more > 0:
        talk.fail(f"about {counted(more, 'file')} more")
    talk.say(
        f"authentic: release {verdict.release}, {counted(verdict.files, 'file')}, "
        f"{verdict.size / 1e6:,.1f} MB; "
        + ("whole" if found.is_whole else "NOT whole, or not alone")
        + ("" if found.checked else " (the files were not looked at)")
    )
    talk.say(freshness_of(verdict))


def freshness_of(verdict: "releases.Verdict") -> str:
    said = f"said on {verdict.issued:%Y-%m-%d}" if verdict.issued else "said on no day"
    if verdict.freshness == "fresh":
        told = f"fresh: {said} to be the newest, until {verdict.fresh_until:%Y-%m-%d}"
    elif verdict.freshness == "stale":
        told = (
            f"stale since {verdict.stale_since:%Y-%m-%d}: {said} to be the newest; ask another copy"
        )
    else:
        told = f"unknown whether it is new: {said}, which this machine's clock has not reached"
    if verdict.expect_next:
        told += f"; the next was meant for {verdict.expect_next:%Y-%m-%d}"
    return told


def _found(copy: str, root: str, *, proof_only: bool) -> "copies.Checked":
    source, now = _source(copy), datetime.now(UTC)
    if isinstance(source, copies.TorrentSource):
        return copies.check_torrent(source, root, now=now, proof_only=proof_only)
    return copies.check(source, root, now=now, proof_only=proof_only)


def _source(copy: str) -> "copies.Source":
    if "://" in copy:
        try:
            return copies.UrlSource(copy)
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    path = Path(copy)
    if path.is_dir():
        return copies.FolderSource(path)
    if path.is_file():
        ending = path.suffix.lower()
        if ending == ".torrent":
            return copies.TorrentSource(path)
        return copies.ZimSource(path) if ending == ".zim" else copies.ZipSource(path)
    raise click.UsageError(f"{copy} is no folder, no bundle and no address")


def day(when: datetime | None) -> str | None:
    return None if when is None else when.strftime("%Y-%m-%dT%H:%M:%SZ")


def printable(name: str) -> str:
    """Return a name from outside as a terminal can show it."""
    return name if name.isprintable() else ascii(name)
