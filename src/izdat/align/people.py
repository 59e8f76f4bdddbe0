"""What a machine's voice says of a phone → how people say it, in a room.

A machine is far more regular than people, and its pauses are empty. What people's speech is like
beside it hangs little on who speaks and in which language: one affine map of all means (as in
Leggetter and Woodland, Computer Speech and Language 9, 1995), one variance for all phones, and
the pauses of rooms. ``benchmarks/fit_people.py`` learned them, and says what they gain.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import Acoustics
from izdat.align.features import Matrix

FILE = "people.npz"


@dataclass(frozen=True)
class People:
    """Of features as the first view has them; ``size`` is 48."""

    map: NDArray[np.float64]  # (size, size + 1): times a machine's mean, and 1
    spread: NDArray[np.float64]  # (size,): the variance of a phone's state
    pause_mean: Matrix  # float32 (size, SILENCES)
    pause_variance: Matrix
    pause_weight: NDArray[np.float64]  # (SILENCES,), sums to 1


@cache
def people() -> People:
    """Return what comes with izdat."""
    with (resources.files("izdat.align") / FILE).open("rb") as stream:
        arrays = np.load(stream, allow_pickle=False)
        return People(**{name: arrays[name] for name in People.__dataclass_fields__})


def as_people(
    signs: tuple[str, ...], mean: NDArray[np.float64], stay: NDArray[np.float64], known: People
) -> Acoustics:
    """Return models of ``signs`` as people say them.

    ``mean``: of a machine's voice, float64 (states, size); ``stay``: of its states and of silence.
    """
    # Multiplied and added up in one order: a matrix product rounds by the processor.
    own = (known.map[:, None, :-1] * mean).sum(axis=2) + known.map[:, -1:]
    spread = np.repeat(known.spread[:, None], len(mean), axis=1)
    return Acoustics(
        signs,
        np.concatenate((own, known.pause_mean), axis=1).astype(np.float32),
        np.concatenate((spread, known.pause_variance), axis=1).astype(np.float32),
        np.concatenate((np.ones(len(mean)), known.pause_weight)),
        stay,
    )
