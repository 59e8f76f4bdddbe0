import math
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.model.content import Emphasis, Paragraph, Strong, Text
from izdat.model.file import File
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.run import digest
from izdat.run.digesting import Digests


@dataclass(frozen=True, slots=True)
class One:
    value: object


@dataclass(frozen=True, slots=True)
class Other:
    value: object


@dataclass
class Loose:
    value: int


class Engine:
    def __init__(self, id):
        self.id = id


class Texty(str):
    __slots__ = ()


leaves = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(), st.binary(),
    st.datetimes(timezones=st.just(UTC)), st.dates(), st.timedeltas(),
    st.builds(Place, st.text(), st.integers()),
)  # fmt: skip
values = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner).map(tuple),
        inner.map(One),
        inner.map(Other),
        st.frozensets(st.one_of(st.text(), st.integers())),
    ),
    max_leaves=12,
)


def shown(value):
    """What a digest sees, written out slowly and plainly; -0.0 and 0.0 are two, 1 and True too."""
    if isinstance(value, Place):
        return "place"
    if isinstance(value, tuple):
        return ("tuple", *map(shown, value))
    if isinstance(value, frozenset):
        return ("set", frozenset(map(shown, value)))
    if isinstance(value, One | Other):
        return (type(value).__name__, shown(value.value))
    return (type(value).__name__, repr(value))


@given(values, values)
def test_two_digests_are_equal_exactly_if_the_values_are(one, other):
    assert (digest(one) == digest(other)) == (shown(one) == shown(other))


def test_a_place_does_not_count():
    words = (Text("a"),)
    here = Paragraph(words, place=Place("episode.md", 3, 1))
    there = Paragraph(words, place=Place("episode.md", 4, 1))
    assert digest(here) == digest(there)
    one = Problem("x", Place("a", 1), "m")
    assert digest(one) == digest(Problem("x", Place("a", 2), "m"))
    assert digest(one) != digest(Problem("x", Place("a", 1), "n"))


@dataclass(frozen=True, slots=True)
class Noted:
    value: int
    note: str = field(default="", compare=False)


def test_a_field_that_is_not_compared_does_not_count():
    assert digest(Noted(1, "a")) == digest(Noted(1, "b"))
    assert digest(Noted(1)) != digest(Noted(2))


def test_a_file_counts_by_its_bytes():
    file = File(Path("/here/a.wav"), "0" * 64, 3)
    assert digest(file) == digest(File(Path("/there/b.wav"), "0" * 64, 3))
    assert digest(file) != digest(File(Path("/here/a.wav"), "1" * 64, 3))
    assert digest(file) != digest("0" * 64)


def test_an_engine_counts_by_its_id():
    assert digest(Engine("espeak 1.52")) == digest(Engine("espeak 1.52"))
    assert digest(Engine("espeak 1.52")) != digest(Engine("espeak 1.51"))
    assert digest(Engine("espeak")) != digest("espeak")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        ((("a",), "b"), (("a", "b"),)),
        ((), None),
        (1, True),
        (1, 1.0),
        ("1", 1),
        ("a", b"a"),
        ((), frozenset()),
        (Emphasis((Text("a"),)), Strong((Text("a"),))),
        (One(1), Other(1)),
        (0.0, -0.0),
        (
            datetime(2031, 4, 7, 6, tzinfo=UTC),
            datetime(2031, 4, 7, 8, tzinfo=timezone(timedelta(hours=2))),
        ),
    ],
)
def test_what_looks_alike_differs(one, other):
    assert digest(one) != digest(other)


def test_a_value_of_no_number_has_a_digest():
    assert digest(math.nan) == digest(math.nan)


@pytest.mark.parametrize(
    "value",
    [Path("a"), ["a"], {"a": 1}, {1}, object(), Loose(1), Texty("a"), open, One(["a"]), int],
)
def test_what_is_not_frozen_is_refused(value):
    with pytest.raises(TypeError):
        digest((value,))


def test_a_digest_is_the_same_in_another_process():
    made = "frozenset({'a', 'b', 'c', 'd'}), ('é', 1.5, 10**30), Paragraph((Text('x'),))"
    program = (
        "from izdat.run import digest\nfrom izdat.model.content import Paragraph, Text\n"
        f"print(digest(({made})).hex())"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(found) == 1


def test_equal_parts_that_are_one_object_make_no_difference():
    text = "".join(["lan", "tern"])
    again = "".join(["lant", "ern"])
    assert text is not again
    assert digest((text, text)) == digest((text, again))
    shared = Text("a")
    assert digest((shared, shared)) == digest((Text("a"), Text("a")))


def test_a_digest_is_taken_once_and_never_of_another_value():
    digests = Digests()
    seen = {}
    for n in range(1000):  # ids are given again as soon as a value is gone
        seen[digests.of((n, "x"))] = n
    assert len(seen) == 1000
