"""What mastering did to a recording → each deed in words, with the line that undoes it."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil

from izdat.model.mastering import Course, MixedTrack, Treatment
from izdat.model.mix import Mix
from izdat.model.report import SHOW, SOURCE, Cut, Deed, Spans
from izdat.model.sound import Limiting

UNITS = {"clicks": "a minute", "sides": "dB beside the other"}  # of Treatment.level
LEAST_LOUDNESS = -36.0  # LUFS: what show.yaml takes


def treated(treatment: Treatment) -> str:
    """Return what was found and done, in words."""
    unit = UNITS.get(treatment.kind, "dB beside the voice")
    return f"{treatment.kind} {treatment.level:.1f} {unit}, {treatment.detail}"


def cleaned(treatments: Sequence[Treatment], at: float, name: str = "") -> list[Deed]:
    """Return what was cleaned out of a recording that is heard from ``at`` seconds on.

    ``name``: of one of several.
    """
    whose = f"{name}: " if name else ""
    return [
        Deed(
            "cleaned", whose + treated(each), at, f"sound: {{clean: {{{each.kind}: false}}}}", SHOW
        )
        for each in treatments
        if each.is_applied
    ]


def levelled(course: Course, at: float) -> list[Deed]:
    """Return how far a course of gain goes, beside one gain for the whole recording."""
    if not course:
        return []
    gains = [gain for _, gain in course]
    what = f"the gain moves between {min(gains):+.1f} and {max(gains):+.1f} dB"
    return [Deed("levelled", what, at, "sound: {level: false}", SHOW)]


def ducked(music: Course) -> list[Deed]:
    """Return how far, how often and how long a bed rose; ``music`` as in ``SegmentReport``."""
    rises: list[tuple[float, float]] = []  # from one time at which it lies low to the next
    for (start, before), (end, after) in pairwise(music):
        if before <= 0 and after <= 0:
            continue
        if rises and before > 0:
            start = rises.pop()[0]
        rises.append((start, end))
    if not rises:
        return []
    pauses = "one pause" if len(rises) == 1 else f"{len(rises)} pauses"
    most, length = max(gain for _, gain in music), sum(end - start for start, end in rises)
    what = f"its music rises by {most:.1f} dB in {pauses}, for {length:.1f} s in all"
    return [Deed("ducked", what, rises[0][0], "duck: false", SOURCE)]


def cut(cuts: Sequence[Cut], mix: Mix) -> list[Deed]:
    """Return how much of a recording is not heard: at its ends, and inside."""
    ends = "trim: silence" if mix.trim else f"silences: {mix.silences or 0:g}"
    return [
        *_cut([each for each in cuts if not each.is_inside], ends),
        *_cut([each for each in cuts if each.is_inside], f"silences: {mix.silences or 0:g}"),
    ]


def _cut(cuts: Sequence[Cut], line: str) -> list[Deed]:
    if not cuts:
        return []
    lengths = sum(each.length for each in cuts)
    places = "one place" if len(cuts) == 1 else f"{len(cuts)} places"
    what = f"{lengths:.1f} s of silence, in {places}"
    return [Deed("cut", what, cuts[0].at, line, SOURCE, is_there=True)]


def turned_down(tracks: Sequence[MixedTrack], at: float) -> list[Deed]:
    """Return how much of the time each microphone of a conversation gave way to the others."""
    return [
        Deed(
            "turned down", f"{each.name}, in {each.level.closed:.0%} of the time", at,
            "gate: false", SOURCE,
        )
        for each in tracks
        if each.level.closed
    ]  # fmt: skip


def limited(limiting: Limiting, spans: Spans, target: float) -> list[Deed]:
    """Return what the limiter turned down in ``spans`` of a programme at ``target`` LUFS.

    A lower programme leaves it nothing to do. A lower segment would not: the programme, brought to
    its target, comes up again by as much as the segment weighs in it.
    """
    return _limited(limiting.within(spans), target)


def limited_between(limiting: Limiting, spans: Spans, target: float) -> list[Deed]:
    """Return what the limiter turned down where none of ``spans``, of all segments, is heard."""
    inside = set(limiting.within(spans))
    return _limited([each for each in limiting.seconds if each not in inside], target)


def _limited(seconds: Sequence[tuple[int, float]], target: float) -> list[Deed]:
    if not seconds:
        return []
    most = max(reduction for _, reduction in seconds)
    what = f"by up to {most:.1f} dB, in {len(seconds)} second{'' if len(seconds) == 1 else 's'}"
    lower = max(target - ceil(most), LEAST_LOUDNESS)
    return [Deed("limited", what, seconds[0][0], f"sound: {{loudness: {lower:g}}}", SHOW)]
