"""Bytes → the root of their SHA-256 tree (BEP 52), and the hash of each piece of 1 MiB.

The root in a torrent is the same, so that a piece can come from any plain web server, from a
stick or from a swarm, and each is verified alone.
"""

import hashlib
from collections.abc import Sequence

BLOCK = 16 * 1024  # bytes: a leaf of BEP 52
PIECE = 1024 * 1024  # bytes: what is fetched, verified and thrown away as one
_LEAVES = PIECE // BLOCK
_EMPTY = bytes(32)  # BEP 52: a leaf past the end is 32 zero bytes, not the hash of anything


class Pieces:
    """Takes bytes in any portions with ``update``; then tells ``root`` and ``hashes``."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._hashes: list[bytes] = []
        self.size = 0

    def update(self, data: bytes | memoryview) -> None:
        self._rest += data
        self.size += len(data)
        whole = len(self._rest) - len(self._rest) % PIECE
        if whole:
            view = memoryview(self._rest)
            self._hashes += [piece_hash(view[at : at + PIECE]) for at in range(0, whole, PIECE)]
            view.release()
            del self._rest[:whole]

    def hashes(self) -> list[bytes]:
        """Return the hash of each piece: BEP 52's piece layer."""
        return [*self._hashes, piece_hash(self._rest)] if self._rest else list(self._hashes)

    def root(self) -> bytes:
        """Return the root: 32 bytes. Of nothing, 32 zero bytes."""
        if self.size <= PIECE:  # the tree is no higher than its leaves need
            return _top(_leaves(self._rest) or self._hashes[:1], _EMPTY)
        return root_of(self.hashes())


def piece_hash(piece: bytes | bytearray | memoryview) -> bytes:
    """Return the hash of one piece, in a file of more than one: a tree of 64 leaves."""
    leaves = _leaves(piece)
    leaves += [_EMPTY] * (_LEAVES - len(leaves))
    return _top(leaves, _EMPTY)


def root_of(hashes: Sequence[bytes]) -> bytes:
    """Return the root of a file by the hashes of its pieces."""
    return _top(list(hashes), _EMPTY_PIECE)


def _leaves(data: bytes | bytearray | memoryview) -> list[bytes]:
    view = memoryview(data)
    try:
        return [hashlib.sha256(view[at : at + BLOCK]).digest() for at in range(0, len(view), BLOCK)]
    finally:
        view.release()


def _top(layer: list[bytes], filling: bytes) -> bytes:
    """Return the root over ``layer``; ``filling`` is the hash of what is not there."""
    if not layer:
        return filling
    while len(layer) > 1:
        if len(layer) % 2:
            layer = [*layer, filling]
        layer = [
            hashlib.sha256(layer[at] + layer[at + 1]).digest() for at in range(0, len(layer), 2)
        ]
        filling = hashlib.sha256(filling + filling).digest()
    return layer[0]


_EMPTY_PIECE = piece_hash(b"")
