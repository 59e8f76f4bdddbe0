"""Words that are not said are taken away, and words that were passed over are put back."""

import numpy as np
import pytest

from izdat.align.acoustics import STATES
from izdat.align.graph import Line
from izdat.align.pieces import Placed
from izdat.align.plausibility import margin
from izdat.align.script import Script
from izdat.align.second_look import second_look

WORDS = ((0, 1), (2,), (3, 4), (1, 3, 0), (4, 2))
STAY = 5  # frames in each state
SENTENCES = (0, 2)


def said(models, words, chance, stay=STAY):
    """Return frames in which ``words`` are said, and when each begins and ends."""
    rows, times = [], []
    for word in words:
        begin = len(rows)
        for phone in word:
            for state in range(STATES):
                mean = models.mean[:, STATES * phone + state]
                spread = np.sqrt(models.variance[:, STATES * phone + state])
                rows += [mean + spread * chance.normal(size=len(mean)) for _ in range(stay)]
        times.append((begin, len(rows)))
    return np.array(rows, dtype=np.float32), times


@pytest.fixture
def models(made):
    return made(4, phones=5, size=20)[0]


def look(models, rows, times, is_unwritten=()):
    script = Script(Line(tuple((word,) for word in WORDS), SENTENCES), models.signs, (), ())
    filler = np.zeros(len(rows), dtype=bool)
    for begin, end in is_unwritten:
        filler[begin:end] = True
    start, stop = (np.array([t[n] for t in times], dtype=np.int32) for n in (0, 1))
    heard = np.full(len(rows), models.states, dtype=np.int32)
    return second_look(script, models, rows, 0.01, Placed(start, stop, filler), heard), heard


def test_words_that_are_said_stay_where_they_are(models):
    rows, times = said(models, WORDS, np.random.default_rng(1))
    found, _ = look(models, rows, times)
    assert list(zip(found.start, found.stop, strict=True)) == times
    assert not found.filler.any()


def test_words_that_were_passed_over_are_put_back(models):
    rows, times = said(models, WORDS, np.random.default_rng(2))
    gone = [*times[:2], (-1, -1), (-1, -1), times[4]]
    found, heard = look(models, rows, gone, [(times[2][0], times[3][1])])
    assert found.start[2:4] == pytest.approx([times[2][0], times[3][0]], abs=1)
    assert found.stop[2:4] == pytest.approx([times[2][1], times[3][1]], abs=1)
    assert not found.filler.any()
    assert set(heard[times[2][0] : times[2][1]] // STATES) == set(WORDS[2])


def test_words_are_not_put_where_something_else_is_said(models):
    others = (*WORDS[:2], (0, 2), (2, 0, 4), WORDS[4])
    rows, times = said(models, others, np.random.default_rng(3))
    gone = [*times[:2], (-1, -1), (-1, -1), times[4]]
    found, _ = look(models, rows, gone, [(times[2][0], times[3][1])])
    assert list(found.start[2:4]) == [-1, -1]
    assert found.filler[times[2][0] : times[3][1]].all()


def test_words_that_were_put_on_something_else_are_taken_away(models):
    backwards = tuple(word[::-1] for word in WORDS[2:])
    rows, times = said(models, (*WORDS[:2], *backwards), np.random.default_rng(4))
    found, heard = look(models, rows, times)
    assert list(found.start) == [times[0][0], times[1][0], -1, -1, -1]
    assert found.filler[times[2][0] :].all()
    assert (heard[times[2][0] :] == models.states + 1).all()


def test_what_is_too_short_to_judge_is_left(models):
    rows, times = said(models, WORDS, np.random.default_rng(5), stay=4)
    gone = [*times[:2], (-1, -1), *times[3:]]
    found, _ = look(models, rows, gone, [times[2]])
    assert times[2][1] - times[2][0] == 24
    assert found.start[2] == -1


def test_a_fragment_of_a_sentence_is_no_proof_of_it(models):
    rows, times = said(models, WORDS, np.random.default_rng(5), stay=2)
    gone = [*times[:3], (-1, -1), times[4]]  # of the second sentence: 6 frames and 12
    gap = (times[3][0], times[3][1])
    rows[slice(*gap)] = said(models, ((2, 2, 2),), np.random.default_rng(6), stay=2)[0]
    found, _ = look(models, rows, gone, [gap])
    assert list(found.start) == [times[0][0], times[1][0], -1, -1, -1]
    assert found.filler[times[2][0] :].all()


def test_what_fits_far_worse_than_usual_is_taken_away(models):
    chance = np.random.default_rng(7)
    words = WORDS * 7
    rows, times = said(models, words, chance)
    begin, end = times[len(words) - 5][0], times[-1][1]
    other, _ = said(models, ((3, 3, 2, 0, 1, 1, 4, 2, 2, 3),), chance)
    is_other = chance.random(end - begin) < 0.75
    rows[begin:end][is_other] = other[is_other]
    script = Script(
        Line(tuple((word,) for word in words), tuple(range(0, len(words), 5))),
        models.signs, (), (),
    )  # fmt: skip
    part = Script(Line(script.line.words[-5:], (0,)), models.signs, (), ())
    assert margin(part, models, rows[begin:end], 0.01) > 0  # by itself it might be said
    at = Placed(
        *(np.array(each, np.int32) for each in zip(*times, strict=True)), np.zeros(end, bool)
    )
    found = second_look(script, models, rows, 0.01, at, np.zeros(end, dtype=np.int32))
    assert (found.start[:-5] >= 0).all()
    assert (found.start[-5:] < 0).all()


def test_words_amid_much_that_is_not_written_are_put_back(models):
    chance = np.random.default_rng(8)
    words = WORDS * 8
    said_before, times = said(models, words[:-5], chance)
    other, _ = said(models, [(int(chance.integers(5)),) for _ in range(24)], chance)
    at_last, own = said(models, WORDS, chance)
    rows = np.concatenate((said_before, other, at_last))
    begin = len(said_before) + len(other)
    script = Script(
        Line(tuple((word,) for word in words), tuple(range(0, len(words), 5))),
        models.signs, (), (),
    )  # fmt: skip
    unwritten = np.arange(len(rows)) >= len(said_before)
    start, stop = (np.array([*each, *[-1] * 5], np.int32) for each in zip(*times, strict=True))
    found = second_look(
        script, models, rows, 0.01, Placed(start, stop, unwritten),
        np.zeros(len(rows), dtype=np.int32),
    )  # fmt: skip
    assert found.start[-5:] == pytest.approx([begin + t[0] for t in own], abs=5)
