import errno
import hashlib
import io
import itertools
import os
import shutil
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from trial_editor import Editor, build
from tuf.api.metadata import Root, Timestamp

from izdat.release import PIECE, TrustedRelease, Untrusted, digest_of, fingerprint, read_role
from izdat.release.merkle import piece_hash
from izdat.run import durable


def judged(show, **more):
    """Return the verdict on what lies in the site, and its files."""
    site = show / "public" / "release"
    trusted = TrustedRelease(
        (site / "1.root.json").read_bytes(), **{"now": datetime.now(UTC), **more}
    )
    while (site / trusted.next_root_name).exists():
        trusted.add_root((site / trusted.next_root_name).read_bytes())
    trusted.add_timestamp((site / "timestamp.json").read_bytes())
    trusted.add_snapshot((site / trusted.snapshot_name).read_bytes())
    files = trusted.add_targets((site / trusted.targets_name).read_bytes())
    return trusted.verdict(), files


def started(anna, *words):
    anna.sign("init", "--name", "anna", *words)
    return anna


# ---- one editor ------------------------------------------------------------------


def test_one_command_makes_a_show_that_can_be_signed_and_one_signs_it(anna, show):
    words = anna.sign("init", "--name", "anna").output.splitlines()[0]
    said = anna.sign("release", "--yes").output
    assert "added    083/audio.mp3" in said
    assert "3 added, 0 changed, 0 removed; 1.5 MB new of 1.5 MB" in said
    verdict, files = judged(show, words=words)
    assert (verdict.release, verdict.freshness) == (1, "fresh")
    data = (show / "public/083/audio.mp3").read_bytes()
    assert files["083/audio.mp3"].sha256 == hashlib.sha256(data).hexdigest()
    assert files["083/audio.mp3"].pieces


def test_the_next_release_says_what_is_different(anna, show):
    started(anna).sign("release", "--yes")
    build(show, {"index.html": b"<p>The Night Ferry, again", "084/audio.mp3": b"new"})
    said = anna.sign("release", "--yes").output
    for line in ("added    084/audio.mp3", "changed  index.html", "removed  083/audio.mp3"):
        assert line in said
    assert judged(show)[0].release == 2


def test_nothing_new_is_not_signed_again(anna, show):
    started(anna).sign("release", "--yes")
    before = (show / "release/timestamp.json").read_bytes()
    assert "nothing to sign" in anna.sign("release", "--yes").output
    assert (show / "release/timestamp.json").read_bytes() == before


def test_without_a_yes_nothing_is_signed(anna, show):
    started(anna)
    anna.sign("release", code=1)
    assert not (show / "release/timestamp.json").exists()


def test_the_keys_are_locked_and_nobody_elses_to_read(anna, show):
    started(anna)
    files = list(anna.keys.glob("*.pem"))
    assert len(files) == 3  # editor, recovery, heartbeat
    assert stat.S_IMODE(anna.keys.stat().st_mode) == 0o700
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert b"ENCRYPTED" in path.read_bytes()
    assert not [path for path in show.rglob("*") if path.suffix in (".pem", ".pub")]


def test_a_wrong_passphrase_signs_nothing(anna, show):
    started(anna)
    said = anna.sign("release", "--yes", passphrase="some other words", code=3).output
    assert "does not open this key" in said
    assert not (show / "release/timestamp.json").exists()


def test_a_short_passphrase_is_refused(anna):
    anna.sign("init", "--name", "anna", passphrase="short", code=2)


def test_keys_do_not_lie_in_the_show(anna, show):
    anna.keys = show / "keys"
    assert "must not lie" in anna.sign("init", "--name", "anna", code=2).output
    assert not anna.keys.exists()


def test_a_second_init_does_not_take_the_show_over(anna, show):
    started(anna)
    before = (show / "release/1.root.json").read_bytes()
    anna.sign("init", "--name", "eve", code=3)
    assert (show / "release/1.root.json").read_bytes() == before


