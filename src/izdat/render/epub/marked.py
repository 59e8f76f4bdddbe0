"""A paragraph's element → the same with an id around whatever is lit, and with breaks of pages.

Letters are counted as the player's script counts them: without white space, through everything
that does not carry the class ``u``.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, cast

from lxml import etree

from izdat.model.spoken import SpokenParagraph

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"


@dataclass(frozen=True, slots=True)
class Mark:
    """What is put into a paragraph: a stretch of its letters that has an id, or a page's break."""

    first: int  # index of a word
    last: int  # behind the last; the same as ``first``: nothing, in front of that word
    id: str
    label: str = ""  # of a page


def mark_words(element: etree._Element, paragraph: SpokenParagraph, marks: Iterable[Mark]) -> None:
    """Put ``marks`` into the element of ``paragraph``. They stand in order and do not overlap.

    Where a stretch crosses the border of an element, the part before it has the id.
    """
    stretches = [_Stretch(*_letters(paragraph, mark), mark) for mark in marks]
    slots = list(_slots(element))
    counted = 0
    for slot in slots:
        text = slot.text
        places = [place for place, letter in enumerate(text) if not letter.isspace()]
        mine = [s for s in stretches if counted <= s.start < counted + len(places)]
        if mine:
            slot.cut([_Piece.of(s, places, counted) for s in mine])
        counted += len(places)


def page_break(id: str, label: str, *, is_block: bool = False) -> etree._Element:
    """Return where a page begins (EPUB Accessibility 1.1, section 4.1.3)."""
    made = etree.Element(f"{{{XHTML}}}{'div' if is_block else 'span'}")
    made.set(TYPE, "pagebreak")
    made.set("role", "doc-pagebreak")
    made.set("id", id)
    made.set("aria-label", label)
    return made


@dataclass(frozen=True, slots=True)
class _Stretch:
    start: int  # letters of the paragraph before it
    end: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class _Piece:
    start: int  # code points of a slot's text
    end: int
    mark: Mark

    @classmethod
    def of(cls, stretch: _Stretch, places: Sequence[int], counted: int) -> "_Piece":
        start = places[stretch.start - counted]
        if stretch.start == stretch.end:
            return cls(start, start, stretch.mark)
        last = min(stretch.end - counted, len(places)) - 1
        return cls(start, places[last] + 1, stretch.mark)

    def element(self) -> etree._Element:
        if self.mark.label:
            return page_break(self.mark.id, self.mark.label)
        made = etree.Element(f"{{{XHTML}}}span")
        made.set("id", self.mark.id)
        return made


@dataclass(frozen=True, slots=True)
class _Slot:
    """A text of the tree: in front of an element's children, or behind an element."""

    element: etree._Element
    where: Literal["text", "tail"]

    @property
    def text(self) -> str:
        return (self.element.text if self.where == "text" else self.element.tail) or ""

    def cut(self, pieces: Sequence[_Piece]) -> None:
        """Put each piece into an element of its own."""
        text = self.text
        if self.where == "text":
            parent, at = self.element, 0
            self.element.text = text[: pieces[0].start]
        else:
            # What stands behind an element stands in another.
            parent = cast("etree._Element", self.element.getparent())
            at = parent.index(self.element) + 1
            self.element.tail = text[: pieces[0].start]
        ends = [*(piece.start for piece in pieces[1:]), len(text)]
        for piece, end in zip(pieces, ends, strict=True):
            made = piece.element()
            made.text = text[piece.start : piece.end] or None
            made.tail = text[piece.end : end]
            parent.insert(at, made)
            at += 1


def _slots(element: etree._Element) -> Iterator[_Slot]:
    """Yield the texts of ``element`` in order, without those that nobody says."""
    yield _Slot(element, "text")
    for child in element:
        if isinstance(child.tag, str) and "u" not in child.get("class", "").split():
            yield from _slots(child)
        yield _Slot(child, "tail")


def _letters(paragraph: SpokenParagraph, mark: Mark) -> tuple[int, int]:
    """Return how many letters stand before a mark, and before what follows it."""
    words, text = paragraph.words, paragraph.text
    start = _count(text[: words[mark.first].start])
    if mark.last == mark.first:
        return start, start
    return start, start + _count(text[words[mark.first].start : words[mark.last - 1].end])


def _count(text: str) -> int:
    return len("".join(text.split()))
