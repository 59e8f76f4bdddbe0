"""A sound file → how loud it is, or the problem with it: what ``izdat meter`` tells."""

from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.media.unreadable import Unreadable
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.run import Progress, Reporter, Started
from izdat.run.lazy import lazy
from izdat.run.report import progress_to

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from izdat import master
else:
    master = lazy("izdat.master")

DECIMALS = 2  # of a level; meters that are right differ by more


def measure_file(path: Path, report: Reporter) -> "master.Measured | Problem":
    """Return how loud the file at ``path`` is, or why it cannot be told."""
    about = ("meter", "master.measure.measure_file", (path.name,))
    report.tell(Started(*about, "asked"))
    try:
        with progress_to(lambda done, doing: report.tell(Progress(*about, done, doing))):
            return master.measure_file(path)
    except Unreadable as wrong:
        return Problem(wrong.code, Place(str(path)), wrong.message, wrong.hint)


def facts(found: "master.Measured") -> dict[str, object]:
    """Return what ``--json`` prints. None is -inf: silence, or a sound shorter than the window."""
    loudness, course = found.loudness, found.course
    return {
        "integrated": _level(loudness.integrated),
        "range": _level(loudness.range),
        "true_peak": _level(loudness.true_peak),
        "max_momentary": _level(course.max_momentary),
        "max_short_term": _level(course.max_short_term),
        "duration": round(found.duration, 6),
        "rate": found.rate,
        "channels": len(found.layout),
        "layout": list(found.layout),
        "momentary": _series(course.momentary, master.MOMENTARY),
        "short_term": _series(course.short_term, master.SHORT_TERM),
    }


def _series(levels: "NDArray[np.float32]", window: int) -> dict[str, object]:
    """Return the level of each window of ``window`` steps; window k begins at k · step seconds."""
    return {
        "step": 1 / master.STEP,
        "window": window / master.STEP,
        "values": [_level(level) for level in levels.tolist()],
    }


def _level(value: float) -> float | None:
    return round(value, DECIMALS) if isfinite(value) else None
