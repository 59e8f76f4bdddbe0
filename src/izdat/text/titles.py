"""A heading's source → its words and its id."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from izdat.model.content import Inline, Text
from izdat.model.place import Place
from izdat.text.attributes import AttributeSlip, read_attributes
from izdat.text.findings import shown
from izdat.text.inlines import Passage, parse_inlines

_ID = re.compile(r"(?:^|[ \t]+)(\{[^{}]*\})$")


@dataclass(frozen=True, slots=True)
class Title:
    words: str  # may be empty: that is reported
    id: str  # may be empty
    id_place: Place


def read_title(passage: Passage) -> Title:
    """Return what a heading says: words, and ``{#id}`` behind them."""
    words, name, at = passage.source, "", 0
    if found := _ID.search(words):
        name, at = _heading_id(passage, found.start(1))
        words = words[: found.start()]
    # Only the words are read, but they stand where they stood.
    inner = Passage(passage.findings, words, passage.line)
    said = only_words(parse_inlines(inner), inner, "a heading")
    if not said:
        passage.report("heading-empty", 0, "this heading has no words", "")
    return Title(said, name, passage.place(at))


def only_words(children: Sequence[Inline], passage: Passage, where: str) -> str:
    """Return the words of what can hold nothing else; anything else is reported."""
    words = [node.text for node in children if isinstance(node, Text)]
    if len(words) == len(children):
        return "".join(words)
    hint = r"take them out; a literal [ is \[, * is \*"
    passage.report("marks-in-title", 0, f"marks are not read in {where}", hint)
    return " ".join(words).strip()


def _heading_id(passage: Passage, at: int) -> tuple[str, int]:
    attributes = read_attributes(passage.source, at)
    if isinstance(attributes, AttributeSlip):
        message, hint = attributes.message, attributes.hint
        passage.report("attributes-unreadable", attributes.position, message, hint)
        return "", at
    name, name_at = "", at
    for given in attributes.attributes:
        if given.kind == "id" and not name:
            name, name_at = given.value, given.position
        else:
            wrong = f".{given.name}" if given.kind == "class" else given.name
            message = f"{shown(wrong)[1:-1]} does not belong here"
            hint = "a heading has an id only: {#id}"
            passage.report("unknown-attribute", given.position, message, hint)
    return name, name_at
