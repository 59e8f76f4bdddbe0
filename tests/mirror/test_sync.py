"""Copies in memory: what a sync takes, from whom, and what it writes."""

import errno
import os
import random
import shutil
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from trial_copy import Copy
from trial_forger import signed_files
from trial_mirrors import Fake, empty, files_of, flipping, only_files, portal, refusing

from izdat.mirror import (
    Blocked,
    FolderSource,
    Manner,
    NotFresh,
    Pace,
    SourceFailed,
    Unfinished,
    check,
    looked,
    status,
    sync,
)
from izdat.mirror import part as parts
from izdat.mirror.haul import LIES
from izdat.model.missing import Busy, Missing, MissingSpace
from izdat.release import PIECE, Forged, UnsafeName, keys
from izdat.serve import Server
from izdat.sign import Desk, propose, rotate

NOW = datetime.now(UTC)
HURRIED = Manner(pace=Pace(rest=0.001, longest_rest=0.01, grace=0.02), stagger=0.02, within=20)
AUDIO = "083/audio.mp3"
SOUND = b"\xff\xfb" + random.Random(83).randbytes(5 * PIECE)


def tagged(size: int) -> bytes:
    """Return the sound with a tag of ``size`` bytes before it."""
    length = bytes(size >> 7 * place & 0x7F for place in (3, 2, 1, 0))
    return b"ID3\x04\x00\x00" + length + b"c" * size + SOUND


