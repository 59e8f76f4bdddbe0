"""Where a copy is: the socket behind which lie a folder, a site, a bundle. None is trusted."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from izdat.model.missing import Missing


class SourceFailed(Missing):
    """The copy cannot be reached, or answers as no copy does. Says nothing of its content."""


class Refused(SourceFailed):
    """A server answers with something else than the file."""

    def __init__(self, what: str, remedy: str, status: int) -> None:
        super().__init__(what, remedy)
        self.status = status

    @property
    def is_busy(self) -> bool:
        """It wants to be asked later (RFC 6585, section 4; RFC 9110, 15.6.4)."""
        return self.status in (429, 503)


class NoRanges(SourceFailed):
    """A server sends the whole file when a part of it is asked for."""


class Unsound(Exception):
    """What stands where a file should be is none, or is built to do harm. The copy is at fault."""


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Source(Protocol):
    """A copy of a published folder."""

    parallel: int  # how many files may be read side by side

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        """Return what ``name`` holds, to be read; None where there is none.

        ``size``: how many bytes it should have, if that is known: what takes too long is
        judged by it. Raises ``SourceFailed``, ``Unsound``.
        """

    def names(self) -> Iterator[str] | None:
        """Yield every file there is; None where a source cannot tell."""


class Stream(Protocol):
    def readinto(self, view: memoryview, /) -> int | None: ...


class Line(Protocol):
    """A way to one copy, used by one thread at a time; only ``cut`` comes from another."""

    def get(
        self, name: str, size: int | None, span: tuple[int, int] | None = None
    ) -> AbstractContextManager[Stream | None]:
        """Return what ``name`` holds, to be read; None where there is none.

        ``span``: its first byte and how many, if not all is wanted. ``size``: as many bytes
        should come, if that is known. Raises ``SourceFailed``, ``Unsound``.
        """

    def cut(self) -> None:
        """End what is going on: the reader gets an error at once."""

    def close(self) -> None: ...


class Mirror(Protocol):
    """A copy from which another is made."""

    name: str  # as its keeper wrote it
    site: str  # copies of one site are one voice, not several
    parallel: int  # lines at a time

    def line(self) -> Line: ...


def read_all(source: Source, name: str, limit: int) -> bytes | None:
    """Return the bytes of ``name``, and no more than ``limit`` + 1 of them; None: there is none."""
    opened = source.open(name, None)
    if opened is None:
        return None
    parts: list[bytes] = []
    left = limit + 1
    with opened as stream:
        while left > 0 and (block := stream.read(min(left, 1 << 16))):
            parts.append(block)
            left -= len(block)
    return b"".join(parts)


def fill(stream: Stream, view: memoryview) -> int:
    """Read until ``view`` is full or the stream ends; return how many bytes came."""
    at = 0
    while at < len(view) and (count := stream.readinto(view[at:])):
        at += count
    return at


def read_some(line: Line, name: str, limit: int) -> bytes | None:
    """Return the bytes of ``name``, and no more than ``limit`` + 1 of them; None: there is none."""
    with line.get(name, None) as stream:
        if stream is None:
            return None
        found = bytearray()
        block = memoryview(bytearray(1 << 16))
        while len(found) <= limit:
            count = stream.readinto(block[: limit + 1 - len(found)])
            if not count:
                break
            found += block[:count]
        return bytes(found)
