"""``episodes/`` → the folder of each episode, with every file in it by its bytes."""

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from izdat.model.file import File
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.source import EpisodeSource
from izdat.read.decode import MOST_BYTES, is_too_large
from izdat.read.notes import Notes, shown
from izdat.read.paths import LEFTOVER, disk_key, name_fault
from izdat.text.slugs import slugify

NAME = "episodes"
TEXT = "episode.md"

MOST_FILES = 10_000  # of one episode; more is a folder that was put here by mistake
MOST_DEPTH = 3  # parts of a file's name in its episode's folder: audio/raw/pier.flac

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")


def list_episodes(
    folder: Path, file_at: Callable[[Path], File], reserved: frozenset[str] = frozenset()
) -> tuple[tuple[EpisodeSource, ...], tuple[Problem, ...]]:
    """Return the episodes of the show in ``folder``, by slug, and what is wrong with them.

    ``file_at`` gives a file by its path and may raise ``OSError``; ``reserved`` are addresses
    that the site needs itself. Links are followed inside the show only.
    """
    notes = Notes()
    try:
        real = os.path.realpath(folder)
        sources = _Walk(real, file_at, notes).episodes(folder / NAME, reserved)
    except FileNotFoundError:
        hint = f"make a folder {NAME}/night-1 with a text {TEXT} in it"
        notes.warning("no-episodes", Place(NAME), f"there is no folder {NAME}", hint)
        sources = []
    except NotADirectoryError:
        notes.error("not-a-folder", Place(NAME), f"{NAME} is not a folder", "make it one")
        sources = []
    except OSError as error:
        _unreadable(Place(NAME), error, notes)
        sources = []
    return tuple(sources), notes.found()


