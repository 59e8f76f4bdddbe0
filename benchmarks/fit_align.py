"""Grows the trees that correct a word's edges and tell how sure they are; says what they gain.

    python benchmarks/fit_align.py [--data DIR] [--seeds 3] [--jobs 2] [--evidence FILE] [--write]

Speech whose word boundaries were set by hand is aligned as it is and made hard in several ways;
the trees learn how far, and when, the aligner is off. Every figure is cross-validated by speaker:
trees never see whom they are judged on. ``--write`` then grows them on all speakers, and writes
``src/izdat/align/forests.npz``. Needs scikit-learn (``pip install 'izdat[bench]'``).
"""

import argparse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesRegressor

import easy_align
from hard_recordings import recordings
from izdat.align import forest as forests
from izdat.align.confidence import doubts_of
from izdat.align.edges import MOST, edges_of
from izdat.align.listen import listen
from izdat.engines import phonetic_engine
from speech_data import DEFAULT_DATA, Samples, Sentence, Span, load, spoken_segment

HARD = (
    "plain", "music 15 dB", "music 5 dB", "jingles", "ad-libs between", "ad-libs inside",
    "missing sentences", "missing words", "notes", "mp3", "telephone", "reverberation",
    "second voice", "podcast",
)  # fmt: skip
TREES = {"start": 100, "end": 100, "sure": 60}
LEAF = {"start": 24, "end": 24, "sure": 40}  # words at least
FEATURES = 0.4  # of all, tried for a split
CLOSE = 0.05  # seconds: an edge that is nearer is right


@dataclass(frozen=True, slots=True)
class Words:
    """Words that were placed, with what speaks for them and what is true."""

    start_evidence: NDArray[np.float32]
    end_evidence: NDArray[np.float32]
    doubts: NDArray[np.float32]
    start: NDArray[np.float64]  # seconds, uncorrected
    end: NDArray[np.float64]
    true_start: NDArray[np.float64]  # NaN: it was not said
    true_end: NDArray[np.float64]
    speaker: NDArray[np.str_]
    kind: NDArray[np.str_]  # of the recording


def aligned(job: tuple[Path, str, int]) -> Words:
    """Return the words of one recording as the aligner sees them before the trees do."""
    data, kind, seed = job
    if kind == "joined":
        samples, sentences, gold = easy_align.joined(load(data), seed)
        times: list[tuple[Span, ...]] = [(span,) for span in gold]
    else:
        (case,) = recordings(data, seed, [kind])
        samples, sentences, times = case.samples, list(case.sentences), list(case.times)
    return _seen(samples, sentences, times, kind)


def _seen(
    samples: Samples, sentences: list[Sentence], times: list[tuple[Span, ...]], kind: str
) -> Words:
    spoken = spoken_segment(sentences)
    heard = listen(
        spoken,
        samples.astype(np.float32),
        phonetic_engine("espeak"),
        None,
        lambda share, what: None,
    )
    edges = edges_of(heard.script, heard.seen, heard.surface)
    speakers = np.array([s.speaker for s in sentences for _ in s.words])
    truth = np.array([span[0] if span else (np.nan, np.nan) for span in times])[edges.words]
    return Words(
        edges.start_evidence, edges.end_evidence, doubts_of(heard, edges),
        edges.start, edges.end, truth[:, 0], truth[:, 1],
        speakers[edges.words], np.full(len(edges.words), kind),
    )  # fmt: skip


def together(parts: list[Words]) -> Words:
    fields = Words.__dataclass_fields__
    return Words(*(np.concatenate([getattr(part, name) for part in parts]) for name in fields))


def grown(
    name: str, evidence: NDArray[np.float32], truth: NDArray[np.float64]
) -> ExtraTreesRegressor:
    trees = ExtraTreesRegressor(
        TREES[name], min_samples_leaf=LEAF[name], max_features=FEATURES, random_state=1, n_jobs=2
    )
    return trees.fit(evidence, truth)


