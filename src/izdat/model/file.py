"""A file by what is in it."""

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class File:
    """A file that was complete when it was read. Two are the same if their bytes are.

    The path is where it lies on this machine now; it is not part of a digest, and the
    store keeps it relative, so that a show's folder can be moved.
    """

    path: Path
    sha256: str  # 64 hexadecimal digits
    size: int  # bytes

    @property
    def suffix(self) -> str:
        """The extension in lower case, with its dot."""
        return self.path.suffix.lower()


def file_at(path: Path) -> File:
    """Return the file at ``path``, read once through to take its digest.

    Raises ``OSError`` where it cannot be read.
    """
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return File(path, digest, stream.tell())
