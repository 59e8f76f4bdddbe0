"""What was decided → ``import-report.md``: one line a decision, and every edit of the words."""

import re
from collections import Counter
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.passage import Decision, Edit, Facts, Passage
from izdat.importer.verify import Difference

HOW_TO_READ = (
    "Each line below is one decision: the line of the input, the rule, how sure it is (0 to 1),"
    " what was done, how to undo it. Edit `episode.md` as you like; this file is for you only."
)
DOUBTFUL = 0.7  # decisions less sure than this are to be looked at first


def write_report(
    *,
    name: str,
    decisions: Sequence[Decision],
    edits: Sequence[Edit],
    passages: Sequence[Passage],
    facts: Facts,
    different: Sequence[Difference],
    words: int,
) -> str:
    """Return the report as Markdown."""
    counts = Counter(d.rule for d in decisions)
    doubtful = [d for d in decisions if d.confidence < DOUBTFUL or d.rule == "stripped-link"]
    parts = [
        f"# How {_cell(name)} was imported",
        "",
        _check(different, words, len(edits)),
        "",
        HOW_TO_READ,
        "",
        f"{len(decisions)} decisions: "
        + ", ".join(f"{rule} {n}" for rule, n in sorted(counts.items()))
        + ".",
        *_facts(facts),
        *_table("Look at these first", doubtful),
        *_table("Every decision", decisions),
        *_edits(edits, passages),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _check(different: Sequence[Difference], words: int, edits: int) -> str:
    if not different:
        return (
            f"**No word was lost.** The written file was read back: its {words} words are the"
            f" input's, in order, but for the {edits} edits listed at the end."
        )
    lines = [
        "**The written file does not hold the input's words.** Do not publish it. It differs:",
        "",
    ]
    lines += [
        f"- line {d.line}: the input has “{_cell(' '.join(d.missing[:12]))}”, the file"
        f" “{_cell(' '.join(d.added[:12]))}”"
        for d in different
    ]
    return "\n".join(lines)


def _facts(facts: Facts) -> list[str]:
    found = [
        ("title", facts.title),
        ("number", f"{facts.number}" if facts.number else ""),
        ("season", f"{facts.season}" if facts.season else ""),
        ("duration", f"{facts.duration / 60:g} minutes" if facts.duration else ""),
        ("network", facts.network),
        ("contact", facts.contact),
        ("licence", facts.licence),
    ]
    lines = [f"- {name}: {_cell(value)}" for name, value in found if value]
    return ["", "## What the page says of the episode", "", *lines] if lines else []


def _table(title: str, decisions: Sequence[Decision]) -> list[str]:
    if not decisions:
        return []
    rows = [
        (
            f"| {d.line or '–'} | {d.rule} | {d.confidence:.2f} | {_cell(d.what)} | "
            f"{_cell(d.undo) or '–'} |"
        )
        for d in decisions
    ]
    return [
        "",
        f"## {title}",
        "",
        "| line | rule | sure | what | to undo |",
        "|--:|---|--:|---|---|",
        *rows,
    ]


def _edits(edits: Sequence[Edit], passages: Sequence[Passage]) -> list[str]:
    rows = []
    for edit in edits:
        passage = passages[edit.passage] if edit.passage < len(passages) else None
        out = wording.shown(passage.text[edit.start : edit.end], longest=90) if passage else ""
        rows.append(
            f"| {passage.line if passage else 'end'} | {_code(out)} | "
            f"{_code(wording.shown(edit.text, longest=90))} |"
        )
    if not rows:
        return []
    return [
        "",
        "## Every edit of the words",
        "",
        "To undo one, type what was taken out where it stood, or delete what was put in.",
        "",
        "| line | taken out | put in |",
        "|--:|---|---|",
        *rows,
    ]


def _cell(text: str) -> str:
    """Return ``text`` so that no sign in it becomes markup or ends its cell."""
    return re.sub(r"([\\|`*_<>\[\]#@~])", r"\\\1", " ".join(text.split()))


def _code(text: str) -> str:
    """Return ``text`` shown as it is, in a cell."""
    return (
        f"`` {text.replace('|', chr(92) + '|')} ``"
        if text.strip() and "``" not in text
        else _cell(text)
    )
