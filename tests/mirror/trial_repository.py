"""A TUF repository of python-tuf's, to be bent by each test, and a client that looks at it."""

import hashlib
import io
import threading
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)

from izdat.mirror.conformance import main

NOW = datetime(2031, 4, 7, 6, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOP = ("root", "timestamp", "snapshot", "targets")


class Repository:
    """What is served lies in ``files``; nothing gets there but by ``write`` and ``add``."""

    def __init__(self, keys: list[CryptoSigner], *, consistent: bool = True) -> None:
        end = NOW + 30 * DAY
        self.keys = keys
        self.signed: dict[str, Any] = {
            "root": Root(expires=end, consistent_snapshot=consistent),
            "targets": Targets(expires=end), "snapshot": Snapshot(expires=end),
            "timestamp": Timestamp(expires=end),
        }  # fmt: skip
        self.signers: dict[str, list[CryptoSigner]] = {}
        self.files: dict[str, bytes] = {}
        self.data: dict[str, bytes] = {}  # what was written last, by role
        self.asked: list[str] = []
        self.hashed = False  # whether the metadata above tells length and hash of that below
        self.written: set[str] = set()
        for number, role in enumerate(TOP):
            self.give(role, [number])
        self.write("root")
        self.release()

    def __getattr__(self, role: str) -> Any:
        return self.signed[role]

    def give(self, role: str, keys: list[int], *, threshold: int = 1) -> None:
        """Let these keys sign for a role of the root's, and no others."""
        self.root.roles[role].keyids.clear()
        self.root.roles[role].threshold = threshold
        for key in keys:
            self.root.add_key(self.keys[key].public_key, role)
        self.signers[role] = [self.keys[key] for key in keys]

    def write(self, role: str, *, bump: bool = True) -> bytes:
        signed = self.signed[role]
        if bump and role in self.written:
            signed.version += 1
        self.written.add(role)
        metadata: Metadata[Any] = Metadata(signed)
        for signer in self.signers[role]:
            metadata.sign(signer, append=True)
        is_versioned = role == "root" or (self.root.consistent_snapshot and role != "timestamp")
        name = f"{signed.version}.{quote(role, '')}" if is_versioned else quote(role, "")
        self.data[role] = self.files[f"metadata/{name}.json"] = metadata.to_bytes()
        return self.data[role]

    def release(self, *roles: str) -> None:
        """Write targets (or ``roles``), the snapshot of them and the timestamp."""
        for role in roles or ("targets",):
            self.write(role)
            self.snapshot.meta[f"{role}.json"] = self._meta(role)
        self.snap()

    def snap(self, *, bump: bool = True) -> None:
        self.write("snapshot", bump=bump)
        self.beat()

    def beat(self, *, bump: bool = True) -> None:
        self.timestamp.snapshot_meta = self._meta("snapshot")
        self.write("timestamp", bump=bump)

    def add(self, path: str, data: bytes, role: str = "targets") -> None:
        """Put a file among what a role signs; it is signed with the next release."""
        self.signed[role].targets[path] = TargetFile.from_data(path, data, ["sha256"])
        self.files[self.place(path, data)] = data

    def place(self, path: str, data: bytes) -> str:
        """Return where the file of this content is served."""
        folder, slash, name = path.rpartition("/")
        prefix = f"{hashlib.sha256(data).hexdigest()}." if self.root.consistent_snapshot else ""
        return quote(f"targets/{folder}{slash}{prefix}{name}")

    def delegate(
        self, by: str, role: str, *, key: int = 4, paths: list[str] | None = None,
        prefixes: list[str] | None = None, ends: bool = False,
    ) -> None:  # fmt: skip
        """Hand ``paths`` on, all of them if nothing is said; the role is signed by ``key``."""
        if paths is None and prefixes is None:
            paths = ["*"]
        delegator = self.signed[by]
        if delegator.delegations is None:
            delegator.delegations = Delegations({}, roles={})
        delegator.delegations.roles[role] = DelegatedRole(role, [], 1, ends, paths, prefixes)
        delegator.add_key(self.keys[key].public_key, role)
        self.signers[role] = [self.keys[key]]
        self.signed.setdefault(role, Targets(expires=NOW + 30 * DAY))

    def _meta(self, role: str) -> MetaFile:
        version = self.signed[role].version
        if not self.hashed:
            return MetaFile(version)
        data = self.data[role]
        return MetaFile(version, len(data), {"sha256": hashlib.sha256(data).hexdigest()})


class Server:
    """Serves one repository at a time."""

    def __init__(self) -> None:
        self.repository: Repository | None = None
        own = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                assert own.repository is not None
                name = self.path.removeprefix("/a%20show%5B1%5D/")
                own.repository.asked.append(name)
                data = own.repository.files.get(name)
                with suppress(OSError):
                    self.send_response(404 if data is None else 200)
                    self.send_header("Content-Length", str(len(data or b"")))
                    self.end_headers()
                    self.wfile.write(data or b"")

            def log_message(self, format: str, *arguments: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/a%20show%5B1%5D"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@dataclass
class Client:
    """Calls the commands as the suite does; what comes back is "" or the reason's code."""

    folder: Path
    server: Server
    now: datetime = NOW
    told: list[str] = field(default_factory=list)

    @property
    def metadata(self) -> Path:
        return self.folder / "metadata"

    @property
    def files(self) -> Path:
        return self.folder / "targets"

    def init(self, root: bytes | None = None) -> str:
        assert self.server.repository is not None
        path = self.folder / "first_root.json"
        path.write_bytes(root or self.server.repository.files["metadata/1.root.json"])
        return self._do("init", str(path))

    def refresh(self) -> str:
        return self._do("--metadata-url", f"{self.server.address}/metadata/", "refresh")

    def arguments(self, path: str) -> list[str]:
        return [
            "--metadata-url", f"{self.server.address}/metadata/", f"--target-name={path}",
            "--target-dir", str(self.files), "--target-base-url",
            f"{self.server.address}/targets/", "download",
        ]  # fmt: skip

    def download(self, path: str) -> str:
        self.files.mkdir(exist_ok=True)
        return self._do(*self.arguments(path))

    def _do(self, *arguments: str) -> str:
        told = io.StringIO()
        with redirect_stderr(told):
            code = main(["--metadata-dir", str(self.metadata), *arguments], now=self.now)
        self.told.append(told.getvalue())
        assert code == (1 if told.getvalue() else 0)
        return told.getvalue().partition(":")[0]

    def versions(self) -> dict[str, int]:
        return {
            path.stem: Metadata.from_file(str(path)).signed.version
            for path in self.metadata.glob("*.json")
        }

    def held(self) -> dict[str, bytes]:
        return {
            path.relative_to(self.files).as_posix(): path.read_bytes()
            for path in self.files.rglob("*") if path.is_file()
        }  # fmt: skip
