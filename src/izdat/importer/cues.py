"""Pieces of speech with times → paragraphs, parted by speaker, by pause and by length."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from izdat.importer import wording
from izdat.importer.labels import LABEL
from izdat.importer.passage import Mark, Passage, TimedWord

PAUSE = 1.5  # seconds after a sentence: a new paragraph
LONG_PAUSE = 4.0  # seconds after anything
ENOUGH, MOST = 90, 260  # words: after so many a sentence's end, after so many any end, parts
ANEW = re.compile(r"\s*(?:>>|[-–—]\s|\[[^\]]*\]\s*$|\([^)]*\)\s*$|♪)")


@dataclass(frozen=True, slots=True)
class Cue:
    line: int  # of the input
    text: str
    start: float  # seconds
    end: float
    speaker: str = ""
    marks: tuple[Mark, ...] = ()
    words: tuple[tuple[str, float, float], ...] = ()  # (word, start, end)


def join_cues(cues: Sequence[Cue]) -> tuple[tuple[Passage, ...], tuple[TimedWord, ...]]:
    """Return paragraphs with the time at which each begins, and the words that have times."""
    groups: list[list[Cue]] = []
    for cue in cues:
        if not cue.text.strip():
            continue
        if groups and not _begins(groups[-1], cue):
            groups[-1].append(cue)
        else:
            groups.append([cue])
    passages, words = [], []
    for index, group in enumerate(groups):
        text, marks = "", []
        for cue in group:
            stripped = cue.text.strip()
            shift = len(text) + 1 if text else 0
            lead = len(cue.text) - len(cue.text.lstrip())
            marks += [
                Mark(m.start + shift - lead, m.end + shift - lead, m.kind, m.href)
                for m in cue.marks
            ]
            text = f"{text} {stripped}" if text else stripped
            words += [TimedWord(w, a, b, index) for w, a, b in cue.words]
        first = group[0]
        marks = [m for m in marks if 0 <= m.start < m.end <= len(text)]
        passages.append(
            Passage(
                first.line,
                text,
                1,
                marks=tuple(marks),
                at=max(0.0, first.start),
                speaker=first.speaker,
            )
        )
    return tuple(passages), tuple(words)


def _begins(group: Sequence[Cue], cue: Cue) -> bool:
    last = group[-1]
    if cue.speaker != last.speaker or ANEW.match(cue.text) or ANEW.match(last.text):
        return True
    if (label := LABEL.match(cue.text)) and label["name"][0].isupper() and not cue.speaker:
        return True
    pause = cue.start - last.end
    length = sum(len(c.text.split()) for c in group)
    is_sentence = wording.ends_sentence(last.text)
    return (
        pause > LONG_PAUSE
        or (is_sentence and (pause > PAUSE or length >= ENOUGH))
        or length >= MOST
    )
