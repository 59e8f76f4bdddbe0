"""What the last run knew: the tasks' results, what they used, and what each step was given.

One file of the show's folder, read at once. It only saves time: without it every step is looked
up again, and reasons cannot be told.
"""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from izdat.run.space import room_in

MAGIC = b"izdat memory 1\n"
KEY = 32  # bytes


@dataclass(frozen=True, slots=True)
class Lookup:
    """That a step was called for a subject, and with what."""

    step: str
    subject: tuple[str, ...]
    version: int
    key: str  # of its result, hexadecimal
    inputs: tuple[tuple[str, str], ...]  # (parameter, the first 16 digits of its digest)


@dataclass(frozen=True, slots=True)
class Record:
    """What is remembered of a task; of the run itself, under the name ""."""

    task: str
    subject: tuple[str, ...]
    key: bytes
    used: bytes  # the keys of all results that it used, one after another
    value: bytes  # as run/store.py writes it
    lookups: bytes  # as ``pack`` writes them: they are only read when a step has to run

    def uses(self) -> Iterable[bytes]:
        return (self.used[at : at + KEY] for at in range(0, len(self.used), KEY))


def pack(lookups: Iterable[Lookup]) -> bytes:
    rows = [(k.step, k.subject, k.version, k.key, k.inputs) for k in lookups]
    return json.dumps(rows, separators=(",", ":")).encode()


def unpack(data: bytes) -> list[Lookup]:
    """Return what ``pack`` wrote; nothing where it is not that."""
    try:
        return [
            Lookup(
                str(step),
                tuple(map(str, subject)),
                int(version),
                str(key),
                tuple((str(name), str(digest)) for name, digest in inputs),
            )
            for step, subject, version, key, inputs in json.loads(data or b"[]")
        ]
    except (ValueError, TypeError, RecursionError):
        return []


class Memory:
    """Records by task and subject; those of this run take the place of the last run's."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read_at = _stamp(path)
        self._old: dict[tuple[str, tuple[str, ...]], Record] = read_records(path)
        self._new: dict[tuple[str, tuple[str, ...]], Record] = {}
        self._is_complete = False

    def find(self, task: str, subject: tuple[str, ...]) -> Record | None:
        return self._old.get((task, subject))

    def remember(self, record: Record) -> None:
        self._new[record.task, record.subject] = record

    def complete(self) -> None:
        """Forget all that this run did not use."""
        self._is_complete = True

    def save(self) -> bool:
        """Write what is remembered, if it is not what the file says; return whether it did."""
        if _stamp(self.path) != self._read_at:  # another run of this show was faster
            self._old = read_records(self.path)
        records = dict(self._new) if self._is_complete else self._old | self._new
        if records == self._old:
            return False
        with room_in(self.path.parent):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, _written(records.values()))
        return True


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_ino


def read_records(path: Path) -> dict[tuple[str, tuple[str, ...]], Record]:
    """Return the records in ``path``; none where it is absent, torn or not ours."""
    try:
        data = path.read_bytes()
    except OSError:
        return {}
    head = len(MAGIC) + 32
    body = memoryview(data)[head:]
    if data[: len(MAGIC)] != MAGIC or hashlib.sha256(body).digest() != data[len(MAGIC) : head]:
        return {}
    records = {}
    try:
        end = 8 + int.from_bytes(body[:8], "big")
        for task, subject, key, *sizes in json.loads(bytes(body[8:end])):
            parts: list[bytes] = []
            for size in sizes:
                parts.append(bytes(body[end : end + size]))
                end += size
            record = Record(task, tuple(subject), bytes.fromhex(key), *parts)
            records[record.task, record.subject] = record
    except (ValueError, TypeError, RecursionError):
        return {}
    return records


def _written(records: Iterable[Record]) -> bytes:
    index: list[tuple[object, ...]] = []
    parts: list[bytes] = []
    for r in records:
        own = (r.used, r.value, r.lookups)
        index.append((r.task, r.subject, r.key.hex(), *map(len, own)))
        parts.extend(own)
    head = json.dumps(index, separators=(",", ":")).encode()
    body = b"".join((len(head).to_bytes(8, "big"), head, *parts))
    return b"".join((MAGIC, hashlib.sha256(body).digest(), body))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file by one rename: who reads it sees the old one or the new one."""
    temporary = path.with_name(f".{path.name}-{os.getpid()}-{os.urandom(4).hex()}")
    try:
        temporary.write_bytes(data)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
