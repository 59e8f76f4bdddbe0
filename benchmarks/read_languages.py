"""Read speech in several languages with its text a line at a time, and no word boundaries.

A folder holds ``de.mp3`` beside ``de.txt``, whose lines are ``name|text``.
"""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from align_scores import Figures, disorder, share
from easy_align import Find
from izdat.media.decode import decode
from izdat.model.time import WordTime
from speech_data import RATE, Samples
from text_segments import segment_of_lines

FRAME = round(0.01 * RATE)
SMOOTH = 5  # frames
# Where no one speaks: in the lower part of what lies between a recording's noise and its speech.
# With 0.4 there are about as many pauses of 0.1 s as the three recordings have lines.
DIP = 0.4
REACH = 0.03  # seconds around a boundary


def measured(folder: Path, find: Find) -> Iterator[tuple[str, Figures]]:
    for text in sorted(folder.glob("*.txt")):
        lines = [
            line.partition("|")[2] for line in text.read_text(encoding="utf-8").splitlines() if line
        ]  # fmt: skip
        blocks = [block[0] for block in decode(text.with_suffix(".mp3"), RATE, 1)]
        samples = np.concatenate(blocks)
        segment, counts = segment_of_lines(lines, text.stem)
        words = find(segment, samples).alignment.words
        yield text.stem, figures_of(words, counts, samples)


def figures_of(words: Any, counts: list[int], samples: Samples) -> Figures:
    """Return what can be said without knowing the truth. ``counts``: words of each line."""
    lines: list[list[WordTime]] = []
    at = 0
    for count in counts:
        lines.append([word for word in words[at : at + count] if word is not None])
        at += count
    found = sum(2 * len(own) >= count for own, count in zip(lines, counts, strict=True))
    boundaries = [
        (before[-1].end + after[0].start) / 2
        for before, after in pairwise(lines)
        if before and after
    ]
    level = levels(samples)
    noise, speech = np.percentile(level, [5, 90])
    floor = noise + DIP * (speech - noise)
    dips = 0
    for boundary in boundaries:
        first = max(0, round((boundary - REACH) * RATE / FRAME))
        last = round((boundary + REACH) * RATE / FRAME) + 1
        dips += bool(len(level[first:last]) and level[first:last].min() < floor)
    return {
        "words": len(words),
        "missed": share(sum(word is None for word in words), len(words)),
        "lines_found": share(found, len(counts)),
        "boundaries_in_dips": share(dips, len(counts) - 1),
        "chance": share(float(np.mean(_near_dip(level < floor))), 1),
        "out_of_order": disorder(words, len(samples) / RATE),
    }


def levels(samples: Samples) -> np.ndarray:
    """Return the level of each 10 ms in dB, over 50 ms, without hum: of the difference signal."""
    sharp = np.diff(samples, prepend=samples[:1])
    frames = sharp[: len(sharp) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    power = np.convolve(np.mean(frames**2, axis=1), np.ones(SMOOTH) / SMOOTH, "same")
    return 10 * np.log10(power + 1e-12)


def _near_dip(is_low: np.ndarray) -> np.ndarray:
    """Say of each frame whether a boundary at it would count: what chance alone would reach."""
    reach = round(REACH * RATE / FRAME)
    return np.convolve(is_low, np.ones(2 * reach + 1), "same") > 0
