"""Bytes → a file of the site."""

import hashlib
from pathlib import Path

from izdat.model.file import File
from izdat.model.publication import Output

FOLDER = "assets/"  # of what pages share


def site_file(folder: Path, path: str, data: bytes) -> Output:
    """Write ``data`` below ``folder`` and return it as the site's file ``path``."""
    return Output(path, written(folder / path, data))


def written(target: Path, data: bytes) -> File:
    """Write ``data`` and return the file; its digest is of the bytes at hand, not read back."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)
    return File(target, hashlib.sha256(data).hexdigest(), len(data))


def named(folder: Path, stem: str, suffix: str, data: bytes) -> Output:
    """Write a file that pages share; its name holds a prefix of its digest: a copy stays good."""
    digest = hashlib.sha256(data).hexdigest()[:8]
    return site_file(folder, f"{FOLDER}{stem}-{digest}{suffix}", data)
