"""What may name a speaker at the start of a paragraph, in the many ways that pages write it."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from izdat.importer import wording
from izdat.importer.bracket_words import INAUDIBLE, SOUND
from izdat.importer.passage import Passage

# Each form is tried in turn. The name is checked by itself; a label counts only if it repeats.
_TIME = rf"[\[(]?(?P<time>{wording.TIME_TEXT})[\])]?"
_TIME_AFTER = rf"[\[(]?(?P<after>{wording.TIME_TEXT})[\])]?"
_NAME = r"(?P<name>[^\W_][^\n:：;!?\"“”«»\[\]()*<>=/\\|]{0,47}?)"
_ROLE = r"(?:\s*[(\[](?P<role>[^()\[\]\d][^()\[\]]{0,59})[)\]])?"
LABEL = re.compile(
    rf"(?:>>+\s*|[-–—]\s+)?(?:{_TIME}\s*[-–—|]?\s*)?(?P<open>[*_]{{1,3}}|\[)?\s*{_NAME}\s*"
    rf"(?P<shut>[*_]{{1,3}}|\])?{_ROLE}(?:\s*,?\s*{_TIME_AFTER})?\s*[*_]{{0,3}}\s*"
    r"(?:：|:\s*(?:[*_]{1,3}(?=\s|$|\S))?(?=\s|$|[“\"«¿¡—–]))"
    rf"(?:\s*[\[(](?P<last>{wording.TIME_TEXT})[\])](?=\s|$))?\s*"
)
LONE = re.compile(  # a line of its own: "Speaker 1  0:03", "[0:03] Ana", "**Ana** (12:40)"
    rf"(?:>>+\s*)?(?:{_TIME}\s*[-–—|]?\s*)?(?P<open>[*_]{{1,3}})?{_NAME}(?P<shut>[*_]{{1,3}})?"
    rf"{_ROLE}(?:\s*[,|·-]?\s*{_TIME_AFTER})?\s*$"
)
_BOLD = re.compile(rf"{_NAME}{_ROLE}\s*[:：—–-]?\s*$")
# Forms that are taken only where the whole page speaks so: "[HOST] …", "HOST — …", "Q. …".
_CAPITALS = r"(?P<name>[^\W\d_][^\n:;!?\"“”«»\[\]()*<>=/\\|—–]{0,39}?)"
UNCOMMON = (
    re.compile(rf"\[{_CAPITALS}\]\s+(?=\S)"),
    re.compile(rf"{_CAPITALS}\s+[—–]\s+(?=\S)"),
    re.compile(r"(?P<name>[QAВОPRF])[.)]\s+(?=\S)"),
)
ASKED = ({"Q", "A"}, {"В", "О"}, {"P", "R"}, {"F", "A"}, {"Q", "R"})
LEADING_TIME = re.compile(rf"[\[(](?P<time>{wording.TIME_TEXT})[\])]\s*(?:[-–—]\s*)?")

# Words before a colon that name no speaker, however often they stand there.
NOT_NAMES = wording.ALL_ORDINALS | frozenset(
    "finally lastly next also note notes update updates source sources link links photo photos"
    " image tags tag date title episode season music also remember warning example question"
    " answer ps nb duration length runtime contact email website web transcript recorded"
    " published author authors by translation translated translator licence license summary"
    " topic topics part chapter step day week lesson point number fact conclusion introduction"
    " correction edit disclaimer further read more see listen call location where when who what"
    " примечание внимание источник ссылка фото дата перевод автор итог вывод пример вопрос"
    " ответ важно наконец также например музыка длительность контакты"
    " nota fuente enlace fecha ejemplo pregunta respuesta finalmente además música duración"
    " contacto autor hinweis quelle beispiel frage antwort datum musik exemple réponse".split()
)
# Words with which a sentence begins that ends in a colon: "She said: …", "Here is why: …".
BEGINNINGS = frozenset(
    "i he she it we you they this that these those there here his her its our your their my if"
    " but and so because as then now one some all no not do is are was in on at for to from with"
    " я он она оно мы вы они это этот эта эти там здесь тут его её их наш ваш мой но и а если"
    " потому так вот всё все в на у к с по"
    " yo él ella nosotros nosotras ellos ellas esto eso esta este aquí su sus mi pero si porque"
    " en ich er sie es wir ihr das dies hier aber wenn und je il elle nous vous ils elles ce"
    " cette voici mais si et في من على هذا هذه هو هي نحن هم قال قالت".split()
)
SAYING = frozenset(
    "said says say asked asks ask told tells wrote writes write replied replies answered added"
    " adds explained explains reads read shouted recalls remembers continued means reported reports"
    " сказал сказала сказали говорит говорят говорил говорила спросил спросила ответил ответила"
    " ответили пишет пишут написал написала добавил добавила сообщает"
    " dijo dice dicen dijeron preguntó pregunta respondió contestó escribe escribió añadió explica"
    " sagt sagte sagten fragte fragt schrieb schreibt antwortete dit disait demanda demande répond"
    " répondit écrit".split()
)
PARTICLES = frozenset("the of and de del la von van der den di da el al bin ibn y и из".split())


@dataclass(frozen=True, slots=True)
class Label:
    """Something at a paragraph's start that may name a speaker."""

    name: str
    role: str
    end: int  # of the label in the passage's text
    at: float | None
    is_strong: bool  # bold, in brackets, with a time or in capitals: written to be a label
    is_alone: bool  # the words come in the next passage


