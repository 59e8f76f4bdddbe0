"""Passages, what they are and where they break → segments, footnotes and the list of edits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from izdat.importer import wording
from izdat.importer.breaks import Break
from izdat.importer.facts import first_language
from izdat.importer.headings import subtitle_start
from izdat.importer.inlines import write_inlines
from izdat.importer.kinds import KindGuess, given_title, guess_kind
from izdat.importer.listings import joined_items
from izdat.importer.passage import Decision, Edit, Part, Parts, Passage, content
from izdat.importer.quotations import Spanning
from izdat.model.content import (
    Appearance, Block, Footnote, Heading, Inline, Listing, Paragraph, Provenance, Quotation,
    Segment, Stage, Text, Verse,
)  # fmt: skip
from izdat.model.episode import Voice

LONG_TITLE = 110  # characters: more is a title with its subtitle run into it
TITLE_ENDS = re.compile(r"[\s.:;,]+$")


@dataclass(frozen=True, slots=True)
class Assembled:
    segments: tuple[Segment, ...]
    footnotes: tuple[Footnote, ...]
    edits: tuple[Edit, ...]
    decisions: tuple[Decision, ...]


@dataclass(slots=True)
class Assembly:
    """Everything that is known of a page while its segments are put together."""

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

    def inlines(self, i: int, start: int | None = None, end: int | None = None) -> tuple[Inline, ...]:
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
        id, number = wish, 2
        while not self._is_free(id):
            id, number = f"{wish}-no-{number}", number + 1  # "call-2" is a paragraph of "call"
        self.ids.add(id)
        if _stem(id) != id:
            self.stems.add(_stem(id))
        return id

    def _is_free(self, id: str) -> bool:
        return id not in self.ids and id not in self.stems and (_stem(id) == id or _stem(id) not in self.ids)


def _stem(id: str) -> str:
    return re.sub(r"-\d+$", "", id)


def assemble(
    passages: Sequence[Passage],
    parts: Parts,
    breaks: Sequence[Break],
    *,
    voices: tuple[Voice, ...],
    quotations: Iterable[Spanning],
    lang: str,
    has_marks: bool = True,
) -> Assembled:
    """Return the episode's segments with every edit of the words that making them took."""
    labels = frozenset(part.label for part in parts.values() if part.kind == "footnote")
    whole = {span.first: span for span in quotations if span.is_whole}
    page = Assembly(passages, parts, voices, whole, labels, lang, has_marks)
    starts = [b.at for b in breaks]
    segments = [
        _segment(page, begins.at, last, is_first=number == 0, announced=begins.announced)
        for number, (begins, last) in enumerate(
            zip(breaks, [*starts[1:], len(passages)], strict=True)
        )
    ]
    for i in range(starts[0] if starts else len(passages)):
        if parts.get(i) is None or parts[i].kind != "footnote":
            page.drop(i)
    footnotes = _footnotes(page)
    return Assembled(tuple(segments), footnotes, tuple(page.edits), tuple(page.decisions))


def _segment(page: Assembly, first: int, last: int, *, is_first: bool, announced: str) -> Segment:
    body = [i for i in range(first, last)]
    title, rest = _own_title(page, first, last)
    guess = _guess(page, title, rest, is_first=is_first, is_last=last == len(page.passages), announced=announced)
    line = page.passages[first].line
    if guess.kind:
        page.decisions.append(Decision(line, "kind", f"the segment is of kind {guess.kind}: {guess.why}", guess.confidence, "change `kind` in its `source` block"))  # fmt: skip
    else:
        page.decisions.append(Decision(line, "kind-unknown", "the text does not say what kind of segment this is", 0.5, "write `kind` into its `source` block"))  # fmt: skip
    blocks: list[Block] = []
    is_given = not title
    if is_given:
        title = _free_title(page, guess, rest)
        at = next((i for i in body if i not in page.parts or page.parts[i].kind != "footnote"), first)  # fmt: skip
        page.edits.append(Edit(at, 0, 0, f"{title}\n"))
        page.decisions.append(Decision(line, "title-given", f"the segment has no title: “{title}” was added", 0.5, "write a title of your own after `##`"))  # fmt: skip
    elif rest and rest[0] == first:  # its title runs into a subtitle
        title, blocks = _split_title(page, first)
        rest = rest[1:]
    page.titles.add(title)
    name = guess.kind if is_given and guess.kind else title
    id = page.id(name, f"part-{len(page.titles)}")
    sections, signed = _blocks(page, rest)
    language = next((found for i in rest[:4] if (found := first_language(page.passages[i].text))), "")  # fmt: skip
    if language == page.lang:
        language = ""
    provenance = Provenance(
        kind=guess.kind if guess.kind in KINDS else "",
        by=_speakers(page, rest) if guess.kind == "interview" else (),
        first=Appearance(lang=language) if language else None,
        signed=signed,
    )
    return Segment(id, title, provenance, (*blocks, *sections))


