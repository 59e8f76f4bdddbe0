"""An edition → a transcript to read: plain text, or Markdown without izdat's own marks.

Supplied words and notes stand in brackets, as on the page; stage directions in parentheses.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from izdat.model.content import (
    Block,
    Code,
    Emphasis,
    Figure,
    FootnoteRef,
    Heading,
    Inline,
    LineBreak,
    Link,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Rule,
    Segment,
    Stage,
    Strong,
    Supplied,
    Text,
    Verse,
)
from izdat.model.episode import Edition

Form = Literal["txt", "md"]

# Whatever CommonMark 0.31 could read as markup inside a line, and at the beginning of one.
_MARKUP = re.compile(r"[\\`*_\[\]<>~]|&(?=#?\w+;)")
_LINE_MARKUP = re.compile(r"(?m)^(\s*)(?:([#+=-])|(\d{1,9})([.)])(?=\s|$))")


def written_transcript(
    edition: Edition, *, show: str, date: str, page: str, house: str, form: Form
) -> str:
    """Return the transcript.

    ``show``: the show's title; ``date``: the day of publication; ``page``: the full address of the
    episode's page; ``house``: the name of the voice without an id.
    """
    writer = _Writer(edition, form, house)
    parts = [writer.heading(1, edition.title)]
    about = " · ".join(part for part in (show, date, page) if part)
    parts += [writer.escaped(about), writer.escaped(edition.summary)]
    for segment in edition.segments:
        parts += writer.segment(segment)
    parts += writer.footnotes()
    return "\n\n".join(part for part in parts if part) + "\n"


@dataclass(slots=True)
class _Writer:
    edition: Edition
    form: Form
    house: str
    numbers: dict[str, int] = field(default_factory=dict)  # of footnotes, as first referred to

    def segment(self, segment: Segment) -> list[str]:
        parts = [self.heading(2, segment.title), self.escaped(self._origin(segment.provenance))]
        voice: str | None = None
        for block in segment.blocks:
            said = self._block(block)
            if isinstance(block, Paragraph | Verse) and said:
                if block.voice != voice:
                    said = self._speaker(block.voice, is_verse=isinstance(block, Verse)) + said
                voice = block.voice
            parts.append(said)
        return parts

    def heading(self, level: int, title: str) -> str:
        if self.form == "md":
            return f"{'#' * level} {self.escaped(title)}" if title else ""
        rule = "=" if level == 1 else "-"
        return f"{title}\n{rule * min(len(title), 72)}" if title and level <= 2 else title

    def footnotes(self) -> Iterator[str]:
        """Yield the footnotes that were referred to, in that order."""
        known = {footnote.label: footnote for footnote in self.edition.footnotes}
        for label, number in tuple(self.numbers.items()):
            if label not in known:
                continue
            body = self._blocks(known[label].blocks)
            if self.form == "md":
                yield f"[^{number}]: " + _indented(body, "    ")
            else:
                yield f"[{number}] {body}"

    def escaped(self, text: str) -> str:
        """Return one or more lines that stand for themselves."""
        if self.form == "txt":
            return text
        return _LINE_MARKUP.sub(_escaped_start, _MARKUP.sub(r"\\\g<0>", text))

    def _speaker(self, voice: str, *, is_verse: bool) -> str:
        known = self.edition.voice(voice)
        name = known.name if known else self.house
        if not name:
            return ""
        label = f"**{self.escaped(name)}:**" if self.form == "md" else f"{name}:"
        return f"{label}\n\n" if is_verse else f"{label} "

    def _origin(self, source: Provenance) -> str:
        """Return by whom and from where a segment is, in one line."""
        names = []
        for by in source.by:
            voice = self.edition.voice(by)
            names.append(voice.name if voice else by)
        first = source.first
        where = (first.where, first.date, first.url) if first else ()
        return " · ".join(part for part in (", ".join(names), *where) if part)

    def _blocks(self, blocks: Iterable[Block]) -> str:
        return "\n\n".join(said for block in blocks if (said := self._block(block)))

    def _block(self, block: Block) -> str:
        match block:
            case Paragraph():
                return self._started(self._inlines(block.children))
            case Verse():
                lines = [self._started(self._inlines(line)) for line in block.lines]
                return ("\\\n" if self.form == "md" else "\n").join(lines)
            case Stage():
                said = self._inlines(block.children).strip()
                return f"*({said})*" if self.form == "md" else f"({said})"
            case Heading():
                return self.heading(block.level, block.title)
            case Listing():
                return self._listing(block)
            case Quotation():
                mark = "> " if self.form == "md" else "    "
                return mark + _indented(self._blocks(block.blocks), mark)
            case Figure():
                said = block.caption or block.alt
                return self.escaped(f"[{said}]") if said else ""
            case Rule():
                return "* * *"

    def _listing(self, block: Listing) -> str:
        items = []
        for offset, item in enumerate(block.items):
            mark = "- " if block.start is None else f"{block.start + offset}. "
            items.append(mark + _indented(self._blocks(item), " " * len(mark)))
        return "\n".join(items)

    def _started(self, said: str) -> str:
        return said if self.form == "txt" else _LINE_MARKUP.sub(_escaped_start, said)

    def _inlines(self, inlines: Iterable[Inline]) -> str:
        return "".join(self._inline(inline) for inline in inlines)

    def _inline(self, inline: Inline) -> str:
        is_md = self.form == "md"
        match inline:
            case Text():
                return _MARKUP.sub(r"\\\g<0>", inline.text) if is_md else inline.text
            case LineBreak():
                return "\\\n" if is_md else "\n"
            case Code():
                return _code(inline.text) if is_md else inline.text
            case FootnoteRef():
                number = self.numbers.setdefault(inline.label, len(self.numbers) + 1)
                return f"[^{number}]" if is_md else f"[{number}]"
        said = self._inlines(inline.children)
        match inline:
            case Supplied() | Note():
                return f"\\[{said}\\]" if is_md else f"[{said}]"
            case Emphasis() if is_md and said == said.strip():
                return f"*{said}*"
            case Strong() if is_md and said == said.strip():
                return f"**{said}**"
            case Link() if is_md and "://" in inline.href and not set(inline.href) & set("<> \n"):
                return f"[{said}](<{inline.href}>)"
        return said


def _escaped_start(found: re.Match[str]) -> str:
    if found[2]:
        return f"{found[1]}\\{found[2]}"
    return f"{found[1]}{found[3]}\\{found[4]}"


def _code(text: str) -> str:
    """Return a code span; its fence is longer than any run of backticks inside it."""
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _indented(text: str, mark: str) -> str:
    """Return ``text`` with ``mark`` before every line but the first; empty lines keep its end."""
    return "\n".join(
        line if number == 0 else (mark + line).rstrip()
        for number, line in enumerate(text.split("\n"))
    )
