"""Keeps results: each a folder that appears by one rename, whole or not at all."""

import hashlib
import json
import os
import platform
import re
import shutil
import stat
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from izdat.model.file import File
from izdat.model.missing import Missing
from izdat.run.space import room_in
from izdat.run.value import Unreadable, read_value, write_value

FORMAT = 1  # of the store; a part of every key, so that a new one leaves the old untouched
VALUE = "value"  # SHA-256 of the rest, then the rest: the value as run/value.py writes it
FILES = "files"
PARTS = "parts"  # keys, one after another: what else is to be kept as long as this
INPUT = "<"  # begins the place of a file that is an input's, followed by its name
STALE = 2 * 24 * 3600  # seconds until a temporary folder of another machine is swept

Inputs = Callable[[], Sequence[File]]  # the files among what a step was given

_KEY = re.compile(r"[0-9a-f]{2}/[0-9a-f]{62}/files/")


class Damaged(Missing):
    """A kept file is not what was kept. It was thrown away, and can be made again."""


class Store:
    """Results by their key. Several runs, and several shows, may use one store at once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.prefix = f"{folder}{os.sep}"
        self._present: set[bytes] | None = None
        self._path_in = _paths_in(folder)

    # ---- looking up ---------------------------------------------------------

    def present(self) -> set[bytes]:
        """Return the keys of all results, as they were when first asked, and those put since."""
        if self._present is None:
            self._present = set(self.keys())
        return self._present

    def keys(self) -> Iterator[bytes]:
        for first in _names(self.folder):
            if len(first) == 2:
                for rest in _names(self.folder / first):
                    with suppress(ValueError):
                        key = bytes.fromhex(first + rest)
                        if len(key) == 32:
                            yield key

    def path(self, key: bytes) -> Path:
        name = key.hex()
        return self.folder / name[:2] / name[2:]

    def get(self, key: bytes, inputs: Inputs) -> tuple[Any] | None:
        """Return the kept value in a tuple, or None where there is none, or it is not sound.

        ``inputs`` tells the files among the step's inputs; it is asked only if the value
        holds one of these.
        """
        folder = self.path(key)
        try:
            data = (folder / VALUE).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data[32:]).digest() != data[:32]:
            return None
        end = 36 + int.from_bytes(data[32:36], "big")
        try:
            if not _are_whole(f"{folder}{os.sep}{FILES}{os.sep}", json.loads(data[36:end])):
                return None
            return (self.read(data[end:], inputs),)
        except (Unreadable, ValueError, TypeError, RecursionError):
            return None

    def read(self, data: bytes, inputs: Inputs) -> Any:
        """Return what ``write`` wrote. Raises ``Unreadable``."""
        path_in = self._path_in

        def found(where: str, sha256: str, size: int) -> File:
            if _KEY.match(where) and "/.." not in where:
                return File(path_in(where), sha256, size)
            if where.startswith(INPUT):
                return _same(inputs(), sha256, where[len(INPUT) :])
            raise Unreadable("where a file lies")

        return read_value(data, found)

    def write(self, value: object) -> bytes:
        """Return ``value`` as bytes, for ``read``.

        Its files lie in the store, or are an input's; ``read`` finds out.
        """

        def written(file: File) -> str:
            path = str(file.path)
            where = _slashed(path[len(self.prefix) :]) if path.startswith(self.prefix) else ""
            return where if _KEY.match(where) else INPUT + file.path.name

        return write_value(value, written)

    def parts_of(self, key: bytes) -> list[bytes]:
        """Return the keys of what a result was made of, beside its inputs."""
        try:
            data = (self.path(key) / PARTS).read_bytes()
        except OSError:
            return []
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    # ---- putting ------------------------------------------------------------

    def temporary(self) -> Path:
        """Make and return an empty folder on the store's own file system."""
        folder = self.folder / "tmp" / f"{_here()}-{os.getpid()}-{os.urandom(6).hex()}"
        with room_in(self.folder):
            try:
                folder.mkdir()
            except FileNotFoundError:
                folder.mkdir(parents=True)
            (folder / FILES).mkdir()
        return folder

    def put(
        self,
        key: bytes,
        value: object,
        temporary: Path,
        inputs: Inputs,
        parts: Sequence[bytes] = (),
    ) -> Any:
        """Keep ``value`` and the files it names under ``temporary/files``; return it as kept.

        ``parts``: keys of other results that it was made of, for ``parts_of``.
        Where another run was faster, its result is the one that counts.
        """
        own: dict[str, int] = {}
        name = key.hex()
        base = f"{temporary / FILES}{os.sep}"

        def written(file: File) -> str:
            path = str(file.path)
            if not path.startswith(base):
                return INPUT + file.path.name
            within = _slashed(path[len(base) :])
            own[within] = file.size
            return f"{name[:2]}/{name[2:]}/{FILES}/{within}"

        data = write_value(value, written)
        if not _are_whole(base, own):
            raise ValueError(f"a file was written to after its digest was taken: {sorted(own)}")
        _remove_others(base, own)
        try:
            kept_value = self.read(data, inputs)
        except Unreadable as error:
            raise ValueError(f"the result of a step cannot be kept: {error}") from error
        sizes = json.dumps(own).encode()
        data = len(sizes).to_bytes(4, "big") + sizes + data
        final = self.path(key)
        with room_in(self.folder, len(data)):
            (temporary / VALUE).write_bytes(hashlib.sha256(data).digest() + data)
            if parts:
                (temporary / PARTS).write_bytes(b"".join(parts))
            for _ in range(9):
                try:
                    temporary.rename(final)
                except FileNotFoundError:
                    final.parent.mkdir(exist_ok=True)
                except OSError:
                    if not final.exists():
                        raise
                    kept = self.get(key, inputs)
                    if kept is not None:
                        shutil.rmtree(temporary, ignore_errors=True)
                        self._note(key)
                        return kept[0]
                    self.discard(key)
                else:
                    break
            else:
                raise OSError(f"{final} could not be put in its place")
        self._note(key)
        return kept_value

    def _note(self, key: bytes) -> None:
        if self._present is not None:
            self._present.add(key)

    def discard(self, key: bytes) -> int:
        """Remove a result, at once and whole; return how many bytes that freed."""
        away = self.temporary()
        size = 0
        with suppress(FileNotFoundError):
            self.path(key).rename(away / "away")
        for path in away.rglob("*"):
            with suppress(OSError):
                size += path.lstat().st_size if not path.is_dir() else 0
        shutil.rmtree(away, ignore_errors=True)
        if self._present is not None:
            self._present.discard(key)
        return size

    def damaged(self, file: File) -> Damaged:
        """Throw away the result that ``file`` belongs to; return what to raise."""
        key = self.key_of(file)
        if key is not None:
            self.discard(key)
            what = f"{file.path.name}, as it was kept, is damaged or gone"
        else:
            what = f"{file.path} changed, or went, while it was in use"
        return Damaged(what, "do it again: what is missing is made anew")

    def key_of(self, file: File) -> bytes | None:
        """Return the key of the result that ``file`` belongs to; None if it lies elsewhere."""
        path = str(file.path)
        if not path.startswith(self.prefix):
            return None
        where = _slashed(path[len(self.prefix) :])
        return bytes.fromhex(where[:2] + where[3:65]) if _KEY.match(where) else None

    def sweep(self) -> int:
        """Remove what runs that were killed left behind; return how many folders that were."""
        swept = 0
        for name in _names(self.folder / "tmp"):
            folder = self.folder / "tmp" / name
            if _is_stale(folder):
                shutil.rmtree(folder, ignore_errors=True)
                swept += 1
        return swept


