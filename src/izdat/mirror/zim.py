"""A copy in a ZIM, as `izdat bundle zim` writes it: nothing packed.

Read by the format's description (https://wiki.openzim.org/wiki/ZIM_file_format), without libzim: a
listener needs none, and what comes from strangers meets no parser in C++.
"""

import struct
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from izdat.mirror.source import Readable, SourceFailed, Unsound
from izdat.release.names import LONGEST_NAME, MOST

_MAGIC = 72173914
_HEADER = struct.Struct("<IHH16sIIQQQQIIQ")
_ENTRY = struct.Struct("<HBcIII")
_REDIRECT = 0xFFFF
_NO_PACKING = (0, 1)
_EXTENDED = 0x10  # a cluster's offsets have 8 bytes, not 4
_CONTENT = b"C"  # the namespace of files; in others lies what libraries tell
_MOST_ENTRIES = MOST + 1_000  # with what is told beside the files


class ZimSource:
    """Reads a ZIM. Raises ``SourceFailed`` for what is none, ``Unsound``."""

    parallel = 1  # the files share one

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("rb")
        self._size = path.stat().st_size
        header = self._file.read(_HEADER.size)
        if len(header) < _HEADER.size or _HEADER.unpack(header)[0] != _MAGIC:
            self._file.close()
            raise SourceFailed(f"{path} is no ZIM", "name a whole one")
        found = _HEADER.unpack(header)
        count, self._clusters, paths, _, self._cluster_list = found[4:9]
        if count > _MOST_ENTRIES:
            raise Unsound(f"{path} has more than {_MOST_ENTRIES:,} entries")
        self._places: dict[str, tuple[int, int]] = {}
        for number in range(count):
            (at,) = struct.unpack("<Q", self._at(paths + 8 * number, 8))
            self._take(at)

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        place = self._places.get(name)
        if place is None:
            return None
        begin, end = self._span(*place)
        if size is not None and end - begin != size:
            raise Unsound(f"it has {end - begin:,} bytes, not {size:,}")
        return self._reading(begin, end)

    def names(self) -> Iterator[str]:
        return iter(self._places)

    @contextmanager
    def _reading(self, begin: int, end: int) -> Iterator[Readable]:
        yield _Span(self._file, begin, end)

    def _take(self, at: int) -> None:
        """Note where the file of one directory entry lies."""
        data = self._some(at, _ENTRY.size + LONGEST_NAME + 1)
        if len(data) < _ENTRY.size:
            raise Unsound("an entry lies behind the end")
        kind, _, space, _, cluster, blob = _ENTRY.unpack_from(data)
        if space != _CONTENT:
            return
        start = 12 if kind == _REDIRECT else _ENTRY.size
        path, ends, _ = data[start:].partition(b"\0")
        if not ends:
            raise Unsound("a name is too long")
        name = path.decode("utf-8", "backslashreplace")
        if name in self._places:
            raise Unsound(f"it holds {name!r:.200} twice")
        if kind == _REDIRECT:
            raise Unsound(f"{name!r:.200} leads elsewhere")
        self._places[name] = (cluster, blob)

    def _span(self, cluster: int, blob: int) -> tuple[int, int]:
        """Return where a file begins and ends."""
        if cluster >= self._clusters:
            raise Unsound("it lies in no cluster")
        (at,) = struct.unpack("<Q", self._at(self._cluster_list + 8 * cluster, 8))
        info = self._at(at, 1)[0]
        if info & 0x0F not in _NO_PACKING:
            raise Unsound("it is packed: this is no bundle of izdat's")
        width, form = (8, "<QQ") if info & _EXTENDED else (4, "<II")
        begin, end = struct.unpack(form, self._at(at + 1 + width * blob, 2 * width))
        if not begin <= end <= self._size - at - 1:
            raise Unsound("it ends behind the end")
        return at + 1 + begin, at + 1 + end

    def _at(self, at: int, count: int) -> bytes:
        data = self._some(at, count)
        if len(data) < count:
            raise Unsound("a part of it lies behind the end")
        return data

    def _some(self, at: int, count: int) -> bytes:
        if at > self._size:
            return b""
        self._file.seek(at)
        return self._file.read(count)


class _Span:
    """Bytes ``begin`` to ``end`` of a file that others read too."""

    def __init__(self, file: BinaryIO, begin: int, end: int) -> None:
        self._file, self._at, self._end = file, begin, end

    def read(self, size: int, /) -> bytes:
        self._file.seek(self._at)
        data = self._file.read(max(0, min(size, self._end - self._at)))
        self._at += len(data)
        return data
