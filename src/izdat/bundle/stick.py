"""A signed copy → a folder on a stick: resumed after a kill, read back from the medium."""

import hashlib
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from izdat.bundle.site import BLOCK, Site
from izdat.bundle.whole import partial
from izdat.model.missing import Missing, MissingSpace
from izdat.release import Entry
from izdat.run.durable import sync_folder
from izdat.run.order import TEMPORARY
from izdat.run.space import megabytes, room_in


class BadStick(Missing):
    """What was written is not what is read back."""


@dataclass(frozen=True, slots=True)
class Stick:
    """What was done to a stick."""

    copied: int  # files that were not there, or not as they should be
    written: int  # bytes
    kept: int  # files that were there already, read to the last byte
    others: tuple[str, ...]  # files on it that are not the release's


def copy_to_stick(
    site: Site, folder: Path, *, delete: bool = False, tell: Callable[[int], None] | None = None
) -> Stick:
    """Bring ``folder`` to what ``site`` is, and read every byte of it back.

    A file appears whole, by one rename; one that a kill left half is gone on with. Other files are
    named, and removed only if ``delete``. ``tell`` is given the bytes that are done.
    Raises ``BadStick``, ``MissingSpace``, ``NotAsSigned``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    entries = site.in_order
    names = {each.path for each in entries}
    others = tuple(sorted(_others(folder, names)))
    if delete:
        for name in others:
            (folder / name).unlink()
    parts = {partial(folder / name) for name in names}
    for left in folder.rglob(f"{TEMPORARY}*"):  # of an earlier release's copying
        if left not in parts and not left.is_dir():
            left.unlink(missing_ok=True)
    missing = [each for each in entries if not _holds(folder / each.path, each)]
    _check_room(folder, missing)
    lacks = {each.path for each in missing}
    done = written = 0
    for entry in entries:
        path = folder / entry.path
        if entry.path in lacks:
            written += _copy(site, entry, path)
            if not _holds(path, entry):
                raise BadStick(
                    f"{path} is not read as it was written: the stick is damaged, or lies about "
                    "its size", "take another stick",
                )  # fmt: skip
        done += entry.size
        if tell is not None:
            tell(done)
    return Stick(len(missing), written, len(entries) - len(missing), () if delete else others)


def _copy(site: Site, entry: Entry, path: Path) -> int:
    """Copy one file; return how many bytes had to be written."""
    written = at = 0
    temporary = partial(path)
    with room_in(path.parent, entry.size):
        _make_folder(path.parent)
        if temporary.is_symlink() or not temporary.is_file():
            temporary.unlink(missing_ok=True)
            temporary.touch(exist_ok=False)
        try:
            with temporary.open("r+b", buffering=0) as stream:
                is_same = True  # as far as the killed run came
                for block in site.blocks(entry):
                    if is_same and stream.read(len(block)) != block:
                        is_same = False
                        stream.seek(at)
                        stream.truncate()
                    if not is_same:
                        _write(stream.fileno(), block)
                        written += len(block)
                    at += len(block)
                stream.truncate(at)
                os.fsync(stream.fileno())
        except Missing:
            temporary.unlink(missing_ok=True)  # of a file that is not as it was signed
            raise
        temporary.replace(path)
        sync_folder(path.parent)
    return written


def _write(descriptor: int, block: bytes) -> None:
    view = memoryview(block)
    while view:
        view = view[os.write(descriptor, view) :]


def _make_folder(folder: Path) -> None:
    """Make a folder, and put its name into its parent for good."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _holds(path: Path, entry: Entry) -> bool:
    """Tell whether the medium itself holds this file, not the memory of who wrote it."""
    if path.is_symlink() or not path.is_file() or path.stat().st_size != entry.size:
        return False
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        with suppress(AttributeError, OSError):  # not every system can forget
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while block := stream.read(BLOCK):
            digest.update(block)
    return digest.hexdigest() == entry.sha256


def _others(folder: Path, names: set[str]) -> list[str]:
    found = []
    for base, folders, files in os.walk(folder):
        at = Path(base).relative_to(folder)
        links = [name for name in folders if (Path(base) / name).is_symlink()]
        found += [(at / name).as_posix() for name in (*files, *links)]
    return [
        name
        for name in found
        if name not in names and not name.rpartition("/")[2].startswith(TEMPORARY)
    ]


def _check_room(folder: Path, missing: list[Entry]) -> None:
    """Raise ``MissingSpace`` before a byte is written for what cannot fit."""
    # A file is replaced by one that stands beside it for a while.
    there = sum(each.size for each in missing if not (folder / each.path).exists())
    there -= sum(left.stat().st_size for left in folder.rglob(f"{TEMPORARY}*") if left.is_file())
    free = shutil.disk_usage(folder).free
    if there > free:
        raise MissingSpace(
            f"{folder} has {megabytes(free)} free, and {megabytes(there)} are to be written",
            "take a larger stick, or remove from it what is not needed",
        )
