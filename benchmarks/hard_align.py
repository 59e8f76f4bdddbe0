"""Hard recordings: each kind over some seeds, so that one lucky draw is not taken for skill."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from align_scores import Figures, Tally
from easy_align import Find
from hard_cases import HardRecording
from hard_recordings import recordings
from izdat.model.alignment import Alignment
from speech_data import spoken_segment


def measured(
    data: Path, find: Find, names: Sequence[str], seeds: int, jobs: int = 1
) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of each kind of hard recording, gathered over its seeds.

    With more than one of ``jobs``, seeds are measured in processes beside each other.
    """
    with ExitStack() as stack:
        each = stack.enter_context(ProcessPoolExecutor(jobs)).map if jobs > 1 else map
        for name in names:
            tally = Tally()
            for alignment, case in each(partial(_aligned, data, find, name), range(1, seeds + 1)):
                tally.add(alignment, case)
            yield name, tally.figures()


def _aligned(data: Path, find: Find, name: str, seed: int) -> tuple[Alignment, HardRecording]:
    (case,) = recordings(data, seed, [name])
    return find(spoken_segment(case.sentences), case.samples).alignment, case
