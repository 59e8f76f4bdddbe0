"""A mapping's keys → typed values, and a problem for each that is missing, unknown or wrong.

A key is known because something reads it: ``Fields.close`` reports every other one. What a value
must be is a ``Reader``: a function that returns it, or notes what is wrong and returns None.
"""

import re
from collections.abc import Callable, Collection
from typing import TypeVar

from izdat.model.place import Place
from izdat.read.notes import Notes, shown
from izdat.read.yaml import Items, Mapping, Node, Scalar
from izdat.text.normal import CONTROL

T = TypeVar("T")
Default = TypeVar("Default")
Reader = Callable[[Node, str, Notes], T | None]

_BLANK = re.compile(r"[ \t\r\n]+")  # a no-break space is meant, and stays


class Fields:
    """The keys of one mapping. Read each with ``get`` or ``need``, then ``close``."""

    def __init__(self, node: Node | None, place: Place, notes: Notes, *, what: str) -> None:
        self.place = place if node is None else node.place
        self.what = what
        self.notes = notes
        self.known: list[str] = []
        self.entries = {}
        if isinstance(node, Mapping):
            self.entries = {entry.key: entry for entry in node.entries}
        elif node is not None and not _is_empty(node):
            wrong_type(node, what, "keys and their values", notes)

    def get(self, key: str, read: Reader[T], default: Default) -> T | Default:
        """Return the key's value; ``default`` if it is not given, empty or wrong."""
        self.known.append(key)
        entry = self.entries.get(key)
        if entry is None or _is_empty(entry.value):
            return default
        value = read(entry.value, key, self.notes)
        return default if value is None else value

    def need(self, key: str, read: Reader[T], default: Default) -> T | Default:
        """Return the key's value; note it if it is not given or empty."""
        entry = self.entries.get(key)
        if entry is None or _is_empty(entry.value):
            place = self.place if entry is None else entry.place
            self.notes.error("missing-key", place, f"{self.what} needs {key}", f"write {key}: …")
        return self.get(key, read, default)

    def has(self, key: str) -> bool:
        return key in self.entries

    def place_of(self, key: str) -> Place:
        """Return where the key's value stands; where the mapping does, if it has none."""
        entry = self.entries.get(key)
        return self.place if entry is None else entry.value.place

    def close(self) -> None:
        """Note every key that nothing has read."""
        for key, entry in self.entries.items():
            if key in self.known:
                continue
            close = self.notes.meant(key, self.known)
            hint = f"did you mean {close}?" if close else f"known: {', '.join(sorted(self.known))}"
            message = f"{self.what} has no key {shown(key)}"
            self.notes.error("unknown-key", entry.place, message, hint)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and (node.value is None or node.text == "")


def wrong_type(node: Node, key: str, expected: str, notes: Notes, hint: str = "") -> None:
    """Note that ``node`` is not what ``key`` expects."""
    message = f"{key}: expected {expected}, got {_kind(node)}"
    notes.error("wrong-type", node.place, message, hint)


def _kind(node: Node) -> str:
    if isinstance(node, Mapping):
        return "keys and values"
    if isinstance(node, Items):
        return "a list"
    if node.value is None:
        return "nothing"
    if isinstance(node.value, bool):
        return node.text.lower()
    return f"text, {shown(node.text)}" if isinstance(node.value, str) else f"a number, {node.text}"


# ---- readers ----------------------------------------------------------------


def text(node: Node, key: str, notes: Notes) -> str | None:
    """Read text of any number of lines. A number or a bare word is taken as it is written."""
    if not isinstance(node, Scalar):
        wrong_type(node, key, "text", notes, _quote_hint(node))
        return None
    if bad := CONTROL.search(node.text):
        message = f"there is an invisible character in {key}, U+{ord(bad.group()):04X}"
        notes.error("control-character", node.place, message, "delete it")
        return None
    return node.text.strip(" \t\r\n")


def _quote_hint(node: Node) -> str:
    is_bracketed = isinstance(node, Items | Mapping)
    return "put text that begins with a bracket in quotation marks" if is_bracketed else ""


def line(node: Node, key: str, notes: Notes) -> str | None:
    """Read text of one line; line breaks become spaces."""
    value = text(node, key, notes)
    return None if value is None else _BLANK.sub(" ", value)


