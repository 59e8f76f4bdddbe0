"""kill -9 while a mirror is synced: row 19 of docs/release.md, in a process of its own each time.

At every third call here, to be quick; ``benchmarks/kills.py`` does the same to the verb, at every
call of the system that writes.
"""

import itertools
import os
import shutil
import signal
from datetime import UTC, datetime, timedelta

import pytest
from trial_copy import Copy
from trial_mirrors import Fake, files_of

from izdat.mirror import FolderSource, Manner, Pace, check, sync
from izdat.release import PIECE, keys

NOW = datetime.now(UTC)
HURRIED = Manner(pace=Pace(rest=0.001, longest_rest=0.01, grace=0.02), stagger=0.02, within=20)
CALLS = (
    "pwrite", "posix_fallocate", "ftruncate", "replace", "mkdir", "fsync", "unlink", "rmdir"
)  # fmt: skip
SOUND = bytes(range(255)) * 9_000  # three pieces, the last a short one
ONE = {"index.html": b"<p>one", "083/a.mp3": b"ID3" * 10, "old/a.txt": b"a"}
TWO = {"index.html": b"<p>two", "083/a.mp3": b"ID3" * 10, "084/audio.mp3": SOUND}
# The three share most of their calls.
STRIDE = {"with a mirror": 3, "with nothing": 5, "after a kill": 7}

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return the words of a show, its site at two releases, and a mirror of the first."""
    folder = tmp_path_factory.mktemp("kills")
    rounds, keys.ROUNDS = keys.ROUNDS, 2_000
    try:
        copy = Copy.made(folder / "show", now=NOW - timedelta(days=9))
        copy.release(ONE, now=NOW - timedelta(days=2))
        one = files_of(copy.public)
        sync([FolderSource(copy.public)], folder / "mirror", copy.words, now=NOW)
        copy.release(TWO, now=NOW - timedelta(days=1))
        return copy.words, one, files_of(copy.public), folder / "mirror"
    finally:
        keys.ROUNDS = rounds


def is_killed_at(number, folder, files, words):
    """Sync in another process, which is killed as its ``number``th call begins; False: it ended."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    try:  # nothing of pytest may go on here
        count = itertools.count(1)

        def counted(name, real):
            def call(*arguments, **more):
                if next(count) == number:
                    os.kill(os.getpid(), signal.SIGKILL)
                return None if name == "fsync" else real(*arguments, **more)

            return call

        for name in CALLS:
            setattr(os, name, counted(name, getattr(os, name)))
        sync([Fake("a", files)], folder, words, now=NOW, manner=HURRIED)
        os._exit(0)
    except BaseException:
        os._exit(1)


def kept_of(sound, folder):
    """Return how many bytes of ``sound`` a killed sync had written, whole pieces."""
    places = [folder / "084/audio.mp3", *folder.glob("release/mirror/parts/*")]
    found = [path.read_bytes() for path in places if path.is_file()]
    starts = range(0, len(sound), PIECE)
    return max(
        (sum(len(sound[at : at + PIECE]) for at in starts
             if data[at : at + PIECE] == sound[at : at + PIECE])
         for data in found if len(data) == len(sound)), default=0,
    )  # fmt: skip


@pytest.mark.parametrize("begins", STRIDE)
def test_a_kill_tears_nothing_and_the_next_sync_fetches_only_the_rest(
    made, tmp_path, monkeypatch, begins
):
    words, one, two, mirror = made
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)  # a power cut is not tried here
    before = tmp_path / "before"
    if begins == "with nothing":
        before.mkdir()
    else:
        shutil.copytree(mirror, before)
    if begins == "after a kill":
        number = next(n for n in itertools.count(1) if kept_after(n, tmp_path, made))
        assert is_killed_at(number, before, two, words)
    signed = [data for name, data in two.items() if not name.startswith("release/")]
    layer = 3 * 32  # bytes of the hashes of three pieces
    most = sum(map(len, signed)) + layer
    for number in itertools.count(1, STRIDE[begins]):
        folder = tmp_path / "m"
        shutil.copytree(before, folder)
        is_killed = is_killed_at(number, folder, two, words)
        for name, data in files_of(folder).items():
            if not name.startswith("release/mirror") and "/.izdat-" not in f"/{name}":
                assert data in (one.get(name), two.get(name)), (number, name)
        if (folder / "release/timestamp.json").exists():
            proof = check(FolderSource(folder), words, now=NOW, proof_only=True)
            assert proof.verdict.release in (2, 3), number
        if not is_killed:
            break
        kept = kept_of(SOUND, folder)
        result = sync([Fake("a", two)], folder, words, now=NOW, manner=HURRIED)
        assert check(FolderSource(folder), words, now=NOW).is_whole, number
        assert result.received <= most - kept, number
        assert not [name for name in files_of(folder) if ".izdat-" in name], number
        assert not list((folder / "release/mirror/parts").iterdir()), number
        shutil.rmtree(folder)
    assert number > 40


def kept_after(number, tmp_path, made):
    """Say whether a kill at this call leaves some of the sound, and not all of it."""
    words, _, two, mirror = made
    folder = tmp_path / "tried"
    shutil.copytree(mirror, folder)
    is_killed_at(number, folder, two, words)
    kept = kept_of(SOUND, folder)
    shutil.rmtree(folder)
    return 0 < kept < len(SOUND)
