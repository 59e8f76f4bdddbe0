"""A file that is being fetched: as long as it will be from the beginning, written piece by piece.

Nothing says which pieces are there: after a kill each is hashed again.
"""

import errno
import os
import stat
from contextlib import suppress
from pathlib import Path

_FLAGS = (
    os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    | getattr(os, "O_NONBLOCK", 0)
)  # fmt: skip
# What a file system answers that cannot set bytes aside: they are then written as they come.
_CANNOT = frozenset({errno.EOPNOTSUPP, errno.EINVAL, errno.ENOSYS, errno.ENODEV})


class Part:
    """Bytes of ``size`` in ``path``. Raises ``OSError``: a full disk when it is made, if it can.

    A link, or a file that has another name too, is removed first: what is written here must be
    seen nowhere else.
    """

    def __init__(self, path: Path, size: int) -> None:
        self.path = path
        self.size = size
        self._descriptor = _alone(path)
        try:
            self.had = min(os.fstat(self._descriptor).st_size, size)  # bytes from an earlier run
            os.ftruncate(self._descriptor, self.had)
            _set_aside(self._descriptor, size)
        except BaseException:
            self.close()
            raise

    def read(self, at: int, view: memoryview) -> bool:
        """Fill ``view`` from ``at`` on; return whether there was enough."""
        return read_at(self._descriptor, at, view)

    def write(self, at: int, view: memoryview) -> None:
        while view:
            count = os.pwrite(self._descriptor, view, at)
            at += count
            view = view[count:]

    def finish(self) -> None:
        """Put the bytes on the disk, and close."""
        os.fsync(self._descriptor)
        self.close()

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, -1
        if descriptor >= 0:
            os.close(descriptor)


def read_at(descriptor: int, at: int, view: memoryview) -> bool:
    while view:
        count = os.preadv(descriptor, [view], at)
        if not count:
            return False
        at += count
        view = view[count:]
    return True


def _alone(path: Path) -> int:
    for _ in range(3):
        try:
            descriptor = os.open(path, _FLAGS, 0o644)
        except OSError:
            if not path.is_symlink():
                raise
            path.unlink()
            continue
        status = os.fstat(descriptor)
        if stat.S_ISREG(status.st_mode) and status.st_nlink == 1:
            return descriptor
        os.close(descriptor)
        path.unlink()
    raise FileExistsError(errno.EEXIST, "somebody else writes here", str(path))


def _set_aside(descriptor: int, size: int) -> None:
    if size and hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(descriptor, 0, size)
            return
        except OSError as error:
            if error.errno not in _CANNOT:
                with suppress(OSError):
                    os.ftruncate(descriptor, 0)
                raise
    os.ftruncate(descriptor, size)
