"""`izdat bundle zip`, `usb` and what all kinds share."""

import errno
import hashlib
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from trial_bundle import FILES, PIECE

from izdat.bundle import NotAsSigned, copy_to_stick, read_site, write_torrent, write_zip
from izdat.bundle import stick as sticks
from izdat.bundle.stick import BadStick
from izdat.cli import main
from izdat.mirror import FolderSource, ZipSource, check
from izdat.model.missing import MissingSpace
from izdat.release import Entry, Forged, Incomplete

OTHER_WORDS = "lusab-babad-gutih-tugad-gutuk-bisog-mudof-sakat"
SOURCE = Path(__file__).parents[2] / "src"


def now():
    return datetime.now(UTC)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def typed(*words):
    return CliRunner().invoke(main, list(map(str, words)))


def tree(folder):
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.*") if p.is_file()
    }


# ---- what all share ------------------------------------------------------------------


def test_a_site_that_is_not_as_it_was_signed_makes_no_bundle(copy, tmp_path):
    for change in (lambda d: d[:-1] + b"!", lambda d: d[:-1], lambda d: d + b"!"):
        path = copy.public / "083/audio.mp3"
        path.write_bytes(change(FILES["083/audio.mp3"]))
        site = read_site(copy.public, copy.words, now=now())
        for write in (write_zip, lambda s, t: write_torrent(s, t, name="x")):
            with pytest.raises(NotAsSigned, match=r"083/audio\.mp3"):
                write(site, tmp_path / "out")
        with pytest.raises(NotAsSigned, match=r"083/audio\.mp3"):
            copy_to_stick(site, tmp_path / "stick")
        assert not (tmp_path / "out").exists()
        assert not (tmp_path / "stick/083/audio.mp3").exists()
        assert not list(tmp_path.glob(".izdat-*"))


def test_a_link_in_the_copy_is_not_followed(copy, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(FILES["empty.txt"])
    for name in ("empty.txt", "release/more.json"):
        path = copy.public / name
        path.unlink(missing_ok=True)
        path.symlink_to(secret)
        with pytest.raises(NotAsSigned, match="link"):
            write_zip(read_site(copy.public, copy.words, now=now()), tmp_path / "out.zip")
        path.unlink()
        path.write_bytes(b"")


def test_a_pipe_in_the_copy_holds_nobody_up(copy, tmp_path):
    (copy.public / "empty.txt").unlink()
    os.mkfifo(copy.public / "empty.txt")
    with pytest.raises(NotAsSigned, match="no file"):
        write_zip(read_site(copy.public, copy.words, now=now()), tmp_path / "out.zip")


def test_only_the_words_make_a_bundle(copy):
    with pytest.raises(Forged):
        read_site(copy.public, OTHER_WORDS, now=now())
    (copy.public / "release/timestamp.json").unlink()
    with pytest.raises(Incomplete):
        read_site(copy.public, copy.words, now=now())


class Vast:
    """A site of one large file that nobody has on a disk."""

    def __init__(self, site, size):
        self.proof, self.size, self._site = site.proof, size, site
        zeros = hashlib.sha256()
        for _ in range(size // PIECE):
            zeros.update(bytes(PIECE))
        self.files = (Entry("vast.mp3", size, zeros.hexdigest()),)
        self.in_order = [*self.files, *self.proof]

    def blocks(self, entry):
        if entry.path != "vast.mp3":
            yield from self._site.blocks(entry)
            return
        for _ in range(self.size // PIECE):
            yield bytes(PIECE)


@pytest.mark.parametrize("kind", ["zip", "usb", "torrent"])
def test_memory_does_not_grow_with_the_show(site, tmp_path, kind):
    peaks = []
    for size in (4 * PIECE, 48 * PIECE):
        vast = Vast(site, size)
        tracemalloc.start()
        if kind == "zip":
            write_zip(vast, tmp_path / "a.zip")
        elif kind == "usb":
            copy_to_stick(vast, tmp_path / f"stick{size}")
        else:
            write_torrent(vast, tmp_path / "a.torrent", name="a")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] - peaks[0] < PIECE


# ---- zip -----------------------------------------------------------------------------


def test_a_zip_is_the_copy_whole_and_checked_as_it_is(signed, site, tmp_path):
    write_zip(site, tmp_path / "a.zip")
    found = check(ZipSource(tmp_path / "a.zip"), signed.words, now=now())
    assert found.is_whole
    assert found.verdict.files == len(FILES) + 1
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.testzip() is None
        assert {each.compress_type for each in archive.infolist()} == {zipfile.ZIP_STORED}
        archive.extractall(tmp_path / "out")
    assert tree(tmp_path / "out") == tree(signed.public)
    assert check(FolderSource(tmp_path / "out"), signed.words, now=now()).is_whole


def test_a_zip_is_the_same_bytes_on_another_day_and_machine(signed, copy, tmp_path, monkeypatch):
    write_zip(read_site(signed.public, signed.words, now=now()), tmp_path / "a.zip")
    for path in copy.public.rglob("*"):
        os.utime(path, (1, 1))
        path.chmod(0o700)
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    monkeypatch.setattr(sys, "platform", "win32")
    write_zip(read_site(copy.public, copy.words, now=now()), tmp_path / "b.zip")
    assert digest(tmp_path / "a.zip") == digest(tmp_path / "b.zip")


def test_a_zip_of_more_than_4_gb_has_the_long_form(site, tmp_path, monkeypatch):
    """The limit is lowered, and then each member needs what only 4 GB would."""
    monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 500_000)
    write_zip(site, tmp_path / "a.zip")
    monkeypatch.undo()
    data = (tmp_path / "a.zip").read_bytes()
    assert b"PK\x06\x06" in data  # the ZIP64 end of the directory
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.read("083/audio.mp3") == FILES["083/audio.mp3"]
        assert archive.getinfo("083/audio.mp3").extract_version == 45


def test_a_full_disk_leaves_the_zip_from_before(site, tmp_path, monkeypatch):
    (tmp_path / "a.zip").write_bytes(b"before")
    real = os.fsync

    def full(to):
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MissingSpace):
        write_zip(site, tmp_path / "a.zip")
    monkeypatch.setattr(os, "fsync", real)
    assert (tmp_path / "a.zip").read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


