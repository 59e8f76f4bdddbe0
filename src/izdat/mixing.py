"""A segment's sound and its mix sheet → its part of the episode."""

from dataclasses import replace
from typing import TYPE_CHECKING

from izdat.model.mastering import Part, Span
from izdat.model.mix import Mix
from izdat.model.show import SoundSettings
from izdat.model.time import SegmentTimes
from izdat.run import Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")


def joined(part: Part, mix: Mix) -> Part:
    """Return ``part`` with what the mix sheet says of its level and of the join before it."""
    return replace(
        part, gain=mix.gain, is_kept=mix.keep, pause=mix.pause, crossfade=mix.crossfade
    )  # fmt: skip


def mixed(here: Run, sound: SoundSettings, part: Part, mix: Mix, times: SegmentTimes) -> Part:
    """Return the part of a recording, which is cleaned; ``times`` are of its words."""
    return replace(joined(part, mix), pieces=_pieces(here, sound, part, mix, times))


def _pieces(
    here: Run, sound: SoundSettings, part: Part, mix: Mix, times: SegmentTimes
) -> tuple[Span, ...]:
    """Return what is heard of a recording; () for all of it."""
    if mix.trim != "silence":
        return ()
    words = tuple((w.start, w.end) for p in times.paragraphs for w in p.words if w is not None)
    silences = here(master.find_silences, part.recording, sound.channels, words)
    return master.heard_pieces(silences, trim=True)
