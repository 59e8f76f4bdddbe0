"""Times found for words beside the true ones → figures. Shares are per cent, errors ms."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from hard_cases import HardRecording
from izdat.model.alignment import Alignment
from izdat.model.time import WordTime
from speech_data import Span

Figures = dict[str, float | None]  # None: there was nothing to measure

NEAR = 0.1  # seconds: a listener still finds the word highlighted when it is heard
CLOSE = 0.05
SURE = 0.9  # confidence
COLLAPSED = 60.0  # per cent of words near, below which a run has lost its way


@dataclass(slots=True)
class Edges:
    """Words found beside when they are truly heard, gathered from any number of recordings."""

    found: list[WordTime | None] = field(default_factory=list)
    gold: list[Span] = field(default_factory=list)

    def add(self, found: Sequence[WordTime | None], gold: Sequence[Span]) -> None:
        if len(found) != len(gold):
            raise SystemExit(f"{len(found)} words came back for {len(gold)}")
        self.found += found
        self.gold += gold

    def figures(self) -> Figures:
        """Shares are of all words, found or not; means and medians of those found."""
        pairs = [(w, g) for w, g in zip(self.found, self.gold, strict=True) if w is not None]
        starts = np.array([abs(word.start - gold[0]) for word, gold in pairs])
        ends = np.array([abs(word.end - gold[1]) for word, gold in pairs])
        count = len(self.gold)
        figures: Figures = {"words": count, "missed": share(count - len(pairs), count)}
        for name, errors in (("start", starts), ("end", ends)):
            figures[f"{name}_mean_ms"] = milliseconds(np.mean, errors)
            figures[f"{name}_median_ms"] = milliseconds(np.median, errors)
            for limit in (25, 50, 100):
                near = np.count_nonzero(errors <= limit / 1000)
                figures[f"{name}_within_{limit}"] = share(near, count)
        figures["edges_mean_ms"] = milliseconds(np.mean, np.concatenate([starts, ends]))
        sure = np.array([word.confidence >= SURE for word, _ in pairs], dtype=bool)
        figures["sure"] = share(np.count_nonzero(sure), count)
        close = np.count_nonzero(starts[sure] <= CLOSE)
        figures["sure_within_50"] = share(close, np.count_nonzero(sure))
        return figures


@dataclass(slots=True)
class Tally:
    """What was found in hard recordings of one kind, gathered over its seeds."""

    spoken: int = 0
    near: int = 0
    close: int = 0
    unspoken: int = 0
    wrongly_placed: int = 0
    out_of_order: int = 0
    failures: int = 0
    collapses: int = 0
    unwritten: float = 0.0  # seconds
    unwritten_found: float = 0.0
    written: float = 0.0
    written_lost: float = 0.0  # seconds of the transcript's words said not to be in it
    runs: list[float] = field(default_factory=list)  # share of words near, of each

    def add(self, found: Alignment, case: HardRecording) -> None:
        if len(found.words) != len(case.times):
            raise SystemExit(f"{len(found.words)} words came back for {len(case.times)}")
        spoken = near = 0
        for word, spans in zip(found.words, case.times, strict=True):
            if not spans:
                self.unspoken += 1
                self.wrongly_placed += word is not None
                continue
            spoken += 1
            if word is not None:
                error = min(abs(word.start - start) for start, _ in spans)
                near += error <= NEAR
                self.close += error <= CLOSE
        self.spoken += spoken
        self.near += near
        self.runs.append(share(near, spoken) or 0.0)
        self.collapses += self.runs[-1] < COLLAPSED
        self.failures += bool(found.failure)
        self.out_of_order += disorder(found.words, case.seconds)
        stretches = [(stretch.start, stretch.end) for stretch in found.not_written]
        for span in (*case.unwritten, *_other_instances(found, case)):
            self.unwritten += span[1] - span[0]
            self.unwritten_found += overlap(span, stretches)
        for spans in case.times:
            if len(spans) == 1:
                self.written += spans[0][1] - spans[0][0]
                self.written_lost += overlap(spans[0], stretches)

    def figures(self) -> Figures:
        return {
            "words": self.spoken,
            "within_50": share(self.close, self.spoken),
            "within_100": share(self.near, self.spoken),
            "worst_run": min(self.runs, default=0.0),
            "collapses": self.collapses,
            "failures": self.failures,
            "out_of_order": self.out_of_order,
            "wrongly_placed": share(self.wrongly_placed, self.unspoken),
            "unwritten_found": share(self.unwritten_found, self.unwritten),
            "written_lost": share(self.written_lost, self.written),
        }


def _other_instances(found: Alignment, case: HardRecording) -> list[Span]:
    """Of each sentence that was said twice, return where the words were not put."""
    others = []
    for twice in case.twice:
        words = [word for word in found.words[slice(*twice.words)] if word is not None]
        later = sum(word.start >= twice.second[0] - NEAR for word in words)
        others.append(twice.first if 2 * later > len(words) else twice.second)
    return others


def overlap(span: Span, stretches: Iterable[Span]) -> float:
    """Return how many seconds of ``span`` lie in any of ``stretches``."""
    seconds, done = 0.0, span[0]
    for start, end in sorted(stretches):
        start, end = max(start, done), min(end, span[1])
        if end > start:
            seconds += end - start
            done = end
    return seconds


def disorder(words: Iterable[WordTime | None], seconds: float) -> int:
    """Count words that begin before the one before them, end before they begin, or lie outside."""
    count, before = 0, 0.0
    for word in words:
        if word is not None:
            count += not before <= word.start <= word.end <= seconds + 0.001
            before = word.start
    return count


def share(part: float, whole: float) -> float | None:
    """Return per cent with one decimal; None of nothing."""
    return round(100 * float(part) / float(whole), 1) if whole else None


def milliseconds(of: Callable[[np.ndarray], np.floating], errors: np.ndarray) -> float | None:
    return round(float(of(errors)) * 1000, 1) if len(errors) else None