# ---- usb -----------------------------------------------------------------------------


def test_a_stick_is_the_copy_whole(signed, site, tmp_path):
    done = copy_to_stick(site, tmp_path / "stick")
    assert (done.copied, done.kept, done.others) == (len(site.in_order), 0, ())
    assert done.written == site.size
    assert tree(tmp_path / "stick") == tree(signed.public)
    assert check(FolderSource(tmp_path / "stick"), signed.words, now=now()).is_whole


def test_a_second_time_nothing_is_written(site, tmp_path):
    copy_to_stick(site, tmp_path / "stick")
    (tmp_path / "stick/083/audio.mp3").write_bytes(FILES["083/audio.mp3"][:-1] + b"!")
    done = copy_to_stick(site, tmp_path / "stick")
    assert (done.copied, done.written) == (1, len(FILES["083/audio.mp3"]))
    assert copy_to_stick(site, tmp_path / "stick").written == 0


def test_what_a_kill_left_half_is_gone_on_with(site, tmp_path):
    half = tmp_path / "stick/083/.izdat-audio.mp3"
    half.parent.mkdir(parents=True)
    half.write_bytes(FILES["083/audio.mp3"][:PIECE] + b"torn")
    done = copy_to_stick(site, tmp_path / "stick")
    assert done.written == site.size - PIECE
    assert not half.exists()
    assert check(FolderSource(tmp_path / "stick"), site.words, now=now()).is_whole


def test_what_was_left_longer_or_as_a_link_does_no_harm(site, tmp_path):
    folder = tmp_path / "stick/083"
    folder.mkdir(parents=True)
    (folder / ".izdat-audio.mp3").write_bytes(FILES["083/audio.mp3"] + b"more")
    (tmp_path / "victim").write_bytes(b"mine")
    (folder / ".izdat-exact.mp3").symlink_to(tmp_path / "victim")
    (tmp_path / "same").write_bytes(FILES["083/between.jpg"])
    (folder / "between.jpg").symlink_to(tmp_path / "same")  # the right bytes: today
    copy_to_stick(site, tmp_path / "stick")
    assert (tmp_path / "victim").read_bytes() == b"mine"
    assert check(FolderSource(tmp_path / "stick"), site.words, now=now()).is_whole


def test_what_else_is_on_the_stick_is_told_and_stays(site, tmp_path):
    (tmp_path / "stick/083").mkdir(parents=True)
    (tmp_path / "stick/083/holiday.jpg").write_bytes(b"x")
    (tmp_path / "stick/.izdat-old.mp3").write_bytes(b"x")
    assert copy_to_stick(site, tmp_path / "stick").others == ("083/holiday.jpg",)
    assert (tmp_path / "stick/083/holiday.jpg").exists()
    assert not (tmp_path / "stick/.izdat-old.mp3").exists()
    assert copy_to_stick(site, tmp_path / "stick", delete=True).others == ()
    assert check(FolderSource(tmp_path / "stick"), site.words, now=now()).is_whole


