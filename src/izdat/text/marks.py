"""``[words]{…}`` → a claim, an event, a quotation, a note, a withheld name, another language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from izdat.model.content import Claim, Event, Foreign, Inline, Note, Quoted, Withheld
from izdat.text.attributes import Attribute
from izdat.text.dates import is_edtf
from izdat.text.findings import ID, shown
from izdat.text.languages import is_language
from izdat.text.slugs import nearest

if TYPE_CHECKING:
    from izdat.model.place import Place
    from izdat.text.brackets import Bracket
    from izdat.text.inlines import Passage

REFERENCES = ("corrects", "disputes", "updates", "agrees")

# What each mark may say, in the order in which it is written back.
ALLOWED: dict[str, tuple[str, ...]] = {
    "claim": ("id", "of", "at", "when", "by", *REFERENCES, "src", "n", "op", "lang"),
    "event": ("id", "at", "when", "by", "src", "lang"),
    "quote": ("id", "by", "when", "src", "lang"),
    "withheld": ("who", "lang"),
    "note": ("lang",),
    "tn": ("lang",),
    "": ("lang",),
}


def make_mark(
    bracket: Bracket, children: tuple[Inline, ...], place: Place, passage: Passage
) -> Sequence[Inline]:
    """Return the node of a mark, or its bare children where the mark is wrong: that is reported."""
    if not bracket.attributes:
        if bracket.end > bracket.close + 1:
            _without_kind(bracket, passage)
        return children
    kind = _kind(bracket, passage)
    if kind is None:
        return children
    values = _values(kind, bracket.attributes, passage)
    lang = values.pop("lang", "")
    if lang:
        children = (Foreign(children, lang, place),)
    if not kind:
        return children
    if kind == "note":
        return (Note(children, "editor", place),)
    if kind == "tn":
        return (Note(children, "translator", place),)
    if kind == "withheld":
        return _withheld(bracket, children, values, place, passage)
    return _identified(kind, bracket, children, values, place, passage)


def _kind(bracket: Bracket, passage: Passage) -> str | None:
    """Return which mark it is; "" is words in another language, None is a slip."""
    classes = [a for a in bracket.attributes if a.kind == "class"]
    known = [a for a in classes if a.name in ALLOWED]
    for given in classes:
        if given.name not in ALLOWED:
            near = nearest(given.name, [name for name in ALLOWED if name])
            hint = f"did you mean .{near}?" if near else "marks are " + _kinds()
            message = f"there is no mark .{given.name[:40]}"
            passage.report("unknown-mark", given.position, message, hint)
    if len(known) > 1:
        message = f"one mark cannot be .{known[0].name} and .{known[1].name} at once"
        passage.report("mark-twice", known[1].position, message, "put one inside the other")
    if known:
        return known[0].name
    if classes:
        return None
    if any(a.name == "lang" for a in bracket.attributes):
        return ""
    _without_kind(bracket, passage)
    return None


def _without_kind(bracket: Bracket, passage: Passage) -> None:
    hint = f"say which mark it is: {_kinds()}; or lang="
    passage.report("mark-without-kind", bracket.close + 1, "this list names no mark", hint)


def _kinds() -> str:
    return ", ".join(f".{name}" for name in ALLOWED if name)


def _values(kind: str, attributes: tuple[Attribute, ...], passage: Passage) -> dict[str, str]:
    """Return the allowed values; every other one, and every bad one, is reported."""
    values: dict[str, str] = {}
    for given in attributes:
        if given.kind == "class":
            continue
        name = given.name
        what = f".{kind}" if kind else "[…]{lang=…}"
        if name not in ALLOWED[kind]:
            near = nearest(name, ALLOWED[kind])
            hint = f"did you mean {near}?" if near else f"it has {', '.join(ALLOWED[kind])}"
            passage.report(
                "unknown-attribute", given.position, f"{what} has no {shown(name)[1:-1]}", hint
            )
        elif name in values:
            passage.report(
                "attribute-twice", given.position, f"{name} is given twice", "keep one of them"
            )
        elif _is_good(given, passage):
            values[name] = given.value
    return values


def _is_good(given: Attribute, passage: Passage) -> bool:
    name, value, at = given.name, given.value, given.position
    if not value:
        passage.report("attribute-empty", at, f"{name} has no value", "leave it out")
        return False
    if name == "when" and not is_edtf(value):
        hint = "write 2031-04-02, 2031-04, 2031~ or 2031-04-02/2031-04-06"
        passage.report("bad-date", at, f"{shown(value)} is no date", hint)
        return False
    if name == "lang" and not is_language(value):
        hint = "write its BCP 47 tag: fr, pt-BR, zh-Hant"
        passage.report("bad-language", at, f"{shown(value)} is no language", hint)
        return False
    if name == "who" and not ID.fullmatch(value):
        hint = "the id from your protect list: who=p4; never a name"
        passage.report("bad-id", at, "who cannot be read as an id", hint)
        return False
    if name == "of" and not ID.fullmatch(value):  # it becomes an address
        hint = "write the measure's id in letters a to z, digits, - and _: of=homes-flooded"
        passage.report("bad-id", at, f"of={shown(value)} is no id", hint)
        return False
    if name in REFERENCES:
        for claim in value.split():
            passage.findings.references.append((claim, name, passage.place(at)))
    return True


def _withheld(
    bracket: Bracket,
    children: tuple[Inline, ...],
    values: dict[str, str],
    place: Place,
    passage: Passage,
) -> Sequence[Inline]:
    who = values.get("who", "")
    if not who:
        if not any(a.name == "who" for a in bracket.attributes):
            hint = "name the entry of your protect list: {.withheld who=p4}"
            passage.report("withheld-without-who", bracket.start, "whose name is withheld?", hint)
        return children
    return (Withheld(children, who, place),)


def _identified(
    kind: str,
    bracket: Bracket,
    children: tuple[Inline, ...],
    values: dict[str, str],
    place: Place,
    passage: Passage,
) -> Sequence[Inline]:
    """Return a claim, an event or a quotation; the first two need an id."""
    name = values.pop("id", "")
    if not name and kind != "quote":
        if not any(a.name == "id" for a in bracket.attributes):
            code, hint = f"{kind}-without-id", f"give it one: {{.{kind} #its-id}}"
            passage.report(code, bracket.start, f"this {kind} has no id", hint)
        return children
    if name:
        at = next(a.position for a in bracket.attributes if a.name == "id")
        if kind == "claim":
            passage.findings.claims.add(name)
        if not passage.findings.take_id(name, passage.place(at), kind):
            return children
    if kind == "claim":
        return (Claim(children, name, place=place, **values),)
    if kind == "event":
        return (Event(children, name, place=place, **values),)
    return (Quoted(children, name, place=place, **values),)
