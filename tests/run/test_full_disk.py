import errno
import os
import shutil
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
import trial_steps
from trial_build import build, tree

from izdat.model.missing import MissingSpace
from izdat.model.publication import Output
from izdat.run import publish, publishing

NEEDS_ROOT = pytest.mark.skipif(
    getattr(os, "geteuid", lambda: 1)() != 0 or not shutil.which("mount"),
    reason="only root may mount a small disk",
)


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 1 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk may be mounted here")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def is_whole(show, expected):
    """Everything in the site is as an undisturbed build makes it, and nothing is half there."""
    return all(expected.get(name) == data for name, data in tree(show / "public").items())


@NEEDS_ROOT
@pytest.mark.parametrize("spare", [0, 10_000, 60_000, 200_000, 350_000])
def test_a_full_disk_is_told_and_tears_nothing(show, small_disk, tmp_path, spare):
    build(show)
    expected = tree(show / "public")
    other = small_disk / "show"
    other.mkdir()
    for path in show.glob("*.md"):
        shutil.copy(path, other)
    ballast = small_disk / "ballast"
    free = shutil.disk_usage(small_disk).free
    # The show needs some 330 kB with its store: at every one of these it is full elsewhere.
    ballast.write_bytes(b"x" * (free - min(spare, free)))
    fits = spare == 350_000
    with nullcontext() if fits else pytest.raises(MissingSpace, match=r"full(.|\n)*izdat clean"):
        build(other)
    assert is_whole(other, expected)
    ballast.unlink()
    build(other)
    assert tree(other / "public") == expected


LIMITED = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, resource.RLIM_INFINITY))
from izdat.model.missing import MissingSpace
from trial_build import build
try:
    build(Path(sys.argv[1]))
except MissingSpace as missing:
    print(missing)
"""


def test_a_file_larger_than_is_allowed_is_told_and_tears_nothing(show):
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, show, Path(trial_steps.__file__).parent],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "full" in done.stdout
    assert list((show / ".izdat" / "store" / "tmp").iterdir()) == []
    build(show)
    assert len(tree(show / "public")) == 8


def test_a_disk_that_fills_at_any_write_of_publishing_tears_nothing(tmp_path, monkeypatch):
    show = tmp_path / "show"
    names = ("a.mp3", "b.css", "c.vtt", "d/index.html", "feed.xml")

    def outputs(text):
        return [
            Output(name, trial_steps.written(show / "kept" / f"{text}-{n}", f"{text} {name}"))
            for n, name in enumerate(names)
        ]

    old, new = outputs("old"), outputs("new")
    allowed = 0
    real = os.write

    def write(descriptor, data):
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(descriptor, data)

    while True:
        left = 10**9
        shutil.rmtree(show / "public", ignore_errors=True)
        publish(old, show / "public", show)
        left = allowed
        monkeypatch.setattr(os, "write", write)
        try:
            publish(new, show / "public", show)
            break
        except MissingSpace:
            found = tree(show / "public")
            assert list(found) == sorted(found)
            assert {found[name] for name in names} <= {
                f"{text} {name}".encode() for text in ("old", "new") for name in names
            }
            assert len(found) == len(names)
        finally:
            monkeypatch.setattr(os, "write", real)
        allowed += 1
    assert allowed == len(names)


def test_a_site_that_cannot_fit_changes_nothing(tmp_path, monkeypatch):
    show = tmp_path / "show"
    old = Output("a.mp3", trial_steps.written(show / "kept" / "old", "old"))
    publish([old], show / "public", show)
    new = Output("a.mp3", trial_steps.written(show / "kept" / "new", b"x" * 20_000_000))
    monkeypatch.setattr(
        publishing.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 10**7)
    )
    with pytest.raises(MissingSpace, match="20 MB more"):
        publish([new], show / "public", show)
    assert tree(show / "public") == {"a.mp3": b"old"}
