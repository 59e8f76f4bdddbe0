import json
import os
import random
import socket
import time
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner
from trial_copy import FILES, Copy, answer, drip, drip_headers, endless

from izdat.cli import main
from izdat.mirror import (
    Fault,
    FolderSource,
    SourceFailed,
    Unsound,
    Untrusted,
    UrlSource,
    ZipSource,
    check,
)
from izdat.release import Forged, Incomplete, Malformed, Mismatched
from izdat.sign import verifier

OTHER_WORDS = "lusab-babad-gutih-tugad-gutuk-bisog-mudof-sakat"
AUDIO = "083/audio.mp3"


def looked(copy, source=None, **more):
    return check(
        source or FolderSource(copy.public), copy.words, **{"now": datetime.now(UTC), **more}
    )


def sources(copy, hostile, tmp_path):
    return [
        FolderSource(copy.public),
        ZipSource(copy.zipped(tmp_path / "copy.zip")),
        UrlSource(hostile.address),
    ]


# ---- an honest copy --------------------------------------------------------------


def test_an_honest_copy_is_whole_wherever_it_is(copy, hostile, tmp_path):
    for source in sources(copy, hostile, tmp_path):
        found = looked(copy, source)
        assert found.is_whole
        assert found.verdict.release == 1
        assert found.verdict.files == len(FILES) + 1
        assert found.verdict.freshness == "fresh"


def test_a_bundle_is_checked_with_no_network(copy, tmp_path, monkeypatch):
    def no_network(*arguments, **more):
        raise AssertionError("the network was asked")

    for name in ("socket", "create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, no_network)
    assert looked(copy, ZipSource(copy.zipped(tmp_path / "copy.zip"))).is_whole


def test_the_progress_is_told_in_bytes(copy):
    told = []
    looked(copy, tell=told.append)
    assert told[-1] == sum(map(len, FILES.values())) + len(verifier()["verify.html"])


def test_only_the_words_lead_to_a_root(copy, tmp_path):
    with pytest.raises(Forged, match="no root of this copy has these words"):
        check(FolderSource(copy.public), OTHER_WORDS, now=datetime.now(UTC))


def test_another_shows_site_in_this_ones_place_is_forged(copy, tmp_path):
    (tmp_path / "eve").mkdir()
    eve = Copy.made(tmp_path / "eve" / "show", now=datetime.now(UTC))
    with pytest.raises(Forged):
        check(FolderSource(eve.public), copy.words, now=datetime.now(UTC))


def test_without_a_proof_nothing_is_claimed(tmp_path):
    (tmp_path / "index.html").write_text("x")
    with pytest.raises(Incomplete):
        check(FolderSource(tmp_path), OTHER_WORDS, now=datetime.now(UTC))


@pytest.mark.parametrize("name", ["timestamp.json", "1.snapshot.json", "1.targets.json"])
def test_a_proof_that_lacks_a_part_is_incomplete(copy, name):
    (copy.public / "release" / name).unlink()
    with pytest.raises(Incomplete, match=name):
        looked(copy)


# ---- what a copy can do to files ----------------------------------------------------


def test_a_bit_anywhere_in_any_file_is_found(copy):
    chance = random.Random(7)
    for name, data in FILES.items():
        for _ in range(5 if data else 0):
            at = chance.randrange(len(data))
            torn = bytearray(data)
            torn[at] ^= 1 << chance.randrange(8)
            (copy.public / name).write_bytes(torn)
            assert looked(copy).faults == (Fault(name, "its bytes are others"),)
        (copy.public / name).write_bytes(data)
    assert looked(copy).is_whole


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda data: data[:-5], "5 of its 2,400,000 bytes are missing"),
        (lambda data: data + b"x", "it is longer than was signed"),
        (lambda data: b"", "2,400,000 of its 2,400,000 bytes are missing"),
    ],
)
def test_a_wrong_length_is_found(copy, hostile, tmp_path, change, why):
    path = copy.public / AUDIO
    path.write_bytes(change(FILES[AUDIO]))
    assert looked(copy).faults == (Fault(AUDIO, why),)
    assert looked(copy, UrlSource(hostile.address)).faults == (Fault(AUDIO, why),)
    found = looked(copy, ZipSource(copy.zipped(tmp_path / "copy.zip"))).faults
    assert [fault.path for fault in found] == [AUDIO]


def test_a_file_that_is_gone_is_found(copy, hostile):
    (copy.public / AUDIO).unlink()
    for source in (FolderSource(copy.public), UrlSource(hostile.address)):
        assert looked(copy, source).faults == (Fault(AUDIO, "it is missing"),)


def test_a_file_that_nobody_signed_is_found(copy, tmp_path):
    (copy.public / "083/evil.html").write_text("<script>")
    for source in (FolderSource(copy.public), ZipSource(copy.zipped(tmp_path / "copy.zip"))):
        found = looked(copy, source)
        assert found.unsigned == ("083/evil.html",)
        assert not found.is_whole