# ---- what is not signed ------------------------------------------------------------


@pytest.mark.parametrize("what", ["changed", "removed", "added", "link", "link for the proof"])
def test_a_site_that_changed_since_the_build_is_not_signed(anna, show, what):
    started(anna)
    page = show / "public/index.html"
    if what == "changed":
        was = page.stat()
        page.write_bytes(b"<p>The Night Fairy")
        os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))
    elif what == "removed":
        page.unlink()
    elif what == "added":
        page.with_name("extra.html").write_text("extra")
    elif what == "link":
        page.with_name("link.html").symlink_to("/etc/passwd")
    else:
        page.with_name("release").symlink_to(show.parent)
    said = anna.sign("release", "--yes", code=1).output
    assert "[changed-since-build]" in said
    assert not (show / "release/timestamp.json").exists()


def test_a_name_that_some_disk_cannot_hold_is_not_signed(anna, show):
    build(show, {"index.html": b"x", "aux.html": b"x"})
    started(anna)
    said = anna.sign("release", "--yes", code=1).output
    assert "[unsafe-name]" in said
    assert "public/aux.html: Windows keeps this name for a device" in said
    assert not (show / "release/timestamp.json").exists()


def test_what_was_not_built_is_not_signed(anna, show):
    started(anna)
    shutil.rmtree(show / ".izdat")
    assert "izdat build" in anna.sign("release", "--yes", code=3).output


# ---- heartbeats --------------------------------------------------------------------


def test_a_heartbeat_says_when_it_was_and_when_to_expect_more(anna, show):
    started(anna).sign("release", "--yes")
    anna.sign("heartbeat", "--expect-next", "2031-04-07")
    verdict, _ = judged(show)
    assert verdict.expect_next == datetime(2031, 4, 7, tzinfo=UTC)
    data = (show / "public/release/timestamp.json").read_bytes()
    beat = read_role(data, Timestamp).signed
    assert beat.version == 2
    assert timedelta(days=29) < beat.expires - datetime.now(UTC) <= timedelta(days=30)


def test_a_heartbeat_needs_no_editor(anna, show):
    """The publishing machine has the heartbeat key alone."""
    started(anna).sign("release", "--yes")
    for path in anna.keys.glob("*.pub"):
        if "heartbeat" not in path.read_text():
            path.with_suffix(".pem").unlink()
    anna.sign("heartbeat")
    assert judged(show)[0].freshness == "fresh"


def test_before_a_release_nothing_beats(anna):
    started(anna).sign("heartbeat", code=3)


# ---- sums --------------------------------------------------------------------------


def test_sha256sum_and_the_sums_signature_agree(anna, show):
    started(anna).sign("release", "--yes")
    public = show / "public"
    subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=public, check=True)
    (public / "index.html").write_text("other")
    failed = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=public, check=False,
                            capture_output=True)  # fmt: skip
    assert failed.returncode == 1


@pytest.mark.skipif(shutil.which("minisign") is None, reason="minisign is not here")
@pytest.mark.judge
def test_minisign_takes_the_sums(anna, show):
    started(anna).sign("release", "--yes")
    public = show / "public"
    (signature,) = public.glob("SHA256SUMS.*.minisig")
    (key,) = (public / "release").glob("*.minisign.pub")
    subprocess.run(
        ["minisign", "-V", "-p", key, "-m", "SHA256SUMS", "-x", signature.name],
        cwd=public, check=True, capture_output=True,
    )  # fmt: skip


# ---- several editors ---------------------------------------------------------------


@pytest.fixture
def three(tmp_path, show, anna):
    """Three editors, each with a copy of the show; two must sign."""
    boris = Editor("boris", tmp_path / "boris-show", tmp_path / "boris-keys")
    vera = Editor("vera", tmp_path / "vera-show", tmp_path / "vera-keys")
    anna.sign(
        "init", "--name", "anna", "--with", boris.key(), "--with", vera.key(), "--threshold", "2"
    )
    for other in (boris, vera):
        shutil.copytree(show, other.show)
    return anna, boris, vera


