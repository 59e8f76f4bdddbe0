"""Files by what is in them ↔ TUF targets."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from tuf.api.metadata import TargetFile, Targets

from izdat.release.merkle import PIECE, Pieces
from izdat.release.names import unsafe_names
from izdat.release.wrong import Malformed, UnsafeName

BLOCK = 256 * 1024  # bytes read at once: stays in a processor's cache between the two hashes


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a release."""

    path: str  # with "/" between the parts
    size: int  # bytes
    sha256: str  # 64 hexadecimal digits
    pieces: str = ""  # BEP 52 root, 64 hexadecimal digits; "" up to one piece of 1 MiB


def digest_of(stream: BinaryIO, path: str, *, most: int | None = None) -> Entry:
    """Return what is in ``stream``, read once to its end; no more than ``most`` + 1 bytes."""
    digest = hashlib.sha256()
    pieces = Pieces()
    left = None if most is None else most + 1
    while block := stream.read(BLOCK if left is None else min(BLOCK, left)):
        digest.update(block)
        pieces.update(block)
        if left is not None:
            left -= len(block)
    root = pieces.root().hex() if pieces.size > PIECE else ""
    return Entry(path, pieces.size, digest.hexdigest(), root)


def targets_of(entries: Iterable[Entry], *, version: int, expires: datetime) -> Targets:
    """Return the targets that sign ``entries``. Raises ``UnsafeName`` for the first bad one."""
    files = {each.path: each for each in entries}
    refuse(files)
    return Targets(
        version=version,
        expires=expires,
        targets={path: _target(each) for path, each in sorted(files.items())},
    )


def entries(targets: Targets) -> dict[str, Entry]:
    """Return what ``targets`` signs, by path. Raises ``UnsafeName``, ``Malformed``."""
    refuse(targets.targets)
    return {path: _entry(path, target) for path, target in targets.targets.items()}


def refuse(names: Iterable[str]) -> None:
    """Raise ``UnsafeName`` where a name is not fit for every disk."""
    found = unsafe_names(names)
    if found:
        name, why = found[0]
        raise UnsafeName(f"{name!r:.200}: {why}")


def _target(entry: Entry) -> TargetFile:
    custom = {"custom": {"pieces": entry.pieces}} if entry.pieces else {}
    return TargetFile(entry.size, {"sha256": entry.sha256}, entry.path, custom)


def _entry(path: str, target: TargetFile) -> Entry:
    sha256 = target.hashes.get("sha256", "")
    custom = target.custom
    pieces = custom.get("pieces", "") if isinstance(custom, dict) else ""
    if not _is_digest(sha256) or (pieces and not _is_digest(pieces)):
        raise Malformed(f"{path!r:.200} has no SHA-256, or one that is none")
    return Entry(path, target.length, sha256, pieces)


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")
