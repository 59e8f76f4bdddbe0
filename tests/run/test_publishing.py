import os
import stat
from itertools import pairwise
from pathlib import Path

import pytest
import trial_steps
from hypothesis import given
from hypothesis import strategies as st
from trial_build import tree

from izdat.model.file import File
from izdat.model.publication import Output
from izdat.run import Damaged, Published, UnsafePath, publish, publishing
from izdat.run.order import check_paths, ranked


class Site:
    """A show that publishes what it is told."""

    def __init__(self, folder):
        self.folder = folder
        self.public = folder / "public"

    def file(self, data):
        name = "".join(c if c.isalnum() else "_" for c in data[:20])
        return trial_steps.written(self.folder / "kept" / f"{len(data)}-{name}", data)

    def put(self, files):
        outputs = [Output(path, self.file(data)) for path, data in files.items()]
        return publish(outputs, self.public, self.folder)

    def tree(self):
        return {name: data.decode() for name, data in tree(self.public).items()}


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "show")


FILES = {"index.html": "home", "a/index.html": "page", "a/a.mp3": "sound", "feed.xml": "feed"}


def test_the_folder_holds_exactly_the_outputs(site):
    assert site.put(FILES) == Published(4, 0, 0, (), 17)
    assert site.tree() == FILES
    assert site.put(FILES) == Published(0, 0, 4, (), 17)
    after = {"index.html": "new home", "b/index.html": "page"}
    assert site.put(after) == Published(2, 3, 0, (), 12)
    assert site.tree() == after
    assert not (site.public / "a").exists()


def test_only_what_differs_is_written(site):
    site.put(FILES)
    before = {p: p.stat().st_ino for p in site.public.rglob("*.*")}
    site.put({**FILES, "index.html": "emoh"})  # as long as before
    after = {p: p.stat().st_ino for p in site.public.rglob("*.*")}
    assert {p.name for p in before if before[p] != after[p]} == {"index.html"}
    assert site.tree()["index.html"] == "emoh"


def test_what_somebody_changed_or_removed_is_mended(site):
    site.put(FILES)
    (site.public / "index.html").write_text("changed")
    (site.public / "a" / "a.mp3").unlink()
    (site.public / "feed.xml").chmod(0o600)
    assert site.put(FILES).written == 2
    assert site.tree() == FILES
    assert stat.S_IMODE((site.public / "feed.xml").stat().st_mode) == 0o644


def test_what_izdat_did_not_write_stays_and_is_told(site):
    site.put(FILES)
    (site.public / "a" / "mine.txt").write_text("mine")
    (site.public / "CNAME").write_text("host")
    done = site.put({"index.html": "home"})
    assert done.foreign == ("CNAME", "a/mine.txt")
    assert site.tree() == {"index.html": "home", "CNAME": "host", "a/mine.txt": "mine"}


def test_without_its_notes_nothing_sound_is_written_again(site):
    site.put(FILES)
    for path in (site.folder / ".izdat").glob("published-*"):
        path.unlink()
    (site.public / "index.html").write_text("emoh")
    assert site.put(FILES) == Published(1, 0, 3, (), 17)
    assert site.tree() == FILES
    assert site.put({}).removed == 4


@pytest.mark.parametrize("data", [b"", b"{", b"[1, 5]", b'[1, {"index.html": 5}]', b"[" * 99999])
def test_notes_that_are_torn_are_as_none(site, data):
    site.put(FILES)
    for path in (site.folder / ".izdat").glob("published-*"):
        path.write_bytes(data)
    assert site.put(FILES).written == 0
    assert site.put({"index.html": "new"}).removed == 3


def test_a_file_becomes_a_folder_and_a_folder_a_file(site):
    site.put({"a": "file", "b/c/d": "deep"})
    after = {"a/index.html": "page", "b": "file"}
    site.put(after)
    assert site.tree() == after
    site.put({"a": "file", "b/c/d": "deep"})
    assert site.tree() == {"a": "file", "b/c/d": "deep"}