def test_two_of_three_sign_by_carrying_a_folder(three, tmp_path):
    anna, boris, _ = three
    stick = tmp_path / "stick"
    assert "1 of 2 have signed (anna)" in anna.sign("release", "--yes").output
    assert not (anna.show / "public/release/timestamp.json").exists()
    anna.run("sign", "export", stick, "--show", anna.show)
    boris.run("sign", "import", stick, "--show", boris.show)
    said = boris.sign("release", "--yes").output
    assert "2 of 2 have signed (anna, boris); carry it to the heartbeat key" in said
    boris.run("sign", "export", stick, "--show", boris.show)
    assert "1 signature taken" in anna.run("sign", "import", stick, "--show", anna.show).output
    assert "signed by anna, boris" in anna.sign("release", "--yes").output
    verdict, _ = judged(anna.show)
    assert (verdict.release, verdict.freshness) == (1, "fresh")
    assert len(list((anna.show / "public").glob("SHA256SUMS.*.minisig"))) == 2


def test_who_built_something_else_does_not_sign(three, tmp_path):
    anna, boris, _ = three
    anna.sign("release", "--yes")
    anna.run("sign", "export", tmp_path / "stick", "--show", anna.show)
    boris.run("sign", "import", tmp_path / "stick", "--show", boris.show)
    build(boris.show, {"index.html": b"<p>Another night"})
    assert "not what this folder holds" in boris.sign("release", "--yes", code=3).output


def test_a_stranger_adds_nothing(three, tmp_path, anna):
    eve = Editor("eve", tmp_path / "eve-show", tmp_path / "eve-keys")
    shutil.copytree(anna.show, eve.show)
    shutil.rmtree(eve.show / "release")
    eve.sign("init", "--name", "eve")
    eve.sign("release", "--yes")
    forged = tmp_path / "forged"
    forged.mkdir()
    shutil.copy(eve.show / "release/1.targets.json", forged / "targets.json")
    said = anna.run("sign", "import", forged, "--show", anna.show, code=1).output
    assert "[forged]" in said
    assert not (anna.show / "release/proposed").exists()


# ---- other keys --------------------------------------------------------------------


def test_an_editor_who_left_signs_nothing_more(three, tmp_path):
    """Two of the old keys take the third away: anna's, and the recovery key that she made."""
    anna, _, _ = three
    anna.sign("rotate", "--yes", "--remove", "vera")
    data = (anna.show / "release/2.root.json").read_bytes()
    root = read_role(data, Root).signed
    assert len(root.roles["targets"].keyids) == 2


def test_a_change_of_keys_needs_as_many_as_a_release(three, tmp_path):
    _, boris, _ = three
    assert "lacks 1 signature" in boris.sign("rotate", "--yes", "--remove", "vera").output
    assert not (boris.show / "release/2.root.json").exists()


def test_a_stolen_heartbeat_key_is_replaced_and_the_words_stay(anna, show):
    started(anna).sign("release", "--yes")
    words = fingerprint(read_role((show / "release/1.root.json").read_bytes(), Root).signed)
    old = [path for path in anna.keys.glob("*.pub") if "heartbeat" in path.read_text()]
    anna.sign("rotate", "--yes", "--new-heartbeat", "anna")
    for path in old:
        path.with_suffix(".pem").unlink()
    anna.sign("heartbeat")
    assert judged(show, words=words)[0].freshness == "fresh"


def test_a_lost_laptop_is_survived_with_the_recovery_key(anna, show, tmp_path):
    started(anna).sign("release", "--yes")
    new = Editor("nina", show, tmp_path / "new-keys")
    key = new.key()
    for path in anna.keys.glob("*.pub"):
        if "recovery" in path.read_text():
            shutil.copy(path, new.keys)
            shutil.copy(path.with_suffix(".pem"), new.keys)
    shutil.rmtree(anna.keys)
    said = new.sign(
        "rotate", "--yes", "--add", key, "--remove", "anna", "--new-heartbeat", "nina"
    ).output
    assert "root 2 is signed" in said
    assert "before you upload" in said
    build(show, {"index.html": b"<p>We are back"})
    new.sign("release", "--yes")
    verdict, files = judged(show)
    assert (verdict.release, set(files)) == (2, {"index.html", "verify.html"})


