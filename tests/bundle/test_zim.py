"""`izdat bundle zim`, beside openZIM's own reader and checker."""

import os
import random
import shutil
import struct
import subprocess
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from trial_bundle import FILES

from izdat.bundle import NotAsSigned, ZimUnwritten, read_site, write_zim
from izdat.bundle.front import Front, front_of
from izdat.cli import main
from izdat.mirror import SourceFailed, Unsound, Untrusted, ZimSource, check
from izdat.model.missing import MissingSpace
from izdat.text.languages import three_letters

if os.environ.get("IZDAT_JUDGES") == "required":
    import libzim.reader as judge
else:
    judge = pytest.importorskip("libzim.reader")


@pytest.fixture(scope="module")
def zim(site, tmp_path_factory):
    path = tmp_path_factory.mktemp("zim") / "night-ferry.zim"
    write_zim(site, path)
    return path


def looked(path, words):
    return check(ZimSource(path), words, now=datetime.now(UTC))


def test_another_reader_finds_every_byte_and_the_first_page(signed, site, zim):
    archive = judge.Archive(zim)
    assert archive.entry_count == len(site.in_order)
    for entry in site.in_order:
        found = bytes(archive.get_entry_by_path(entry.path).get_item().content)
        assert found == (signed.public / entry.path).read_bytes()
    assert archive.main_entry.get_item().path == "index.html"
    assert archive.get_metadata("Language") == b"eng"
    assert archive.get_metadata("Title") == b"The Night Ferry"
    assert archive.get_entry_by_path("083/audio.mp3").get_item().mimetype == "audio/mpeg"
    assert archive.check()


