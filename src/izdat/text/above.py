"""The line of attributes above a paragraph: ``{.stage}``, ``{.verse}``, ``{from="call:3"}``."""

import re
from dataclasses import dataclass

from izdat.text.attributes import Attribute, AttributeSlip, read_attributes
from izdat.text.findings import shown
from izdat.text.inlines import Passage
from izdat.text.slugs import nearest

_FROM = re.compile(r"[A-Za-z0-9_-]{1,80}:[1-9]\d{0,5}", re.ASCII)
_STYLES = ("stage", "verse")


@dataclass(frozen=True, slots=True)
class Above:
    """What a line says of the paragraph below it."""

    passage: Passage
    style: str = ""  # "stage", "verse" or ""
    source: str = ""  # "segment:number"

    def report_misplaced(self) -> None:
        hint = "it belongs on the line right above a paragraph"
        self.passage.report("attributes-misplaced", 0, "this list belongs to nothing", hint)


def read_above(passage: Passage) -> Above | None:
    """Return what the line says; None if it cannot be read, which is reported."""
    read = read_attributes(passage.source, 0)
    if isinstance(read, AttributeSlip):
        passage.report("attributes-unreadable", read.position, read.message, read.hint)
        return None
    if read.end < len(passage.source):
        hint = r"the list stands on a line of its own; a literal { is \{"
        passage.report("attributes-misplaced", 0, "this list belongs to nothing", hint)
        return None
    style = source = ""
    for given in read.attributes:
        if given.kind == "class" and given.name in _STYLES and not style:
            style = given.name
        elif given.kind == "key" and given.name == "from" and not source:
            source = _source(given, passage)
        else:
            _report_unknown(given, passage)
    above = Above(passage, style, source)
    if style == "stage" and source:
        above.report_misplaced()
    return above


def _source(given: Attribute, passage: Passage) -> str:
    if _FROM.fullmatch(given.value):
        return given.value
    hint = "the segment's id and the paragraph's number there: from=\"call:3\""
    message = f"{shown(given.value)} names no paragraph"
    passage.report("bad-from", given.position, message, hint)
    return ""


def _report_unknown(given: Attribute, passage: Passage) -> None:
    if given.kind == "class":
        near = nearest(given.name, _STYLES)
        hint = f"did you mean .{near}?" if near else "above a paragraph: .stage or .verse"
        message = f"{shown('.' + given.name)[1:-1]} does not belong here"
        passage.report("unknown-mark", given.position, message, hint)
        return
    hint = 'above a paragraph: .stage, .verse or from="segment:3"'
    message = f"{shown(given.name)[1:-1]} does not belong here"
    passage.report("unknown-attribute", given.position, message, hint)
