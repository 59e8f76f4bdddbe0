"""A programme → how its loudness goes, in few numbers, for a picture."""

from pathlib import Path

import numpy as np

from izdat.master.inspect import RATE
from izdat.master.loudness import SHORT_TERM, STEP, Meter
from izdat.media.decode import decode
from izdat.model.file import File
from izdat.run.step import step

DECIMALS = 1  # of a LUFS: a hundredth of the height of any picture


@step(version=1)
def follow_loudness(folder: Path, sound: File, channels: int) -> tuple[float, ...]:
    """Return the short-term loudness (EBU Tech 3341: 3 s) around each second of ``sound``, in LUFS.

    The first window and the last stand for the seconds that no window has in its middle. Silence
    is -inf; of less than 3 s there is none: (). In ``channels``, 1 or 2. Raises ``Unreadable`` as
    ``decode``. Nothing is written to ``folder``.
    """
    meter, count = Meter(RATE, channels), 0
    for block in decode(sound.path, RATE, channels):
        meter.add(block)
        count += block.shape[1]
    series = meter.course().short_term
    if not len(series):
        return ()
    begins = np.arange(-(-count // RATE)) * STEP + (STEP - SHORT_TERM) // 2
    own = series[np.clip(begins, 0, len(series) - 1)]
    return tuple(round(level, DECIMALS) for level in own.tolist())
