"""Suggestions → a review file in YAML, for an editor to tick and fill in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

from izdat.claims.suggest import Suggestion
from izdat.claims.tables import written

_AROUND = 60  # letters of the text shown on either side
_HEAD = """\
# What may be marked in episodes/{slug}/episode.md. Nothing is until you say so:
#   1. set accept: true where a mark is right; correct its id, and say of: what is counted;
#   2. run: izdat claims accept {slug}
# A figure becomes a claim, a date an event, words in quotation marks a quotation, and a
# correction in brackets a note. Delete what you do not want.
"""


def review_text(slug: str, source: str, found: Sequence[Suggestion]) -> str:
    """Return the review file of an episode whose file holds ``source``."""
    if not found:
        return f"{_HEAD.format(slug=slug)}episode: {_quoted(slug)}\nsuggestions: []\n"
    parts = [_HEAD.format(slug=slug), f"episode: {_quoted(slug)}\nsuggestions:\n"]
    counts: dict[str, int] = {}
    taken = _ids(source)
    line, at = 1, 0
    for each in found:
        line += source.count("\n", at, each.start)
        at = each.start
        name = _new_id(each, counts, taken)
        before = source[max(0, each.start - _AROUND) : each.start]
        after = source[each.end : each.end + _AROUND]
        facts: Mapping[str, object] = {
            "kind": each.kind,
            "text": each.text,
            "around": f"…{before}>>{each.text}<<{after}…".replace("\n", " "),
            "line": line,
            "start": each.start,
            "end": each.end,
            "reads": written(each.amount) if each.amount else each.date,
            "reason": each.reason,
            **_to_fill(each, name),
        }
        parts.append("  - accept: false\n")
        parts += [f"    {key}: {_quoted(value)}\n" for key, value in facts.items()]
    return "".join(parts)


def moved(each: Suggestion, start: int, text: str) -> Suggestion:
    """Return a suggestion that was found in a part, as it stands in the whole."""
    return replace(each, start=start, end=start + len(text), text=text)


def _to_fill(each: Suggestion, name: str) -> dict[str, str]:
    """Return the keys that an editor may fill in, by the kind of mark."""
    if each.kind in ("figure", "vague"):
        return dict.fromkeys(("id", "of", "at", "when", "by", "corrects", "src"), "") | {"id": name}
    if each.kind == "date":
        # A year that nobody knows cannot stand in a mark.
        when = "" if each.date.startswith("XXXX") else each.date
        return {"id": name, "at": "", "when": when}
    if each.kind == "quotation":
        return {"id": name, "by": ""}
    return {}


def _new_id(each: Suggestion, counts: dict[str, int], taken: frozenset[str]) -> str:
    if each.kind == "correction":
        return ""
    while True:
        counts[each.kind] = counts.get(each.kind, 0) + 1
        name = f"{each.kind}-{counts[each.kind]}"
        if name not in taken:
            return name


def _ids(source: str) -> frozenset[str]:
    return frozenset(part.split("}")[0].split(" ")[0] for part in source.split("#")[1:])


def _quoted(value: object) -> str:
    """Return a YAML scalar in one line: JSON's strings are YAML's, of printable letters."""
    if isinstance(value, int):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)
