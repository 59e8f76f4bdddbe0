"""A copy on a web server that may be slow, broken or hostile."""

import functools
import http.client
import ipaddress
import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from urllib.parse import quote, urlsplit

from izdat.mirror.deadline import WATCHMAN, Held
from izdat.mirror.socks import Proxy
from izdat.mirror.source import NoRanges, Readable, Refused, SourceFailed

SILENCE = 20.0  # seconds without a byte
PATIENCE = 60.0  # seconds for an answer, beyond what its length takes
SLOWEST = 8_000  # bytes a second: less is a server that keeps the listener waiting on purpose
# As many browsers begin: says nothing of who listens, or with what.
AGENT = "Mozilla/5.0"
HEADERS = {"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "*/*"}
_GONE = frozenset({404, 410})
_PAGE = 1 << 16  # bytes of a 404 that are read, to keep the line
_ERRORS = (OSError, http.client.HTTPException, ValueError)


class UrlSource:
    """Reads a site over HTTP. Sends no cookie and no referrer, follows no redirect.

    Every answer must be whole within a time that follows from its length, however its bytes
    are spread. ``address`` is percent-encoded already where it must be; ``safe`` are the
    characters of a file's name that are asked for as they are: "" where a name is no path.
    """

    parallel = 4

    def __init__(
        self, address: str, *, patience: float = PATIENCE, silence: float = SILENCE,
        slowest: float = SLOWEST, proxy: Proxy | None = None, safe: str = "/",
    ) -> None:  # fmt: skip
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ValueError(f"{address} is no address of a site")
        self.name = address.rstrip("/")
        self.host, self.port = parts.hostname, parts.port
        self.site = site_of(parts.hostname)
        self.is_secure = parts.scheme == "https"
        self.path = quote(parts.path.removesuffix("/"), safe="/%")
        self.safe = safe
        self.patience, self.silence, self.slowest = patience, silence, slowest
        self.proxy = proxy

    def line(self) -> "UrlLine":
        return UrlLine(self)

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        line = self.line()
        with ExitStack() as stack:
            stack.callback(line.close)
            answer = stack.enter_context(line.get(name, size))
            return None if answer is None else _until_closed(answer, stack.pop_all())

    def names(self) -> None:
        return None  # a site does not tell


class UrlLine:
    """A connection that is kept from one request to the next."""

    def __init__(self, source: UrlSource) -> None:
        self._source = source
        self._connection: http.client.HTTPConnection | None = None
        self._socket: socket.socket | None = None
        self._is_cut = False

    @contextmanager
    def get(
        self, name: str, size: int | None, span: tuple[int, int] | None = None
    ) -> Iterator[http.client.HTTPResponse | None]:
        source = self._source
        seconds = source.patience + (size or 0) / source.slowest
        answer: http.client.HTTPResponse | None = None
        with WATCHMAN.over(self._shut, seconds) as held:
            try:
                answer = self._ask(name, span, held)
                _check(answer, name, span, source)
                if answer.status in _GONE:
                    answer.read(_PAGE)
                    yield None
                else:
                    yield answer
                held.check()
            except _ERRORS as error:
                why = str(error) or type(error).__name__
                raise SourceFailed(
                    f"{source.host} does not give {name}: {why:.200}", "try another copy"
                ) from error
            finally:
                if answer is None or not answer.isclosed():
                    self.close()

    def cut(self) -> None:
        self._is_cut = True
        self._shut()

    def close(self) -> None:
        connection, self._connection = self._connection, None
        self._socket = None
        if connection is not None:
            connection.close()

    def _shut(self) -> None:
        held = self._socket
        if held is not None:
            with suppress(OSError):
                held.shutdown(socket.SHUT_RDWR)

    def _ask(self, name: str, span: tuple[int, int] | None, held: Held) -> http.client.HTTPResponse:
        headers = dict(HEADERS)
        if span is not None:
            headers["Range"] = f"bytes={span[0]}-{span[0] + span[1] - 1}"
        address = f"{self._source.path}/{quote(name, safe=self._source.safe)}"
        # One that the server closed would connect again by itself, to a socket that nobody cuts.
        if self._connection is not None and self._connection.sock is not None:
            try:
                self._connection.request("GET", address, headers=headers)
                return self._connection.getresponse()
            except (ConnectionError, http.client.RemoteDisconnected):
                self.close()  # the server has closed what was kept: ask anew
                held.check()
        connection = _connection(self._source)
        self._connection = connection
        connection.connect()
        # The socket itself: a connection forgets it when the server will close it.
        self._socket = connection.sock
        held.check()
        if self._is_cut:
            raise ConnectionAbortedError("it is no longer wanted")
        connection.request("GET", address, headers=headers)
        return connection.getresponse()


@contextmanager
def _until_closed(answer: http.client.HTTPResponse, stack: ExitStack) -> Iterator[Readable]:
    with stack:
        yield answer


def _check(
    answer: http.client.HTTPResponse, name: str, span: tuple[int, int] | None, source: UrlSource
) -> None:
    if answer.status == 200 and span is not None:
        raise NoRanges(f"{source.host} sends no part of {name}", "try another copy")
    wanted = 200 if span is None else 206
    if answer.status != wanted and answer.status not in _GONE:
        where = answer.getheader("Location")
        to = f", to {where!r:.200}" if where else ""
        raise Refused(
            f"{source.host} answers {answer.status} for {name}{to}",
            "try another copy; a redirect is not followed: name where it leads", answer.status,
        )  # fmt: skip
    coding = answer.getheader("Content-Encoding", "identity").lower()
    if coding not in ("", "identity"):
        raise SourceFailed(f"{source.host} sends {name} as {coding!r:.40}", "try another copy")
    if span is not None and answer.status == wanted:
        told = answer.getheader("Content-Range", "")
        if not re.fullmatch(rf"bytes {span[0]}-{sum(span) - 1}/(\d+|\*)", told.strip()):
            raise SourceFailed(
                f"{source.host} sends another part of {name}: {told!r:.60}", "try another copy"
            )


@functools.cache
def _trust() -> ssl.SSLContext:
    """Return the system's authorities: reading them takes as long as a hundred requests."""
    return ssl.create_default_context()


class _Plain(http.client.HTTPConnection):
    dial: "_Dial"

    def connect(self) -> None:
        self.sock = self.dial.connect()


class _Secure(http.client.HTTPSConnection):
    dial: "_Dial"

    def connect(self) -> None:
        plain = self.dial.connect()
        self.sock = _trust().wrap_socket(plain, server_hostname=self.host)


class _Dial:
    def __init__(self, source: UrlSource, port: int) -> None:
        self._source, self._port = source, port

    def connect(self) -> socket.socket:
        source = self._source
        if source.proxy is not None:
            line = source.proxy.connect(source.host, self._port, source.silence)
        else:
            line = socket.create_connection((source.host, self._port), source.silence)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return line


def _connection(source: UrlSource) -> http.client.HTTPConnection:
    connection: _Plain | _Secure
    kind = _Secure if source.is_secure else _Plain
    connection = kind(source.host, source.port, timeout=source.silence)
    connection.dial = _Dial(source, connection.port)
    return connection


def site_of(host: str) -> str:
    """Return what counts as one voice: a host's last two labels, or an address.

    Too coarse where a registry gives out names at the third label: then fewer are counted as
    independent than there are, never more.
    """
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        return ".".join(host.rstrip(".").lower().split(".")[-2:])
