"""An episode → the claims that are marked in its original text, and what is wrong with them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from izdat.claims.amounts import OPERATORS, read_amount
from izdat.model import content
from izdat.model.claim import NOTHING, Anchor, Claim, RelationKind
from izdat.model.content import Paragraph, Segment, Verse
from izdat.model.episode import Edition, Episode
from izdat.model.problem import Problem
from izdat.run.step import step
from izdat.text.plain import ClaimSpan, claim_spans, shown_text
from izdat.text.spoken import inlines_of, numbered

# The end of a sentence, with the marks that close it. A point between digits or after one letter
# (an initial) is none.
_SENTENCE_END = re.compile(r"(?<![\s.]\w)[.!?…]+[\"”»’)\]]*\s+")


@dataclass(frozen=True, slots=True)
class Gathered:
    """The claims of an episode, in the order of its text."""

    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...] = ()


@step(version=1)
def gather_claims(folder: Path, episode: Episode) -> Gathered:
    """Return the claims of the episode's original. ``folder`` stays empty."""
    edition = episode.original
    claims: list[Claim] = []
    problems: list[Problem] = []
    for segment, number, leaf in _paragraphs(edition):
        text = shown_text(inlines_of(leaf))
        for span in claim_spans(inlines_of(leaf)):
            made = _claim(episode, edition, segment, number, leaf, text, span)
            if isinstance(made, Problem):
                problems.append(made)
            else:
                claims.append(made)
    return Gathered(tuple(claims), tuple(problems))


def _paragraphs(edition: Edition) -> Iterator[tuple[Segment | None, int, Paragraph | Verse]]:
    for segment in edition.segments:
        for number, leaf in numbered(segment.blocks):
            yield segment, number, leaf
    for footnote in edition.footnotes:
        for _, leaf in numbered(footnote.blocks):
            yield None, 0, leaf


def _claim(
    episode: Episode, edition: Edition, segment: Segment | None, number: int,
    leaf: Paragraph | Verse, text: str, span: ClaimSpan,
) -> Claim | Problem:  # fmt: skip
    mark = span.claim
    words = text[span.start : span.end]
    lang = _language(mark) or edition.lang
    amount = read_amount(words, lang, n=mark.n, op=mark.op)
    if amount is None:
        return _bad_amount(mark)
    voice = edition.voice(leaf.voice) if leaf.voice else None
    provenance = segment.provenance if segment else None
    first = provenance.first if provenance else None
    said = (provenance.now if provenance else "") or (first.date if first else "")
    if not said and episode.published is not None:
        said = episode.published.date().isoformat()
    return Claim(
        id=mark.id,
        measure=mark.of,
        amount=amount if amount.is_known else NOTHING,
        anchor=Anchor(
            episode.slug, segment.id if segment else "", number, span.start, span.end, words
        ),
        sentence=sentence_around(text, span.start, span.end),
        lang=lang,
        at=mark.at,
        when=mark.when,
        said=said,
        voice=leaf.voice,
        voice_name=voice.name if voice else "",
        reported_by=mark.by,
        is_editors=span.is_editors or segment is None,
        source=mark.src,
        references=_references(mark),
        place=mark.place,
    )


def _references(mark: content.Claim) -> tuple[tuple[RelationKind, tuple[str, ...]], ...]:
    named: tuple[tuple[RelationKind, str], ...] = (
        ("corrects", mark.corrects), ("disputes", mark.disputes), ("updates", mark.updates),
        ("agrees", mark.agrees),
    )  # fmt: skip
    return tuple((kind, tuple(ids.split())) for kind, ids in named if ids)


def _language(mark: content.Claim) -> str:
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
