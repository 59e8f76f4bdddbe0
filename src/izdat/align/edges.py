"""What several views see of a word's edges, and what the sound does there → when it is heard.

Models of phones put boundaries a little off, each kind of boundary in its own way: into the
closure of a stop, into the breath before a vowel. How a listener with a spectrogram corrects that
was learned once, from speech whose boundaries were set by hand (``forest.py``); it moves an edge
by some hundredths of a second at the most, and knows kinds of sounds, not languages.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from izdat.align.features import BLOCK, FrontEnd, Samples, loud_level, mel_energies
from izdat.align.forest import forest
from izdat.align.phone_classes import CLASSES, PAUSE, class_of
from izdat.align.script import Script
from izdat.align.views import Bounds

MOST = 0.06  # seconds that an edge is moved at the most

_FRONT = FrontEnd(hop=0.005, window=0.016, mels=24)
_BANDS = ((0, 6), (6, 12), (12, 18), (18, 24))  # of the mel bands
_FLUX = 3  # frames on each side whose spectra are compared
_FLOOR = 1e-6  # of loud speech's power
_LOOK = np.arange(-0.06, 0.0601, 0.01)  # seconds around an edge
_LONG_PAUSE = 0.03  # seconds: with more between two words, a word's neighbour is the pause
_LONGEST_PAUSE = 0.3  # … that are told apart

Evidence = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Surface:
    """What the sound does, every 5 ms: float32 (frames, 5), four bands' level and the change."""

    rows: NDArray[np.float32]


def surface_of(samples: Samples) -> Surface:
    """Return the log levels of four bands, relative to loud speech, and the spectral change."""
    energies = mel_energies(samples, _FRONT)
    level = max(loud_level(energies), 1e-20)
    energies /= np.float32(level)
    energies += np.float32(_FLOOR)
    logs = np.log(energies, out=energies)
    out = np.zeros((len(logs), len(_BANDS) + 1), dtype=np.float32)
    for column, (low, high) in enumerate(_BANDS):
        out[:, column] = logs[:, low:high].mean(axis=1)
    for start in range(_FLUX, len(logs) - _FLUX, BLOCK):
        stop = min(start + BLOCK, len(logs) - _FLUX)
        apart = logs[start + _FLUX : stop + _FLUX] - logs[start - _FLUX : stop - _FLUX]
        out[start:stop, -1] = np.sqrt(np.mean(np.square(apart), axis=1))
    return Surface(out)


@dataclass(frozen=True, slots=True)
class Edges:
    """Of each placed word, in their order: seconds, and what speaks for them."""

    words: NDArray[np.int64]  # indices
    start: NDArray[np.float64]  # the mean of the views
    end: NDArray[np.float64]
    start_evidence: Evidence
    end_evidence: Evidence


def edges_of(script: Script, seen: Sequence[Bounds], surface: Surface) -> Edges:
    """Return the evidence for the edges of every word that all views have placed."""
    starts = np.array([b.start for b in seen])
    ends = np.array([b.end for b in seen])
    words = np.flatnonzero(np.isfinite(starts).all(axis=0) & np.isfinite(ends).all(axis=0))
    start, end = starts[:, words].mean(axis=0), ends[:, words].mean(axis=0)
    length = end - start
    first, last = _classes(script, words)
    pause = np.full(len(words) + 1, _LONGEST_PAUSE)
    if len(words):
        near = np.diff(words) == 1
        pause[1:-1] = np.where(near, np.minimum(start[1:] - end[:-1], _LONGEST_PAUSE), pause[1:-1])
    before = np.concatenate(([PAUSE], last[:-1]))
    after = np.concatenate((first[1:], [PAUSE]))
    before = np.where(pause[:-1] > _LONG_PAUSE, PAUSE, before[: len(words)])
    after = np.where(pause[1:] > _LONG_PAUSE, PAUSE, after[: len(words)])
    spreads = (
        np.array([b.start_spread[words] for b in seen]),
        np.array([b.end_spread[words] for b in seen]),
    )
    return Edges(
        words, start, end,
        _evidence(start, starts[:, words], spreads[0], pause[:-1], length, before, first, surface),
        _evidence(end, ends[:, words], spreads[1], pause[1:], length, last, after, surface),
    )  # fmt: skip


def corrected(edges: Edges) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return start and end of each word of ``edges``, in seconds, as a listener would set them."""
    move = np.clip(forest("start").of(edges.start_evidence), -MOST, MOST)
    start = edges.start + move
    end = edges.end + np.clip(forest("end").of(edges.end_evidence), -MOST, MOST)
    return start, end


def _classes(
    script: Script, words: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the class of the first and of the last phone of each word."""
    kinds = [class_of(sign) for sign in script.signs]
    ways = [script.line.words[w][0] if script.line.words[w] else () for w in words]
    return (
        np.array([kinds[way[0]] if way else PAUSE for way in ways], dtype=np.int64),
        np.array([kinds[way[-1]] if way else PAUSE for way in ways], dtype=np.int64),
    )


def _evidence(
    at: NDArray[np.float64], views: NDArray[np.float64], spreads: NDArray[np.float64],
    pause: NDArray[np.float64], length: NDArray[np.float64],
    left: NDArray[np.int64], right: NDArray[np.int64], surface: Surface,
) -> Evidence:  # fmt: skip
    """Return float32 (edges, columns). What a column means is known by its place alone."""
    kinds = np.eye(len(CLASSES))
    frames = np.round((at[:, None] + _LOOK) / _FRONT.hop - 0.5).astype(int)
    look = surface.rows[np.clip(frames, 0, len(surface.rows) - 1)]
    return np.concatenate(
        (
            (views - at).T,
            spreads.T,
            np.minimum(pause, _LONGEST_PAUSE)[:, None],
            length[:, None],
            kinds[left],
            kinds[right],
            look.reshape(len(at), -1),
        ),
        axis=1,
    ).astype(np.float32)
