"""A mirror's folder: the published site, and in ``release/mirror`` what the mirror itself knows.

Nothing there is signed and nothing is served. There is no journal: what is on the disk is the
state, and is looked at anew after a kill.
"""

import json
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from tuf.api.metadata import Timestamp

from izdat.model.missing import Busy, Missing
from izdat.release import LIMITS, MOST_ROOTS, TrustedRelease, Untrusted, read_role
from izdat.release.names import METADATA
from izdat.run.durable import write_durably
from izdat.run.lock import taken
from izdat.run.space import room_in

OWN = f"{METADATA}/mirror"  # what the mirror keeps for itself
PARTS = f"{OWN}/parts"  # what is being fetched
LOCK = f"{OWN}/lock"
STATE = f"{OWN}/state.json"  # what was heard at the last sync
KNOWN = f"{OWN}/known.json"  # which files were looked at, and what their status was then
COMING = f"{OWN}/coming.json"  # the targets that are being put in place
PAGE = f"{METADATA}/mirror.html"
_LARGEST = 64_000_000  # bytes of a file of ours: 100,000 names of 500 bytes, and more
_NO_LINK = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Blocked(Missing):
    """Something in the mirror's folder is in the way that izdat did not put there."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What was accepted before: nothing older is taken."""

    words: str
    roots: tuple[bytes, ...] = ()  # from the first on
    timestamp: bytes | None = None
    snapshot: bytes | None = None

    def judge_of_roots(self, now: datetime) -> TrustedRelease:
        """Return a judge who knows the roots. Raises ``Untrusted`` where they are no chain."""
        judge = TrustedRelease(self.roots[0], now=now, words=self.words)
        for root in self.roots[1:]:
            judge.add_root(root)
        return judge

    def judge(self, now: datetime) -> TrustedRelease:
        """Return a judge who knows all this."""
        judge = self.judge_of_roots(now)
        # Signed by a heartbeat key that is no more: whatever it said is forgotten with it.
        with suppress(Untrusted):
            if self.timestamp is not None:
                judge.add_timestamp(self.timestamp)
                if self.snapshot is not None:
                    judge.add_snapshot(self.snapshot, is_known=True)
        return judge


@dataclass(frozen=True, slots=True)
class Holding:
    """Reads and writes a mirror's folder; follows no link in it."""

    folder: Path

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for one sync. Raises ``Busy``. A process that is killed holds nothing."""
        path = self.place_for(LOCK)
        with room_in(self.folder):
            lock = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o666)
        try:
            if not taken(lock):
                raise Busy(
                    f"another sync works on {self.folder}", "wait until it is done, or end it"
                )
            yield
        finally:
            os.close(lock)

    def place_for(self, name: str) -> Path:
        """Return where ``name`` belongs, its folders made. Raises ``Blocked`` where one is none."""
        at = self.folder
        with room_in(self.folder):
            at.mkdir(parents=True, exist_ok=True)
            for part in PurePosixPath(name).parts[:-1]:
                at /= part
                with suppress(FileExistsError):
                    at.mkdir()
                if not stat.S_ISDIR(at.lstat().st_mode):
                    raise Blocked(
                        f"{at} is a link or a file where a folder belongs",
                        "remove it: a mirror writes through no link",
                    )
        return at / PurePosixPath(name).name

    def read(self, name: str, most: int = _LARGEST) -> bytes | None:
        """Return a file's bytes, no more than ``most`` + 1; None where there is none."""
        path = self.folder / name
        if any(parent.is_symlink() for parent in [*path.parents][: name.count("/")]):
            return None
        try:
            descriptor = os.open(path, _NO_LINK | getattr(os, "O_NONBLOCK", 0))
        except OSError:
            return None
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return None
            return stream.read(most + 1)

    def write(self, name: str, data: bytes) -> None:
        write_durably(self.place_for(name), data)

    def remove(self, name: str) -> None:
        """Remove a file, if it is there. A folder stays."""
        path = self.folder / name
        if any(parent.is_symlink() for parent in [*path.parents][: name.count("/")]):
            return
        with suppress(FileNotFoundError, NotADirectoryError, IsADirectoryError, PermissionError):
            path.unlink()

    def names(self, folder: str) -> list[str]:
        """Return what lies in a folder, sorted; nothing where it is a link or is not there."""
        path = self.folder / folder
        try:
            return (
                [] if folder and path.is_symlink() else sorted(each.name for each in path.iterdir())
            )
        except OSError:
            return []

    def metadata(self, name: str, role: str) -> bytes | None:
        return self.read(f"{METADATA}/{name}", LIMITS[role])

    def trust(self, words: str) -> Trust:
        """Return what this folder accepted before."""
        roots: list[bytes] = []
        while len(roots) < MOST_ROOTS:
            data = self.metadata(f"{len(roots) + 1}.root.json", "root")
            if data is None:
                break
            roots.append(data)
        trust = Trust(words, tuple(roots), self.metadata("timestamp.json", "timestamp"))
        if not roots or trust.timestamp is None:
            return Trust(words, trust.roots)
        try:
            judge = trust.judge_of_roots(datetime.now(UTC))
            judge.add_timestamp(trust.timestamp)
        except Untrusted:
            return trust
        snapshot = self.metadata(judge.snapshot_name, "snapshot")
        return Trust(words, trust.roots, trust.timestamp, snapshot)

    def release(self) -> int | None:
        """Return the number of the release whose heartbeat lies here; None where there is none."""
        data = self.metadata("timestamp.json", "timestamp")
        try:
            told = read_role(data or b"", Timestamp).signed.unrecognized_fields.get("release")
        except Untrusted:
            return None
        return told if type(told) is int else None

    def facts(self, name: str) -> dict[str, Any]:
        """Return what the mirror wrote down for itself; nothing where that cannot be read."""
        try:
            found = json.loads(self.read(name) or b"{}")
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def is_empty(self) -> bool:
        """Say whether nothing is there but what a first sync that did not end has left."""
        try:
            return (
                all(entry.name == METADATA for entry in os.scandir(self.folder))
                and not (self.folder / METADATA / "1.root.json").exists()
            )
        except FileNotFoundError:
            return True
