"""A segment's sound and its mix sheet → its part of the episode."""

from dataclasses import replace
from typing import TYPE_CHECKING

from izdat.model.mastering import Part
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


def mixed(
    here: Run, sound: SoundSettings, part: Part, mix: Mix, times: SegmentTimes,
    cut: tuple[tuple[float, float], ...] = (),
) -> Part:  # fmt: skip
    """Return the part of a recording, cleaned or a machine's; ``times`` are of its words.

    ``cut``: seconds of the recording that are left out; it is silent there.
    """
    part = joined(part, mix)
    is_ducked = mix.duck and part.music is not None
    if not (mix.trim or mix.silences is not None or is_ducked):
        return replace(part, pieces=master.cut_out((), part.length, cut)) if cut else part
    words = tuple((w.start, w.end) for p in times.paragraphs for w in p.words if w is not None)
    silences = here(master.find_silences, part.recording, sound.channels, words)
    pieces = master.heard_pieces(silences, trim=mix.trim == "silence", longest=mix.silences)
    pieces = master.cut_out(pieces, silences.length, cut)
    bed = master.plan_bed(silences, pieces, after=mix.crossfade) if is_ducked else ()
    return replace(part, pieces=pieces, bed_course=bed)
