"""What goes over into one another loses no time, no power and no sample elsewhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.master.joins import CUT, equal_power, shape, soft, spliced
from izdat.model.mastering import Span


def spliced_from(sound, pieces, start=0, stop=None):
    stop = sum(p.end - p.start for p in pieces) if stop is None else stop
    return spliced(lambda a, b: sound[:, a:b].copy(), pieces, start, stop, len(sound))


def test_ramps_add_up() -> None:
    assert soft(99) + soft(99)[::-1] == pytest.approx(1, abs=1e-6)
    assert equal_power(99) ** 2 + equal_power(99)[::-1] ** 2 == pytest.approx(1, abs=1e-6)


def test_pieces_are_spliced_where_they_were_cut() -> None:
    sound = np.arange(20_000, dtype=np.float32)[None]
    pieces = (Span(100, 3000), Span(5000, 9000), Span(12_000, 20_000))
    made = spliced_from(sound, pieces)
    bare = np.concatenate([sound[:, p.start : p.end] for p in pieces], axis=1)
    assert made.shape == bare.shape
    is_join = np.zeros(bare.shape[1], dtype=bool)
    for cut in (2900, 6900):
        is_join[cut - CUT // 2 : cut + CUT // 2] = True
    assert (made == bare)[0, ~is_join].all()
    assert not (made == bare)[0, is_join].all()


def test_a_cut_in_noise_is_as_loud_as_the_noise() -> None:
    noise = np.random.default_rng(0).standard_normal((4000, 4000)).astype(np.float32)
    made = spliced_from(noise, (Span(0, 1500), Span(2500, 4000)))
    power = (made[:, 1500 - CUT // 2 : 1500 + CUT // 2] ** 2).mean(axis=0)
    assert 10 * np.log10(power) == pytest.approx(0, abs=0.5)  # of 4000 samples of chance each


@given(st.integers(0, 7200), st.integers(0, 7200))
@settings(max_examples=40, deadline=None)
def test_any_stretch_is_that_of_the_whole(one, two) -> None:
    sound = np.random.default_rng(1).standard_normal((2, 9000)).astype(np.float32)
    pieces = (Span(0, 800), Span(1100, 1500), Span(2000, 8000))
    start, stop = sorted((one, two))
    whole = spliced_from(sound, pieces)
    assert np.array_equal(spliced_from(sound, pieces, start, stop), whole[:, start:stop])


@given(st.integers(-300, 300), st.integers(-300, 300), st.integers(0, 200))
@settings(max_examples=40, deadline=None)
def test_a_curve_shapes_what_it_meets(at, begin, length) -> None:
    sound, curve = np.ones((2, 100), np.float32), soft(length)
    shape(sound, at, curve, begin)
    for n in range(100):
        own = at + n - begin
        assert (sound[:, n] == (curve[own] if 0 <= own < length else 1)).all()
