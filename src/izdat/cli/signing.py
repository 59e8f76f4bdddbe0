"""The verbs of who signs: sign init, key, release, heartbeat, rotate, export, import."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from izdat.cli.group import FOLDER, PROBLEMS, main, talking
from izdat.model.missing import Missing
from izdat.model.problem import has_errors
from izdat.run import building
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.telling import counted, guard

if TYPE_CHECKING:
    from izdat import release as releases
    from izdat import sign as desks
else:  # a verb loads what it needs, and no other
    desks = lazy("izdat.sign")
    releases = lazy("izdat.release")

PUBLIC = "public"
SHORTEST = 8  # characters of a passphrase
LONGEST = 1024  # bytes that are read from a descriptor
WAIT = 60.0  # seconds for a build that is at work
DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"])
KEY_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


def keyed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a verb the options of who opens keys. A passphrase is never a word of the command."""
    keys = click.option(
        "--keys", type=click.Path(path_type=Path, file_okay=False), envvar="IZDAT_KEYS",
        default=lambda: Path(click.get_app_dir("izdat")) / "keys",
        help="The folder of the keys on this machine.",
    )  # fmt: skip
    descriptor = click.option(
        "--passphrase-fd", type=click.IntRange(0, 1023), help="Read the passphrase from it."
    )
    return keys(descriptor(command))


@main.group()
def sign() -> None:
    """Sign what was built, so that any copy of it can be checked."""


