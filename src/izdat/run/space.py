"""Says in words that the disk is full."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from izdat.model.missing import MissingSpace

# No space, over the quota, over the largest size a file may have here.
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def room_in(folder: Path, needed: int | None = None) -> Iterator[None]:
    """Turn the error of a full disk into ``MissingSpace``, which names ``folder``'s disk.

    ``needed``: bytes, if they are known.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        amount = "" if needed is None else f" ({megabytes(needed)} are needed)"
        raise MissingSpace(
            f"the disk of {folder} is full{amount}; nothing was torn",
            "free some space (izdat clean removes what is no longer used), then do it again",
        ) from error


def megabytes(size: int) -> str:
    return f"{max(1, round(size / 1_000_000)):,} MB"
