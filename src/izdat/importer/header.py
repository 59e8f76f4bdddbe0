"""What stands at a page's top and is the page's: title, show's name, length, number, day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from izdat.importer import wording
from izdat.importer.breaks import OPENS_SHOW
from izdat.importer.header_words import (
    DAY_LINE,
    DURATION_LINE,
    EPISODE,
    FURNITURE,
    LISTEN,
    NUMBER,
    PLAYER,
    PLAYER_LINE,
    READING_TIME,
    SEASON,
    SUBSCRIBE,
    TRANSCRIPT,
)
from izdat.importer.passage import Decision, Facts, Found, Part, Parts, Passage, content

HEADER = 8  # passages at the top that may still be the page's own furniture
LABELLED = re.compile(
    rf"{LISTEN}\W{{1,4}}(?P<length>(?:\d{{1,2}}:)?\d{{1,3}}:\d{{2}})", re.IGNORECASE
)
LONGEST_TITLE = 18  # words
STARTS = re.compile(LISTEN, re.IGNORECASE)
PIECES = re.compile(r"\s*[|·•]\s*|\s+[—–-]\s+|\s+/\s+")  # "3 May 2030 | 41 minutes"
# "Episode 12 – …", "#41: …", "S2E6: …", "Season 3, Episode 4: …", "Cellar №17. …"
NUMBERED = re.compile(
    r"(?:[^\d.!?:]{2,40}?[\s,:–—|-]+)?(?:"
    r"(?:season|сезон|temporada|staffel|saison|stagione|الموسم)\s*#?(?P<season>\d{1,2})[\s,.:;·|–—-]+"
    rf"{EPISODE}\s*(?:#|№|no\.?)?\s*(?P<in_season>\d{{1,4}})"
    r"|S(?P<short>\d{1,2})\s?[:.]?\s?E(?:p\.?)?\s?(?P<in_short>\d{1,4})"
    rf"|\b{EPISODE}\s*(?:number|no\.?|nr\.?|№|#)?\s*(?P<number>\d{{1,5}})"
    r"|[#№]\s?(?P<hash>\d{1,5}))(?!\d|:\d| ?(?:min|мин))\s*(?:[:.|·–—-]+\s*|$|(?=[“«\"(]))",
    re.IGNORECASE,
)
OPENING_TITLE = re.compile(
    r"(?:intro|welcome|opening|show notes|transcript|about|in this episode|today|об этом"
    r"|вступление|введение|приветствие|presentación"
    r"|introducción|bienvenida|einleitung|begrüßung|ouverture|مقدمة)",
    re.IGNORECASE,
)
SITE = re.compile(r"\s+[|»·•]\s+[^|»·•]*$")
SITE_DASHED = re.compile(r"\s+[—–-]\s+[^—–]{1,40}$")


def find_furniture(passages: Sequence[Passage], parts: Parts) -> tuple[Found, Facts]:
    """Return the lines that belong to the page, not to the episode, and what they say of it."""
    found: dict[int, Part] = {}
    decisions: list[Decision] = []
    facts = Facts()
    for i in _front_matter(passages):
        found[i] = Part("furniture", 0, 0)
        decisions.append(
            Decision(
                passages[i].line,
                "front-matter",
                f"“{wording.shown(passages[i].text)}” stands in the page's front matter: taken out",
                0.9,
                "copy what you need into the front matter of `episode.md`",
            )
        )
    for i, passage in enumerate(passages):
        if i in parts or i in found or len(passage.text) > 150:
            continue
        what, facts = _furniture(passage.text.strip("*_# "), i, facts)
        if what:
            found[i] = Part("furniture", 0, 0)
            decisions.append(
                Decision(
                    passage.line,
                    "page-furniture",
                    f"“{wording.shown(passage.text)}” is {what}, not part of the text: taken out",
                    0.9,
                    "type the line back in",
                )
            )
    return Found(found, tuple(decisions)), facts


def player_length(text: str) -> float | None:
    """Return the length in seconds that a player on the page shows; None: it shows none."""
    for match in (*PLAYER.finditer(text), *LABELLED.finditer(text)):
        groups = match.groupdict()
        clock = groups.get("length") or groups.get("total") or ""
        if clock and (length := wording.seconds(clock)):
            return length
    return None


def _front_matter(passages: Sequence[Passage]) -> range:
    """Return the YAML block that a page from a static site begins with; mostly nothing."""
    if not passages or passages[0].text != "---" or passages[0].line != 1:
        return range(0)
    for i, passage in enumerate(passages[1:60], start=1):
        if passage.text == "---":
            return range(i + 1)
        if passage.gap or not (passage.indent or re.match(r"[\w-]+:(?:\s|$)|-\s", passage.text)):
            break
    return range(0)


def _furniture(text: str, index: int, facts: Facts) -> tuple[str, Facts]:
    """Return what a line of the page is, "" if it is text, and what it says of the episode."""
    what, said = _line(text, index, facts)
    if what or index >= HEADER:
        return what, said
    pieces = [piece for piece in PIECES.split(text) if piece.strip()]
    if len(pieces) < 2:
        return "", facts
    said, all_of_it = facts, []
    for piece in pieces:
        what, said = _line(piece.strip(), index, said)
        if not what:
            return "", facts
        all_of_it.append(what)
    return " and ".join(dict.fromkeys(all_of_it)), said


def _line(text: str, index: int, facts: Facts) -> tuple[str, Facts]:
    is_header = index < HEADER
    if is_header and READING_TIME.fullmatch(text):
        return "the time that reading takes", facts
    match = DURATION_LINE.fullmatch(text) if is_header or STARTS.match(text) else None
    if match and (length := _duration(match)):
        return "the episode's length", replace(facts, duration=facts.duration or length)
    if not is_header:
        return ("a sign of the page" if TRANSCRIPT.fullmatch(text) else ""), facts
    if match := PLAYER.fullmatch(text):
        length = wording.seconds(match["length"] or match["total"] or "0:00")
        return "the player", replace(facts, duration=facts.duration or length or None)
    if PLAYER_LINE.fullmatch(text):
        return "a link of the player", facts
    if FURNITURE.fullmatch(text) or TRANSCRIPT.fullmatch(text) or SUBSCRIBE.fullmatch(text):
        return "a sign of the page", facts
    if DAY_LINE.fullmatch(text):
        return "a day", facts
    if number := re.fullmatch(
        rf"(?:{NUMBER.pattern}|[#№]\s?(?P<hash>\d{{1,5}}))[.:]?", text, re.IGNORECASE
    ):
        found = int(number["number"] or number["hash"])
        return "the episode's number", replace(facts, number=found)
    if season := re.fullmatch(
        rf"(?:{SEASON.pattern})(?:\W{{1,3}}{EPISODE}\s*#?(?P<in_season>\d{{1,4}}))?[.:]?",
        text,
        re.IGNORECASE,
    ):
        found = int(season["in_season"] or season["number"] or 0)
        return "the episode's season and number", replace(
            facts,
            season=int(season["season"] or season["short"]),
            number=found or facts.number,
        )
    return "", facts


def _duration(match: re.Match[str]) -> float:
    if match["clock"]:
        parts = match["clock"].split(":")
        # "105:00" and "1:45:00" are clear; "1:45" of an episode is hours and minutes.
        if len(parts) == 3:
            return wording.seconds(match["clock"])
        first, second = int(parts[0]), int(parts[1])
        return float(first * 3600 + second * 60 if first < 4 else first * 60 + second)
    hours, minutes, rest = (int(match[g] or 0) for g in "hms")
    return float(hours * 3600 + minutes * 60 + rest)


def find_title(passages: Sequence[Passage], parts: Parts, facts: Facts) -> tuple[Found, Facts]:
    """Return the page's own title, which stands above everything and is the episode's.

    What stands above it is the show's name. A number in the title goes where numbers go.
    """
    body = [
        i
        for i, p in enumerate(passages)
        if i not in parts or parts[i].kind not in ("furniture", "separator", "label")
    ]
    headings = [i for i in body if i in parts and parts[i].kind == "heading"]
    if len(body) < 3:
        return Found(), facts
    at = _numbered(passages, parts, body)
    if at is None and headings and headings[0] == body[0] and _is_title(passages, parts, body):
        at = 0
    if at is None:
        above = _name_above(passages, parts, body[0])
        return (_told(passages, {body[0]: "the show's name"}) if above else Found()), facts
    first = body[at]
    whole = " ".join(content(passages[first], parts.get(first)).split())
    title, facts = _without_number(whole, facts)
    told = _told(passages, dict.fromkeys(body[:at], "the show's name"))
    decision = Decision(
        passages[first].line,
        "episode-title",
        f"“{wording.shown(whole)}” is the episode's title: moved to the front matter",
        0.85,
        "type it as a heading above the first segment",
    )
    found = {**told.parts, first: Part("furniture", 0, 0)}
    return Found(found, (*told.decisions, decision)), replace(facts, title=title)


def _told(passages: Sequence[Passage], taken: Mapping[int, str]) -> Found:
    return Found(
        {i: Part("furniture", 0, 0) for i in taken},
        tuple(
            Decision(
                passages[i].line,
                "page-furniture",
                f"“{wording.shown(passages[i].text)}” is {what}, not part of the text: taken out",
                0.8,
                "type the line back in",
            )
            for i, what in taken.items()
        ),
    )


def _numbered(passages: Sequence[Passage], parts: Parts, body: Sequence[int]) -> int | None:
    """Return which of the first lines names the episode's number, if only names stand above."""
    for at, i in enumerate(body[:3]):
        part = parts.get(i)
        text = content(passages[i], part)
        is_line = part is None or part.kind == "heading"
        if not is_line or len(wording.words(text)) > LONGEST_TITLE or len(text) > 160:
            return None
        if part is None and wording.TERMINAL.search(text) and text[-1] not in "?!…":
            return None
        if NUMBERED.match(text):
            return at
        if wording.ends_sentence(text):
            return None
    return None


