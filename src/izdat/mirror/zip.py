"""A copy in a ZIP file: a bundle that came by mail or on a stick."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from izdat.mirror.source import Readable, SourceFailed, Unsound
from izdat.release.names import MOST

_HEADER = 30  # bytes before a member's name: APPNOTE.TXT, section 4.3.7
# What may be in a bundle. Other methods take far more memory to unpack than they have bytes.
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class ZipSource:
    """Reads a ZIP without unpacking it. Raises ``SourceFailed`` for what is no ZIP, ``Unsound``.

    What a member unpacks to is bounded by who reads: nobody reads more than was signed.
    """

    parallel = 1  # the members share one file

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise SourceFailed(f"{path} is no bundle: {error}", "name a whole .zip") from error
        members = self._zip.infolist()
        if len(members) > MOST:
            raise Unsound(f"{path} has more than {MOST:,} members")
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            if self._members.setdefault(member.filename, member) is not member:
                raise Unsound(f"{path} holds {member.filename!r:.200} twice")
        _check_overlap(path, members)

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        member = self._members.get(name)
        if member is None:
            return None
        if member.flag_bits & 1 or member.compress_type not in _METHODS:
            raise Unsound("it is encrypted, or packed in a way that no bundle is")
        if size is not None and member.file_size != size:
            raise Unsound(f"it has {member.file_size:,} bytes, not {size:,}")
        return _unpacking(self._zip, member)

    def names(self) -> Iterator[str]:
        return (name for name, member in self._members.items() if not member.is_dir())


@contextmanager
def _unpacking(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[Readable]:
    try:
        with archive.open(member) as stream:
            yield _Member(stream)  # type: ignore[arg-type]  # IO[bytes]
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise Unsound(f"it cannot be unpacked: {error}") from error


class _Member:
    """A member whose torn bytes are the copy's fault, not ours."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def read(self, size: int, /) -> bytes:
        try:
            return self._stream.read(size)
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise Unsound(f"it cannot be unpacked: {error}") from error


def _check_overlap(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Raise ``Unsound`` where two members share bytes: a bomb of a few kB unpacks to terabytes."""
    end = 0
    for member in sorted(members, key=lambda each: each.header_offset):
        if member.header_offset < end:
            raise Unsound(f"{path}: {member.filename!r:.200} lies over another member")
        end = member.header_offset + _HEADER + member.compress_size
