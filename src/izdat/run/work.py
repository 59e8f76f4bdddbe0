"""Looks steps up, runs those whose result is not there, and notes what was used."""

import hashlib
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from izdat.model.file import File
from izdat.run.digesting import Digests
from izdat.run.kept import Kept, keeping
from izdat.run.memory import Lookup, Record, pack, unpack
from izdat.run.reason import reason
from izdat.run.report import Event, Progress, Ran, Started, progress_to
from izdat.run.space import room_in
from izdat.run.step import inputs_of, name_of, stage_of, version_of
from izdat.run.store import FILES, FORMAT, Store, files_in

Subject = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Would:
    """A step that a build would run, and why."""

    stage: str
    step: str
    subject: Subject
    reason: str


class NotKept(Exception):
    """A step has no result, and this run is only asked what it would do."""

    def __init__(self, would: Would) -> None:
        super().__init__(would)
        self.would = would


class Work:
    """The steps of one task, or of the run itself."""

    def __init__(
        self,
        store: Store,
        digests: Digests,
        remembered: bytes,
        tell: Callable[[Event], None],
        is_dry: bool = False,
    ) -> None:
        self.store = store
        self.digests = digests
        self.tell = tell
        self.is_dry = is_dry
        self.ran = 0
        self.kept = 0
        self._remembered = remembered
        self._used: dict[bytes, None] = {}
        self._lookups: dict[Lookup, None] = {}

    def call(
        self,
        step: Callable[..., Any],
        subject: Subject,
        args: Sequence[Any],
        kwargs: dict[str, Any],
    ) -> Any:
        """Return the step's result: the kept one if there is one."""
        version = version_of(step, "step")
        if kwargs:
            args = _positional(step, args, kwargs)
        digests = [self.digests.of(value) for value in args]
        key = key_of("step", name_of(step), version, digests)
        lookup = _lookup(step, subject, version, key, digests)
        self._used[key] = None
        self._lookups[lookup] = None
        inputs = _Inputs(args)
        kept = self.store.get(key, inputs)
        if kept is not None:
            self.kept += 1
            return kept[0]
        why = reason(lookup, unpack(self._remembered))
        if self.is_dry:
            raise NotKept(Would(stage_of(lookup.step), lookup.step, subject, why))
        return self._run(step, args, key, lookup, inputs, why)

    def record(self, task: str, subject: Subject, key: bytes, value: bytes) -> Record:
        """Return what shall be remembered of this work."""
        return Record(task, subject, key, b"".join(self._used), value, pack(self._lookups))

    def _run(
        self,
        step: Callable[..., Any],
        args: Sequence[Any],
        key: bytes,
        lookup: Lookup,
        inputs: "_Inputs",
        why: str,
    ) -> Any:
        told = (stage_of(lookup.step), lookup.step, lookup.subject)
        self.tell(Started(*told, why))
        began = time.perf_counter()
        temporary = self.store.temporary()
        kept = Kept(self.store)

        def tell(fraction: float, doing: str) -> None:
            self.tell(Progress(*told, fraction, doing))

        try:
            with room_in(self.store.folder), progress_to(tell), keeping(kept):
                value = step(temporary / FILES, *args)
            value = self.store.put(key, value, temporary, inputs, kept.used())
        except OSError as error:
            damaged = next((file for file in inputs() if not _is_whole(file)), None)
            if damaged is not None:
                raise self.store.damaged(damaged) from error
            raise
        finally:
            shutil.rmtree(temporary, ignore_errors=True)  # gone already, if all went well
        self.ran += 1
        self.tell(Ran(*told, why, time.perf_counter() - began))
        return value


class _Inputs:
    """The files among a step's inputs, looked for only if somebody asks."""

    def __init__(self, args: Sequence[Any]) -> None:
        self._args = args

    def __call__(self) -> Sequence[File]:
        return list(files_in(tuple(self._args)))


def key_of(
    kind: str, name: str, version: int, digests: Sequence[bytes], code: bytes = b""
) -> bytes:
    """Return the key of a call: 32 bytes."""
    head = f"izdat {FORMAT}\0{kind}\0{name}\0{version}\0{len(digests)}\0".encode()
    return hashlib.sha256(b"".join((head, *digests, code))).digest()


def _lookup(
    step: Callable[..., Any], subject: Subject, version: int, key: bytes, digests: Sequence[bytes]
) -> Lookup:
    names = inputs_of(step)
    named = [*names, *(f"input {n}" for n in range(len(names) + 1, len(digests) + 1))]
    shown = tuple((name, digest.hex()[:16]) for name, digest in zip(named, digests, strict=False))
    return Lookup(name_of(step), subject, version, key.hex(), shown)


def _positional(
    step: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """Return the inputs in the order of the parameters: how they were given is no difference."""
    rest = dict(kwargs)
    ordered = list(args)
    for name in inputs_of(step)[len(args) :]:
        if not rest:
            break
        if name not in rest:
            raise TypeError(f"{name_of(step)}: {name} must be given, as something after it is")
        ordered.append(rest.pop(name))
    if rest:
        raise TypeError(f"{name_of(step)} has no input {sorted(rest)[0]!r}")
    return tuple(ordered)


def _is_whole(file: File) -> bool:
    try:
        return Path(file.path).stat().st_size == file.size
    except OSError:
        return False
