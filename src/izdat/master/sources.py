"""Recordings read a stretch at a time, from any sample on."""

from collections import OrderedDict, deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from izdat.master.level import Samples
from izdat.media.decode import decode
from izdat.model.mastering import RATE

BACK = 3 * RATE  # samples that are held: so far may a stretch begin before the end of the last one
MOST_OPEN = 8  # files


class Source:
    """One recording at 48 kHz. To go on is to decode on; to go far back is to begin anew."""

    def __init__(self, path: Path, channels: int) -> None:
        self._path, self._channels = path, channels
        self._blocks: Iterator[Samples] | None = None
        self._held: deque[tuple[int, Samples]] = deque()  # (first sample, block), without gaps
        self._end = 0  # of what was decoded
        self._length: int | None = None  # known at its end

    def read(self, start: int, stop: int) -> Samples:
        """Return the samples from ``start`` to ``stop``, float32 (channels, n), a copy.

        Beyond the end is silence. Raises ``Unreadable`` as ``decode``.
        """
        if self._blocks is None or start < (self._held[0][0] if self._held else self._end):
            self._begin()
        out = np.zeros((self._channels, stop - start), dtype=np.float32)
        while self._end < stop and self._follow():
            self._forget(min(start, self._end - BACK))
        for first, block in self._held:
            low, high = max(first, start), min(first + block.shape[1], stop)
            if low < high:
                out[:, low - start : high - start] = block[:, low - first : high - first]
        self._forget(stop - BACK)
        return out

    def length(self) -> int:
        """Return how many samples there are; decodes the rest to count them."""
        if self._length is None:
            if self._blocks is None:
                self._begin()
            while self._follow():
                self._forget(self._end - BACK)
        return self._length or 0

    def close(self) -> None:
        close = getattr(self._blocks, "close", None)  # a generator's, which closes the file
        if close is not None:
            close()
        self._blocks = None
        self._held.clear()
        self._end = 0

    def _begin(self) -> None:
        self.close()
        self._blocks = decode(self._path, RATE, self._channels)

    def _follow(self) -> bool:
        """Decode a block more; return False at the end."""
        block = None if self._blocks is None else next(self._blocks, None)
        if block is None:
            self._length = self._end
            return False
        self._held.append((self._end, block))
        self._end += block.shape[1]
        return True

    def _forget(self, before: int) -> None:
        while self._held and self._held[0][0] + self._held[0][1].shape[1] <= before:
            self._held.popleft()


class Sources:
    """The recordings of a programme, of which those used last stay open."""

    def __init__(self, channels: int) -> None:
        self._channels = channels
        self._open: OrderedDict[Path, Source] = OrderedDict()
        self._lengths: dict[Path, int] = {}

    def __getitem__(self, path: Path) -> Source:
        source = self._open.pop(path, None) or Source(path, self._channels)
        self._open[path] = source
        while len(self._open) > MOST_OPEN:
            self._open.popitem(last=False)[1].close()
        return source

    def length(self, path: Path) -> int:
        """Return the length of the recording at ``path`` in samples."""
        if path not in self._lengths:
            self._lengths[path] = self[path].length()
        return self._lengths[path]
