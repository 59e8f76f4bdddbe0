"""What the show signs: who may, what is in a release, and until when that counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from securesystemslib.signer import CryptoSigner, Key, SSlibKey
from tuf.api.metadata import Metadata, MetaFile, Role, Root, Signed, Snapshot, Timestamp

from izdat.release.parse import signed_bytes, write_role

ROOT_LIFE = timedelta(days=3 * 365)  # renewed at a rotation; keys on paper must outlive it
TARGETS_LIFE = timedelta(days=2 * 365)  # a show that falls silent stays whole for two years
HEARTBEAT_LIFE = timedelta(days=30)  # how long a mirror can hide that there is something newer


@dataclass(frozen=True, slots=True)
class Authority:
    """Who may sign for a show."""

    editors: tuple[SSlibKey, ...]
    heartbeat: SSlibKey
    recovery: tuple[SSlibKey, ...] = ()  # may sign a root, and nothing else
    threshold: int = 1  # editors that sign a release; editors or recovery keys that sign a root


def root_of(authority: Authority, *, version: int, now: datetime) -> Root:
    """Return the root that says who may sign.

    Raises ``ValueError`` for a threshold that the editors cannot reach.
    """
    editors = [key.keyid for key in authority.editors]
    if not 1 <= authority.threshold <= len(set(editors)):
        raise ValueError(
            f"{authority.threshold} of {len(set(editors))} editors cannot sign a release"
        )
    everybody = (*authority.editors, *authority.recovery, authority.heartbeat)
    return Root(
        version=version,
        expires=whole_second(now + ROOT_LIFE),
        keys={key.keyid: key for key in everybody},
        roles={
            "root": Role([*editors, *(k.keyid for k in authority.recovery)], authority.threshold),
            "targets": Role(editors, authority.threshold),
            "snapshot": Role([authority.heartbeat.keyid], 1),
            "timestamp": Role([authority.heartbeat.keyid], 1),
        },
        consistent_snapshot=True,
    )


def authority_of(root: Root) -> Authority:
    """Return who may sign, as ``root`` says."""
    editors = root.roles["targets"].keyids
    return Authority(
        tuple(_own(root.keys[keyid]) for keyid in editors),
        _own(root.keys[root.roles["timestamp"].keyids[0]]),
        tuple(_own(root.keys[k]) for k in root.roles["root"].keyids if k not in editors),
        root.roles["targets"].threshold,
    )


def snapshot_of(targets: bytes, *, release: int, expires: datetime, version: int) -> Snapshot:
    """Return the snapshot that names ``targets``."""
    meta = {"targets.json": MetaFile.from_data(release, targets, ["sha256"])}
    return Snapshot(version=version, expires=expires, meta=meta)


def timestamp_of(
    snapshot: bytes, *, snapshot_version: int, version: int, release: int, now: datetime,
    expect_next: datetime | None = None,
) -> Timestamp:  # fmt: skip
    """Return the heartbeat: that ``snapshot`` is the newest, as of ``now``."""
    told: dict[str, Any] = {"issued": written(now), "release": release}
    if expect_next is not None:
        told["expect_next"] = written(expect_next)
    return Timestamp(
        version=version,
        expires=whole_second(now + HEARTBEAT_LIFE),
        snapshot_meta=MetaFile.from_data(snapshot_version, snapshot, ["sha256"]),
        unrecognized_fields=told,
    )


def sign(signed: Signed, signers: Sequence[CryptoSigner]) -> bytes:
    """Return the metadata with a signature of each of ``signers``."""
    metadata: Metadata[Any] = Metadata(signed)
    add_signatures(metadata, signers)
    return write_role(metadata)


def add_signatures(metadata: Metadata[Any], signers: Sequence[CryptoSigner]) -> None:
    payload = signed_bytes(metadata.signed)
    for signer in signers:
        metadata.signatures[signer.public_key.keyid] = signer.sign(payload)


def signed_by(root: Root, role: str, metadata: Metadata[Any]) -> list[Key]:
    """Return those of ``role``'s keys whose signature holds."""
    payload = signed_bytes(metadata.signed)
    result = root.get_verification_result(role, payload, metadata.signatures)
    return [root.keys[keyid] for keyid in root.roles[role].keyids if keyid in result.signed]


def targets_expiry(now: datetime) -> datetime:
    return whole_second(now + TARGETS_LIFE)


def whole_second(when: datetime) -> datetime:
    return when.replace(microsecond=0)


def written(when: datetime) -> str:
    """Return a day and time (aware, UTC) as TUF writes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def _own(key: Key) -> SSlibKey:
    if not isinstance(key, SSlibKey):
        raise TypeError(f"{key.keyid} is no key that izdat made")
    return key