def test_a_strangers_change_of_keys_is_not_taken(anna, show, tmp_path):
    """Who signs what is proposed must not find a stranger's root on the desk."""
    started(anna)
    eve = Editor("eve", tmp_path / "eve-show", tmp_path / "eve-keys")
    shutil.copytree(show, eve.show)
    shutil.rmtree(eve.show / "release")
    eve.sign("init", "--name", "eve")
    eve.sign("rotate", "--yes", "--new-heartbeat", "eve")
    (tmp_path / "stick").mkdir()
    shutil.copy(eve.show / "release/2.root.json", tmp_path / "stick/root.json")
    said = anna.run("sign", "import", tmp_path / "stick", "--show", show, code=1).output
    assert "[forged]" in said
    assert not (show / "release/proposed").exists()


def test_a_change_of_keys_is_said_in_words_before_it_is_signed(three, tmp_path):
    anna, boris, _ = three
    said = boris.sign("rotate", "--remove", "vera", "--threshold", "1", code=1).output
    assert "no more editor: vera (" in said
    assert "signatures for targets: 1 instead of 2" in said
    assert not (boris.show / "release/proposed").exists()
    boris.sign("rotate", "--yes", "--remove", "vera")
    boris.run("sign", "export", tmp_path / "stick", "--show", boris.show)
    for path in anna.keys.glob("*.pem"):  # the recovery key is in its drawer
        if "recovery" in path.with_suffix(".pub").read_text():
            path.unlink()
    anna.run("sign", "import", tmp_path / "stick", "--show", anna.show)
    assert "no more editor: vera (" in anna.sign("rotate", code=1).output
    assert not (anna.show / "release/2.root.json").exists()
    assert "root 2 is signed" in anna.sign("rotate", "--yes").output


def test_a_change_that_came_to_its_end_elsewhere_does_not_stand_in_the_way(three, tmp_path):
    anna, boris, vera = three
    stick = tmp_path / "stick"
    for path in anna.keys.glob("*.pem"):  # the recovery key is in its drawer
        if "recovery" in path.with_suffix(".pub").read_text():
            path.unlink()
    anna.sign("rotate", "--yes", "--new-heartbeat", "anna")
    anna.run("sign", "export", stick, "--show", anna.show)
    boris.run("sign", "import", stick, "--show", boris.show)
    assert "root 2 is signed" in boris.sign("rotate", "--yes").output
    for other in (anna, vera):  # with the texts
        shutil.copy(boris.show / "release/2.root.json", other.show / "release")
    boris.sign("rotate", "--yes", "--remove", "vera")
    boris.run("sign", "export", stick, "--show", boris.show)
    assert "1 signature" in anna.run("sign", "import", stick, "--show", anna.show).output


def test_with_nothing_proposed_there_is_nothing_to_sign(anna):
    started(anna).sign("rotate", "--yes", code=3)


def test_a_show_does_not_begin_with_a_root_that_cannot_be_signed(three, anna, tmp_path):
    """Three must sign, and who begins has two of the keys."""
    keys = [editor.key() for editor in three[1:]]
    new = Editor("anna", tmp_path / "new", tmp_path / "anna-keys")
    new.show.mkdir()
    own = ("--with", keys[0], "--with", keys[1])
    said = new.sign("init", "--name", "anna", *own, "--threshold", "3", code=2).output
    assert "begin with 2" in said


def test_a_threshold_out_of_reach_is_refused(anna):
    started(anna).sign("rotate", "--yes", "--threshold", "2", code=2)


