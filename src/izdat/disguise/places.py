"""Where the words around a stand-in are heard → where the name is, and when the stand-in is.

The name itself is not written anywhere, so it cannot be looked for. It lies between the words
before and behind it, and where those are not sure, neither is the name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from izdat.model.alignment import Alignment, NotHeard
from izdat.model.spoken import SpokenSegment, WithheldWords
from izdat.model.time import WordTime

Span = tuple[float, float]  # seconds of the recording

# Chosen so that one rather asks than leaves a name to be heard: with 0.1 s and a confidence
# of 0.5 one name in twelve of real sentences was heard in part (benchmarks/quality_disguise.py).
MARGIN = 0.3  # seconds that are covered of the words on each side
SURE = 0.7  # confidence of the words on both sides
SHORTEST = 0.2  # seconds between them: in less the aligner took the name for a part of a word
LONGEST = 4.0  # seconds between them: in more there is something else that nobody wrote


@dataclass(frozen=True, slots=True)
class Doubt:
    """A name that cannot be found; ``near`` is where to listen, as far as that is known."""

    words: WithheldWords
    why: str
    near: float | None = None  # seconds


def spans_of(
    spoken: SpokenSegment,
    withheld: Sequence[WithheldWords],
    alignment: Alignment | None,
    duration: float,
) -> tuple[tuple[Span, ...], tuple[Doubt, ...]]:
    """Return what of a recording is covered, a span for each of ``withheld``, or every doubt.

    ``spoken`` is the segment with its stand-ins; ``alignment`` of what the recording says without
    them (``text.withheld.without``), None where nobody searched. Times by hand stand as they are.
    """
    found = found_places(spoken, withheld, alignment, duration)
    doubts = tuple(each for each in found if isinstance(each, Doubt))
    spans = tuple(each for each in found if not isinstance(each, Doubt))
    return (() if doubts else spans), doubts


def found_places(
    spoken: SpokenSegment,
    withheld: Sequence[WithheldWords],
    alignment: Alignment | None,
    duration: float,
) -> tuple[Span | Doubt, ...]:
    """Return where each name is, or why that is not known; see ``spans_of``."""
    return tuple(
        _by_hand(each, each.at, duration)
        if each.at is not None
        else _between(each, index, alignment, duration)
        for each, index in zip(withheld, _indices(spoken, withheld), strict=True)
    )


def with_standins(
    spoken: SpokenSegment,
    withheld: Sequence[WithheldWords],
    spans: Sequence[Span],
    alignment: Alignment,
) -> Alignment:
    """Return the alignment of all words of ``spoken``: stand-ins are heard where names were."""
    total = sum(len(paragraph.words) for paragraph in spoken.paragraphs)
    standins: dict[int, WordTime] = {}
    bases = _bases(spoken)
    lengths = {p.number: [len(word.text) for word in p.words] for p in spoken.paragraphs}
    for each, span in zip(withheld, spans, strict=True):
        own = range(each.first, each.last)
        times = _shared(span, [lengths[each.paragraph][n] for n in own])
        standins |= {bases[each.paragraph] + n: t for n, t in zip(own, times, strict=True)}
    kept = [n for n in range(total) if n not in standins]
    words: list[WordTime | None] = [standins.get(n) for n in range(total)]
    for n, word in zip(kept, alignment.words, strict=True):
        words[n] = word
    _order(words, standins)
    runs = tuple(_runs(alignment.not_heard, kept))
    unwritten = tuple(
        each for each in alignment.not_written
        if not any(start < each.end and each.start < end for start, end in spans)
    )  # fmt: skip
    if alignment.failure:
        words = [None] * total
    return replace(alignment, words=tuple(words), not_heard=runs, not_written=unwritten)


# ---- one name ---------------------------------------------------------------


def _by_hand(each: WithheldWords, at: Span, duration: float) -> Span | Doubt:
    if at[1] > duration + 0.001:
        return Doubt(each, "its time, by hand, is beyond the recording's end", duration)
    return at


def _between(
    each: WithheldWords, index: int, alignment: Alignment | None, duration: float
) -> Span | Doubt:
    """Return what lies between the words before ``index`` and at it, or what is not sure."""
    if alignment is None:
        return Doubt(each, "nothing looks for the words of this recording")
    if alignment.failure:
        return Doubt(each, alignment.failure)
    words = alignment.words
    before = words[index - 1] if index else WordTime(0.0, 0.0)
    behind = words[index] if index < len(words) else WordTime(duration, duration)
    near = before.end if before else behind.start if behind else None
    if before is None or behind is None:
        return Doubt(
            each, f"the word {'before' if before is None else 'behind'} was not found", near
        )
    if min(before.confidence, behind.confidence) < SURE:
        return Doubt(each, "the words around it were not found for certain", near)
    gap = behind.start - before.end
    if gap < SHORTEST:
        return Doubt(each, "there is no room for a name between the words around it", near)
    if gap > LONGEST:
        return Doubt(each, f"the words around it are {gap:.1f} s apart", near)
    return (
        round(max(0.0, before.end - MARGIN), 3),
        round(min(duration, behind.start + MARGIN), 3),
    )


def _bases(spoken: SpokenSegment) -> dict[int, int]:
    """Return the index, among all words, of each paragraph's first."""
    bases: dict[int, int] = {}
    count = 0
    for paragraph in spoken.paragraphs:
        bases[paragraph.number] = count
        count += len(paragraph.words)
    return bases


def _indices(spoken: SpokenSegment, withheld: Sequence[WithheldWords]) -> Iterator[int]:
    """Yield, for each, how many words that the recording says stand before it."""
    bases = _bases(spoken)
    left_out = {
        bases[each.paragraph] + n for each in withheld for n in range(each.first, each.last)
    }
    for each in withheld:
        at = bases[each.paragraph] + each.first
        yield at - sum(n < at for n in left_out)


# ---- the stand-ins ----------------------------------------------------------


def _shared(span: Span, lengths: Sequence[int]) -> Iterator[WordTime]:
    """Yield a part of ``span`` for each word, by its letters."""
    start, end = span
    total = max(1, sum(lengths))
    done = 0
    for length in lengths:
        first = start + (end - start) * done / total
        done += length
        yield WordTime(round(first, 3), round(start + (end - start) * done / total, 3))


def _order(words: list[WordTime | None], standins: dict[int, WordTime]) -> None:
    """Let the words beside a stand-in give way to it: the margin took a little of them."""
    for n, own in sorted(standins.items()):
        before = words[n - 1] if n else None
        if before is not None and before.end > own.start:
            words[n - 1] = replace(before, start=min(before.start, own.start), end=own.start)
        behind = words[n + 1] if n + 1 < len(words) else None
        if behind is not None and n + 1 not in standins and behind.start < own.end:
            words[n + 1] = replace(behind, start=own.end, end=max(behind.end, own.end))


def _runs(runs: Sequence[NotHeard], kept: Sequence[int]) -> Iterator[NotHeard]:
    """Yield runs of words that were not heard, by their index among all words."""
    for run in runs:
        first = kept[run.first]
        for n in range(run.first, run.last):
            is_last = n + 1 == run.last or kept[n + 1] != kept[n] + 1
            if is_last:
                yield NotHeard(first, kept[n] + 1, run.reason)
                if n + 1 < run.last:
                    first = kept[n + 1]