# Of the reader's kinds, those that kinds.py can find.
KINDS = frozenset("call essay interview intro letter news outro poem reflection report song statement story translation".split())  # fmt: skip


def _own_title(page: Assembly, first: int, last: int) -> tuple[str, list[int]]:
    """Return the title that a segment begins with, and the passages after it.

    A title with a subtitle in it is still the first of these passages.
    """
    body = list(range(first, last))
    part = page.parts.get(first)
    if not part or part.kind != "heading" or part.is_point:
        return "", body
    text = content(page.passages[first], part)
    if _subtitle(page, first, last):
        return " ".join(text.split()), body
    return page.heading_text(first), body[1:]


def _subtitle(page: Assembly, first: int, last: int) -> int:
    """Return where in a segment's title its subtitle begins; 0: there is none."""
    part = page.parts[first]
    text = content(page.passages[first], part)
    later = [
        content(page.passages[i], page.parts[i])
        for i in range(first + 1, last)
        if i in page.parts and page.parts[i].kind == "heading"
    ]
    return subtitle_start(text, later)


def _split_title(page: Assembly, first: int) -> tuple[str, list[Block]]:
    part, passage = page.parts[first], page.passages[first]
    at = _subtitle(page, first, len(page.passages))
    page.cut(first, part.start, part.end)
    text = content(passage, part)
    title, subtitle = " ".join(text[:at].split()), " ".join(text[at:].split())
    page.decisions.append(Decision(
        passage.line, "subtitle", f"“{wording.shown(subtitle)}” is a subtitle that ran into the"
        " title: the title stands again further down", 0.8, "put it back into the `##` line",
    ))  # fmt: skip
    return title, [Heading(3, subtitle)]


def _guess(
    page: Assembly, title: str, rest: Sequence[int], *, is_first: bool, is_last: bool, announced: str
) -> KindGuess:
    paragraphs = [i for i in rest if i not in page.parts or page.parts[i].kind in ("paragraph", "item", "verse")]  # fmt: skip
    texts = [content(page.passages[i], page.parts.get(i)) for i in paragraphs]
    verses = sum(i in page.parts and page.parts[i].kind == "verse" for i in paragraphs)
    turns = [page.parts[i].voice for i in paragraphs if i in page.parts and page.parts[i].voice]
    return guess_kind(
        title, texts, voices=turns, is_first=is_first, is_last=is_last,
        is_verse=verses * 2 > len(paragraphs), announced=announced,
    )  # fmt: skip


def _speakers(page: Assembly, body: Sequence[int]) -> tuple[str, ...]:
    """Return who speaks in these passages, in the order in which they begin."""
    said = [page.parts[i].voice for i in body if i in page.parts and page.parts[i].voice]
    return tuple(dict.fromkeys(said))


def _free_title(page: Assembly, guess: KindGuess, rest: Sequence[int]) -> str:
    guests = [v.name for v in page.voices if v.id in _speakers(page, rest) and v.role != "interviewer"]  # fmt: skip
    wish = given_title(guess.kind, lang=page.lang, guest=guests[0] if len(guests) == 1 else "")
    if not guess.kind:
        wish = f"{wish} {len(page.titles) + 1}"
    title, number = wish, 2
    while title in page.titles:
        title, number = f"{wish} {number}", number + 1
    return title


