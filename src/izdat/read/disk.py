"""Files that ``show.yaml`` names, found in the show's folder."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from izdat.model.file import File
from izdat.model.place import Place
from izdat.read.fields import Reader, line
from izdat.read.notes import Notes, shown
from izdat.read.paths import disk_key, path_fault
from izdat.read.yaml import Node


@dataclass(frozen=True, slots=True)
class Disk:
    """A folder to find files in. ``file_at`` gives a file by its path, or raises ``OSError``."""

    folder: Path
    file_at: Callable[[Path], File]

    def file(self, node: Node, key: str, notes: Notes) -> File | None:
        """Read the name of a file that must be there, and return the file."""
        value = checked_path(node, key, notes)
        return None if value is None else self._find(value, node.place, key, notes)

    def name(self, node: Node, key: str, notes: Notes) -> str | None:
        """Read the name of a file that must be there, and return the name."""
        value = checked_path(node, key, notes)
        if value is None or self._find(value, node.place, key, notes) is None:
            return None
        return value

    def _find(self, value: str, place: Place, key: str, notes: Notes) -> File | None:
        path = self.folder
        for part in value.split("/"):
            names = _names(path)
            if part not in names:
                not_found(value, part, names, key, place, notes)
                return None
            path = path / part
        try:
            real = path.resolve(strict=True)
            if not real.is_relative_to(self.folder.resolve()):
                message = f"{key}: {shown(value)} is a link that leads out of the show's folder"
                notes.error("path-outside", place, message, "copy the file into the folder")
                return None
            if not real.is_file():
                message = f"{key}: {shown(value)} is not a file"
                notes.error("file-not-found", place, message, "name a file in it")
                return None
            return self.file_at(path)
        except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links, in Python 3.11
            reason = error.strerror if isinstance(error, OSError) else "its links run in a circle"
            message = f"{key}: {shown(value)} cannot be read: {(reason or 'unknown').lower()}"
            notes.error("file-unreadable", place, message, "check that you may read it")
            return None


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208 - names are all that is wanted
    except OSError:
        return []


def checked_path(node: Node, key: str, notes: Notes) -> str | None:
    """Read a path and check its form; whether the file is there is another question."""
    value = line(node, key, notes)
    if value is None:
        return None
    fault = path_fault(value)
    if fault:
        notes.error(fault[0], node.place, f"{key}: {fault[1]}", fault[2])
        return None
    return value


path: Reader[str] = checked_path


def not_found(
    value: str, part: str, names: Iterable[str], key: str, place: Place, notes: Notes
) -> None:
    """Note that ``value`` is not there, with the name it may have meant."""
    names = sorted(names) if notes.is_guessing else []
    key_of_part = disk_key(part)
    if same := next((name for name in names if disk_key(name) == key_of_part), ""):
        message = f"{key}: the file is called {shown(same)}, not {shown(part)}"
        notes.error("wrong-case", place, message, f"write {same}")
        return
    close = notes.meant(part, names)
    hint = f"did you mean {close}?" if close else "put the file there, or delete the key"
    notes.error("file-not-found", place, f"{key}: {shown(value)} is not there", hint)
