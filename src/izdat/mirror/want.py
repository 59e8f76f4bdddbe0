"""What is to be fetched, piece by piece, and how each piece is told from what it is not."""

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from izdat.mirror.part import Part
from izdat.release import PIECE, Entry
from izdat.release.merkle import piece_hash, root_of
from izdat.release.names import METADATA, PIECES

HASH = 32  # bytes


@dataclass(slots=True, eq=False)
class Patch:
    """A piece of which a part lies on this disk already: the rest is fetched alone."""

    at: int  # where in the piece that part begins
    length: int  # bytes
    read: Callable[[memoryview], bool]  # gives it; whether it is still there

    def lacks(self, size: int) -> list[tuple[int, int]]:
        """Return what is to be fetched of a piece of ``size`` bytes: first byte, and how many."""
        end = self.at + self.length
        return [(at, stop - at) for at, stop in ((0, self.at), (end, size)) if stop > at]


@dataclass(slots=True, eq=False)
class Want:
    """A file that is wanted. Threads share it: ``done`` is the haul's to change."""

    name: str  # in every copy
    size: int  # bytes
    is_right: Callable[[int, memoryview], bool]
    keep: Callable[[int, memoryview], None]
    finish: Callable[[], None]
    piece: int = PIECE  # bytes
    done: bytearray = field(init=False)  # a byte for each piece
    patches: dict[int, Patch] = field(default_factory=dict)
    written: int = 0  # pieces that are kept for good

    def __post_init__(self) -> None:
        self.done = bytearray(max(1, -(-self.size // self.piece)))

    @property
    def count(self) -> int:
        return len(self.done)

    @property
    def left(self) -> int:
        return self.done.count(0)

    def span(self, first: int, stop: int) -> tuple[int, int]:
        """Return where pieces ``first`` to ``stop`` - 1 begin, and how many bytes they have."""
        begin = first * self.piece
        return begin, min(stop * self.piece, self.size) - begin


def small(entry: Entry, path: Path) -> Want:
    """Return the want of a file of one piece, written to ``path``."""
    part: list[Part] = []

    def keep(index: int, view: memoryview) -> None:
        part.append(Part(path, entry.size))
        part[0].write(0, view)

    return Want(
        entry.path, entry.size,
        lambda index, view: hashlib.sha256(view).hexdigest() == entry.sha256,
        keep, lambda: part[0].finish(),
    )  # fmt: skip


def layer(entry: Entry, take: Callable[[str, bytes], None]) -> Want:
    """Return the want of the hashes of a file's pieces; ``take`` gets their root and them."""
    found: list[bytes] = []

    def is_right(index: int, view: memoryview) -> bool:
        return root_of(hashes_in(view)).hex() == entry.pieces

    size = HASH * pieces_of(entry)
    return Want(
        f"{METADATA}/{PIECES}/{entry.pieces}", size,
        is_right, lambda index, view: found.append(bytes(view)),
        lambda: take(entry.pieces, found[0]), piece=size,
    )  # fmt: skip


def large(entry: Entry, hashes: Sequence[bytes], path: Path) -> Want:
    """Return the want of a file of many pieces, written to ``path``.

    What an earlier run has left there is looked at, and counts as done.
    """
    part = _Lazy(path, entry.size)
    want = Want(
        entry.path, entry.size,
        lambda index, view: piece_hash(view) == hashes[index],
        lambda index, view: part.open().write(index * PIECE, view),
        lambda: part.open().finish(),
    )  # fmt: skip
    if path.is_file():
        _resume(want, part.open())
    return want


def hashes_in(data: bytes | memoryview) -> list[bytes]:
    return [bytes(data[at : at + HASH]) for at in range(0, len(data), HASH)]


def pieces_of(entry: Entry) -> int:
    return -(-entry.size // PIECE)


def _resume(want: Want, part: Part) -> None:
    buffer = memoryview(bytearray(PIECE))
    for index in range(want.count):
        begin, length = want.span(index, index + 1)
        if begin + length > part.had:
            return
        view = buffer[:length]
        if part.read(begin, view) and want.is_right(index, view):
            want.done[index] = 1
            want.written += 1


class _Lazy:
    """Opens a part when its first piece comes: a thousand wants are not a thousand open files."""

    def __init__(self, path: Path, size: int) -> None:
        self._path, self._size = path, size
        self._part: Part | None = None
        self._lock = threading.Lock()

    def open(self) -> Part:
        with self._lock:
            if self._part is None:
                self._part = Part(self._path, self._size)
            return self._part
