"""Regression trees, grown beforehand and read from a file: evidence → one number.

Extremely randomised trees (Geurts, Ernst and Wehenkel, Machine Learning 63, 2006). How they were
grown, and on what, says ``benchmarks/fit_align.py``.
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from izdat.media.compiled import compiled

FILE = "forests.npz"


@dataclass(frozen=True)
class Forest:
    """Nodes of all trees. A leaf's ``feature`` is -1; ``left`` and ``left + 1`` are children."""

    feature: NDArray[np.int16]
    threshold: NDArray[np.float32]
    left: NDArray[np.int32]
    value: NDArray[np.float32]
    roots: NDArray[np.int32]
    columns: int  # of the evidence that it was grown on

    def of(self, evidence: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return the mean of the trees' answers for each row, float64 (rows,)."""
        if evidence.shape[1] != self.columns:
            raise ValueError(f"{evidence.shape[1]} columns, and grown on {self.columns}")
        return np.asarray(
            _walked(
                self.feature, self.threshold, self.left, self.value, self.roots,
                np.ascontiguousarray(evidence, dtype=np.float32),
            )
        )  # fmt: skip


@cache
def forest(name: str) -> Forest:
    """Return one of the forests that come with izdat."""
    with (resources.files("izdat.align") / FILE).open("rb") as stream:
        arrays = np.load(stream, allow_pickle=False)
        return Forest(
            arrays[f"{name}/feature"],
            arrays[f"{name}/threshold"],
            arrays[f"{name}/left"],
            arrays[f"{name}/value"].astype(np.float32),
            arrays[f"{name}/roots"],
            int(arrays[f"{name}/columns"]),
        )


@compiled
def _walked(
    feature: NDArray[np.int16], threshold: NDArray[np.float32], left: NDArray[np.int32],
    value: NDArray[np.float32], roots: NDArray[np.int32], evidence: NDArray[np.float32],
) -> NDArray[np.float64]:  # fmt: skip
    out = np.zeros(len(evidence))
    for row in range(len(evidence)):
        for root in roots:
            node = root
            while feature[node] >= 0:
                node = left[node] + (evidence[row, feature[node]] > threshold[node])
            out[row] += value[node]
        out[row] /= len(roots)
    return out
