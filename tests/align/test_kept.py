"""Kept models come back as they were, and what is something else is told to be."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.align.kept import Kept, kept_in
from izdat.align.views import Trained


def kept(made, *sizes, axes=()):
    views = [made(n, size=size)[0] for n, size in enumerate(sizes)]
    return Kept(
        tuple(
            Trained(models, np.full((5, len(models.mean)), n) / 3 if n in axes else None)
            for n, models in enumerate(views)
        )
    )


@pytest.mark.parametrize("axes", [(), (1,), (0, 2)])
def test_models_come_back_as_they_were(made, axes):
    before = kept(made, 2, 3, 4, axes=axes)
    after = kept_in(before.as_bytes())
    assert after is not None
    assert len(after.views) == 3
    for own, other in zip(before.views, after.views, strict=True):
        assert own.models.signs == other.models.signs
        for name in ("mean", "variance", "weight", "stay"):
            array = getattr(other.models, name)
            assert array.dtype == getattr(own.models, name).dtype
            assert array.tolist() == getattr(own.models, name).tolist()
        assert (own.axes is None) == (other.axes is None)
        assert own.axes is None or own.axes.tolist() == other.axes.tolist()


def test_the_same_models_are_the_same_bytes(made):
    assert kept(made, 2, 3, axes=(1,)).as_bytes() == kept(made, 2, 3, axes=(1,)).as_bytes()
    data = kept(made, 2, 3, axes=(1,)).as_bytes()
    assert kept_in(data).as_bytes() == data


def test_a_phone_may_have_any_sign(made):
    models = made(1, phones=3)[0]
    object.__setattr__(models, "signs", ("ɪ̯", '"', "\\"))
    assert kept_in(Kept((Trained(models),)).as_bytes()).views[0].models.signs == models.signs


def test_no_models_are_none(made):
    assert kept_in(Kept(()).as_bytes()) is None


@settings(max_examples=60)
@given(st.integers(0, 10_000))
def test_where_bytes_are_missing_there_are_none(made, place):
    data = kept(made, 2, 3, axes=(1,)).as_bytes()
    assert kept_in(data[: place % len(data)]) is None


HEAD = b'{"form": 2, "signs": ["a"], "views": [[1, 0]]}'


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no models",
        b"\n",
        b"\x80\x04N.",  # a pickle
        b"5\n",
        b"[" * 90_000,
        b"{" + b" " * 200_000 + b"}",
        HEAD,
        HEAD + b"\n",
        HEAD + b"\n" + bytes(100),
        HEAD.replace(b"2", b"1", 1) + b"\n",
        HEAD.replace(b"[1, 0]", b"[-1, 0]") + b"\n",
        HEAD.replace(b"[1, 0]", b"[1e999, 0]") + b"\n",
        HEAD.replace(b"[1, 0]", b"[1000000000000, 0]") + b"\n",
        HEAD.replace(b"[1, 0]", b"5") + b"\n",
        HEAD.replace(b'"a"', b"7") + b"\n",
        HEAD.replace(b'["a"]', b"7") + b"\n",
    ],
)
def test_what_is_something_else_is_none(data):
    assert kept_in(data) is None


@settings(max_examples=60)
@given(st.integers(0, 200), st.integers(0, 255))
def test_whatever_the_damage_nothing_is_raised(made, place, value):
    data = bytearray(kept(made, 2, 3, axes=(1,)).as_bytes())
    data[place] = value
    found = kept_in(bytes(data))
    assert found is None or len(found.views) == 2
