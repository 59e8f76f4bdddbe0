"""A segment's passages → its blocks."""

import re
from collections.abc import Sequence

from izdat.importer import wording
from izdat.importer.listings import joined_items
from izdat.importer.page import Page
from izdat.importer.passage import Decision, Edit, Part, content
from izdat.model.content import Block, Heading, Listing, Paragraph, Quotation, Stage, Verse

LATEST = 100 * 3600  # seconds: `@id 99:59:59` is the last time that can be written


def write_blocks(page: Page, body: Sequence[int]) -> tuple[list[Block], str]:
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
            while (
                k < len(body)
                and page.parts.get(body[k])
                and page.parts[body[k]].kind == part.kind
                and _goes_on(page, run[-1], body[k])
            ):
                run.append(body[k])
                k += 1
            blocks.append(
                _listing(page, run, voice) if part.kind == "item" else _verse(page, run, voice)
            )
        elif part.is_quoted or (i in page.quotations and not part.voice):
            run = _quoted(page, body[k - 1 :])
            k += len(run) - 1
            blocks.append(Quotation(tuple(Paragraph(page.inlines(n), voice) for n in run)))
        else:
            voice = part.voice or voice
            children = page.inlines(i)
            if children:
                at = part.at if part.at is not None else page.passages[i].at
                is_time = voice and at is not None and at < LATEST
                blocks.append(Paragraph(children, voice, at if is_time else None))
    return blocks, "; ".join(signed)


def _quoted(page: Page, body: Sequence[int]) -> list[int]:
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


def _shift(page: Page) -> int:
    """Return what makes the highest heading inside segments a level-3 heading."""
    levels = [part.level for part in page.parts.values() if part.kind == "heading" and part.level]
    return 2 - min(levels) if levels else 0


def _goes_on(page: Page, previous: int, i: int) -> bool:
    a, b = page.parts[previous], page.parts[i]
    if b.kind == "verse":
        return page.passages[i].gap == 0
    same_sign = (a.number is None) == (b.number is None)
    starts_anew = b.number is not None and b.number == 1 and a.number != 1
    return i == previous + 1 and same_sign and not starts_anew


def _heading(page: Page, i: int, level: int) -> Heading:
    title = page.heading_text(i)
    return Heading(level, title, page.id(title, f"section-{len(page.ids) + 1}"))


def _listing(page: Page, run: Sequence[int], voice: str) -> Listing:
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
            page.decisions.append(
                Decision(
                    passage.line,
                    "joined-item",
                    (
                        f"{len(joins) + 1} items ran into one at "
                        f"“{wording.shown(passage.text[joins[0][0] :], longest=40)}”: parted"
                    ),
                    0.8,
                    "write them as one item again",
                )
            )
        else:
            items.append((Paragraph(page.inlines(i), voice),))
    return Listing(tuple(items), page.parts[run[0]].number)


def _verse(page: Page, run: Sequence[int], voice: str) -> Verse:
    return Verse(tuple(page.inlines(i) for i in run), voice)
