"""Square brackets: words the editors supplied, and notes of several kinds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from izdat.importer import wording
from izdat.importer.bracket_words import (
    CORRECTION,
    CORRECTS_FIGURE,
    EDITOR,
    EXPLAINS,
    INAUDIBLE,
    OF_A_WORD,
    PRONOUNCED,
    SCRIPTS,
    SOUND,
    SYLLABLES,
    TRANSLATOR,
    VERB,
)
from izdat.importer.passage import Decision, Found, Part, Parts, Passage

BracketKind = Literal[
    "supplied",
    "note",
    "translator-note",
    "correction",
    "pronunciation",
    "sic",
    "ellipsis",
    "inaudible",
    "sound",
    "footnote",
    "time",
]

SAID_SO = 0.97  # how sure a kind is that the bracket itself names: "[TN: …]"
# Words with which a sentence goes on: what they begin belongs to it.
CONNECTS = re.compile(
    r"(?:that|to|and|or|but|if|in|on|at|for|with|by|of|as|than|что|чтобы|и|или|но|а|в|на|для|с"
    r"|que|y|o|pero|en|para|con|de|dass|und|oder|aber|et|ou|mais|أن|و)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Bracket:
    """``text[start:end]`` with its brackets."""

    start: int
    end: int
    kind: BracketKind
    confidence: float


def find_brackets(text: str) -> tuple[list[Bracket], list[int]]:
    """Return the outermost pairs of brackets in ``text``, and where a bracket has no pair."""
    found: list[Bracket] = []
    single: list[int] = []
    opened: list[int] = []
    for i, char in enumerate(text):
        if char == "[":
            opened.append(i)
        elif char == "]":
            if not opened:
                single.append(i)
            elif len(opened) == 1:
                start = opened.pop()
                if text[start + 1 : i].strip():
                    kind, confidence = bracket_kind(text, start, i + 1)
                    found.append(Bracket(start, i + 1, kind, confidence))
            else:
                opened.pop()
    return found, single + opened


def bracket_kind(text: str, start: int, end: int) -> tuple[BracketKind, float]:
    """Return what the editors meant by ``text[start:end]``, and how sure that is."""
    inner = text[start + 1 : end - 1].strip()
    if certain := _by_form(inner):
        return certain
    if TRANSLATOR.search(inner):
        return "translator-note", SAID_SO
    if EDITOR.search(inner):
        return "note", SAID_SO
    if CORRECTS_FIGURE.match(inner) or (
        any(c.isdigit() for c in inner) and CORRECTION.match(inner)
    ):
        return "correction", 0.9
    if CORRECTION.match(inner):
        return "correction", 0.6
    if PRONOUNCED.match(inner):
        return "pronunciation", 0.9
    if SYLLABLES.fullmatch(inner) and any(
        part.isupper() and len(part) > 1 for part in inner.split("-")
    ):
        return "pronunciation", 0.75
    return _by_grammar(text, start, end, inner)


def _by_form(inner: str) -> tuple[BracketKind, float] | None:
    if inner.strip(" .…") == "":
        return "ellipsis", 0.98
    if re.fullmatch(r"sic[.!]?|так в (?:тексте|оригинале)|sic!", inner, re.IGNORECASE):
        return "sic", 0.98
    if re.fullmatch(wording.TIME_TEXT, inner):
        return "time", 0.95
    if INAUDIBLE.fullmatch(inner):
        return "inaudible", 0.95
    if SOUND.fullmatch(inner) and len(inner.split()) <= 5:
        return "sound", 0.9
    if re.fullmatch(r"\^?\d{1,3}|\*{1,3}", inner):
        return "footnote", 0.8
    return None


def _by_grammar(text: str, start: int, end: int, inner: str) -> tuple[BracketKind, float]:
    """A sentence of its own is a note; words that the sentence around it needs are supplied."""
    count = len(wording.words(inner))
    before, after = text[:start].rstrip(), text[end:]
    follows_sentence = not before or wording.ends_sentence(before)
    goes_on = bool(re.match(r"\s*[a-zа-яёáéíóúñ]", after))
    other_script = _other_script(inner, text[:start] + after)
    if other_script and (OF_A_WORD.search(inner) or count >= 4):
        return "translator-note", 0.8
    if OF_A_WORD.search(inner) and (count >= 4 or EXPLAINS.match(inner)):
        return "translator-note", 0.7
    is_sentence = inner[0].isupper() and bool(re.search(r"[.!?][”\"’»]?$", inner)) and count >= 3
    if is_sentence and follows_sentence:
        return "note", 0.95
    if re.match(
        (
            r"(?:i\.?\s?e\.|e\.g\.|viz\.|cf\.|see |т\. ?е\.|см\.|d\. ?h\.|es decir"
            r"|that is|namely|literally)"
        ),
        inner,
        re.IGNORECASE,
    ):
        return "note", 0.85
    if EXPLAINS.match(inner) and count >= 3:
        return "note", 0.8
    if re.match(r"this (?:was|is|piece|text|interview|episode)|at the time", inner, re.IGNORECASE):
        return "note", 0.8
    if (
        inner[0].isupper()
        and VERB.search(inner)
        and count >= 4
        and not (follows_sentence and goes_on)
    ):
        return "note", 0.8
    if count >= 4 and _names_again(before, inner):
        return "note", 0.85
    if re.match(r"[“\"«„].+[”\"»“]?\s*[:=]\s", inner):
        return "note", 0.7
    if count >= 9:
        return "note", 0.6
    if count >= 4 and ";" in inner:
        return "note", 0.65
    if count >= 6 and VERB.search(inner) and not CONNECTS.match(inner):
        return "note", 0.6
    if count >= 6:
        return ("supplied" if CONNECTS.match(inner) else "note"), 0.55
    return "supplied", 0.9 if count <= 4 else 0.75


def _names_again(before: str, inner: str) -> bool:
    """Say whether a bracket takes up the word before it: "the mayor [the mayor has …]"."""
    above = wording.words(before)[-1:]
    weighty = [w.lower() for w in wording.words(inner)[:3] if w.lower() not in wording.SMALL]
    return bool(above and weighty) and above[0].lower() == weighty[0]


def _other_script(inner: str, around: str) -> bool:
    """Say whether the brackets hold letters of a script that the text around them has not."""
    return any(script.search(inner) and not script.search(around) for script in SCRIPTS)


def _is_heard(inner: str, pair: str, *, is_caption: bool) -> bool:
    """Say whether a paragraph's one bracket tells of a sound; in captions it mostly does."""
    if SOUND.fullmatch(inner):
        return True
    if not is_caption or pair not in ("[]", "()") or not 1 <= len(wording.words(inner)) <= 6:
        return False
    return not INAUDIBLE.fullmatch(inner) and "[" not in inner and "(" not in inner


def find_stages(passages: Sequence[Passage], parts: Parts) -> Found:
    """Return the paragraphs that are one bracket with a sound in it: stage directions."""
    found: dict[int, Part] = {}
    for i, passage in enumerate(passages):
        text = passage.text.rstrip()
        pair = text[:1] + text[-1:]
        inner = text[1:-1].strip()
        if (
            i in parts
            or pair not in ("[]", "()", "**", "__", "♪♪")
            or not _is_heard(inner.strip("*_[]() "), pair, is_caption=passage.at is not None)
        ):
            continue
        start = len(text) - len(text.lstrip("[(*_♪ "))
        found[i] = Part("stage", start, len(text.rstrip("])*_♪ ")))
    return Found(
        found,
        tuple(
            Decision(
                passages[i].line,
                "stage",
                f"“{wording.shown(passages[i].text)}” is a sound, not"
                " words: a stage direction, its brackets taken out",
                0.85,
                "take `{.stage}` out",
            )
            for i in found
        ),
    )
