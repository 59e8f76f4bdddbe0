"""Lines of text in any language → what of them is spoken, with the words izdat finds in them."""

from collections.abc import Sequence

from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.text.words import find_words as words_of


def paragraph_of(number: int, text: str, lang: str) -> SpokenParagraph:
    words = tuple(Word(text[start:end], start, end, lang) for start, end in words_of(text))
    return SpokenParagraph(number, "", lang, text, words)


def segment_of_lines(
    lines: Sequence[str], lang: str, together: int = 8
) -> tuple[SpokenSegment, list[int]]:
    """Return a segment with ``together`` lines a paragraph, and how many words each line has."""
    paragraphs = []
    for first in range(0, len(lines), together):
        text = " ".join(line.strip() for line in lines[first : first + together])
        paragraphs.append(paragraph_of(len(paragraphs) + 1, text, lang))
    counts = [sum(1 for _ in words_of(line)) for line in lines]
    return SpokenSegment("measured", lang, tuple(paragraphs)), counts
