"""One recording and its script → what every view of it sees: the aligner's whole work but the last.

The steps in order: features, first models (a machine's voice, or those kept from another
recording), the structure, then the views.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from izdat.align.bootstrap import first_models, likelier, spoken_features, spoken_sentences
from izdat.align.edges import Surface, surface_of
from izdat.align.features import RATE, Samples, features
from izdat.align.kept import Kept
from izdat.align.plausibility import is_plausible
from izdat.align.script import Script, script_of, signs_of
from izdat.align.structure import Structure, find_structure, sample
from izdat.align.training import PRIOR
from izdat.align.views import (
    MAIN,
    VIEWS,
    Bounds,
    Shares,
    Trained,
    bounds_of,
    moved,
    renamed,
    shares_of,
    trained,
)  # fmt: skip
from izdat.model.engine import PhoneticEngine
from izdat.model.spoken import SpokenSegment

SHORT = 60.0  # seconds: a recording below that is not enough to learn from
_STAYING = 60.0  # frames that what was known of a phone counts, in a short recording


class Unfit(Exception):
    """The text and the recording do not belong together; the message says why, in a sentence."""


Tell = Callable[[float, str], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard of a recording."""

    script: Script
    structure: Structure
    seen: tuple[Bounds, ...]  # by view
    surface: Surface
    kept: Kept


def listen(
    spoken: SpokenSegment,
    samples: Samples,
    phonetics: PhoneticEngine,
    known: Kept | None,
    tell: Tell,
) -> Heard:
    """Return what is heard of ``spoken`` in ``samples``, float32 (n,) at 16 kHz.

    Raises ``Unfit``.
    """
    hop = MAIN.front.hop
    with ThreadPoolExecutor(1) as pool:  # the engine lets go of Python's lock, too
        listened = pool.submit(features, samples, MAIN.front)
        tell(0.0, "reading the words")
        pronounced = phonetics.pronounce(spoken.paragraphs)
        tell(0.05, "speaking the text")
        speeches = spoken_sentences(spoken, phonetics)
        spoke = {p.sign for speech in speeches for p in speech.phones}
        signs = tuple(sorted({*signs_of(pronounced), *spoke}))
        script = script_of(spoken, pronounced, signs)
        firsts = first_models(*spoken_features(speeches, MAIN.front), signs, hop)
        del speeches
        if not script.sought:
            raise Unfit("no word of the text can be read in its language")
        tell(0.1, "listening")
        rows = listened.result()
    first = likelier(*firsts, rows)
    del listened  # it holds the features, too: of two hours they are 140 MB
    is_short = len(samples) < SHORT * RATE
    prior = _STAYING if is_short else PRIOR
    borrowed = [renamed(view, first) for view in known.views] if known else []
    start = borrowed[0].models if borrowed else first
    if not is_plausible(script, start, rows, hop):
        raise Unfit("the text does not fit the recording")
    structure = find_structure(
        script, start, rows, hop, prior=prior, towards=start if is_short else None,
        tell=lambda share, what: tell(0.15 + 0.5 * share, what),
    )  # fmt: skip
    pieces = [piece for piece, _ in structure.pieces]
    if not pieces:
        nothing = np.full(script.count, np.nan)
        seen = (Bounds(nothing, nothing, nothing, nothing),) * len(VIEWS)
        return Heard(script, structure, seen, surface_of(samples), Kept(()))
    shares = shares_of(sample(pieces, hop), structure.models, rows)
    main = bounds_of(structure.pieces, structure.models, rows, hop, script.count)
    del rows
    others, views = _others(samples, structure, shares, script.count, borrowed, prior, tell)
    kept = Kept((Trained(structure.models), *views))
    return Heard(script, structure, (main, *others), surface_of(samples), kept)


def _others(
    samples: Samples, structure: Structure, shares: Shares, words: int,
    borrowed: Sequence[Trained], prior: float, tell: Tell,
) -> tuple[tuple[Bounds, ...], tuple[Trained, ...]]:  # fmt: skip
    """Return what all views but the first see, and their models."""
    hop = MAIN.front.hop
    pieces = [piece for piece, _ in structure.pieces]
    firsts = [first for _, first in structure.pieces]
    seen: list[Bounds] = []
    views: list[Trained] = []
    for number, view in enumerate(VIEWS[1:], 1):
        tell(0.65 + 0.3 * number / len(VIEWS), "looking closer")
        made, rows = trained(
            samples, view, shares, structure.models, hop, pieces,
            known=borrowed[number] if borrowed else None, prior=prior,
        )  # fmt: skip
        there = moved(pieces, hop, view.front.hop, len(rows))
        placed = list(zip(there, firsts, strict=True))
        seen.append(bounds_of(placed, made.models, rows, view.front.hop, words))
        views.append(made)
        del rows
    return tuple(seen), tuple(views)
