"""What is known of a page while its segments are put together, and every edit that this takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from izdat.importer import wording
from izdat.importer.inlines import write_inlines
from izdat.importer.passage import Decision, Edit, Parts, Passage, content
from izdat.importer.quotations import Spanning
from izdat.model.content import Inline, Text
from izdat.model.episode import Voice


@dataclass(slots=True)
class Page:
    """Grows while segments are made; ``edits`` are all that the words went through."""

    passages: Sequence[Passage]
    parts: Parts
    voices: tuple[Voice, ...]
    quotations: dict[int, Spanning]
    labels: frozenset[str]  # of footnotes
    lang: str
    has_marks: bool  # keep the input's bold, italics and links
    edits: list[Edit] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    stems: set[str] = field(default_factory=set)  # ids without the number at their end
    titles: set[str] = field(default_factory=set)

    # ---- words ------------------------------------------------------------------

    def inlines(
        self, i: int, start: int | None = None, end: int | None = None
    ) -> tuple[Inline, ...]:
        """Return a passage's words, or some of them; what is round them is listed as an edit."""
        passage, part = self.passages[i], self.parts.get(i)
        if start is None:
            start, end = (part.start, part.end) if part else (0, None)
            self.cut(i, start, end, part.replaced if part else "")
        if not self.has_marks:
            passage = replace(passage, marks=())
        written = write_inlines(passage, i, start=start, end=end, footnotes=self.labels)
        self.edits += written.edits
        self.decisions += written.decisions
        return _trimmed(written.children)

    def cut(self, i: int, start: int, end: int | None, replaced: str = "") -> None:
        """List that a passage's words outside ``start:end`` are taken out."""
        length = len(self.passages[i].text)
        if start or replaced:
            self.edits.append(Edit(i, 0, start, replaced))
        if end is not None and end < length:
            self.edits.append(Edit(i, end, length))

    def drop(self, i: int) -> None:
        self.edits.append(Edit(i, 0, len(self.passages[i].text)))

    def heading_text(self, i: int) -> str:
        part = self.parts[i]
        self.cut(i, part.start, part.end, part.replaced)
        return " ".join((part.replaced + content(self.passages[i], part)).split())

    def id(self, title: str, fallback: str) -> str:
        """Return an id that nothing else has, and that is no paragraph's address either."""
        wish = wording.address(title) or fallback
        free, number = wish, 2
        while not self._is_free(free):
            free, number = f"{wish}-no-{number}", number + 1  # "call-2" is a paragraph of "call"
        self.ids.add(free)
        if _stem(free) != free:
            self.stems.add(_stem(free))
        return free

    def _is_free(self, id: str) -> bool:
        return (
            id not in self.ids
            and id not in self.stems
            and (_stem(id) == id or _stem(id) not in self.ids)
        )


def _stem(id: str) -> str:
    return re.sub(r"-\d+$", "", id)


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return the inlines without white space at either end."""
    nodes = list(children)
    if nodes and isinstance(nodes[0], Text):
        nodes[0] = Text(nodes[0].text.lstrip())
    if nodes and isinstance(nodes[-1], Text):
        nodes[-1] = Text(nodes[-1].text.rstrip())
    return tuple(n for n in nodes if not isinstance(n, Text) or n.text)