@dataclass(slots=True)
class _Walk:
    real: str  # the show's folder, without links
    file_at: Callable[[Path], File]
    notes: Notes
    keys: dict[str, str] = field(default_factory=dict)

    def episodes(self, folder: Path, reserved: frozenset[str]) -> list[EpisodeSource]:
        sources = []
        for entry in _entries(folder):
            place = Place(f"{NAME}/{_printable(entry.name)}")
            if not self._is_inside(entry, place):
                continue
            if not entry.is_dir():
                self._stray(entry, place)
            elif self._is_address(entry.name, place, reserved):
                source = self._episode(entry)
                if source is not None:
                    sources.append(source)
        return sources

    def _stray(self, entry: os.DirEntry[str], place: Place) -> None:
        name = Path(entry.name)
        if name.suffix.lower() in {".md", ".markdown"} and name.stem.lower() != "readme":
            hint = f"move it to {NAME}/{slugify(name.stem) or 'night-1'}/{TEXT}"
            message = "a text here belongs to no episode"
            self.notes.warning("stray-file", place, message, hint)

    def _is_address(self, slug: str, place: Place, reserved: frozenset[str]) -> bool:
        key = disk_key(slug)
        if (other := self.keys.setdefault(key, slug)) != slug:
            message = f"{shown(other)} and {shown(slug)} are one name on many disks"
            self.notes.error("name-collision", place, message, "rename one of them")
            return False
        if not _SLUG.fullmatch(slug):
            hint = f"rename the folder, to {slugify(slug) or 'night-1'} for one"
            message = f"{shown(slug)} cannot be an address: use a to z, 0 to 9 and - only"
            self.notes.error("bad-slug", place, message, hint)
            return False
        if fault := name_fault(slug):
            hint = "rename the folder"
            self.notes.error("name-not-portable", place, f"{shown(slug)} {fault}", hint)
            return False
        if slug in reserved:
            message = f"the site needs the address {shown(slug)} itself"
            self.notes.error("reserved-slug", place, message, "rename the folder")
            return False
        return True

    def _episode(self, folder: os.DirEntry[str]) -> EpisodeSource | None:
        where = f"{NAME}/{folder.name}"
        files: list[tuple[str, File]] = []
        keys: dict[str, str] = {}
        is_whole = True
        for name, entry in self._files(folder.path, where, "", 1):
            if entry is None:
                is_whole = is_whole and name != TEXT
                continue
            place = Place(f"{where}/{name}")
            if len(files) >= MOST_FILES:
                message = f"there are more than {MOST_FILES:,} files in this episode"
                self.notes.error("too-many-files", Place(where), message, "move them elsewhere")
                return None
            if (other := keys.setdefault(disk_key(name), name)) != name:
                message = f"{shown(other)} and {shown(name)} are one name on many disks"
                self.notes.error("name-collision", place, message, "rename one of them")
                continue
            file = self._file(entry, name, place)
            if file is not None:
                files.append((name, file))
            elif name == TEXT:
                is_whole = False
        if not is_whole:
            return None
        files.sort(key=_by_name)
        return EpisodeSource(folder.name, tuple(files))

    def _file(self, entry: os.DirEntry[str], name: str, place: Place) -> File | None:
        try:
            if not entry.is_file():
                message = "this is a folder or a device, not a file"
                self.notes.error("not-a-file", place, message, "put a file in its place")
                return None
            if name.endswith(".md"):
                size = entry.stat().st_size
                if size > MOST_BYTES and is_too_large(size, place.file, self.notes):
                    return None
            return self.file_at(Path(entry.path))
        except OSError as error:
            _unreadable(place, error, self.notes)
            return None

    def _files(
        self, path: str, where: str, prefix: str, depth: int
    ) -> Iterator[tuple[str, os.DirEntry[str] | None]]:
        """Yield the files under ``path``, and folders that stand where a text should.

        A link that is not followed is None.
        """
        try:
            entries = _entries(path)
        except OSError as error:
            _unreadable(Place(f"{where}/{prefix}".rstrip("/")), error, self.notes)
            yield f"{prefix}{TEXT}", None  # what is told already is not missed as well
            return
        for entry in entries:
            name = prefix + entry.name
            if not entry.name.isascii() and _printable(entry.name) != entry.name:
                message = f"{shown(name)} is not a name in UTF-8"
                self.notes.error("name-not-portable", Place(where), message, "rename the file")
                continue
            if entry.is_symlink() and not self._is_inside(entry, Place(f"{where}/{name}")):
                yield name, None
                continue
            if not entry.is_dir() or entry.name.endswith(".md"):
                yield name, entry
            elif depth < MOST_DEPTH:
                yield from self._files(entry.path, where, f"{name}/", depth + 1)
            else:
                message = f"folders are read {MOST_DEPTH - 1} deep, and this lies deeper"
                self.notes.warning("too-deep", Place(f"{where}/{name}"), message)

    def _is_inside(self, entry: os.DirEntry[str], place: Place) -> bool:
        """Say whether an entry is no link, or one that stays in the show and leads somewhere."""
        if not entry.is_symlink():
            return True
        try:
            target = str(Path(entry.path).resolve(strict=True))
        except FileNotFoundError:
            message, hint = "this link leads nowhere", "delete it, or put the file in its place"
            self.notes.error("broken-link", place, message, hint)
            return False
        except (OSError, RuntimeError):  # RuntimeError: a loop of links, in Python 3.11
            self.notes.error("link-loop", place, "this link leads back to itself", "delete it")
            return False
        if not f"{target}/".startswith(f"{self.real}/"):
            message = "this link leads out of the show's folder"
            self.notes.error("path-outside", place, message, "copy the file into the folder")
            return False
        if Path(entry.path).parent.resolve().is_relative_to(target):
            message = "this link leads to a folder that it lies in"
            self.notes.error("link-loop", place, message, "delete it")
            return False
        return True


def _by_name(named: tuple[str, File]) -> str:
    return named[0]


def _entries(folder: str | Path) -> list[os.DirEntry[str]]:
    """Return what lies in ``folder``, by name, without what editors leave behind."""
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not LEFTOVER.fullmatch(entry.name)]
    entries.sort(key=lambda entry: entry.name)
    return entries


def _printable(name: str) -> str:
    return name.encode("utf-8", "replace").decode()


def _unreadable(place: Place, error: OSError, notes: Notes) -> None:
    reason = (error.strerror or "input or output error").lower()
    message = f"this cannot be read: {reason}"
    notes.error("file-unreadable", place, message, "check that you may read it")