def _is_title(passages: Sequence[Passage], parts: Parts, body: Sequence[int]) -> bool:
    """Say whether the first heading of all is the page's, not its first segment's."""
    first = parts[body[0]]
    headings = [i for i in body if i in parts and parts[i].kind == "heading"]
    if len(headings) < 2:
        return False
    if first.level == 1:
        return not any(parts[i].level == 1 for i in headings[1:])
    below = next((i for i in body if i not in headings), body[0])
    text = content(passages[below], parts.get(below))
    is_opening = OPENING_TITLE.match(content(passages[body[0]], first))
    return bool(not first.level and OPENS_SHOW.match(text) and not is_opening)


def _name_above(passages: Sequence[Passage], parts: Parts, first: int) -> bool:
    """Say whether the first line is a name, with lines of the page right below it."""
    below = first + 1
    return (
        below in parts
        and parts[below].kind == "furniture"
        and passages[below].gap == 0
        and (first not in parts or parts[first].kind == "heading")
        and len(wording.words(passages[first].text)) <= 8
        and not wording.TERMINAL.search(passages[first].text)
    )


def _without_number(text: str, facts: Facts) -> tuple[str, Facts]:
    """Return the title without season and number, if words are left, and what these were."""
    match = NUMBERED.match(text)
    if not match:
        return text, facts
    season = match["season"] or match["short"]
    number = match["in_season"] or match["in_short"] or match["number"] or match["hash"]
    facts = replace(
        facts,
        season=facts.season or (int(season) if season else None),
        number=facts.number or (int(number) if number else None),
    )
    rest = text[match.end() :].strip()
    return (rest if wording.words(rest) else text), facts


def page_title(text: str) -> str:
    """Return a web page's title without the site's name at its end."""
    whole = " ".join(text.split())
    title = SITE.sub("", whole).strip() or whole
    is_bare = title == whole
    title, _ = _without_number(title, Facts())
    return (SITE_DASHED.sub("", title).strip() or title) if is_bare else title
