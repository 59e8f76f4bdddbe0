"""A torrent that carries a release's proof → whether it leads to what the show signed."""

import io
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path

from izdat.mirror.check import Checked, Fault, check, trusted_root
from izdat.mirror.source import Readable, SourceFailed, read_all
from izdat.release import PIECE, Entry, Incomplete
from izdat.release.bencode import NotBencoded, Value, bdecoded
from izdat.release.fingerprint import tidy
from izdat.release.merkle import BLOCK
from izdat.release.names import METADATA, SUMS

LARGEST = 128_000_000  # bytes: the hashes of a TB of sound
PROOF = b"izdat"
_PAD = b"p"  # the attribute of what only fills a piece: BEP 47


class TorrentSource:
    """Reads the proof that lies in a torrent. The files are not in it."""

    parallel = 1

    def __init__(self, path: Path) -> None:
        with path.open("rb") as stream:
            data = stream.read(LARGEST + 1)
        try:
            found = bdecoded(data) if len(data) <= LARGEST else None
        except NotBencoded as error:
            raise SourceFailed(f"{path} is no torrent: {error}", "name a whole one") from error
        info = found.get(b"info") if isinstance(found, dict) else None
        if not isinstance(found, dict) or not isinstance(info, dict):
            raise SourceFailed(f"{path} is no torrent", "name a whole one")
        proof = found.get(PROOF)
        self._proof = proof if isinstance(proof, dict) else {}
        self.info = info

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        data = self._proof.get(name.encode())
        return io.BytesIO(data) if isinstance(data, bytes) else None

    def names(self) -> None:
        return None


def check_torrent(
    source: TorrentSource, words: str, *, now: datetime, proof_only: bool = False
) -> Checked:
    """Return what a new client (BEP 52) that follows this torrent gets, as far as it tells.

    It tells all of files above 1 MiB and up to 16 kB. Of those between, the release has no root:
    their lengths are compared, and their bytes judged when the fetched folder is checked, as is
    all that an old client fetches. Raises ``Untrusted``.
    """
    found = check(source, words, now=now, proof_only=True)
    if proof_only:
        return found
    trusted = trusted_root(source, words, now)
    trusted.add_timestamp(_held(source, "timestamp.json", 1 << 16))
    trusted.add_snapshot(_held(source, trusted.snapshot_name, trusted.snapshot_limit))
    signed = trusted.add_targets(_held(source, trusted.targets_name, trusted.targets_limit))
    leaves = dict(_leaves(source.info.get(b"file tree"), ""))
    faults = [fault for each in signed.values() if (fault := _fault(each, leaves.get(each.path)))]
    if source.info.get(b"piece length") != PIECE:
        faults.append(Fault("piece length", "it is not 1 MiB"))
    if _listed(source.info.get(b"files")) != sorted((path, leaves[path][0]) for path in leaves):
        faults.append(Fault("files", "old clients would fetch other files than new ones"))
    others = (path for path in leaves if path not in signed and not _is_proof(path))
    return Checked(tidy(words), found.verdict, tuple(faults), tuple(sorted(others)), True)


def _held(source: TorrentSource, name: str, limit: int) -> bytes:
    data = read_all(source, f"{METADATA}/{name}", limit)
    if data is None:
        raise Incomplete(f"there is no {METADATA}/{name}")
    return data


def _fault(entry: Entry, leaf: tuple[int, bytes] | None) -> Fault | None:
    if leaf is None:
        return Fault(entry.path, "it is missing")
    size, root = leaf
    if size != entry.size:
        return Fault(entry.path, f"it has {size:,} bytes, not {entry.size:,}")
    # A tree of one leaf is its root: the hash of the file itself.
    wanted = entry.pieces or (entry.sha256 if 0 < size <= BLOCK else "")
    if wanted and root.hex() != wanted:
        return Fault(entry.path, "its bytes are others")
    return None


def _leaves(tree: "Value | None", folder: str) -> Iterator[tuple[str, tuple[int, bytes]]]:
    """Yield each file's path, with its size and the root of its pieces."""
    for part, below in tree.items() if isinstance(tree, dict) else ():
        if not isinstance(below, dict):
            continue
        path = f"{folder}{_name(part)}"
        leaf = below.get(b"")
        if isinstance(leaf, dict):
            size, root = leaf.get(b"length"), leaf.get(b"pieces root", b"")
            yield (
                path,
                (size if isinstance(size, int) else -1, root if isinstance(root, bytes) else b""),
            )
        yield from _leaves({k: v for k, v in below.items() if k}, f"{path}/")


def _listed(files: "Value | None") -> list[tuple[str, int]]:
    """Return what old clients read: each file's path and size."""
    found: list[tuple[str, int]] = []
    for each in files if isinstance(files, list) else ():
        if not isinstance(each, dict):
            continue
        size, parts, attribute = each.get(b"length"), each.get(b"path"), each.get(b"attr", b"")
        if isinstance(attribute, bytes) and _PAD in attribute:
            continue
        if isinstance(size, int) and isinstance(parts, list):
            names = [_name(part) if isinstance(part, bytes) else "?" for part in parts]
            found.append(("/".join(names), size))
    return sorted(found)


def _name(part: bytes) -> str:
    """Return one part of a path. One that would be several is none that a release can hold."""
    return part.decode("utf-8", "backslashreplace").replace("/", "\\x2f")


def _is_proof(name: str) -> bool:
    return name.startswith(f"{METADATA}/") or ("/" not in name and name.startswith(SUMS))
