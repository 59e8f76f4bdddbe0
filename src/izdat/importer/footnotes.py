"""Notes that stand apart from the words they belong to: "[1]" here, "[1] …" further down."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

DEFINITION = re.compile(r"\[\^?(?P<label>\d{1,3})\]:?\s+(?=\S)")
REFERENCE = re.compile(r"\[\^?(?P<label>\d{1,3})\]")


def find_footnotes(passages: Sequence[Passage], parts: Parts) -> Found:
    """Return the notes that something refers to, each once."""
    found: dict[int, Part] = {}
    definitions = {
        i: match
        for i, p in enumerate(passages)
        if i not in parts and (match := DEFINITION.match(p.text))
    }
    referred = _referred(passages, [i for i in range(len(passages)) if i not in definitions], parts)
    decisions = []
    taken: set[str] = set()
    for i, match in definitions.items():
        label = match["label"]
        if label in taken or label not in referred:
            continue
        taken.add(label)
        found[i] = Part("footnote", match.end(), label=label, confidence=0.85)
        decisions.append(
            Decision(
                passages[i].line,
                "footnote-text",
                (
                    f"“{wording.shown(passages[i].text)}” is the text of note {label}: moved "
                    f"to the end as `[^{label}]:`"
                ),
                0.85,
                "move it back and write its number",
            )
        )
    return Found(found, tuple(decisions))


def _referred(passages: Sequence[Passage], among: Sequence[int], parts: Parts) -> set[str]:
    """Return the labels that stand in running text; a heading can hold no reference."""
    return {
        match["label"]
        for i in among
        if i not in parts or parts[i].kind in ("paragraph", "item", "verse")
        for match in REFERENCE.finditer(passages[i].text)
    }


def unused_footnotes(passages: Sequence[Passage], parts: Parts) -> list[int]:
    """Return the notes that nothing refers to any more, once every passage's part is known."""
    notes = [i for i, part in parts.items() if part.kind == "footnote"]
    if not notes:
        return []
    among = [i for i in range(len(passages)) if i not in notes]
    referred = _referred(passages, among, parts)
    return [i for i in notes if parts[i].label not in referred]