ONE = {"index.html": b"<p>one", AUDIO: tagged(100), "083/index.html": b"<p>83", "feed.xml": b"1"}
TWO = ONE | {"index.html": b"<p>two", AUDIO: tagged(200_000), "feed.xml": b"2", "084/a.txt": b"a"}
del TWO["083/index.html"]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a show of two releases, its site at each, and a mirror of the first."""
    folder = tmp_path_factory.mktemp("sync")
    rounds, keys.ROUNDS = keys.ROUNDS, 2_000
    try:
        copy = Copy.made(folder / "show", now=NOW - timedelta(days=9))
        copy.release(ONE, now=NOW - timedelta(days=2))
        one = files_of(copy.public)
        sync([FolderSource(copy.public)], folder / "mirror", copy.words, now=NOW)
        copy.release(TWO, now=NOW - timedelta(days=1))
        return copy, one, files_of(copy.public), folder / "mirror"
    finally:
        keys.ROUNDS = rounds


@pytest.fixture
def words(made):
    return made[0].words


@pytest.fixture
def one(made):
    return made[1]


@pytest.fixture
def two(made):
    return made[2]


@pytest.fixture
def mirror(made, tmp_path):
    """Return a mirror of the first release."""
    return Path(shutil.copytree(made[3], tmp_path / "mirror"))


def synced(mirrors, folder, words, **more):
    manner = replace(HURRIED, **{k: more.pop(k) for k in list(more) if hasattr(HURRIED, k)})
    return sync(mirrors, folder, words, **{"now": NOW, "manner": manner, **more})


def is_whole(folder, words, release=3):
    found = check(FolderSource(folder), words, now=NOW)
    assert found.is_whole, (found.faults, found.unsigned)
    return found.verdict.release == release


def states(result):
    return {each.name: each.state for each in result.heard}


def site(folder):
    """Return what a visitor can fetch."""
    return {n: d for n, d in files_of(folder).items() if not n.startswith("release/mirror")}


# ---- what is taken -----------------------------------------------------------------


def test_a_mirror_serves_what_the_site_serves(two, words, tmp_path):
    result = synced([Fake("a", two), Fake("b", two)], tmp_path / "m", words)
    assert is_whole(tmp_path / "m", words)
    served = site(tmp_path / "m")
    assert served.items() <= two.items()
    old = {f"release/{n}.{role}.json" for n in (1, 2) for role in ("targets", "snapshot")}
    assert two.keys() - served.keys() == old  # what older releases were signed with
    assert (result.verdict.release, result.before, result.wasted) == (3, None, 0)
    assert not list((tmp_path / "m/release/mirror/parts").iterdir())


def test_the_newest_wins_and_the_frozen_one_is_named(one, two, words, mirror):
    result = synced([Fake("frozen", one), Fake("honest", two)], mirror, None)
    assert is_whole(mirror, words)
    assert states(result) == {"frozen": "behind", "honest": "newest"}
    assert "2 is" not in result.heard[1].why
    assert "number 2, 3 is the newest" in result.heard[0].why


def test_nothing_older_is_taken_than_what_was_seen(one, two, words, mirror):
    synced([Fake("honest", two)], mirror, None)
    before = site(mirror)
    result = synced([Fake("frozen", one)], mirror, None)
    assert states(result) == {"frozen": "behind"}
    assert result.verdict.release == 3
    assert site(mirror) == before


def test_copies_that_nobody_signed_are_no_copies(two, words, tmp_path):
    eve, forged = signed_files({"index.html": b"<script>"}, NOW)
    with pytest.raises(Forged, match="eve's"):
        synced([Fake("eve's", forged), Fake("portal", two, portal)], tmp_path / "m", words)
    assert files_of(tmp_path / "m").keys() <= {"release/mirror/lock", "release/mirror/state.json"}
    assert eve != words


def test_that_nobody_answers_is_another_thing(two, words, tmp_path):
    with pytest.raises(SourceFailed, match="answers 503"):
        synced([Fake("a", two, refusing(503)), Fake("b", two, hangs=0.01)], tmp_path / "m", words)


def test_a_release_that_no_copy_has_whole_changes_nothing(two, words, mirror):
    before = site(mirror)
    mirrors = [Fake("a", two, lambda name, data: None if name == "feed.xml" else data)]
    with pytest.raises(Unfinished, match=r"'feed\.xml'"):
        synced(mirrors, mirror, None)
    assert site(mirror) == before
    parts = list((mirror / "release/mirror/parts").iterdir())
    assert sum(part.stat().st_size for part in parts) > 5 * PIECE  # kept for the next time
    result = synced([Fake("b", two)], mirror, None)
    assert result.received < 5_000
    assert is_whole(mirror, words)


def test_a_copy_that_goes_on_to_the_next_release_is_followed(one, two, words, tmp_path):
    class Moving(Fake):
        """Publishes while it is copied: after so many answers it has the next release."""

        def line(self):
            return super().line()

    for count in (1, 3, 5, 6, 8, 10, 12):
        copy = Moving("moving", one)

        def bend(name, data, copy=copy, count=count):
            return (two if len(copy.asked) > count else one).get(name)

        copy.bend = bend
        folder = tmp_path / f"m{count}"
        result = synced([copy], folder, words)
        assert result.verdict.release in (2, 3)
        assert is_whole(folder, words, result.verdict.release), count
        assert result.verdict.release == 3 or len(copy.asked) <= count + 4


def test_stale_is_taken_unless_only_what_is_fresh_was_asked_for(two, words, tmp_path):
    late = NOW + timedelta(days=60)
    with pytest.raises(NotFresh):
        synced([Fake("a", two)], tmp_path / "m", words, now=late, require_fresh=True)
    assert not (tmp_path / "m/index.html").exists()
    result = synced([Fake("a", two)], tmp_path / "m", words, now=late)
    assert result.verdict.freshness == "stale"
    assert b"stale since 20" in (tmp_path / "m/release/mirror.html").read_bytes()


def test_the_signed_list_of_mirrors_is_asked_too(made, tmp_path):
    copy = Copy.made(tmp_path / "show", now=NOW)
    listed = b"# ours\nhttps://mirror.example/show/\nfile:///etc\nhttps://dead.example/\n"
    copy.release({"index.html": b"x", "mirrors.txt": listed}, now=NOW)
    files = files_of(copy.public)
    lacking = Fake("a", {n: d for n, d in files.items() if n != "index.html"})
    asked = []

    def more(address):
        asked.append(address)
        return Fake(address, files) if "mirror" in address else Fake(address, {}, hangs=0.01)

    with pytest.raises(Unfinished):
        synced([lacking], tmp_path / "m", copy.words)
    result = synced([lacking], tmp_path / "m", copy.words, more=more)
    assert asked == ["https://mirror.example/show", "https://dead.example"]
    assert states(result)["https://mirror.example/show"] == "newest"
    # And from then on without any other.
    assert synced([], tmp_path / "m", None, more=more).verdict.release == 2


def test_other_keys_are_followed_and_a_stolen_heartbeat_is_forgotten(tmp_path):
    copy = Copy.made(tmp_path / "show", now=NOW)
    desk = Desk(copy.show)
    from izdat.release.roles import authority_of, sign, timestamp_of

    thief = copy.keyring.signer(authority_of(desk.root().signed).heartbeat)
    snapshot = desk.read("1.snapshot.json")
    ran = timestamp_of(snapshot, snapshot_version=1, version=2**40, release=1, now=NOW)
    stolen = files_of(copy.public) | {"release/timestamp.json": sign(ran, [thief])}
    synced([Fake("thief", stolen)], tmp_path / "m", copy.words)
    wanted = propose(desk, copy.keyring, now=NOW, new_heartbeat="anna")
    rotate(desk, copy.keyring, copy.public, wanted, now=NOW)
    copy.release({"index.html": b"after"}, now=NOW)
    mirrors = [Fake("thief", stolen), Fake("honest", files_of(copy.public))]
    result = synced(mirrors, tmp_path / "m", None)
    assert result.verdict.release == 2
    assert states(result) == {"thief": "wrong", "honest": "newest"}
    assert is_whole(tmp_path / "m", copy.words, 2)


# ---- bytes ---------------------------------------------------------------------------


def test_new_tags_move_and_the_sound_stays(two, words, mirror):
    result = synced([Fake("a", two)], mirror, None)
    assert is_whole(mirror, words)
    assert 200_000 < result.received < 205_000
    assert result.near > 4 * PIECE


def test_how_far_it_is_is_told_and_comes_to_its_end(two, words, tmp_path):
    told = []
    synced([Fake("a", two)], tmp_path / "m", words, tell=lambda *both: told.append(both))
    files = {total: done for done, total in sorted(told)}
    signed = [len(data) for name, data in two.items() if not name.startswith("release/")]
    most = max(files)
    assert files[most] == most
    assert most <= sum(signed) < most + 200_000  # the list of mirrors, what is signed beside
    assert all(0 < done <= total for done, total in told)


def test_a_file_under_another_name_is_not_fetched_again(made, tmp_path):
    copy = Copy.made(tmp_path / "show", now=NOW)
    copy.release({"old.mp3": SOUND, "a.txt": b"the same" * 99}, now=NOW)
    synced([Fake("a", files_of(copy.public))], tmp_path / "m", copy.words)
    copy.release({"new/83.mp3": SOUND, "copy.mp3": SOUND, "b.txt": b"the same" * 99}, now=NOW)
    result = synced([Fake("a", files_of(copy.public))], tmp_path / "m", None)
    assert is_whole(tmp_path / "m", copy.words, 3)
    assert result.received == 0
    assert not (tmp_path / "m/old.mp3").exists()


def test_what_a_disk_has_lost_is_mended_by_the_piece(one, two, words, mirror):
    path = mirror / AUDIO
    data = bytearray(path.read_bytes())
    data[3 * PIECE + 17] ^= 4
    path.write_bytes(data)
    (mirror / "index.html").unlink()
    result = synced([Fake("a", one)], mirror, None)
    assert is_whole(mirror, words, 2)
    assert result.received == PIECE + len(ONE["index.html"])


def test_a_sync_of_nothing_new_reads_and_writes_no_file(one, mirror, monkeypatch):
    synced([Fake("a", one)], mirror, None)  # the copy's files have other numbers: looked at once
    before = {path: path.stat().st_mtime_ns for path in mirror.rglob("*")}
    asked = Fake("a", one)
    monkeypatch.setattr(looked, "fault_of", lambda *_: pytest.fail("a file was read"))
    result = synced([asked], mirror, None)
    assert (result.changed, result.received, result.gone) == (0, 0, 0)
    assert {name for name, _ in asked.asked} == {"release/2.root.json", "release/timestamp.json"}
    after = {path: path.stat().st_mtime_ns for path in mirror.rglob("*") if path.is_file()}
    written = {path.name for path, time in after.items() if before[path] != time}
    assert written <= {"state.json"}


def test_a_file_that_was_changed_under_its_old_date_is_seen(one, words, mirror):
    synced([Fake("a", one)], mirror, None)
    path = mirror / "index.html"
    facts = path.stat()
    path.write_bytes(b"<p>eve")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    synced([Fake("a", one)], mirror, None)
    assert is_whole(mirror, words, 2)


def test_a_liar_costs_a_few_pieces_and_is_named(two, words, tmp_path):
    for seed in range(5):
        chance = random.Random(seed)
        liar = Fake("liar", two, only_files(flipping(chance)))
        result = synced([liar, Fake("honest", two)], tmp_path / f"m{seed}", words)
        assert is_whole(tmp_path / f"m{seed}", words)
        assert states(result)["honest"] == "newest"
        # What its lines had begun when it was found out may still come in.
        assert liar.sent <= (LIES + liar.parallel) * PIECE + 20_000
        if states(result)["liar"] == "wrong":
            assert "is not what was signed" in result.heard[0].why
    assert result.wasted <= (LIES + liar.parallel) * PIECE


def test_a_liar_is_asked_no_more(tmp_path):
    copy = Copy.made(tmp_path / "show", now=NOW)
    copy.release({f"{n}.bin": random.Random(n).randbytes(100_000) for n in range(40)}, now=NOW)
    files = files_of(copy.public)
    liar = Fake("liar", files, only_files(flipping(random.Random(7))))
    slow = Fake("honest", files, lambda name, data: time.sleep(0.002) or data)
    result = synced([liar, slow], tmp_path / "m", copy.words)
    assert states(result) == {"liar": "wrong", "honest": "newest"}
    assert result.wasted <= (3 + liar.parallel) * 100_000


def test_who_flips_one_bit_of_one_file_is_found(two, words, tmp_path):
    def bend(name, data):
        return data[:-1] + b"X" if name == AUDIO else data

    liar = Fake("liar", two, bend)
    with pytest.raises(Unfinished, match=AUDIO):
        synced([liar], tmp_path / "m", words)
    assert status_of(tmp_path / "m") == {"liar": "wrong"}
    assert liar.sent < len(TWO[AUDIO]) + 2 * PIECE


def status_of(folder):
    from izdat.mirror.holding import STATE, Holding

    return {each["name"]: each["state"] for each in Holding(folder).facts(STATE)["heard"]}


def test_what_came_before_a_stop_is_not_fetched_again(two, words, tmp_path, monkeypatch):
    """Stopped at each piece in turn; then all the rest comes, and no more than the lines held."""
    real = parts.Part.write
    pieces = -(-len(TWO[AUDIO]) // PIECE)
    for stop in range(1, pieces):
        count = 0

        def write(self, at, view, stop=stop):
            nonlocal count
            count += at > 0 or len(view) == PIECE
            if count > stop:
                raise KeyboardInterrupt
            real(self, at, view)

        monkeypatch.setattr(parts.Part, "write", write)
        folder = tmp_path / f"m{stop}"
        with pytest.raises(KeyboardInterrupt):
            synced([Fake("a", two)], folder, words)
        monkeypatch.setattr(parts.Part, "write", real)
        assert not (folder / "index.html").exists()
        result = synced([Fake("a", two)], folder, words)
        assert is_whole(folder, words)
        assert result.received <= sum(map(len, two.values())) - stop * PIECE


# ---- the mirror's folder ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["../evil", "/tmp/evil", "C:evil", "a\x00b", "a\u202eb", "con", "a.", "-rf", "x" * 300,
     "release/1.root.json", "a\\b", "SHA256SUMS"],
)  # fmt: skip
def test_a_hostile_name_is_refused_before_anything_is_written(tmp_path, name):
    words, files = signed_files({"index.html": b"x", name: b"evil"}, NOW)
    with pytest.raises((UnsafeName, Unfinished)):
        synced([Fake("a", files)], tmp_path / "deep" / "m", words)
    assert files_of(tmp_path).keys() <= {
        "deep/m/release/mirror/lock", "deep/m/release/mirror/state.json"
    }  # fmt: skip


@pytest.mark.parametrize(
    "names", [("a.txt", "A.txt"), ("é.txt", "e\u0301.txt"), ("a", "a/b"), ("x/a", "X/b")]
)
def test_names_that_are_one_on_some_disk_are_refused(tmp_path, names):
    words, files = signed_files(dict.fromkeys(names, b"x"), NOW)
    with pytest.raises((UnsafeName, Unfinished)):
        synced([Fake("a", files)], tmp_path / "m", words)
    assert not any((tmp_path / "m" / name).exists() for name in names)


def test_a_link_in_a_folders_place_is_not_written_through(two, mirror, tmp_path):
    outside = tmp_path / "outside"
    (mirror / "083").rename(outside)
    (mirror / "083").symlink_to(outside)
    before = files_of(outside)
    with pytest.raises(Blocked, match="083"):
        synced([Fake("a", two)], mirror, None)
    assert files_of(outside) == before


@pytest.mark.parametrize("name", ["release", "release/mirror", "release/mirror/parts"])
def test_a_link_in_the_place_of_the_mirrors_own_folders_is_refused(two, words, tmp_path, name):
    folder, outside = tmp_path / "m", tmp_path / "outside"
    outside.mkdir()
    (folder / name).parent.mkdir(parents=True)
    (folder / name).symlink_to(outside)
    with pytest.raises(Blocked):
        synced([Fake("a", two)], folder, words)
    assert not files_of(outside)


@pytest.mark.parametrize("plant", [Path.symlink_to, Path.hardlink_to])
def test_a_link_in_a_files_place_is_replaced_and_what_it_leads_to_stays(
    two, words, mirror, tmp_path, plant
):
    outside = tmp_path / "outside"
    outside.write_bytes(b"mine")
    entry = next(e for e in signed(two).values() if e.path == AUDIO)
    for name in (
        "index.html",
        "release/timestamp.json",
        f"release/mirror/parts/{entry.sha256}.part",
    ):
        (mirror / name).unlink(missing_ok=True)
        (mirror / name).parent.mkdir(exist_ok=True)
        plant(mirror / name, outside)
    if plant is Path.hardlink_to:  # no heartbeat that holds: this is a first sync
        (mirror / "release/timestamp.json").unlink()
    synced([Fake("a", two)], mirror, None)
    assert is_whole(mirror, words)
    assert outside.read_bytes() == b"mine"


def signed(files):
    from tuf.api.metadata import Targets

    from izdat.release import entries, read_role

    name = max(n for n in files if n.endswith("targets.json"))
    return entries(read_role(files[name], Targets).signed)


def test_only_what_a_release_signed_is_ever_removed(two, words, mirror):
    (mirror / "keepers-own.txt").write_text("mine")
    (mirror / "083/notes.txt").write_text("mine")
    synced([Fake("a", two)], mirror, None)
    assert (mirror / "keepers-own.txt").exists()
    assert (mirror / "083/notes.txt").exists()
    assert not (mirror / "083/index.html").exists()


def test_a_folder_that_is_no_mirror_is_left_alone(two, words, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/index.html").write_text("mine")
    with pytest.raises(Blocked, match="not empty"):
        synced([Fake("a", two)], tmp_path / "home", words)
    assert (tmp_path / "home/index.html").read_text() == "mine"


def test_a_copy_that_came_by_hand_becomes_a_mirror_without_being_fetched(made, words, tmp_path):
    copy, _, two, _ = made
    shutil.copytree(copy.public, tmp_path / "m")
    result = synced([Fake("a", two)], tmp_path / "m", words)
    assert (result.changed, result.received) == (0, 0)
    assert is_whole(tmp_path / "m", words)


def test_a_mirror_stays_one_shows(two, words, mirror, tmp_path):
    other, forged = signed_files({"index.html": b"x"}, NOW)
    with pytest.raises(Forged, match="not the one of these words"):
        synced([Fake("a", forged)], mirror, other)
    with pytest.raises(Missing, match="--root"):
        synced([Fake("a", two)], tmp_path / "new", None)


def test_two_syncs_at_once_do_not_mix(two, words, tmp_path):
    begun, go = threading.Event(), threading.Event()

    def bend(name, data):
        begun.set()
        go.wait(5)
        return data

    results = []
    first = threading.Thread(
        target=lambda: results.append(synced([Fake("a", two, bend)], tmp_path / "m", words))
    )
    first.start()
    begun.wait(5)
    with pytest.raises(Busy):
        synced([Fake("b", two)], tmp_path / "m", words)
    go.set()
    first.join()
    assert results[0].verdict.release == 3
    assert is_whole(tmp_path / "m", words)


def test_who_reads_while_it_is_synced_gets_whole_files(one, two, words, mirror):
    import http.client

    server = Server(mirror, port=0, is_live=False)
    threading.Thread(target=server.run, daemon=True).start()
    host = server.address.removeprefix("http://").rstrip("/")
    wrong, count, done = [], 0, threading.Event()

    def read():
        nonlocal count
        line = http.client.HTTPConnection(host)
        while not done.is_set():
            for name in (AUDIO, "index.html", "feed.xml", "release/timestamp.json"):
                line.request("GET", f"/{name}")
                body = line.getresponse().read()
                count += 1
                if body not in (one[name], two[name]):
                    wrong.append((name, len(body)))

    reader = threading.Thread(target=read)
    reader.start()
    while count < 8:
        time.sleep(0.001)
    synced([Fake("a", two)], mirror, None)
    done.set()
    reader.join()
    server.close()
    assert not wrong
    assert is_whole(mirror, words)


# ---- the disk -------------------------------------------------------------------------------


@pytest.mark.parametrize("stays", [True, False], ids=["until it is done again", "for a moment"])
def test_a_disk_that_is_full_at_any_call_tears_nothing(tmp_path, monkeypatch, stays):
    """Writes, allocations, renames and new folders in turn find no room; then there is some.

    To be quick, every other one for each kind; ``benchmarks/kills.py --full`` has all.
    """
    copy = Copy.made(tmp_path / "show", now=NOW)
    sites = []
    for night in (b"one", b"two"):
        sound = b"\xff\xfb" + night * 400_000
        copy.release({"index.html": night, AUDIO: sound, f"{night.decode()}/a": b"a"}, now=NOW)
        sites.append(files_of(copy.public))
        synced([FolderSource(copy.public)], tmp_path / f"mirror-{night.decode()}", copy.words)
    one, two = sites
    calls = ("pwrite", "posix_fallocate", "replace", "mkdir", "fsync")
    real = {name: getattr(os, name) for name in calls}
    left = 0

    def failing(name):
        def call(*arguments, **more):
            nonlocal left
            left -= 1
            if left == -1 or (stays and left < 0):
                raise OSError(errno.ENOSPC, "No space left on device")
            if name == "fsync":
                return None  # the room is what is tried here
            return real[name](*arguments, **more)

        return call

    for allowed in range(int(stays), 200, 2):
        folder = tmp_path / "m"
        shutil.copytree(tmp_path / "mirror-one", folder)
        left = allowed
        for name in calls:
            monkeypatch.setattr(os, name, failing(name))
        try:
            synced([Fake("a", two)], folder, None)
        except MissingSpace:
            assert left < 0
        finally:
            monkeypatch.undo()
        for name, data in site(folder).items():
            if name != "release/mirror.html":
                assert data in (one.get(name), two.get(name)), (allowed, name)
        if left >= 0:
            break
        monkeypatch.setattr(os, "fsync", lambda descriptor: None)
        synced([Fake("a", two)], folder, None)
        monkeypatch.undo()
        assert is_whole(folder, copy.words), allowed
        shutil.rmtree(folder)
    assert 20 < allowed < 200


def test_no_room_is_said_before_the_first_byte_comes(two, words, tmp_path, monkeypatch):
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=17_000_000))
    copy = Fake("a", two)
    with pytest.raises(MissingSpace, match="are needed"):
        synced([copy], tmp_path / "m", words)
    assert copy.sent < 10_000


def test_what_is_pointed_at_is_on_the_disk_before_what_points(two, words, tmp_path, monkeypatch):
    events = []
    real_fsync, real_replace = os.fsync, os.replace

    def fsync(descriptor):
        real_fsync(descriptor)
        events.append(("fsync", str(Path(f"/proc/self/fd/{descriptor}").readlink())))

    def replace_(source, target, **more):
        events.append(("rename", str(source), str(target)))
        real_replace(source, target, **more)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "replace", replace_)
    folder = tmp_path / "m"
    synced([Fake("a", two)], folder, words)
    renames = [
        (at, event[1], event[2]) for at, event in enumerate(events)
        if event[0] == "rename" and "/release/mirror" not in event[2]
    ]  # fmt: skip
    names = [str(Path(target).relative_to(folder)) for _, _, target in renames]
    assert names[-1] == "release/timestamp.json"
    assert names[-2].endswith("snapshot.json")
    assert names[-3].endswith("targets.json")
    assert names.index(AUDIO) < names.index("index.html") < names.index("feed.xml")
    assert names.index("feed.xml") < names.index("SHA256SUMS")
    heartbeat = renames[-1][0]
    for at, source, target in renames:
        assert ("fsync", source) in events[:at], target
        if at != heartbeat:
            assert ("fsync", str(Path(target).parent)) in events[at:heartbeat], target
    assert ("fsync", str(folder / "release")) in events[heartbeat:]


# ---- afterwards ---------------------------------------------------------------------------


def test_the_status_says_what_was_heard_and_asks_nobody(one, two, words, mirror):
    synced([Fake("frozen", one), Fake("a", two), Fake("gone", two, empty)], mirror, None)
    found = status(mirror, None, now=NOW)
    assert (found.checked.verdict.release, found.is_done) == (3, True)
    assert {each.name: each.state for each in found.heard} == {
        "frozen": "behind", "a": "newest", "gone": "wrong"
    }  # fmt: skip
    late = status(mirror, None, now=NOW + timedelta(days=60)).checked.verdict
    assert late.freshness == "stale"
    (mirror / "release/mirror/state.json").write_bytes(b"[" * 100_000)
    assert status(mirror, words, now=NOW).heard == ()


def test_the_mirrors_page_says_until_when_its_word_counts(one, mirror):
    synced([Fake("a", one)], mirror, None)
    page = (mirror / "release/mirror.html").read_text()
    until = status(mirror, None, now=NOW).checked.verdict.fresh_until
    assert f"until <time>{until:%Y-%m-%d}</time>" in page
    assert "release 2 of a show" in page
    assert "<script" not in page
