"""An episode → the claims, events and quotations marked in it, and what is wrong with them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from izdat.claims.amounts import OPERATORS, read_amount
from izdat.model import content
from izdat.model.claim import NOTHING, Anchor, Claim, RelationKind, Rendering, Statement
from izdat.model.content import Paragraph, Segment, Verse
from izdat.model.episode import Edition, Episode
from izdat.model.problem import Problem
from izdat.run.step import step
from izdat.text.plain import Mark, MarkSpan, mark_spans, shown_text
from izdat.text.spoken import inlines_of, numbered

# The end of a sentence, with the marks that close it. A point between digits or after one letter
# (an initial) is none.
_SENTENCE_END = re.compile(r"(?<![\s.]\w)[.!?…]+[\"”»’)\]]*\s+")


@dataclass(frozen=True, slots=True)
class Gathered:
    """What is marked in an episode, in the order of its text."""

    claims: tuple[Claim, ...]
    statements: tuple[Statement, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class _Marked:
    """A mark and what stands around it."""

    edition: Edition
    segment: Segment | None  # None: it stands in a footnote
    leaf: Paragraph | Verse
    anchor: Anchor
    sentence: str
    span: MarkSpan


@step(version=2)
def gather_claims(folder: Path, episode: Episode) -> Gathered:
    """Return the claims and statements of the episode's original, as its translations say them.

    ``folder`` stays empty.
    """
    claims: list[Claim] = []
    statements: list[Statement] = []
    problems: list[Problem] = []
    original = list(_marks(episode, episode.original))
    translated: dict[Anchor, list[_Marked]] = {}
    for edition in episode.editions[1:]:
        for first, other in _same(original, list(_marks(episode, edition))):
            translated.setdefault(first.anchor, []).append(other)
    for marked in original:
        same = translated.get(marked.anchor, [])
        mark = marked.span.mark
        if not isinstance(mark, content.Claim):
            statements.append(_statement(episode, marked, mark, same))
            continue
        made = _claim(episode, marked, mark, same)
        if isinstance(made, Problem):
            problems.append(made)
        else:
            claims.append(made)
            problems += _otherwise(made, same)
    return Gathered(tuple(claims), tuple(statements), tuple(problems))


def _marks(episode: Episode, edition: Edition) -> Iterator[_Marked]:
    for segment, number, leaf in _paragraphs(edition):
        inlines = inlines_of(leaf)
        text = shown_text(inlines)
        for span in mark_spans(inlines):
            anchor = Anchor(
                episode.slug, segment.id if segment else "", number, span.start, span.end,
                text[span.start : span.end],
            )  # fmt: skip
            sentence = sentence_around(text, span.start, span.end)
            yield _Marked(edition, segment, leaf, anchor, sentence, span)


def _same(
    original: Sequence[_Marked], translation: Sequence[_Marked]
) -> Iterator[tuple[_Marked, _Marked]]:
    """Yield each mark of the original with that of a translation that is the same: by its id.

    Quotations need no id. Those that have none are taken in their order, in a segment in which
    both texts have as many.
    """
    there = {each.span.mark.id: each for each in translation if each.span.mark.id}
    for each in original:
        if each.span.mark.id in there:
            yield each, there[each.span.mark.id]
    nameless = _nameless(translation)
    for segment, own in _nameless(original).items():
        if len(own) == len(nameless.get(segment, ())):
            yield from zip(own, nameless[segment], strict=True)


def _nameless(marks: Sequence[_Marked]) -> dict[str, list[_Marked]]:
    found: dict[str, list[_Marked]] = {}
    for each in marks:
        if not each.span.mark.id:
            found.setdefault(each.anchor.segment, []).append(each)
    return found


def _paragraphs(edition: Edition) -> Iterator[tuple[Segment | None, int, Paragraph | Verse]]:
    for segment in edition.segments:
        for number, leaf in numbered(segment.blocks):
            yield segment, number, leaf
    for footnote in edition.footnotes:
        for _, leaf in numbered(footnote.blocks):
            yield None, 0, leaf


def _claim(
    episode: Episode, marked: _Marked, mark: content.Claim, same: Sequence[_Marked]
) -> Claim | Problem:
    lang = _language(mark) or marked.edition.lang
    amount = read_amount(marked.anchor.words, lang, n=mark.n, op=mark.op)
    if amount is None:
        return _bad_amount(mark)
    return Claim(
        id=mark.id,
        measure=mark.of,
        amount=amount if amount.is_known else NOTHING,
        anchor=marked.anchor,
        sentence=marked.sentence,
        lang=lang,
        at=mark.at,
        when=mark.when,
        said=_said(episode, marked),
        voice=marked.leaf.voice,
        voice_name=_name(marked),
        reported_by=mark.by,
        is_editors=_is_editors(marked),
        source=mark.src,
        references=_references(mark),
        edition=marked.edition.lang,
        renderings=tuple(map(_rendering, same)),
        place=mark.place,
    )


def _statement(
    episode: Episode, marked: _Marked, mark: content.Event | content.Quoted,
    same: Sequence[_Marked],
) -> Statement:  # fmt: skip
    return Statement(
        kind="event" if isinstance(mark, content.Event) else "quotation",
        id=mark.id,
        anchor=marked.anchor,
        sentence=marked.sentence,
        lang=_language(mark) or marked.edition.lang,
        at=mark.at if isinstance(mark, content.Event) else "",
        when=mark.when,
        said=_said(episode, marked),
        voice=marked.leaf.voice,
        voice_name=_name(marked),
        reported_by=mark.by,
        is_editors=_is_editors(marked),
        source=mark.src,
        edition=marked.edition.lang,
        renderings=tuple(map(_rendering, same)),
    )


def _rendering(marked: _Marked) -> Rendering:
    by = marked.span.mark.by
    return Rendering(marked.edition.lang, marked.anchor, marked.sentence, _name(marked), by)


def _said(episode: Episode, marked: _Marked) -> str:
    provenance = marked.segment.provenance if marked.segment else None
    first = provenance.first if provenance else None
    said = (provenance.now if provenance else "") or (first.date if first else "")
    if not said and episode.published is not None:
        said = episode.published.date().isoformat()
    return said


def _name(marked: _Marked) -> str:
    voice = marked.edition.voice(marked.leaf.voice) if marked.leaf.voice else None
    return voice.name if voice else ""


def _is_editors(marked: _Marked) -> bool:
    return marked.span.is_editors or marked.segment is None


def _otherwise(claim: Claim, same: Sequence[_Marked]) -> Iterator[Problem]:
    """Yield a warning for each translation whose words say another number than the original's.

    Only numbers that can be read in both are compared: of a language without number words of its
    own, digits.
    """
    for marked in same:
        mark = marked.span.mark
        if not isinstance(mark, content.Claim):
            continue
        lang = marked.edition.lang
        read = read_amount(marked.anchor.words, lang, n=mark.n, op=mark.op)
        if read is None:
            yield _bad_amount(mark)
        elif (
            read.value is not None
            and claim.amount.value is not None
            and read.value != claim.amount.value
        ):
            message = (
                f"claim {claim.id} is {claim.amount.value:g} in the original"
                f" and {read.value:g} in {lang}"
            )
            hint = "correct one of the two, or write n= where the words are read wrongly"
            yield Problem("translated-amount", mark.place, message, hint, "warning")


def _references(mark: content.Claim) -> tuple[tuple[RelationKind, tuple[str, ...]], ...]:
    named: tuple[tuple[RelationKind, str], ...] = (
        ("corrects", mark.corrects), ("disputes", mark.disputes), ("updates", mark.updates),
        ("agrees", mark.agrees),
    )  # fmt: skip
    return tuple((kind, tuple(ids.split())) for kind, ids in named if ids)


def _language(mark: Mark) -> str:
    only = mark.children[0] if len(mark.children) == 1 else None
    return only.lang if isinstance(only, content.Foreign) else ""


def _bad_amount(mark: content.Claim) -> Problem:
    if mark.op and mark.op not in OPERATORS:
        message = f"op={mark.op[:20]} is no qualifier"
        return Problem("bad-amount", mark.place, message, 'write op=">=", >, "<=", <, ~ or about')
    message = f"the amount of claim {mark.id} cannot be read from n={mark.n[:20] or mark.op[:20]}"
    return Problem("bad-amount", mark.place, message, "write n=340, n=4.5 or n=30..40")


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of ``text`` that holds what stands from ``start`` to ``end``."""
    first, last = 0, len(text)
    for match in _SENTENCE_END.finditer(text):
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end:
            last = match.end()
            break
    return text[first:last].strip()
