"""Lists, with or without their bullets, verse, and lines that only separate."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.headings import POINT, UNDERLINE
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

BULLET = re.compile(r"(?:[-*+•·‣▪◦])\s+(?=\S)")
DASHED = re.compile(r"[–—]\s+(?=\S)")
TIMED = re.compile(rf"[\[(]?{wording.TIME_TEXT}\b")  # a chapter's start
SEPARATOR = re.compile(r"(?:[*\-_=~•·#—–―⁂❧☙§+]\s*){1,}")
JOINED = re.compile(r"(?<=[.!?…])\s+[-–•]\s+(?=[A-ZА-ЯЁ«“\"])")


def find_separators(
    passages: Sequence[Passage], parts: Parts, *, with_underlines: bool = False
) -> Found:
    """Return the lines that hold signs only, such as ``***``.

    A line of ``=`` or ``-`` right under another may make a heading of it, and is left alone.
    """
    found = {
        i: Part("separator", 0, 0)
        for i, p in enumerate(passages)
        if i not in parts
        and (p.kind == "rule" or SEPARATOR.fullmatch(p.text))
        and (with_underlines or p.gap or i == 0 or not UNDERLINE.fullmatch(p.text))
    }
    return Found(
        found,
        tuple(
            Decision(
                passages[i].line,
                "separator",
                f"“{wording.shown(passages[i].text)}” separates two parts",
                0.95,
                "type it back in as a line of its own, `\\***`",
            )
            for i in found
        ),
    )


def find_lists(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> Found:
    """Return the items of lists and the lines of verse."""
    found: dict[int, Part] = {}
    decisions: list[Decision] = []
    for first, last in _runs(passages, parts, normal_gap=normal_gap):
        lines = [passages[i] for i in range(first, last)]
        if listed := _list(lines):
            sign, decision = listed
            _take(passages, range(first, last), found, sign)
        elif all(p.is_verse for p in lines) or _is_verse(lines):
            found |= {i: Part("verse", confidence=0.7) for i in range(first, last)}
            decision = Decision(
                lines[0].line,
                "verse",
                f"{len(lines)} short lines are a verse",
                0.7,
                "take `{.verse}` out and put blank lines between the lines",
            )
        elif normal_gap and len(lines) > 2 and _is_bare_list(lines):
            _take(passages, range(first, last), found, None)
            is_led = first > 0 and passages[first - 1].text.rstrip().endswith(":")
            decision = Decision(
                lines[0].line,
                "bare-list",
                f"{len(lines)} lines without a blank line between them are a list whose "
                "bullets were lost",
                0.9 if is_led else 0.6,
                "take the `-` signs out",
            )
        else:
            continue
        decisions.append(decision)
    return Found(found, tuple(decisions))


def _list(lines: Sequence[Passage]) -> tuple[re.Pattern[str] | None, Decision] | None:
    """Return the sign that begins each of the lines, where they are a list by their signs."""
    at, count, without = lines[0].line, len(lines), "take the `-` signs out"
    if all(p.kind in ("item", "numbered") for p in lines):
        said, undo = f"{count} items: the input marks them as a list", "take the list's signs out"
        return None, Decision(at, "list", said, 1.0, undo)
    if count == 1:
        return None
    if all(BULLET.match(p.text) for p in lines):
        said = f"{count} lines with bullets are a list"
        return BULLET, Decision(at, "list", said, 0.95, without)
    if _is_dashed(lines):
        said = f"{count} lines with dashes go on with one sentence: a list"
        return DASHED, Decision(at, "list", said, 0.8, without)
    if all(POINT.match(p.text) for p in lines):
        undo = "put a `\\` before each full stop after a number"
        said = f"{count} numbered lines are a list"
        return POINT, Decision(at, "numbered-list", said, 0.9, undo)
    return None


def _runs(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> list[tuple[int, int]]:
    """Return the ranges of passages that belong together: of one sign, or without blank lines."""
    runs: list[tuple[int, int]] = []
    i = 0
    while i < len(passages):
        if i in parts or passages[i].kind in ("heading", "rule", "quote"):
            i += 1
            continue
        end = i + 1
        sign = _sign(passages[i])
        while end < len(passages) and end not in parts and _sign(passages[end]) == sign:
            is_near = passages[end].gap == 0 or (sign and passages[end].gap <= normal_gap)
            if not is_near or passages[end].kind in ("heading", "rule", "quote"):
                break
            end += 1
        runs.append((i, end))
        i = end
    return runs


def _sign(passage: Passage) -> str:
    if passage.kind in ("item", "numbered"):
        return passage.kind
    if BULLET.match(passage.text):
        return "bullet"
    return "number" if POINT.match(passage.text) else ""


def _take(
    passages: Sequence[Passage], run: range, found: dict[int, Part], sign: re.Pattern[str] | None
) -> None:
    for i in run:
        match = sign.match(passages[i].text) if sign else None
        groups = match.groupdict() if match else {}
        number = int(groups["number"]) if groups.get("number") else None
        if passages[i].kind == "numbered":
            number = passages[i].level or i - run.start + 1
        found[i] = Part("item", match.end() if match else 0, number=number)


def _is_verse(lines: Sequence[Passage]) -> bool:
    """Say whether these are lines of a song or poem: many, short, few of them sentences."""
    if len(lines) < 3 or any(p.gap for p in lines[1:]) or any(p.kind != "text" for p in lines):
        return False
    if any(TIMED.match(p.text) for p in lines):
        return False
    lengths = [len(p.text) for p in lines]
    ended = sum(p.text.rstrip().endswith((".", ":", ";")) for p in lines)
    return max(lengths) <= 65 and sum(lengths) / len(lines) < 48 and ended * 2 <= len(lines)


def _is_dashed(lines: Sequence[Passage]) -> bool:
    """Say whether dashes begin the items of a list; they begin what somebody says as often."""
    if not all(DASHED.match(p.text) for p in lines):
        return False
    rest = [p.text[1:].strip() for p in lines]
    are_parts = all(text.endswith((";", ",")) for text in rest[:-1])
    return are_parts or all(text[0].islower() or wording.is_caseless(text) for text in rest)


def _is_bare_list(lines: Sequence[Passage]) -> bool:
    if any(p.gap for p in lines[1:]):
        return False
    counts = [len(wording.words(p.text)) for p in lines]
    return max(counts) <= 45 and all(p.text[0].isupper() or not p.text[0].isalpha() for p in lines)


def joined_items(text: str) -> list[tuple[int, int]]:
    """Return where an item holds the bullet of a next one: ``(start, end)`` of what joins them."""
    return [match.span() for match in JOINED.finditer(text)]
