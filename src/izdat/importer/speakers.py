"""Who speaks: labels at the start of paragraphs, in the many ways that pages write them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from izdat.importer import wording
from izdat.importer.passage import Decision, Found, Part, Parts, Passage
from izdat.model.episode import Voice

# Each form is tried in turn. The name is checked by itself; a label counts only if it repeats.
_TIME = rf"[\[(]?(?P<time>{wording.TIME_TEXT})[\])]?"
_TIME_AFTER = rf"[\[(]?(?P<after>{wording.TIME_TEXT})[\])]?"
_NAME = r"(?P<name>[^\W_][^\n::;!?\"“”«»\[\]()*<>=/\\|]{0,47}?)"
_ROLE = r"(?:\s*[(\[](?P<role>[^()\[\]\d][^()\[\]]{0,59})[)\]])?"
LABEL = re.compile(
    rf"(?:>>+\s*|[-–—]\s+)?(?:{_TIME}\s*[-–—|]?\s*)?(?P<open>[*_]{{1,3}}|\[)?\s*{_NAME}\s*"
    rf"(?P<shut>[*_]{{1,3}}|\])?{_ROLE}(?:\s*,?\s*{_TIME_AFTER})?\s*[*_]{{0,3}}\s*[::]"
    r"\s*(?:[*_]{1,3}(?=\s|$|\S))?(?=\s|$|[“\"«¿¡—–])\s*"
)
LONE = re.compile(  # a line of its own: "Speaker 1  0:03", "[0:03] Ana", "**Ana** (12:40)"
    rf"(?:>>+\s*)?(?:{_TIME}\s*[-–—|]?\s*)?(?P<open>[*_]{{1,3}})?{_NAME}(?P<shut>[*_]{{1,3}})?"
    rf"{_ROLE}(?:\s*[,|·-]?\s*{_TIME_AFTER})?\s*$"
)
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


@dataclass(frozen=True, slots=True)
class Turns:
    found: Found
    voices: tuple[Voice, ...]


def find_turns(passages: Sequence[Passage], parts: Parts) -> Turns:
    """Return the paragraphs where somebody begins to speak, and everybody who does."""
    alone = _alone(passages)
    labels = {
        i: label
        for i in range(len(passages))
        if i not in parts
        and (label := _label(passages, i, alone))
        and not _says_nothing(passages, i, label)
    }
    taken, decisions = _that_count(passages, labels)
    names = _one_name_each([taken[i] for i in sorted(taken)])
    ids = _ids(list(dict.fromkeys(names.values())))
    found: dict[int, Part] = {}
    roles: dict[str, str] = {}
    pending: tuple[str, float | None] | None = None
    for i, passage in enumerate(passages):
        if i in parts:
            continue
        label = taken.get(i)
        time = LEADING_TIME.match(passage.text)
        if label:
            voice = ids[names[label.name]]
            roles.setdefault(voice, label.role)
            if label.is_alone:
                pending = (voice, label.at)
                found[i] = Part("label", 0, 0, voice=voice, confidence=0.9)
            else:
                at = passage.at if label.at is None else label.at
                found[i] = Part("paragraph", label.end, voice=voice, at=at)
                pending = None
        elif pending:
            found[i] = Part("paragraph", voice=pending[0], at=pending[1])
            pending = None
        elif passage.speaker:
            voice = ids.setdefault(
                passage.speaker, _free(wording.address(passage.speaker) or "voice", ids.values())
            )
            found[i] = Part("paragraph", voice=voice, at=passage.at)
        elif time and time.end() < len(passage.text):
            found[i] = Part("paragraph", time.end(), at=wording.seconds(time["time"]))
            decisions.append(
                Decision(
                    passage.line,
                    "time",
                    f"the time {time['time']} was taken out of the text",
                    0.9,
                    "type it back in",
                )
            )
    if not ids and any(p.at is not None for p in passages):
        ids = {"Speaker": "speaker"}
        found |= {
            i: Part("paragraph", voice="speaker", at=p.at)
            for i, p in enumerate(passages)
            if i not in parts
        }
        decisions.append(
            Decision(
                0,
                "nobody-named",
                "the input has times, but names nobody: all is given to one voice, `speaker`",
                0.5,
                "name the voices, and write `@id:` where each begins",
            )
        )
    _tell_of_turns(passages, found, ids, decisions)
    asks = _asks(passages, found, list(ids.values()))
    voices = tuple(
        Voice(key, name, roles.get(key) or ("interviewer" if key == asks else ""))
        for name, key in ids.items()
    )
    if asks:
        decisions.append(
            Decision(
                0,
                "role",
                f"`{asks}` asks most of the questions: role interviewer",
                0.7,
                f"change `role` of `{asks}` under `voices`",
            )
        )
    return Turns(Found(found, tuple(decisions)), voices)


def _says_nothing(passages: Sequence[Passage], i: int, label: Label) -> bool:
    """Say whether no words follow a label that stands alone: then it is none."""
    if not label.is_alone:
        return False
    return (
        i + 1 >= len(passages)
        or passages[i + 1].kind in ("heading", "rule")
        or bool(_label(passages, i + 1, frozenset()))
    )


def _label(passages: Sequence[Passage], i: int, alone: frozenset[str]) -> Label | None:
    """Return what may be a label; ``alone``: names that stand on lines of their own throughout."""
    passage = passages[i]
    if passage.kind == "heading":
        return None
    bold = _bold_start(passage)
    if (match := LABEL.match(passage.text)) and _could_be_name(match["name"]):
        time = match["time"] or match["after"]
        name, role = _name_and_role(match)
        return Label(
            name,
            role,
            match.end(),
            wording.seconds(time) if time else None,
            bool(match["open"] or time or bold or wording.is_upper(match["name"])),
            match.end() >= len(passage.text.rstrip()),
        )
    if bold and bold < len(passage.text.rstrip()) and _could_be_name(passage.text[:bold]):
        end = bold + len(passage.text[bold:]) - len(passage.text[bold:].lstrip(" :—–-"))
        return Label(_plain(passage.text[:bold]), "", end, None, True, False)
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


def _name_and_role(match: re.Match[str]) -> tuple[str, str]:
    """Return the name and the role: "Ana (host)", or "ANA MOLL, HOST"."""
    name, comma, after = match["name"].partition(", ")
    if comma and after.strip():
        return _plain(name), after.strip()
    return _plain(match["name"]), (match["role"] or "").strip()


def _alone(passages: Sequence[Passage]) -> frozenset[str]:
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
    return not re.search(r"[.,]\s", name.replace("Dr. ", "").replace("St. ", "")) or all(
        len(w.strip(".")) <= 2 or w[:1].isupper() for w in found
    )


def _that_count(
    passages: Sequence[Passage], labels: dict[int, Label]
) -> tuple[dict[int, Label], list[Decision]]:
    """Keep the labels that repeat, and those that stand alone among them."""
    names = _one_name_each(list(labels.values()))
    said: defaultdict[str, set[str]] = defaultdict(set)
    for i, label in labels.items():
        rest = passages[i].text[label.end :]
        if not label.is_alone and not label.is_strong and _is_title(rest):
            continue  # "Spring: A Call to the Streets" is a title that is printed twice
        said[names[label.name]].add(f"{i}" if label.is_alone else rest)
    counts = Counter({name: len(rests) for name, rests in said.items()})
    repeating = {name for name, n in counts.items() if n >= (2 if _is_capital(name) else 3)}
    if len(repeating) == 1:
        (only,) = repeating
        if counts[only] < 3 and not any(
            label.is_strong for label in labels.values() if names[label.name] == only
        ):
            repeating = set()
    taken = {
        i: label
        for i, label in labels.items()
        if names[label.name] in repeating and _counts(passages[i], label)
    }
    decisions = []
    near = {j for i in taken for j in (i - 1, i + 1)}
    strong = {i for i, label in labels.items() if label.is_strong and _is_capital(label.name)}
    pairs = {i for i in strong if {i - 1, i + 1} & strong} if not taken else set()
    for i, label in sorted(labels.items()):
        if names[label.name] in repeating or i in taken:
            continue
        is_guest = i in near and _is_capital(label.name) and len(label.name.split()) <= 4
        if label.name.split()[0].lower() in NOT_NAMES or _is_title(passages[i].text[label.end :]):
            is_guest = False
        if is_guest or i in pairs:
            taken[i] = label
            decisions.append(
                Decision(
                    passages[i].line,
                    "speaker-once",
                    f"“{label.name}” stands only once, among labels"
                    " that repeat: taken as a speaker",
                    0.6,
                    f"type “{label.name}: ” back at the start"
                    " of the paragraph and take its `@` out",
                )
            )
        elif _is_capital(label.name) and not _is_title(passages[i].text[label.end :]):
            decisions.append(
                Decision(
                    passages[i].line,
                    "not-a-speaker",
                    f"“{label.name}:” stands only once: left in the text",
                    0.8,
                    "if somebody speaks here, put `@id:` at the start of the paragraph",
                )
            )
    return taken, decisions


def _is_title(text: str) -> bool:
    return (
        len(wording.words(text)) >= 3
        and not wording.TERMINAL.search(text)
        and wording.is_title_case(text)
    )


def _is_capital(name: str) -> bool:
    """Say whether the name is written like one: capitals, but for "the" and "of"."""
    small = [w for w in name.split() if w[0].islower() and w not in PARTICLES]
    return not small or (len(small) == 1 and name[0].isupper() and len(name.split()) <= 3)


def _counts(passage: Passage, label: Label) -> bool:
    return label.is_alone or label.is_strong or not _is_title(passage.text[label.end :])


def _one_name_each(labels: list[Label]) -> dict[str, str]:
    """Return the name that stands for each label: "Jane" is "Jane Doe" where only one Jane is."""
    names = list(dict.fromkeys(label.name for label in labels))
    chosen: dict[str, str] = {}
    folded: dict[str, str] = {}
    for name in names:
        longer = [
            other
            for other in names
            if other != name
            and len(other.split()) > len(name.split()) > 0
            and (
                other.casefold().startswith(name.casefold() + " ")
                or other.casefold().endswith(" " + name.casefold())
                or _initials(other) == name
            )
        ]
        target = longer[0] if len(longer) == 1 else name
        chosen[name] = folded.setdefault(target.casefold(), target)
    return chosen


def _initials(name: str) -> str:
    return "".join(w[0] for w in name.split() if w[0].isupper())


def _ids(names: list[str]) -> dict[str, str]:
    ids: dict[str, str] = {}
    for name in names:
        ids[name] = _free(wording.address(name, longest=24) or "voice", ids.values())
    return ids


def _free(wish: str, taken: Iterable[str]) -> str:
    """Return an id that is not taken and begins with a letter."""
    used = set(taken)
    wish = wish if wish[0].isalpha() else f"v{wish}"
    free, number = wish, 2
    while free in used:
        free, number = f"{wish}-{number}", number + 1
    return free


def _asks(passages: Sequence[Passage], parts: dict[int, Part], ids: list[str]) -> str:
    """Return the voice whose turns mostly end in a question, if there is just one such."""
    turns: defaultdict[str, list[bool]] = defaultdict(list)
    for i, part in parts.items():
        if part.kind == "paragraph" and part.voice:
            turns[part.voice].append(passages[i].text.rstrip(" ”\"'»").endswith(("?", "؟")))
    asking = [v for v in ids if len(turns[v]) >= 2 and sum(turns[v]) * 2 > len(turns[v])]
    return asking[0] if len(asking) == 1 and len(ids) > 1 else ""


def _tell_of_turns(
    passages: Sequence[Passage],
    parts: dict[int, Part],
    ids: dict[str, str],
    decisions: list[Decision],
) -> None:
    for i, part in sorted(parts.items()):
        if part.voice and (part.start or part.kind == "label"):
            decisions.append(
                Decision(
                    passages[i].line,
                    "speaker",
                    f"“{passages[i].text[: part.start or None].strip()}” became `@{part.voice}`",
                    0.95,
                    "type the label back into the text and take `@…:` out",
                )
            )
    for name, voice in ids.items():
        turns = sum(p.voice == voice and p.kind == "paragraph" for p in parts.values())
        decisions.append(
            Decision(
                0,
                "voice",
                f"“{name}” speaks {turns} times: voice `{voice}`",
                0.95,
                "rename the id under `voices` and at each `@`",
            )
        )
