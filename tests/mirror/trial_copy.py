"""A show that was built and signed, and a server of it that misbehaves on request."""

import json
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tuf.api.metadata import Metadata

from izdat.model.file import file_at
from izdat.model.publication import Output
from izdat.release import fingerprint, new_key
from izdat.release.parse import signed_bytes
from izdat.run import publish as put
from izdat.sign import Desk, Keyring, prepare, publish, sign_release, start, verifier

FILES = {
    "index.html": b"<p>The Night Ferry",
    "083/index.html": b"<p>Night 83",
    "083/audio.mp3": b"ID3" * 800_000,
    "empty.txt": b"",
}


@dataclass
class Copy:
    """A signed site, and the words of its root."""

    show: Path
    words: str
    keyring: Keyring

    @property
    def public(self) -> Path:
        return self.show / "public"

    @classmethod
    def made(cls, show: Path, *, now: datetime) -> "Copy":
        show.mkdir()
        keyring = Keyring(show.parent / "keys", "a passphrase")
        root = start(Desk(show), keyring, name="anna", others=[], threshold=1, now=now)
        copy = cls(show, fingerprint(root), keyring)
        copy.release(FILES, now=now)
        return copy

    def release(self, files: dict[str, bytes], *, now: datetime) -> None:
        """Build ``files`` and sign them as the next release."""
        made = self.show.parent / "made"
        made.mkdir(exist_ok=True)
        outputs = []
        for number, (name, data) in enumerate(files.items()):
            path = made / f"{number}"
            path.write_bytes(data)
            outputs.append(Output(name, file_at(path)))
        put(outputs, self.public, self.show)
        desk = Desk(self.show)
        prepared = prepare(desk, self.public, verifier())
        sign_release(desk, self.keyring, prepared, now=now)
        publish(desk, self.keyring, self.public, prepared, now=now)

    def zipped(self, path: Path) -> Path:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(self.public.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(self.public).as_posix())
        return path


def signed_anew(path: Path, change: Callable[[Any], None]) -> None:
    """Change what is signed in ``path``, with a stranger's signature under the old keys' ids."""
    found = json.loads(path.read_bytes())
    change(found["signed"])
    metadata: Metadata[Any] = Metadata.from_dict(json.loads(json.dumps(found)))
    payload = signed_bytes(metadata.signed)
    for each in found["signatures"]:
        each["sig"] = new_key().sign(payload).signature
    path.write_text(json.dumps(found))


class Hostile:
    """Serves a folder; ``does[name]`` answers instead, given the handler and the bytes."""

    def __init__(self, folder: Path) -> None:
        self.does: dict[str, Callable[[BaseHTTPRequestHandler, bytes], None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        hostile = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                name = self.path.lstrip("/")
                hostile.asked.append((name, {k.lower(): v for k, v in self.headers.items()}))
                path = folder / name
                data = path.read_bytes() if path.is_file() else b""
                with suppress(OSError):
                    if name in hostile.does:
                        hostile.does[name](self, data)
                    elif not path.is_file():
                        self.send_error(404)
                    else:
                        answer_part(self, data)

            def log_message(self, format: str, *arguments: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def answer(
    handler: BaseHTTPRequestHandler, data: bytes, *, status: int = 200, length: int | None = None,
    **headers: str,
) -> None:  # fmt: skip
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(data) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(data)


def wanted(handler: BaseHTTPRequestHandler, data: bytes) -> tuple[int, int] | None:
    """Return the first byte that was asked for, and the one behind the last."""
    header = handler.headers.get("Range")
    if header is None:
        return None
    first, _, last = header.removeprefix("bytes=").partition("-")
    return int(first), min(int(last) + 1, len(data))


def answer_part(handler: BaseHTTPRequestHandler, data: bytes, **headers: str) -> None:
    """Answer as an honest host that knows ranges."""
    span = wanted(handler, data)
    if span is None:
        answer(handler, data, **headers)
        return
    told = f"bytes {span[0]}-{span[1] - 1}/{len(data)}"
    answer(handler, data[slice(*span)], status=206, Content_Range=told, **headers)


def drip(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    """Send a byte now and then: never silent, never done."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(data)))
    handler.end_headers()
    for at in range(len(data)):
        handler.wfile.write(data[at : at + 1])
        time.sleep(0.05)


def drip_headers(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    while True:
        handler.wfile.write(b"X")
        time.sleep(0.05)


def endless(handler: BaseHTTPRequestHandler, data: bytes) -> None:
    """Send the file, and then never stop."""
    handler.send_response(200)
    handler.end_headers()
    handler.wfile.write(data)
    while True:
        handler.wfile.write(b" " * 65536)
