"""The page follows the voice: what lights up is what is heard, where a browser plays the sound."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from izdat.engines import engine
from izdat.model.spoken import SpokenParagraph, Word
from izdat.text.words import find_words

pytestmark = pytest.mark.judge

SLUG = "when-we-rowed"
TEXT = (
    "Neighbours, the embankment is gone, and an hour ago the water came into the market. We have "
    "eleven boats, and nobody sleeps tonight. Bring lanterns, bring blankets, bring everything "
    "that floats. Yesterday three hundred people crossed the river in an open boat, singing "
    "underneath umbrellas, and all of them arrived."
)
EPISODE = f"""---
number: 1
title: When we rowed
lang: en
published: 2026-01-01T06:00:00+00:00
summary: Heard and read.
---

## Call {{#call}}

```source
kind: call
audio: call.wav
```

{TEXT}
"""
MOMENTS = 10


@pytest.fixture(scope="module")
def heard(once: Callable[..., Path]) -> tuple[Path, list[str], list[tuple[float, float]]]:
    """A published show with a recording, its words, and when each is heard: the engine says it."""
    spoken = tuple(Word(TEXT[a:b], a, b, "en") for a, b in find_words(TEXT))
    speech = engine("speech", "espeak").say(SpokenParagraph(1, "", "en", TEXT, spoken), "en", 165)

    def izdat(*arguments: str) -> None:
        command = (sys.executable, "-m", "izdat", *arguments)
        told = subprocess.run(command, capture_output=True, check=False)
        assert told.returncode == 0, told.stderr.decode()

    def build(folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        izdat("new", str(folder), "--title", "A show")
        own = (folder / "episodes" / "first").rename(folder / "episodes" / SLUG)
        (own / "episode.md").write_text(EPISODE, encoding="utf-8")
        (folder / "text.txt").write_text(TEXT, encoding="utf-8")
        izdat("speak", str(folder / "text.txt"), "--out", str(own / "call.wav"))
        assert (own / "call.words.vtt").exists()
        izdat("build", "--quiet", str(folder))

    return once("judged-player", build), [word.text for word in spoken], list(speech.words)


def test_the_word_that_is_heard_lights_up_at_ten_moments(
    heard: tuple[Path, list[str], list[tuple[float, float]]],
    ask_player: Callable[[Path, str, list[float]], list[dict[str, Any]]],
) -> None:
    show, words, times = heard
    long = sorted(range(len(words)), key=lambda n: times[n][0] - times[n][1])[:MOMENTS]
    asked = [(words[n], sum(times[n]) / 2) for n in sorted(long)]
    # Where one word stood lit all the time, nothing would be shown.
    assert all(before != after for (before, _), (after, _) in pairwise(asked))
    seen = ask_player(show / "public", f"{SLUG}/", [at for _, at in asked])
    assert [each["word"] for each in seen] == [word for word, _ in asked]
    assert {each["paragraph"] for each in seen} == {"call-1"}