def label_at(passages: Sequence[Passage], i: int, alone: frozenset[str]) -> Label | None:
    """Return what may be a label; ``alone``: names that stand on lines of their own throughout."""
    passage = passages[i]
    if passage.kind == "heading":
        return None
    bold = _bold_start(passage)
    if (match := LABEL.match(passage.text)) and _could_be_name(match["name"]):
        time = match["time"] or match["after"] or match["last"]
        name, role = _name_and_role(match)
        return Label(
            name,
            role,
            match.end(),
            wording.seconds(time) if time else None,
            bool(match["open"] or time or bold or wording.is_upper(match["name"])),
            match.end() >= len(passage.text.rstrip()),
        )
    if bold and bold < len(passage.text.rstrip()) and (named := _BOLD.match(passage.text[:bold])):
        rest = passage.text[bold:].lstrip("\xa0 :—–-")
        if rest and _could_be_name(named["name"]):
            end = len(passage.text) - len(rest)
            return Label(_plain(named["name"]), (named["role"] or ""), end, None, True, False)
    match = LONE.match(passage.text)
    if not match or not _could_be_name(match["name"]) or i + 1 >= len(passages):
        return None
    time = match["time"] or match["after"]
    is_screenplay = wording.is_upper(match["name"]) and passages[i + 1].gap == 0
    if not time and not is_screenplay and _plain(match["name"]) not in alone:
        return None
    name, role = _name_and_role(match)
    return Label(
        name,
        role,
        len(passage.text),
        wording.seconds(time) if time else None,
        True,
        True,
    )


def uncommon_labels(passages: Sequence[Passage]) -> dict[int, Label]:
    """Return the labels in a form that is one only where two or more take turns in it."""
    for form in UNCOMMON:
        found: dict[int, Label] = {}
        for i, passage in enumerate(passages):
            match = form.match(passage.text)
            if not match or passage.kind == "heading":
                continue
            name = match["name"]
            is_letter = form is UNCOMMON[-1]
            is_heard = SOUND.fullmatch(name) or INAUDIBLE.fullmatch(name)
            if is_letter or (wording.is_upper(name) and not is_heard and _could_be_name(name)):
                found[i] = Label(_plain(name), "", match.end(), None, True, False)
        asks = any(passages[i].text.rstrip('”»" ').endswith(("?", "؟")) for i in found)
        if form is UNCOMMON[1] and not asks:
            continue  # "VELM — Dockworkers …": news, each with its place
        if _take_turns([found[i].name for i in sorted(found)], is_asked=form is UNCOMMON[-1]):
            return found
    return {}


def _take_turns(names: Sequence[str], *, is_asked: bool) -> bool:
    counts = Counter(names)
    several = sum(n >= 2 for n in counts.values())
    changes = sum(a != b for a, b in pairwise(names))
    if is_asked:
        return several >= 2 and any(set(counts) == pair for pair in ASKED)
    return several >= 2 and len(counts) * 2 <= len(names) + 1 and changes * 2 >= len(names) - 1


def _name_and_role(match: re.Match[str]) -> tuple[str, str]:
    """Return the name and the role: "Ana (host)", or "ANA MOLL, HOST"."""
    name, comma, after = match["name"].partition(", ")
    if comma and after.strip():
        return _plain(name), after.strip()
    return _plain(match["name"]), (match["role"] or "").strip()


def names_alone(passages: Sequence[Passage]) -> frozenset[str]:
    """Return the names that stand on a line of their own three times or more, before prose."""
    counts = Counter(
        p.text.strip()
        for p, following in pairwise(passages)
        if p.kind == "text"
        and len(p.text) <= 40
        and len(p.text.split()) <= 4
        and not wording.TERMINAL.search(p.text)
        and all(w[0].isupper() or w in PARTICLES for w in p.text.split())
        and following.kind == "text"
        and (len(following.text) > len(p.text) or wording.ends_sentence(following.text))
    )
    return frozenset(name for name, n in counts.items() if n >= 3 and _could_be_name(name))


def _bold_start(passage: Passage) -> int:
    """Return where bold words at the passage's start end; 0: it does not begin bold."""
    for mark in passage.marks:
        if mark.kind == "strong" and mark.start == 0 and mark.end <= 48:
            return mark.end
    return 0


def _plain(name: str) -> str:
    return " ".join(name.strip(" .:—–-").split()) or name.strip()


def _could_be_name(name: str) -> bool:
    found = name.split()
    if not found or len(found) > 6 or name.strip().isdigit():
        return False
    first = found[0].strip(".,").lower()
    if first in NOT_NAMES and (len(found) == 1 or first in wording.ALL_ORDINALS):
        return False
    if first in ("http", "https", "mailto"):
        return False
    if len(found) > 1 and (first in BEGINNINGS or found[-1].lower() in SAYING):
        return wording.is_upper(name) and found[-1].lower() not in SAYING
    return not re.search(r"[.,]\s", name.replace("Dr. ", "").replace("St. ", "")) or all(
        len(w.strip(".")) <= 2 or w[:1].isupper() for w in found
    )


def is_capital(name: str) -> bool:
    """Say whether the name is written like one: capitals, but for "the" and "of"."""
    small = [w for w in name.split() if w[0].islower() and w not in PARTICLES]
    return not small or (len(small) == 1 and name[0].isupper() and len(name.split()) <= 3)


def is_wholly_capital(name: str) -> bool:
    """Say whether each word of the name begins with a capital, but for "the" and "of"."""
    return all(not w[0].islower() or w in PARTICLES for w in name.split())


def is_title(text: str) -> bool:
    return (
        len(wording.words(text)) >= 3
        and not wording.TERMINAL.search(text)
        and wording.is_title_case(text)
    )
