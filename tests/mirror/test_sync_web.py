"""Real servers on the loopback that are slow, broken or hostile, and what a sync makes of them."""

import json
import random
import socket
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from trial_copy import Copy, Hostile, answer, answer_part, drip, drip_headers, endless, wanted
from trial_mirrors import files_of

from izdat.cli import main
from izdat.mirror import (
    FolderSource,
    Manner,
    Pace,
    Proxy,
    Unfinished,
    Untrusted,
    UrlSource,
    check,
    haul,
    sync,
)
from izdat.release import PIECE, keys

NOW = datetime.now(UTC)
HURRIED = Manner(pace=Pace(rest=0.01, longest_rest=0.02, grace=0.05), stagger=0.1, within=20)
AUDIO = "083/audio.mp3"
FILES = {
    "index.html": b"<p>The Night Ferry",
    AUDIO: b"\xff\xfb" + random.Random(83).randbytes(3 * PIECE),
}


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    rounds, keys.ROUNDS = keys.ROUNDS, 2_000
    try:
        made = Copy.made(tmp_path_factory.mktemp("web") / "show", now=NOW)
        made.release(FILES, now=NOW)
        return made
    finally:
        keys.ROUNDS = rounds


@pytest.fixture(autouse=True)
def short_rows(monkeypatch):
    """Two pieces at once: files need not be large to be asked for in parts."""
    monkeypatch.setattr(haul, "ROW", 2)


@pytest.fixture
def bad(copy):
    server = Hostile(copy.public)
    yield server
    server.close()


@pytest.fixture
def good(copy):
    server = Hostile(copy.public)
    yield server
    server.close()


def source(server, **more):
    return UrlSource(server.address, **{"patience": 1.0, "slowest": 10_000_000, **more})


def synced(copy, folder, *servers, **more):
    mirrors = [each if hasattr(each, "line") else source(each) for each in servers]
    return sync(mirrors, folder, copy.words, now=NOW, manner=replace(HURRIED, **more))


def is_whole(copy, folder):
    return check(FolderSource(folder), copy.words, now=NOW).is_whole


def state_of(result, server):
    return next(each for each in result.heard if each.name == server.address)


def test_a_site_is_copied_over_one_line_for_many_files(copy, good, tmp_path):
    result = synced(copy, tmp_path / "m", good)
    assert is_whole(copy, tmp_path / "m")
    assert result.wasted == 0


@pytest.mark.parametrize("name", ["release/timestamp.json", "release/2.targets.json", AUDIO])
@pytest.mark.parametrize("slow", [drip, drip_headers])
def test_who_drips_is_not_waited_for(copy, bad, good, tmp_path, name, slow):
    bad.does[name] = slow
    began = time.monotonic()
    synced(copy, tmp_path / "m", bad, good)
    assert time.monotonic() - began < 3
    assert is_whole(copy, tmp_path / "m")


@pytest.mark.parametrize("name", ["index.html", AUDIO])
def test_what_one_drips_another_gives(copy, bad, good, tmp_path, name):
    """Within its time, and slow all the same: nobody waits for it while another is idle."""
    bad.does[name] = drip
    began = time.monotonic()
    patient = source(bad, patience=30.0, slowest=8_000)
    for number in range(4):  # whoever of the two is asked first
        synced(copy, tmp_path / f"m{number}", patient, good)
        assert is_whole(copy, tmp_path / f"m{number}")
    assert time.monotonic() - began < 8


@pytest.mark.parametrize(
    "name", ["release/timestamp.json", "release/2.targets.json", "index.html", AUDIO]
)
def test_what_never_ends_is_not_read_to_its_end(copy, bad, good, tmp_path, name):
    bad.does[name] = endless
    began = time.monotonic()
    result = synced(copy, tmp_path / "m", bad, good)
    assert time.monotonic() - began < 5
    assert is_whole(copy, tmp_path / "m")
    assert result.received < 6 * PIECE


def test_a_packed_answer_is_not_unpacked(copy, bad, good, tmp_path):
    bad.does[AUDIO] = lambda handler, data: answer_part(handler, data, Content_Encoding="gzip")
    synced(copy, tmp_path / "m", bad, good)
    assert is_whole(copy, tmp_path / "m")
    with pytest.raises(Unfinished, match="gzip"):
        synced(copy, tmp_path / "alone", bad)


