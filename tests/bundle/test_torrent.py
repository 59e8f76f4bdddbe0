"""`izdat bundle torrent`, beside another implementation of BitTorrent (libtorrent)."""

import os
import threading
import time
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st
from trial_bundle import FILES, PIECE

from izdat.bundle import SeedElsewhere, write_torrent
from izdat.mirror import Fault, SourceFailed, TorrentSource, Untrusted, check_torrent
from izdat.release import bencode
from izdat.release.bencode import NotBencoded, bdecoded, bencoded

if os.environ.get("IZDAT_JUDGES") == "required":
    import libtorrent
else:
    libtorrent = pytest.importorskip("libtorrent")


@pytest.fixture(scope="module")
def torrent(site, tmp_path_factory):
    path = tmp_path_factory.mktemp("torrent") / "night-ferry.torrent"
    write_torrent(site, path, name="public")
    return path


@pytest.fixture(scope="module")
def session():
    return libtorrent.session(
        {
            "enable_dht": False, "enable_lsd": False, "enable_upnp": False, "enable_natpmp": False,
            "listen_interfaces": "127.0.0.1:0", "allow_multiple_connections_per_ip": True,
            "alert_mask": 0, "ssrf_mitigation": False,
        }
    )  # fmt: skip


def wait(handle, holds, seconds=20):
    ends = time.monotonic() + seconds
    while not holds(handle.status()):
        assert time.monotonic() < ends, handle.status().state
        time.sleep(0.02)


def looked(path, words):
    return check_torrent(TorrentSource(path), words, now=datetime.now(UTC))


# ---- beside libtorrent ----------------------------------------------------------------


def test_the_roots_in_the_torrent_are_those_that_were_signed(site, torrent):
    """As another implementation reads them."""
    info = libtorrent.torrent_info(str(torrent))
    hashes = info.info_hashes()
    assert hashes.has_v1()
    assert hashes.has_v2()
    assert info.piece_length() == PIECE
    files = info.files()
    roots = {
        files.file_path(n).removeprefix("public/"): files.root(n)
        for n in range(files.num_files())
        if not files.file_flags(n) & libtorrent.file_storage.flag_pad_file
    }
    assert set(roots) == {each.path for each in (*site.files, *site.proof)}
    large = {each.path: each.pieces for each in site.files if each.pieces}
    assert set(large) == {"083/audio.mp3", "083/exact.mp3"}
    for path, root in large.items():
        assert roots[path].to_bytes().hex() == root


def test_another_client_finds_every_byte_of_the_copy_right(signed, site, torrent, session):
    handle = session.add_torrent(
        {"ti": libtorrent.torrent_info(str(torrent)), "save_path": str(signed.public.parent)}
    )
    wait(handle, lambda status: status.is_seeding)
    assert handle.status().total_wanted_done == site.size
    session.remove_torrent(handle)


def test_another_client_finds_a_byte_that_is_wrong(copy, torrent, session):
    path = copy.public / "083/exact.mp3"
    path.write_bytes(FILES["083/exact.mp3"][:-1] + b"!")
    handle = session.add_torrent(
        {"ti": libtorrent.torrent_info(str(torrent)), "save_path": str(copy.public.parent)}
    )
    wait(handle, lambda status: status.state == status.downloading)
    status = handle.status()
    assert status.num_pieces == sum(handle.have_piece(n) for n in range(status.num_pieces + 1))
    assert status.total_wanted - status.total_wanted_done == PIECE
    session.remove_torrent(handle)


def test_another_client_fetches_the_copy_from_a_web_server(signed, site, tmp_path, session):
    served = []

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            served.append(self.path)
            data = open(self.translate_path(self.path), "rb").read()  # noqa: PTH123, SIM115
            span = self.headers.get("Range", "bytes=0-").removeprefix("bytes=")
            first, _, last = span.partition("-")
            first, last = int(first), int(last or len(data) - 1)
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(data)}")
            self.send_header("Content-Length", str(last + 1 - first))
            self.end_headers()
            self.wfile.write(data[first : last + 1])

        def log_message(self, format, *arguments): ...

        def __init__(self, *arguments):
            super().__init__(*arguments, directory=str(signed.public.parent))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    seed = f"http://127.0.0.1:{server.server_address[1]}/public/"
    write_torrent(site, tmp_path / "a.torrent", name="public", seeds=[seed])
    handle = session.add_torrent(
        {"ti": libtorrent.torrent_info(str(tmp_path / "a.torrent")), "save_path": str(tmp_path)}
    )
    wait(handle, lambda status: status.is_seeding)
    session.remove_torrent(handle)
    server.shutdown()
    server.server_close()
    assert (tmp_path / "public/083/audio.mp3").read_bytes() == FILES["083/audio.mp3"]
    assert all(path.startswith("/public/") for path in served)


# ---- what it says ----------------------------------------------------------------------


def test_a_torrent_is_the_same_bytes_again(site, torrent, tmp_path):
    write_torrent(site, tmp_path / "a.torrent", name="public")
    assert (tmp_path / "a.torrent").read_bytes() == torrent.read_bytes()


@pytest.mark.parametrize(
    "seed", ["https://a.example/", "https://a.example/x/", "ftp://a.example/public", "public",
             "https://a.example/public/?x=1", "https://a.example/public-2/"],
)  # fmt: skip
def test_a_seed_where_clients_would_find_nothing_is_refused(site, tmp_path, seed):
    with pytest.raises(SeedElsewhere):
        write_torrent(site, tmp_path / "a.torrent", name="public", seeds=[seed])
    assert not (tmp_path / "a.torrent").exists()


