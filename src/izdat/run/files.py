"""Digests of the show's own files, each read through only when it changed."""

import hashlib
import json
import os
from pathlib import Path

from izdat.model.file import File
from izdat.run.memory import write_whole
from izdat.run.space import room_in

FORMAT = 1
# A file written twice within its clock's step looks the same to ``stat``. What was changed
# this recently when the digests were saved is read again (FAT's clock goes by 2 seconds).
CLOCK = 2_000_000_000  # ns

Entry = tuple[int, int, int, int, str]  # size, mtime, ctime (ns), inode, sha256


class FileDigests:
    """The files of a show by their bytes. Call ``save`` when all were asked for."""

    def __init__(self, folder: Path, cache: Path | None = None) -> None:
        self._path = cache or folder / ".izdat" / "files"
        self._prefix = f"{folder}{os.sep}"
        self._known: dict[str, Entry] = {}
        self._asked: set[str] = set()
        self._is_changed = False
        self._load()

    def file_at(self, path: Path) -> File:
        """Return the file at ``path``. Raises ``OSError`` where it cannot be read."""
        text = str(path)
        name = text[len(self._prefix) :] if text.startswith(self._prefix) else text
        status = os.stat(text)  # noqa: PTH116  # three times as fast as Path.stat
        known = self._known.get(name)
        self._asked.add(name)
        if known is not None and known[:4] == (
            status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino,
        ):  # fmt: skip
            return File(path, known[4], status.st_size)
        return self._read(path, name)

    def save(self) -> None:
        """Write what is known, if it changed, for the next run."""
        if not self._is_changed:
            return
        kept = {
            name: entry
            for name, entry in self._known.items()
            if name in self._asked or Path(self._prefix, name).exists()
        }
        data = json.dumps([FORMAT, kept], separators=(",", ":"), ensure_ascii=True).encode()
        with room_in(self._path.parent):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self._path, data)
        self._is_changed = False

    def _load(self) -> None:
        try:
            with self._path.open("rb") as stream:
                saved = os.fstat(stream.fileno()).st_mtime_ns
                form, known = json.loads(stream.read())
            if form == FORMAT:
                self._known = {
                    name: (size, mtime, ctime, inode, sha256)
                    for name, (size, mtime, ctime, inode, sha256) in known.items()
                    if saved - CLOCK > mtime and saved - CLOCK > ctime
                }
                self._is_changed = len(self._known) != len(known)
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            self._known = {}

    def _read(self, path: Path, name: str) -> File:
        with path.open("rb") as stream:
            before = os.fstat(stream.fileno())
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
            after = os.fstat(stream.fileno())
        entry = (size, after.st_mtime_ns, after.st_ctime_ns, after.st_ino, digest)
        if (before.st_size, before.st_mtime_ns, before.st_ctime_ns) == (size, *entry[1:3]):
            self._known[name] = entry
        else:
            self._known.pop(name, None)  # somebody is writing it: it is read again next time
        self._is_changed = True
        return File(path, digest, size)
