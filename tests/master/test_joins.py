"""What goes over into one another loses no time, no power and no sample elsewhere."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.master.joins import CUT, equal_power, overlapped, soft, spliced
from izdat.master.layout import Slot
from izdat.model.mastering import Span


def in_blocks(sound, size):
    return (sound[:, at : at + size].copy() for at in range(0, sound.shape[1], size))


def test_ramps_add_up() -> None:
    assert soft(99) + soft(99)[::-1] == pytest.approx(1, abs=1e-6)
    assert equal_power(99) ** 2 + equal_power(99)[::-1] ** 2 == pytest.approx(1, abs=1e-6)


def test_pieces_are_spliced_where_they_were_cut() -> None:
    sound = np.arange(20_000, dtype=np.float32)[None]
    pieces = (Span(100, 3000), Span(5000, 9000), Span(12_000, 20_000))
    made = np.concatenate(list(spliced(in_blocks(sound, 700), pieces)), axis=1)
    bare = np.concatenate([sound[:, p.start : p.end] for p in pieces], axis=1)
    assert made.shape == bare.shape
    is_join = np.zeros(bare.shape[1], dtype=bool)
    for cut in (2900, 6900):
        is_join[cut - CUT // 2 : cut + CUT // 2] = True
    assert (made == bare)[0, ~is_join].all()
    assert not (made == bare)[0, is_join].all()


def test_a_cut_in_noise_is_as_loud_as_the_noise() -> None:
    noise = np.random.default_rng(0).standard_normal((4000, 4000)).astype(np.float32)
    made = np.concatenate(list(spliced([noise], (Span(0, 1500), Span(2500, 4000)))), axis=1)
    power = (made[:, 1500 - CUT // 2 : 1500 + CUT // 2] ** 2).mean(axis=0)
    assert 10 * np.log10(power) == pytest.approx(0, abs=0.5)  # of 4000 samples of chance each


@given(st.integers(1, 5000))
@settings(max_examples=20, deadline=None)
def test_blocks_of_any_length_are_spliced_alike(size) -> None:
    sound = np.random.default_rng(1).standard_normal((2, 9000)).astype(np.float32)
    pieces = (Span(0, 800), Span(1100, 1500), Span(2000, 8000))
    once = np.concatenate(list(spliced([sound], pieces)), axis=1)
    made = np.concatenate(list(spliced(in_blocks(sound, size), pieces)), axis=1)
    assert np.array_equal(made, once)


@given(st.integers(1, 900), st.integers(1, 900))
@settings(max_examples=20, deadline=None)
def test_overlaps_are_added_and_gaps_are_silent(first, second) -> None:
    one, two, three = (np.full((1, n), v, np.float32) for n, v in ((500, 1), (400, 2), (300, 4)))
    slots = (Slot(0, 500, 0), Slot(300, 400, 200), Slot(750, 300, 0))
    sounds = (in_blocks(one, first), in_blocks(two, second), in_blocks(three, first))
    made = np.concatenate(list(overlapped(sounds, slots)), axis=1)
    expected = np.repeat(np.float32([1, 3, 2, 0, 4]), [300, 200, 200, 50, 300])[None]
    assert np.array_equal(made, expected)
