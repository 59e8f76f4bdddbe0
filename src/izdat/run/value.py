"""Writes frozen values as bytes, and reads them again without trusting the bytes.

The form is pickle's, because its reader is written in C. What pickle can do beyond values is
taken away: only frozen dataclasses of ``izdat`` and the standard library's times are made from
it, whatever the bytes say.
"""

import io
import pickle
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta, timezone
from importlib import import_module
from typing import Any

from izdat.model.file import File

PROTOCOL = 5
TIMES: dict[tuple[str, str], type] = {
    ("datetime", kind.__name__): kind for kind in (datetime, date, timedelta, timezone)
}
MUTABLE = frozenset({list, dict, set, bytearray})

Written = Callable[[File], str]  # where a file lies, as it is kept
Found = Callable[[str, str, int], File]  # (where, sha256, size) → the file on this machine


class Unreadable(Exception):
    """These bytes are no value that izdat wrote."""


class _Writer(pickle.Pickler):
    def __init__(self, stream: io.BytesIO, written: Written) -> None:
        super().__init__(stream, PROTOCOL)
        self._written = written

    def reducer_override(self, value: Any) -> Any:
        if isinstance(value, type):
            return NotImplemented  # the name of a class, on the way to one of its values
        kind = type(value)
        if kind is File:
            return File, (self._written(value), value.sha256, value.size)
        if kind in TIMES.values():
            return NotImplemented
        if is_dataclass(kind) and _is_ours(kind):
            values = tuple([getattr(value, field.name) for field in fields(kind)])
            _refuse_mutable(values)
            return kind, values
        raise TypeError(f"a {kind.__qualname__} cannot be kept: it is not a frozen value of izdat")


class _Reader(pickle.Unpickler):
    def __init__(self, data: bytes, found: Found) -> None:
        super().__init__(io.BytesIO(data))
        self._found = found

    def find_class(self, module: str, name: str) -> Any:
        if name == "File" and module == "izdat.model.file":
            return self._found
        kind = KINDS.get((module, name))
        if kind is None:
            kind = KINDS[module, name] = _kind(module, name)
        return kind


KINDS: dict[tuple[str, str], type] = dict(TIMES)


def write_value(value: object, written: Written) -> bytes:
    """Return ``value`` as bytes. Raises ``TypeError`` if any part of it is not a frozen value."""
    stream = io.BytesIO()
    _refuse_mutable((value,))
    _Writer(stream, written).dump(value)
    return stream.getvalue()


def read_value(data: bytes, found: Found) -> Any:
    """Return the value that ``write_value`` wrote. Raises ``Unreadable`` for anything else."""
    try:
        return _Reader(data, found).load()
    except Unreadable:
        raise
    except Exception as error:
        # The one door to bytes that anyone may have written: what pickle and a constructor may
        # raise over them has no end, and means the same every time.
        raise Unreadable(type(error).__name__) from error


def _refuse_mutable(values: tuple[Any, ...]) -> None:
    """Raise for what pickle would write without asking, but somebody could change later."""
    kinds = set(map(type, values))
    if not kinds.isdisjoint(MUTABLE):
        found = next(iter(kinds & MUTABLE)).__qualname__
        raise TypeError(f"a {found} cannot be kept: it is not a frozen value")
    if tuple in kinds:
        for value in values:
            if type(value) is tuple:
                _refuse_mutable(value)


def _is_ours(kind: type) -> bool:
    frozen: bool = kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return frozen and kind.__module__.partition(".")[0] == "izdat"


def _kind(module: str, name: str) -> type:
    if module.startswith("izdat.model."):
        import_module(module)
    # Another stage's class can only be met once its step, and so its module, was imported;
    # importing by a name out of the store would run whatever module it names.
    kind = getattr(sys.modules.get(module), name, None) if module.startswith("izdat.") else None
    if (
        isinstance(kind, type)
        and is_dataclass(kind)
        and kind.__module__ == module
        and kind.__qualname__ == name
        and _is_ours(kind)
    ):
        return kind
    raise Unreadable(f"{module}.{name}")