# ---- checking one -----------------------------------------------------------------------


def test_an_honest_torrent_is_whole(signed, torrent):
    found = looked(torrent, signed.words)
    assert found.is_whole
    assert found.verdict.release == 2


def bent(torrent, tmp_path, change):
    found = bdecoded(torrent.read_bytes())
    change(found)
    path = tmp_path / "bent.torrent"
    path.write_bytes(bencoded(found))
    return path


def leaf(found, *parts):
    for part in parts:
        found = found[part]
    return found[b""]


TREE = (b"info", b"file tree")
OLD_CLIENTS = "old clients would fetch other files"


@pytest.mark.parametrize(
    ("change", "path", "why"),
    [
        (lambda t: leaf(t, *TREE, b"083", b"audio.mp3").update({b"pieces root": b"x" * 32}),
         "083/audio.mp3", "its bytes are others"),
        (lambda t: leaf(t, *TREE, b"index.html").update({b"pieces root": b"x" * 32}),
         "index.html", "its bytes are others"),
        (lambda t: leaf(t, *TREE, b"083", b"between.jpg").update({b"length": 7}),
         "083/between.jpg", "it has 7 bytes, not 100,000"),
        (lambda t: t[b"info"][b"file tree"][b"083"].pop(b"audio.mp3"),
         "083/audio.mp3", "it is missing"),
        (lambda t: t[b"info"].update({b"piece length": 2 * PIECE}),
         "piece length", "it is not 1 MiB"),
        (lambda t: t[b"info"][b"files"].pop(0), "files", OLD_CLIENTS),
        (lambda t: t[b"info"][b"files"].append({b"length": 9, b"path": [b"..", b"evil"]}),
         "files", OLD_CLIENTS),
        (lambda t: t[b"info"].pop(b"files"), "files", OLD_CLIENTS),
    ],
)  # fmt: skip
def test_a_bent_torrent_is_found(signed, torrent, tmp_path, change, path, why):
    faults = looked(bent(torrent, tmp_path, change), signed.words).faults
    assert any(fault.path == path and fault.why.startswith(why) for fault in faults)


def test_a_file_that_nobody_signed_is_found_in_a_torrent(signed, torrent, tmp_path):
    def add(found):
        tree = found[b"info"][b"file tree"]
        tree[b"evil.html"] = {b"": {b"length": 9, b"pieces root": b"x" * 32}}
        # One name that reads like two: a client makes of it what it likes.
        tree[b"083/index.html"] = tree[b"083"].pop(b"index.html")

    found = looked(bent(torrent, tmp_path, add), signed.words)
    assert found.unsigned == ("083\\x2findex.html", "evil.html")
    assert Fault("083/index.html", "it is missing") in found.faults


def test_a_torrent_without_the_proof_or_with_anothers_is_not_authentic(signed, torrent, tmp_path):
    def forged(found):
        targets = found[b"izdat"][b"release/2.targets.json"]
        found[b"izdat"][b"release/2.targets.json"] = targets.replace(b'"length":5', b'"length":6')

    for change in (lambda found: found.pop(b"izdat"), forged):
        with pytest.raises(Untrusted):
            looked(bent(torrent, tmp_path, change), signed.words)


# ---- bencode -----------------------------------------------------------------------------

VALUES = st.recursive(
    st.integers(-(2**60), 2**60) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.binary(max_size=4), inner),
    max_leaves=15,
)


@given(VALUES)
def test_what_is_written_is_read_and_as_another_reads_it(value):
    data = bencoded(value)
    assert bdecoded(data) == value
    assert libtorrent.bencode(value) == data


@given(st.binary(max_size=30) | st.text("0123456789:ilde-", max_size=20).map(str.encode))
def test_any_bytes_are_a_value_in_its_one_form_or_none(data):
    try:
        value = bdecoded(data)
    except NotBencoded:
        return
    assert bencoded(value) == data


@pytest.mark.parametrize(
    "data",
    [b"", b"i1", b"ie", b"i01e", b"i-0e", b"i+1e", b"5:abc", b"-1:a", b"l", b"d1:ai1e",
     b"d1:bi1e1:ai1ee", b"d1:ai1e1:ai1ee", b"i1ei2e", b"99999999999999999999:a", b"li1e",
     b"l" * 5_000 + b"e" * 5_000],
)  # fmt: skip
def test_what_is_no_value_is_refused(data):
    with pytest.raises(NotBencoded):
        bdecoded(data)


def test_values_without_number_are_not_read(monkeypatch):
    """A list of empty lists takes 30 times its length in memory."""
    monkeypatch.setattr(bencode, "MOST_VALUES", 100)
    bdecoded(b"l" + b"le" * 99 + b"e")
    with pytest.raises(NotBencoded, match="too many"):
        bdecoded(b"l" + b"le" * 100 + b"e")


@pytest.mark.parametrize("data", [b"", b"le", b"d4:infoi1ee", b"PK\x03\x04", b"d4:info"])
def test_what_is_no_torrent_is_said_to_be_none(tmp_path, data):
    (tmp_path / "a.torrent").write_bytes(data)
    with pytest.raises(SourceFailed):
        TorrentSource(tmp_path / "a.torrent")
