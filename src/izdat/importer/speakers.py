"""Who speaks: labels at the start of paragraphs, in the many ways that pages write them."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from izdat.importer import wording
from izdat.importer.bracket_words import SOUND
from izdat.importer.labels import (
    LEADING_TIME,
    NOT_NAMES,
    Label,
    is_capital,
    is_title,
    is_wholly_capital,
    label_at,
    names_alone,
    uncommon_labels,
)
from izdat.importer.passage import Decision, Found, Part, Parts, Passage
from izdat.model.episode import Voice

ANOTHER = re.compile(r"(?:>>+|[-–—](?=\s))\s*")  # in captions: the speaker changes
UNNAMED = ("Unnamed", "unnamed")  # name, id


@dataclass(frozen=True, slots=True)
class Turns:
    found: Found
    voices: tuple[Voice, ...]


def find_turns(passages: Sequence[Passage], parts: Parts) -> Turns:
    """Return the paragraphs where somebody begins to speak, and everybody who does."""
    taken, decisions = _that_count(passages, _labels(passages, parts))
    names = _one_name_each([taken[i] for i in sorted(taken)])
    ids = _ids(list(dict.fromkeys(names.values())))
    found: dict[int, Part] = {}
    roles: dict[str, str] = {}
    pending: tuple[str, float | None] | None = None
    named = sum(bool(p.speaker) for p in passages)
    # Where many have no name, a name is given only when the speaker changes.
    is_named = bool(named) and (len(passages) - named) * 2 < named
    for i, passage in enumerate(passages):
        if i in parts:
            continue
        label = taken.get(i)
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
        elif ids and (anew := _somebody_else(passage, is_named=is_named)) is not None:
            found[i] = Part("paragraph", anew, voice=UNNAMED[1], at=passage.at)
        elif timed := _timed(passage):
            found[i], decision = timed
            decisions.append(decision)
    _name_the_rest(passages, parts, found, ids, decisions)
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


def _labels(passages: Sequence[Passage], parts: Parts) -> dict[int, Label]:
    """Return what may be the name of a speaker, by the number of its passage."""
    alone = names_alone(passages)
    return {i: label for i, label in uncommon_labels(passages).items() if i not in parts} | {
        i: label
        for i in range(len(passages))
        if i not in parts
        and (label := label_at(passages, i, alone))
        and not _says_nothing(passages, i, label)
    }


def _timed(passage: Passage) -> tuple[Part, Decision] | None:
    """Return what a passage is that begins with a time, and no name."""
    time = LEADING_TIME.match(passage.text)
    if time is None:
        return None
    if SOUND.fullmatch(passage.text[time.end() :].strip()):
        said = f"“{wording.shown(passage.text)}” is a sound, not words: a stage direction"
        decision = Decision(passage.line, "stage", said, 0.8, "take `{.stage}` out")
        return Part("stage", time.end()), decision
    if time.end() == len(passage.text):
        return None
    said = f"the time {time['time']} was taken out of the text"
    decision = Decision(passage.line, "time", said, 0.9, "type it back in")
    return Part("paragraph", time.end(), at=wording.seconds(time["time"])), decision


def _name_the_rest(
    passages: Sequence[Passage],
    parts: Parts,
    found: dict[int, Part],
    ids: dict[str, str],
    decisions: list[Decision],
) -> None:
    """Add the voices whom the input does not name: to ``ids``, to ``found`` and to what is told."""
    if UNNAMED[1] not in ids.values() and any(p.voice == UNNAMED[1] for p in found.values()):
        ids[UNNAMED[0]] = UNNAMED[1]
        decisions.append(
            Decision(
                0,
                "unnamed",
                "captions begin to speak without a name, among captions that have one: given to"
                f" the voice `{UNNAMED[1]}`",
                0.5,
                f"write who speaks for `@{UNNAMED[1]}`",
            )
        )
    if not ids and any(p.at is not None for p in passages):
        ids["Speaker"] = "speaker"
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


def _somebody_else(passage: Passage, *, is_named: bool) -> int | None:
    """Return where the words begin of a caption in which somebody speaks whom nothing names."""
    sign = ANOTHER.match(passage.text)
    if passage.at is None or not (sign or is_named):
        return None
    return sign.end() if sign else 0


def _says_nothing(passages: Sequence[Passage], i: int, label: Label) -> bool:
    """Say whether no words follow a label that stands alone: then it is none."""
    if not label.is_alone:
        return False
    return (
        i + 1 >= len(passages)
        or passages[i + 1].kind in ("heading", "rule")
        or bool(label_at(passages, i + 1, frozenset()))
    )


def _that_count(
    passages: Sequence[Passage], labels: dict[int, Label]
) -> tuple[dict[int, Label], list[Decision]]:
    """Keep the labels that repeat, and those that stand alone among them."""
    names = _one_name_each(list(labels.values()))
    said: defaultdict[str, set[str]] = defaultdict(set)
    for i, label in labels.items():
        rest = passages[i].text[label.end :]
        if not label.is_alone and not label.is_strong and is_title(rest):
            continue  # "Spring: A Call to the Streets" is a title that is printed twice
        said[names[label.name]].add(f"{i}" if label.is_alone else rest)
    counts = Counter({name: len(rests) for name, rests in said.items()})
    repeating = {name for name, n in counts.items() if n >= (2 if is_capital(name) else 3)}
    if len(repeating) == 1:
        (only,) = repeating
        if counts[only] < 3 and not any(
            label.is_strong for label in labels.values() if names[label.name] == only
        ):
            repeating = set()
    strong_names = {names[label.name] for label in labels.values() if label.is_strong}
    if len(repeating & strong_names) >= 2:
        repeating &= strong_names  # "Location:" is nobody where names are bold or in capitals
    taken = {
        i: label
        for i, label in labels.items()
        if names[label.name] in repeating and _counts(passages[i], label)
    }
    needs_strong = bool(taken) and all(label.is_strong for label in taken.values())
    decisions = []
    near = {j for i in taken for j in (i - 1, i + 1)}
    strong = {i for i, label in labels.items() if label.is_strong and is_capital(label.name)}
    pairs = {i for i in strong if {i - 1, i + 1} & strong} if not taken else set()
    for i, label in sorted(labels.items()):
        if names[label.name] in repeating or i in taken:
            continue
        is_guest = i in near and is_wholly_capital(label.name) and len(label.name.split()) <= 4
        if needs_strong and not label.is_strong:
            is_guest = False
        if label.name.split()[0].lower() in NOT_NAMES or is_title(passages[i].text[label.end :]):
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
        elif is_capital(label.name) and not is_title(passages[i].text[label.end :]):
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


def _counts(passage: Passage, label: Label) -> bool:
    return label.is_alone or label.is_strong or not is_title(passage.text[label.end :])


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
