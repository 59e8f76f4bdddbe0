"""The transcript as a graph: every way in which the recording may say it.

States stand in topological order. Some are heard (each frame is in one of these), others are
junctions, passed in no time. A word is one chain of phone states for each of its pronunciations;
before each word there may be silence, and, where it is allowed, any speech that is not written;
words and sentences may be left out at a cost.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import STATES

JUNCTION = -1  # heard: no state of the models
NO_WORD = -1

Ints = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Costs:
    """What departing from the transcript costs, in log likelihood; None: it is not allowed."""

    silence: float = 1.0
    filler: float | None = None  # any speech between two sentences
    inner_filler: float | None = None  # … between two words of a sentence
    gap_filler: float | None = None  # … where the editors supplied something
    skip_sentence: float | None = None
    skip_more: float = 0.0  # for each word of a sentence that is left out
    skip_word: float | None = None  # the first of a run of words that are left out
    skip_next: float = 0.0  # each word behind it


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be found: the words' pronunciations in phone numbers, and where sentences begin.

    A word without a pronunciation is passed in no time; what is heard of it is silence or filler.
    """

    words: tuple[tuple[tuple[int, ...], ...], ...]
    sentences: tuple[int, ...]  # index of each sentence's first word
    gaps: frozenset[int] = frozenset()  # words before which editors supplied something
    unknown: frozenset[int] = frozenset()  # words before which something else is said, for certain


@dataclass(frozen=True, slots=True)
class Graph:
    """``heard``: the models' state of each of ours. Arcs into state j: ``first[j]:first[j + 1]``;
    the one from the state before it, if there is one, comes first.

    ``entry`` and ``exit``: each word's junctions before and behind it, (words,).
    """

    heard: Ints
    word: Ints
    first: Ints
    source: Ints
    cost: Floats  # log probability of the arc, without its source's of being left
    furthest: Ints  # the last state that an arc from here, or from one before, leads to
    entry: Ints
    exit: Ints


class _Builder:
    def __init__(self) -> None:
        self.heard: list[int] = []
        self.word: list[int] = []
        self.target: list[int] = []
        self.source: list[int] = []
        self.cost: list[float] = []

    def add(self, heard: int, word: int, *arcs: tuple[int, float]) -> int:
        """Add a state; return its number."""
        state = len(self.heard)
        self.heard.append(heard)
        self.word.append(word)
        for source, cost in arcs:
            self.arc(source, state, cost)
        return state

    def arc(self, source: int, target: int, cost: float) -> None:
        self.source.append(source)
        self.target.append(target)
        self.cost.append(cost)

    def chain(self, phones: Sequence[int], word: int, before: int, cost: float) -> int:
        """Add the states of ``phones`` one behind another; return the last."""
        first, size = len(self.heard), STATES * len(phones)
        if not size:
            return before
        self.heard += [STATES * phone + s for phone in phones for s in range(STATES)]
        self.word += [word] * size
        self.target += range(first, first + size)
        self.source += [before, *range(first, first + size - 1)]
        self.cost += [cost] + [0.0] * (size - 1)
        return first + size - 1


def graph_of(line: Line, silence: int, costs: Costs) -> Graph:
    """Return the graph of ``line``; ``silence`` is its state's number, any speech's the next."""
    b = _Builder()
    here = b.add(JUNCTION, NO_WORD)
    starts = set(line.sentences)
    ends = dict(zip(line.sentences, [*line.sentences[1:], len(line.words)], strict=True))
    skips: dict[int, list[tuple[int, float]]] = {}
    skips_of_words: dict[int, int] = {}  # the junction of having left a word out
    entry, exits = [], []
    for w, pronunciations in enumerate(line.words):
        before = _before(b, here, silence, costs, line, w, w in starts)
        if w in starts:
            for source, cost in skips.pop(w, []):
                b.arc(source, before, cost)
            if costs.skip_sentence is not None and len(line.sentences) > 1:
                count = ends[w] - w
                # From behind the pause to behind the next: a sentence that is left out leaves
                # one place for silence and filler, not two.
                skips.setdefault(ends[w], []).append(
                    (before, -costs.skip_sentence - costs.skip_more * count)
                )
        entry.append(before)
        lasts = []
        share = -float(np.log(max(1, len(pronunciations))))
        for phones in pronunciations:
            lasts.append((b.chain(phones, w, before, share), 0.0))
        if not pronunciations:
            lasts.append((before, 0.0))
            if w - 1 in skips_of_words:  # a run of words goes on behind it
                skips_of_words[w] = skips_of_words[w - 1]
        elif costs.skip_word is not None:
            skipped = b.add(JUNCTION, w, (before, -costs.skip_word))
            if w - 1 in skips_of_words:
                b.arc(skips_of_words[w - 1], skipped, -costs.skip_next)
            skips_of_words[w] = skipped
            lasts.append((skipped, 0.0))
        here = b.add(JUNCTION, w, *lasts)
        exits.append(here)
    last = _before(b, here, silence, costs, line, len(line.words), True)
    for source, cost in skips.pop(len(line.words), []):
        b.arc(source, last, cost)
    return _packed(b, entry, exits)


def _before(
    b: _Builder, here: int, silence: int, costs: Costs, line: Line, word: int, is_start: bool
) -> int:
    """Add what lies before a word; return the junction behind it."""
    if word in line.unknown:
        return _unknown(b, here, silence, costs)
    return _between(b, here, silence, costs, is_start, word in line.gaps)


def _unknown(b: _Builder, here: int, silence: int, costs: Costs) -> int:
    """Add speech that nobody wrote; there is no way round it, and it costs nothing to begin."""
    quiet = b.add(silence, NO_WORD, (here, -costs.silence))
    speech = b.add(silence + 1, NO_WORD, (here, 0.0), (quiet, 0.0))
    after = b.add(silence, NO_WORD, (speech, -costs.silence))
    return b.add(JUNCTION, NO_WORD, (speech, 0.0), (after, 0.0))


def _between(
    b: _Builder, here: int, silence: int, costs: Costs, is_start: bool, is_gap: bool
) -> int:
    """Add what may lie between two words; return the junction behind it."""
    quiet = b.add(silence, NO_WORD, (here, -costs.silence))
    filler = costs.filler if is_start else costs.gap_filler if is_gap else costs.inner_filler
    arcs = [(here, 0.0), (quiet, 0.0)]
    if filler is not None:
        speech = b.add(silence + 1, NO_WORD, (here, -filler), (quiet, -filler))
        after = b.add(silence, NO_WORD, (speech, -costs.silence))
        arcs += [(speech, 0.0), (after, 0.0)]
    return b.add(JUNCTION, NO_WORD, *arcs)


def _packed(b: _Builder, entry: list[int], exits: list[int]) -> Graph:
    target = np.array(b.target, dtype=np.int32)
    source = np.array(b.source, dtype=np.int32)
    order = np.lexsort((source != target - 1, target))
    first = np.zeros(len(b.heard) + 1, dtype=np.int32)
    np.cumsum(np.bincount(target, minlength=len(b.heard)), out=first[1:])
    furthest = np.arange(len(b.heard), dtype=np.int32)
    np.maximum.at(furthest, source, target)
    return Graph(
        np.array(b.heard, dtype=np.int32),
        np.array(b.word, dtype=np.int32),
        first,
        source[order],
        np.array(b.cost, dtype=np.float32)[order],
        np.maximum.accumulate(furthest),
        np.array(entry, dtype=np.int32),
        np.array(exits, dtype=np.int32),
    )