def _blocks(page: Assembly, body: Sequence[int]) -> tuple[list[Block], str]:
    """Return the blocks of a segment's passages, and who signed it."""
    blocks: list[Block] = []
    signed: list[str] = []
    voice, base = "", 3
    k = 0
    while k < len(body):
        i = body[k]
        part = page.parts.get(i) or Part("paragraph", at=page.passages[i].at)
        k += 1
        if part.kind == "heading":
            voice = ""
            level = min(6, base + 1) if part.is_point and _is_under_section(blocks) else 3
            if part.level and not part.is_point:
                level = max(3, min(6, part.level + _shift(page)))
            blocks.append(_heading(page, i, level))
        elif part.kind == "signature":
            signed.append(" ".join(content(page.passages[i], part).split()))
            page.drop(i)
        elif part.kind in ("furniture", "separator", "label", "footnote"):
            page.drop(i)
        elif part.kind == "stage":
            blocks.append(Stage(page.inlines(i)))
        elif part.kind in ("item", "verse"):
            run = [i]
            while k < len(body) and page.parts.get(body[k]) and page.parts[body[k]].kind == part.kind and _goes_on(page, run[-1], body[k]):  # fmt: skip
                run.append(body[k])
                k += 1
            blocks.append(_listing(page, run, voice) if part.kind == "item" else _verse(page, run, voice))  # fmt: skip
        elif part.is_quoted or (i in page.quotations and not part.voice):
            run = _quoted(page, body[k - 1 :])
            k += len(run) - 1
            blocks.append(Quotation(tuple(Paragraph(page.inlines(n), voice) for n in run)))
        else:
            voice = part.voice or voice
            children = page.inlines(i)
            if children:
                at = part.at if part.at is not None else page.passages[i].at
                blocks.append(Paragraph(children, voice, at if voice else None))
    return blocks, "; ".join(signed)


def _quoted(page: Assembly, body: Sequence[int]) -> list[int]:
    """Return the passages of the quotation that begins with the first of these."""
    if span := page.quotations.get(body[0]):
        return [i for i in body if i <= span.last]
    run = []
    for i in body:
        part = page.parts.get(i)
        if part is None or not part.is_quoted:
            break
        run.append(i)
    return run


def _is_under_section(blocks: Sequence[Block]) -> bool:
    """Say whether a heading of its own stands above the numbered points."""
    return any(isinstance(b, Heading) and not re.match(r"\d", b.title) for b in blocks)


def _shift(page: Assembly) -> int:
    """Return what makes the highest heading inside segments a level-3 heading."""
    levels = [part.level for part in page.parts.values() if part.kind == "heading" and part.level]
    return 2 - min(levels) if levels else 0


def _goes_on(page: Assembly, previous: int, i: int) -> bool:
    a, b = page.parts[previous], page.parts[i]
    if b.kind == "verse":
        return page.passages[i].gap == 0
    same_sign = (a.number is None) == (b.number is None)
    starts_anew = b.number is not None and b.number == 1 and a.number != 1
    return i == previous + 1 and same_sign and not starts_anew


def _heading(page: Assembly, i: int, level: int) -> Heading:
    title = page.heading_text(i)
    return Heading(level, title, page.id(title, f"section-{len(page.ids) + 1}"))


def _listing(page: Assembly, run: Sequence[int], voice: str) -> Listing:
    items: list[tuple[Block, ...]] = []
    for i in run:
        passage, part = page.passages[i], page.parts[i]
        joins = [(a, b) for a, b in joined_items(passage.text) if a > part.start]
        if joins:
            page.cut(i, part.start, part.end)
            at = part.start
            for a, b in [*joins, (len(passage.text), 0)]:
                items.append((Paragraph(page.inlines(i, at, a), voice),))
                at = b
                if b:
                    page.edits.append(Edit(i, a, b, "\n"))
            page.decisions.append(Decision(passage.line, "joined-item", f"{len(joins) + 1} items ran into one at “{wording.shown(passage.text[joins[0][0] :], longest=40)}”: parted", 0.8, "write them as one item again"))  # fmt: skip
        else:
            items.append((Paragraph(page.inlines(i), voice),))
    return Listing(tuple(items), page.parts[run[0]].number)


def _verse(page: Assembly, run: Sequence[int], voice: str) -> Verse:
    return Verse(tuple(page.inlines(i) for i in run), voice)


def _footnotes(page: Assembly) -> tuple[Footnote, ...]:
    made = []
    end = len(page.passages)
    for i, part in sorted(page.parts.items()):
        if part.kind == "footnote":
            text = content(page.passages[i], part)
            page.edits += [
                Edit(i, 0, len(page.passages[i].text)),
                Edit(end, 0, 0, f"{text}\n"),
            ]
            made.append(Footnote(part.label, (Paragraph((Text(" ".join(text.split())),)),)))
    return tuple(made)


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return the inlines without white space at either end."""
    nodes = list(children)
    if nodes and isinstance(nodes[0], Text):
        nodes[0] = Text(nodes[0].text.lstrip())
    if nodes and isinstance(nodes[-1], Text):
        nodes[-1] = Text(nodes[-1].text.rstrip())
    return tuple(n for n in nodes if not isinstance(n, Text) or n.text)
