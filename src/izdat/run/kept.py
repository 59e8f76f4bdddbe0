"""What a step keeps beside its result: parts of its work that the next run of it may use."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from izdat.model.file import File

if TYPE_CHECKING:
    from izdat.run.store import Store


class Kept:
    """Frozen values, without files, by a key of 32 bytes that tells all that they were made of.

    In the store of the build: a value is there whole, or it is not there. Without a store, in
    memory. Several threads, and several builds, may use it at once.
    """

    def __init__(self, store: "Store | None" = None) -> None:
        self._store = store
        self._values: dict[bytes, object] = {}
        self._used: dict[bytes, None] = {}

    def get(self, key: bytes) -> object | None:
        """Return what was put under ``key``; None if it is not there, or not sound."""
        if self._store is None:
            return self._values.get(key)
        found = self._store.get(key, _no_files)
        if found is None:
            return None
        self._used[key] = None
        value: object = found[0]
        return value

    def put(self, key: bytes, value: object) -> None:
        """Keep ``value``. Raises ``MissingSpace`` where the disk is full."""
        if self._store is None:
            self._values[key] = value
            return
        self._used[key] = None
        temporary = self._store.temporary()
        try:
            self._store.put(key, value, temporary, _no_files)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)  # gone already, if all went well

    def used(self) -> tuple[bytes, ...]:
        """Return the keys of all that was found or put."""
        return tuple(self._used)


def _no_files() -> Sequence[File]:
    return ()


_kept: ContextVar[Kept | None] = ContextVar("kept", default=None)


@contextmanager
def keeping(kept: Kept) -> Iterator[None]:
    """Give ``kept`` to the step that runs within."""
    token = _kept.set(kept)
    try:
        yield
    finally:
        _kept.reset(token)


def kept_parts() -> Kept:
    """Return what the step that is running may keep parts in.

    To be asked for in the step's own thread. Of a step that was called alone they are forgotten
    when it ends.
    """
    return _kept.get() or Kept()
