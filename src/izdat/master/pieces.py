"""What a programme sounds like, found by pieces of half a minute, each of which is kept.

A piece is known by what is heard in it. So an edit lets only those be heard again in which
something changed, and a gain that moves only those in which the limiter works.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import sha256
from math import inf, log10
from threading import Event
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from izdat.master.level import Samples, factor
from izdat.master.limiter import limited
from izdat.master.loudness import STEP, loudness_of, step_sums
from izdat.master.oversampling import highest
from izdat.master.rendering import Renderer, ramps
from izdat.media.threads import processors
from izdat.model.mastering import RATE
from izdat.model.programme import Score, Setting
from izdat.model.sound import Limiting, Loudness
from izdat.run import Kept, kept_parts, progress
from izdat.run.digesting import digest

PIECE = 30 * RATE  # samples
EACH = RATE // STEP  # samples of a step
# What is rendered around a piece: before it so long that the limiter's past does not matter (its
# gain comes back by e in 0.1 s), behind it as far as an encoder and the limiter look.
BEFORE = 2 * RATE
BEHIND = 1152 + 512

TOLD = 0.988553  # the gain from which down on limiting is told: -0.1 dB
SHOWN = 0.891251  # that from which down on it is told where: -1 dB, which some hear

VERSION = b"izdat piece 2"  # a new number where the same piece shall be heard otherwise


@dataclass(frozen=True, slots=True)
class PieceFacts:
    """What a piece sounds like. The arrays are bytes, for they are kept."""

    steps: bytes  # float64, weighted sum of squares of each step of 100 ms
    lowest: bytes  # float32, the lowest sample of each step, the last of which may not be whole
    highest: bytes  # float32
    true_peak: float  # full scale 1; without a limiter, of all that is rendered around it too
    least: float = 1.0  # gain of the limiter
    limited: int = 0  # samples that were turned down by 0.1 dB or more
    seconds: tuple[tuple[int, float], ...] = ()  # (second, least gain) of those that are shown

    def turned(self, by: float) -> "PieceFacts":
        """Return the facts of the same, without a limiter, turned by a factor."""
        return PieceFacts(
            (np.frombuffer(self.steps) * by**2).tobytes(),
            (np.frombuffer(self.lowest, np.float32) * np.float32(by)).tobytes(),
            (np.frombuffer(self.highest, np.float32) * np.float32(by)).tobytes(),
            self.true_peak * by,
        )


class Pieces:
    """The pieces of a score, as they sound under any setting."""

    def __init__(self, score: Score, kept: Kept | None = None) -> None:
        self.score = score
        self.count = max(1, -(-score.length // PIECE))
        self._kept = kept_parts() if kept is None else kept
        self._renderer = Renderer(score)

    def length(self, number: int) -> int:
        """Return how many samples of the programme a piece has."""
        return min(PIECE, self.score.length - number * PIECE)

    def key(self, number: int, *told: object) -> bytes:
        """Return what is the same only if what is heard in the piece and around it is, and told."""
        start = number * PIECE
        heard = _heard(self.score, start - BEFORE, start + PIECE + BEHIND)
        own = digest((heard, self.score.channels, self.length(number), *told))
        return sha256(VERSION + own).digest()

    def facts(self, number: int) -> PieceFacts:
        """Return what a piece is as the score has it: neither turned nor limited."""
        key = self.key(number)
        facts = self._kept.get(key)
        if not isinstance(facts, PieceFacts):
            facts = _facts(self._around(number), self.length(number), number)
            self._kept.put(key, facts)
        return facts

    def under(self, number: int, setting: Setting) -> PieceFacts:
        """Return what a piece is under ``setting``."""
        if not self._is_limited(number, setting):
            return self.facts(number).turned(float(factor(setting.gain)))
        key = self.key(number, setting)
        kept = self._kept.get(key)
        if not isinstance(kept, PieceFacts):
            sound, gains = self._limited(number, setting)
            kept = _facts(sound, self.length(number), number, gains)
            self._kept.put(key, kept)
        return kept

    def heard(
        self, setting: Setting | None = None, told: tuple[float, float] = (0, 0)
    ) -> list[PieceFacts]:
        """Return the facts of all pieces, under ``setting`` or as the score has them.

        Found side by side: each thread is given neighbours, with recordings of its own, for those
        are read forwards. ``told``: the step's progress when it begins, and when it is done.
        """
        runs = np.array_split(range(self.count), min(processors(), self.count))
        given_up = Event()

        def facts_of(run: NDArray[np.int64], is_told: bool) -> Iterator[PieceFacts]:
            own = Pieces(self.score, self._kept)
            for done, number in enumerate(run.tolist()):
                if given_up.is_set():
                    return
                if is_told:
                    progress(told[0] + (told[1] - told[0]) * done / len(run))
                yield own.under(number, setting) if setting else own.facts(number)

        with ThreadPoolExecutor() as pool:
            try:
                others = [pool.submit(lambda run: [*facts_of(run, False)], run) for run in runs[1:]]
                first = [*facts_of(runs[0], True)]  # in this thread, where progress is listened to
                return first + [each for other in others for each in other.result()]
            finally:
                given_up.set()

    def sound(self, number: int, setting: Setting, before: int = 0, behind: int = 0) -> Samples:
        """Return a piece under ``setting``, float32 (channels, n), with what is heard around it.

        ``before``, up to a second, and ``behind``, up to a frame of MP3: samples.
        """
        if self._is_limited(number, setting):
            sound, _ = self._limited(number, setting)
        else:
            sound = self._around(number)
            sound *= factor(setting.gain)
        return sound[:, BEFORE - before : BEFORE + self.length(number) + behind]

    def stream(self, setting: Setting) -> Iterator[Samples]:
        """Yield the whole programme under ``setting``, in blocks of a piece."""
        for number in range(self.count):
            progress(number / self.count)
            yield self.sound(number, setting)

    def _around(self, number: int) -> Samples:
        start = number * PIECE
        return self._renderer.stretch(start - BEFORE, start + self.length(number) + BEHIND)

    def _limited(self, number: int, setting: Setting) -> tuple[Samples, np.ndarray]:
        sound = self._around(number)
        sound *= factor(setting.gain)
        return limited(sound, RATE, setting.ceiling)

    def _is_limited(self, number: int, setting: Setting) -> bool:
        peak = self.facts(number).true_peak * float(factor(setting.gain))
        return peak > 10 ** (setting.ceiling / 20)


def _facts(sound: Samples, length: int, number: int, gains: np.ndarray | None = None) -> PieceFacts:
    """Return the facts of a piece of ``length`` samples from ``BEFORE`` on in ``sound``."""
    end = BEFORE + length
    own = sound[:, BEFORE:end]
    # A limiter that worked just before the piece still works in it: without one, all is looked at.
    around = slice(0, None) if gains is None else slice(BEFORE - 32, end + 32)
    starts = np.arange(0, length, EACH)
    least, told = 1.0, 0
    seconds: tuple[tuple[int, float], ...] = ()
    if gains is not None:
        gains = gains[BEFORE:end]
        least, told = float(gains.min(initial=1.0)), int(np.count_nonzero(gains <= TOLD))
        seconds = _shown(gains, number * PIECE // RATE) if least <= SHOWN else ()
    return PieceFacts(
        steps=step_sums(sound[:, :end], RATE)[BEFORE // EACH :].tobytes(),
        lowest=np.minimum.reduceat(own.min(axis=0), starts).tobytes() if length else b"",
        highest=np.maximum.reduceat(own.max(axis=0), starts).tobytes() if length else b"",
        true_peak=highest(np.ascontiguousarray(sound[:, around])),
        least=least,
        limited=told,
        seconds=seconds,
    )


def _shown(gains: np.ndarray, first: int) -> tuple[tuple[int, float], ...]:
    least = np.minimum.reduceat(gains, np.arange(0, len(gains), RATE))
    return tuple((first + n, float(gain)) for n, gain in enumerate(least) if gain <= SHOWN)


def _heard(score: Score, start: int, stop: int) -> tuple[object, ...]:
    """Return all of which the samples from ``start`` to ``stop`` are made."""
    found = []
    for number, (part, slot) in enumerate(zip(score.parts, score.slots, strict=True)):
        if slot.start < stop and start < slot.end:
            bed = None if part.music is None else (
                part.music, part.music_loudness, part.bed_course, score.target
            )  # fmt: skip
            fades = tuple((begin, len(curve)) for curve, begin in ramps(score, number))
            found.append((
                slot.start - start, slot.length, score.gains[number], fades, slot.overlap > 0,
                part.recording.file, part.course, part.pieces, bed,
            ))  # fmt: skip
    return tuple(found)


# ---- of the whole -----------------------------------------------------------


class Measured(Protocol):
    """A piece of a sound, measured."""

    @property
    def steps(self) -> bytes: ...  # PieceFacts.steps

    @property
    def true_peak(self) -> float: ...


def loudness_under(facts: Sequence[Measured]) -> Loudness:
    """Return the loudness of a sound of these pieces."""
    steps = np.concatenate([np.frombuffer(each.steps) for each in facts])
    peak = max(each.true_peak for each in facts)
    return loudness_of(steps, RATE, 20 * log10(peak) if peak > 0 else -inf)


def limiting_under(facts: list[PieceFacts], length: int) -> Limiting:
    """Return what the limiter does in a programme of these pieces, of ``length`` samples."""
    if not length:
        return Limiting()
    seconds = tuple((at, _reduction(gain)) for each in facts for at, gain in each.seconds)
    share = round(sum(each.limited for each in facts) / length, 4)
    return Limiting(max(_reduction(min(each.least for each in facts)), 0.0), share, seconds)


def _reduction(gain: float) -> float:
    return round(-20 * log10(gain), 2)
