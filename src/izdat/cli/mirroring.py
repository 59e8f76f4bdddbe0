"""The verbs of who keeps a copy: mirror sync, serve, status."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from izdat.cli.checking import day, freshness_of, printable
from izdat.cli.group import PROBLEMS, main, talking
from izdat.progress import moving
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import MISSING, counted, guard

if TYPE_CHECKING:
    from izdat import mirror as copies
    from izdat import release as releases
    from izdat import serve as server
else:  # a verb loads what it needs, and no other
    copies = lazy("izdat.mirror")
    releases = lazy("izdat.release")
    server = lazy("izdat.serve")

MIRROR = click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
ROOT = click.option("--root", metavar="WORDS", help="The eight words of the show's root.")
HOUR = 3600.0  # seconds


@main.group()
def mirror() -> None:
    """Keep a copy of a show that anyone can check."""


@mirror.command(name="sync")
@click.argument("sources", nargs=-1)
@MIRROR
@ROOT
@click.option("--proxy", metavar="ADDRESS", help="Ask through it: socks5://host:port.")
@click.option("--only-named", is_flag=True, help="Ask no copy that the show's own list names.")
@click.option("--require-fresh", is_flag=True, help="Take nothing that is not known to be new.")
@click.option("--within", type=click.FloatRange(0.01, 10_000), default=24.0, help="Hours at most.")
@talking
def mirror_sync(
    sources: tuple[str, ...], folder: Path, root: str | None, proxy: str | None,
    only_named: bool, require_fresh: bool, within: float, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Bring FOLDER to the newest release that SOURCES (addresses, folders) have; trust none."""
    talk = Talk(as_json, quiet)
    _check_words(root)
    through = _proxy(proxy)
    mirrors = [_source(source, through) for source in sources]
    is_offline = bool(sources) and not any("://" in source for source in sources)

    def more(address: str) -> "copies.Mirror | None":
        onion = address.rpartition("://")[2].partition("/")[0].partition(":")[0]
        if onion.endswith(".onion") and through is None:
            return None
        return copies.UrlSource(address, proxy=through)

    with _judging(talk, "synced"), moving("fetch", as_json=as_json, quiet=quiet) as tell:
        manner = copies.Manner(
            require_fresh=require_fresh, within=within * HOUR,
            more=None if only_named or is_offline else more, tell=tell,
        )  # fmt: skip
        synced = copies.sync(mirrors, folder, root, now=datetime.now(UTC), manner=manner)
    _tell_synced(talk, synced)
    if not any(each.is_of_use for each in synced.heard):
        wrong = any(each.state == "wrong" for each in synced.heard)
        talk.fail("no copy could say whether there is something newer", event="hint")
        sys.exit(PROBLEMS if wrong else MISSING)


@mirror.command(name="serve")
@MIRROR
@click.option("--port", type=click.IntRange(0, 65535), default=8000, help="0 takes a free one.")
@click.option("--host", default="127.0.0.1", help="The address to listen on.")
@talking
def mirror_serve(folder: Path, port: int, host: str, quiet: bool, as_json: bool) -> None:
    """Serve the copy in FOLDER as it is; a sync may go on meanwhile."""
    talk = Talk(as_json, quiet)
    if not folder.is_dir():
        raise click.UsageError(f"{folder} is no folder")
    try:
        running = server.Server(
            folder, host=host, port=port, is_live=False, hidden=(copies.OWN,)
        )  # fmt: skip
    except OSError as error:
        raise click.UsageError(f"cannot listen on {host}:{port}: {error.strerror}") from None
    talk.say(f"{running.address}  (Ctrl-C ends it)", event="serving", address=running.address)
    try:
        running.run()
    except KeyboardInterrupt:
        running.close()


