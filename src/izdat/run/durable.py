"""Writes what must survive a kill and a power cut: whole or not at all, and then for good."""

import os
from contextlib import suppress
from pathlib import Path

from izdat.run.order import TEMPORARY
from izdat.run.space import room_in


def write_durably(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file by one rename, after its bytes are on the disk; then the folder's own entry."""
    if path.is_file() and not path.is_symlink() and path.read_bytes() == data:
        return
    temporary = path.with_name(f"{TEMPORARY}{os.urandom(8).hex()}")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with room_in(path.parent):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            to = os.open(temporary, flags, mode)
            with os.fdopen(to, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(to)
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk. Windows does so itself, and knows no such call."""
    if os.name != "posix":
        return
    to = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(to)
    finally:
        os.close(to)
