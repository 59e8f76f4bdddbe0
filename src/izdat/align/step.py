"""What is spoken and a recording of it → when each word is heard: the steps that are kept."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from izdat.media.decode import decode
from izdat.model.alignment import Alignment
from izdat.model.engine import Aligner, PhoneticEngine
from izdat.model.file import File, file_at
from izdat.model.sound import Recording
from izdat.model.spoken import SpokenSegment
from izdat.run.lazy import lazy
from izdat.run.report import progress
from izdat.run.step import step

if TYPE_CHECKING:
    from izdat.align import find
else:
    find = lazy("izdat.align.find")  # compiling code is loaded where there is something to find

RATE = 16_000  # Hz: speech has nothing above 8 kHz that tells one word from another


@dataclass(frozen=True, slots=True)
class Aligned:
    """An alignment, and the acoustic models that it was made with.

    Models are of the voices that they were trained on: they lie in the store and nowhere else.
    """

    alignment: Alignment
    models: File | None = None


@step(version=7)
def align_words(
    folder: Path,
    spoken: SpokenSegment,
    recording: Recording,
    phonetics: PhoneticEngine,
    borrowed: tuple[File, ...] = (),
) -> Aligned:
    """Return when each word of ``spoken`` is heard, found by the aligner that izdat brings.

    ``borrowed``: models of other recordings, for one too short to train its own.
    """
    known = tuple(models.path.read_bytes() for models in borrowed)
    found = align_samples(spoken, samples_of(recording.file.path), phonetics, known)
    if not found.models or found.alignment.failure:
        return Aligned(found.alignment)
    models = folder / "models"
    models.write_bytes(found.models)
    return Aligned(found.alignment, file_at(models))


@step(version=1)
def search_raw(
    folder: Path,
    spoken: SpokenSegment,
    raw: File,
    phonetics: PhoneticEngine,
    borrowed: tuple[File, ...] = (),
) -> Alignment:
    """Return when each word is heard in a recording that must not be published as it is.

    Times are all that is kept: ``folder`` stays empty, and the models of the voices are forgotten.
    """
    known = tuple(models.path.read_bytes() for models in borrowed)
    return align_samples(spoken, samples_of(raw.path), phonetics, known).alignment


def align_samples(
    spoken: SpokenSegment,
    samples: NDArray[np.float32],
    phonetics: PhoneticEngine,
    known: tuple[bytes, ...] = (),
) -> "find.Found":
    """Return what the aligner finds in ``samples``, as ``samples_of`` gives them."""
    return find.find_words(spoken, samples, phonetics, known=known or None, tell=progress)


@step(version=1)
def ask_aligner(
    folder: Path, spoken: SpokenSegment, recording: Recording, aligner: Aligner
) -> Aligned:
    """Return when each word of ``spoken`` is heard, found by an aligner that was plugged in."""
    return Aligned(aligner.align(spoken, recording))


def samples_of(path: Path) -> NDArray[np.float32]:
    """Return a whole recording: float32, shape (samples,), one channel at ``RATE``.

    Raises ``Unreadable``. Blocks are let go of as they are copied: two hours are 460 MB once.
    """
    blocks = list(decode(path, RATE, 1))
    whole = np.empty(sum(block.shape[1] for block in blocks), dtype=np.float32)
    end = len(whole)
    while blocks:
        block = blocks.pop()
        whole[end - block.shape[1] : end] = block[0]
        end -= block.shape[1]
    return whole


def without_words(spoken: SpokenSegment, failure: str) -> Alignment:
    """Return an alignment of which nothing came, and why."""
    return Alignment(tuple(None for p in spoken.paragraphs for _ in p.words), failure=failure)
