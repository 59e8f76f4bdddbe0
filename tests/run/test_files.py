import os
import time

import pytest

from izdat.model.file import file_at
from izdat.run import FileDigests
from izdat.run.files import CLOCK


@pytest.fixture
def count(monkeypatch):
    """Counts how many files are read through."""
    read = []
    real = FileDigests._read

    def counted(self, path, name):
        read.append(path.name)
        return real(self, path, name)

    monkeypatch.setattr(FileDigests, "_read", counted)
    return read


def age(path, seconds=10):
    """Make a file look as if it was written some time ago, when the digests are saved."""
    then = time.time_ns() - seconds * 1_000_000_000
    os.utime(path, ns=(then, then))


def settle(folder, monkeypatch):
    """Save the digests as if it were later: nothing was changed just now."""
    digests = FileDigests(folder)
    for path in folder.glob("*.md"):
        digests.file_at(path)
    digests._is_changed = True
    digests.save()
    later = time.time_ns() + 2 * CLOCK
    os.utime(folder / ".izdat" / "files", ns=(later, later))


def test_a_file_is_read_once(show, count, monkeypatch):
    settle(show, monkeypatch)
    count.clear()
    digests = FileDigests(show)
    for path in show.glob("*.md"):
        assert digests.file_at(path) == file_at(path)
    assert count == []


def test_a_changed_file_is_read_again(show, count, monkeypatch):
    settle(show, monkeypatch)
    count.clear()
    (show / "e1.md").write_text("night I")  # as long as before
    assert FileDigests(show).file_at(show / "e1.md") == file_at(show / "e1.md")
    assert count == ["e1.md"]


def test_a_change_that_sets_the_time_back_is_noticed(show, monkeypatch):
    settle(show, monkeypatch)
    status = (show / "e1.md").stat()
    time.sleep(0.02)  # longer than the kernel's tick, so that its own time of change differs
    (show / "e1.md").write_text("NIGHT 1")
    os.utime(show / "e1.md", ns=(status.st_atime_ns, status.st_mtime_ns))
    assert FileDigests(show).file_at(show / "e1.md") == file_at(show / "e1.md")


def test_a_file_put_in_anothers_place_is_noticed(show, monkeypatch):
    settle(show, monkeypatch)
    status = (show / "e1.md").stat()
    (show / "new").write_text("NIGHT 1")
    os.utime(show / "new", ns=(status.st_atime_ns, status.st_mtime_ns))
    (show / "new").replace(show / "e1.md")
    assert FileDigests(show).file_at(show / "e1.md") == file_at(show / "e1.md")


def test_a_file_changed_within_the_clocks_step_is_read_again_until_it_is_old(show, count):
    digests = FileDigests(show)
    digests.file_at(show / "e1.md")
    digests.save()
    for _ in range(2):  # it was changed just before the digests were saved
        count.clear()
        digests = FileDigests(show)
        digests.file_at(show / "e1.md")
        assert count == ["e1.md"]
        digests.save()
    later = time.time_ns() + 2 * CLOCK
    os.utime(show / ".izdat" / "files", ns=(later, later))
    count.clear()
    FileDigests(show).file_at(show / "e1.md")
    assert count == []


def test_digests_are_written_only_when_they_changed(show, monkeypatch):
    settle(show, monkeypatch)
    before = (show / ".izdat" / "files").stat()
    digests = FileDigests(show)
    digests.file_at(show / "e1.md")
    digests.save()
    assert (show / ".izdat" / "files").stat().st_ino == before.st_ino


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1]", b'[1, {"e1.md": 3}]', b"[1, []]", b"\xff", b"[" * 100_000]
)
def test_digests_that_are_torn_are_taken_again(show, data):
    (show / ".izdat").mkdir()
    (show / ".izdat" / "files").write_bytes(data)
    assert FileDigests(show).file_at(show / "e1.md") == file_at(show / "e1.md")


def test_a_file_that_is_gone_is_forgotten_and_others_are_not(show, monkeypatch):
    settle(show, monkeypatch)
    (show / "e1.md").unlink()
    digests = FileDigests(show)
    (show / "new.md").write_text("new")
    digests.file_at(show / "new.md")
    digests.save()
    text = (show / ".izdat" / "files").read_text()
    assert "e1.md" not in text
    assert "e2.md" in text


def test_a_file_that_cannot_be_read_is_an_error_of_the_system(show):
    with pytest.raises(FileNotFoundError):
        FileDigests(show).file_at(show / "nothing")
    with pytest.raises(OSError, match="irectory"):
        FileDigests(show).file_at(show)
