"""A recording and the times of its words → where it is silent, and what of it is heard."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat.master.joins import CUT
from izdat.master.level import Samples
from izdat.master.loudness import ABSOLUTE_GATE, RELATIVE_GATE
from izdat.media.decode import decode, gathered
from izdat.model.mastering import RATE, Silences, Span
from izdat.model.sound import Recording
from izdat.run.step import step

FRAME = RATE // 50  # 20 ms
FRAMES = 64  # measured at a time
SHORTEST = RATE * 3 // 10  # 300 ms: less is the space between two words
GUARD = 0.12  # seconds before and after a word that belong to it, however quiet they are
LEAST_UNDER, MOST_UNDER = 15.0, 30.0  # dB under the voice: what is louder or quieter is sure
OVER_FLOOR = 6.0  # dB over the floor of the recording: its noise swells by less

LEAD, TRAIL = 0.2, 0.3  # seconds that stay before the first sound and after the last
BEFORE = 0.6  # of what stays of a silence, before the cut
LEAST_CUT = RATE // 10  # 100 ms: less is not worth a join
STAYS = 0.12  # seconds of what is cut out that stay, however long it was: two words with a space


@step(version=1)
def find_silences(
    folder: Path,
    recording: Recording,
    channels: int,
    words: tuple[tuple[float, float], ...],
) -> Silences:
    """Return where nothing is heard for 0.3 s and more, never within 0.12 s of a word.

    The recording is mixed to ``channels``; ``words``: start and end of each that is known, in
    seconds. A frame of 20 ms is silent where its level (mean square) is within 6 dB of the
    recording's floor and 15 dB under its voice, or in any case 30 dB under. A recording whose
    noise is louder than that has no silence. ``folder`` stays empty.
    """
    levels, length = _levels(decode(recording.file.path, RATE, channels))
    is_quiet = levels < _threshold(levels)
    for start, end in words:
        first = max(0, int((start - GUARD) * RATE) // FRAME)
        is_quiet[first : -(-int((end + GUARD) * RATE) // FRAME)] = False
    return Silences(length, tuple(_spans(is_quiet, length)))


def _levels(blocks: Iterable[Samples]) -> tuple[NDArray[np.float32], int]:
    """Return the mean square of each frame in dB, of the louder channel, and all samples."""
    found = [np.zeros(0, dtype=np.float32)]
    length = 0
    for block in gathered(iter(blocks), FRAME * FRAMES):
        length += block.shape[1]
        edges = np.arange(0, block.shape[1], FRAME)
        sums = np.add.reduceat(np.square(block, dtype=np.float64), edges, axis=1)
        counts = np.diff(np.append(edges, block.shape[1]))
        loudest = (sums / counts).max(axis=0)
        found.append((10 * np.log10(loudest + 1e-12)).astype(np.float32))
    return np.concatenate(found), length


def _threshold(levels: NDArray[np.float32]) -> float:
    """Return the level in dB under which a frame is silent."""
    heard = levels[levels > ABSOLUTE_GATE]
    if not len(heard):
        return ABSOLUTE_GATE
    voice = _mean(heard[heard > _mean(heard) + RELATIVE_GATE])
    floor = float(np.percentile(levels, 10))
    return min(max(floor + OVER_FLOOR, voice - MOST_UNDER), voice - LEAST_UNDER)


def _mean(levels: NDArray[np.float32]) -> float:
    """Return the level of all frames together, in dB."""
    return round(float(10 * np.log10((10.0 ** (levels.astype(np.float64) / 10)).mean())), 2)


def _spans(is_quiet: NDArray[np.bool_], length: int) -> Iterator[Span]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], is_quiet, [False]]).astype(np.int8)))
    for first, after in zip(edges[::2], edges[1::2], strict=True):
        start, end = int(first) * FRAME, min(int(after) * FRAME, length)
        if end - start >= SHORTEST:
            yield Span(start, end)


def heard_pieces(
    silences: Silences, *, trim: bool, longest: float | None = None
) -> tuple[Span, ...]:
    """Return what is heard of a recording, in order; () where that is all of it.

    ``trim``: what is silent before the first sound and after the last is cut off, but 0.2 s and
    0.3 s. ``longest``: of every silence so many seconds stay, 0.3 at least, three fifths of them
    before the cut: a room needs longer to fall silent than a voice to begin.
    """
    length = silences.length
    if silences.spans[:1] == (Span(0, length),):
        return ()
    pieces: list[Span] = []
    start = 0  # of the piece that is not closed yet
    for silence in silences.spans:
        is_first, is_last = silence.start == 0, silence.end == length
        stays = longest
        if trim and (is_first or is_last):
            stays = LEAD if is_first else TRAIL
        if stays is None:
            continue
        share = 0.0 if is_first else 1.0 if is_last else BEFORE
        end = silence.start + round(stays * share * RATE)
        again = silence.end - round(stays * (1 - share) * RATE)
        if again - end < LEAST_CUT:
            continue
        if end > 0:
            pieces.append(Span(start, end))
        start = again
    if start < length:
        pieces.append(Span(start, length))
    return () if pieces == [Span(0, length)] else tuple(pieces)


def cut_out(
    pieces: tuple[Span, ...], length: int, cuts: Sequence[tuple[float, float]]
) -> tuple[Span, ...]:
    """Return ``pieces`` (() is all of ``length`` samples) without ``cuts``, in seconds.

    Of each cut 0.12 s stay, half on each side, so that how long it was is not heard.
    """
    left = list(pieces or (Span(0, length),))
    for start, end in cuts:
        first, last = (round(at * RATE) for at in (start + STAYS / 2, end - STAYS / 2))
        if last - first < CUT:
            continue
        parted = [
            part
            for piece in left
            for part in (
                Span(piece.start, min(piece.end, first)),
                Span(max(piece.start, last), piece.end),
            )
        ]
        # A piece that no cut touches comes twice, once of no length.
        left = [piece for piece in parted if piece.end - piece.start >= CUT]
    return () if left == [Span(0, length)] else tuple(left)
