"""A segment's words → what is sought: their phones, sentence by sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from izdat.align.graph import Line
from izdat.model.alignment import NotHeard, Pronunciations
from izdat.model.engine import PhoneticEngine
from izdat.model.spoken import SpokenParagraph, SpokenSegment

_MOST_WAYS = 3  # of saying one word that are sought side by side

# What ends a sentence, in the scripts that espeak-ng reads (Unicode's property Sentence_Terminal).
_END = re.compile(r"[.!?…。！？؟۔।॥։።჻᙮᠃]")


@dataclass(frozen=True, slots=True)
class Script:
    """All words of a segment, one after another, as they are sought."""

    line: Line
    signs: tuple[str, ...]  # of the phones: ``line`` holds their indices
    unread: tuple[int, ...]  # words whose script cannot be read
    anchors: tuple[tuple[int, float], ...]  # (word, seconds at which it begins, by hand)

    @property
    def count(self) -> int:
        return len(self.line.words)

    @property
    def sought(self) -> int:
        """How many words have a pronunciation."""
        return sum(1 for ways in self.line.words if ways)

    def unreadable(self) -> Iterator[NotHeard]:
        """Yield the runs of words that cannot be read."""
        first = last = -1
        for word in (*self.unread, -1):
            if word != last or word < 0:
                if first >= 0:
                    yield NotHeard(first, last, "unreadable")
                first = word
            last = word + 1


def script_of(
    spoken: SpokenSegment, pronounced: tuple[Pronunciations, ...], signs: tuple[str, ...]
) -> Script:
    """Return what is sought; ``pronounced`` has an entry for each word of ``spoken``."""
    index = {sign: number for number, sign in enumerate(signs)}
    words = tuple(
        tuple(tuple(index[sign] for sign in way) for way in ways[:_MOST_WAYS] if way)
        for ways in pronounced
    )
    unread = tuple(n for n, ways in enumerate(pronounced) if not ways)
    sentences: list[int] = []
    gaps: set[int] = set()
    unknown: set[int] = set()
    anchors: list[tuple[int, float]] = []
    base = 0
    for paragraph in spoken.paragraphs:
        sentences += [base + start for start in _sentences(paragraph)]
        gaps.update(base + gap for gap in paragraph.gaps)
        unknown.update(base + gap for gap in paragraph.unknown)
        if paragraph.at is not None and paragraph.words:
            anchors.append((base, paragraph.at))
        base += len(paragraph.words)
    line = Line(words, tuple(sentences), frozenset(gaps), frozenset(unknown))
    return Script(line, signs, unread, tuple(anchors))


def signs_of(pronounced: tuple[Pronunciations, ...]) -> tuple[str, ...]:
    """Return every phone of the words, sorted."""
    return tuple(sorted({sign for ways in pronounced for way in ways for sign in way}))


def pronounce(spoken: SpokenSegment, phonetics: PhoneticEngine) -> tuple[Pronunciations, ...]:
    return phonetics.pronounce(spoken.paragraphs)


def _sentences(paragraph: SpokenParagraph) -> Iterator[int]:
    """Yield the index of each sentence's first word."""
    before = -1
    for n, word in enumerate(paragraph.words):
        if before < 0 or _END.search(paragraph.text, before, word.start):
            yield n
        before = word.end


def beginning(script: Script, words: int) -> Script:
    """Return the script's first words, at most so many, to the end of a sentence."""
    line = script.line
    ends = [start for start in line.sentences if 0 < start <= words] or [min(words, script.count)]
    end = ends[-1] if script.count > words else script.count
    cut = Line(
        line.words[:end],
        tuple(start for start in line.sentences if start < end),
        frozenset(gap for gap in line.gaps if gap <= end),
        frozenset(gap for gap in line.unknown if gap <= end),
    )
    anchors = tuple(anchor for anchor in script.anchors if anchor[0] < end)
    return Script(cut, script.signs, script.unread, anchors)
