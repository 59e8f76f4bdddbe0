"""A copy in a folder: a mirror's disk, a stick."""

import os
import stat
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

from izdat.mirror.source import SourceFailed, Stream, Unsound

# A pipe that was put in a file's place must not hold the reader up; a link must not lead it away.
_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)  # fmt: skip


class FolderSource:
    """Reads a folder and follows no link in it. The folder itself may be one."""

    parallel = max(1, os.cpu_count() or 1)

    def __init__(self, folder: Path) -> None:
        self.name = str(folder)
        self.site = "this machine"
        self._folder = folder.resolve()

    def line(self) -> "FolderLine":
        return FolderLine(self)

    def open(self, name: str, size: int | None) -> AbstractContextManager[BinaryIO] | None:
        path = self._folder / name
        for parent in [*path.parents][: name.count("/")]:
            if parent.is_symlink():
                raise Unsound(f"{parent.name} is a link")
        try:
            descriptor = os.open(path, _FLAGS)
        except FileNotFoundError:
            return None
        except NotADirectoryError:
            return None
        except OSError as error:
            if path.is_symlink():
                raise Unsound("it is a link") from error
            raise Unsound(f"it cannot be read: {error.strerror}") from error
        try:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise Unsound("it is no file")
            return os.fdopen(descriptor, "rb", buffering=0)
        except BaseException:
            os.close(descriptor)
            raise

    def names(self) -> Iterator[str]:
        for base, folders, files in os.walk(self._folder):
            at = Path(base).relative_to(self._folder)
            links = [name for name in folders if (Path(base) / name).is_symlink()]
            for name in (*files, *links):
                yield (at / name).as_posix()


class FolderLine:
    """Reads one file after another. A disk that hangs hangs everybody: nothing can cut it."""

    def __init__(self, source: FolderSource) -> None:
        self._source = source

    @contextmanager
    def get(
        self, name: str, size: int | None, span: tuple[int, int] | None = None
    ) -> Iterator[Stream | None]:
        opened = self._source.open(name, size)
        if opened is None:
            yield None
            return
        try:
            with opened as stream:
                if span is not None:
                    stream.seek(span[0])
                yield stream  # type: ignore[misc]  # BinaryIO has no readinto, FileIO has
        except OSError as error:
            raise SourceFailed(
                f"{self._source.name}/{name} cannot be read: {error.strerror}", "try another copy"
            ) from error

    def cut(self) -> None: ...

    def close(self) -> None: ...
