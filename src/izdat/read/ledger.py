"""``claims.yaml`` → what it says of measures and claims, with what is wrong at its line."""

import os
from pathlib import Path

from izdat.model.claim import ClaimDetails, LedgerFile, Measure, RelationKind
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.read.decode import decode, read_bytes
from izdat.read.fields import Fields, boolean, by_key, line, one_or_many, text, wrong_type
from izdat.read.notes import Notes, shown
from izdat.read.values import edtf, language
from izdat.read.yaml import MOST_BYTES, Entry, Mapping, read_yaml
from izdat.text.findings import ID

NAME = "claims.yaml"
MOST_ENTRIES = 20_000

# Keys of a claim that name others, and the relation that each is.
RELATIONS: dict[str, RelationKind] = {
    "corrects": "corrects", "disputes": "disputes", "updates": "updates", "agrees": "agrees",
    "repeats": "repeats", "refines": "refines", "loses-the-qualifier-of": "loses the qualifier",
    "has-another-scope-than": "other scope", "has-another-term-than": "other term",
    "supports": "supports by arithmetic",
}  # fmt: skip


def read_ledger(folder: Path) -> tuple[LedgerFile, tuple[Problem, ...]]:
    """Return what the show's ``claims.yaml`` says; nothing where there is none."""
    notes = Notes()
    path = folder / NAME
    if not os.path.lexists(path):
        return LedgerFile(), ()
    data = read_bytes(path, NAME, notes, MOST_BYTES + 1)
    if data is not None and len(data) > MOST_BYTES:
        notes.error("yaml-too-large", Place(NAME), "this YAML is larger than 1 MiB")
        return LedgerFile(), notes.found()
    source = None if data is None else decode(data, NAME, notes)
    if source is None:
        return LedgerFile(), notes.found()
    node, problems = read_yaml(source, file=NAME)
    notes.problems.extend(problems)
    if node is not None and not isinstance(node, Mapping):
        wrong_type(node, NAME, "keys and their values", notes, "write measures: and claims:")
    if not isinstance(node, Mapping):
        return LedgerFile(), notes.found()
    fields = Fields(node, Place(NAME, 1, 1), notes, what=NAME)
    measures = tuple(_measure(entry, notes) for entry in _entries(fields, "measures", notes))
    claims = tuple(_claim(entry, notes) for entry in _entries(fields, "claims", notes))
    fields.close()
    return LedgerFile(measures, claims), notes.found()


def _entries(fields: Fields, key: str, notes: Notes) -> tuple[Entry, ...]:
    """Return the entries of a mapping whose keys are ids; those that are none are noted."""
    fields.known.append(key)
    given = fields.entries.get(key)
    if given is None:
        return ()
    if not isinstance(given.value, Mapping):
        wrong_type(given.value, key, "ids and what is said of each", notes)
        return ()
    good = []
    for entry in given.value.entries[:MOST_ENTRIES]:
        if all(ID.fullmatch(part) for part in entry.key.split("/", 1)):
            good.append(entry)
        else:
            hint = "write the id of its mark, homes-1, or with its episode, night-1/homes-1"
            message = f"{key}: {shown(entry.key)} is no id"
            notes.error("bad-id", entry.place, message, hint)
    return tuple(good)


def _measure(entry: Entry, notes: Notes) -> Measure:
    fields = Fields(entry.value, entry.place, notes, what=f"measure {entry.key}")
    measure = Measure(
        id=entry.key,
        title=fields.get("title", line, ""),
        unit=fields.get("unit", line, ""),
        at=fields.get("at", line, ""),
        window=fields.get("window", edtf, ""),
        titles=fields.get("titles", by_key(language, line), ()),
        units=fields.get("units", by_key(language, line), ()),
        cumulative=fields.get("cumulative", boolean, None),
        parts=fields.get("parts", one_or_many(line, "ids"), ()),
        place=entry.place,
    )
    fields.close()
    return measure


def _claim(entry: Entry, notes: Notes) -> ClaimDetails:
    fields = Fields(entry.value, entry.place, notes, what=f"claim {entry.key}")
    relations = tuple(
        (kind, other)
        for key, kind in RELATIONS.items()
        for other in fields.get(key, one_or_many(line, "claims"), ())
    )
    details = ClaimDetails(
        id=entry.key,
        words=fields.get("words", line, ""),
        when=fields.get("when", edtf, ""),
        at=fields.get("at", line, ""),
        by=fields.get("by", line, ""),
        src=fields.get("src", line, ""),
        counted=fields.get("counted", line, ""),
        note=fields.get("note", text, ""),
        relations=relations,
        place=entry.place,
    )
    fields.close()
    return details
