"""Titles between paragraphs, and the numbered points of a text."""

import re
from collections.abc import Sequence
from itertools import pairwise

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

FIELD = re.compile(  # "Location: Riverside Park", a line of a notice
    r"(?:location|where|when|time|dates?|place|venue|address|cost|price|phone|tel|e-?mail|contact|web"
    r"|website|link|doors|hours|где|когда|время|дата|место|адрес|телефон|lugar|hora|fecha|dónde"
    r"|cuándo|dirección|precio|ort|zeit|datum|uhrzeit|adresse|lieu|heure|المكان|الوقت)\s*[:：]",
    re.IGNORECASE,
)
ANY_FIELD = re.compile(r"[^\W\d_][^:.!?]{1,24}:\s")
HASHES = re.compile(r"(#{1,6})\s+(?=\S)")
UNDERLINE = re.compile(r"(={3,}|-{3,})\s*")
STARS = re.compile(r"(?P<mark>\*\*|__)(?P<title>[^*_]{2,120})(?P=mark)\s*")
POINT = re.compile(r"(?:[#№]\s?)?(?P<number>\d{1,3})\s*(?P<dot>[.:)]|\s[—–-])\s+(?=\S)")
LONGEST = 28  # words of a title with its subtitle
LONGEST_GIVEN = 40  # words that the input itself marks as a title
MANY_QUESTIONS = 3  # from here on they are an interview's, not titles
FARTHEST = 50  # points that are looked at for a number that proves another
LONGEST_POINT = 30  # words of a numbered point that is a heading


def find_headings(passages: Sequence[Passage], parts: Parts, *, normal_gap: int) -> Found:
    """Return the passages that are titles. Numbered points are found by ``find_points``."""
    found: dict[int, Part] = {}
    decisions: list[Decision] = []
    questions = {i for i in range(len(passages)) if i not in parts and _asks(passages, i)}
    questions = questions if len(questions) >= MANY_QUESTIONS else set()
    for i, passage in enumerate(passages):
        if i in parts or i in found or i in questions:
            continue
        part, why, confidence = _given(passages, i), "the input marks it as one", 1.0
        if part is None:
            looks = _style(passages, i, parts, found, normal_gap=normal_gap)
            if looks is None:
                continue
            why, confidence, level = looks
            part = Part("heading", level=level, confidence=confidence)
        found[i] = part
        decisions.append(
            Decision(
                passage.line,
                "heading",
                f"“{wording.shown(passage.text)}” is a heading: {why}",
                confidence,
                "take the `#` signs out, so that it is a paragraph",
            )
        )
        if (
            i + 1 < len(passages)
            and UNDERLINE.fullmatch(passages[i + 1].text)
            and not passages[i + 1].gap
        ):
            found[i + 1] = Part("label", 0, 0)
    return Found(found, tuple(decisions))


def _asks(passages: Sequence[Passage], i: int) -> bool:
    """Say whether a short question stands over its answer, as interviews without names have it."""
    text = passages[i].text.rstrip('*_"”» ')
    is_marked = passages[i].kind == "heading" or HASHES.match(text)
    is_short = len(wording.words(text)) <= LONGEST
    return text.endswith(("?", "؟")) and is_short and not is_marked and i + 1 < len(passages)


def _given(passages: Sequence[Passage], i: int) -> Part | None:
    """Return the heading that the input's own markup says this is."""
    passage = passages[i]
    if len(wording.words(passage.text)) > LONGEST_GIVEN:
        return None  # a paragraph that a page only shows large
    if passage.kind == "heading":
        return Part("heading", level=passage.level)
    if match := HASHES.match(passage.text):
        end = len(passage.text.rstrip(" #")) if passage.text.endswith(" #") else None
        return Part("heading", match.end(), end, level=len(match[1]))
    following = passages[i + 1] if i + 1 < len(passages) else None
    if (
        following
        and not following.gap
        and (line := UNDERLINE.fullmatch(following.text))
        and len(wording.words(passage.text)) in range(1, LONGEST)
        and (passage.gap or i == 0)
        and len(line[1]) * 2 > len(passage.text)
    ):
        return Part("heading", level=1 if line[1][0] == "=" else 2)
    if (match := STARS.fullmatch(passage.text)) and not match["title"].rstrip().endswith(
        (".", ":", ",")
    ):
        return Part("heading", match.start("title"), match.end("title"), level=0)
    whole_bold = any(
        m.kind == "strong" and m.start == 0 and m.end >= len(passage.text) for m in passage.marks
    )
    if (
        whole_bold
        and len(wording.words(passage.text)) in range(1, 16)
        and not wording.TERMINAL.search(passage.text)
    ):
        return Part("heading", level=0, confidence=0.8)
    return None