def test_a_strangers_file_is_not_removed_with_a_folder(site):
    site.put({"a/b": "file"})
    (site.public / "a" / "mine").write_text("mine")
    with pytest.raises(Damaged, match="a/mine"):
        site.put({"a": "file"})
    assert (site.public / "a" / "mine").read_text() == "mine"


def test_modes_are_the_same_under_every_umask(site):
    for mask in (0o000, 0o077):
        old = os.umask(mask)
        try:
            site.put({"a/b/page.html": f"under {mask}"})
        finally:
            os.umask(old)
        modes = {stat.S_IMODE(p.stat().st_mode) for p in site.public.rglob("*") if p.is_file()}
        folders = {stat.S_IMODE(p.stat().st_mode) for p in site.public.rglob("*") if p.is_dir()}
        assert (modes, folders) == ({0o644}, {0o755})
        assert stat.S_IMODE(site.public.stat().st_mode) == 0o755
        site.put({})


def test_links_are_replaced_and_never_followed(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "index.html").write_text("secret")
    site.put(FILES)
    (site.public / "a" / "index.html").unlink()
    (site.public / "a" / "a.mp3").unlink()
    (site.public / "a").rmdir()
    (site.public / "a").symlink_to(outside)
    (site.public / "index.html").unlink()
    (site.public / "index.html").symlink_to(outside / "index.html")
    (site.public / "loop").symlink_to(site.public)
    assert site.put(FILES).foreign == ("loop",)
    assert (outside / "index.html").read_text() == "secret"
    assert list(outside.iterdir()) == [outside / "index.html"]
    (site.public / "loop").unlink()
    assert site.tree() == FILES
    assert not (site.public / "a").is_symlink()


def test_a_link_in_a_removed_places_name_is_not_followed(site, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "a.mp3").write_text("secret")
    site.put(FILES)
    for path in (site.public / "a").iterdir():
        path.unlink()
    (site.public / "a").rmdir()
    (site.public / "a").symlink_to(outside)
    site.put({"index.html": "home"})
    assert (outside / "a.mp3").read_text() == "secret"


def test_the_site_itself_may_be_a_link(site, tmp_path):
    (tmp_path / "www").mkdir()
    site.folder.mkdir()
    site.public.symlink_to(tmp_path / "www")
    site.put(FILES)
    assert site.tree() == FILES
    assert (tmp_path / "www" / "index.html").read_text() == "home"


def test_a_published_file_is_no_link_into_the_store(site):
    site.put(FILES)
    (site.public / "index.html").write_text("edited")
    assert all(p.stat().st_nlink == 1 for p in site.public.rglob("*") if p.is_file())
    assert site.put(FILES).written == 1


def test_large_files_come_out_whole(site):
    data = os.urandom(3_000_001)
    file = trial_steps.written(site.folder / "kept" / "big.mp3", data)
    publish([Output("big.mp3", file)], site.public, site.folder)
    assert (site.public / "big.mp3").read_bytes() == data
    rotten = File(file.path, "0" * 64, file.size)
    with pytest.raises(Damaged):
        publish([Output("other.mp3", rotten)], site.public, site.folder)
    assert [p.name for p in site.public.iterdir()] == ["big.mp3"]


def test_a_source_that_is_gone_or_is_a_link_is_damaged(site, tmp_path):
    file = site.file("hello")
    target = tmp_path / "secret"
    file.path.rename(target)
    with pytest.raises(Damaged):
        publish([Output("a.txt", file)], site.public, site.folder)
    file.path.symlink_to(target)
    with pytest.raises(Damaged):
        publish([Output("a.txt", file)], site.public, site.folder)
    assert list(site.public.iterdir()) == []


def test_a_site_that_moved_with_its_show_is_known(site, tmp_path):
    site.put(FILES)
    moved = Site(site.folder.rename(tmp_path / "moved"))
    assert moved.put({"index.html": "home"}) == Published(0, 3, 1, (), 4)


# ---- order ------------------------------------------------------------------

