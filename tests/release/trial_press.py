"""A show that signs in memory: what an honest press writes, to be bent by each test."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata

from izdat.release import Entry, TrustedRelease, new_key, public_key, targets_of, write_role
from izdat.release.roles import Authority, root_of, sign, snapshot_of, timestamp_of

NOW = datetime(2031, 4, 7, 6, 0, tzinfo=UTC)


@dataclass
class Press:
    """Publishes into ``files``, as a site's folder ``release`` would hold them."""

    editors: list[CryptoSigner]
    threshold: int = 1
    now: datetime = NOW
    heart: CryptoSigner = field(default_factory=new_key)
    recovery: list[CryptoSigner] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    root_version: int = 0
    release: int = 0
    snapshot_version: int = 0
    beat: int = 0

    @property
    def authority(self) -> Authority:
        return Authority(
            tuple(public_key(k, f"editor {n}") for n, k in enumerate(self.editors)),
            public_key(self.heart, "heartbeat"),
            tuple(public_key(k, "recovery") for k in self.recovery),
            self.threshold,
        )

    def rotate(self, *, also: list[CryptoSigner] | None = None) -> bytes:
        """Publish a root of the editors there are now; ``also``: the old ones that sign too."""
        self.root_version += 1
        root = root_of(self.authority, version=self.root_version, now=self.now)
        signers = {k.public_key.keyid: k for k in [*self.editors, *self.recovery, *(also or [])]}
        data = sign(root, list(signers.values()))
        self.files[f"{self.root_version}.root.json"] = data
        return data

    def publish(self, *entries: Entry, life: timedelta = timedelta(days=700)) -> None:
        self.release += 1
        expires = self.now + life
        targets = targets_of(entries, version=self.release, expires=expires)
        self.point_at(sign(targets, self.editors[: self.threshold]), expires=expires)

    def point_at(self, targets: bytes, *, expires: datetime, release: int | None = None) -> None:
        """Publish these bytes as the targets, whatever they are, with a new snapshot."""
        version = release or self.release
        self.files[f"{version}.targets.json"] = targets
        self.snapshot_version += 1
        snapshot = snapshot_of(
            targets, release=version, expires=expires, version=self.snapshot_version
        )
        self.files[f"{self.snapshot_version}.snapshot.json"] = sign(snapshot, [self.heart])
        self.heartbeat()

    def heartbeat(self, expect_next: datetime | None = None) -> None:
        self.beat += 1
        beat = timestamp_of(
            self.files[f"{self.snapshot_version}.snapshot.json"], version=self.beat,
            snapshot_version=self.snapshot_version, release=self.release, now=self.now,
            expect_next=expect_next,
        )  # fmt: skip
        self.files["timestamp.json"] = sign(beat, [self.heart])

    def copy(self) -> "Press":
        """Return the press as it is now: what it published stays when this one goes on."""
        return replace(self, files=dict(self.files), editors=list(self.editors))


def take(files: dict[str, bytes], trusted: TrustedRelease) -> TrustedRelease:
    """Give ``trusted`` all that a copy holds, in the order of the specification."""
    while trusted.next_root_name in files:
        trusted.add_root(files[trusted.next_root_name])
    trusted.add_timestamp(files["timestamp.json"])
    trusted.add_snapshot(files[trusted.snapshot_name])
    trusted.add_targets(files[trusted.targets_name])
    return trusted


def altered(data: bytes, change: Callable[[Any], None], *signers: CryptoSigner) -> bytes:
    """Return metadata that ``change`` was let at, signed anew by ``signers`` alone.

    Without signers, the old signatures stay.
    """
    found = json.loads(data)
    change(found["signed"])
    metadata: Metadata[Any] = Metadata.from_dict(found)
    return sign(metadata.signed, signers) if signers else write_role(metadata)
