"""The lengths of parts → where each stands in the programme, to the sample."""

from collections.abc import Sequence

from izdat.model.mastering import RATE, Part
from izdat.model.programme import Slot
from izdat.model.time import Stretch, Timeline


def laid_out(parts: Sequence[Part], lengths: Sequence[int], pause: float) -> tuple[Slot, ...]:
    """Return the slot of each part; ``pause``: seconds before those that do not say.

    A crossfade takes at most half of either part, so that no more than two are ever heard.
    """
    slots: list[Slot] = []
    for part, length in zip(parts, lengths, strict=True):
        if not slots:
            slots.append(Slot(0, length, 0))
            continue
        last = slots[-1]
        overlap = min(round(part.crossfade * RATE), last.length // 2, length // 2)
        gap = 0 if part.crossfade else round((pause if part.pause is None else part.pause) * RATE)
        slots.append(Slot(last.end + gap - overlap, length, overlap))
    return tuple(slots)


def timeline(parts: Sequence[Part], slots: Sequence[Slot]) -> Timeline:
    """Return where each segment stands; intro, outro and stings have no name to be asked for by."""
    stretches = []
    for part, slot in zip(parts, slots, strict=True):
        if not part.segment:
            continue
        at = slot.start
        for start, length in _pieces(part, slot):
            stretches.append(Stretch(part.segment, start / RATE, at / RATE, length / RATE))
            at += length
    # A crossfade may begin before the last piece of the part before.
    stretches.sort(key=lambda stretch: stretch.episode_start)
    return Timeline(slots[-1].end / RATE, tuple(stretches))


def _pieces(part: Part, slot: Slot) -> list[tuple[int, int]]:
    """Return (first sample, length) of each piece of the recording that is heard."""
    if not part.pieces:
        return [(0, slot.length)]
    return [(piece.start, piece.end - piece.start) for piece in part.pieces]
