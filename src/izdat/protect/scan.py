"""A folder and a protect list → where somebody is named in it. Of the names nothing comes out."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.protect.listed import ProtectList

if TYPE_CHECKING:
    from izdat.protect.matching import Matcher
    from izdat.protect.views import View

LARGEST = 1 << 30  # bytes of a file
THREADS = 2
BY_CHANCE = 5  # letters: fewer may stand by chance in what is no text, or in a part of a word
WIDEST = 100  # code points: two short parts of a name so far apart, there, are none
VERSION = "izdat scan 3"  # a new word where something else would be found


@dataclass(frozen=True, slots=True)
class Published:
    """A file as it will be published."""

    name: str  # in the published folder
    path: Path = field(repr=False)  # where its bytes lie
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """Somebody is named. What is said of it is safe to print."""

    person: str  # the id
    file: str  # its name; where that is what names somebody, its number
    view: str  # how the text was come by
    start: int  # bytes, in UTF-8, of the text that is read
    end: int


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of which it cannot be said that nobody is named in it."""

    file: str
    why: str


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scan found."""

    hits: tuple[Hit, ...]
    unread: tuple[Unread, ...]
    files: int  # looked at
    skipped: int  # looked at before, and the same since

    @property
    def is_clean(self) -> bool:
        return not self.hits and not self.unread


def files_of(folder: Path) -> list[Published]:
    """Return every file of a folder, links as well: what they lead to would be served."""
    return [
        Published(path.relative_to(folder).as_posix(), path)
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or not path.is_dir()
    ]


def scan(files: Sequence[Published], listed: ProtectList, today: date) -> Scanned:
    """Look for everybody of ``listed`` in ``files``; pass over those that were clean before."""
    checked = _Checked(listed, today)
    sums = [_sum_of(file) for file in files]
    fresh = [n for n, file in enumerate(files) if not checked.knows(file.name, sums[n])]
    found: list[_File] = []
    if fresh:
        # Loaded here only: a build that has nothing new to look at loads no compiler.
        from izdat.protect.matching import Matcher

        matcher = Matcher(listed, today)

        def looked_at(number: int) -> _File:
            return _look(files[number], f"file {number + 1} of {len(files)}", matcher)

        with ThreadPoolExecutor(THREADS) as pool:  # most of the work lets go of the interpreter
            found = list(pool.map(looked_at, fresh))
        for number, own in zip(fresh, found, strict=True):
            if not own.hits and own.unread is None:
                checked.add(files[number].name, sums[number])
        checked.save()
    return Scanned(
        tuple(hit for own in found for hit in own.hits),
        tuple(own.unread for own in found if own.unread is not None),
        len(fresh),
        len(files) - len(fresh),
    )


@dataclass(frozen=True, slots=True)
class _File:
    hits: tuple[Hit, ...] = ()
    unread: Unread | None = None


def _look(file: Published, number: str, matcher: "Matcher") -> _File:
    """Look at one file. ``number`` is what it is called where its name must not be told."""
    from izdat.protect.views import Unopened, views, views_of_name

    named = list(_hits(matcher, number, views_of_name(file.name)))
    name = number if named else file.name
    try:
        own = list(_hits(matcher, name, views(file.name, _bytes(file.path))))
    except Unopened as error:
        return _File(tuple(named), Unread(name, str(error)))
    except OSError:
        return _File(tuple(named), Unread(name, "it cannot be opened"))
    return _File((*named, *own))


def _hits(matcher: "Matcher", name: str, seen: "Iterable[View]") -> Iterator[Hit]:
    known = set()  # a place is told once, in whatever ways it is read
    for view in seen:
        source = view.text if view.source is None else view.source
        at = start = 0  # in code points, and in bytes
        for found in matcher.find(view.text, is_loose=not view.is_certain):  # in order
            if (not view.is_certain or view.is_apart) and _is_chance(
                view.text[found.start : found.end]
            ):
                continue
            first, last = view.written(found.start, found.end)
            if first < at:
                at = start = 0
            start += _size(source[at:first])
            at = first
            length = _size(source[first:last])
            if (id(source), found.person, first, last) not in known:
                known.add((id(source), found.person, first, last))
                yield Hit(found.person, name, view.label, start, start + length)


def _is_chance(text: str) -> bool:
    """Say whether what looks like a name may be there by chance, where most is no text."""
    from izdat.protect.folding import by_sound, fold

    return len(text) > WIDEST or len(fold(text, by_sound()).codes) < BY_CHANCE


def _size(text: str) -> int:
    return len(text.encode("utf-8", "replace"))


def _bytes(path: Path) -> bytes:
    from izdat.protect.containers import Unopened

    if path.stat().st_size > LARGEST:
        raise Unopened("it is larger than 1 GB")
    return path.read_bytes()


def _sum_of(file: Published) -> str:
    if file.sha256:
        return file.sha256
    try:
        with file.path.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError:
        return ""  # to look at it will tell


class _Checked:
    """What was clean before, noted beside the protect list.

    Never in the show: who holds the digest of a list could try names until they fit. A file counts
    by its name and its bytes. When an exception ends, all are looked at anew.
    """

    MOST = 200_000

    def __init__(self, listed: ProtectList, today: date) -> None:
        self._path = listed.path.with_name(f"{listed.path.name}.checked")
        self._by: str | None = None
        self._files: dict[str, None] = {}
        with suppress(OSError):
            in_force = sorted(each.line for each in listed.allowed if each.until >= today)
            list_digest = hashlib.sha256(listed.path.read_bytes()).hexdigest()
            self._by = f"{VERSION} {list_digest} {in_force}"
        if self._by is not None:
            with suppress(OSError, ValueError, TypeError, AttributeError):
                known = json.loads(self._path.read_text("utf-8"))
                if known["by"] == self._by:
                    self._files = dict.fromkeys(map(str, known["files"]))

    def knows(self, name: str, sha256: str) -> bool:
        return bool(sha256) and self._key(name, sha256) in self._files

    def add(self, name: str, sha256: str) -> None:
        self._files[self._key(name, sha256)] = None

    def save(self) -> None:
        if self._by is None:
            return
        with suppress(OSError):  # where it cannot be noted, all is looked at the next time
            partly = self._path.with_name(f"{self._path.name}.part")
            partly.touch(mode=0o600)
            partly.write_text(
                json.dumps({"by": self._by, "files": list(self._files)[-self.MOST :]}), "utf-8"
            )
            partly.replace(self._path)

    @staticmethod
    def _key(name: str, sha256: str) -> str:
        return hashlib.sha256(f"{name}\0{sha256}".encode("utf-8", "surrogateescape")).hexdigest()
