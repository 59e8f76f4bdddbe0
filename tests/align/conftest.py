"""Small models with numbers drawn by chance, for tests of the aligner's parts."""

from collections.abc import Callable

import numpy as np
import pytest

from izdat.align.acoustics import SILENCES, STATES, Acoustics
from izdat.align.features import Matrix

Made = Callable[..., tuple[Acoustics, Matrix]]


@pytest.fixture(scope="session")
def made() -> Made:
    """A function that makes models of some phones, and rows of noise, from a seed."""

    def make(seed: int, frames: int = 12, phones: int = 3, size: int = 2) -> tuple:
        chance = np.random.default_rng(seed)
        components = STATES * phones + SILENCES
        weight = np.concatenate((np.ones(STATES * phones), chance.dirichlet(np.ones(SILENCES))))
        models = Acoustics(
            tuple("abcdefghij"[:phones]),
            chance.normal(0, 1.5, (size, components)).astype(np.float32),
            chance.uniform(0.3, 1.5, (size, components)).astype(np.float32),
            weight,
            chance.uniform(0.2, 0.9, STATES * phones + 1),
        )
        return models, chance.normal(0, 1.5, (frames, size)).astype(np.float32)

    return make
