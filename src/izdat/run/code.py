"""The state of izdat's own code, so that a change of it is never missed."""

import hashlib
import os
from pathlib import Path

import izdat


def state_of_code() -> bytes:
    """Return 32 bytes that change whenever a file of izdat's own does.

    Told from names, sizes and times, not from the bytes: another answer than last time only
    means that steps are looked up again. A file's ``ctime`` cannot be set back, so that two
    installations never look the same.
    """
    digest = hashlib.sha256(izdat.__version__.encode())
    for line in sorted(_files(str(Path(izdat.__file__).parent))):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.digest()


def _files(folder: str) -> list[str]:
    found = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name == "__pycache__":
                continue
            if entry.is_dir(follow_symlinks=False):
                found.extend(_files(entry.path))
            else:
                s = entry.stat()
                found.append(f"{entry.path}\0{s.st_size}\0{s.st_mtime_ns}\0{s.st_ctime_ns}\n")
    return found
