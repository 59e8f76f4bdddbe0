"""A small server of one folder: for trying a site, not for the open internet."""

import mimetypes
import os
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from izdat.serve.ranges import Unsatisfiable, byte_range

RELOAD_ADDRESS = "/-/reload.js"
CHANGES_ADDRESS = "/-/changes"

# Waits for the next build and loads the page anew; a file of its own because the pages'
# content security policy allows no script inside them.
RELOAD_SCRIPT = """\
new EventSource("/-/changes").onmessage = () => location.reload();
"""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".md": "text/markdown; charset=utf-8",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".xml": "application/xml; charset=utf-8",
    ".opus": "audio/ogg; codecs=opus",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/x-m4a",
    ".flac": "audio/flac",
    ".svg": "image/svg+xml",
}


def media_type(name: str) -> str:
    """Return the MIME type that podcast clients expect of a published file."""
    if name == "chapters.json":
        return "application/json+chapters"
    if name.startswith("feed") and name.endswith(".xml"):
        return "application/rss+xml; charset=utf-8"
    if name == "atom.xml":
        return "application/atom+xml; charset=utf-8"
    if name == "feed.json":
        return "application/feed+json; charset=utf-8"
    suffix = os.path.splitext(name)[1].lower()  # noqa: PTH122 -- a name, not a path
    return TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


class Server:
    """Serves ``public`` until ``close``. ``port`` 0 takes a free one; see ``address``.

    ``is_live``: pages load themselves anew after a build; if not, every byte is as it lies there.
    ``hidden``: folders of which nothing is served, relative to ``public``.
    """

    def __init__(
        self, public: Path, *, host: str = "127.0.0.1", port: int = 8000, is_live: bool = True,
        hidden: tuple[str, ...] = (),
    ) -> None:  # fmt: skip
        self._builds = 0
        self._changed = threading.Condition()
        server = self
        root = public.resolve()

        class Handler(_Handler):
            folder = root
            owner = server
            pages_are_live = is_live
            hidden_folders = tuple(root / each for each in hidden)

        self._http = ThreadingHTTPServer((host, port), Handler)
        self._http.daemon_threads = True
        self._closing = False

    @property
    def address(self) -> str:
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}/"

    def run(self) -> None:
        """Answer requests until ``close`` is called from another thread."""
        self._http.serve_forever(poll_interval=0.1)

    def close(self) -> None:
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        self._http.shutdown()
        self._http.server_close()

    def reload(self) -> None:
        """Tell every open page that the site was built anew."""
        with self._changed:
            self._builds += 1
            self._changed.notify_all()

    def wait_for_build(self, seconds: float) -> bool:
        """Return whether the site was built anew within ``seconds``."""
        with self._changed:
            before = self._builds
            self._changed.wait_for(lambda: self._builds != before or self._closing, seconds)
            return self._builds != before


class _Handler(BaseHTTPRequestHandler):
    folder: Path
    owner: Server
    pages_are_live: bool
    hidden_folders: tuple[Path, ...]
    server_version = "izdat"
    sys_version = ""
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds: a client that says nothing does not hold a thread for ever

    def handle_one_request(self) -> None:
        """Answer one request. A listener who goes away amid it is no fault, and is not told.

        A player that seeks drops the connection, a page that is closed stops waiting for a build,
        and a browser opens connections in case it needs them.
        """
        try:
            super().handle_one_request()
        except ConnectionError:
            self.close_connection = True

    def do_GET(self) -> None:
        self._answer(send_body=True)

    def do_HEAD(self) -> None:
        self._answer(send_body=False)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing: who listens to what is nobody's business."""

    def _answer(self, *, send_body: bool) -> None:
        path = urlsplit(self.path).path
        if self.pages_are_live and path == RELOAD_ADDRESS:
            return self._send_text(RELOAD_SCRIPT, TYPES[".js"], send_body=send_body)
        if self.pages_are_live and path == CHANGES_ADDRESS and send_body:
            return self._send_changes()
        if "%00" in path:
            return self._send_missing(send_body=send_body)
        file = self.folder / unquote(path).lstrip("/")
        if file.is_dir():
            if not path.endswith("/"):
                return self._redirect(f"{path}/")
            file /= "index.html"
        resolved = file.resolve()
        if not resolved.is_relative_to(self.folder) or not resolved.is_file():
            return self._send_missing(send_body=send_body)
        if any(resolved.is_relative_to(hidden) for hidden in self.hidden_folders):
            return self._send_missing(send_body=send_body)
        if self.pages_are_live and resolved.suffix == ".html":
            return self._send_page(resolved, HTTPStatus.OK, send_body=send_body)
        return self._send_file(resolved, send_body=send_body)

    def _send_text(self, text: str, type: str, *, send_body: bool) -> None:
        self._send_bytes(text.encode(), type, HTTPStatus.OK, send_body=send_body)

    def _send_bytes(self, body: bytes, type: str, status: HTTPStatus, *, send_body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if send_body:
            self.wfile.write(body)

    def _send_page(self, file: Path, status: HTTPStatus, *, send_body: bool) -> None:
        page = file.read_bytes()
        if self.pages_are_live:
            script = f'<script src="{RELOAD_ADDRESS}" defer></script></body>'.encode()
            page = page.replace(b"</body>", script, 1)
        self._send_bytes(page, TYPES[".html"], status, send_body=send_body)

    def _send_missing(self, *, send_body: bool) -> None:
        page = self.folder / "404.html"
        if page.is_file():
            return self._send_page(page, HTTPStatus.NOT_FOUND, send_body=send_body)
        return self._send_bytes(
            b"not found\n", TYPES[".txt"], HTTPStatus.NOT_FOUND, send_body=send_body
        )

    def _redirect(self, path: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", "/" + path.lstrip("/"))  # never "//host", another host
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send_file(self, file: Path, *, send_body: bool) -> None:
        with file.open("rb") as stream:
            facts = os.fstat(stream.fileno())
            tag = f'"{facts.st_mtime_ns:x}-{facts.st_size:x}"'
            if self.headers.get("If-None-Match") == tag:
                self.send_response(HTTPStatus.NOT_MODIFIED)
                self.send_header("ETag", tag)
                self.end_headers()
                return
            wanted = self.headers.get("Range")
            if self.headers.get("If-Range", tag) != tag:
                wanted = None
            try:
                part = byte_range(wanted, facts.st_size)
            except Unsatisfiable:
                self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                self.send_header("Content-Range", f"bytes */{facts.st_size}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            first, last = part or (0, facts.st_size - 1)
            self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK)
            self.send_header("Content-Type", media_type(file.name))
            self.send_header("Content-Length", str(last - first + 1))
            self.send_header("Accept-Ranges", "bytes")
            self.send_header("ETag", tag)
            if part:
                self.send_header("Content-Range", f"bytes {first}-{last}/{facts.st_size}")
            self.end_headers()
            if send_body:
                stream.seek(first)
                self._copy(stream, last - first + 1)

    def _copy(self, stream: BinaryIO, length: int) -> None:
        while length > 0:
            block = stream.read(min(length, 1 << 16))
            if not block:
                return
            self.wfile.write(block)
            length -= len(block)

    def _send_changes(self) -> None:
        """Keep the connection open and send a server-sent event for each build."""
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.close_connection = True
        while not self.owner._closing:
            built = self.owner.wait_for_build(seconds=15)
            self.wfile.write(b"data: built\n\n" if built else b": still here\n\n")
            self.wfile.flush()
