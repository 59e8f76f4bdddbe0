"""A programme → how its loudness goes, in few numbers, for a picture."""

from pathlib import Path

import numpy as np

from izdat.master.loudness import SHORT_TERM, STEP, energies, series
from izdat.master.pieces import Pieces
from izdat.model.mastering import RATE
from izdat.model.programme import Programme
from izdat.run.step import step

DECIMALS = 1  # of a LUFS: a hundredth of the height of any picture


@step(version=2)
def follow_loudness(folder: Path, programme: Programme) -> tuple[float, ...]:
    """Return the short-term loudness (EBU Tech 3341: 3 s) around each second, in LUFS.

    The first window and the last stand for the seconds that no window has in its middle. Silence
    is -inf; of less than 3 s there is none: (). Nothing is written to ``folder``.
    """
    pieces = Pieces(programme.score)
    facts = [pieces.under(number, programme.setting) for number in range(pieces.count)]
    steps = np.concatenate([np.frombuffer(each.steps) for each in facts])
    levels = series(energies(steps, RATE, SHORT_TERM))
    if not len(levels):
        return ()
    begins = np.arange(-(-programme.score.length // RATE)) * STEP + (STEP - SHORT_TERM) // 2
    own = levels[np.clip(begins, 0, len(levels) - 1)]
    return tuple(round(level, DECIMALS) for level in own.tolist())
