"""Passages, what they are and where they break → segments, footnotes and the list of edits."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from izdat.importer import wording
from izdat.importer.blocks import write_blocks
from izdat.importer.breaks import Break
from izdat.importer.facts import first_language
from izdat.importer.headings import subtitle_start
from izdat.importer.kinds import KindGuess, given_title, guess_kind
from izdat.importer.page import Page
from izdat.importer.passage import Decision, Edit, Parts, Passage, content
from izdat.importer.quotations import Spanning
from izdat.model.content import (
    Appearance,
    Block,
    Footnote,
    Heading,
    Paragraph,
    Provenance,
    Segment,
    Text,
)
from izdat.model.episode import Voice

LONG_TITLE = 110  # characters: more is a title with its subtitle run into it
TITLE_ENDS = re.compile(r"[\s.:;,]+$")


@dataclass(frozen=True, slots=True)
class Assembled:
    segments: tuple[Segment, ...]
    footnotes: tuple[Footnote, ...]
    edits: tuple[Edit, ...]
    decisions: tuple[Decision, ...]


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
    page = Page(passages, parts, voices, whole, labels, lang, has_marks)
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


def _segment(page: Page, first: int, last: int, *, is_first: bool, announced: str) -> Segment:
    body = range(first, last)
    title, rest = _own_title(page, first, last)
    guess = _guess(
        page,
        title,
        rest,
        is_first=is_first,
        is_last=last == len(page.passages),
        announced=announced,
    )
    line = page.passages[first].line
    if guess.kind:
        page.decisions.append(
            Decision(
                line,
                "kind",
                f"the segment is of kind {guess.kind}: {guess.why}",
                guess.confidence,
                "change `kind` in its `source` block",
            )
        )
    else:
        page.decisions.append(
            Decision(
                line,
                "kind-unknown",
                "the text does not say what kind of segment this is",
                0.5,
                "write `kind` into its `source` block",
            )
        )
    blocks: list[Block] = []
    is_given = not title
    if is_given:
        title = _free_title(page, guess, rest)
        at = next(
            (i for i in body if i not in page.parts or page.parts[i].kind != "footnote"), first
        )
        page.edits.append(Edit(at, 0, 0, f"{title}\n"))
        page.decisions.append(
            Decision(
                line,
                "title-given",
                f"the segment has no title: “{title}” was added",
                0.5,
                "write a title of your own after `##`",
            )
        )
    elif rest and rest[0] == first:  # its title runs into a subtitle
        title, blocks = _split_title(page, first)
        rest = rest[1:]
    page.titles.add(title)
    name = guess.kind if is_given and guess.kind else title
    address = page.id(name, f"part-{len(page.titles)}")
    sections, signed = write_blocks(page, rest)
    language = next(
        (found for i in rest[:4] if (found := first_language(page.passages[i].text))), ""
    )
    if language == page.lang:
        language = ""
    provenance = Provenance(
        kind=guess.kind if guess.kind in KINDS else "",
        by=_speakers(page, rest) if guess.kind == "interview" else (),
        first=Appearance(lang=language) if language else None,
        signed=signed,
    )
    return Segment(address, title, provenance, (*blocks, *sections))


# Of the reader's kinds, those that kinds.py can find.
KINDS = frozenset(
    (
        "call essay interview intro letter news outro poem reflection report song "
        "statement story translation"
    ).split()
)


def _own_title(page: Page, first: int, last: int) -> tuple[str, list[int]]:
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


def _subtitle(page: Page, first: int, last: int) -> int:
    """Return where in a segment's title its subtitle begins; 0: there is none."""
    part = page.parts[first]
    text = content(page.passages[first], part)
    later = [
        content(page.passages[i], page.parts[i])
        for i in range(first + 1, last)
        if i in page.parts and page.parts[i].kind == "heading"
    ]
    return subtitle_start(text, later)


def _split_title(page: Page, first: int) -> tuple[str, list[Block]]:
    part, passage = page.parts[first], page.passages[first]
    at = _subtitle(page, first, len(page.passages))
    page.cut(first, part.start, part.end)
    text = content(passage, part)
    title, subtitle = " ".join(text[:at].split()), " ".join(text[at:].split())
    page.decisions.append(
        Decision(
            passage.line,
            "subtitle",
            f"“{wording.shown(subtitle)}” is a subtitle that ran into the"
            " title: the title stands again further down",
            0.8,
            "put it back into the `##` line",
        )
    )
    return title, [Heading(3, subtitle)]


def _guess(
    page: Page,
    title: str,
    rest: Sequence[int],
    *,
    is_first: bool,
    is_last: bool,
    announced: str,
) -> KindGuess:
    paragraphs = [
        i
        for i in rest
        if i not in page.parts or page.parts[i].kind in ("paragraph", "item", "verse")
    ]
    texts = [content(page.passages[i], page.parts.get(i)) for i in paragraphs]
    verses = sum(i in page.parts and page.parts[i].kind == "verse" for i in paragraphs)
    turns = [page.parts[i].voice for i in paragraphs if i in page.parts and page.parts[i].voice]
    if (
        rest
        and rest[0] in page.parts
        and page.parts[rest[0]].kind == "heading"
        and not page.passages[rest[0]].gap
    ):
        title = f"{title} {content(page.passages[rest[0]], page.parts[rest[0]])}"  # a subtitle
    return guess_kind(
        title,
        texts,
        voices=turns,
        is_first=is_first,
        is_last=is_last,
        is_verse=verses * 2 > len(paragraphs),
        announced=announced,
    )


def _speakers(page: Page, body: Sequence[int]) -> tuple[str, ...]:
    """Return who speaks in these passages, in the order in which they begin."""
    said = [page.parts[i].voice for i in body if i in page.parts and page.parts[i].voice]
    return tuple(dict.fromkeys(said))


def _free_title(page: Page, guess: KindGuess, rest: Sequence[int]) -> str:
    guests = [
        v.name for v in page.voices if v.id in _speakers(page, rest) and v.role != "interviewer"
    ]
    wish = given_title(guess.kind, lang=page.lang, guest=guests[0] if len(guests) == 1 else "")
    if not guess.kind:
        wish = f"{wish} {len(page.titles) + 1}"
    title, number = wish, 2
    while title in page.titles:
        title, number = f"{wish} {number}", number + 1
    return title


def _footnotes(page: Page) -> tuple[Footnote, ...]:
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
