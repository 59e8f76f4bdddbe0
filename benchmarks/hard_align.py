"""Hard recordings: each kind over some seeds, so that one lucky draw is not taken for skill."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from align_scores import Figures, Tally
from easy_align import Find
from hard_recordings import recordings
from speech_data import spoken_segment


def measured(
    data: Path, find: Find, names: Sequence[str], seeds: int
) -> Iterator[tuple[str, Figures]]:
    """Yield the figures of each kind of hard recording, gathered over its seeds."""
    for name in names:
        tally = Tally()
        for seed in range(1, seeds + 1):
            (case,) = recordings(data, seed, [name])
            tally.add(find(spoken_segment(case.sentences), case.samples).alignment, case)
        yield name, tally.figures()
