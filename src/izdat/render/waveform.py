"""The peaks of a programme → its waveform in as many columns as a drawing has."""

from array import array
from collections.abc import Iterator, Sequence

from izdat.model.file import File

HEADER = 24  # bytes, of audiowaveform's form (``master/peaks.py``)

Pair = tuple[int, int]  # the lowest and the highest sample, -128 to 127


def columns(peaks: File, count: int) -> list[Pair]:
    """Return the lowest and the highest sample of each of ``count`` equal stretches."""
    low, high = _tenths(peaks)
    return [
        (min(low[first:behind]), max(high[first:behind]))
        for first, behind in _stretches(len(low), count)
    ]


def _tenths(peaks: File) -> tuple[Sequence[int], Sequence[int]]:
    pairs = array("b", peaks.path.read_bytes()[HEADER:])
    return pairs[::2], pairs[1::2]


def _stretches(length: int, count: int) -> Iterator[tuple[int, int]]:
    """Yield the first and the one behind the last of each stretch; none is empty, if any is not."""
    for number in range(count if length else 0):
        first = number * length // count
        yield first, max(first + 1, (number + 1) * length // count)
