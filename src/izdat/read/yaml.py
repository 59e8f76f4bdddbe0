"""YAML 1.2 with positions → nodes.

libyaml splits the text into events; what a plain word means is decided here, by the core schema
of YAML 1.2 (https://yaml.org/spec/1.2.2/, section 10.3.2): ``no`` is a word, ``2031-04-07`` is a
word, ``0o17`` is a number. What would let a text mean something else than it shows (anchors,
aliases, tags, merge keys, a key twice) is refused.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

import yaml

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.read.notes import Notes, shown

MOST_BYTES = 1 << 20  # of one YAML text; a show that needs more is not written by hand
MOST_DEPTH = 20  # mappings and lists inside one another
MOST_DIGITS = 400  # of a number; a longer one stays text

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# All that YAML 1.2.2, section 5.1, lets a text hold, less what libyaml would take for the end of
# a line and an editor does not show as one (NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR).
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_NULL = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEAN = {
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEXADECIMAL = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value: ``value`` as the core schema reads it, ``text`` as it is written."""

    value: str | int | float | bool | None
    text: str
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: "tuple[Node, ...]"
    place: Place = field(compare=False)


@dataclass(frozen=True, slots=True)
class Entry:
    key: str
    value: "Node"
    place: Place = field(compare=False)  # of the key


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys and their values, in the order of the text, each key once."""

    entries: tuple[Entry, ...]
    place: Place = field(compare=False)


Node = Scalar | Items | Mapping


def read_yaml(
    source: str, *, file: str, first_line: int = 1
) -> tuple[Node | None, tuple[Problem, ...]]:
    """Return what ``source`` says and what is wrong with it; None if it says nothing at all.

    ``first_line`` is the line of ``file`` on which ``source`` begins.
    """
    notes = Notes()
    node = _Reading(source, file, first_line, notes).document()
    return node, notes.found()


def resolve(text: str) -> str | int | float | bool | None:
    """Return what a plain scalar means by the core schema of YAML 1.2."""
    if not text:
        return None
    first = text[0]
    if first not in "-+.0123456789~nNtTfF":
        return text
    if text in _NULL:
        return None
    if text in _BOOLEAN:
        return _BOOLEAN[text]
    if len(text) > MOST_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text):
        return int(text[2:], 8)
    if _HEXADECIMAL.fullmatch(text):
        return int(text[2:], 16)
    if _FLOAT.fullmatch(text):
        return float(text)
    if _SPECIAL_FLOAT.fullmatch(text):
        return float(text.replace(".", ""))
    return text


class _Mark(Protocol):
    """Where libyaml's or PyYAML's own parser stands."""

    @property
    def index(self) -> int:
        """Characters before it."""


class _Stop(Exception):
    """The text cannot be read any further; the problem is noted."""


class _Reading:
    """One pass over the events of one text."""

    def __init__(self, source: str, file: str, first_line: int, notes: Notes) -> None:
        self.source = source
        self.file = file
        self.first_line = first_line
        self.notes = notes
        # Lines as an editor counts them, whatever libyaml makes of the text.
        self.starts = [0, *(match.end() for match in re.finditer(r"\n|\r\n?", source))]

    def place(self, mark: "_Mark | None") -> Place:
        return self.place_at(0 if mark is None else min(mark.index, len(self.source)))

    def place_at(self, index: int) -> Place:
        line = bisect_right(self.starts, index) - 1
        return Place(self.file, self.first_line + line, index - self.starts[line] + 1)

    def document(self) -> Node | None:
        forbidden = _FORBIDDEN.search(self.source, 0, MOST_BYTES)
        if not forbidden and len(self.source.encode()) > MOST_BYTES:
            self.notes.error(
                "yaml-too-large",
                self.place_at(0),
                "this YAML is larger than 1 MiB",
                "move texts into the body of the episode",
            )
            return None
        if forbidden:
            self.notes.error(
                "control-character",
                self.place_at(forbidden.start()),
                f"there is an invisible character here, U+{ord(forbidden.group()):04X}",
                "delete it and type what stands around it anew",
            )
            return None
        loader = _Loader(self.source)
        try:
            return self.first_document(_events(loader))
        except _Stop:
            return None
        except yaml.MarkedYAMLError as error:
            self.not_yaml(error)
            return None
        finally:
            loader.dispose()

    def first_document(self, events: "Iterator[yaml.Event]") -> Node | None:
        node: Node | None = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.notes.error(
                        "second-document",
                        self.place(event.start_mark),
                        "a second YAML document begins here",
                        "keep one, and delete this line of dashes",
                    )
                    break
            elif isinstance(event, yaml.NodeEvent):
                node = self.node(event, events, 1)
        return None if isinstance(node, Scalar) and node.value is None else node

    def node(self, event: "yaml.Event", events: "Iterator[yaml.Event]", depth: int) -> Node:
        place = self.place(event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(place, f"*{event.anchor}", "an alias", "write the value out")
            return Scalar(None, "", place)
        if anchor := getattr(event, "anchor", None):
            self.refuse(place, f"&{anchor}", "an anchor", "delete it")
        if tag := getattr(event, "tag", None):
            self.refuse(place, str(tag), "a tag", "delete it; quote the value if it is text")
        if isinstance(event, yaml.ScalarEvent):
            value = event.value if event.style else resolve(event.value)
            return Scalar(value, event.value, place)
        if depth > MOST_DEPTH:
            self.notes.error(
                "yaml-too-deep", place, f"more than {MOST_DEPTH} levels inside one another"
            )
            raise _Stop
        if isinstance(event, yaml.SequenceStartEvent):
            return self.items(place, events, depth)
        return self.mapping(place, events, depth)

    def items(self, place: Place, events: "Iterator[yaml.Event]", depth: int) -> Items:
        items = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self.node(event, events, depth + 1))
        return Items(tuple(items), place)

    def mapping(self, place: Place, events: "Iterator[yaml.Event]", depth: int) -> Mapping:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            key = self.node(event, events, depth + 1)
            value = self.node(next(events), events, depth + 1)
            if not isinstance(key, Scalar):
                self.notes.error(
                    "key-not-text", key.place, "a key must be a word, not a list or a mapping"
                )
            elif key.text == "<<":
                self.refuse(key.place, "<<", "a merge key", "write the keys out")
            elif key.text in entries:
                self.notes.error(
                    "duplicate-key",
                    key.place,
                    f"{shown(key.text)} stands here for the second time",
                    f"keep one; the first is on line {entries[key.text].place.line}",
                )
            else:
                entries[key.text] = Entry(key.text, value, key.place)
        return Mapping(tuple(entries.values()), place)

    def refuse(self, place: Place, text: str, what: str, hint: str) -> None:
        self.notes.error(
            "yaml-not-plain", place, f"{what} of YAML, {shown(text)}, is not taken here", hint
        )

    def not_yaml(self, error: "yaml.MarkedYAMLError") -> None:
        mark, begun = error.problem_mark, error.context_mark
        opener = "" if begun is None else self.source[begun.index : begun.index + 1]
        if begun and opener in _CLOSERS and (mark is None or mark.line > begun.line):
            self.notes.error(
                "yaml-syntax",
                self.place(begun),
                f"what this {opener} opens is not closed",
                f"close it with {_CLOSERS[opener]}",
            )
            return
        problem = str(error.problem or error.context or "")
        if mark is None or problem == "could not find expected ':'":
            mark = begun or mark  # the line without a colon, not the one after it
        last = max(len(self.source.rstrip()) - 1, 0)
        index = 0 if mark is None else min(mark.index, last)
        message, hint = _in_plain_words(problem)
        if "\t" in self.source[max(index - 1, 0) : index + 1]:
            message, hint = "a tab cannot indent YAML", "use spaces"
        self.notes.error("yaml-syntax", self.place_at(index), message, hint)


def _events(loader: "yaml.SafeLoader") -> "Iterator[yaml.Event]":
    while loader.check_event():
        yield loader.get_event()  # type: ignore[no-untyped-call]  # not in the stubs


_CLOSERS = {"[": "]", "{": "}", "'": "'", '"': '"'}

# What libyaml and PyYAML say, by a part of it, in words that say what to type.
_PLAIN_WORDS = (
    (
        "mapping values are not allowed",
        "a colon followed by a space stands inside a value",
        'put the whole value in quotation marks: title: "Part two: the pier"',
    ),
    (
        "cannot start any token",
        "a value cannot begin with this character",
        'put the value in quotation marks: "@host"',
    ),
    ("could not find expected ':'", "this line has no colon", "write key: value"),
    (
        "end of stream",
        "a quotation mark or bracket that was opened is not closed",
        "close it",
    ),
    ("expected ',' or '}'", "a comma or } is missing before this", "write {a: one, b: two}"),
    ("expected ',' or ']'", "a comma or ] is missing before this", "write [one, two]"),
    (
        "did not find expected key",
        "this line does not fit the lines above it",
        "indent it as they are; put a value that holds quotation marks in the other kind",
    ),
    ("expected <block end>", "this line does not fit the lines above it", "indent it as they are"),
    (
        "expected '-' indicator",
        "this line does not fit the list above it",
        "begin it with “- ”, or indent it further",
    ),
    (
        "expected node content",
        "a value is missing here, or a bracket is not closed",
        "write the value, or close the bracket",
    ),
    ("unknown escape character", "this backslash means nothing in “…”", "write \\\\ or use '…'"),
    (
        "document start",
        "this stands after the end of the YAML",
        "indent it, or delete the line before it",
    ),
)


def _in_plain_words(problem: str) -> tuple[str, str]:
    for part, message, hint in _PLAIN_WORDS:
        if part in problem:
            return message, hint
    return f"this is not YAML: {problem}", "put values in quotation marks if in doubt"