def test_a_stick_that_lies_is_found(site, tmp_path, monkeypatch):
    real = sticks._write

    def lies(descriptor, block):
        real(descriptor, block[:-1] + b"\0" if block.startswith(b"\0\x01\x02") else block)

    monkeypatch.setattr(sticks, "_write", lies)
    with pytest.raises(BadStick, match=r"audio\.mp3"):
        copy_to_stick(site, tmp_path / "stick")


def test_a_stick_that_is_too_small_is_told_before_a_byte_is_written(site, tmp_path, monkeypatch):
    monkeypatch.setattr(
        sticks.shutil, "disk_usage", lambda folder: shutil._ntuple_diskusage(9, 0, site.size - 1)
    )
    with pytest.raises(MissingSpace):
        copy_to_stick(site, tmp_path / "stick")
    assert not list((tmp_path / "stick").iterdir())


def test_the_heartbeat_is_written_last_and_each_file_is_on_the_disk_before(
    site, tmp_path, monkeypatch
):
    """Row 20: what would survive a power cut is never a name without its bytes."""
    calls = []
    fsync, replace = os.fsync, Path.replace

    def synced(to):
        calls.append(("fsync", str(Path(f"/proc/self/fd/{to}").readlink())))
        fsync(to)

    def replaced(path, target):
        calls.append(("rename", str(target)))
        assert calls[-2] == ("fsync", str(path))
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    copy_to_stick(site, tmp_path / "stick")
    renames = [name for kind, name in calls if kind == "rename"]
    assert renames[-1].endswith("release/timestamp.json")
    for at, (kind, name) in enumerate(calls):
        if kind == "rename":
            assert calls[at + 1] == ("fsync", str(Path(name).parent))


# ---- the verb ------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["zip", "usb", "torrent"])
def test_the_verb_makes_what_verify_takes(signed, tmp_path, kind):
    target = tmp_path / f"night-ferry.{kind}"
    result = typed("bundle", kind, target, "--show", signed.show)
    assert result.exit_code == 0, result.output
    assert "release 2" in result.output
    checked = typed("verify", target, "--root", signed.words)
    assert checked.exit_code == 0, checked.output
    assert "authentic: release 2, 9 files" in checked.output
    assert typed("verify", target, "--root", OTHER_WORDS).exit_code == 1


def test_who_keeps_a_copy_makes_bundles_of_it_too(signed, tmp_path):
    copied = ("--copy", signed.public, "--root", signed.words)
    assert typed("bundle", "zip", tmp_path / "a.zip", *copied).exit_code == 0
    assert typed("bundle", "zip", tmp_path / "b.zip", "--show", signed.show).exit_code == 0
    assert digest(tmp_path / "a.zip") == digest(tmp_path / "b.zip")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--copy", "{public}"), 2),
        (("--root", OTHER_WORDS), 2),
        (("--copy", "{public}", "--root", "lusab"), 2),
        (("--copy", "{public}", "--root", OTHER_WORDS), 1),
        (("--show", "{empty}"), 3),
    ],
)
def test_a_wrong_use_is_told(signed, tmp_path, words, code):
    (tmp_path / "empty").mkdir()
    words = [w.format(public=signed.public, empty=tmp_path / "empty") for w in words]
    result = typed("bundle", "zip", tmp_path / "a.zip", *words)
    assert result.exit_code == code, result.output
    assert not (tmp_path / "a.zip").exists()


def test_a_bundle_is_not_put_into_the_copy(signed):
    result = typed("bundle", "zip", signed.public / "a.zip", "--show", signed.show)
    assert result.exit_code == 2
    assert not (signed.public / "a.zip").exists()


@pytest.mark.skipif(
    subprocess.run(["unshare", "-rn", "true"], check=False, capture_output=True).returncode != 0
    if shutil.which("unshare") else True,
    reason="this machine lets nobody leave its network",
)  # fmt: skip
def test_bundles_are_checked_where_there_is_no_network(signed, site, tmp_path):
    """Row 25, in a network namespace without even a loopback that is up."""
    write_zip(site, tmp_path / "a.zip")
    copy_to_stick(site, tmp_path / "stick")
    write_torrent(site, tmp_path / "a.torrent", name="a")
    script = "; ".join(
        ["set -e", "! (echo > /dev/tcp/127.0.0.1/1) 2>/dev/null"]
        + [f"{sys.executable} -m izdat verify {tmp_path}/{name} --root {signed.words}"
           for name in ("a.zip", "stick", "a.torrent")]
    )  # fmt: skip
    result = subprocess.run(
        ["unshare", "-rn", "bash", "-c", script], check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONDONTWRITEBYTECODE": "1"},
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.count("; whole") == 3