def as_asked(handler, data, part, *, length=None, first=None):
    """Answer with ``part`` in the form that was asked for."""
    span = wanted(handler, data)
    if span is None:
        answer(handler, part, length=length)
        return
    begin = span[0] if first is None else first
    told = f"bytes {begin}-{begin + span[1] - span[0] - 1}/{len(data)}"
    answer(handler, part, status=206, length=length, Content_Range=told)


def early(handler, data):
    first, stop = wanted(handler, data) or (0, len(data))
    as_asked(handler, data, data[first : (first + stop) // 2], length=stop - first)


def elsewhere(handler, data):
    """Send other bytes than were asked for, and say so."""
    first, stop = wanted(handler, data) or (0, len(data))
    as_asked(handler, data, data[7 : 7 + stop - first], first=7)


def lying(handler, data):
    """Send other bytes than were asked for, and say that they are these."""
    first, stop = wanted(handler, data) or (0, len(data))
    as_asked(handler, data, bytes(stop - first))


def too_long(handler, data):
    first, _ = wanted(handler, data) or (0, len(data))
    as_asked(handler, data, data[first:] + b"more", length=10**12)


@pytest.mark.parametrize(
    ("way", "why"),
    [(early, "too early"), (elsewhere, "another part"),
     (lying, "not what was signed"), (too_long, "")],
)  # fmt: skip
def test_who_lies_about_what_is_sent_is_outdone(copy, bad, good, tmp_path, way, why):
    bad.does[AUDIO] = bad.does["index.html"] = way
    synced(copy, tmp_path / "m", bad, good)
    assert is_whole(copy, tmp_path / "m")
    if why:
        bad.does["index.html"] = answer_part
        with pytest.raises(Unfinished, match=why):
            synced(copy, tmp_path / "alone", bad)
        assert not (tmp_path / "alone" / "index.html").exists()


def test_a_host_that_knows_no_ranges_serves_all_the_same(copy, bad, tmp_path):
    bad.does[AUDIO] = answer  # 200, whatever part was asked for
    synced(copy, tmp_path / "m", bad)
    assert is_whole(copy, tmp_path / "m")


@pytest.mark.parametrize("status", [204, 301, 302, 307, 403, 404, 429, 451, 500, 503])
def test_who_answers_otherwise_is_left_and_a_redirect_is_not_followed(
    copy, bad, good, tmp_path, status
):
    def does(handler, data):
        answer(handler, b"", status=status, Location=f"{good.address}/{AUDIO}")

    bad.does[AUDIO] = bad.does["index.html"] = does
    with pytest.raises(Unfinished):
        synced(copy, tmp_path / "alone", bad)
    assert good.asked == []
    assert not (tmp_path / "alone" / "index.html").exists()
    synced(copy, tmp_path / "m", bad, good)
    assert is_whole(copy, tmp_path / "m")


def test_a_captive_portal_is_no_copy(copy, bad, good, tmp_path):
    class Everything(dict):
        def __contains__(self, name):
            return True

        def __getitem__(self, name):
            return lambda handler, data: answer(handler, b"<html>Log in")

    bad.does = Everything()
    with pytest.raises(Untrusted):
        synced(copy, tmp_path / "alone", bad)
    result = synced(copy, tmp_path / "m", bad, good)
    assert state_of(result, bad).state == "wrong"
    assert is_whole(copy, tmp_path / "m")


def test_a_server_learns_nothing_of_who_copies(copy, bad, tmp_path):
    bad.does["index.html"] = lambda handler, data: answer(handler, data, Set_Cookie="id=7")
    synced(copy, tmp_path / "m", bad)
    synced(copy, tmp_path / "m", bad)
    assert len(bad.asked) > 8
    for name, headers in bad.asked:
        assert set(headers) <= {"host", "user-agent", "accept-encoding", "accept", "range"}
        assert headers["user-agent"] == "Mozilla/5.0"
        assert headers["accept-encoding"] == "identity"
        assert "?" not in name


def test_a_proxy_is_given_the_name_and_nobody_is_asked_for_it(copy, good, tmp_path, monkeypatch):
    """A SOCKS 5 proxy of a few lines (RFC 1928) that knows one onion."""
    asked = []
    target = good.address.removeprefix("http://").split(":")
    listening = socket.create_server(("127.0.0.1", 0))

    def pump(one, other):
        try:
            while data := one.recv(65536):
                other.sendall(data)
        except OSError:
            pass
        finally:
            other.close()

    def serve(client):
        with client.makefile("rb", buffering=0) as stream:
            assert stream.read(3) == b"\x05\x01\x00"
            client.sendall(b"\x05\x00")
            assert stream.read(4) == b"\x05\x01\x00\x03"
            asked.append((stream.read(stream.read(1)[0]), stream.read(2)))
            far = socket.socket()
            far.connect((target[0], int(target[1])))
            client.sendall(b"\x05\x00\x00\x01" + bytes(6))
        threading.Thread(target=pump, args=(far, client), daemon=True).start()
        pump(client, far)

    def accept():
        while True:
            try:
                client, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    real = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **more):
        assert host == "127.0.0.1", f"{host} was asked for"
        return real(host, *arguments, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    proxy = Proxy.at(f"socks5://127.0.0.1:{listening.getsockname()[1]}")
    result = synced(copy, tmp_path / "m", UrlSource("http://ferry.onion/", proxy=proxy))
    listening.close()
    assert is_whole(copy, tmp_path / "m")
    assert set(asked) == {(b"ferry.onion", b"\x00\x50")}
    assert result.heard[0].site == "ferry.onion"


@pytest.mark.parametrize(
    "address", ["http://a:1", "socks5://", "socks5://me:x@a:1", "socks5://a/b"]
)
def test_what_is_no_proxy_is_refused(address):
    with pytest.raises(ValueError, match="no proxy"):
        Proxy.at(address)


# ---- the verbs --------------------------------------------------------------------------


def typed(*words, code=0):
    result = CliRunner().invoke(main, ["mirror", *map(str, words)])
    assert result.exit_code == code, (result.output, result.exception)
    return result.output


def test_the_verbs_say_what_was_taken_and_who_was_heard(copy, good, tmp_path):
    folder = tmp_path / "m"
    said = typed("sync", good.address, copy.public, folder, "--root", copy.words.replace("-", " "))
    assert "release 2, 3 files: 3 new, 0 gone; 3.2 MB fetched" in said
    assert f"newest  {good.address}" in said
    assert "newest release seen: 2, from 2 independent copies" in said
    said = typed("status", folder)
    assert "authentic: release 2" in said
    assert "fresh: said on" in said
    told = json.loads(typed("sync", copy.public, folder, "--json"))
    assert (told["changed"], told["voices"], told["heard"][0]["state"]) == (0, 1, "newest")
    assert json.loads(typed("status", folder, "--json"))["freshness"] == "fresh"


def test_the_exit_code_says_whose_fault_it_is(copy, tmp_path):
    folder = tmp_path / "m"
    other = "lusab-babad-gutih-tugad-gutuk-bisog-mudof-sakat"
    typed("sync", copy.public, folder, code=3)  # which show?
    typed("sync", copy.public, folder, "--root", other, code=1)
    typed("sync", copy.public, folder, "--root", "lusab", code=2)
    typed("sync", "ftp://a.example", folder, "--root", other, code=2)
    typed("sync", copy.public, folder, "--root", other, "--proxy", "nowhere", code=2)
    typed("sync", "http://127.0.0.1:9", folder, "--root", other, code=3)
    typed("status", tmp_path / "nothing", code=3)


def test_a_mirror_is_served_as_it_was_signed_without_what_it_knows(copy, tmp_path):
    from izdat.serve import Server

    folder = tmp_path / "m"
    typed("sync", copy.public, folder, "--root", copy.words)
    server = Server(folder, port=0, is_live=False, hidden=("release/mirror",))
    threading.Thread(target=server.run, daemon=True).start()
    site = UrlSource(server.address)
    assert check(site, copy.words, now=NOW).is_whole
    assert site.open("release/mirror/state.json", None) is None
    assert site.open("release/mirror/../mirror/known.json", None) is None
    assert site.open("release/mirror.html", None) is not None
    second = tmp_path / "second"
    synced(copy, second, site)
    assert files_of(second).keys() == files_of(folder).keys()
    server.close()
