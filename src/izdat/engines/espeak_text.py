"""A paragraph → the pieces of plain text that espeak-ng is given, one for each voice in turn."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby, pairwise

from izdat.engines.espeak_words import Span
from izdat.model.spoken import SpokenParagraph, Word

# Control characters mean something to the library (U+0001 begins a command), half a surrogate pair
# cannot be written in UTF-8, and marks of direction would be read out. Each becomes a space, so
# that offsets stay.
NOT_TEXT = {
    code: " "
    for codes in (
        range(0x20),
        range(0x7F, 0xA0),
        range(0xD800, 0xE000),
        range(0x200E, 0x2010),
        range(0x2028, 0x202F),
        range(0x2066, 0x206A),
        (0xFEFF,),
    )
    for code in codes
}


@dataclass(frozen=True, slots=True)
class Run:
    """Words of a paragraph, one after another, that one voice says."""

    voice: str
    text: str
    spans: tuple[Span, ...]  # of its words in ``text``
    first: int  # index of its first word in the paragraph


def runs(paragraph: SpokenParagraph, speaker: Callable[[Word], str]) -> list[Run]:
    """Return the paragraph cut where ``speaker``, the voice of a word, changes."""
    text = paragraph.text.translate(NOT_TEXT)
    groups = [(name, list(words)) for name, words in groupby(paragraph.words, key=speaker)]
    cuts = [0]
    for (_, words), (_, following) in pairwise(groups):
        end = words[-1].end
        between = text[end : following[0].start]
        cuts.append(end + between.rfind(" ") + 1)
    cuts.append(len(text))
    found: list[Run] = []
    first = 0
    for (name, words), start, end in zip(groups, cuts, cuts[1:], strict=False):
        piece = text[start:end] if end == len(text) else open_ended(text[start:end])
        spans = tuple((word.start - start, word.end - start) for word in words)
        found.append(Run(name, piece, spans, first))
        first += len(words)
    return found


def open_ended(piece: str) -> str:
    """Return a piece of a sentence so that its voice does not fall: the sentence goes on."""
    piece = piece.rstrip()
    return f"{piece}," if piece[-1:].isalnum() else piece


def is_one_number(text: str, before: Span, word: Span) -> bool:
    """Say whether two words are read as one number: "10 000"."""
    return text[before[1] - 1].isdigit() and text[word[0]].isdigit()
