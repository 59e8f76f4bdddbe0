"""A show in which the machine's voice says names that the text withholds."""

import wave
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from izdat import chain, run
from izdat.engines import engine
from izdat.model.spoken import SpokenParagraph, Word
from izdat.run import Silent
from izdat.schedule import Options
from izdat.text.words import find_words

RATE = 22_050
NAME = "Augustina Bellamy"
SAID = (
    "On the second night the water came over the wall, and we carried the children to the school. "
    f"Then {NAME} held the lamp at the door until the morning. "
    "Nobody else wanted to stand there, because the wind was cold and the boat was late. "
    "We counted forty people, and all of them were alive."
)
SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
protect: false
sound: {mp3: 64, opus: 0, flac: true, channels: 1, clean: false}
"""
EPISODE = """\
---
title: On the pier
published: 2031-04-07T06:00:00+02:00
voices:
  mira: {name: Mira Vale}
---

## The pier {#pier}

```source
kind: interview
audio: pier.wav
```

@mira: {said}
"""
STANDIN = "[a neighbour]{.withheld who=p4}"


@dataclass(frozen=True)
class Speech:
    samples: NDArray[np.float32]  # (n,) at RATE
    name: tuple[float, float]  # seconds in which the name is heard


def spoken() -> Speech:
    words = tuple(Word(SAID[s:e], s, e, "en") for s, e in find_words(SAID))
    said = engine("speech", "espeak").say(SpokenParagraph(1, "", "en", SAID, words), "en", 165)
    times = {word.text: time for word, time in zip(words, said.words, strict=True)}
    first, last = NAME.split()
    samples = np.frombuffer(said.pcm, "<i2").astype(np.float32) / 32768
    assert said.rate == RATE
    # A room's noise, so that no stretch of it is all zeros.
    noise = np.random.default_rng(0).normal(0, 3e-4, len(samples)).astype(np.float32)
    return Speech(samples + noise, (times[first][0], times[last][1]))


def written(folder: Path, speech: Speech, *, text: str = "", show: str = "") -> Path:
    """Write a show whose recording is ``speech``; return its folder."""
    episode = folder / "episodes" / "083"
    episode.mkdir(parents=True)
    said = text or SAID.replace(NAME, STANDIN)
    (folder / "show.yaml").write_text(SHOW + show)
    (episode / "episode.md").write_text(EPISODE.replace("{said}", said))
    with wave.open(str(episode / "pier.wav"), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes((speech.samples * 32767).astype("<i2").tobytes())
    return folder


class Listening(Silent):
    def __init__(self) -> None:
        self.ran: list[str] = []

    def tell(self, event: object) -> None:
        if type(event).__name__ == "Ran":
            self.ran.append(event.step)  # type: ignore[attr-defined]


def build(show: Path) -> tuple[chain.Built, list[str]]:
    listening = Listening()
    options = Options(now=datetime(2040, 1, 1, tzinfo=UTC))
    return chain.build(show, options, workers=run.local(1), report=listening), listening.ran