EPISODE = [
    "night-1/night-1-0a1b.mp3", "night-1/night-1-0a1b.opus", "assets/cover.jpg", "assets/style.css",
    "night-1/chapters.json", "night-1/transcript.vtt", "night-1/index.html",
    "night-1/transcript.html", "index.html", "people/index.html", "feed.json", "feed.xml",
    "robots.txt", "sitemap.txt", "sitemap.xml", "show.opml",
]  # fmt: skip


@given(st.permutations(EPISODE))
def test_what_is_pointed_at_is_written_before_what_points(paths):
    order = {path: n for n, path in enumerate(ranked(paths))}

    def before(*groups):
        for first, then in pairwise(groups):
            assert max(order[p] for p in first) < min(order[p] for p in then)

    before(EPISODE[0:2], EPISODE[2:4], EPISODE[4:6], EPISODE[6:8], EPISODE[8:10], EPISODE[10:])


def test_files_are_written_in_order_and_removed_in_reverse(site, monkeypatch):
    done = []
    real_copy, real_unlink = publishing.copy_whole, Path.unlink

    def copy(file, target, public):
        done.append(target.relative_to(public).as_posix())
        return real_copy(file, target, public)

    def unlink(path, missing_ok=False):
        if path.is_relative_to(site.public):
            done.append(path.relative_to(site.public).as_posix())
        real_unlink(path, missing_ok=missing_ok)

    monkeypatch.setattr(publishing, "copy_whole", copy)
    site.put(dict.fromkeys(EPISODE, "x"))
    assert done == ranked(EPISODE)
    done.clear()
    monkeypatch.setattr(Path, "unlink", unlink)
    site.put({"new.mp3": "y"})
    assert done == ["new.mp3", *reversed(ranked(EPISODE))]


# ---- paths ------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/etc/passwd", "../x", "a/../x", "a/./x", ".", "", "a//b", "a/", "a\0b", "a\nb", "a\\b",
        "C:x", "a.", "a ", "what?", "a*", "x" * 256, "a/.izdat-1", "\ud800", "a/b./c",
    ],
)  # fmt: skip
def test_no_path_leads_out_of_the_site(site, path):
    file = site.file("x")
    with pytest.raises(UnsafePath):
        publish([Output(path, file)], site.public, site.folder)
    assert not site.public.exists()


@pytest.mark.parametrize(
    "paths",
    [
        ("a.html", "A.html"), ("é.html", "e\u0301.html"), ("straße", "STRASSE"), ("a", "a/b"),
        ("A/b", "a/c"), ("a/b/c", "a/B"), ("k.html", "\u212a.html"),
    ],
)  # fmt: skip
def test_two_paths_that_are_one_on_some_disk_are_refused(paths):
    with pytest.raises(UnsafePath):
        check_paths(paths)
    for path in paths:
        check_paths([path])


def test_one_path_may_be_given_twice_for_the_same_bytes_only(site):
    a, b = site.file("a"), site.file("bb")
    publish([Output("x", a), Output("x", a)], site.public, site.folder)
    with pytest.raises(UnsafePath):
        publish([Output("x", a), Output("x", b)], site.public, site.folder)


def test_ordinary_paths_pass():
    check_paths(
        [".well-known/x", "a-b/c_d.html", "عربي/index.html", "night-1/ar/index.html", "a.b.c"]
    )


def test_what_an_interrupted_run_wrote_is_known_as_ours(site, monkeypatch):
    site.put({"index.html": "home"})
    real = publishing.copy_whole
    written = []

    def interrupted(file, target, public):
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(target)
        return real(file, target, public)

    monkeypatch.setattr(publishing, "copy_whole", interrupted)
    with pytest.raises(KeyboardInterrupt):
        site.put({f"{n}.mp3": "sound" for n in range(5)})
    monkeypatch.setattr(publishing, "copy_whole", real)
    assert len(site.tree()) == 3
    assert site.put({"index.html": "home"}) == Published(0, 2, 1, (), 4)


def test_what_a_killed_run_was_writing_is_removed(site):
    site.put(FILES)
    (site.public / ".izdat-0123").write_text("half")
    assert site.put(FILES).foreign == ()
    assert site.tree() == FILES
