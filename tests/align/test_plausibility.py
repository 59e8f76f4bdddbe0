"""A text is told from the same words in another order, by sound that is made of its own states."""

from itertools import pairwise

import numpy as np
import pytest

from izdat.align import plausibility
from izdat.align.graph import Line
from izdat.align.plausibility import false_texts, is_plausible, margin
from izdat.align.script import Script

HOP = 0.01


def script(seed, words=12):
    chance = np.random.default_rng(seed)
    ways = tuple((tuple(int(p) for p in chance.integers(0, 6, 3)),) for _ in range(words))
    return Script(Line(ways, (0, words // 2)), tuple("abcdef"), (), ())


def said(models, text):
    """Return rows in which each state of the text lasts four frames, and some noise."""
    states = [3 * p + s for ways in text.line.words for p in ways[0] for s in range(3)]
    rows = np.repeat(models.mean[:, states].T, 4, axis=0)
    noise = np.random.default_rng(1).normal(0, 0.7, rows.shape)
    return (rows + noise).astype(np.float32)


def test_the_text_that_is_said_is_plausible_and_another_is_not(made):
    models, _ = made(1, phones=6, size=6)
    rows = said(models, script(1))
    assert is_plausible(script(1), models, rows, HOP)
    assert not is_plausible(script(2), models, rows, HOP)
    assert margin(script(1), models, rows, HOP) > 0 > margin(script(2), models, rows, HOP) - 0.12


def test_noise_is_no_text(made):
    models, rows = made(1, 500, phones=6, size=6)
    assert not is_plausible(script(1), models, rows, HOP)


def test_a_beginning_that_does_not_fit_is_no_reason_where_the_whole_does(made, monkeypatch):
    models, rows = made(1, 300, phones=6, size=6)
    text = script(1, words=24)
    monkeypatch.setattr(plausibility, "LOOKED_AT", 3.0)
    whole = np.concatenate((rows, said(models, text)))
    assert is_plausible(text, models, whole, HOP)


@pytest.mark.parametrize("count", [2, 3, 5, 6, 12])
def test_in_a_false_text_no_sound_stands_behind_the_one_it_should(count):
    words = tuple(((2 * n, 2 * n + 1),) for n in range(count))
    followers = {(a, a + 1) for a in range(2 * count - 1)}
    between = {(a, b) for a, b in followers if a % 2}  # of two words
    within = followers - between
    for text in false_texts(words):
        sounds = [sound for ((*way,),) in text for sound in way]
        pairs = set(pairwise(sounds))
        assert sorted(sounds) == list(range(2 * count))
        assert not pairs & between
        assert not pairs & within or pairs >= within  # words as they are, in another order