def moves(found: NDArray[np.float64], true: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(true - found, -MOST, MOST)


def cross_validated(words: Words) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return start and end of each word, corrected by trees that never saw its speaker."""
    start, end = words.start.copy(), words.end.copy()
    for speaker in np.unique(words.speaker):
        own = words.speaker == speaker
        seen = ~own & np.isfinite(words.true_start) & (np.abs(words.true_start - words.start) < 0.2)
        start[own] += grown(
            "start", words.start_evidence[seen], moves(words.start[seen], words.true_start[seen])
        ).predict(words.start_evidence[own])
        end[own] += grown(
            "end", words.end_evidence[seen], moves(words.end[seen], words.true_end[seen])
        ).predict(words.end_evidence[own])
    return start, end


def sureness(words: Words, start: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the confidence of each word, by trees that never saw its speaker."""
    right = (np.abs(start - words.true_start) <= CLOSE).astype(float)  # not said: not right
    out = np.zeros(len(start))
    for speaker in np.unique(words.speaker):
        own = words.speaker == speaker
        out[own] = grown("sure", words.doubts[~own], right[~own]).predict(words.doubts[own])
    return out


def rows(
    words: Words, start: NDArray[np.float64], end: NDArray[np.float64], sure: NDArray[np.float64]
) -> Iterator[str]:
    for kind in dict.fromkeys(words.kind):
        own = (words.kind == kind) & np.isfinite(words.true_start)
        before = np.abs(words.start - words.true_start)[own] * 1000
        after = np.abs(start - words.true_start)[own] * 1000
        both = np.concatenate([after, np.abs(end - words.true_end)[own] * 1000])
        is_sure = sure[words.kind == kind] >= 0.9
        right = (np.abs(start - words.true_start) <= CLOSE)[words.kind == kind]
        yield (
            f"{kind:<18} raw {before.mean():5.1f}  mean {after.mean():5.1f}  median "
            f"{np.median(after):4.1f}  ≤25 {np.mean(after <= 25):.1%}  "
            f"≤50 {np.mean(after <= 50):.1%}  ≤100 {np.mean(after <= 100):.1%}  "
            f"both edges {both.mean():5.1f}  sure "
            f"{is_sure.mean():.1%}, of these right {right[is_sure].mean():.1%}"
        )


def packed(trees: ExtraTreesRegressor) -> dict[str, NDArray]:
    """Return a forest as ``align/forest.py`` reads it: children side by side."""
    feature, threshold, left, value, roots = [], [], [], [], []
    for tree in (each.tree_ for each in trees.estimators_):
        base = len(feature)
        order = [0]
        position = {0: 0}
        for node in order:  # grows while it is walked
            if tree.children_left[node] >= 0:
                for child in (tree.children_left[node], tree.children_right[node]):
                    position[child] = len(order)
                    order.append(child)
        roots.append(base)
        for node in order:
            is_leaf = tree.children_left[node] < 0
            feature.append(-1 if is_leaf else tree.feature[node])
            threshold.append(0.0 if is_leaf else tree.threshold[node])
            left.append(0 if is_leaf else base + position[tree.children_left[node]])
            value.append(tree.value[node].ravel()[0] if is_leaf else 0.0)
    return {
        "feature": np.array(feature, np.int16), "threshold": np.array(threshold, np.float32),
        "left": np.array(left, np.int32), "value": np.array(value, np.float16),
        "roots": np.array(roots, np.int32), "columns": np.array(trees.n_features_in_, np.int32),
    }  # fmt: skip


def write(words: Words, start: NDArray[np.float64]) -> Path:
    known = np.isfinite(words.true_start) & (np.abs(words.true_start - words.start) < 0.2)
    right = (np.abs(start - words.true_start) <= CLOSE).astype(float)
    forest = {
        "start": grown(
            "start", words.start_evidence[known], moves(words.start[known], words.true_start[known])
        ),
        "end": grown(
            "end", words.end_evidence[known], moves(words.end[known], words.true_end[known])
        ),
        "sure": grown("sure", words.doubts, right),
    }
    arrays = {f"{n}/{part}": a for n, trees in forest.items() for part, a in packed(trees).items()}
    path = Path(forests.__file__).with_name(forests.FILE)
    np.savez_compressed(path, **arrays)
    return path


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--seeds", type=int, default=3, help="of each kind of recording")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--evidence", type=Path, help="a file to keep what was aligned in")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    fields = tuple(Words.__dataclass_fields__)
    if arguments.evidence and arguments.evidence.exists():
        kept = np.load(arguments.evidence)
        words = Words(*(kept[name] for name in fields))
    else:
        jobs = [
            (arguments.data, kind, seed)
            for kind in ("joined", *HARD)
            for seed in range(101, 101 + arguments.seeds * (1 + (kind == "joined")))
        ]
        with ProcessPoolExecutor(arguments.jobs) as pool:
            words = together(list(pool.map(aligned, jobs)))
        if arguments.evidence:
            np.savez(arguments.evidence, **{name: getattr(words, name) for name in fields})
    start, end = cross_validated(words)
    for row in rows(words, start, end, sureness(words, start)):
        print(row)
    if arguments.write:
        path = write(words, start)
        print(f"{path}: {path.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
