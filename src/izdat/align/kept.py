"""Models of a recording as bytes, to be borrowed by a shorter one of the same show.

They tell much of a voice, and are never published.
"""

import io
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import Acoustics
from izdat.align.views import Trained

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Kept:
    views: tuple[Trained, ...]

    def as_bytes(self) -> bytes:
        """Return the same bytes for the same models; ``kept_in`` reads them."""
        out = io.BytesIO()
        signs = list(self.views[0].models.signs) if self.views else []
        head = json.dumps([FORMAT, signs, [v.axes is not None for v in self.views]])
        np.save(out, np.frombuffer(head.encode(), dtype=np.uint8))
        for view in self.views:
            m = view.models
            for array in (m.mean, m.variance, m.weight, m.stay):
                np.save(out, array)
            if view.axes is not None:
                np.save(out, view.axes)
        return out.getvalue()


def kept_in(data: bytes) -> Kept | None:
    """Return the models in ``data``; None where it is not what ``as_bytes`` wrote."""
    stream = io.BytesIO(data)

    def array() -> NDArray[Any]:
        return np.asarray(np.load(stream, allow_pickle=False))

    try:
        form, signs, has_axes = json.loads(array().tobytes())
        if form != FORMAT:
            return None
        views = []
        for each in has_axes:
            models = Acoustics(tuple(signs), array(), array(), array(), array())
            views.append(Trained(models, array() if each else None))
        return Kept(tuple(views)) if views else None
    except (ValueError, OSError, EOFError, TypeError):
        return None
