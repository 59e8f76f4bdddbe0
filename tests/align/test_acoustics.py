"""Scores are scipy's, and models of some phones become models of others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import logsumexp
from scipy.stats import norm

from izdat.align.acoustics import SILENCES, STATES

SEED = st.integers(0, 10_000)


def densities(models, rows):
    """Return the log density of each frame in each Gaussian, (frames, components)."""
    spread = np.sqrt(models.variance.astype(float))
    return norm.logpdf(rows[:, :, None], models.mean, spread).sum(axis=1)


@settings(max_examples=30)
@given(SEED, st.integers(0, 30), st.integers(1, 6))
def test_a_state_scores_what_its_density_is(made, seed, frames, size):
    models, rows = made(seed, frames, size=size)
    each, states = densities(models, rows), models.states
    scores = models.scores(rows)
    assert scores.dtype == np.float32
    assert scores[:, :states] == pytest.approx(each[:, :states], rel=1e-4, abs=1e-3)
    silence = logsumexp(each[:, states:], b=models.weight[states:], axis=1)
    assert scores[:, states] == pytest.approx(silence, rel=1e-4, abs=1e-3)


@settings(max_examples=30)
@given(SEED, st.integers(1, 30))
def test_silences_gaussians_share_each_frame_by_bayes_rule(made, seed, frames):
    models, rows = made(seed, frames)
    own = densities(models, rows)[:, models.states :] + np.log(models.weight[models.states :])
    expected = np.exp(own - logsumexp(own, axis=1, keepdims=True))
    assert models.silence_shares(rows) == pytest.approx(expected, abs=1e-3)


def test_a_frame_may_be_as_either_of_two_models_says_but_silence_is_ones_own(made):
    models, rows = made(1)
    other, _ = made(2)
    both = replace(models, beside=other).scores(rows)
    own, others, states = models.scores(rows), other.scores(rows), models.states
    assert both[:, :states].tolist() == np.maximum(own, others)[:, :states].tolist()
    assert both[:, states].tolist() == own[:, states].tolist()
    assert (own[:, :states] < others[:, :states]).any()


def test_a_silence_without_weight_is_never_heard(made):
    models, rows = made(1)
    models.weight[models.states] = 0
    assert models.silence_shares(rows)[:, 0] == pytest.approx(0, abs=1e-6)
    assert np.isfinite(models.scores(rows)).all()


def of_phone(models, sign):
    """Return all that is known of one phone."""
    at = STATES * models.index[sign] + np.arange(STATES)
    return [models.mean[:, at].tolist(), models.variance[:, at].tolist(), models.stay[at].tolist()]


def test_phones_that_are_known_are_kept_and_others_are_the_others(made):
    ours, _ = made(1, phones=4)  # a b c d
    theirs, _ = made(2, phones=3)
    object.__setattr__(theirs, "signs", ("d", "z", "a"))
    both = ours.with_signs(theirs)
    assert both.signs == ("d", "z", "a")
    assert of_phone(both, "d") == of_phone(ours, "d")
    assert of_phone(both, "a") == of_phone(ours, "a")
    assert of_phone(both, "z") == of_phone(theirs, "z")


def test_silence_is_kept_whatever_the_phones_are(made):
    ours, rows = made(1, phones=4)
    both = ours.with_signs(made(2, phones=2)[0])
    assert both.scores(rows)[:, -1] == pytest.approx(ours.scores(rows)[:, -1])
    assert both.stay[-1] == ours.stay[-1]
    assert both.weight[both.states :].tolist() == ours.weight[ours.states :].tolist()


def test_another_views_phones_are_like_any_speech_where_they_are_not_known(made):
    ours, _ = made(1, phones=2, size=5)
    theirs, _ = made(2, phones=3, size=2)
    both = ours.with_signs(theirs)
    assert both.mean.shape == (5, 3 * STATES + SILENCES)
    assert of_phone(both, "b") == of_phone(ours, "b")
    unknown = slice(2 * STATES, 3 * STATES)
    speech = ours.mean[:, : ours.states]
    within = ours.variance[:, : ours.states].mean(axis=1)
    for s in range(STATES):
        assert both.mean[:, unknown][:, s] == pytest.approx(speech.mean(axis=1), abs=1e-5)
        assert (both.variance[:, unknown][:, s] > within).all()


@given(SEED)
def test_there_and_back_nothing_is_lost(made, seed):
    models, rows = made(seed)
    turned, _ = made(seed + 1)
    object.__setattr__(turned, "signs", models.signs[::-1])
    back = models.with_signs(turned).with_signs(models)
    assert back.scores(rows).tobytes() == models.scores(rows).tobytes()
