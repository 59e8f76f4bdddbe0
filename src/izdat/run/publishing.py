"""Brings the published folder to exactly what the outputs say, never showing half of it."""

import os
import posixpath
import shutil
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from izdat.model.file import File, file_at
from izdat.model.missing import MissingSpace
from izdat.model.publication import Output
from izdat.run.copy import MODE, NotAsKept, copy_whole
from izdat.run.manifest import (
    Manifest,
    Tree,
    manifest_path,
    read_manifest,
    tree_of,
    write_journal,
    write_manifest,
)
from izdat.run.order import UnsafePath, check_paths, ranked
from izdat.run.space import megabytes, room_in
from izdat.run.store import Damaged, Store

FOLDER_MODE = 0o755
RESERVE = 16 * 1024 * 1024  # bytes of the disk that are left alone: manifests, other programs
# A file system of Windows has no such modes.
HAS_MODES = os.name == "posix"


@dataclass(frozen=True, slots=True)
class Published:
    """What publishing did."""

    written: int  # files
    removed: int
    unchanged: int
    foreign: tuple[str, ...] = ()  # files of the folder that izdat did not write: left alone
    size: int = 0  # bytes, of all that is published


def publish(
    outputs: Sequence[Output],
    public: Path,
    folder: Path,
    *,
    store: Path | None = None,
    tell: Callable[[float], None] | None = None,
) -> Published:
    """Make ``public`` hold exactly ``outputs``; write and remove only what differs.

    ``folder`` is the show's: what was published is noted in its ``.izdat``. ``store``: if it
    is not there. ``tell`` is given the fraction that is done.

    Each file is seen old or new, never half. What is pointed at comes before what points at
    it, and goes after it. A file that somebody changed or removed is mended; one that izdat
    did not write stays, unless an output has its name. Links are replaced, never followed.

    Raises ``UnsafePath`` (our bug), ``MissingSpace``, ``Damaged``.
    """
    folder = folder.absolute()
    public = public.absolute()
    wanted = _wanted(outputs)
    keeper = Store((store or folder / ".izdat" / "store").absolute())
    path = manifest_path(folder / ".izdat", public, folder)
    site = _Site(public, read_manifest(path), keeper)
    with room_in(public):
        _make_folder(public)
        tree = tree_of(public)
        changed = [name for name in wanted if not site.is_sound(name, wanted[name], tree)]
        gone = [name for name in tree.files if name not in wanted and site.manifest.is_ours(name)]
        if changed or gone or tree.leftovers:
            _check_room(public, [wanted[name] for name in changed])
            write_journal(path, sorted({*site.manifest.files, *site.manifest.begun, *changed}))
            site.clear(tree, changed)
            for done, name in enumerate(ranked(changed)):
                site.write(name, wanted[name], tree)
                if tell is not None:
                    tell((done + 1) / len(changed))
            still_there = [name for name in reversed(ranked(gone)) if name in tree.files]
            site.remove([*still_there, *sorted(tree.leftovers)])
        foreign = [
            name
            for name in (*tree.files, *tree.others)
            if name not in wanted and not site.manifest.is_ours(name)
        ]
        if site.now != site.manifest.files or site.manifest.begun or changed:
            write_manifest(path, site.now)
    return Published(
        site.written, len(gone), len(wanted) - site.written, tuple(sorted(foreign)),
        sum(file.size for file in wanted.values()),
    )  # fmt: skip


class _Site:
    """The published folder while it is brought up to date."""

    def __init__(self, public: Path, manifest: Manifest, store: Store) -> None:
        self.public = public
        self.manifest = manifest
        self.store = store
        self.now: dict[str, list[str | int]] = {}
        self.written = 0
        self._ready: set[str] = {""}

    def is_sound(self, name: str, file: File, tree: Tree) -> bool:
        """Say whether ``name`` is already published as ``file``; mend its mode if that is all."""
        status = tree.files.get(name)
        if status is None or status.st_size != file.size:
            return False
        entry: list[str | int] = [file.sha256, file.size, status.st_mtime_ns]
        # Not as it was noted, or never noted (the notes were lost): its bytes tell.
        if self.manifest.files.get(name) != entry and not self._has_bytes(name, file):
            return False
        if HAS_MODES and status.st_mode & 0o7777 != MODE:
            (self.public / name).chmod(MODE)
        self.now[name] = entry
        return True

    def _has_bytes(self, name: str, file: File) -> bool:
        try:
            return file_at(self.public / name).sha256 == file.sha256
        except OSError:
            return False

    def clear(self, tree: Tree, changed: Iterable[str]) -> None:
        """Remove what stands where a folder or a file must be: links, files, our old folders."""
        for name in changed:
            folder = posixpath.dirname(name)
            while folder:
                if folder in tree.others or folder in tree.files:
                    (self.public / folder).unlink(missing_ok=True)
                    tree.others.discard(folder)
                    tree.files.pop(folder, None)
                folder = posixpath.dirname(folder)
            if name in tree.folders:
                self._clear_folder(name, tree)

    def _clear_folder(self, name: str, tree: Tree) -> None:
        inside = [f for f in (*tree.files, *tree.others) if f.startswith(f"{name}/")]
        strangers = [f for f in inside if not self.manifest.is_ours(f)]
        if strangers:
            raise Damaged(
                f"{self.public / name} must become a file, but holds {strangers[0]}",
                f"move {self.public / name} away, then do it again",
            )
        shutil.rmtree(self.public / name)
        for f in inside:
            tree.files.pop(f, None)

    def write(self, name: str, file: File, tree: Tree) -> None:
        self._make_folders(posixpath.dirname(name), tree)
        try:
            status = copy_whole(file, self.public / name, self.public)
        except NotAsKept as error:
            raise self.store.damaged(file) from error
        self.now[name] = [file.sha256, file.size, status.st_mtime_ns]
        self.written += 1

    def _make_folders(self, name: str, tree: Tree) -> None:
        if name in self._ready:
            return
        self._make_folders(posixpath.dirname(name), tree)
        status = tree.folders.get(name)
        if status is None or (HAS_MODES and status.st_mode & 0o7777 != FOLDER_MODE):
            _make_folder(self.public / name)
        self._ready.add(name)

    def remove(self, names: Iterable[str]) -> None:
        """Remove files, then each folder that nothing is left in."""
        for name in names:
            (self.public / name).unlink(missing_ok=True)
            folder = posixpath.dirname(name)
            with suppress(OSError):  # not empty
                while folder:
                    (self.public / folder).rmdir()
                    folder = posixpath.dirname(folder)


def _wanted(outputs: Sequence[Output]) -> dict[str, File]:
    wanted: dict[str, File] = {}
    for output in outputs:
        if wanted.setdefault(output.path, output.file).sha256 != output.file.sha256:
            raise UnsafePath(f"two outputs are called {output.path!r}")
    check_paths(wanted)
    return wanted


def _make_folder(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if HAS_MODES:
        folder.chmod(FOLDER_MODE)


def _check_room(public: Path, files: Sequence[File]) -> None:
    """Say at once that a disk is too full, rather than after a part of the site."""
    needed = sum(file.size for file in files)
    free = shutil.disk_usage(public).free
    if needed > RESERVE and needed > free - RESERVE:
        raise MissingSpace(
            f"the site needs {megabytes(needed)} more, and the disk of {public} has "
            f"{megabytes(free)}; nothing was changed",
            "free some space (izdat clean removes what is no longer used), then do it again",
        )