@mirror.command(name="status")
@MIRROR
@ROOT
@click.option("--require-fresh", is_flag=True, help="Exit code 1 if it is not known to be new.")
@talking
def mirror_status(
    folder: Path, root: str | None, require_fresh: bool, quiet: bool, as_json: bool
) -> None:
    """Say what the copy in FOLDER is, since when it is stale, and who was heard. Asks nobody."""
    talk = Talk(as_json, quiet)
    _check_words(root)
    with _judging(talk, "status"):
        found = copies.status(folder, root, now=datetime.now(UTC))
    verdict = found.checked.verdict
    if talk.json:
        talk.say(
            "", event="status", authentic=True, root=found.checked.words, looked=found.looked,
            done=found.is_done, **_facts(verdict, found.heard),
        )  # fmt: skip
    else:
        talk.say(
            f"authentic: release {verdict.release}, {counted(verdict.files, 'file')}, "
            f"{verdict.size / 1e6:,.1f} MB (the files were not looked at: izdat verify does)"
        )
        talk.say(freshness_of(verdict))
        ended = "" if found.is_done else ", and did not come to its end"
        talk.say(f"looked for a newer one at {printable(found.looked) or 'no time'}{ended}")
        _tell_heard(talk, found.heard, verdict.release)
    if require_fresh and verdict.freshness != "fresh":
        sys.exit(PROBLEMS)


# ---- within --------------------------------------------------------------------


@contextmanager
def _judging(talk: Talk, event: str) -> Iterator[None]:
    """Turn what is not what the show signed into words and an exit code."""
    with guard(talk):
        try:
            yield
        except releases.Untrusted as error:
            talk.fail(
                f"not authentic: {printable(str(error))} [{error.code}]",
                event=event, authentic=False, code=error.code, what=str(error),
            )  # fmt: skip
            sys.exit(PROBLEMS)


def _tell_synced(talk: Talk, synced: "copies.Synced") -> None:
    verdict = synced.verdict
    if talk.json:
        talk.say(
            "", event="synced", authentic=True, root=synced.words, before=synced.before,
            changed=synced.changed, gone=synced.gone, received=synced.received,
            wasted=synced.wasted, near=synced.near, unmet=synced.unmet,
            **_facts(verdict, synced.heard),
        )  # fmt: skip
        return
    was = f" (was {synced.before})" if synced.before not in (None, verdict.release) else ""
    talk.say(
        f"release {verdict.release}{was}, {counted(verdict.files, 'file')}: "
        f"{synced.changed:,} new, {synced.gone:,} gone; {synced.received / 1e6:,.1f} MB fetched"
        + (f", {synced.wasted / 1e6:,.1f} of them in vain" if synced.wasted else "")
        + (f"; {synced.near / 1e6:,.1f} MB were here already" if synced.near else "")
    )
    if synced.unmet:
        talk.say(f"something newer could not be had: {printable(synced.unmet)}")
    talk.say(freshness_of(verdict))
    _tell_heard(talk, synced.heard, verdict.release)


def _tell_heard(talk: Talk, heard: "Iterable[copies.Heard]", release: int) -> None:
    heard = tuple(heard)
    for each in heard:
        why = f": {printable(each.why)}" if each.why else ""
        talk.say(f"{each.state:<7} {printable(each.name)}{why}")
    number = copies.voices(heard)
    copied = "copy" if number == 1 else "copies"
    talk.say(f"newest release seen: {release}, from {number} independent {copied}")


def _facts(verdict: "releases.Verdict", heard: "Iterable[copies.Heard]") -> dict[str, object]:
    heard = tuple(heard)
    return {
        "release": verdict.release, "files": verdict.files, "bytes": verdict.size,
        "freshness": verdict.freshness, "issued": day(verdict.issued),
        "stale_since": day(verdict.stale_since), "fresh_until": day(verdict.fresh_until),
        "expect_next": day(verdict.expect_next), "voices": copies.voices(heard),
        "heard": [asdict(each) for each in heard],
    }  # fmt: skip


def _source(text: str, proxy: "copies.Proxy | None") -> "copies.Mirror":
    if "://" not in text:
        if not Path(text).is_dir():
            raise click.UsageError(f"{text} is no folder and no address")
        return copies.FolderSource(Path(text))
    try:
        return copies.UrlSource(text, proxy=proxy)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _proxy(text: str | None) -> "copies.Proxy | None":
    try:
        return None if text is None else copies.Proxy.at(text)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def _check_words(root: str | None) -> None:
    if root is not None and not releases.is_fingerprint(root):
        raise click.UsageError(f"--root “{root}”: these are not eight words of a root")
