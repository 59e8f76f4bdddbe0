"""What a machine says of a phone is turned into how people say it, whatever the language."""

from functools import partial

import numpy as np
import pytest

from align_scores import Edges
from easy_align import alone
from izdat.align.acoustics import LEAST_VARIANCE, SILENCES
from izdat.align.bootstrap import first_models, likelier, spoken_features, spoken_sentences
from izdat.align.features import RATE, features
from izdat.align.find import find_words
from izdat.align.people import People, as_people, people
from izdat.align.views import MAIN
from izdat.engines import phonetic_engine
from speech_data import DEFAULT_DATA, Sentence, load, spoken_segment
from spoken_languages import recording

SIZE = MAIN.front.size


def test_what_comes_with_izdat_fits_the_first_view():
    known = people()
    assert known.map.shape == (SIZE, SIZE + 1)
    assert known.spread.shape == (SIZE,)
    assert known.pause_mean.shape == known.pause_variance.shape == (SIZE, SILENCES)
    assert known.spread.min() > LEAST_VARIANCE
    assert known.pause_variance.min() > LEAST_VARIANCE
    assert known.pause_weight.sum() == pytest.approx(1)


def test_means_are_mapped_and_the_rest_is_peoples():
    chance = np.random.default_rng(3)
    known = People(
        chance.standard_normal((2, 3)), np.array([0.5, 0.7]),
        np.full((2, SILENCES), -1, np.float32), np.full((2, SILENCES), 2, np.float32),
        np.full(SILENCES, 1 / SILENCES),
    )  # fmt: skip
    mean = chance.standard_normal((6, 2))
    stay = np.linspace(0.3, 0.9, 7)
    models = as_people(("a", "b"), mean, stay, known)
    wanted = known.map @ np.concatenate((mean, np.ones((6, 1))), axis=1).T
    assert models.mean[:, :6] == pytest.approx(wanted, rel=1e-5)
    assert models.variance[:, :6] == pytest.approx(np.repeat([[0.5], [0.7]], 6, axis=1))
    assert (models.mean[:, 6:] == -1).all()
    assert (models.variance[:, 6:] == 2).all()
    assert (models.stay == stay).all()
    assert models.weight[:6].tolist() == [1] * 6


@pytest.mark.skipif(not DEFAULT_DATA.is_dir(), reason=f"no read speech in {DEFAULT_DATA.name}")
def test_sentences_of_people_are_found_with_nothing_to_borrow():
    find = partial(find_words, phonetics=phonetic_engine("espeak"))
    edges = Edges()
    for utterance in load(DEFAULT_DATA)[:8]:
        edges.add(alone(utterance, find, None), utterance.times)
    figures = edges.figures()
    assert figures["missed"] <= 1
    assert figures["start_within_100"] >= 92


def test_a_machine_is_told_from_people():
    phonetics = phonetic_engine("espeak")
    segment, sound, _ = recording("fi", phonetics.voices("fi"))
    assert chosen(segment, sound, phonetics) == 1
    if not DEFAULT_DATA.is_dir():
        pytest.skip(f"no read speech in {DEFAULT_DATA.name}")
    for utterance in load(DEFAULT_DATA)[:30:10]:
        own = spoken_segment([Sentence(utterance.speaker, utterance.words)])
        assert chosen(own, utterance.samples, phonetics) == 0


def test_a_recording_without_speech_is_taken_for_peoples():
    phonetics = phonetic_engine("espeak")
    segment, _, _ = recording("fi", phonetics.voices("fi"))
    noise = 1e-3 * np.random.default_rng(1).standard_normal(RATE).astype(np.float32)
    assert chosen(segment, noise, phonetics) == 0


def chosen(segment, sound, phonetics):
    """Return 0 where people's models are taken, 1 where a machine's are."""
    speeches = spoken_sentences(segment, phonetics)
    signs = sorted({phone.sign for speech in speeches for phone in speech.phones})
    both = first_models(*spoken_features(speeches, MAIN.front), signs, MAIN.front.hop)
    taken = likelier(*both, features(sound.astype(np.float32), MAIN.front))
    if taken is both[0]:
        return 0
    assert taken.mean is both[1].mean
    assert taken.beside is both[0]
    return 1
