"""A digest of frozen values: equal values have equal digests, on every machine.

Values are first turned into nested builtins: a dataclass is a *list* of its shape and its fields
(no frozen value is a list, so it cannot be mistaken for anything else), a tuple stays one. Then
``marshal`` writes that with every type and length marked. Version 2 of its format is the last
that does not depend on whether two equal parts are one object in memory.
"""

import marshal
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from operator import attrgetter
from typing import Any

from izdat.model.file import File
from izdat.model.place import Place
from izdat.model.secret import Secret
from izdat.model.sound import RawRecording

MARSHAL_VERSION = 2
SIMPLE = frozenset({str, int, float, bool, type(None), bytes})

Shape = Callable[[Any], Any]


def digest(value: object) -> bytes:
    """Return the SHA-256 of a frozen value, 32 bytes.

    A ``File`` counts by its bytes, a ``Place`` and a field with ``compare=False`` not at all,
    an engine by its ``id``. ``1``, ``1.0`` and ``True`` differ. Raises ``TypeError`` for what is
    not frozen, and for a ``Path``: where something lies is no content.
    """
    try:
        return sha256(marshal.dumps(plain(value), MARSHAL_VERSION)).digest()
    except ValueError as error:  # a subclass of a builtin, hidden in a field
        raise TypeError(f"no digest of {type(value).__qualname__}: {error}") from error


def plain(value: Any) -> Any:
    kind = type(value)
    if kind in SIMPLE:
        return value
    if kind is tuple:
        if SIMPLE.issuperset(map(type, value)):
            return value
        return tuple(map(plain, value))
    shape = SHAPES.get(kind)
    if shape is None:
        shape = SHAPES[kind] = _shape_of(kind)
    return shape(value)


class Digests:
    """Digests of values, each taken once: frozen values cannot change under our hands."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[object, bytes]] = {}

    def of(self, value: object) -> bytes:
        kind = type(value)
        if kind in SIMPLE:
            return digest(value)
        known = self._known.get(id(value))
        if known is None:
            # The value is kept beside its digest, so that its id cannot be given to another.
            known = self._known[id(value)] = (value, digest(value))
        return known[1]


def _shape_of(kind: type) -> Shape:
    if issubclass(kind, Secret):
        return _refused
    if is_dataclass(kind):
        return _dataclass_shape(kind)
    if isinstance(getattr(kind, "id", None), str | property):
        return lambda engine: ["engine", str(engine.id)]
    if not issubclass(kind, str | int | float | bytes | tuple | list | dict | set):
        return _engine
    raise TypeError(f"no digest of {kind.__qualname__}: it is not a frozen value")


def _engine(value: Any) -> object:
    name = getattr(value, "id", None)
    if type(name) is not str:
        raise TypeError(f"no digest of {type(value).__qualname__}: it is not a frozen value")
    return ["engine", name]


def _dataclass_shape(kind: type) -> Shape:
    if not kind.__dataclass_params__.frozen:  # type: ignore[attr-defined]  # every one has it
        raise TypeError(f"no digest of {kind.__qualname__}: it is not frozen")
    names = tuple(field.name for field in fields(kind) if field.compare)
    described = f"{kind.__module__}.{kind.__qualname__}({','.join(names)})"
    mark = sha256(described.encode()).digest()[:12]
    if not names:
        return lambda value: [mark]
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: [mark, plain(only(value))]
    values_of = attrgetter(*names)

    def shape(value: Any) -> object:
        values = values_of(value)
        if SIMPLE.issuperset(map(type, values)):
            return [mark, values]
        return [mark, tuple(map(plain, values))]

    return shape


def _refused(value: object) -> object:
    # What has no digest has no key: no step can be given it, and no store keeps it.
    raise TypeError(f"no digest of {type(value).__qualname__}: it must not be kept")


def _datetime(value: datetime) -> object:
    # Two times of one instant but of different offsets are shown differently.
    return ["datetime", value.isoformat(), value.fold]


SHAPES: dict[type, Shape] = {
    File: lambda file: ["file", file.sha256],
    Place: lambda place: ["place"],
    RawRecording: _refused,
    frozenset: lambda items: ["set", tuple(sorted(digest(item) for item in items))],
    datetime: _datetime,
    date: lambda day: ["date", day.isoformat()],
    timedelta: lambda span: ["timedelta", span.days, span.seconds, span.microseconds],
}
