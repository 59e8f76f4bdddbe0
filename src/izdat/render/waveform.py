"""The peaks of a programme → its waveform in as many columns as a drawing has."""

from array import array
from collections.abc import Iterator, Sequence

from izdat.model.file import File

FULL = 128  # the form's full scale
HEADER = 24  # bytes, of audiowaveform's form (``master/peaks.py``)
BARS = 250  # of the player's line: one for each pixel and a half of a telephone
PITCH, HALF = 4, 16  # units of the drawing from bar to bar, and of half its height

Pair = tuple[int, int]  # the lowest and the highest sample, -128 to 127


def columns(peaks: File, count: int) -> list[Pair]:
    """Return the lowest and the highest sample of each of ``count`` equal stretches."""
    low, high = _tenths(peaks)
    return [
        (min(low[first:behind]), max(high[first:behind]))
        for first, behind in _stretches(len(low), count)
    ]


def bars(peaks: File) -> str:
    """Return the player's waveform as the ``d`` of an SVG path of ``BARS`` strokes.

    The height of a bar is the mean of the peaks in it, the highest of all being the full height:
    the highest of half a minute of speech is always the same, and would draw a wall. Silence keeps
    a point, so that the line goes on.
    """
    low, high = _tenths(peaks)
    heights = [max(-a, b) for a, b in zip(low, high, strict=True)]
    means = [
        sum(heights[first:behind]) / (behind - first)
        for first, behind in _stretches(len(heights), BARS)
    ]
    most = max(means, default=0) or 1
    halves = [max(1, round(mean / most * HALF)) for mean in means]
    parts, at = [f"M{PITCH // 2} {HALF}"], 0  # where the pen stands, under the middle
    for number, half in enumerate(halves):
        parts.append(f"m{PITCH if number else 0}-{half + at}v{2 * half}")
        at = half
    return "".join(parts)


def _tenths(peaks: File) -> tuple[Sequence[int], Sequence[int]]:
    pairs = array("b", peaks.path.read_bytes()[HEADER:])
    return pairs[::2], pairs[1::2]


def _stretches(length: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the one behind the last of each stretch; none is empty, if any is not."""
    for number in range(count if length else 0):
        first = number * length // count
        yield first, max(first + 1, (number + 1) * length // count)
