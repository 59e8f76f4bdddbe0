"""A passage's words, the brackets in them and the input's own marks → inlines."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from izdat.importer import wording
from izdat.importer.brackets import SAID_SO, Bracket, BracketKind, bracket_kind, find_brackets
from izdat.importer.contact import SPOKEN_EMAIL
from izdat.importer.passage import Decision, Edit, Passage
from izdat.model.content import Emphasis, FootnoteRef, Inline, Link, Note, Strong, Supplied, Text

# What the reader takes as an address; anything else stays words.
ADDRESS = re.compile(r"(?:https?://|mailto:)[^\x00-\x20\x7f-\x9f\\<>\"]+")
BARE = re.compile(r"https?://[^\s<>\"“”«»\[\]\\]+[^\s<>\"“”«»\[\]\\.,;:!?'’)]")
MARKDOWN_LINK = re.compile(
    r"\[(?P<words>[^\[\]]{1,300})\]\((?P<href>(?:https?://|mailto:)[^\s()<>\"\\]{1,2000})\)"
)
STRESSED = re.compile(  # *word*, **word**, _word_, as Markdown and letters have it
    r"(?<![\w*_\\])(?P<sign>\*{1,2}|_{1,2})(?=[^\s*_])(?P<words>[^*_\n]{1,300}?)(?<=[^\s*_])(?P=sign)"
    r"(?![\w*_])"
)
PARENTHESES = re.compile(r"\((?P<inner>[^()\[\]]{2,300})\)")

WHAT: dict[BracketKind, str] = {
    "supplied": "words that the editors supplied",
    "note": "an editors' note",
    "translator-note": "a translator's note",
    "correction": "an editors' note that corrects a figure or a fact",
    "pronunciation": "an editors' note on how to say a name",
    "sic": "an editors' note",
    "ellipsis": "something that the editors left out",
    "inaudible": "something that could not be heard",
    "sound": "a sound, not words",
    "footnote": "the mark of a footnote",
    "time": "a time",
}


@dataclass(frozen=True, slots=True)
class Written:
    """A passage as inlines. ``edits`` are what of it is no longer written out."""

    children: tuple[Inline, ...]
    decisions: tuple[Decision, ...] = ()
    edits: tuple[Edit, ...] = ()


STRETCH = 64  # characters
NodeKind = Literal["link", "strong", "emphasis", "supplied", "note", "translator", "footnote"]
# Which of two that cross is kept, and which of two over the same words stands inside.
RANK: dict[NodeKind, int] = {
    "footnote": 0,
    "note": 1,
    "translator": 1,
    "supplied": 1,
    "link": 2,
    "strong": 3,
    "emphasis": 3,
}


@dataclass(frozen=True, slots=True)
class _Node:
    start: int
    end: int
    kind: NodeKind
    inner_start: int
    inner_end: int
    href: str = ""  # of a link; the label of a footnote
    decision: Decision | None = None
    edits: tuple[Edit, ...] = ()


def write_inlines(
    passage: Passage,
    index: int,
    *,
    start: int,
    end: int | None,
    footnotes: frozenset[str] = frozenset(),
) -> Written:
    """Return ``passage.text[start:end]`` as inlines.

    ``footnotes`` are the labels of the marks that have a text somewhere.
    """
    text, stop = passage.text, len(passage.text) if end is None else end
    nodes = _marks(passage, start, stop)
    nodes += _links(passage, index, start, stop)
    brackets, single = find_brackets(text[start:stop])
    addresses = [match.span() for match in SPOKEN_EMAIL.finditer(text, start, stop)]
    addresses += [match.span() for match in MARKDOWN_LINK.finditer(text, start, stop)]
    for bracket in brackets:
        if any(a <= bracket.start + start < b for a, b in addresses):
            continue  # "show [at] example [dot] org"
        node = _bracket(passage, index, bracket, shift=start, footnotes=footnotes)
        nodes += [node] if node else []
    if not passage.marks:
        nodes += _stressed(passage, index, start, stop)
    nodes += _round(passage, index, start, stop)
    kept = _nested(nodes)
    lone = [_lone(passage, at + start) for at in single]
    return Written(
        tuple(_tree(text, start, stop, kept)),
        tuple([n.decision for n in kept if n.decision] + lone),
        tuple(edit for n in kept for edit in n.edits),
    )


def _lone(passage: Passage, at: int) -> Decision:
    around = wording.shown(passage.text[max(0, at - 20) : at + 20])
    return Decision(
        passage.line,
        "lone-bracket",
        f"“{passage.text[at]}” has no partner: “…{around}…”. It was left in the text",
        0.9,
        "write the other one",
    )


def _marks(passage: Passage, start: int, stop: int) -> list[_Node]:
    nodes = []
    for mark in passage.marks:
        first, last = max(mark.start, start), min(mark.end, stop)
        while first < last and passage.text[first].isspace():
            first += 1
        while last > first and passage.text[last - 1].isspace():
            last -= 1
        if first >= last or (mark.kind == "link" and not ADDRESS.fullmatch(mark.href)):
            continue
        nodes.append(_Node(first, last, mark.kind, first, last, mark.href))
    return nodes


def _links(passage: Passage, index: int, start: int, stop: int) -> list[_Node]:
    """Find addresses in the text, in Markdown or bare."""
    nodes: list[_Node] = []
    for match in MARKDOWN_LINK.finditer(passage.text, start, stop):
        first, last = match.span("words")
        edits = (Edit(index, match.start(), first), Edit(index, last, match.end()))
        decision = Decision(
            passage.line,
            "link",
            f"“{wording.shown(match['words'])}” is a link",
            0.95,
            "put a `\\` before its brackets",
        )
        nodes.append(_Node(*match.span(), "link", first, last, match["href"], decision, edits))
    for match in BARE.finditer(passage.text, start, stop):
        nodes.append(_Node(*match.span(), "link", *match.span(), match[0]))
    return nodes


def _bracket(
    passage: Passage, index: int, bracket: Bracket, *, shift: int, footnotes: frozenset[str]
) -> _Node | None:
    start, end = bracket.start + shift, bracket.end + shift
    whole = passage.text[start:end]
    if bracket.kind == "footnote":
        label = whole[1:-1].strip().lstrip("^")
        if label not in footnotes:
            return None
        decision = Decision(
            passage.line,
            "footnote",
            f"“{whole}” refers to the note {label}",
            0.9,
            f"write \\{whole}",
        )
        return _Node(start, end, "footnote", end, end, label, decision, (Edit(index, start, end),))
    kind: NodeKind = "note"
    undo = "take {.note} out if the words belong to the sentence"
    if bracket.kind in ("supplied", "ellipsis", "inaudible"):
        kind, undo = "supplied", "add {.note} after the bracket if it is a note"
    elif bracket.kind == "translator-note":
        kind, undo = "translator", "write {.note} for {.tn} if it is the editors' own"
    decision = Decision(
        passage.line,
        f"bracket-{bracket.kind}",
        f"“{wording.shown(whole, longest=70)}” is {WHAT[bracket.kind]}",
        bracket.confidence,
        undo,
    )
    return _Node(start, end, kind, start + 1, end - 1, "", decision)


def _stressed(passage: Passage, index: int, start: int, stop: int) -> list[_Node]:
    """Find words between stars or underscores: stressed, or a sound: "*laughs*"."""
    nodes = []
    for match in STRESSED.finditer(passage.text, start, stop):
        (a, b), (first, last) = match.span(), match.span("words")
        sound = bracket_kind(f"[{match['words']}]", 0, last - first + 2)[0] == "sound"
        kind: NodeKind = "note" if sound else "strong" if first - a == 2 else "emphasis"
        became = ("[", "]") if sound else ("", "")
        edits = (Edit(index, a, first, became[0]), Edit(index, last, b, became[1]))
        what = "a sound, not words" if sound else "stressed"
        decision = Decision(
            passage.line,
            "bracket-sound" if sound else "stress",
            f"“{wording.shown(match[0])}” is {what}: its signs became marks",
            0.85,
            "put a `\\` before its signs",
        )
        nodes.append(_Node(a, b, kind, first, last, "", decision, edits))
    return nodes


def _round(passage: Passage, index: int, start: int, stop: int) -> list[_Node]:
    """Find sounds and notes in round brackets, "(laughs)": they are no words that somebody says."""
    nodes = []
    for match in PARENTHESES.finditer(passage.text, start, stop):
        of_kind, sure = bracket_kind(f"[{match['inner']}]", 0, len(match["inner"]) + 2)
        is_told = of_kind in ("note", "translator-note") and sure >= SAID_SO
        if not is_told and of_kind not in ("sound", "inaudible"):
            continue
        a, b = match.span()
        decision = Decision(
            passage.line,
            f"bracket-{of_kind}",
            f"“{wording.shown(match[0])}” is {WHAT[of_kind]}: its round brackets became square",
            0.8,
            "write the round brackets again",
        )
        kinds: dict[BracketKind, NodeKind] = {
            "inaudible": "supplied",
            "translator-note": "translator",
        }
        edits = (Edit(index, a, a + 1, "["), Edit(index, b - 1, b, "]"))
        nodes.append(_Node(a, b, kinds.get(of_kind, "note"), a + 1, b - 1, "", decision, edits))
    return nodes


def _nested(nodes: list[_Node]) -> list[_Node]:
    """Keep the nodes that stand side by side or inside one another; drop those that cross."""
    kept: list[_Node] = []
    near: defaultdict[int, list[_Node]] = defaultdict(list)  # by stretch, so that few are compared
    for node in sorted(nodes, key=lambda n: (RANK[n.kind] == 2, RANK[n.kind], n.start, -n.end)):
        stretches = range(node.start // STRETCH, node.end // STRETCH + 1)
        if all(_agree(node, other) for stretch in stretches for other in near[stretch]):
            kept.append(node)
            for stretch in stretches:
                near[stretch].append(node)
    return sorted(kept, key=lambda n: (n.start, -n.end, -RANK[n.kind]))


def _agree(a: _Node, b: _Node) -> bool:
    if a.end <= b.start or b.end <= a.start:
        return True
    if a.kind == b.kind or {RANK[a.kind], RANK[b.kind]} == {1}:
        return False
    outer, inner = (
        (a, b) if (a.start, -a.end, -RANK[a.kind]) < (b.start, -b.end, -RANK[b.kind]) else (b, a)
    )
    if outer.kind == "link" and RANK[inner.kind] <= 1:
        return False  # a link's words cannot hold brackets of their own
    return outer.inner_start <= inner.start and inner.end <= outer.inner_end


def _tree(text: str, start: int, stop: int, nodes: Sequence[_Node]) -> list[Inline]:
    inlines: list[Inline] = []
    at, i = start, 0
    while i < len(nodes):
        node = nodes[i]
        end = i + 1
        while end < len(nodes) and nodes[end].start < node.end:
            end += 1
        inside, i = nodes[i + 1 : end], end
        _add(inlines, text[at : node.start])
        children = tuple(_tree(text, node.inner_start, node.inner_end, inside))
        made = _made(node, children)
        if made is None:
            inlines += children
        else:
            inlines.append(made)
        at = node.end
    _add(inlines, text[at:stop])
    return inlines


def _add(inlines: list[Inline], text: str) -> None:
    line = re.sub(r"\s+", " ", text)
    if line:
        inlines.append(Text(line))


def _made(node: _Node, children: tuple[Inline, ...]) -> Inline | None:
    if node.kind == "footnote":
        return FootnoteRef(node.href)
    if not children:
        return None
    match node.kind:
        case "link":
            return Link(children, node.href)
        case "strong":
            return Strong(children)
        case "emphasis":
            return Emphasis(children)
        case "supplied":
            return Supplied(children)
        case "translator":
            return Note(children, "translator")
        case _:
            return Note(children)