# ---- for mirrors -------------------------------------------------------------------


def test_each_large_file_has_the_hashes_of_its_pieces_in_the_site(anna, show):
    started(anna).sign("release", "--yes")
    audio = (show / "public/083/audio.mp3").read_bytes()
    entry = digest_of(io.BytesIO(audio), "083/audio.mp3")
    (layer,) = (show / "public/release/pieces").iterdir()
    assert layer.name == entry.pieces
    found = layer.read_bytes()
    hashes = [found[at : at + 32] for at in range(0, len(found), 32)]
    assert hashes == [piece_hash(audio[at : at + PIECE]) for at in range(0, len(audio), PIECE)]
    layer.unlink()  # the site was put together anew
    anna.sign("release", "--yes")
    assert layer.read_bytes() == found
    build(show, {"index.html": b"x"})
    anna.sign("release", "--yes")
    assert not layer.exists()


# ---- a kill ------------------------------------------------------------------------


@pytest.mark.slow
def test_wherever_signing_stops_the_site_shows_one_release_whole(anna, show, monkeypatch):
    """Every write in turn is the last one; then the next run completes what was begun."""
    started(anna).sign("release", "--yes")
    real = durable.os.fsync
    for stop in range(200):
        build(show, {"index.html": f"<p>night {stop}".encode()})
        before = judged(show)[0].release
        calls = 0

        def fsync(descriptor, stop=stop):
            nonlocal calls
            calls += 1
            if calls > stop:
                raise KeyboardInterrupt
            real(descriptor)

        monkeypatch.setattr(durable.os, "fsync", fsync)
        try:
            code = anna.try_to("release", "--yes").exit_code
        finally:
            monkeypatch.setattr(durable.os, "fsync", real)
        try:
            after = judged(show)[0].release
        except Untrusted as error:
            raise AssertionError(f"torn after {stop} writes") from error
        assert after in (before, before + 1), stop
        if code == 0:
            break
        anna.sign("release", "--yes")
        assert judged(show)[0].release > before, stop
    else:
        pytest.fail("it never ran to its end")
    assert stop > 10


def test_a_full_disk_is_told_and_leaves_the_last_release(anna, show, monkeypatch):
    """At a few calls here; ``benchmarks/kills.py --full`` tries all."""
    started(anna).sign("release", "--yes")
    build(show, {"index.html": b"<p>Another night"})
    real, count = durable.os.fsync, itertools.count()

    def fsync(descriptor):
        if next(count) == stop:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(descriptor)

    monkeypatch.setattr(durable.os, "fsync", fsync)
    for stop in (0, 2, 5, 11):
        count = itertools.count()
        assert "is full" in anna.sign("release", "--yes", code=3).output
        assert judged(show)[0].release == 1, stop
    stop = -1
    anna.sign("release", "--yes")
    assert judged(show)[0].release == 2


def test_what_is_signed_is_on_the_disk_before_what_points_at_it(anna, show, monkeypatch):
    """Row 20: each file's bytes before its name, its folder after, the site's heartbeat last."""
    started(anna)
    events = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor):
        real_fsync(descriptor)
        events.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))

    def replace(source, target, **more):
        events.append(("rename", str(source), str(target)))
        real_replace(source, target, **more)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace)
    anna.sign("release", "--yes")
    renames = [(at, *each[1:]) for at, each in enumerate(events) if each[0] == "rename"]
    for at, source, target in renames:
        assert events[at - 1] == ("fsync", source), target
        assert events[at + 1] == ("fsync", str(Path(target).parent)), target
    names = [str(Path(target).relative_to(show)) for _, _, target in renames]
    assert names[-1] == "public/release/timestamp.json"
    assert names[-2].endswith("public/release/1.snapshot.json")
    assert names[-3].endswith("public/release/1.targets.json")
    assert names.index("release/timestamp.json") < names.index("public/SHA256SUMS")
    assert any(name.startswith("public/release/pieces/") for name in names)
