"""A review file → the suggestions that an editor ticked, with what is wrong at its line."""

from dataclasses import dataclass
from pathlib import Path

from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.read.decode import decode, read_bytes
from izdat.read.fields import Fields, boolean, integer, line, one_of, text, wrong_type
from izdat.read.notes import Notes, shown
from izdat.read.values import edtf
from izdat.read.yaml import MOST_BYTES, Items, Mapping, Scalar, read_yaml
from izdat.text.findings import ID

KINDS = ("figure", "date", "correction", "quotation", "vague")
_MOST_OFFSET = 1 << 30
REFERENCES = ("corrects", "disputes", "updates", "agrees")


@dataclass(frozen=True, slots=True)
class Ticked:
    """A suggestion with ``accept: true``."""

    kind: str
    start: int
    end: int
    text: str
    id: str
    values: tuple[tuple[str, str], ...]
    place: Place


def read_review(path: Path, name: str) -> tuple[str, tuple[Ticked, ...], tuple[Problem, ...]]:
    """Return the episode that a review file is of, what is ticked in it, and what is wrong."""
    notes = Notes()
    data = read_bytes(path, name, notes, MOST_BYTES + 1)
    if data is not None and len(data) > MOST_BYTES:
        notes.error("yaml-too-large", Place(name), "this review is larger than 1 MiB")
        return "", (), notes.found()
    source = None if data is None else decode(data, name, notes)
    if source is None:
        return "", (), notes.found()
    node, problems = read_yaml(source, file=name)
    notes.problems.extend(problems)
    if not isinstance(node, Mapping):
        if node is not None:
            wrong_type(node, name, "keys and their values", notes, "write episode: …")
        return "", (), notes.found()
    fields = Fields(node, Place(name, 1, 1), notes, what="the review")
    episode = fields.need("episode", line, "")
    fields.known.append("suggestions")
    given = fields.entries.get("suggestions")
    ticked: list[Ticked] = []
    if given is not None and not isinstance(given.value, Items):
        wrong_type(given.value, "suggestions", "a list", notes)
    elif given is not None and isinstance(given.value, Items):
        for item in given.value.items:
            found = _ticked(Fields(item, item.place, notes, what="a suggestion"), notes)
            ticked += [found] if found else []
    fields.close()
    return episode, tuple(ticked), notes.found()


def _ticked(fields: Fields, notes: Notes) -> Ticked | None:
    accept = fields.get("accept", boolean, False)
    for key in ("around", "reads", "reason", "line"):  # for the editor to read
        fields.known.append(key)
    kind = fields.need("kind", one_of(*KINDS), "")
    start = fields.need("start", integer(0, _MOST_OFFSET), -1)
    end = fields.need("end", integer(0, _MOST_OFFSET), -1)
    words = _exact(fields)
    name = fields.get("id", line, "")
    values = [(key, fields.get(key, line, "")) for key in ("of", "at", "by", "src", *REFERENCES)]
    values.insert(2, ("when", fields.get("when", edtf, "")))
    fields.close()
    if not accept or not kind or not 0 <= start < end:
        return None
    if name and not ID.fullmatch(name):
        hint = "write letters, digits, - and _, as in homes-1"
        notes.error("bad-id", fields.place_of("id"), f"id: {shown(name)} is no id", hint)
        return None
    return Ticked(kind, start, end, words, name, tuple(values), fields.place)


def _exact(fields: Fields) -> str:
    """Return the words as they are written, with the spaces around them."""
    fields.need("text", text, "")
    entry = fields.entries.get("text")
    return entry.value.text if entry is not None and isinstance(entry.value, Scalar) else ""
