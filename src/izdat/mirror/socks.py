"""An address → a connection to it through a SOCKS 5 proxy (RFC 1928), as Tor is one.

The name goes to the proxy as it is: this machine asks nobody where a mirror is, and an onion
address needs no other support.
"""

import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from izdat.mirror.source import SourceFailed

PORT = 1080  # RFC 1928; Tor listens on 9050
_REASONS = {
    1: "it fails", 2: "it may not", 3: "the network is not reached", 4: "the host is not reached",
    5: "the host refuses", 6: "it took too long", 7: "it cannot do this",
    8: "no such kind of address",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proxy:
    host: str
    port: int

    @classmethod
    def at(cls, address: str) -> "Proxy":
        """Return the proxy at ``socks5://host:port``. Raises ``ValueError`` for anything else."""
        parts = urlsplit(address)
        if parts.scheme not in ("socks5", "socks5h") or not parts.hostname or parts.username:
            raise ValueError(f"{address} is no proxy: write socks5://host:port")
        if parts.path.strip("/") or parts.query:
            raise ValueError(f"{address} is no proxy: write socks5://host:port")
        return cls(parts.hostname, parts.port or PORT)

    def connect(self, host: str, port: int, timeout: float) -> socket.socket:
        """Return a connection to ``host``. Raises ``SourceFailed``, ``OSError``."""
        name = host.encode("idna") if not host.isascii() else host.encode()
        if not 0 < len(name) < 256:
            raise ValueError("a host's name has 1 to 255 bytes")
        try:
            line = socket.create_connection((self.host, self.port), timeout)
        except OSError as error:
            raise SourceFailed(
                f"the proxy {self.host}:{self.port} cannot be reached: {error}",
                "start it, or name another with --proxy",
            ) from error
        try:
            line.sendall(b"\x05\x01\x00")  # version 5; one method: none is needed
            if _exactly(line, 2) != b"\x05\x00":
                raise OSError("the proxy wants a password, or is none")
            # connect, reserved, a name of so many bytes
            line.sendall(b"\x05\x01\x00\x03" + bytes([len(name)]) + name + port.to_bytes(2, "big"))
            _, reply, _, kind = _exactly(line, 4)
            if reply:
                raise OSError(f"the proxy says: {_REASONS.get(reply, 'no')}")
            length = {1: 4, 4: 16}.get(kind) or _exactly(line, 1)[0]
            _exactly(line, length + 2)  # where it is connected from: of no use
        except BaseException:
            line.close()
            raise
        return line


def _exactly(line: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        more = line.recv(size - len(data))
        if not more:
            raise OSError("the proxy hangs up")
        data += more
    return data