def test_a_link_in_a_files_place_is_not_followed(copy, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_bytes(FILES[AUDIO])  # even to the right bytes: today
    (copy.public / AUDIO).unlink()
    (copy.public / AUDIO).symlink_to(elsewhere)
    assert looked(copy).faults == (Fault(AUDIO, "it is a link"),)


def test_a_link_in_a_folders_place_is_not_followed(copy, tmp_path):
    (copy.public / "083").rename(tmp_path / "083")
    (copy.public / "083").symlink_to(tmp_path / "083")
    found = looked(copy)
    assert {fault.why for fault in found.faults} == {"083 is a link"}
    assert found.unsigned == ("083",)


def test_a_link_in_the_proof_is_not_followed(copy, tmp_path):
    path = copy.public / "release/timestamp.json"
    path.rename(tmp_path / "t")
    path.symlink_to(tmp_path / "t")
    with pytest.raises(Incomplete, match="it is a link"):
        looked(copy)


def test_a_pipe_does_not_hold_the_reader_up(copy):
    (copy.public / AUDIO).unlink()
    os.mkfifo(copy.public / AUDIO)
    began = time.monotonic()
    assert looked(copy).faults == (Fault(AUDIO, "it is no file"),)
    assert time.monotonic() - began < 2


# ---- bundles ------------------------------------------------------------------------


def test_a_member_that_stands_twice_is_refused(copy, tmp_path):
    path = copy.zipped(tmp_path / "copy.zip")
    with zipfile.ZipFile(path, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("index.html", "<script>")
    with pytest.raises(Unsound, match="twice"):
        ZipSource(path)


def test_members_that_share_bytes_are_refused(copy, tmp_path):
    """What D. Fifield calls a better zip bomb: many entries, one kernel."""
    path = copy.zipped(tmp_path / "copy.zip")
    data = bytearray(path.read_bytes())
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = data[first + 42 : first + 46]  # both at the same place
    path.write_bytes(data)
    with pytest.raises(Unsound, match="lies over"):
        ZipSource(path)


def test_a_member_that_unpacks_to_more_than_was_signed_is_not_unpacked(copy, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in (copy.public / "release").iterdir():
            archive.write(file, f"release/{file.name}")
        archive.writestr(AUDIO, bytes(300_000_000))
    assert path.stat().st_size < 2_000_000
    found = looked(copy, ZipSource(path))
    assert Fault(AUDIO, "it has 300,000,000 bytes, not 2,400,000") in found.faults


def test_a_member_that_lies_about_its_length_is_found(copy, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in (copy.public / "release").iterdir():
            archive.write(file, f"release/{file.name}")
        archive.writestr("index.html", bytes(50_000_000))
    data = path.read_bytes()
    real, told = (size.to_bytes(4, "little") for size in (50_000_000, len(FILES["index.html"])))
    path.write_bytes(data.replace(real, told))
    faults = {fault.path: fault.why for fault in looked(copy, ZipSource(path)).faults}
    assert "index.html" in faults
    assert faults["index.html"] != "it is missing"


def test_a_member_that_is_torn_anywhere_is_a_fault_and_no_traceback(copy, tmp_path):
    path = copy.zipped(tmp_path / "copy.zip")
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        member = archive.getinfo(AUDIO)
        begin = member.header_offset + 30 + len(AUDIO)
    chance = random.Random(7)
    for _ in range(30):
        torn = bytearray(data)
        for _ in range(4):
            torn[begin + chance.randrange(member.compress_size)] = chance.randrange(256)
        path.write_bytes(torn)
        faults = looked(copy, ZipSource(path)).faults
        assert {fault.path for fault in faults} <= {AUDIO}


def test_a_proof_without_end_is_not_unpacked(copy, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("release/1.root.json", bytes(500_000_000))
    began = time.monotonic()
    with pytest.raises(Malformed, match="larger than"):
        looked(copy, ZipSource(path))
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("data", [b"", b"PK", b"<html>", b"PK\x05\x06" + bytes(18) + b"x"])
def test_what_is_no_bundle_is_said_to_be_none(tmp_path, data):
    path = tmp_path / "copy.zip"
    path.write_bytes(data)
    with pytest.raises((SourceFailed, Incomplete)):
        check(ZipSource(path), OTHER_WORDS, now=datetime.now(UTC))


# ---- servers --------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 307, 403, 429, 451, 500, 503, 206, 204])
def test_an_answer_that_is_no_file_is_no_verdict(copy, hostile, status):
    hostile.does[AUDIO] = lambda handler, data: answer(
        handler, data, status=status, Location="http://elsewhere.example/"
    )
    with pytest.raises(SourceFailed, match=f"answers {status}"):
        looked(copy, UrlSource(hostile.address))


def test_a_captive_portal_that_says_200_is_no_copy(copy, hostile):
    hostile.does["release/1.root.json"] = lambda handler, data: answer(handler, b"<html>Log in")
    with pytest.raises(Malformed):
        looked(copy, UrlSource(hostile.address))


@pytest.mark.parametrize("name", ["release/timestamp.json", AUDIO])
@pytest.mark.parametrize("slow", [drip, drip_headers])
def test_a_server_that_keeps_us_waiting_is_left(copy, hostile, name, slow):
    hostile.does[name] = slow
    began = time.monotonic()
    with pytest.raises(SourceFailed, match=r"it took more than|does not give"):
        looked(copy, UrlSource(hostile.address, patience=0.5, slowest=10_000_000))
    assert time.monotonic() - began < 3


@pytest.mark.parametrize("name", ["release/timestamp.json", "release/1.targets.json"])
def test_a_proof_that_never_ends_is_not_read_to_its_end(copy, hostile, name):
    hostile.does[name] = endless
    began = time.monotonic()
    with pytest.raises((Malformed, Mismatched)):
        looked(copy, UrlSource(hostile.address))
    assert time.monotonic() - began < 3


def test_a_file_that_never_ends_is_longer_than_was_signed(copy, hostile):
    hostile.does[AUDIO] = endless
    faults = looked(copy, UrlSource(hostile.address)).faults
    assert faults == (Fault(AUDIO, "it is longer than was signed"),)


def test_an_answer_that_ends_too_early_is_a_fault(copy, hostile):
    hostile.does[AUDIO] = lambda handler, data: answer(handler, data[:-9], length=len(data))
    (fault,) = looked(copy, UrlSource(hostile.address)).faults
    assert fault == Fault(AUDIO, "9 of its 2,400,000 bytes are missing")


def test_a_packed_answer_is_refused(copy, hostile):
    hostile.does[AUDIO] = lambda handler, data: answer(handler, data, Content_Encoding="gzip")
    with pytest.raises(SourceFailed, match="gzip"):
        looked(copy, UrlSource(hostile.address))


def test_a_server_learns_nothing_of_who_asks(copy, hostile):
    hostile.does["index.html"] = lambda handler, data: answer(handler, data, Set_Cookie="id=7")
    looked(copy, UrlSource(hostile.address))
    looked(copy, UrlSource(hostile.address))
    for _, headers in hostile.asked:
        assert set(headers) == {"host", "user-agent", "accept-encoding", "accept"}
        assert headers["user-agent"] == "Mozilla/5.0"
        assert headers["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    "address", ["ftp://a.example", "file:///etc/passwd", "http://", "https://me:pass@a.example"]
)
def test_an_address_that_is_no_sites_is_refused(address):
    with pytest.raises(ValueError, match="no address of a site"):
        UrlSource(address)


# ---- the verb ---------------------------------------------------------------------------


def typed(*words):
    return CliRunner().invoke(main, ["verify", *map(str, words)])


def test_the_verb_says_both_axes(copy):
    result = typed(copy.public, "--root", copy.words.replace("-", " "))
    assert result.exit_code == 0, result.output
    assert "authentic: release 1, 5 files, 2.4 MB; whole" in result.output
    assert "fresh: said on" in result.output


def test_the_verb_speaks_to_machines(copy):
    (copy.public / AUDIO).unlink()
    result = typed(copy.public, "--root", copy.words, "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert (said["authentic"], said["whole"], said["freshness"]) == (True, False, "fresh")
    assert said["faults"] == [{"path": AUDIO, "why": "it is missing"}]
    said = json.loads(typed(copy.public, "--root", OTHER_WORDS, "--json").stdout)
    assert (said["authentic"], said["code"]) == (False, "forged")


def test_stale_is_no_error_unless_it_is_asked_for(tmp_path):
    old = Copy.made(tmp_path / "show", now=datetime.now(UTC) - timedelta(days=40))
    result = typed(old.public, "--root", old.words)
    assert result.exit_code == 0
    assert "stale since" in result.output
    assert typed(old.public, "--root", old.words, "--require-fresh").exit_code == 1


def test_the_proof_alone_says_that_it_is_alone(copy):
    (copy.public / AUDIO).unlink()
    result = typed(copy.public, "--root", copy.words, "--proof-only")
    assert result.exit_code == 0
    assert "the files were not looked at" in result.output


@pytest.mark.parametrize(
    ("words", "code"),
    [(["nowhere", "--root", OTHER_WORDS], 2), ([".", "--root", "lusab babad"], 2), (["."], 2),
     (["http://127.0.0.1:9/", "--root", OTHER_WORDS], 3)],
)  # fmt: skip
def test_the_exit_code_says_whose_fault_it_is(words, code):
    assert typed(*words).exit_code == code


def test_a_name_from_outside_does_not_write_over_the_terminal(copy):
    (copy.public / "a\x1b[2Jb").write_text("x")
    result = typed(copy.public, "--root", copy.words)
    assert "\x1b[2J" not in result.output
    assert "nobody signed it" in result.output


def test_every_reason_is_one_kind():
    assert issubclass(Incomplete, Untrusted)
