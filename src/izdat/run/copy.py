"""Copies a kept file into the site, whole or not at all."""

import errno
import hashlib
import os
from contextlib import suppress
from pathlib import Path

from izdat.model.file import File
from izdat.run.order import TEMPORARY

MODE = 0o644  # of a published file, whatever the umask: a web server reads it as somebody else
SMALL = 1 << 20  # bytes; what is larger is copied by the kernel
CHUNK = 1 << 20  # bytes
# On Windows a file is opened as text unless asked otherwise, and links are not followed anyway.
PLAIN = getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class NotAsKept(Exception):
    """The bytes are not those that the digest was taken of."""


def copy_whole(file: File, target: Path, site: Path) -> os.stat_result:
    """Write ``file`` to ``target`` by one rename; return its status.

    A copy, not a link into the store: whoever edits the site's file must not change what is
    kept, and a link would share its mode and its times. Where the file system can share
    blocks (Btrfs, XFS), ``copy_file_range`` does, and the copy takes no room.

    Raises ``NotAsKept`` where the bytes have another digest, or it cannot be read.
    """
    temporary = site / f"{TEMPORARY}{os.urandom(8).hex()}"
    try:
        source = os.open(file.path, os.O_RDONLY | PLAIN)
    except OSError as error:
        raise NotAsKept from error
    try:
        # Readable too: a large copy is read back, to see that it is what it should be.
        to = os.open(temporary, os.O_RDWR | os.O_CREAT | os.O_EXCL | PLAIN, MODE)
        try:
            digest = _copy_small(source, to) if file.size <= SMALL else _copy_large(source, to)
            if digest != file.sha256:
                raise NotAsKept
            if hasattr(os, "fchmod"):
                os.fchmod(to, MODE)
            status = os.fstat(to)
        finally:
            os.close(to)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    finally:
        os.close(source)
    return status


def _copy_small(source: int, to: int) -> str:
    digest = hashlib.sha256()
    while data := os.read(source, CHUNK):
        digest.update(data)
        _write_all(to, data)
    return digest.hexdigest()


def _copy_large(source: int, to: int) -> str:
    if not hasattr(os, "copy_file_range"):
        return _copy_small(source, to)
    try:
        while os.copy_file_range(source, to, 1 << 30):
            pass
    except OSError as error:
        if error.errno not in (errno.EXDEV, errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP):
            raise
        # From another file system, or one that cannot.
        os.lseek(source, 0, os.SEEK_SET)
        os.lseek(to, 0, os.SEEK_SET)
        os.ftruncate(to, 0)
        return _copy_small(source, to)
    os.lseek(to, 0, os.SEEK_SET)
    digest = hashlib.sha256()
    while data := os.read(to, CHUNK):
        digest.update(data)
    return digest.hexdigest()


def _write_all(to: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(to, rest) :]
