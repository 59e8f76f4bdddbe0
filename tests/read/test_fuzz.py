"""Whatever lies in a show's folder, it is read without a traceback, and places are in the file."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.model.problem import Problem
from izdat.read.show import read_show
from izdat.read.yaml import Items, Mapping, Scalar, read_yaml

Find = Callable[[Path], tuple[Problem, ...]]
SETTINGS = settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))

_SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
languages: [en, ar]
description: Voices from a town under water.
owner: {name: The Night Ferry, email: crew@nightferry.example}
categories: [Society & Culture > Documentary, News]
licence: {name: CC0-1.0, url: https://creativecommons.org/publicdomain/zero/1.0/}
voices:
  host: {name: The Night Ferry, role: host}
sound: {pause: 1.2, mp3: 128}
theme: {accent: "#8a3b12"}
"""
_EPISODE = """\
---
number: 12
title: When the river came in
published: 2031-04-07T06:00:00+02:00
voices:
  boat: {name: a boat pilot, disguise: true}
soundbites: [{start: "0:14", duration: 8}]
---

## Bring rope {#call}

```source
kind: call
by: [host, boat]
first: {where: leaflet, lang: ru, date: 2031-04-02}
audio: call.wav
```

@boat 0:14: [About forty]{.claim #homes-1 of=homes at=Ostrova} houses.[^a] [word] [x]{.note}

{.stage}
A motor coughs.

[^a]: A note.
"""
_ARABIC = """\
---
title: حين دخل النهر
translation: {by: مكتب, date: 2031-04-09}
voices:
  boat: {name: ربان}
---

## هاتوا الحبال {#call}

{from="call:1"}
@boat: [أربعون]{.claim #homes-1 of=homes} بيتًا.
"""
_PIECES = st.sampled_from(
    [
        "---", "\n", ": ", "- ", "[", "]", "{", "}", "&a", "*a", "!!str", "<<", "~", "|", ">", '"',
        "'", "#", "\t", "\0", "\x07", "\ufeff", "\u2028", "\r", "@", "`", "../", "\\", "%",
        "\udc80", "💧", "null", "0x1", "1e999", ".inf", "9" * 500, "title", "voices", "```",
        "{#call}", "[^",
        "2031-13-40", "C:\\", "\x85", "?", "a: b", " ", "=", "host", "https://[", "@boat 9:99: ",
    ]
)  # fmt: skip


@st.composite
def mutated(draw, text: str) -> bytes:  # type: ignore[no-untyped-def]
    """A valid text with pieces put in, taken out and swapped."""
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 12)))
        text = text[:start] + draw(_PIECES | st.text(max_size=5)) + text[end:]
    return text.encode("utf-8", "surrogateescape" if "\udc80" in text else "replace")


def _bytes(text: str) -> st.SearchStrategy[bytes]:
    encoded = text.encode()
    return st.one_of(
        mutated(text).filter(lambda given: given != encoded),
        st.binary(max_size=200),
        st.binary(max_size=40).map(lambda given: encoded[:60] + given + encoded[60:]),
    )


def _check_places(folder: Path, problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        path = folder / problem.place.file
        if problem.place.line and path.is_file():
            text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
            lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
            assert 1 <= problem.place.line <= len(lines), problem
            assert problem.place.column <= len(lines[problem.place.line - 1]) + 1, problem
        str(problem).encode()


@SETTINGS
@given(_bytes(_EPISODE), _bytes(_ARABIC))
def test_no_bytes_of_an_episode_break_the_reader(
    all_problems: Find, episode: bytes, arabic: bytes
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "episodes/night-1").mkdir(parents=True)
        (folder / "show.yaml").write_text(_SHOW, encoding="utf-8")
        (folder / "episodes/night-1/episode.md").write_bytes(episode)
        (folder / "episodes/night-1/episode.ar.md").write_bytes(arabic)
        problems = all_problems(folder)
        assert problems == all_problems(folder)
        _check_places(folder, problems)


@SETTINGS
@given(_bytes(_SHOW))
def test_no_bytes_of_a_show_break_the_reader(all_problems: Find, show: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "show.yaml").write_bytes(show)
        _check_places(folder, all_problems(folder))


_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
_KEYS = (
    "title address lang description author subtitle languages titles descriptions owner image "
    "image-alt categories explicit type copyright licence guid medium locked block complete "
    "new-feed funding voices location trailer podroll publisher update-frequency podping links "
    "mirrors contact network sound speech theme"
).split()


@SETTINGS
@given(st.dictionaries(st.sampled_from(_KEYS), _values, max_size=8))
def test_no_types_of_a_shows_values_break_the_reader(values: dict[str, object]) -> None:

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
        (folder / "show.yaml").write_text(lines, encoding="utf-8")
        read = read_show(folder, _no_file)
        _check_places(folder, read.problems)


def _no_file(path: Path):  # type: ignore[no-untyped-def]
    raise FileNotFoundError(2, "No such file or directory", str(path))


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES | st.text(max_size=4), max_size=12).map("".join))
def test_no_text_breaks_the_yaml_reader(text: str) -> None:
    node, problems = read_yaml(text, file="show.yaml")
    assert node is None or isinstance(node, Scalar | Items | Mapping)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for problem in problems:
        assert 1 <= problem.place.line <= len(lines)
        assert problem.place.column <= len(lines[problem.place.line - 1]) + 1
