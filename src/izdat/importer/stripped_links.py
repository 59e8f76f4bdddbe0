"""Places where saving a page as text has lost a link. They are reported; nothing is invented."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.passage import Decision, Parts, Passage, content
from izdat.importer.signatures import GREETING, closing_words

_POINTING = (
    r"(?:click|listen|read|see|watch|find|found|download|donate|subscribe"
    r"|available|support|check|learn|available|view|get|hear|sign|join"
    r"|слуша\w+|послуша\w+|чита\w+|прочита\w+|(?:по)?смотр\w+|скача\w+|найти"
    r"|найдёте|поддерж\w+|подпис\w+|доступ\w+"
    r"|escuch\w+|le(?:er|a|an|e)|ver|vea|descarg\w+|encontrar|encuentra\w*"
    r"|disponible|don[ae]\w*|höre?n|lesen|finde[tn]|écouter|lire|trouver|voir)"
)
_HERE = (
    r"(?:here|at this link|this link|здесь|тут|по (?:этой )?ссылке|aquí|en este enlace|hier|ici)"
)
PATTERNS: tuple[tuple[str, re.Pattern[str], float], ...] = (
    (
        "a word that pointed at a link",
        re.compile(
            (
                rf"(?<!\bI )(?<!\bwe )(?<!\bthat )\b{_POINTING}\b"
                rf"(?:\s[^\s.!?,;:]+){{0,5}}?\s{_HERE}(?=\s*[.!)]|\s*$)"
            ),
            re.IGNORECASE,
        ),
        0.8,
    ),
    ("“here” with nothing behind it", re.compile(rf"^\W*{_HERE}\W*$", re.IGNORECASE), 0.7),
    (
        "a preposition with nothing after it",
        re.compile(
            r"\b(?:at|from|via|into|onto|including|called|titled|entitled|named"
            r"|visit(?:ing)?|with|through|on|by|of|to|for|as|на|с|от|через"
            r"|под названием|en|a través de|por|incluyendo|llamad[oa]|bei|unter"
            r"|auf)\s*(?:,\s*(?:the|a|an|where|which|our|and|or|[A-ZА-ЯЁ]|и|или|где|el"
            r"|la|un|donde|der|die|das)\b|[.;](?=\s|$))"
        ),
        0.0,
    ),
    (
        "a comma after “including”",
        re.compile(
            r"\b(?:including|such as|e\.g\.|включая|например|incluyendo"
            r"|como)\s*,\s+(?=[A-ZА-ЯЁ«“])"
        ),
        0.75,
    ),
    ("a space before a comma or full stop", re.compile(r"(?<=\w)\s+[,.;](?=\s|$)"), 0.5),
    ("empty brackets or quotation marks", re.compile(r"\(\s*\)|\[\s*\]|“\s*”|«\s*»"), 0.7),
    (
        "a pronoun where a name should stand",
        re.compile(
            r"(?<=\w),? (?:and|or|и|y) (?:They|We|It|He|She|You|Они|Мы|Она"
            r"|Ellos)\b(?! (?:[A-Z]))"
        ),
        0.45,
    ),
)
# The end of a paragraph that cannot be one.
OPEN_END = re.compile(
    (
        r"(?:\b(?:at|on|from|via|to|the|our|of|in|by|see|visit|and|with|is|are|на"
        r"|по|на сайте|в|с|и|por|en|a|el|la|de|unter|auf|bei)|,)\s*$"
    ),
    re.IGNORECASE,
)
# After these a preposition and a comma do belong together ("the one I came from, the …").
CERTAIN = re.compile(
    (
        r"\b(?:at|via|including|called|titled|entitled|named|visit(?:ing)?"
        r"|под названием|llamad[oa]|a través de)\b"
    ),
    re.IGNORECASE,
)
OF_PUBLISHING = re.compile(
    (
        r"\b(?:appear\w*|publish\w*|post\w*|releas\w*|translat\w*|listen\w*|read"
        r"|hosted|wrote|written|website|links?|podcast|article|story|report|account"
        r"|channel|page|site|platform|blog|magazine|journal|newspaper|опубликов\w+"
        r"|вышл?[аио]?|сайт\w*|public\w+|sitio)\b"
    ),
    re.IGNORECASE,
)
BREAKS_OFF = "the paragraph breaks off"
MOST = 20_000  # characters of a passage that are searched


def find_stripped_links(passages: Sequence[Passage], parts: Parts) -> tuple[Decision, ...]:
    """Return a decision for each place where a link, or the name on it, seems to be gone."""
    found: list[Decision] = []
    for i, passage in enumerate(passages):
        part = parts.get(i)
        if part and part.kind not in ("paragraph", "item"):
            continue
        text = content(passage, part)[:MOST]
        links = [(m.start, m.end) for m in passage.marks if m.kind == "link" and m.href]
        shift = part.start if part else 0
        is_address = bool(closing_words(text)) or _greets(text)
        for why, at, end, confidence in _in_paragraph(text):
            if is_address and why == BREAKS_OFF:
                continue
            if any(start < end + shift and at + shift < stop for start, stop in links):
                continue
            around = text[max(0, at - 25) : end + 20].strip()
            found.append(
                Decision(
                    passage.line,
                    "stripped-link",
                    f"a link seems to be gone: {why}: “…{wording.shown(around, longest=90)}…”",
                    confidence,
                    "look it up on the page itself and write `[words](address)`",
                )
            )
    return tuple(found)


def _greets(text: str) -> bool:
    """Say whether a paragraph is the greeting of a letter, which ends in a comma."""
    return text.rstrip().endswith((",", "،")) and bool(GREETING.match(text)) and len(text) <= 120


def _in_paragraph(text: str) -> list[tuple[str, int, int, float]]:
    found: list[tuple[str, int, int, float]] = []
    for why, pattern, confidence in PATTERNS:
        for match in pattern.finditer(text):
            sure = confidence or _preposition(text, match)
            if sure and not any(a <= match.start() < b for _, a, b, _ in found):
                found.append((why, match.start(), match.end(), sure))
    is_long = len(wording.words(text)) >= 5
    if is_long and (end := OPEN_END.search(text)) and not wording.is_title_case(text):
        found.append((BREAKS_OFF, end.start(), end.end(), 0.85))
    return sorted(found, key=lambda f: f[1])


def _preposition(text: str, match: re.Match[str]) -> float:
    """Return how sure it is that something is missing after a preposition; 0: nothing is."""
    word = match[0].split(",")[0].split(".")[0].split(";")[0].strip()
    before = text[max(0, match.start() - 60) : match.start()]
    clause = re.split(r"[.!?;]", before)[-1] + text[match.end() : match.end() + 40]
    ends = match[0].rstrip()[-1:] in ".;"
    if CERTAIN.fullmatch(word):
        return 0.55 if ends else 0.7
    if OF_PUBLISHING.search(clause) and not ends:
        return 0.75
    return 0.0
