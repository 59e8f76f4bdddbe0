"""A recording → whether its two sides differ: whether a second channel would carry anything."""

from pathlib import Path

import numpy as np

from izdat.media.container import probe
from izdat.media.decode import decode
from izdat.media.unreadable import Unreadable
from izdat.model.file import File
from izdat.model.mastering import RATE
from izdat.run.step import step

APART = 10 ** (-35 / 10)  # of the power: what differs by less is the two sides' own noise
ONE_SIDED = 10 ** (-40 / 10)  # the cleaner of sides puts what is heard on one side on both


@step(version=1)
def is_wide(folder: Path, recording: File) -> bool:
    """Say whether ``recording`` has two sides that differ by more than -35 dB of their sum.

    One channel has none, and what is heard on one side only is one channel. A file that cannot be
    read has none either: ``inspect_recording`` says what is wrong with it. ``folder`` stays empty.
    """
    try:
        if probe(recording.path).channels < 2:
            return False
        left = right = apart = 0.0
        for block in decode(recording.path, RATE, 2):
            sides = block.astype(np.float64)
            left += float(np.vdot(sides[0], sides[0]))
            right += float(np.vdot(sides[1], sides[1]))
            difference = sides[0] - sides[1]
            apart += float(np.vdot(difference, difference))
    except Unreadable:
        return False
    if min(left, right) <= ONE_SIDED * max(left, right):
        return False
    return apart > APART * 2 * (left + right)
