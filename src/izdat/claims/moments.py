"""The times of an edition's words → when its claims, events and quotations are heard."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from izdat.model.claim import (
    Anchor,
    Claim,
    HeardMarks,
    Ledger,
    Moment,
    Rendering,
    Statement,
)
from izdat.model.content import Segment
from izdat.model.episode import Edition
from izdat.model.spoken import SpokenParagraph
from izdat.model.time import ParagraphTimes, SegmentTimes
from izdat.text.plain import mark_spans, shown_text
from izdat.text.spoken import inlines_of, numbered, spoken_segment
from izdat.text.spoken_marks import spoken_marks


def heard_marks(
    slug: str, edition: Edition, times: Sequence[SegmentTimes], *, sound: str = ""
) -> HeardMarks:
    """Return when each mark of an edition is heard, as far as ``times`` tell: nothing is guessed.

    ``times`` are of the edition's own paragraphs, in seconds of the episode.
    """
    known = {each.segment: each for each in times}
    moments: list[tuple[Anchor, Moment]] = []
    for segment in edition.segments:
        found = known.get(segment.id)
        if found is None or not found.paragraphs:
            continue
        places = list(_places(slug, segment))
        if not places:
            continue
        own = {each.number: each for each in found.paragraphs}
        said = spoken_segment(segment, edition.lang, headings=False)
        spoken = {each.number: each for each in said.paragraphs}
        for anchor, span in places:
            paragraph = own.get(anchor.paragraph)
            if paragraph is not None:
                moment = _moment(span, spoken[anchor.paragraph], paragraph)
                moments += [(anchor, moment)] if moment else []
    return HeardMarks(slug, edition.lang, tuple(moments), sound)


def _places(slug: str, segment: Segment) -> Iterator[tuple[Anchor, tuple[int, int]]]:
    """Yield each mark that is spoken, with where its words stand in the spoken text."""
    for number, leaf in numbered(segment.blocks):
        inlines = inlines_of(leaf)
        shown = mark_spans(inlines)
        if not shown:
            continue
        text = shown_text(inlines)
        for span, spoken in zip(shown, spoken_marks(inlines), strict=True):
            if spoken is not None:
                words = text[span.start : span.end]
                yield Anchor(slug, segment.id, number, span.start, span.end, words), spoken


def _moment(span: tuple[int, int], spoken: SpokenParagraph, times: ParagraphTimes) -> Moment | None:
    start, end = span
    if len(times.words) == len(spoken.words):
        heard = [
            time
            for word, time in zip(spoken.words, times.words, strict=True)
            if time is not None and word.start < end and word.end > start
        ]
        if heard:
            return Moment(heard[0].start, max(time.end for time in heard))
    if times.start is None or times.is_absent:
        return None
    return Moment(times.start, times.start if times.end is None else times.end)


# ---- into the ledger ----------------------------------------------------------


def with_moments(ledger: Ledger, heard: Sequence[HeardMarks]) -> Ledger:
    """Return the ledger with every moment that is known."""
    known = {(each.edition, anchor): at for each in heard for anchor, at in each.moments}
    if not known:
        return ledger
    return replace(
        ledger,
        claims=tuple(_timed(each, known) for each in ledger.claims),
        statements=tuple(_timed(each, known) for each in ledger.statements),
    )


Said = TypeVar("Said", Claim, Statement)


def _timed(said: Said, known: Mapping[tuple[str, Anchor], Moment]) -> Said:
    return replace(
        said,
        moment=known.get((said.edition, said.anchor)),
        renderings=tuple(_rendered(each, known) for each in said.renderings),
    )


def _rendered(each: Rendering, known: Mapping[tuple[str, Anchor], Moment]) -> Rendering:
    return replace(each, moment=known.get((each.edition, each.anchor)))