def boolean(node: Node, key: str, notes: Notes) -> bool | None:
    """Read true or false."""
    if isinstance(node, Scalar) and isinstance(node.value, bool):
        return node.value
    word = node.text.lower() if isinstance(node, Scalar) else ""
    meant = {"yes": "true", "on": "true", "no": "false", "off": "false"}.get(word, "")
    hint = f"write {key}: {meant or 'true'}"
    if not meant:
        hint += f", or {key}: false"
    wrong_type(node, key, "true or false", notes, hint)
    return None


def number(least: float, most: float, unit: str = "") -> Reader[float]:
    """Read a number from ``least`` to ``most``."""

    def read(node: Node, key: str, notes: Notes) -> float | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int | float):
            wrong_type(node, key, "a number", notes)
            return None
        if not least <= value <= most:
            _out_of_range(node, key, f"{least:g} to {most:g} {unit}", notes)
            return None
        return float(value)

    return read


def integer(least: int, most: int, unit: str = "") -> Reader[int]:
    """Read a whole number from ``least`` to ``most``."""

    def read(node: Node, key: str, notes: Notes) -> int | None:
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, bool) or not isinstance(value, int):
            wrong_type(node, key, "a whole number", notes)
            return None
        if not least <= value <= most:
            _out_of_range(node, key, f"{least} to {most} {unit}", notes)
            return None
        return value

    return read


def _out_of_range(node: Node, key: str, span: str, notes: Notes) -> None:
    given = node.text if isinstance(node, Scalar) else ""
    message = f"{key}: {shown(given, 20)} is outside {span.rstrip()}"
    notes.error("out-of-range", node.place, message, f"write a number from {span.rstrip()}")


def one_of(*words: str) -> Reader[str]:
    """Read one of ``words``."""
    return one_word_of(words)


def one_word_of(words: Collection[str], code: str = "unknown-value") -> Reader[str]:
    """Read one of ``words``; another is noted as ``code``."""

    def read(node: Node, key: str, notes: Notes) -> str | None:
        value = line(node, key, notes)
        if value is None or value in words:
            return value
        close = notes.meant(value, words)
        listed = ", ".join(sorted(words))
        hint = f"did you mean {close}?" if close else f"write one of: {listed}"
        notes.error(code, node.place, f"{key}: {shown(value)} is not known", hint)
        return None

    return read


def list_of(read_item: Reader[T], what: str) -> Reader[tuple[T, ...]]:
    """Read a list; items that are wrong are noted and left out."""

    def read(node: Node, key: str, notes: Notes) -> tuple[T, ...] | None:
        if not isinstance(node, Items):
            hint = f"write {key}: [{node.text}]" if isinstance(node, Scalar) else ""
            wrong_type(node, key, f"a list of {what}", notes, hint)
            return None
        values = []
        for item in node.items:
            if _is_empty(item):
                wrong_type(item, key, f"a list of {what}", notes)
            elif (value := read_item(item, key, notes)) is not None:
                values.append(value)
        return tuple(values)

    return read


def one_or_many(read_item: Reader[T], what: str) -> Reader[tuple[T, ...]]:
    """Read a value or a list of them."""
    read_list = list_of(read_item, what)

    def read(node: Node, key: str, notes: Notes) -> tuple[T, ...] | None:
        if isinstance(node, Items):
            return read_list(node, key, notes)
        value = read_item(node, key, notes)
        return None if value is None else (value,)

    return read


def mapping(read_fields: Callable[[Fields], T | None], what: str) -> Reader[T]:
    """Read a mapping by its keys; ``what`` is what problems call it."""

    def read(node: Node, key: str, notes: Notes) -> T | None:
        if not isinstance(node, Mapping):
            wrong_type(node, key, "keys and their values", notes)
            return None
        fields = Fields(node, node.place, notes, what=what)
        value = read_fields(fields)
        fields.close()
        return value

    return read


def by_key(read_key: Reader[str], read_value: Reader[T]) -> Reader[tuple[tuple[str, T], ...]]:
    """Read a mapping whose keys are free: ``{en: The Ferry, ar: …}``."""

    def read(node: Node, key: str, notes: Notes) -> tuple[tuple[str, T], ...] | None:
        if not isinstance(node, Mapping):
            wrong_type(node, key, "keys and their values", notes)
            return None
        values: dict[str, T] = {}
        for entry in node.entries:
            name = read_key(Scalar(entry.key, entry.key, entry.place), key, notes)
            if _is_empty(entry.value):
                wrong_type(entry.value, f"{key}: {entry.key}", "a value", notes)
                continue
            value = read_value(entry.value, f"{key}: {entry.key}", notes)
            if name is not None and value is not None:
                values[name] = value
        return tuple(values.items())

    return read
