"""What lies on this disk already → pieces that need not be fetched.

The same file under another name; the same sound under other tags; a file of which the disk has
lost a few bytes. Nothing of it is trusted: a piece counts if its hash is right, wherever it is
from.
"""

import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from izdat.mirror.part import read_at
from izdat.mirror.want import Patch, Want
from izdat.release import Entry

_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Near:
    """Bytes of a file here that may be bytes of a file that is wanted."""

    path: Path
    theirs: int  # where they begin here
    ours: int  # where they belong in the file that is wanted
    length: int
    is_sure: bool = False  # they were right when they were looked at last


def near(
    entry: Entry, folder: Path, by_hash: dict[str, str], by_audio: dict[str, Entry]
) -> Iterator[Near]:
    """Yield where to look for ``entry``, the likeliest first.

    ``by_hash``: a path in ``folder`` for each SHA-256 that is there; ``by_audio``: what was signed
    of a file there, for each audio.
    """
    same = by_hash.get(entry.sha256)
    if same is not None:
        yield Near(folder / same, 0, 0, entry.size, is_sure=True)
        return
    sound = entry.audio
    if sound is not None and (old := by_audio.get(sound.sha256)) and old.audio is not None:
        yield Near(folder / old.path, old.audio.start, sound.start, sound.size, is_sure=True)
    yield Near(folder / entry.path, 0, 0, entry.size)


def take_near(want: Want, places: Iterable[Near]) -> int:
    """Take every piece that one of ``places`` has; return how many bytes that were.

    Of a piece that is there in part, from a place that is sure, the rest is left to be fetched.
    """
    taken = 0
    buffer = memoryview(bytearray(want.piece))
    for place in places:
        if not want.left:
            break
        with _opened(place.path) as descriptor:
            if descriptor is not None:
                taken += _take(want, place, descriptor, buffer)
    return taken


def _take(want: Want, place: Near, descriptor: int, buffer: memoryview) -> int:
    taken = 0
    end = place.ours + place.length
    for index in range(place.ours // want.piece, -(-end // want.piece)):
        if want.done[index]:
            continue
        begin, length = want.span(index, index + 1)
        first, stop = max(begin, place.ours), min(begin + length, end)
        at = place.theirs + first - place.ours
        if stop - first < length:
            if place.is_sure and index not in want.patches:
                want.patches[index] = _patch(place.path, at, first - begin, stop - first)
            continue
        view = buffer[:length]
        if read_at(descriptor, at, view) and want.is_right(index, view):
            want.keep(index, view)
            want.done[index] = 1
            want.written += 1
            taken += length
    return taken


def _patch(path: Path, at: int, begin: int, length: int) -> Patch:
    def read(view: memoryview) -> bool:
        with _opened(path) as descriptor:
            return descriptor is not None and read_at(descriptor, at, view)

    return Patch(begin, length, read)


@contextmanager
def _opened(path: Path) -> Iterator[int | None]:
    try:
        descriptor = os.open(path, _FLAGS)
    except OSError:
        yield None
        return
    try:
        yield descriptor if stat.S_ISREG(os.fstat(descriptor).st_mode) else None
    finally:
        os.close(descriptor)
