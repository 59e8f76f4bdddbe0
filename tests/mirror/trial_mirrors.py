"""Copies in memory, honest, broken or hostile: the protocol of a mirror without a network."""

import io
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from izdat.mirror import SourceFailed
from izdat.mirror.source import NoRanges, Refused

Files = dict[str, bytes]
# Given a name and what an honest copy holds there: what this one gives. None: nothing.
Bend = Callable[[str, bytes | None], bytes | None]


def files_of(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Fake:
    """A copy of ``files``, each answer of which is bent."""

    parallel = 2

    def __init__(
        self, name: str, files: Files, bend: Bend = lambda name, data: data, *,
        has_ranges: bool = True, hangs: float = 0.0,
    ) -> None:  # fmt: skip
        self.name, self.site, self.files = name, name, files
        self.bend, self.has_ranges, self.hangs = bend, has_ranges, hangs
        self.asked: list[tuple[str, tuple[int, int] | None]] = []
        self.sent = 0  # bytes

    def line(self) -> "FakeLine":
        return FakeLine(self)


class FakeLine:
    def __init__(self, fake: Fake) -> None:
        self._fake = fake
        self._cut = threading.Event()

    @contextmanager
    def get(
        self, name: str, size: int | None, span: tuple[int, int] | None = None
    ) -> Iterator["_Counted | None"]:
        fake = self._fake
        fake.asked.append((name, span))
        if fake.hangs:
            self._cut.wait(fake.hangs)
            raise SourceFailed(f"{fake.name} does not answer", "")
        data = fake.bend(name, fake.files.get(name))
        if data is None:
            yield None
            return
        if span is not None:
            if not fake.has_ranges:
                raise NoRanges(f"{fake.name} has no ranges", "")
            data = data[span[0] : sum(span)]
        yield _Counted(data, fake)

    def cut(self) -> None:
        self._cut.set()

    def close(self) -> None: ...


class _Counted(io.BytesIO):
    def __init__(self, data: bytes, fake: Fake) -> None:
        super().__init__(data)
        self._fake = fake

    def readinto(self, view) -> int:
        count = super().readinto(view)
        self._fake.sent += count
        return count


# ---- ways to be hostile -----------------------------------------------------------


def is_proof(name: str) -> bool:
    return name.startswith("release/") and not name.startswith("release/pieces/")


def refusing(status: int) -> Bend:
    def bend(name: str, data: bytes | None) -> bytes | None:
        raise Refused(f"answers {status}", "", status)

    return bend


def only_files(bend: Bend) -> Bend:
    """Leave the proof as it is: the copy looks whole until it is read."""
    return lambda name, data: data if is_proof(name) else bend(name, data)


def flipping(chance: random.Random) -> Bend:
    def bend(name: str, data: bytes | None) -> bytes | None:
        if not data:
            return data
        at = chance.randrange(len(data))
        return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :]

    return bend


def cutting(chance: random.Random) -> Bend:
    return lambda name, data: data and data[: chance.randrange(len(data))]


def portal(name: str, data: bytes | None) -> bytes:
    return b"<html>Log in to go on"


def endless(name: str, data: bytes | None) -> bytes:
    return (data or b"") + bytes(3_000_000)


def empty(name: str, data: bytes | None) -> None:
    return None


def chaos(chance: random.Random) -> Bend:
    """Answer each time in another way, sometimes honestly."""
    ways: list[Bend] = [
        lambda name, data: data, flipping(chance), cutting(chance), portal, endless, empty,
        refusing(403), refusing(503), refusing(302),
    ]  # fmt: skip
    return lambda name, data: chance.choice(ways)(name, data)
