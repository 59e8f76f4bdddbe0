"""Any stretch of a programme → its samples, made of the recordings that the score names."""

from functools import lru_cache

import numpy as np

from izdat.master.gain_course import turn
from izdat.master.joins import equal_power, shape, soft, spliced
from izdat.master.level import BED_UNDER_VOICE, Samples, factor, part_gain
from izdat.master.sources import Sources
from izdat.model.mastering import RATE, Part
from izdat.model.programme import Score, Slot

FADE = RATE // 200  # 5 ms at each end of a part: no click, and no consonant lost
BED_FADE = RATE * 2  # a bed comes and goes in two seconds
SHORTEST_LOOP = RATE  # a bed shorter than a second is no music, and is not repeated


class Renderer:
    """Renders stretches of one score. In their order is fastest: recordings are decoded once."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self._sources = Sources(score.channels)

    def stretch(self, start: int, stop: int) -> Samples:
        """Return the samples from ``start`` to ``stop``, float32 (channels, n), of the score.

        Before the first sample and behind the last is silence. Nothing is limited yet. Raises
        ``Unreadable`` for a recording that ``inspect_recording`` would not have passed.
        """
        score = self.score
        out = np.zeros((score.channels, stop - start), dtype=np.float32)
        for number, slot in enumerate(score.slots):
            low, high = max(slot.start, start), min(slot.end, stop)
            if low < high:
                own = self._part(number, low - slot.start, high - slot.start)
                out[:, low - start : high - start] += own
        return out

    def _part(self, number: int, start: int, stop: int) -> Samples:
        """Return a stretch of one part as it is heard beside the others."""
        part, length = self.score.parts[number], self.score.slots[number].length
        sound = self._voice(part, start, stop)
        sound *= factor(self.score.gains[number])
        if part.music is not None:
            sound += self._bed(part, length, start, stop)
        for curve, begin in ramps(self.score, number):
            shape(sound, start, curve, begin)
        return sound

    def _voice(self, part: Part, start: int, stop: int) -> Samples:
        source = self._sources[part.recording.file.path]

        def read(first: int, end: int) -> Samples:
            return turn(source.read(first, end), part.course, first, RATE)

        if part.pieces:
            return spliced(read, part.pieces, start, stop, self.score.channels)
        return read(start, stop)

    def _bed(self, part: Part, length: int, start: int, stop: int) -> Samples:
        """Return the part's music, repeated to the voice's length, as ``part.bed_course`` says."""
        if part.music is None or part.music_loudness is None:
            raise ValueError("a bed needs its loudness")
        path = part.music.path
        once = self._sources.length(path)
        out = np.zeros((self.score.channels, stop - start), dtype=np.float32)
        at = start
        while at < stop and (at < once or once >= SHORTEST_LOOP):
            first = at % once
            count = min(once - first, stop - at)
            out[:, at - start : at - start + count] = self._sources[path].read(first, first + count)
            at += count
        out *= factor(part_gain(part.music_loudness, self.score.target - BED_UNDER_VOICE))
        turn(out, part.bed_course, start, RATE)
        ramp = _soft(min(BED_FADE, length // 2))
        shape(out, start, ramp, 0)
        shape(out, start, ramp[::-1], length - len(ramp))
        return out


def ramps(score: Score, number: int) -> tuple[tuple[Samples, int], ...]:
    """Return how a part comes and goes: (from 0 to 1, where), and (from 1 to 0, where)."""
    part, slot = score.parts[number], score.slots[number]
    following = score.slots[number + 1].overlap if number + 1 < len(score.slots) else 0
    rise, fall = _ramp(part, slot, slot.overlap), _ramp(part, slot, following)
    return (rise, 0), (fall[::-1], slot.length - len(fall))


def _ramp(part: Part, slot: Slot, overlap: int) -> Samples:
    if overlap:
        return _equal_power(overlap)
    return _soft(0 if part.is_kept else min(FADE, slot.length // 2))


_soft = lru_cache(maxsize=16)(soft)  # a second of it takes as long as to decode a minute
_equal_power = lru_cache(maxsize=16)(equal_power)
