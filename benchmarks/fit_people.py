"""Learns how people say what a machine says; says what that gains where nothing else is known.

    python benchmarks/fit_people.py [--data DIR] [--write]

A recording of read speech is aligned; the models that it left and a machine's voice give the map
of ``izdat/align/people.py``. The table is of each utterance alone, with nothing to borrow, and is
cross-validated by speaker: what is known of people comes from the other speakers. ``--write`` then
learns of all of them, and writes ``src/izdat/align/people.npz``.
"""

import argparse
from functools import partial
from pathlib import Path

import numpy as np

import easy_align
from izdat.align import bootstrap, people
from izdat.align.bootstrap import said, spoken_features, spoken_sentences
from izdat.align.find import find_words
from izdat.align.listen import listen
from izdat.align.people import People
from izdat.align.views import MAIN
from izdat.engines import phonetic_engine
from speech_data import DEFAULT_DATA, Utterance, load, spoken_segment

RIDGE = 20.0  # states that say that a feature of people is that of the machine
WIDER = 0.2  # added to the variances of pauses: the rooms learned from are quiet ones


def learned(utterances: tuple[Utterance, ...]) -> People:
    """Return how the speakers of ``utterances`` differ from the engine's voices."""
    phonetics = phonetic_engine("espeak")
    sound, sentences, _ = easy_align.joined(utterances)
    spoken = spoken_segment(sentences)
    heard = listen(spoken, sound.astype(np.float32), phonetics, None, lambda share, what: None)
    models = heard.kept.views[0].models
    states = models.states
    speeches = spoken_sentences(spoken, phonetics)
    mean, _, _ = said(*spoken_features(speeches, MAIN.front), models.signs, MAIN.front.hop)
    theirs = models.mean[:, :states].T.astype(np.float64)
    size = theirs.shape[1]
    known = np.concatenate((mean, np.ones((states, 1))), axis=1)
    ridge = np.diag([RIDGE] * size + [0.1])
    same = np.eye(size + 1, size)
    found = np.linalg.solve(known.T @ known + ridge, known.T @ theirs + ridge @ same)
    off = ((theirs - known @ found) ** 2).mean(axis=0)
    return People(
        found.T,
        models.variance[:, :states].mean(axis=1, dtype=np.float64) + off,
        models.mean[:, states:],
        models.variance[:, states:] + np.float32(WIDER),
        models.weight[states:],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=DEFAULT_DATA)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    utterances = load(arguments.data)
    find = partial(find_words, phonetics=phonetic_engine("espeak"))
    speakers = sorted({utterance.speaker for utterance in utterances})
    edges = easy_align.Edges()
    for speaker in speakers:
        known = learned(tuple(u for u in utterances if u.speaker != speaker))
        bootstrap.people = lambda known=known: known
        for utterance in utterances:
            if utterance.speaker == speaker:
                edges.add(easy_align.alone(utterance, find, None), utterance.times)
        bootstrap.people = people.people
    figures = edges.figures()
    print("  ".join(f"{name} {value}" for name, value in figures.items()))
    if arguments.write:
        found = learned(utterances)
        path = Path(people.__file__).with_name(people.FILE)
        np.savez_compressed(path, **{name: getattr(found, name) for name in vars(found)})
        print(f"{path.stat().st_size} bytes written to {path.name}")


if __name__ == "__main__":
    main()