def _style(
    passages: Sequence[Passage], i: int, parts: Parts, found: Parts, *, normal_gap: int
) -> tuple[str, float, int] | None:
    """Return why an unmarked passage looks like a heading, how sure that is, and its level."""
    passage = passages[i]
    text = passage.text
    count = len(wording.words(text))
    if passage.kind != "text" or not 1 <= count <= LONGEST or POINT.match(text):
        return None
    if i + 1 >= len(passages) or text.startswith(("-", "—", "–", "•", "*", "[", "(", ">", "@")):
        return None
    if (
        FIELD.match(text)
        or _is_one_of_fields(passages, i)
        or re.search(r"https?://|\S@\S|\]\(", text)
        or wording.INNER_SENTENCE.search(text)
    ):
        return None
    following = passages[i + 1]
    if not passage.gap and i - 1 in found and found[i - 1].kind == "heading" and _is_titled(text):
        return "a subtitle: it stands right under a heading", 0.75, 0
    stands_alone = i == 0 or passage.gap >= max(1, normal_gap) or (normal_gap == 0)
    if not stands_alone or (
        normal_gap
        and not following.gap
        and not _is_prose(following.text)
        and not _is_titled(following.text)
    ):
        return None
    last = text.rstrip("\"'”’»)]")[-1:]
    if last in ".:;,…" and not re.search(r"\b[A-ZА-Я]\.$", text):
        return None
    if wording.is_upper(text) and len(text) >= 4:
        return "it stands alone in capitals", 0.9, 0
    if wording.is_title_case(text) and last not in "!":
        return "it stands alone, its words begin with capitals, no full stop ends it", 0.85, 0
    if wording.is_title_case(text) and count <= 10 and i + 1 not in parts:
        return "it stands alone and its words begin with capitals", 0.65, 0
    if normal_gap == 0 and not passage.gap:
        return None  # where every line is a paragraph, a short one may just be short
    return _sentence_case(passages, i, parts, last=last, count=count, normal_gap=normal_gap)


def _sentence_case(
    passages: Sequence[Passage], i: int, parts: Parts, *, last: str, count: int, normal_gap: int
) -> tuple[str, float, int] | None:
    """The way of Spanish, Russian, French and German titles: only their first word is capital."""
    text, following = passages[i].text, passages[i + 1]
    above = passages[i - 1].text if i else "."
    is_begun = text[0].isupper() or text[0] in '¿¡«“"„' or wording.is_caseless(text)
    if count > 12 or last in "!،؛؟" or not is_begun:
        return None
    if last == "?" and (count < 3 or i + 1 in parts):
        return None
    is_near = passages[i].gap <= normal_gap
    if is_near and i - 1 in parts and parts[i - 1].voice and count < 3:
        return None  # a short answer without its full stop
    is_after_prose = wording.ends_sentence(above) or i - 1 in parts or passages[i].gap > 1
    if (
        is_after_prose
        and (following.gap or passages[i].gap)
        and (_is_prose(following.text) or i + 1 in parts)
    ):
        return "it stands alone and no full stop ends it, before a paragraph", 0.6, 0
    return None


def _is_one_of_fields(passages: Sequence[Passage], i: int) -> bool:
    """Say whether a neighbour without a blank line between has a colon too: "Guests: …"."""
    near = [i - 1] if i and not passages[i].gap else []
    near += [i + 1] if i + 1 < len(passages) and not passages[i + 1].gap else []
    return bool(ANY_FIELD.match(passages[i].text)) and any(
        ANY_FIELD.match(passages[k].text) for k in near
    )


