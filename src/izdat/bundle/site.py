"""The signed copy that a bundle is made of: which files, and their bytes as they were signed."""

import hashlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from tuf.api.metadata import Root

from izdat.model.missing import Missing
from izdat.release import (
    LIMITS,
    Entry,
    Incomplete,
    Verdict,
    digest_of,
    fingerprint,
    followed,
    read_role,
)
from izdat.release.fingerprint import tidy
from izdat.release.names import METADATA, MOST, SUMS
from izdat.run.order import TEMPORARY, ranked

BLOCK = 1 << 20  # bytes
HEARTBEAT = f"{METADATA}/timestamp.json"


class NotAsSigned(Missing):
    """A file of the copy is not what was signed: a bundle of it would be refused."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(
            f"{path} is not as it was signed: {why}",
            "of your own show: izdat build, then izdat sign release; of another's: fetch it anew",
        )


@dataclass(frozen=True, slots=True)
class Site:
    """A signed copy. Its proof was judged; its files are, while they are read."""

    folder: Path  # without links
    words: str  # of the root that is trusted
    verdict: Verdict
    files: tuple[Entry, ...]  # what was signed, by name
    proof: tuple[Entry, ...]  # what stands beside it: metadata, sums and their signatures

    @property
    def in_order(self) -> list[Entry]:
        """Every file in the order of writing: what is pointed at first, the heartbeat last."""
        files = {each.path: each for each in self.files}
        signed = [files[path] for path in ranked(files)]
        return signed + sorted(self.proof, key=lambda each: (each.path == HEARTBEAT, each.path))

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(each.size for each in (*self.files, *self.proof))

    def blocks(self, entry: Entry) -> Iterator[bytes]:
        """Yield the bytes of one file, at most 1 MiB at a time.

        Raises ``NotAsSigned``, after the last, if they were not those that were signed.
        """
        digest = hashlib.sha256()
        left = entry.size
        with _opened(self.folder, entry.path) as stream:
            while block := stream.read(min(BLOCK, left + 1)):
                left -= len(block)
                if left < 0:
                    raise NotAsSigned(entry.path, "it is longer")
                digest.update(block)
                yield block
        if left:
            raise NotAsSigned(entry.path, f"{left:,} of its {entry.size:,} bytes are missing")
        if digest.hexdigest() != entry.sha256:
            raise NotAsSigned(entry.path, "its bytes are others")


def words_of(show: Path) -> str:
    """Return the words of a show's own first root, which its folder ``release`` keeps."""
    data = _read(show, f"{METADATA}/1.root.json", LIMITS["root"])
    if data is None:
        raise Missing(f"{show} was never signed", f"izdat sign init {show} --name NAME")
    return fingerprint(read_role(data, Root).signed)


def read_site(folder: Path, words: str, *, now: datetime) -> Site:
    """Return the signed copy in ``folder``, for somebody who trusts a root of these words.

    Raises ``Untrusted`` where the proof does not hold, ``NotAsSigned`` for a link in it.
    """
    folder = folder.resolve()
    trusted = followed(
        lambda number: _read(folder, f"{METADATA}/{number}.root.json", LIMITS["root"]), words, now
    )  # fmt: skip
    trusted.add_timestamp(_need(folder, "timestamp.json", LIMITS["timestamp"]))
    trusted.add_snapshot(_need(folder, trusted.snapshot_name, trusted.snapshot_limit))
    signed = trusted.add_targets(_need(folder, trusted.targets_name, trusted.targets_limit))
    files = tuple(signed[path] for path in sorted(signed))
    return Site(folder, tidy(words), trusted.verdict(), files, tuple(_proof(folder)))


def _proof(folder: Path) -> Iterator[Entry]:
    names = [path.name for path in folder.iterdir() if path.name.startswith(SUMS)]
    for base, _, files in os.walk(folder / METADATA):
        at = Path(base).relative_to(folder).as_posix()
        names += [f"{at}/{name}" for name in files]
        if len(names) > MOST:
            raise NotAsSigned(METADATA, f"it holds more than {MOST:,} files")
    for name in sorted(names):
        if not name.rpartition("/")[2].startswith(TEMPORARY):  # of a run that was killed
            with _opened(folder, name) as stream:
                entry = digest_of(stream, name, most=LIMITS["targets"])
            if entry.size > LIMITS["targets"]:
                raise NotAsSigned(name, "it is larger than any proof is")
            yield entry


def _need(folder: Path, name: str, limit: int) -> bytes:
    data = _read(folder, f"{METADATA}/{name}", limit)
    if data is None:
        raise Incomplete(f"there is no {METADATA}/{name}")
    return data


def _read(folder: Path, name: str, limit: int) -> bytes | None:
    if not os.path.lexists(folder / name):
        return None
    with _opened(folder.resolve(), name) as stream:
        return stream.read(limit + 1)


def _opened(folder: Path, name: str) -> BinaryIO:
    """Open a plain file that no link leads to or away from. ``folder`` has no link in it."""
    path = folder / name
    if path.resolve() != path:
        raise NotAsSigned(name, "a link stands in its way")
    try:
        # A pipe that was put in a file's place must not hold us up.
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        )
    except OSError as error:
        raise NotAsSigned(name, f"it cannot be read: {error.strerror}") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotAsSigned(name, "it is no file")
    return os.fdopen(descriptor, "rb", buffering=0)
