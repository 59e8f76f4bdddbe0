"""The microphones of one conversation → one recording, every speaker equally loud."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from math import isfinite
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat.master.crosstalk import LEAST, find_crosstalk
from izdat.master.gain_course import levelled
from izdat.master.gates import closed_share, gains, plan_gates
from izdat.master.joins import silence
from izdat.master.level import DECIMALS, MOST_GAIN, Samples, turned
from izdat.master.levelling import levels_of, steps_of
from izdat.master.loudness import MOMENTARY, gated, sums_of
from izdat.master.starts import find_starts
from izdat.master.weighting import TICK, Weighting
from izdat.media.decode import decode, gathered
from izdat.media.encode import encode_flac
from izdat.model.file import file_at
from izdat.model.mastering import RATE, Course, Microphone, MixedTracks, TrackLevel
from izdat.run.step import step

TARGET = -30.0  # LUFS of each speaker: several may shout at once, and nothing is clipped

Energies = NDArray[np.float64]


@step(version=1)
def mix_tracks(
    folder: Path, microphones: tuple[Microphone, ...], is_gated: bool, is_levelled: bool
) -> MixedTracks:
    """Return one recording of ``microphones``, in one channel.

    It begins where the first recorder was started (``find_starts``), and ends with the last track.
    Where another speaks and its own speaker does not, a microphone is 18 dB lower, if ``is_gated``.
    Every speaker, measured gated (BS.1770-5), comes to one loudness; if ``is_levelled``, a gain
    follows each who wanders (``plan_levels``). Raises ``Unreadable`` for a recording that
    ``inspect_recording`` would not have passed.
    """
    paths = [microphone.recording.file.path for microphone in microphones]
    ticks = [_ticks(path) for path in paths]
    starts = find_starts(_side_by_side(ticks))
    earliest = max(start.late for start in starts)
    delays = [round((earliest - start.late) * TICK) for start in starts]
    energies = _side_by_side(
        [np.append(np.zeros(delay), own) for delay, own in zip(delays, ticks, strict=True)]
    )
    found = find_crosstalk(energies)
    gates = plan_gates(found) if is_gated else ((),) * len(paths)
    plans = [
        _plan(own, gate, is_levelled) for own, gate in zip(energies, gates, strict=True)
    ]  # fmt: skip
    is_heard = found.own.sum(axis=1) >= LEAST
    known = [plan.gain for plan, heard in zip(plans, is_heard, strict=True) if heard]
    # Where only others are heard, the loudness is theirs: they are not brought up to it.
    plans = [
        plan if heard or not known else replace(plan, gain=min(known), course=())
        for plan, heard in zip(plans, is_heard, strict=True)
    ]
    path = folder / "conversation.flac"
    sounds = [_heard(*each) for each in zip(paths, delays, plans, strict=True)]
    encode_flac(path, _added(sounds), RATE, 1)
    levels = tuple(
        TrackLevel(
            microphone.speaker, plan.loudness, found.others[number],
            closed_share(plan.gate, energies.shape[1]), bool(is_heard[number]),
            delays[number] / TICK, starts[number].drift,
        )
        for number, (microphone, plan) in enumerate(zip(microphones, plans, strict=True))
    )  # fmt: skip
    return MixedTracks(replace(microphones[0].recording, file=file_at(path)), levels)


def _ticks(path: Path) -> Energies:
    """Return the weighted sum of squares of each tick of 10 ms: 2.9 MB an hour."""
    weighting = Weighting(RATE, (1.0,))
    return np.concatenate([np.zeros(0), *(weighting.add(block) for block in decode(path, RATE, 1))])


def _side_by_side(rows: Sequence[Energies]) -> Energies:
    energies = np.zeros((len(rows), max(map(len, rows))))
    for row, own in zip(energies, rows, strict=True):
        row[: len(own)] = own
    return energies


@dataclass(frozen=True, slots=True)
class _Plan:
    """What is done to a track."""

    gate: Course
    course: Course
    gain: float  # dB
    loudness: float  # LUFS, before


def _plan(energies: Energies, gate: Course, is_levelled: bool) -> _Plan:
    """Return how a track's own speaker comes to ``TARGET``; ``energies``: (ticks,)."""
    steps = steps_of(energies * 10 ** (gains(gate, len(energies)) / 10), RATE)
    loudness = gated(sums_of(steps, MOMENTARY) / MOMENTARY)
    if not isfinite(loudness):
        return _Plan(gate, (), 0.0, loudness)
    course = levels_of(steps, loudness, ()).course if is_levelled else ()
    return _Plan(gate, course, round(min(TARGET - loudness, MOST_GAIN), DECIMALS), loudness)


def _heard(path: Path, delay: int, plan: _Plan) -> Iterator[Samples]:
    """Yield a track from the moment on at which the first recorder was started."""
    sound = gathered(chain(silence(delay * RATE // TICK, 1), decode(path, RATE, 1)))
    sound = levelled(sound, plan.gate, RATE)
    return turned(levelled(sound, plan.course, RATE), plan.gain)


def _added(sounds: Sequence[Iterator[Samples]]) -> Iterator[Samples]:
    """Yield the sum of ``sounds``, whose blocks are alike but for the last."""
    for blocks in zip_longest(*sounds):
        heard = [block for block in blocks if block is not None]
        whole = np.zeros((1, max(block.shape[1] for block in heard)), dtype=np.float32)
        for block in heard:
            whole[:, : block.shape[1]] += block
        yield whole
