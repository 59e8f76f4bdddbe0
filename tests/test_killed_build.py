"""``izdat build``, killed: what it published is whole at every moment, and what it kept is used."""

import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(os.name != "posix", reason="kill -9 is a matter of POSIX")

KILLS, MOST_TRIES = 4, 12
AFTER = 0.1  # seconds after a step, at most
MOST_FILES = 6  # of 17 that differ: the writing is faster than the looking
LOOK = 0.02  # seconds between two looks at what is published
SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
sound: {mp3: 64, opus: 32}
"""
TEXT = """\
---
number: 1
title: What the water {did}
published: 2031-04-07T06:00:00+02:00
---

## The call {{#call}}

Bring rope, bring boats. The wall is {did}.

## The answer {{#answer}}

We are {did}, and we row.
"""
DONE = ("took", "left")
Site = dict[str, bytes]


def write(show: Path, did: str) -> None:
    folder = show / "episodes" / "one"
    folder.mkdir(parents=True, exist_ok=True)
    (show / "show.yaml").write_text(SHOW)
    (folder / "episode.md").write_text(TEXT.format(did=did))


def site(show: Path) -> Site:
    """Return what a visitor finds just now; a build may be at work."""
    found = {}
    for path in sorted((show / "public").rglob("*")):
        if not path.name.startswith(".izdat-"):  # being written, and no server shows it
            try:
                found[path.relative_to(show / "public").as_posix()] = path.read_bytes()
            except (FileNotFoundError, IsADirectoryError):
                continue
    return found


def written_since(show: Path, moment: int) -> int:
    """Return how many files were published after ``moment``, in ns since the epoch."""
    count = 0
    for path in (show / "public").rglob("*"):
        with suppress(FileNotFoundError):  # gone between the two looks
            count += path.is_file() and path.stat().st_ctime_ns > moment
    return count


class Build:
    """A build in a process of its own."""

    def __init__(self, show: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "izdat", "build", show, "--future", "--json", "--jobs", "1"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.events: list[dict[str, object]] = []
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.events.append(json.loads(line))

    def steps(self) -> int:
        return sum(event["event"] == "ran" for event in self.events)

    def ended(self) -> str:
        """Wait for the end; return what it said went wrong."""
        assert self.process.stderr is not None
        with self.process:
            said = self.process.stderr.read()
            self._reader.join()
        return said


def finished(build: Build) -> Build:
    said = build.ended()
    assert build.process.returncode == 0, said
    return build


def check_whole(found: Site, wanted: dict[str, Site]) -> None:
    """Say which file is of neither text."""
    for name, data in found.items():
        assert any(whole.get(name) == data for whole in wanted.values()), f"{name} is torn"


def check_sounds(found: Site) -> None:
    """Say which page or feed names a sound that is not there. The site must stand still."""
    for name, data in found.items():
        if name.endswith((".html", ".xml", ".json")):
            for sound in re.findall(rb"[\w-]+-[0-9a-f]{8}\.(?:mp3|opus)", data):
                path = f"one/{sound.decode()}"
                assert path in found, f"{name} names {path}"


@pytest.mark.slow
def test_a_build_that_is_killed_tears_nothing_and_the_next_goes_on_from_there(
    tmp_path: Path,
) -> None:
    for did in DONE:
        write(tmp_path / did, did)
    calm = [finished(build) for build in [Build(tmp_path / did) for did in DONE]]
    wanted = {did: site(tmp_path / did) for did in DONE}
    assert {name.rpartition(".")[2] for name in wanted["took"]} >= {"mp3", "opus", "html", "xml"}
    assert b"one-" in wanted["took"]["feed.xml"]  # check_sounds has something to look for
    show, chance, met, killed = tmp_path / "show", random.Random(20311), set(), 0
    for attempt in range(MOST_TRIES):
        if killed == KILLS:
            break
        # From one text to the other, so that all that is published has to be replaced.
        write(show, DONE[attempt // 2 % 2])
        if attempt % 4 == 0:  # each text was built, or nearly: else there is nothing to do
            shutil.rmtree(show / ".izdat" / "store", ignore_errors=True)
        steps = files = 0
        if attempt % 2:
            files = chance.randint(1, MOST_FILES)  # it is killed while the site is written
        else:
            steps = chance.randint(0, calm[0].steps())  # while sound and pages are made
        began, build = time.time_ns(), Build(show)
        while build.process.poll() is None and build.steps() < steps:
            check_whole(site(show), wanted)
            time.sleep(LOOK)
        while build.process.poll() is None and written_since(show, began) < files:
            time.sleep(LOOK / 10)
        time.sleep(chance.uniform(0, AFTER) if steps else 0)
        build.process.send_signal(signal.SIGKILL)
        build.ended()
        found = site(show)
        check_whole(found, wanted)
        check_sounds(found)
        killed += build.process.returncode == -signal.SIGKILL
        met.add((build.steps(), len(found), found.get("one/index.html")))
    assert killed == KILLS
    assert len(met) >= KILLS - 1  # in different states
    for did in reversed(DONE):  # first that which was killed last
        write(show, did)
        assert finished(Build(show)).steps() < calm[0].steps()  # some of it was kept
        assert site(show) == wanted[did]
