"""Where a voice is silent → how the music under it rises in the pauses, and sinks before words."""

from izdat.model.mastering import RATE, Course, Silences, Span

RISE = 8.0  # dB: from 18 LU under the voice to 10; what comes up is heard, and jumps at nobody
SECONDS = 1.0  # for the rise, and for the way back: 8 dB a second is no jump
CLEAR = 0.5  # seconds between the way back and what is heard next
SHORTEST = 2 * SECONDS + CLEAR  # seconds: what is shorter would be a wave, and many make it pump


def plan_bed(silences: Silences, pieces: tuple[Span, ...] = (), *, after: float = 0.0) -> Course:
    """Return the gain of a bed in dB: 0 under what is heard, ``RISE`` in its long silences.

    ``silences`` are the recording's, ``pieces`` what is heard of it, () for all. Seconds are those
    of the part as it is heard. It begins to rise where a silence begins, and is down again half a
    second before the silence ends. A silence with which the part begins or ends is risen from the
    first moment or to the last: there the bed comes and goes. Before ``after`` seconds it does
    not rise: what was heard before may still be. () where it never rises.
    """
    pieces = pieces or (Span(0, silences.length),)
    length = sum(piece.end - piece.start for piece in pieces) / RATE
    points: list[tuple[float, float]] = []
    for start, end in _heard(silences, pieces):
        start = max(start, after)
        if end - start < SHORTEST:
            continue
        points += [(start, 0.0), (start + SECONDS, RISE)] if start > 0 else [(0.0, RISE)]
        points += [(end - CLEAR - SECONDS, RISE), (end - CLEAR, 0.0)] if end < length else []
    return tuple((round(at, 3), gain) for at, gain in points)


def _heard(silences: Silences, pieces: tuple[Span, ...]) -> list[tuple[float, float]]:
    """Return the silences in seconds of what is heard; those on both sides of a cut are one."""
    found: list[tuple[int, int]] = []
    at = 0
    for piece in pieces:
        for silence in silences.spans:
            start, end = max(silence.start, piece.start), min(silence.end, piece.end)
            if start >= end:
                continue
            start, end = at + start - piece.start, at + end - piece.start
            if found and found[-1][1] == start:
                start = found.pop()[0]
            found.append((start, end))
        at += piece.end - piece.start
    return [(start / RATE, end / RATE) for start, end in found]