def _is_prose(text: str) -> bool:
    return len(wording.words(text)) >= 12 or (
        len(wording.words(text)) >= 5 and wording.ends_sentence(text)
    )


def _is_titled(text: str) -> bool:
    return wording.is_title_case(text) and not wording.TERMINAL.search(text)


def find_points(passages: Sequence[Passage], parts: Parts) -> Found:
    """Return numbered points that are headings of what follows them, their lost numbers found.

    A page saved as text often restarts a list at each point: ``1.``, ``2:``, ``1.``, ``4:``. A
    number is put right only where the count says which it was.
    """
    run: list[tuple[int, int, re.Match[str]]] = []  # (index, number, match)
    found: dict[int, Part] = {}
    decisions: list[Decision] = []
    candidates = [
        (i, int(match["number"]), match)
        for i, p in enumerate(passages)
        if i not in parts
        and p.kind in ("text", "numbered")
        and (match := POINT.match(p.text))
        and _is_point(p.text)
    ]
    for i, number, match in candidates:
        expected = len(run) + 1 if not run or run[0][1] != 0 else len(run)
        if run and number not in (expected, 1):
            _settle(passages, run, found, decisions)
            run = []
        run.append((i, number, match))
    _settle(passages, run, found, decisions)
    return Found(found, tuple(decisions))


def _is_point(text: str) -> bool:
    match = POINT.match(text)
    rest = text[match.end() :] if match else text
    return (
        len(wording.words(rest)) in range(1, LONGEST_POINT)
        and len(re.findall(r"[.!?]\s+[A-ZА-ЯЁ]", rest)) <= 1
        and not rest[0].islower()
    )


def _settle(
    passages: Sequence[Passage],
    run: list[tuple[int, int, re.Match[str]]],
    found: dict[int, Part],
    decisions: list[Decision],
) -> None:
    """Take a run of points as headings, if text stands between them, and mend its numbers."""
    between = [b[0] - a[0] > 1 for a, b in pairwise(run)]
    if len(run) < 2 or sum(between) * 2 < len(between):
        return
    if run[0][1] != 1:
        return
    later = [number for _, number, _ in run]
    for order, (i, number, match) in enumerate(run, start=1):
        passage = passages[i]
        if number == order:
            found[i] = Part("heading", number=order, is_point=True, confidence=0.9)
            decisions.append(
                Decision(
                    passage.line,
                    "numbered-point",
                    f"“{wording.shown(passage.text)}” is point {order}: a heading",
                    0.9,
                    "take the `#` signs out, so that it is a paragraph",
                )
            )
            continue
        is_confirmed = any(
            n == k and n > 1 for k, n in enumerate(later[order : order + FARTHEST], start=order + 1)
        )
        confidence = 0.95 if is_confirmed else 0.75
        start = match.start("dot")
        found[i] = Part(
            "heading",
            start,
            number=order,
            is_point=True,
            replaced=str(order),
            confidence=confidence,
        )
        proof = f", for {order + 1} or a later number follows" if is_confirmed else ""
        decisions.append(
            Decision(
                passage.line,
                "lost-number",
                f"“{wording.shown(passage.text, longest=40)}” is point"
                f" {order} of {len(run)}: its number was lost{proof}",
                confidence,
                f"type {passage.text[:start]} again",
            )
        )


def subtitle_start(title: str, later: Sequence[str]) -> int:
    """Return where a subtitle begins in a long title; 0: it has none that can be told.

    A page saved as text often runs a title and its subtitle together. Where the title stands
    again further down, alone, that is where it ends.
    """
    for other in sorted(later, key=len, reverse=True):
        if len(wording.words(other)) < 3 or len(other) >= len(title):
            continue
        at = title.find(other)
        end = at + len(other)
        ends_well = end < len(title) and title[end] == " " and title[end + 1 : end + 2].isupper()
        if (
            at >= 0
            and ends_well
            and (at == 0 or title[:at].rstrip().endswith((":", "—", "–", "-")))
        ):
            return end + 1
    return 0
