"""Quotations that run over paragraphs, and quotation marks that stand the wrong way round."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage, content


@dataclass(frozen=True, slots=True)
class Marks:
    opening: str
    closing: str


ENGLISH, FRENCH, GERMAN = Marks("“", "”"), Marks("«", "»"), Marks("„", "“")
FARTHEST = 12  # paragraphs that a quotation may run over
WRONG_OPENING = re.compile(r"(?:(?<=\s)|^|(?<=[(\[—]))”(?=[^\W_])")
WRONG_CLOSING = re.compile(r"(?<=[\w.,!?…])“(?=[\s.,;:!?)\]]|$)")


@dataclass(frozen=True, slots=True)
class Spanning:
    """A quotation over the passages ``first`` to ``last``, both with it."""

    first: int
    last: int
    is_whole: bool  # it begins with a passage and ends with one: a block of its own


QUOTED = re.compile(r"(?:>\s?)+(?=\S)")


def find_quoted(passages: Sequence[Passage], parts: Parts) -> Found:
    """Return the paragraphs that the input itself marks as quoted: in HTML, or with ``>``."""
    found: dict[int, Part] = {}
    for i, passage in enumerate(passages):
        sign = QUOTED.match(passage.text)
        if i not in parts and (
            passage.kind == "quote" or (sign and not passage.text.startswith(">>"))
        ):
            start = sign.end() if sign and passage.kind != "quote" else 0
            found[i] = Part("paragraph", start, at=passage.at, is_quoted=True)
    return Found(
        found,
        tuple(
            Decision(
                passages[i].line,
                "quotation",
                f"“{wording.shown(passages[i].text)}” is marked as a quotation: a block quotation",
                0.95,
                "take the `>` signs out",
            )
            for i in found
            if i - 1 not in found
        ),
    )


def find_quotations(
    passages: Sequence[Passage], parts: Parts
) -> tuple[tuple[Spanning, ...], tuple[Decision, ...]]:
    """Return the quotations over several paragraphs, and a decision for each mark to look at."""
    decisions: list[Decision] = []
    spans: list[Spanning] = []
    is_german = any("„" in p.text for p in passages)
    kinds = (FRENCH, GERMAN) if is_german else (ENGLISH, FRENCH)
    for marks in kinds:
        spans += _spanning(passages, parts, marks, decisions)
    for i, passage in enumerate(passages):
        if is_german:
            break
        for pattern, what in (
            (WRONG_OPENING, "” opens a quotation"),
            (WRONG_CLOSING, "“ closes a quotation"),
        ):
            for match in pattern.finditer(passage.text):
                around = passage.text[max(0, match.start() - 15) : match.end() + 25]
                decisions.append(
                    Decision(
                        passages[i].line,
                        "wrong-way-mark",
                        f"{what}: “…{wording.shown(around)}…”. It was left as it is",
                        0.85,
                        "turn the mark round",
                    )
                )
    return tuple(sorted(spans, key=lambda s: s.first)), tuple(decisions)


def _spanning(
    passages: Sequence[Passage], parts: Parts, marks: Marks, decisions: list[Decision]
) -> list[Spanning]:
    found: list[Spanning] = []
    i = 0
    while i < len(passages):
        depth = _depth(content(passages[i], parts.get(i)), marks)
        if depth <= 0 or not _is_prose(parts, i):
            i += 1
            continue
        last = _end(passages, parts, i, depth, marks)
        if last is None:
            decisions.append(
                Decision(
                    passages[i].line,
                    "open-quotation",
                    f"a quotation opens with {marks.opening} and is"
                    f" never closed: “{wording.shown(passages[i].text)}”",
                    0.6,
                    f"type {marks.closing} where it ends",
                )
            )
            i += 1
            continue
        texts = [content(passages[k], parts.get(k)).strip() for k in range(i, last + 1)]
        is_whole = (
            texts[0].startswith(marks.opening)
            and texts[-1].endswith(marks.closing)
            and all(t.startswith(marks.opening) for t in texts)
        )
        how = (
            "opened anew at each"
            if all(t.startswith(marks.opening) for t in texts[1:])
            else "left open between them"
        )
        done = "a block quotation" if is_whole else "left as it is"
        decisions.append(
            Decision(
                passages[i].line,
                "long-quotation",
                f"one quotation runs over {last - i + 1} paragraphs"
                f" to line {passages[last].line}, {how}: {done}",
                0.85 if "anew" in how else 0.7,
                "take the `>` signs out" if is_whole else "",
            )
        )
        found.append(Spanning(i, last, is_whole))
        i = last + 1
    return found


def _is_prose(parts: Parts, i: int) -> bool:
    part = parts.get(i)
    return part is None or part.kind == "paragraph"


def _end(
    passages: Sequence[Passage], parts: Parts, first: int, depth: int, marks: Marks
) -> int | None:
    """Return the passage where the quotation left open in ``first`` closes."""
    for i in range(first + 1, min(first + FARTHEST, len(passages))):
        part = parts.get(i)
        if not _is_prose(parts, i) or (part and part.voice):
            return None
        text = content(passages[i], part).strip()
        own = _depth(text, marks)
        if text.startswith(marks.opening):
            depth = max(0, depth - 1)  # opened anew: the same quotation, not one inside it
        depth += own
        if depth <= 0:
            return i if text.rstrip(".,—").endswith(marks.closing) or own < 0 else None
    return None


def _depth(text: str, marks: Marks) -> int:
    """Return how many quotations are open at the end of ``text``; negative: closed from above."""
    return text.count(marks.opening) - text.count(marks.closing)
