"""A signed copy → a torrent for old and new clients (BEP 3, 52), which holds the proof itself.

What is hashed for the swarm is what was signed: a large file's root in the torrent is that in the
release.
"""

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from urllib.parse import urlsplit

from izdat.bundle.site import NotAsSigned, Site
from izdat.bundle.whole import whole
from izdat.release import PIECE, Pieces
from izdat.release.bencode import Value, bencoded
from izdat.release.names import METADATA

PROOF = b"izdat"  # the key of a torrent under which the release's metadata lies


class SeedElsewhere(ValueError):
    """A client would ask this address for other files than there are."""


def write_torrent(
    site: Site, target: Path, *, name: str, seeds: Sequence[str] = (),
    trackers: Sequence[str] = (), tell: Callable[[int], None] | None = None,
) -> None:  # fmt: skip
    """Write ``target``: the same bytes for the same release, name and addresses.

    ``name``: of the folder that clients make. ``seeds``: addresses of copies on web servers
    (BEP 19); each ends with ``name``, which clients put there themselves. Raises
    ``SeedElsewhere``, ``NotAsSigned``, ``MissingSpace``.
    """
    bases = [_base(seed, name) for seed in seeds]
    entries = sorted((*site.files, *site.proof), key=lambda each: each.path.encode().split(b"/"))
    swarm = _Swarm()
    files: list[Value] = []
    tree: dict[bytes, Value] = {}
    layers: dict[bytes, Value] = {}
    proof: dict[bytes, Value] = {}
    done = 0
    for number, entry in enumerate(entries):
        pieces = Pieces()
        held: list[bytes] | None = [] if _is_judged(entry.path) else None
        for block in site.blocks(entry):
            pieces.update(block)
            swarm.update(block)
            if held is not None:
                held.append(block)
            done += len(block)
            if tell is not None:
                tell(done)
        root = pieces.root()
        if entry.pieces and entry.pieces != root.hex():
            raise NotAsSigned(entry.path, "the root of its pieces is another")
        leaf: dict[bytes, Value] = {b"length": entry.size}
        if entry.size:
            leaf[b"pieces root"] = root
        if entry.size > PIECE:
            layers[root] = b"".join(pieces.hashes())
        if held is not None:
            proof[entry.path.encode()] = b"".join(held)
        parts = entry.path.encode().split(b"/")
        _put(tree, parts, leaf)
        files.append({b"length": entry.size, b"path": [*parts]})
        gap = -entry.size % PIECE
        if gap and number + 1 < len(entries):  # each file begins with a piece: BEP 47
            files.append({b"attr": b"p", b"length": gap, b"path": [b".pad", b"%d" % gap]})
            swarm.pad(gap)
    torrent: dict[bytes, Value] = {
        b"info": {
            b"file tree": tree, b"files": files, b"meta version": 2, b"name": name.encode(),
            b"piece length": PIECE, b"pieces": swarm.hashes(),
        },
        b"piece layers": layers,
        PROOF: proof,
    }  # fmt: skip
    if bases:
        torrent[b"url-list"] = [base.encode("ascii") for base in bases]
    if trackers:
        torrent[b"announce"] = trackers[0].encode("ascii")
        torrent[b"announce-list"] = [[each.encode("ascii")] for each in trackers]
    data = bencoded(torrent)
    with whole(target, len(data)) as stream:
        stream.write(data)


class _Swarm:
    """The pieces of old clients: SHA-1 over all files, one behind the other (BEP 3)."""

    def __init__(self) -> None:
        self._hashes: list[bytes] = []
        self._digest = hashlib.sha1(usedforsecurity=False)
        self._left = PIECE

    def update(self, block: bytes) -> None:
        view = memoryview(block)
        while view:
            part = view[: self._left]
            self._digest.update(part)
            self._left -= len(part)
            view = view[len(part) :]
            if not self._left:
                self._hashes.append(self._digest.digest())
                self._digest = hashlib.sha1(usedforsecurity=False)
                self._left = PIECE

    def pad(self, size: int) -> None:
        self.update(bytes(size))

    def hashes(self) -> bytes:
        last = [self._digest.digest()] if self._left < PIECE else []
        return b"".join([*self._hashes, *last])


def _is_judged(path: str) -> bool:
    """Tell whether a judge of the release needs this file: the metadata, not the pieces."""
    return path.startswith(f"{METADATA}/") and path.count("/") == 1 and path.endswith(".json")


def _put(tree: dict[bytes, Value], parts: list[bytes], leaf: dict[bytes, Value]) -> None:
    for part in parts:
        below = tree.setdefault(part, {})
        if not isinstance(below, dict):
            raise TypeError("a folder is a dictionary")
        tree = below
    tree[b""] = leaf


def _base(seed: str, name: str) -> str:
    """Return what a client puts ``name`` and a path behind (BEP 19)."""
    parts = urlsplit(seed)
    path = parts.path.rstrip("/")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise SeedElsewhere(f"{seed} is no address of a site")
    if not seed.isascii() or path.rpartition("/")[2] != name:
        raise SeedElsewhere(
            f"clients ask a web seed for {name}/…: {seed} must end with /{name}/ "
            "(let the server give its site at that path too, or choose another --name)"
        )
    return f"{parts.scheme}://{parts.netloc}{path[: -len(name)]}"
