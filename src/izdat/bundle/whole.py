"""A large file that appears whole, by one rename, after its bytes are on the disk."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from izdat.run.durable import sync_folder
from izdat.run.order import TEMPORARY
from izdat.run.space import room_in


def partial(target: Path) -> Path:
    """Return where ``target`` grows. Its name follows from the target's: a next run takes it."""
    return target.with_name(f"{TEMPORARY}{target.name}")


@contextmanager
def whole(target: Path, needed: int) -> Iterator[BinaryIO]:
    """Give a new file to write and to seek in; it becomes ``target`` if nothing was raised.

    ``needed``: bytes, to be told where the disk is full.
    """
    temporary = partial(target)
    with room_in(target.parent, needed):
        try:
            temporary.unlink(missing_ok=True)  # of a killed run; and never through a link
            with temporary.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(target)
        except BaseException:
            with suppress(OSError):
                temporary.unlink()
            raise
        sync_folder(target.parent)