@pytest.mark.skipif(shutil.which("zimcheck") is None, reason="zim-tools are not here")
@pytest.mark.judge
def test_kiwixs_own_checker_finds_nothing_wrong(zim):
    """Metadata, picture, first page, links, loops.

    Its test of the structure is older than what libzim writes; libzim's own is in the test above.
    """
    command = ["zimcheck", "-M", "-F", "-P", "-U", "-L", zim]
    result = subprocess.run(command, check=False, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert "[ERROR]" not in result.stdout


def test_a_zim_is_whole_and_checked_without_libzim(signed, zim, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "libzim", None)
    found = looked(zim, signed.words)
    assert found.is_whole
    assert found.verdict.files == len(FILES) + 1


def test_a_bit_anywhere_in_a_zim_is_found_or_harmless(signed, zim, tmp_path):
    data = zim.read_bytes()
    chance = random.Random(7)
    told = set()
    places = [chance.randrange(len(data)) for _ in range(30)]
    paths, clusters = struct.unpack_from("<Q8xQ", data, 32)
    places += [chance.randrange(paths, paths + 8 * 12) for _ in range(20)]
    places += [chance.randrange(clusters, clusters + 8) for _ in range(10)]
    entries = struct.unpack_from("<12Q", data, paths)
    places += [chance.randrange(min(entries), max(entries)) for _ in range(30)]
    for at in places:
        torn = bytearray(data)
        torn[at] ^= 1 << chance.randrange(8)
        (tmp_path / "a.zim").write_bytes(torn)
        try:
            told.add("whole" if looked(tmp_path / "a.zim", signed.words).is_whole else "fault")
        except (Unsound, Untrusted, SourceFailed):
            told.add("refused")
    assert {"fault", "refused"} <= told


@pytest.mark.parametrize("length", [0, 4, 79, 80, 200, 3000])
def test_a_torn_zim_is_refused(signed, zim, tmp_path, length):
    (tmp_path / "a.zim").write_bytes(zim.read_bytes()[:length])
    with pytest.raises((Unsound, Untrusted, SourceFailed)):
        looked(tmp_path / "a.zim", signed.words)


def patched(zim, tmp_path, at, data):
    found = bytearray(zim.read_bytes())
    found[at : at + len(data)] = data
    (tmp_path / "a.zim").write_bytes(found)
    return tmp_path / "a.zim"


def test_a_zim_that_holds_a_name_twice_or_too_many_is_refused(zim, tmp_path):
    (paths,) = struct.unpack_from("<Q", zim.read_bytes(), 32)
    first = zim.read_bytes()[paths : paths + 8]
    with pytest.raises(Unsound, match="twice"):
        ZimSource(patched(zim, tmp_path, paths + 8, first))
    with pytest.raises(Unsound, match="more than"):
        ZimSource(patched(zim, tmp_path, 24, b"\xff\xff\xff\xff"))


def test_a_zim_that_leads_elsewhere_is_refused(zim, tmp_path):
    (paths,) = struct.unpack_from("<Q", zim.read_bytes(), 32)
    (entry,) = struct.unpack_from("<Q", zim.read_bytes(), paths)
    with pytest.raises(Unsound, match="leads elsewhere"):
        ZimSource(patched(zim, tmp_path, entry, b"\xff\xff"))


def test_a_packed_zim_is_refused(signed, zim, tmp_path):
    data = zim.read_bytes()
    (count,) = struct.unpack_from("<I", data, 28)
    (clusters,) = struct.unpack_from("<Q", data, 48)
    packed = bytearray(data)
    for number in range(count):
        (at,) = struct.unpack_from("<Q", data, clusters + 8 * number)
        packed[at] = packed[at] & 0xF0 | 5  # Zstandard
    (tmp_path / "a.zim").write_bytes(packed)
    with pytest.raises(Untrusted, match="packed"):
        looked(tmp_path / "a.zim", signed.words)


def test_a_site_that_is_not_as_it_was_signed_makes_no_zim(copy, tmp_path):
    (tmp_path / "a.zim").write_bytes(b"before")
    for change in (b"x" * len(FILES["083/audio.mp3"]), b"short"):
        (copy.public / "083/audio.mp3").write_bytes(change)
        site = read_site(copy.public, copy.words, now=datetime.now(UTC))
        with pytest.raises(NotAsSigned, match=r"083/audio\.mp3"):
            write_zim(site, tmp_path / "a.zim")
        assert (tmp_path / "a.zim").read_bytes() == b"before"
        assert not list(tmp_path.glob(".izdat-*"))


def test_a_zim_that_cannot_fit_is_not_begun(site, tmp_path, monkeypatch):
    usage = shutil._ntuple_diskusage(9, 0, site.size - 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(MissingSpace):
        write_zim(site, tmp_path / "a.zim")
    assert not list(tmp_path.iterdir())


def test_a_disk_that_takes_no_more_leaves_the_zim_from_before(site, tmp_path):
    """The system lets no file grow beyond a limit: libzim, which writes by itself, meets it too."""
    resource = pytest.importorskip("resource")
    (tmp_path / "a.zim").write_bytes(b"before")
    was = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (site.size // 2, was[1]))
    try:
        with pytest.raises((ZimUnwritten, MissingSpace), match="is full"):
            write_zim(site, tmp_path / "a.zim")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, was)
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]


def test_the_verb_makes_what_verify_takes(signed, tmp_path):
    run = CliRunner().invoke
    made = run(main, ["bundle", "zim", str(tmp_path / "a.zim"), "--show", str(signed.show)])
    assert made.exit_code == 0, made.output
    checked = run(main, ["verify", str(tmp_path / "a.zim"), "--root", signed.words])
    assert checked.exit_code == 0, checked.output


def test_without_libzim_it_is_said_how_to_get_it(signed, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "libzim", None)
    words = ["bundle", "zim", str(tmp_path / "a.zim"), "--show", str(signed.show)]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 3
    assert "izdat[zim]" in result.output


@pytest.mark.parametrize(
    ("page", "front"),
    [
        (b'<html lang="pt-BR"><title> A\n b </title><meta name="description" content="c d">',
         Front("A b", "c d", "pt-BR")),
        (b"", Front("untitled", "untitled", "")),
        (b"<title>" + b"x" * 99 + b"</title>", Front("x" * 30, "x" * 80, "")),
    ],
)  # fmt: skip
def test_a_page_tells_of_itself(page, front):
    found = front_of(page)
    assert (found.title, found.lang) == (front.title, front.lang)
    assert found.description[:30] == front.description[:30]


@pytest.mark.parametrize(
    ("tag", "code"),
    [("en", "eng"), ("de-AT", "deu"), ("nl", "nld"), ("fa", "fas"), ("ru", "rus"), ("ckb", "ckb"),
     ("", ""), ("xx", "")],
)  # fmt: skip
def test_libraries_know_languages_by_three_letters(tag, code):
    assert three_letters(tag) == code
