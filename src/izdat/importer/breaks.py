"""Where one segment ends and the next begins."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from izdat.importer import wording
from izdat.importer.passage import Decision, Parts, Passage

# What editors say when they hand over to another text. At a paragraph's start.
HANDS_OVER = re.compile(
    r"(?:in (?:this|the following|the next) (?:account|piece|text|essay|article"
    r"|interview|report|letter|reflection|statement|segment|section|story|poem"
    r"|song|conversation|excerpt)"
    r"|(?:the )?(?:following|next) (?:is|are|call|text|piece|statement|report"
    r"|letter|interview|account|essay|article|story|poem|song|reflection"
    r"|excerpt)\b"
    r"|this (?:is a translation|piece|text|essay|article|call|report|letter"
    r"|statement|reflection|poem|account|interview|story)\b"
    r"|(?:and )?(?:now,|next,|next up|up next|finally,|coming up|first up"
    r"|to close|to finish|to begin)"
    r"|(?:we|we’ll|we'll|we’ve|we've|we’re|we're|i|i’ll"
    r"|i'll)\s(?:\w+\s){0,2}(?:turn|hear|share|start|begin|close|end|kick"
    r"|present|speak|spoke|bring|move|read)\b"
    r"|let(?:’|')s (?:hear|turn|get|listen|go|begin|start)"
    r"|here(?:’|'| i)s (?:a|an|the|our|another|what)\b|here are\b|(?:originally"
    r"|first) (?:appeared|published)"
    r"|as we go to press|on \w+ \d{1,2}(?:st|nd|rd|th)?,? (?:the|a|an|we|our)\b"
    r"|далее|дальше|а теперь|теперь|сейчас (?:мы|вы)|мы публикуем"
    r"|следующ\w+ (?:текст|материал|интервью|рассказ)|это перевод"
    r"|в этом (?:тексте|интервью|рассказе)|послушаем|перед вами|предлагаем"
    r"|a continuación|ahora|en (?:este|esta) (?:texto|pieza|entrevista|artículo"
    r"|relato)|est[ae] (?:es una traducción|texto|entrevista)|escuchemos"
    r"|presentamos|compartimos"
    r"|als nächstes|es folgt|nun |dies ist eine übersetzung|im folgenden|voici"
    r"|nous (?:allons|partageons)|maintenant)",
    re.IGNORECASE,
)
OPENS_SHOW = re.compile(
    r"[^.!?]{0,60}\b(?:welcome (?:back )?to|you(?:’|')re listening to"
    r"|you are listening to|hello,? (?:everyone|and welcome)|this is episode"
    r"|добро пожаловать|вы слушаете|здравствуйте|bienvenid[oa]s"
    r"|вітаємо (?:у|в)|ви слухаєте|ласкаво просимо"
    r"|están escuchando|estás escuchando|willkommen (?:zu|bei)|bienvenue|مرحب[ًا]+ بكم"
    r"|أهلا بكم|أهلًا بكم|تستمعون)\b",
    re.IGNORECASE,
)
CLOSES_SHOW = re.compile(
    r"[^.!?]{0,80}\b(?:(?:that(?:’|')s|that is|that was) (?:it|all|our (?:show"
    r"|episode))\b|that(?:’|')ll do it|thanks? (?:you )?(?:so much "
    r"|again )?for (?:listening|tuning|joining)"
    r"|until next time|see you next|this has been|you(?:’|')ve been listening"
    r"|that brings us to the end"
    r"|на этом (?:всё|все|мы)|спасибо,? что (?:слушали|были)|дякуємо,? що|до зустрічі|на цьому все"
    r"|до (?:новых встреч"
    r"|встречи|следующего)|вы слушали"
    r"|you have been listening|hasta aquí (?:el|la|este|nuestr)|شكر[ًا]+ ل|إلى اللقاء|كانت هذه"
    r"|eso es todo|esto (?:es|ha sido) todo|gracias por (?:escuchar|acompañar)"
    r"|hasta la próxima|das war(?:[’']s| es|s)|danke fürs zuhören|bis zum nächsten"
    r"|c[’']est tout|merci d[’']avoir)",
    re.IGNORECASE,
)
_NUMBERS = {
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "a few": 0,
    "several": 0,
    "some": 0,
    "a couple": 2,
    "две": 2,
    "два": 2,
    "три": 3,
    "четыре": 4,
    "несколько": 0,
    "dos": 2,
    "tres": 3,
    "cuatro": 4,
    "varios": 0,
    "varias": 0,
    "zwei": 2,
    "drei": 3,
}
ANNOUNCES = re.compile(
    rf"\b(?P<count>{'|'.join(_NUMBERS)})\b(?:\s\w+){{0,3}}\s(?:updates|reports"
    r"|pieces|statements|texts|calls|items|stories|letters|announcements"
    r"|excerpts|accounts|voices|messages|poems|songs"
    r"|новост\w+|сообщени\w+|текст\w*|письм\w+|заявлени\w+|материал\w*|noticias"
    r"|textos|cartas|comunicados|relatos|informes|meldungen|texte|briefe)\b",
    re.IGNORECASE,
)
WORDED = frozenset({"paragraph", "item", "verse"})
SURE_SIGNATURE = 0.75  # from here on it ends a text, where a less sure one may stand under a motto
GOES_ON = re.compile(
    r"(?:p\.? ?s\.?|n\.? ?b\.?|translat\w+|перев\w+|traduc\w+|з\. ?ы\.?)\b|[\[(*—–-]", re.I
)
SIGNED = "a signature above"
ENOUGH = 0.5  # a break is made from here on


@dataclass(frozen=True, slots=True)
class Break:
    """A segment begins at the passage ``at``."""

    at: int
    confidence: float
    why: str
    announced: str = ""  # what the editors said it would be: "two more updates"


def normal_gap(passages: Sequence[Passage]) -> int:
    """Return how many blank lines stand between paragraphs as a rule."""
    gaps = Counter(p.gap for p in passages[1:] if len(p.text) > 40)
    # Where every line is short it may be verse, whose lines have nothing between them.
    gaps = gaps or Counter(p.gap for p in passages[1:] if p.gap)
    return min(gaps, key=lambda gap: (-gaps[gap], gap), default=1)


def find_breaks(
    passages: Sequence[Passage], parts: Parts, *, gap: int
) -> tuple[tuple[Break, ...], tuple[Decision, ...]]:
    """Return where segments begin, the first of all included, and a decision for each."""
    body = [i for i in range(len(passages)) if not _is_furniture(parts, i)]
    if not body:
        return (), ()
    first = body[0]
    runs = sum(passages[i].gap > gap for i in body[1:])
    crowded = runs * 2 > len(body)
    structural: list[Break] = []
    signed: list[Break] = []  # by a signature alone: it divides no text that others divide
    refused: list[Break] = []
    last = first
    for previous, i in pairwise(body):
        if _kind(parts, i) == "signature":
            continue  # it belongs to what stands above, however far
        alone = _speaks_alone(parts, last, i) and bool(OPENS_SHOW.match(passages[last].text))
        found = _at(passages, parts, previous, i, gap=gap, crowded=crowded, alone=alone)
        if found is None or _is_title_above(passages, parts, previous, first):
            continue
        if found.why.startswith(SIGNED):
            (signed if found.confidence >= ENOUGH else refused).append(found)
        else:
            (structural if found.confidence >= ENOUGH else refused).append(found)
        last = i if found.confidence >= ENOUGH else last
    marked = _by_headings(passages, parts, body, only_marked=True)
    breaks = structural + [b for b in marked if b.at not in {s.at for s in structural}]
    breaks = breaks or _by_headings(passages, parts, body) or _by_words(passages, parts, body)
    breaks += [b for b in signed if b.at not in {s.at for s in breaks}]
    breaks += _announced(passages, parts, body, {b.at for b in breaks} | {first})
    breaks = [Break(first, 1.0, "the text begins"), *(b for b in breaks if b.at != first)]
    once = {b.at: b for b in sorted(breaks, key=lambda b: (b.at, -b.confidence))[::-1]}
    final = tuple(once[at] for at in sorted(once))
    return final, _told(passages, final[1:], refused)


def _is_furniture(parts: Parts, i: int) -> bool:
    part = parts.get(i)
    return part is not None and (
        part.kind in ("furniture", "separator", "footnote")
        or (part.kind == "label" and not part.voice and part.confidence == 1.0)
    )


def _is_title_above(passages: Sequence[Passage], parts: Parts, previous: int, first: int) -> bool:
    """Say whether a heading stands above, with nothing yet under it: no break can follow it."""
    part = parts.get(previous)
    return part is not None and part.kind == "heading" and not part.is_point


def _speaks_alone(parts: Parts, first: int, last: int) -> bool:
    """Say whether one voice, and only one, speaks all of these: it opens the show, perhaps."""
    if not _turn(parts, first):
        return False
    return len({p.voice for i in range(first, last) if (p := parts.get(i)) and p.voice}) == 1


def _at(
    passages: Sequence[Passage],
    parts: Parts,
    previous: int,
    i: int,
    *,
    gap: int,
    crowded: bool,
    alone: bool,
) -> Break | None:
    """Weigh the signs between two neighbours; None: there is no sign at all."""
    passage, part = passages[i], parts.get(i)
    between = range(previous + 1, i)
    is_run = passage.gap > gap or any(
        passages[k].gap > gap for k in between if parts[k].kind != "footnote"
    )
    is_ruled = any(parts[k].kind == "separator" for k in between)
    is_signed = _kind(parts, previous) == "signature"
    is_page = any(parts[k].kind == "furniture" for k in between)
    is_ended = is_signed and parts[previous].confidence >= SURE_SIGNATURE
    if not (is_run or is_ruled or is_page or (is_ended and not GOES_ON.match(passage.text))):
        return None
    why, score = [], 0.25
    if is_run:
        score, why = 0.55, ["more blank lines than between paragraphs"]
        score -= 0.3 if crowded else 0.0
    if is_ruled:
        score, why = max(score, 0.6), [*why, "a line of signs"]
    if is_page:
        score, why = max(score, 0.3), [*why, "a line of the page"]
    if part and part.kind == "heading" and not part.is_point:
        score, why = score + 0.35, [*why, "a heading follows"]
    if is_signed:
        score, why = score + 0.3, [*why, SIGNED]
    if cue := _cue(passage.text):
        score, why = score + 0.3, [*why, cue]
    before, after = _turn(parts, previous), _turn(parts, i)
    if before and after and alone and is_run and not crowded:
        why = [*why, "one voice alone above"]
    elif before and after and not cue:
        score, why = score - 0.4, [*why, "one conversation on both sides"]
    elif before != after:
        score, why = score + 0.2, [*why, "a conversation begins or ends"]
    if (
        parts.get(i)
        and parts[i].kind in ("item", "verse")
        and _kind(parts, previous) == parts[i].kind
    ):
        score, why = score - 0.4, [*why, f"{parts[i].kind}s on both sides"]
    if part and part.is_point:
        score, why = score - 0.4, [*why, "a numbered point"]
    return Break(i, round(max(0.05, min(0.98, score)), 2), ", ".join(why))


def _kind(parts: Parts, i: int) -> str:
    part = parts.get(i)
    return part.kind if part else "paragraph"


def _turn(parts: Parts, i: int) -> bool:
    part = parts.get(i)
    return part is not None and bool(part.voice or part.kind == "label")


def _cue(text: str) -> str:
    if CLOSES_SHOW.match(text):
        return "words that close a show"
    if OPENS_SHOW.match(text):
        return "words that open a show"
    return "words that hand over" if HANDS_OVER.match(text) else ""


def _by_headings(
    passages: Sequence[Passage], parts: Parts, body: list[int], *, only_marked: bool = False
) -> list[Break]:
    """The highest headings divide a text: those that the input itself marks always do."""
    headings = [i for i in body if (p := parts.get(i)) and p.kind == "heading" and not p.is_point]
    if only_marked:
        headings = [i for i in headings if parts[i].level]
    if len(headings) < (2 if only_marked else 1):
        return []
    ranks = {i: _rank(passages[i], parts[i].level) for i in headings}
    top = min(ranks.values())
    chosen = [i for i in headings if ranks[i] == top]
    if len(chosen) == 1 and len(set(ranks.values())) > 1 and chosen[0] == body[0]:
        top = min(rank for rank in ranks.values() if rank > top)  # the first is the page's title
        chosen = [i for i in headings if ranks[i] == top]
    sure = min(parts[i].confidence for i in chosen)
    why = (
        "a heading of the highest kind"
        if only_marked
        else "a heading, and nothing else divides the text"
    )
    return [Break(i, round(max(ENOUGH, 0.85 * sure), 2), why) for i in chosen]


def _rank(passage: Passage, level: int) -> int:
    """Return 1 for the highest kind of heading."""
    if level:
        return level
    return 7 if wording.is_upper(passage.text) else 8


def _by_words(passages: Sequence[Passage], parts: Parts, body: list[int]) -> list[Break]:
    """Where nothing divides the text at all, only plain words of opening and closing can."""
    found = []
    turns = [i for i in body if _turn(parts, i)]
    for previous, i in pairwise(body):
        before, after = _turn(parts, previous), _turn(parts, i)
        cue = "" if turns else _cue(passages[i].text)
        if (
            turns
            and i == turns[0]
            and any(_kind(parts, k) in WORDED for k in body[: body.index(i)])
        ):
            found.append(Break(i, 0.6, "a conversation begins"))
        elif cue and (cue != "words that hand over" or _kind(parts, previous) == "signature"):
            found.append(Break(i, 0.55, cue))
        elif before and not after and CLOSES_SHOW.match(passages[i].text):
            found.append(Break(i, 0.55, "words that close a show"))
    return found[:1] + [b for a, b in pairwise(found) if b.at - a.at > 2]


def _announced(
    passages: Sequence[Passage], parts: Parts, body: list[int], starts: set[int]
) -> list[Break]:
    """Find the items that the editors announce: "two more updates. — First, … — Second: …"."""
    found: list[Break] = []
    for place, i in enumerate(body):
        announced = ANNOUNCES.search(passages[i].text)
        if not announced or _turn(parts, i) or len(wording.words(passages[i].text)) > 60:
            continue
        items: list[int] = []
        for k in body[place + 1 : place + 25]:
            if k in starts or _turn(parts, k):
                break
            if (
                _kind(parts, k) == "paragraph"
                and wording.ordinal(passages[k].text) == len(items) + 1
            ):
                items.append(k)
        expected = _NUMBERS[announced["count"].lower()]
        if len(items) < 2 or (expected and len(items) != expected):
            continue
        opening = i if items[0] == body[place + 1] else items[0]
        why = f"“{wording.shown(announced[0])}” are announced, this is number"
        found.append(Break(opening, 0.65, f"{why} 1", announced[0]))
        found += [
            Break(k, 0.65, f"{why} {n}", announced[0]) for n, k in enumerate(items[1:], start=2)
        ]
    return found


def _told(
    passages: Sequence[Passage], breaks: Sequence[Break], refused: Sequence[Break]
) -> tuple[Decision, ...]:
    made = [
        Decision(
            passages[b.at].line,
            "segment",
            f"a segment begins at “{wording.shown(passages[b.at].text, longest=40)}”: {b.why}",
            b.confidence,
            "take the `##` line and its `source` block out",
        )
        for b in breaks
    ]
    left = [
        Decision(
            passages[b.at].line,
            "no-segment",
            f"no segment begins at"
            f" “{wording.shown(passages[b.at].text, longest=40)}”, in spite of {b.why}",
            round(1 - b.confidence, 2),
            "put a `## Title {#id}` line there",
        )
        for b in refused
    ]
    return tuple(made + left)