def files_in(value: Any) -> Iterator[File]:
    """Return every file that a frozen value names, in its order."""
    if isinstance(value, File):
        yield value
    elif isinstance(value, tuple | frozenset):
        for item in value:
            yield from files_in(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from files_in(getattr(value, name))


def _are_whole(base: str, sizes: dict[str, int]) -> bool:
    """Say whether every file of ``sizes``, (name under ``base`` → bytes), is as long as that."""
    try:
        for name, size in sizes.items():
            status = os.lstat(base + name)
            if status.st_size != size or not stat.S_ISREG(status.st_mode):
                return False
    except (OSError, ValueError):
        return False
    return True


def _remove_others(base: str, own: dict[str, int]) -> None:
    """Remove what the step wrote under ``base`` only for its own use."""
    for folder, _, names in os.walk(base):
        for name in names:
            path = Path(folder, name)
            if _slashed(str(path)[len(base) :]) not in own:
                path.unlink()


def _paths_in(folder: Path) -> Callable[[str], Path]:
    """Return what makes the path of a name, "/" between its parts, in ``folder``."""
    if sys.version_info >= (3, 12) or os.sep != "/":
        prefix = f"{folder}{os.sep}"
        return lambda name: Path(prefix + name)
    # Python 3.11 takes every path apart when it is made, 4 µs each; a build that finds ten
    # thousand files unchanged would spend most of its time so. What it keeps inside will not
    # change any more: 3.11 only gets mends of its security.
    kind, root, parts = type(folder), folder.root, folder.parts
    return lambda name: kind._from_parsed_parts(  # type: ignore[attr-defined]
        "", root, [*parts, *name.split("/")]
    )


def _same(inputs: Sequence[File], sha256: str, name: str) -> File:
    """Return the input with these bytes, if possible of this name: bytes alone are the key."""
    same = [file for file in inputs if file.sha256 == sha256]
    if not same:
        raise Unreadable("a file that is no input")
    return next((file for file in same if file.path.name == name), same[0])


def _slashed(path: str) -> str:
    return path if os.sep == "/" else path.replace(os.sep, "/")


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)  # noqa: PTH208  # names are all that is wanted, and fast
    except (FileNotFoundError, NotADirectoryError):
        return []


@lru_cache(maxsize=1)
def _here() -> str:
    """A mark of the machine, or container, in which a process number means something."""
    marks = [platform.node()]
    with suppress(OSError):
        marks.append(str(Path("/proc/self/ns/pid").readlink()))
        marks.append(Path("/proc/sys/kernel/random/boot_id").read_text("ascii"))
    return hashlib.sha256("\0".join(marks).encode()).hexdigest()[:12]


def _is_stale(folder: Path) -> bool:
    here, _, rest = folder.name.partition("-")
    number, _, _ = rest.partition("-")
    if here == _here() and number.isdecimal():
        return not _is_running(int(number))
    try:
        return time.time() - folder.stat().st_mtime > STALE
    except OSError:
        return False


def _is_running(process: int) -> bool:
    if os.name == "nt":
        return True  # there, signal 0 ends a process; its folder is swept by its age
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True  # somebody else's
    return not _has_ended(process)


def _has_ended(process: int) -> bool:
    """Say whether a process has ended, though nobody asked how: a container may have no init."""
    try:
        status = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return False  # no Linux, or not to be seen
    return status.rpartition(b")")[2].split()[:1] in ([b"Z"], [b"X"])  # proc(5): zombie, dead
