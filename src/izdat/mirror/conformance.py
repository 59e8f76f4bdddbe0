"""What the TUF conformance suite tells a client to do → ``TrustedRelease``, in strict mode.

The commands are the suite's (its CLIENT-CLI.md): ``init``, ``refresh``, ``download``. A metadata
folder holds what was accepted, under names without versions. This is no mirror and knows no words:
who calls it vouches for the first root.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from izdat.mirror.check import BLOCK, fault_of
from izdat.mirror.folder import FolderSource
from izdat.mirror.holding import Holding
from izdat.mirror.source import Source, Unsound, read_all
from izdat.mirror.url import UrlSource
from izdat.model.missing import Missing
from izdat.release import (
    LIMITS,
    MOST_ROOTS,
    Entry,
    Incomplete,
    Mismatched,
    TrustedRelease,
    Untrusted,
)
from izdat.run.durable import sync_folder
from izdat.run.order import TEMPORARY
from izdat.run.space import room_in

_TOP = frozenset({"root", "timestamp", "snapshot", "targets"})


@dataclass(frozen=True, slots=True)
class Client:
    """What was accepted before, and where there may be more of it. Raises ``Untrusted``."""

    accepted: Holding
    source: Source
    now: datetime

    def refreshed(self) -> TrustedRelease:
        """Return a judge who has followed the source; what is accepted is written down at once."""
        trusted = TrustedRelease(self._known("root") or b"", now=self.now, strict=True)
        for _ in range(MOST_ROOTS):
            root = read_all(self.source, trusted.next_root_name, LIMITS["root"])
            if root is None:
                break
            trusted.add_root(root)
            self._accept("root", root)
        # What was accepted before may be signed by a key that is no more, or have expired.
        if (known := self._known("timestamp")) is not None:
            with suppress(Untrusted):
                trusted.add_timestamp(known)
        beat = self._need("timestamp.json", LIMITS["timestamp"])
        if trusted.add_timestamp(beat):
            self._accept("timestamp", beat)
        if (known := self._known("snapshot")) is not None:
            with suppress(Untrusted):
                trusted.add_snapshot(known, is_known=True)
        self._take("snapshot", trusted.snapshot_name, trusted.snapshot_limit, trusted.add_snapshot)
        self._take("targets", trusted.targets_name, trusted.targets_limit, trusted.add_targets)
        return trusted

    def entry(self, trusted: TrustedRelease, path: str) -> Entry:
        """Return what was signed for ``path``, by the targets or by those they delegate to."""
        search = trusted.search(path)
        while (role := search.role) is not None:
            self._take(role, search.name, search.limit, search.add)
        if search.entry is None:
            raise Incomplete(f"nobody signs {path!r:.200}")
        return search.entry

    def _take(self, role: str, name: str, limit: int, add: Callable[[bytes], object]) -> None:
        """Give ``add`` what is here, if that is what is wanted; else what the source has."""
        if (known := self._known(role)) is not None:
            with suppress(Untrusted):
                add(known)
                return
        data = self._need(name, limit)
        add(data)
        self._accept(role, data)

    def _need(self, name: str, limit: int) -> bytes:
        data = read_all(self.source, name, limit)
        if data is None:
            raise Incomplete(f"there is no {name:.200}")
        return data

    def _known(self, role: str) -> bytes | None:
        return self.accepted.read(_file_of(role), LIMITS.get(role, LIMITS["targets"]))

    def _accept(self, role: str, data: bytes) -> None:
        self.accepted.write(_file_of(role), data)


def _file_of(role: str) -> str:
    """Return a name for a role's metadata that leads nowhere, whatever the role is called."""
    if role not in _TOP and role.lower() in _TOP:  # one file, on a disk that knows no case
        raise Mismatched(f"a delegated role is called {role}")
    return f"{quote(role, safe='').replace('.', '%2E')}.json"


def download(entry: Entry, source: Source, folder: Path, *, is_prefixed: bool) -> bool:
    """Bring a file into ``folder``, under the path it was signed for; False: it is there already.

    ``is_prefixed``: at the source its name begins with its hash (consistent snapshots). Not a byte
    more is taken than was signed, and nothing appears under its name before it was checked.
    """
    here = FolderSource(folder)
    with suppress(Unsound):
        if fault_of(here, entry) is None:
            return False
    parent, slash, name = entry.path.rpartition("/")
    at_source = f"{parent}{slash}{entry.sha256}.{name}" if is_prefixed else entry.path
    target = Holding(folder).place_for(entry.path)
    coming = f"{parent}{slash}{TEMPORARY}{os.urandom(8).hex()}"
    try:
        with room_in(folder):
            _write(at_source, entry.size, source, folder / coming)
        fault = fault_of(here, replace(entry, path=coming))
        if fault is not None:
            raise Mismatched(f"{entry.path!r:.200}: {fault.why}")
        with room_in(folder):
            (folder / coming).replace(target)
            sync_folder(target.parent)
    finally:
        (folder / coming).unlink(missing_ok=True)
    return True


def _write(name: str, size: int, source: Source, path: Path) -> None:
    opened = source.open(name, size)
    if opened is None:
        raise Incomplete(f"there is no {name:.200}")
    left = size + 1
    with opened as stream, path.open("xb") as copy:
        while left > 0 and (block := stream.read(min(BLOCK, left))):
            copy.write(block)
            left -= len(block)
        copy.flush()
        os.fsync(copy.fileno())


def main(arguments: Sequence[str] | None = None, *, now: datetime | None = None) -> int:
    """Do what the suite wants; return 0 if all of it came true, else 1. ``now`` is for tests."""
    given = _parser().parse_args(arguments)
    accepted = Holding(given.metadata_dir)
    now = now or datetime.now(UTC)
    try:
        if given.command == "init":
            root = _first_root(given.root)
            TrustedRelease(root, now=now)
            accepted.write("root.json", root)
            return 0
        client = Client(accepted, UrlSource(given.metadata_url, safe=""), now)
        trusted = client.refreshed()
        if given.command == "download":
            entry = client.entry(trusted, given.target_name)
            download(
                entry, UrlSource(given.target_base_url), given.target_dir,
                is_prefixed=trusted.root.consistent_snapshot is True,
            )  # fmt: skip
    except (Untrusted, Missing, Unsound, OSError, ValueError) as error:
        code = error.code if isinstance(error, Untrusted) else type(error).__name__
        sys.stderr.write(f"{code}: {error}\n")
        return 1
    return 0


def _first_root(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LIMITS["root"] + 1)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m izdat.mirror.conformance",
        description="A TUF client, as the TUF conformance suite calls it.",
    )
    parser.add_argument("--metadata-dir", type=Path, required=True)
    parser.add_argument("--metadata-url", default="")
    parser.add_argument("--target-name", default="")
    parser.add_argument("--target-base-url", default="")
    parser.add_argument("--target-dir", type=Path, default=Path())
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("init").add_argument("root", type=Path)
    commands.add_parser("refresh")
    commands.add_parser("download")
    return parser


if __name__ == "__main__":
    sys.exit(main())
