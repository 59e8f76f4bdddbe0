"""The protect list: whose names must not be published. Read from outside the show, and never kept.

Nothing that is read here prints, pickles or is digested: no log, store, process or message of an
error can be given it by mistake. A problem tells the line of the list, and no word of it.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.secret import Secret

LARGEST = 1 << 20  # bytes of a list
SHORTEST = 2  # letters of a name
FEWEST_DIGITS = 6  # of a telephone number

NAMES, ALSO, PHONES, MAIL, HANDLES, PLACES = (
    "names", "also", "phones", "mail", "handles", "places",
)  # fmt: skip
FIELDS = (NAMES, ALSO, PHONES, MAIL, HANDLES, PLACES)


@dataclass(frozen=True, slots=True, repr=False)
class Person(Secret):
    """One who must not be named."""

    id: str  # as in the show: ``who=p4``
    names: tuple[str, ...] = ()  # in full: given names first, the surname last
    also: tuple[str, ...] = ()  # aliases, diminutives, other surnames
    phones: tuple[str, ...] = ()
    mail: tuple[str, ...] = ()
    handles: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # that tell who is meant only beside something else
    is_contextual: bool = False  # a surname or an alias alone tells nothing: it is a common one


@dataclass(frozen=True, slots=True, repr=False)
class Allowed(Secret):
    """Words in which a name may stand: a street that is called so."""

    text: str
    line: int
    until: date  # the last day


@dataclass(frozen=True, slots=True, repr=False)
class ProtectList(Secret):
    """Everybody who must not be named."""

    people: tuple[Person, ...]
    allowed: tuple[Allowed, ...] = ()
    path: Path = field(default_factory=Path)


def read_list(
    path: Path, apart_from: tuple[Path, ...] = ()
) -> tuple[ProtectList | None, list[Problem]]:
    """Return the list at ``path``, and all that is wrong with it; None with an error in it.

    ``apart_from``: folders in which it must not lie, the show's and the published one.
    """
    place = Place(path.name)
    wrong = _why_not(path, apart_from)
    if wrong:
        return None, [Problem("protect-list-unsafe", place, *wrong)]
    reader = _Reader(path.name)
    found = reader.read(path.read_bytes())
    if reader.problems or found is None:
        return None, reader.problems
    return ProtectList(found.people, found.allowed, path), []


def _why_not(path: Path, apart_from: tuple[Path, ...]) -> tuple[str, str] | None:
    """Return why a file may not be read as a list, and what to do."""
    try:
        real = path.resolve(strict=True)
        status = path.stat()
    except OSError:
        return "the protect list is not there", "name the file with --protect or IZDAT_PROTECT"
    if not stat.S_ISREG(status.st_mode):
        return "the protect list is no file", "name the file itself"
    if status.st_size > LARGEST:
        return "the protect list is larger than 1 MB", "is it the right file?"
    if os.name == "posix" and status.st_mode & 0o077:
        return "others may read the protect list", f"type: chmod 600 {path.name}"
    if any(real.is_relative_to(folder.resolve()) for folder in apart_from):
        return (
            "the protect list lies in the show",
            "keep it elsewhere: a show is copied, backed up and shared",
        )
    return None


class _Reader:
    """Reads the list's YAML; notes every slip by its line alone."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.problems: list[Problem] = []

    def read(self, data: bytes) -> ProtectList | None:
        try:
            root = yaml.compose(data.decode("utf-8-sig"), Loader=yaml.CSafeLoader)
        except UnicodeDecodeError:
            self._note(1, "the protect list is not UTF-8", "save it as UTF-8")
            return None
        except yaml.MarkedYAMLError as error:  # its message may quote the list
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            self._note(line, "this is not YAML", "a name with a colon or quotes goes in quotes")
            return None
        except (yaml.YAMLError, RecursionError):
            self._note(1, "this is not YAML")
            return None
        people: list[Person] = []
        allowed: list[Allowed] = []
        for key, node in self._items(root, "people, and allowed"):
            if key == "people":
                people = [self._person(*each) for each in self._people(node)]
            elif key == "allowed":
                allowed = [a for each in self._sequence(node) if (a := self._exception(each))]
            else:
                self._note(_line(node), "only people and allowed stand here")
        if not people and not self.problems:
            self._note(1, "the protect list names nobody", "people: {p4: {names: [...]}}")
        return ProtectList(tuple(people), tuple(allowed))

    def _people(self, node: yaml.Node) -> Iterator[tuple[str, yaml.Node, int]]:
        known = set()
        for name, own in self._items(node, "the people by their ids"):
            if name in known:
                self._note(_line(own), "an id stands twice")
            known.add(name)
            yield name, own, _line(own)

    def _person(self, id: str, node: yaml.Node, line: int) -> Person:
        given: dict[str, tuple[str, ...]] = {}
        is_contextual = False
        for key, value in self._items(node, f"the fields of {id}"):
            if key in FIELDS:
                given[key] = tuple(self._texts(key, value))
            elif key == "contextual":
                is_contextual = getattr(value, "value", "") in ("true", "True", "yes")
            else:
                self._note(_line(value), f"{id} has a field that is not known",
                           f"known are {', '.join(FIELDS)} and contextual")  # fmt: skip
        if not any(given.values()):
            self._note(line, f"{id} has nothing to look for", "give at least names: [...]")
        return Person(id, **given, is_contextual=is_contextual)

    def _texts(self, key: str, node: yaml.Node) -> Iterator[str]:
        for each in self._sequence(node):
            if not isinstance(each, yaml.ScalarNode):
                self._note(_line(each), "a text is expected here")
                continue
            text = str(each.value).strip()
            letters = sum(c.isalnum() for c in text)
            digits = sum(c.isdigit() for c in text)
            if letters < SHORTEST or (key == PHONES and digits < FEWEST_DIGITS):
                self._note(_line(each), "this is too short to be looked for",
                           "it would be found everywhere")  # fmt: skip
                continue
            yield text

    def _exception(self, node: yaml.Node) -> Allowed | None:
        line = _line(node)
        given = dict(self._items(node, "text, reason and until"))
        values = {key: str(getattr(value, "value", "")).strip() for key, value in given.items()}
        if not values.get("reason"):
            self._note(line, "an exception needs its reason", "reason: a street of this name")
        try:
            until = date.fromisoformat(values.get("until", ""))
        except ValueError:
            self._note(line, "an exception needs its last day", "until: 2031-04-07")
            return None
        if len(values.get("text", "")) < SHORTEST:
            self._note(line, "an exception needs the text that is allowed")
            return None
        return Allowed(values["text"], line, until)

    def _items(self, node: yaml.Node | None, what: str) -> Iterator[tuple[str, yaml.Node]]:
        if not isinstance(node, yaml.MappingNode):
            self._note(_line(node) if node else 1, f"here are expected {what}")
            return
        for key, value in node.value:
            yield str(getattr(key, "value", "")), value

    def _sequence(self, node: yaml.Node) -> list[yaml.Node]:
        return node.value if isinstance(node, yaml.SequenceNode) else [node]

    def _note(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem("bad-protect-list", Place(self._name, line), message, hint))


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
