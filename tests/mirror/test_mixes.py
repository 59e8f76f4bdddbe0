"""Row 26 of docs/release.md: whatever the others do, one honest copy is enough."""

import os
import random
import shutil
from datetime import UTC, datetime, timedelta

import pytest
from trial_copy import Copy
from trial_mirrors import (
    Fake,
    chaos,
    cutting,
    empty,
    endless,
    files_of,
    flipping,
    only_files,
    portal,
    refusing,
)

from izdat.mirror import FolderSource, Manner, Pace, check, sync
from izdat.release import PIECE, keys

MIXES = 500
NOW = datetime.now(UTC)
HURRIED = Manner(pace=Pace(rest=0.001, longest_rest=0.01, grace=0.01), stagger=0.01, within=20)


def sound(seed: int, tag: bytes) -> bytes:
    size = bytes([0, 0, len(tag) >> 7, len(tag) & 0x7F])
    return b"ID3\x04\x00\x00" + size + tag + b"\xff\xfb" + random.Random(seed).randbytes(PIECE)


RELEASES = [
    {"index.html": b"one", "083/audio.mp3": sound(83, b""), "old/page.html": b"old"},
    {"index.html": b"two", "083/audio.mp3": sound(83, b"a cover" * 900), "a.txt": b"a", "b": b""},
    {"index.html": b"three", "083/audio.mp3": sound(83, b"cover" * 99), "a.txt": b"a", "old": b"x",
     "b/c.txt": b"a"},
]  # fmt: skip


@pytest.fixture(scope="module")
def show(tmp_path_factory):
    """Return the words of a show, what its site held at each release, and a mirror of each."""
    folder = tmp_path_factory.mktemp("mixes")
    rounds, keys.ROUNDS = keys.ROUNDS, 2_000
    try:
        copy = Copy.made(folder / "show", now=NOW - timedelta(days=3))
        sites = []
        for number, files in enumerate(RELEASES):
            copy.release(files, now=NOW - timedelta(days=2 - number))
            sites.append(files_of(copy.public))
            sync([FolderSource(copy.public)], folder / f"mirror-{number}", copy.words, now=NOW)
        stranger = Copy.made(folder / "stranger", now=NOW)
        return copy.words, sites, files_of(stranger.public), folder
    finally:
        keys.ROUNDS = rounds


def hostile(chance, number, sites, stranger):
    """Return a copy of one of the kinds there are, and whether it must not count as newest."""
    newest, name = sites[-1], f"hostile-{number}"
    older = chance.choice(sites[:-1])
    kinds = {
        "frozen": lambda: (Fake(name, older), True),
        "another show's": lambda: (Fake(name, stranger), True),
        "mixed": lambda: (
            Fake(name, older | {"release/timestamp.json": newest["release/timestamp.json"]}), False
        ),
        "without the proof": lambda: (
            Fake(name, {n: d for n, d in newest.items() if not n.endswith("snapshot.json")}), False
        ),
        "silent": lambda: (Fake(name, newest, hangs=0.005), True),
        "a portal": lambda: (Fake(name, newest, portal), True),
        "empty": lambda: (Fake(name, newest, empty), True),
        "blocked": lambda: (
            Fake(name, newest, refusing(chance.choice([302, 403, 451, 500]))), True
        ),
        "busy": lambda: (Fake(name, newest, only_files(refusing(429))), False),
        "lying": lambda: (Fake(name, newest, only_files(flipping(chance))), False),
        "cutting": lambda: (Fake(name, newest, only_files(cutting(chance))), False),
        "withholding": lambda: (Fake(name, newest, only_files(empty)), False),
        "endless": lambda: (Fake(name, newest, endless), True),
        "lying without ranges": lambda: (
            Fake(name, newest, only_files(flipping(chance)), has_ranges=False), False
        ),
        "chaos": lambda: (Fake(name, newest, chaos(chance)), False),
    }  # fmt: skip
    return kinds[chance.choice(sorted(kinds))]()


@pytest.mark.slow
def test_one_honest_copy_among_any_others_is_enough(show, tmp_path, monkeypatch):
    words, sites, stranger, folder = show
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # nobody pulls the plug here
    newest = len(sites) + 1  # the first release was another
    for seed in range(MIXES):
        chance = random.Random(seed)
        mirrors = []
        suspects = set()
        for number in range(chance.randrange(1, 5)):
            mirror, is_suspect = hostile(chance, number, sites, stranger)
            mirrors.append(mirror)
            if is_suspect:
                suspects.add(mirror.name)
        mirrors.append(Fake("honest", sites[-1], has_ranges=chance.random() < 0.8))
        chance.shuffle(mirrors)
        target = tmp_path / "mirror"
        start = chance.randrange(-1, len(sites) - 1)
        if start >= 0:
            shutil.copytree(folder / f"mirror-{start}", target)
        synced = sync(mirrors, target, words, now=NOW, manner=HURRIED)
        assert synced.verdict.release == newest, seed
        found = check(FolderSource(target), words, now=NOW)
        assert found.is_whole, (seed, found.faults, found.unsigned)
        states = {each.name: each.state for each in synced.heard}
        assert states["honest"] == "newest", (seed, synced.heard)
        assert "newest" not in {states[name] for name in suspects}, (seed, synced.heard)
        shutil.rmtree(target)
