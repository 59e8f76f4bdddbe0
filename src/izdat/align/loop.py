"""Speech that is not written: the likeliest phones, whatever they are, in any order.

Text must not be much worse than that to be believed. The loop of all phones is searched once
beside the transcript (a "garbage model", Rose and Paul, ICASSP 1990), and each frame's share of
it is what a frame of unwritten speech scores.
"""

import numpy as np
from numpy.typing import NDArray

from izdat.align.acoustics import STATES, Acoustics
from izdat.align.features import Matrix
from izdat.media.compiled import compiled

BLOCK = 20_000  # frames that are worked on at a time
ENTRY = 4.0  # log likelihood that each phone costs: short ones would explain anything

_LOST = np.float32(-1e30)


def with_any_speech(models: Acoustics, rows: Matrix) -> Matrix:
    """Return the models' scores with any speech's in a last column, float32 (frames, 3P + 2)."""
    scores = models.scores(rows)
    out = np.empty((len(rows), models.states + 2), dtype=np.float32)
    out[:, :-1] = scores
    stay = models.stay[: models.states]
    _loop(
        scores, models.states, np.log(stay).astype(np.float32),
        np.log(1 - stay).astype(np.float32), np.float32(ENTRY), out[:, -1],
    )  # fmt: skip
    return out


@compiled
def _loop(
    scores: Matrix, states: int, stay: Matrix, leave: Matrix, entry: np.float32,
    out: NDArray[np.float32],
) -> None:  # fmt: skip
    """Write each frame's part of the score of the likeliest way through all phones (Viterbi)."""
    count = len(scores)
    old = np.full(states, _LOST, dtype=np.float32)
    new = np.empty(states, dtype=np.float32)
    has_moved = np.empty((count, states), dtype=np.bool_)
    left = np.empty(count, dtype=np.int32)  # from which phone's end a new one is entered
    for t in range(count):
        entered, left[t] = -entry, 0
        if t > 0:
            entered = _LOST
            for s in range(STATES - 1, states, STATES):
                if old[s] + leave[s] > entered:
                    entered, left[t] = old[s] + leave[s], s
            entered -= entry
        best = _LOST
        for s in range(states):
            stayed = old[s] + stay[s]
            came = entered if s % STATES == 0 else old[s - 1] + leave[s - 1]
            has_moved[t, s] = came > stayed
            new[s] = (came if came > stayed else stayed) + scores[t, s]
            best = max(best, new[s])
        for s in range(states):
            old[s] = new[s] - best
    s = 0
    for other in range(states):
        if old[other] > old[s]:
            s = other
    for t in range(count - 1, -1, -1):
        out[t] = scores[t, s]
        if not has_moved[t, s]:
            out[t] += stay[s]
        elif s % STATES:
            out[t] += leave[s - 1]
            s -= 1
        else:
            out[t] -= entry
            s = left[t]
            if t > 0:
                out[t] += leave[s]
