"""The folder `release` of a show: all that was ever signed and is still needed.

It must be kept, as the texts are. `1.root.json`, `2.root.json` … are never removed: a listener goes
from the first to the last. What is proposed and not yet signed by enough editors lies in
`release/proposed`.
"""

from dataclasses import dataclass
from pathlib import Path

from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from izdat.model.missing import Missing
from izdat.release.parse import LIMITS, Role, read_role
from izdat.run.durable import write_durably

FOLDER = "release"
PROPOSED = "proposed"


class NoAuthority(Missing):
    """The show has no root yet, or its folder ``release`` is not whole."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Reads and writes a show's folder ``release``."""

    show: Path

    @property
    def folder(self) -> Path:
        return self.show / FOLDER

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, no more than any role may have; None where there is none."""
        try:
            with (self.folder / name).open("rb") as stream:
                return stream.read(max(LIMITS.values()) + 1)
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        write_durably(self.folder / name, data)

    def forget(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)

    def roots(self) -> list[bytes]:
        """Return every root, from the first on. Raises ``NoAuthority`` where there is none."""
        found: list[bytes] = []
        while (data := self.read(f"{len(found) + 1}.root.json")) is not None:
            found.append(data)
        if not found:
            raise NoAuthority(
                f"nobody may sign for {self.show} yet", f"izdat sign init {self.show}"
            )
        return found

    def root(self) -> Metadata[Root]:
        return read_role(self.roots()[-1], Root)

    def timestamp(self) -> Metadata[Timestamp] | None:
        data = self.read("timestamp.json")
        return None if data is None else read_role(data, Timestamp)

    def snapshot(self) -> Metadata[Snapshot] | None:
        timestamp = self.timestamp()
        if timestamp is None:
            return None
        return self._need(f"{timestamp.signed.snapshot_meta.version}.snapshot.json", Snapshot)

    def targets(self) -> Metadata[Targets] | None:
        snapshot = self.snapshot()
        if snapshot is None:
            return None
        return self._need(f"{snapshot.signed.meta['targets.json'].version}.targets.json", Targets)

    def _need(self, name: str, kind: type[Role]) -> Metadata[Role]:
        data = self.read(name)
        if data is None:
            raise NoAuthority(
                f"{self.folder / name} is gone", "bring it back from a copy: a site has the same"
            )
        return read_role(data, kind)
