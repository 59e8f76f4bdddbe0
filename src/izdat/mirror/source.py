"""Where a copy is: the socket behind which lie a folder, a site, a bundle. None is trusted."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from izdat.model.missing import Missing


class SourceFailed(Missing):
    """The copy cannot be reached, or answers as no copy does. Says nothing of its content."""


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
