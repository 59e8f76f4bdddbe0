"""A copy on a web server that may be slow, broken or hostile."""

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from urllib.parse import quote, urlsplit

from izdat.mirror.source import Readable, SourceFailed

SILENCE = 20.0  # seconds without a byte
PATIENCE = 60.0  # seconds for an answer, beyond what its length takes
SLOWEST = 8_000  # bytes a second: less is a server that keeps the listener waiting on purpose
# As many browsers begin: says nothing of who listens, or with what.
AGENT = "Mozilla/5.0"
_GONE = frozenset({404, 410})


class UrlSource:
    """Reads a site over HTTP. Sends no cookie and no referrer, follows no redirect.

    Every answer must be whole within a time that follows from its length, however its bytes
    are spread.
    """

    parallel = 4

    def __init__(
        self, address: str, *, patience: float = PATIENCE, silence: float = SILENCE,
        slowest: float = SLOWEST,
    ) -> None:  # fmt: skip
        parts = urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
            raise ValueError(f"{address} is no address of a site")
        self._is_secure = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port
        self._path = parts.path.removesuffix("/")
        self._patience, self._silence, self._slowest = patience, silence, slowest

    def open(self, name: str, size: int | None) -> AbstractContextManager[Readable] | None:
        connection = self._connection()
        deadline = _Deadline(self._patience + (size or 0) / self._slowest)
        try:
            deadline.holds(connection)
            connection.connect()
            deadline.holds(connection)
            connection.request(
                "GET", quote(f"{self._path}/{name}"),
                headers={"User-Agent": AGENT, "Accept-Encoding": "identity", "Accept": "*/*"},
            )  # fmt: skip
            answer = connection.getresponse()
            self._check(answer, name)
        except BaseException as error:
            deadline.end()
            connection.close()
            if isinstance(error, (OSError, http.client.HTTPException, ValueError)):
                raise self._failed(name, error) from error
            raise
        if answer.status in _GONE:
            deadline.end()
            connection.close()
            return None
        return self._reading(connection, answer, deadline, name)

    def names(self) -> None:
        return None  # a site does not tell

    @contextmanager
    def _reading(
        self, connection: http.client.HTTPConnection, answer: http.client.HTTPResponse,
        deadline: "_Deadline", name: str,
    ) -> Iterator[Readable]:  # fmt: skip
        try:
            yield answer
            deadline.check()
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._failed(name, error) from error
        finally:
            deadline.end()
            answer.close()
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if not self._is_secure:
            return http.client.HTTPConnection(self._host, self._port, timeout=self._silence)
        return http.client.HTTPSConnection(
            self._host, self._port, timeout=self._silence, context=ssl.create_default_context()
        )

    def _check(self, answer: http.client.HTTPResponse, name: str) -> None:
        if answer.status != 200 and answer.status not in _GONE:
            where = answer.getheader("Location")
            to = f", to {where!r:.200}" if where else ""
            raise SourceFailed(
                f"{self._host} answers {answer.status} for {name}{to}",
                "try another copy; a redirect is not followed: name where it leads",
            )
        coding = answer.getheader("Content-Encoding", "identity").lower()
        if coding not in ("", "identity"):
            raise SourceFailed(f"{self._host} sends {name} as {coding!r:.40}", "try another copy")

    def _failed(self, name: str, error: BaseException) -> SourceFailed:
        why = str(error) or type(error).__name__
        return SourceFailed(f"{self._host} does not give {name}: {why:.200}", "try another copy")


class _Deadline:
    """Cuts a connection when its time is up, whatever it is doing then."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._is_over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def holds(self, connection: http.client.HTTPConnection) -> None:
        """Remember the socket itself: a connection forgets it when the server will close it."""
        self._socket = connection.sock
        self.check()

    def check(self) -> None:
        """Raise ``TimeoutError`` if the time is up: what was cut looks like an early end."""
        if self._is_over:
            raise TimeoutError(f"it took more than {self._seconds:.0f} seconds")

    def end(self) -> None:
        self._timer.cancel()

    def _cut(self) -> None:
        self._is_over = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
