"""The core schema of YAML 1.2.2, section 10.3.2, and places."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.place import Place
from izdat.read import yaml as reader
from izdat.read.yaml import Items, Mapping, Scalar, read_yaml, resolve


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("yes", "yes"), ("on", "on"), ("true", True), ("TRUE", True),
        ("False", False),
        ("tRue", "tRue"), ("null", None), ("~", None), ("", None), ("NULL", None), ("nUll", "nUll"),
        ("12", 12), ("-3", -3), ("+7", 7), ("0o17", 15), ("017", 17), ("0x1F", 31), ("0b1", "0b1"),
        ("1_000", "1_000"), ("12:40", "12:40"), ("2031-04-07", "2031-04-07"), ("1.5", 1.5),
        (".5", 0.5), ("5.", 5.0), ("1e3", 1000.0), ("-.inf", -math.inf), (".Inf", math.inf),
        ("١٢", "١٢"), ("9" * 401, "9" * 401), ("=", "="), ("<<", "<<"),
    ],
)  # fmt: skip
def test_a_plain_word_means_what_the_core_schema_says(text: str, value: object) -> None:
    found = resolve(text)
    assert found == value
    assert type(found) is type(value)


def test_not_a_number_is_a_number() -> None:
    found = resolve(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


def test_a_quoted_word_is_text() -> None:
    node, problems = read_yaml("a: \"12\"\nb: 'true'\nc: |\n  no\n", file="f")
    assert problems == ()
    assert isinstance(node, Mapping)
    assert [entry.value for entry in node.entries] == [
        Scalar("12", "12", Place("f")),
        Scalar("true", "true", Place("f")),
        Scalar("no\n", "no\n", Place("f")),
    ]


def test_keys_and_values_know_their_line_and_column() -> None:
    source = "é: {ю: [1, водa]}\n# a comment\n\nlast:\n  - x\n"
    node, _ = read_yaml(source, file="f", first_line=10)
    assert isinstance(node, Mapping)
    first, last = node.entries
    assert (first.place, first.value.place) == (Place("f", 10, 1), Place("f", 10, 4))
    assert isinstance(first.value, Mapping)
    inner = first.value.entries[0].value
    assert isinstance(inner, Items)
    assert [item.place for item in inner.items] == [Place("f", 10, 9), Place("f", 10, 12)]
    assert last.place == Place("f", 13, 1)
    assert isinstance(last.value, Items)
    assert last.value.items[0].place == Place("f", 14, 5)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "a: ",
                "b",
                "\n",
                "- ",
                "[",
                "]",
                "{",
                "}",
                ", ",
                "'",
                '"',
                "  ",
                "#c",
                "1",
                "~",
                "&x ",
            ]
        ),
        max_size=14,
    ).map("".join)
)
def test_libyaml_and_the_parser_in_python_agree(text: str) -> None:
    with_libyaml = read_yaml(text, file="f")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "_Loader", yaml.SafeLoader)
        alone = read_yaml(text, file="f")
    # Their messages differ; what they take and what they refuse does not.
    assert with_libyaml[0] == alone[0]
    assert bool(with_libyaml[1]) == bool(alone[1])
