"""The server: ranges, types, live reload, and nothing outside its folder."""

import http.client
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from izdat.serve import Server, Watch
from izdat.serve import server as serving
from izdat.serve.ranges import Unsatisfiable, byte_range
from izdat.serve.server import media_type


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    public = tmp_path / "public"
    (public / "night").mkdir(parents=True)
    (public / "index.html").write_text("<body>home</body>")
    (public / "404.html").write_text("<body>lost</body>")
    (public / "night" / "index.html").write_text("<body>night</body>")
    (public / "night" / "night.mp3").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "secret.txt").write_text("secret")
    (public / "link.txt").symlink_to(tmp_path / "secret.txt")
    server = Server(public, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield server
    server.close()


def ask(
    server: Server, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request(method, path, headers={k.replace("_", "-"): v for k, v in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body


def test_a_folder_answers_with_its_page_that_reloads_itself(server: Server) -> None:
    status, headers, body = ask(server, "/night/")
    assert status == 200
    assert headers["content-type"] == "text/html; charset=utf-8"
    assert body == b'<body>night<script src="/-/reload.js" defer></script></body>'


def test_a_folder_without_its_slash_is_redirected_on_the_same_host(server: Server) -> None:
    status, headers, _ = ask(server, "//night")
    assert (status, headers["location"]) == (301, "/night/")


def test_a_player_gets_the_bytes_it_asks_for(server: Server) -> None:
    whole = ask(server, "/night/night.mp3")[2]
    status, headers, body = ask(server, "/night/night.mp3", Range="bytes=300-309")
    assert status == 206
    assert headers["content-range"] == f"bytes 300-309/{len(whole)}"
    assert body == whole[300:310]
    assert ask(server, "/night/night.mp3", Range="bytes=-5")[2] == whole[-5:]


def test_a_range_after_the_end_is_refused(server: Server) -> None:
    status, headers, _ = ask(server, "/night/night.mp3", Range="bytes=999999-")
    assert (status, headers["content-range"]) == (416, "bytes */10240")


def test_a_file_that_did_not_change_is_not_sent_again(server: Server) -> None:
    tag = ask(server, "/night/night.mp3", "HEAD")[1]["etag"]
    assert ask(server, "/night/night.mp3", If_None_Match=tag)[0] == 304
    assert ask(server, "/night/night.mp3", Range="bytes=0-1", If_Range='"old"')[0] == 200


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/link.txt", "/a%00b", "/no"]
)
def test_nothing_outside_the_folder_is_served(server: Server, path: str) -> None:
    status, _, body = ask(server, path)
    assert status == 404
    assert b"lost" in body


def test_podcast_types_are_what_clients_expect() -> None:
    assert media_type("chapters.json") == "application/json+chapters"
    assert media_type("feed-2.xml").startswith("application/rss+xml")
    assert media_type("sitemap.xml").startswith("application/xml")
    assert media_type("a.opus") == "audio/ogg; codecs=opus"
    assert media_type("a.m4a") == "audio/x-m4a"
    assert media_type("a.flac") == "audio/flac"


def test_an_open_page_hears_of_a_build(server: Server) -> None:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=5)
    connection.request("GET", "/-/changes")
    answer = connection.getresponse()
    for _ in range(50):  # until the server waits
        server.reload()
        if server._builds > 1:
            break
        time.sleep(0.02)
    repeat = threading.Timer(0.2, server.reload)
    repeat.start()
    assert answer.readline() == b"data: built\n"
    connection.close()


def connected(server: Server, said: bytes) -> socket.socket:
    host, port = server.address.removeprefix("http://").rstrip("/").split(":")
    # Little room for what arrives, so that the server is still sending when the line drops.
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.settimeout(5)
    line.connect((host, int(port)))
    line.sendall(said)
    return line


def drop(line: socket.socket) -> None:
    """End a connection at once, as a browser does whose page was closed (RST, not FIN)."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    line.close()


def answering() -> bool:
    return any("process_request" in thread.name for thread in threading.enumerate())


@pytest.mark.parametrize(
    ("said", "hears"),
    [
        (b"", b""),
        (b"GET / HT", b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200"),
        (b"GET /night/night.mp3 HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200"),
        (b"GET /-/changes HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 200"),
    ],
    ids=["before it asks", "while it asks", "amid a page", "amid a sound", "while it waits"],
)
def test_a_browser_that_drops_its_connection_is_not_told(
    server: Server, tmp_path: Path, capfd: pytest.CaptureFixture[str], said: bytes, hears: bytes
) -> None:
    for name in ("index.html", "night/night.mp3"):
        (tmp_path / "public" / name).write_bytes(bytes(20_000_000))  # more than any socket holds
    line = connected(server, said)
    if hears:
        assert line.recv(len(hears)) == hears
    until = time.monotonic() + 10
    while not answering() and time.monotonic() < until:
        time.sleep(0.01)
    assert answering()
    drop(line)
    while answering() and time.monotonic() < until:
        server.reload()  # whoever waits for a build is told, and is not there
        time.sleep(0.01)
    assert not answering()
    assert capfd.readouterr() == ("", "")
    assert ask(server, "/night/")[0] == 200


def test_what_is_our_own_fault_is_told(
    server: Server, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def wrong(name: str) -> str:
        raise ValueError("a fault of izdat")

    monkeypatch.setattr(serving, "media_type", wrong)
    with pytest.raises(http.client.RemoteDisconnected):
        ask(server, "/night/night.mp3")
    until = time.monotonic() + 10
    while answering() and time.monotonic() < until:
        time.sleep(0.01)
    assert "a fault of izdat" in capfd.readouterr().err


@given(st.text(max_size=30), st.integers(0, 10_000))
def test_any_header_gives_a_range_inside_the_file(header: str, size: int) -> None:
    try:
        part = byte_range("bytes=" + header, size)
    except Unsatisfiable:
        return
    assert part is None or 0 <= part[0] <= part[1] < size


def test_a_change_is_noticed_once_and_public_is_not_watched(tmp_path: Path) -> None:
    (tmp_path / "public").mkdir()
    noticed = threading.Semaphore(0)
    watch = Watch(tmp_path, noticed.release)
    watch.start()
    time.sleep(0.1)
    (tmp_path / "public" / "index.html").write_text("x")
    (tmp_path / "episode.md").write_text("hello")
    assert noticed.acquire(timeout=10)
    assert not noticed.acquire(timeout=1.2)
    watch.stop()
