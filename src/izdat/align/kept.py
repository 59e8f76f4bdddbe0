"""Models of a recording as bytes, to be borrowed by a shorter one of the same show.

They tell much of a voice, and are never published. A line of JSON says what there is; the numbers
follow as they lie in memory, little-endian.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import SILENCES, STATES, Acoustics
from izdat.align.views import Trained

FORMAT = 2

_LONGEST_HEAD = 100_000  # bytes
_MOST = 2_000  # phones, and numbers of a frame: there are some hundred at the most


@dataclass(frozen=True, slots=True)
class Kept:
    views: tuple[Trained, ...]

    def as_bytes(self) -> bytes:
        """Return the same bytes for the same models; ``kept_in`` reads them."""
        signs = list(self.views[0].models.signs) if self.views else []
        views = [
            [view.models.mean.shape[0], 0 if view.axes is None else len(view.axes)]
            for view in self.views
        ]
        head = json.dumps({"form": FORMAT, "signs": signs, "views": views})
        parts = [head.encode(), b"\n"]
        for view in self.views:
            own = view.models
            arrays: list[NDArray[Any]] = [own.mean, own.variance, own.weight, own.stay]
            if view.axes is not None:
                arrays.append(view.axes)
            parts += [array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays]
        return b"".join(parts)


def kept_in(data: bytes) -> Kept | None:
    """Return the models in ``data``; None where it is not what ``as_bytes`` wrote."""
    head = data[: _LONGEST_HEAD + 1].partition(b"\n")[0]
    if len(head) > _LONGEST_HEAD:
        return None
    try:
        told = json.loads(head)
        form = told["form"]
        signs = tuple(told["signs"])
        shapes = [(int(size), int(stacked)) for size, stacked in told["views"]]
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
        return None
    if form != FORMAT or not shapes or len(signs) > _MOST:
        return None
    if not all(isinstance(sign, str) for sign in signs):
        return None
    if not all(0 < size <= _MOST and 0 <= stacked <= _MOST for size, stacked in shapes):
        return None
    body = memoryview(data)[len(head) + 1 :]
    if len(body) != sum(_bytes(len(signs), *shape) for shape in shapes):
        return None
    return Kept(tuple(_views(signs, shapes, body)))


def _bytes(phones: int, size: int, stacked: int) -> int:
    components = STATES * phones + SILENCES
    doubles = components + STATES * phones + 1 + stacked * size
    return 4 * 2 * size * components + 8 * doubles


def _views(
    signs: tuple[str, ...], shapes: list[tuple[int, int]], body: memoryview
) -> Iterator[Trained]:
    at = 0

    def array(dtype: str, *shape: int) -> NDArray[Any]:
        nonlocal at
        count = int(np.prod(shape))
        found = np.frombuffer(body, dtype, count, at).reshape(shape)
        at += found.nbytes
        return found.astype(found.dtype.newbyteorder("="))

    components = STATES * len(signs) + SILENCES
    for size, stacked in shapes:
        models = Acoustics(
            signs,
            array("<f4", size, components),
            array("<f4", size, components),
            array("<f8", components),
            array("<f8", STATES * len(signs) + 1),
        )
        yield Trained(models, array("<f8", stacked, size) if stacked else None)
