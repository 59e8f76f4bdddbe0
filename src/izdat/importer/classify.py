"""What each passage is: the rules that say so, from the surest to the least."""

from collections.abc import Sequence
from dataclasses import replace

from izdat.importer import wording
from izdat.importer.brackets import find_stages
from izdat.importer.breaks import normal_gap
from izdat.importer.footnotes import find_footnotes, unused_footnotes
from izdat.importer.header import find_furniture, find_title
from izdat.importer.headings import find_headings, find_points
from izdat.importer.listings import find_lists, find_separators
from izdat.importer.passage import Decision, Facts, Found, Part, Passage
from izdat.importer.quotations import find_quoted
from izdat.importer.signatures import find_signatures
from izdat.importer.speakers import find_turns
from izdat.model.episode import Voice


def find_parts(
    passages: Sequence[Passage], *, facts: Facts, is_timed: bool, has_notes: bool
) -> tuple[dict[int, Part], tuple[Voice, ...], Facts, tuple[Decision, ...]]:
    """Return what each passage is; one that is not among them is a paragraph.

    A rule sees what the rules before it took. Their order is from the surest to the least.
    """
    gap = normal_gap(passages)
    parts: dict[int, Part] = {}
    decisions: list[Decision] = []

    def take(found: Found) -> None:
        parts.update(found.parts)
        decisions.extend(found.decisions)

    if is_timed:  # captions have no headings, no lists, no page around them
        take(find_stages(passages, parts))
        turns = find_turns(passages, parts)
        take(turns.found)
        return parts, turns.voices, facts, tuple(decisions)
    take(find_separators(passages, parts))
    furniture, said = find_furniture(passages, parts)
    take(furniture)
    facts = replace(said, title=facts.title, duration=said.duration or facts.duration)
    if has_notes:
        take(find_footnotes(passages, parts))
    take(find_stages(passages, parts))
    turns = find_turns(passages, parts)
    take(turns.found)
    take(find_signatures(passages, parts, normal_gap=gap))
    take(find_quoted(passages, parts))
    take(find_points(passages, parts))
    take(find_headings(passages, parts, normal_gap=gap))
    take(find_separators(passages, parts, with_underlines=True))
    title, facts = find_title(passages, parts, facts)
    anew = {(passages[i].line, wording.shown(passages[i].text)) for i in title.parts}
    decisions = [
        d
        for d in decisions  # what was taken for a heading is none now
        if d.rule != "heading" or not any(d.line == n and text in d.what for n, text in anew)
    ]
    take(title)
    take(find_lists(passages, parts, normal_gap=gap))
    for unused in unused_footnotes(passages, parts):
        del parts[unused]
    return parts, turns.voices, facts, tuple(decisions)
