"""The aligner: what a transcript says is spoken + a recording → when each word is heard."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.confidence import confidence
from izdat.align.edges import corrected, edges_of
from izdat.align.features import RATE, Samples
from izdat.align.kept import kept_in
from izdat.align.listen import Heard, Unfit, listen
from izdat.align.pieces import stretches
from izdat.align.search import is_compiled
from izdat.align.views import MAIN
from izdat.model.alignment import Alignment, NotHeard, NotWritten
from izdat.model.engine import PhoneticEngine
from izdat.model.spoken import SpokenSegment
from izdat.model.time import WordTime

SHORTEST = 0.3  # seconds: below that there is no word
FEWEST = 2  # words: one alone fits anywhere
LEAST_PLACED = 0.3  # of the words: with fewer the text is not that of the recording
UNSURE = 0.15  # confidence below which a word's time would be a guess
LEAST_UNWRITTEN = 0.3  # seconds of speech that is worth telling of


@dataclass(frozen=True, slots=True)
class Found:
    """``models``: to be lent to shorter recordings; empty where nothing was learned."""

    alignment: Alignment
    models: bytes


def find_words(
    spoken: SpokenSegment,
    samples: Samples,
    phonetics: PhoneticEngine,
    known: Sequence[bytes] | None = None,
    tell: Callable[[float, str], None] | None = None,
) -> Found:
    """Return when each word of ``spoken`` is heard in ``samples``, float32 (n,) at 16 kHz.

    ``known``: models of other recordings of the show, the best to borrow first. ``tell`` hears
    how far the work is, 0 to 1, and what is done. The same input gives the same result.
    """
    count = sum(len(paragraph.words) for paragraph in spoken.paragraphs)
    reason = _hopeless(spoken, samples, phonetics, count)
    if reason:
        return _failed(count, reason)
    borrowed = next((models for data in known or () if (models := kept_in(data))), None)
    try:
        heard = listen(spoken, samples, phonetics, borrowed, _told(tell or _nobody))
    except Unfit as unfit:
        return _failed(count, str(unfit))
    alignment = alignment_of(heard, len(samples) / RATE)
    if tell is not None:
        tell(1.0, "done")
    return Found(alignment, b"" if alignment.failure else heard.kept.as_bytes())


def _hopeless(
    spoken: SpokenSegment, samples: Samples, phonetics: PhoneticEngine, count: int
) -> str:
    if count < FEWEST:
        return "there is too little text to be found" if count else "there is no word to be found"
    if len(samples) < SHORTEST * RATE:
        return "the recording is too short to hold a word"
    if not np.isfinite(samples).all():
        return "the recording holds what is no sound"
    if max(float(samples.max()), -float(samples.min())) < 1e-5:
        return "the recording is silent"
    if not any(phonetics.voices(p.lang) for p in spoken.paragraphs if p.words):
        return f"nothing is known of how {spoken.lang} is spoken"
    return ""


def alignment_of(heard: Heard, duration: float) -> Alignment:
    """Return what was heard as times of words; ``duration`` of the recording in seconds."""
    edges = edges_of(heard.script, heard.seen, heard.surface)
    count = heard.script.count
    if len(edges.words) < LEAST_PLACED * count:
        return _nothing(count, "most of the text is not in the recording")
    start, end = corrected(edges)
    sure = confidence(heard, edges)
    start, end = _in_order(start, end, duration)
    words: list[WordTime | None] = [None] * count
    for k, word in enumerate(edges.words):
        if sure[k] >= UNSURE:
            words[word] = WordTime(
                round(float(start[k]), 3), round(float(end[k]), 3), round(float(sure[k]), 3)
            )
    return Alignment(
        tuple(words),
        tuple(_not_heard(heard, words)),
        tuple(_not_written(heard, duration)),
    )


def _in_order(
    start: NDArray[np.float64], end: NDArray[np.float64], duration: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return times within the recording; no word begins before the one before it has ended.

    Where two overlap, each gives way by half.
    """
    start = np.maximum.accumulate(np.clip(start, 0, duration))
    end = np.clip(np.maximum(end, start), 0, duration)
    over = end[:-1] > start[1:]
    middle = np.clip((end[:-1] + start[1:]) / 2, start[:-1], None)
    end[:-1] = np.where(over, middle, end[:-1])
    start[1:] = np.where(over, middle, start[1:])
    return start, np.maximum(end, start)


def _not_heard(heard: Heard, words: Sequence[WordTime | None]) -> list[NotHeard]:
    unread = {n for run in heard.script.unreadable() for n in range(run.first, run.last)}
    found: list[NotHeard] = []
    for n, word in enumerate(words):
        if word is not None:
            continue
        reason = "unreadable" if n in unread else "absent"
        if found and found[-1].last == n and found[-1].reason == reason:
            found[-1] = NotHeard(found[-1].first, n + 1, reason)
        else:
            found.append(NotHeard(n, n + 1, reason))
    return found


def _not_written(heard: Heard, duration: float) -> list[NotWritten]:
    hop = MAIN.front.hop
    return [
        NotWritten(round(first * hop, 3), round(min(last * hop, duration), 3))
        for first, last in stretches(heard.structure.at.filler)
        if (last - first) * hop >= LEAST_UNWRITTEN
    ]


def _failed(count: int, reason: str) -> Found:
    return Found(_nothing(count, reason), b"")


def _nothing(count: int, reason: str) -> Alignment:
    absent = (NotHeard(0, count, "absent"),) if count else ()
    return Alignment((None,) * count, absent, (), reason)


def _told(tell: Callable[[float, str], None]) -> Callable[[float, str], None]:
    """Return ``tell``, which says so where the time goes into compiling."""
    if is_compiled():
        return tell
    return lambda share, what: tell(share, f"{what} (compiling, this once)")


def _nobody(share: float, what: str) -> None:
    """Hear nothing."""
