"""What was published, and what lies in the site now."""

import hashlib
import json
import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from izdat.run.memory import write_whole
from izdat.run.order import TEMPORARY

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder as it lies on the disk; names relative to it, with "/" between the parts."""

    files: dict[str, os.stat_result] = field(default_factory=dict)
    folders: dict[str, os.stat_result] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)  # links and what else is no file and no folder
    leftovers: set[str] = field(default_factory=set)  # of a run that was killed


def tree_of(folder: Path) -> Tree:
    """Return what lies in ``folder``. No link is followed."""
    tree = Tree()
    waiting = [""]
    while waiting:
        base = waiting.pop()
        try:
            entries = os.scandir(f"{folder}{os.sep}{base}")
        except FileNotFoundError:
            continue
        with entries:
            for entry in entries:
                path = base + entry.name
                if entry.is_symlink():
                    tree.others.add(path)
                elif entry.is_dir(follow_symlinks=False):
                    tree.folders[path] = entry.stat(follow_symlinks=False)
                    waiting.append(f"{path}/")
                elif entry.name.startswith(TEMPORARY) and not base:
                    tree.leftovers.add(path)
                else:
                    status = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(status.st_mode):
                        tree.files[path] = status
                    else:
                        tree.others.add(path)
    return tree


@dataclass(frozen=True, slots=True)
class Manifest:
    """What izdat wrote into a site: (path → sha256, size, mtime in ns).

    ``begun`` are paths that a run meant to write and may have written before it was killed.
    """

    files: dict[str, list[str | int]]
    begun: frozenset[str] = frozenset()

    def is_ours(self, path: str) -> bool:
        return path in self.files or path in self.begun


def manifest_path(memory: Path, public: Path, folder: Path) -> Path:
    """Return where the manifest of ``public`` is kept: one for each folder published to."""
    try:
        name = public.relative_to(folder).as_posix()  # moves with the show
    except ValueError:
        name = str(public)
    return memory / f"published-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def read_manifest(path: Path) -> Manifest:
    """Return the manifest in ``path``; an empty one where there is none."""
    files = _read(path)
    begun = _read(_journal(path))
    return Manifest(
        {
            name: entry
            for name, entry in (files.items() if isinstance(files, dict) else ())
            if isinstance(entry, list) and len(entry) == 3
        },
        frozenset(str(name) for name in begun) if isinstance(begun, list) else frozenset(),
    )


def write_journal(path: Path, begun: list[str]) -> None:
    """Note what is about to be written, before it is: nothing of ours becomes a stranger."""
    path.parent.mkdir(parents=True, exist_ok=True)
    _write(_journal(path), begun)


def write_manifest(path: Path, files: dict[str, list[str | int]]) -> None:
    _write(path, files)
    _journal(path).unlink(missing_ok=True)


def _journal(path: Path) -> Path:
    return path.with_name(f"{path.name}-begun")


def _write(path: Path, value: object) -> None:
    write_whole(path, json.dumps([FORMAT, value], separators=(",", ":")).encode())


def _read(path: Path) -> object:
    try:
        form, value = json.loads(path.read_bytes())
    except (OSError, ValueError, TypeError, RecursionError):
        return None
    return value if form == FORMAT else None
