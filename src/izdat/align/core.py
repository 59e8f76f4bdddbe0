"""The door to what finds words; an izdat without it says that it is not there."""

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from izdat.model.alignment import Alignment
from izdat.model.engine import PhoneticEngine
from izdat.model.spoken import SpokenSegment


class Found(Protocol):
    @property
    def alignment(self) -> Alignment: ...
    @property
    def models(self) -> bytes: ...


def is_here() -> bool:
    return find_spec("izdat.align.find") is not None


def find_words(
    spoken: SpokenSegment,
    samples: NDArray[np.float32],
    phonetics: PhoneticEngine,
    known: Sequence[bytes] | None = None,
    tell: Callable[[float, str], None] | None = None,
) -> Found:
    found: Found = import_module("izdat.align.find").find_words(
        spoken, samples, phonetics, known=known, tell=tell
    )
    return found
