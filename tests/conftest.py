"""What all tests share."""

import fcntl
import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from hypothesis import settings

from izdat import engines, hearing
from izdat.align import find as align_find
from izdat.model.alignment import Alignment, NotHeard, NotWritten
from izdat.model.spoken import SpokenSegment
from izdat.model.time import WordTime
from izdat.run import workers

# A shared machine may stall at any moment: no example is judged by the clock. In CI every run tries
# the same examples, so that a change is not blamed for what chance found; elsewhere they are new.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--golden-write", action="store_true", help="write the golden published tree anew"
    )


# ---- recordings, and an aligner to find their words ----------------------------

MODELS = b"the models of somebody's voice"
LONG = 6  # seconds; a minute, for the tests' sake

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
speech: {engine: none}
sound: {mp3: 32, opus: 0, channels: 1}
"""

EPISODE = """\
---
number: 83
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

@mira 0:01: How many people did you take across in one night?

About three hundred since Wednesday.

## The shore {#shore}

```source
kind: interview
audio: shore.wav
```

@mira: Nobody came back.
"""


@dataclass(frozen=True)
class Found:
    alignment: Alignment
    models: bytes


@dataclass
class FakeAligner:
    """Gives each word a quarter of a second, and remembers what it was asked."""

    models = MODELS
    long = LONG

    missing: frozenset[str] = frozenset()  # words that it does not find
    unsure: frozenset[str] = frozenset()  # words of which it is not sure
    failure: str = ""
    asked: list[tuple[str, int, tuple[bytes, ...], list[float | None]]] = field(
        default_factory=list
    )

    def __call__(self, spoken: SpokenSegment, samples, phonetics, known=None, tell=None) -> Found:
        anchors = [paragraph.at for paragraph in spoken.paragraphs]
        self.asked.append((spoken.segment, len(samples), tuple(known or ()), anchors))
        tell(0.5, "listening")
        words = [word.text for paragraph in spoken.paragraphs for word in paragraph.words]
        if self.failure:
            return Found(Alignment((None,) * len(words), failure=self.failure), b"")
        times = [
            None
            if word in self.missing
            else WordTime(1 + n / 4, 1.2 + n / 4, 0.25 if word in self.unsure else 0.9)
            for n, word in enumerate(words)
        ]
        runs = tuple(NotHeard(n, n + 1, "absent") for n, time in enumerate(times) if not time)
        unwritten = (NotWritten(4.0, 6.5),) if len(samples) > LONG * 16_000 else ()
        return Found(Alignment(tuple(times), runs, unwritten), MODELS + spoken.segment.encode())

    @staticmethod
    def noise(path: Path, seconds: float) -> None:
        rate = 8000
        sound = np.random.default_rng(7).normal(0, 3000, round(seconds * rate)).astype("<i2")
        with wave.open(str(path), "wb") as writer:
            writer.setnchannels(1)
            writer.setsampwidth(2)
            writer.setframerate(rate)
            writer.writeframes(sound.tobytes())


class FakePhonetics:
    """Knows English."""

    id = "fake phonetics 1"

    def voices(self, lang: str) -> tuple[str, ...]:
        return ("en",) if lang == "en" else ()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeAligner:
    """An aligner that knows its answers beforehand, in place of izdat's own; in this process."""
    made = FakeAligner()
    alone = workers.local(1)
    monkeypatch.setattr(workers, "local", lambda jobs: alone)
    monkeypatch.setattr(align_find, "find_words", made)
    monkeypatch.setattr(engines, "phonetic_engine", lambda name: FakePhonetics())
    monkeypatch.setattr(hearing, "SHORT", float(LONG))
    return made


@pytest.fixture
def recorded_show(tmp_path: Path) -> Path:
    """A show with an episode 083 of two recordings, one longer and one shorter than ``LONG``."""
    folder = tmp_path / "show"
    episode = folder / "episodes" / "083"
    episode.mkdir(parents=True)
    (folder / "show.yaml").write_text(SHOW)
    (episode / "episode.md").write_text(EPISODE)
    FakeAligner.noise(episode / "pier.wav", LONG + 1)
    FakeAligner.noise(episode / "shore.wav", LONG - 1)
    return folder


@pytest.fixture
def one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no verb start processes: their start is most of the time of a small show."""
    one = workers.local(1)
    monkeypatch.setattr(workers, "local", lambda jobs: one)
    monkeypatch.setattr("izdat.run.local", lambda jobs: one)


# ---- the example show -----------------------------------------------------------

EXAMPLE = Path(__file__).parent.parent / "examples" / "night-ferry"


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Return what makes a file or folder once, also where tests run in several processes."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent  # of all workers of this run

    def make_once(name: str, make: Callable[[Path], None]) -> Path:
        target, partial = root / name, root / f"{name}.partial"
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not target.exists():
                make(partial)
                partial.rename(target)
        return target

    return make_once


def _build_example(folder: Path) -> None:
    """Build a copy of the example show in ``folder``, in every codec; one episode is a draft, too.

    Its story is of a year to come.
    """
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("public", ".izdat"))
    show = folder / "show.yaml"
    text = show.read_text()
    assert text.count("\nsound:\n") == 1
    show.write_text(text.replace("\nsound:\n", "\nsound:\n  m4a: 96\n  flac: true\n"))
    draft = folder / "episodes" / "a-draft"
    shutil.copytree(folder / "episodes" / "on-the-pier", draft)
    lines = (draft / "episode.md").read_text("utf-8").splitlines(keepends=True)
    dated = ("number:", "published:", "updated:")
    (draft / "episode.md").write_text("".join(x for x in lines if not x.startswith(dated)), "utf-8")
    command = [sys.executable, "-m", "izdat", "build", "--future", "--drafts", "--quiet"]
    told = subprocess.run([*command, folder], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr


@pytest.fixture(scope="session")
def example(once: Callable[..., Path]) -> Path:
    """The folder of the example show, built once for all tests, which leave it as it is."""
    return once("example", _build_example)