@sign.command(name="init")
@FOLDER
@click.option("--name", required=True, help="Whose key it is; listeners can see it.")
@click.option("--with", "others", type=KEY_FILE, multiple=True, help="Another editor's key.")
@click.option("--threshold", type=click.IntRange(1, 64), default=1, help="Editors that must sign.")
@keyed
@talking
def sign_init(
    folder: Path, name: str, others: tuple[Path, ...], threshold: int, keys: Path,
    passphrase_fd: int | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Make the keys of the show in FOLDER, and its first root; print the eight words."""
    talk = Talk(as_json, quiet)
    with _working(talk, folder):
        desk, ring = desks.Desk(folder), _keyring(keys, passphrase_fd, folder, is_new=True)
        try:
            root = desks.start(
                desk, ring, name=_name(name), others=[_public(path) for path in others],
                threshold=threshold, now=datetime.now(UTC),
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from None
    words = releases.fingerprint(root)
    talk.say(words, event="root", version=1, fingerprint=words, complete=True)
    talk.say(
        f"keep {desk.folder} with the texts. The keys are in {keys}: copy them, and take the "
        "recovery key away, to somebody else or into a drawer",
        event="hint", keys=keys,
    )  # fmt: skip


@sign.command(name="key")
@click.option("--name", required=True, help="Whose key it is; listeners can see it.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it there.")
@keyed
@talking
def sign_key(
    name: str, out: Path | None, keys: Path, passphrase_fd: int | None, quiet: bool, as_json: bool
) -> None:
    """Make an editor's key, if there is none of that name, and give out its public half."""
    talk = Talk(as_json, quiet)
    with _working(talk, None):
        public = desks.invite(_keyring(keys, passphrase_fd, None, is_new=True), _name(name))
    text = releases.public_text(public)
    if out is not None:
        out.write_text(text, encoding="utf-8", newline="\n")
        talk.say(f"wrote {out}", event="wrote", file=out)
    else:
        talk.say(text.rstrip(), event="key", key=text)


@sign.command(name="release")
@FOLDER
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--expect-next", type=DAY, help="When there will be something new; it is signed.")
@keyed
@talking
def sign_release(
    folder: Path, yes: bool, expect_next: datetime | None, keys: Path,
    passphrase_fd: int | None, quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Say what changed in FOLDER/public since the last release, and sign it as the next."""
    talk = Talk(as_json, quiet)
    now = datetime.now(UTC)
    with _working(talk, folder):
        desk = desks.Desk(folder)
        desk.roots()
        prepared = desks.prepare(desk, folder / PUBLIC, desks.verifier())
        if has_errors(prepared.problems):
            talk.problems(prepared.problems)
            sys.exit(PROBLEMS)
        changes = prepared.changes
        for line in changes.lines():
            talk.say(line, event="change", line=line)
        if changes.is_nothing:
            desks.show(
                desk, folder / PUBLIC, prepared.layers
            )  # a kill may have left the site behind
            talk.say("nothing to sign: this is the last release", event="nothing")
            return
        if not yes:
            click.confirm("sign this?", abort=True, err=True)
        ring = _keyring(keys, passphrase_fd, folder)
        done = desks.sign_release(desk, ring, prepared, now=now)
        if done.is_complete and done.has_heart:
            desks.publish(
                desk, ring, folder / PUBLIC, prepared, now=now, expect_next=_utc(expect_next)
            )
    names = ", ".join(done.names)
    if done.is_complete and done.has_heart:
        talk.say(
            f"release {done.release} is signed by {names}, and in {folder / PUBLIC}",
            event="released", release=done.release, by=done.names,
        )  # fmt: skip
    else:
        talk.say(
            f"release {done.release}: {len(done.names)} of {done.threshold} have signed ({names}); "
            f"carry it to {'the heartbeat key' if done.is_complete else 'another'}: "
            "izdat sign export FOLDER",
            event="proposed", release=done.release, by=done.names, threshold=done.threshold,
        )  # fmt: skip


@sign.command(name="heartbeat")
@FOLDER
@click.option("--expect-next", type=DAY, help="When there will be something new; it is signed.")
@keyed
@talking
def sign_heartbeat(
    folder: Path, expect_next: datetime | None, keys: Path, passphrase_fd: int | None,
    quiet: bool, as_json: bool,
) -> None:  # fmt: skip
    """Sign that the newest release is still the newest, for another 30 days."""
    talk = Talk(as_json, quiet)
    with _working(talk, folder):
        desk, ring = desks.Desk(folder), _keyring(keys, passphrase_fd, folder)
        number = desks.beat(
            desk, ring, folder / PUBLIC, now=datetime.now(UTC), expect_next=_utc(expect_next)
        )
    talk.say(f"heartbeat {number}", event="heartbeat", number=number)


@sign.command(name="rotate")
@FOLDER
@click.option("--add", type=KEY_FILE, multiple=True, help="An editor's key that may sign too.")
@click.option("--remove", multiple=True, help="The name, or the id, of a key that may no more.")
@click.option("--threshold", type=click.IntRange(1, 64), help="Editors that must sign.")
@click.option("--new-heartbeat", metavar="NAME", help="Make a new heartbeat key on this machine.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@keyed
@talking
def sign_rotate(
    folder: Path, add: tuple[Path, ...], remove: tuple[str, ...], threshold: int | None,
    new_heartbeat: str | None, yes: bool, keys: Path, passphrase_fd: int | None, quiet: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Change who may sign; without an option, sign the change that is proposed."""
    talk = Talk(as_json, quiet)
    now = datetime.now(UTC)
    with _working(talk, folder):
        desk, ring = desks.Desk(folder), _keyring(keys, passphrase_fd, folder)
        try:
            wanted = desks.propose(
                desk, ring, now=now, add=tuple(_public(path) for path in add), remove=remove,
                threshold=threshold, new_heartbeat=new_heartbeat and _name(new_heartbeat),
            )  # fmt: skip
        except ValueError as error:
            raise click.UsageError(str(error)) from None
        for line in desks.differences(desk.root().signed, wanted.signed):
            talk.say(line, event="change", line=line)
        if not yes:
            click.confirm("sign this?", abort=True, err=True)
        done = desks.rotate(desk, ring, folder / PUBLIC, wanted, now=now)
    version = done.root.version
    if not done.is_complete:
        talk.say(
            f"root {version} lacks {counted(done.missing, 'signature')}: izdat sign export FOLDER",
            event="proposed", version=version, missing=done.missing,
        )  # fmt: skip
        return
    talk.say(f"root {version} is signed", event="root", version=version, complete=True)
    if done.needs_release:
        talk.say(
            "too few who may still sign have signed the newest release: izdat build, then "
            "izdat sign release, before you upload",
            event="hint", needs_release=True,
        )  # fmt: skip


@sign.command(name="export")
@click.argument("target", type=click.Path(path_type=Path, file_okay=False))
@click.option("--show", "folder", type=click.Path(path_type=Path, exists=True), default=".")
@talking
def sign_export(target: Path, folder: Path, quiet: bool, as_json: bool) -> None:
    """Copy what is proposed into the folder TARGET, for another editor to sign."""
    talk = Talk(as_json, quiet)
    with _working(talk, folder):
        written = desks.carry(desks.Desk(folder), target)
    for path in written:
        talk.say(f"wrote {path}", event="wrote", file=path)


@sign.command(name="import")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--show", "folder", type=click.Path(path_type=Path, exists=True), default=".")
@talking
def sign_import(source: Path, folder: Path, quiet: bool, as_json: bool) -> None:
    """Take what is proposed, and others' signatures, from the folder SOURCE."""
    talk = Talk(as_json, quiet)
    with _working(talk, folder):
        taken = desks.take_back(desks.Desk(folder), source)
    talk.say(f"{counted(taken, 'signature')} taken", event="taken", signatures=taken)


# ---- within --------------------------------------------------------------------


@contextmanager
def _working(talk: Talk, folder: Path | None) -> Iterator[None]:
    """Hold the show, and turn what is wrong with keys and signatures into words and a code."""
    with guard(talk):
        try:
            with building(folder, wait=WAIT) if folder else nullcontext():
                yield
        except releases.WrongPassphrase as error:
            raise Missing(
                str(error), "type it again, or name the keys' folder with --keys"
            ) from None
        except releases.Untrusted as error:
            talk.fail(
                f"{error} [{error.code}]", event="untrusted", code=error.code, what=str(error)
            )
            sys.exit(PROBLEMS)


def _keyring(
    folder: Path, descriptor: int | None, show: Path | None, *, is_new: bool = False
) -> "desks.Keyring":
    if show is not None and folder.resolve().is_relative_to(show.resolve()):
        raise click.UsageError(f"--keys {folder}: keys must not lie in the show's folder")
    return desks.Keyring(folder, _passphrase(descriptor, is_new=is_new))


def _passphrase(descriptor: int | None, *, is_new: bool) -> str:
    if descriptor is None:
        text = str(
            click.prompt("passphrase", hide_input=True, err=True, confirmation_prompt=is_new)
        )
    else:
        try:
            with os.fdopen(os.dup(descriptor), "rb") as stream:
                data = stream.read(LONGEST)
            text = data.decode("utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise click.UsageError(f"--passphrase-fd {descriptor}: {error}") from None
    if len(text) < SHORTEST:
        raise click.UsageError(f"a passphrase has at least {SHORTEST} characters; take four words")
    return text


def _public(path: Path) -> Any:
    try:
        with path.open("rb") as stream:
            return releases.read_public(stream.read(LONGEST * 8))
    except releases.Untrusted as error:
        raise click.UsageError(f"{path}: {error}") from None


def _name(name: str) -> str:
    if not name.isprintable() or not 1 <= len(name) <= 40:
        raise click.UsageError("--name: one line of 1 to 40 characters")
    return name


def _utc(day: datetime | None) -> datetime | None:
    return None if day is None else day.replace(tzinfo=UTC)
