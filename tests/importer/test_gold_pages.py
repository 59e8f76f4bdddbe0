"""Invented pages whose segments, headings, turns and brackets were marked by hand.

In ``pages/*.gold`` each line carries its tags before a bar: S kind (a segment begins; ``-`` where
nothing says of which kind), H (its title or a heading), T name (a turn), I (an item), V (a line of
verse), G (a signature), P (the page's own), X (a separator), L (a link is gone from the paragraph
above), + (a wrapped line). After ``@@`` stand the kinds of the line's brackets, in their order.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from izdat.importer import Imported, import_transcript

PAGES = sorted((Path(__file__).parent / "pages").glob("*.gold"))
LINE = re.compile(r"(?P<tags>[^|]{8,40}?)\s?\|(?: (?P<text>.*))?")


@dataclass
class Gold:
    text: str = ""
    segments: set[int] = field(default_factory=set)
    kinds: dict[int, str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)
    turns: set[tuple[int, str]] = field(default_factory=set)
    brackets: list[str] = field(default_factory=list)
    signatures: set[int] = field(default_factory=set)
    stripped: set[int] = field(default_factory=set)
    items: int = 0
    verses: int = 0


def read_gold(path: Path) -> Gold:
    gold, lines = Gold(), []
    last_words = 0
    for raw in path.read_text(encoding="utf-8").split("\n"):
        match = LINE.fullmatch(raw)
        tags, text = (match["tags"].strip(), match["text"] or "") if match else ("", raw)
        text, _, kinds = text.partition(" @@")
        number = len(lines) + 1
        gold.brackets += kinds.split()
        if tags.startswith("S "):
            gold.segments.add(number)
            words = tags[2:].split()
            if words[0] != "-":
                gold.kinds[number] = words[0]
            if "H" in words:
                gold.headings.add(number)
            if "T" in words:
                gold.turns.add((number, " ".join(words[words.index("T") + 1 :])))
        elif tags.startswith("T "):
            gold.turns.add((number, tags[2:].strip()))
        elif tags == "L":
            gold.stripped.add(last_words)
        match tags:
            case "H":
                gold.headings.add(number)
            case "G":
                gold.signatures.add(number)
            case "I":
                gold.items += 1
            case "V":
                gold.verses += 1
        if text.strip():
            last_words = number
        lines.append(text)
    gold.text = "\n".join(lines)
    return gold


def score(found: set, true: set) -> tuple[int, int, int]:
    return len(found & true), len(found), len(true)


def measure(gold: Gold, made: Imported) -> dict[str, tuple[int, int, int]]:
    """Return for each noun: right, found, true."""
    rules: dict[str, set[int]] = {}
    for decision in made.decisions:
        rules.setdefault(decision.rule, set()).add(decision.line)
    first = min(gold.segments)
    segments = rules.get("segment", set()) | {first}
    headings = set().union(
        *(rules.get(r, set()) for r in ("heading", "numbered-point", "lost-number"))
    )
    headings -= rules.get("episode-title", set())
    written = made.file("episode.md")
    names = dict(re.findall(r"^  ([\w-]+): \{name: ([^,}]+)", written, re.MULTILINE))
    turns = set()
    for decision in made.decisions:
        if decision.rule == "speaker":
            voice = re.search(r"`@([\w-]+)`", decision.what)[1]
            turns.add((decision.line, names[voice].strip('"')))
    # A name alone on its line speaks the line below it.
    alone = {n for n, _ in turns} - {n for n, _ in gold.turns}
    turns = {
        (n + 1 if n in alone and (n + 1, name) in gold.turns else n, name) for n, name in turns
    }
    brackets = Counter(
        d.rule.removeprefix("bracket-") for d in made.decisions if d.rule.startswith("bracket-")
    )
    right = sum((brackets & Counter(gold.brackets)).values())
    kinds = {
        (line, kind)
        for d in made.decisions
        if d.rule == "kind"
        for line, kind in [(d.line, re.search(r"kind (\w+):", d.what)[1])]
    }
    stripped = {d.line for d in made.decisions if d.rule == "stripped-link"}
    return {
        "segments": score(segments, gold.segments),
        "kinds": score(kinds, set(gold.kinds.items())),
        "headings": score(headings, gold.headings),
        "turns": score(turns, gold.turns),
        "brackets": (right, sum(brackets.values()), len(gold.brackets)),
        "signatures": score(rules.get("signature", set()), gold.signatures),
        "stripped": score(stripped, gold.stripped),
    }


def imported(path: Path) -> tuple[Gold, Imported]:
    gold = read_gold(path)
    return gold, import_transcript(gold.text.encode(), name=f"{path.stem}.txt", slug=path.stem)


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_no_word_of_a_page_is_lost(path):
    _, made = imported(path)
    assert made.problems == ()
    assert "**No word was lost.**" in made.file("import-report.md")


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.stem)
def test_a_page_is_parted_as_a_reader_would_part_it(path):
    gold, made = imported(path)
    for noun, (right, found, true) in measure(gold, made).items():
        assert right == true, f"{noun}: {true - right} of {true} were missed"
        assert found == right, f"{noun}: {found - right} of {found} are wrong"
