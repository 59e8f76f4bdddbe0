"""What editors signed → the files of a release, in the show's folder and in the site.

Everything is written before what points at it, the heartbeat last: a site that is copied in the
middle shows the old release or the new one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from tuf.api.metadata import Metadata, Root, Targets

from izdat.model.missing import Missing
from izdat.release import TrustedRelease, Untrusted, entries, read_role, write_role
from izdat.release.contents import sums_of, targets_of
from izdat.release.keys import name_of
from izdat.release.minisign import check_minisign, minisign, minisign_key
from izdat.release.names import METADATA, PIECES, SUMS
from izdat.release.roles import (
    add_signatures,
    authority_of,
    sign,
    signed_by,
    snapshot_of,
    targets_expiry,
    timestamp_of,
)
from izdat.run.durable import write_durably
from izdat.run.order import TEMPORARY
from izdat.sign.desk import PROPOSED, Desk
from izdat.sign.keyring import Keyring, MissingKey
from izdat.sign.prepare import Prepared

TARGETS = f"{PROPOSED}/targets.json"
NO_LAYERS: Mapping[str, bytes] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Signed:
    """How far a release has come."""

    release: int
    names: tuple[str, ...]  # of the editors who have signed
    threshold: int
    has_heart: bool = False  # the heartbeat key is here, so that it can be published from here

    @property
    def is_complete(self) -> bool:
        return len(self.names) >= self.threshold


class OtherBuild(Missing):
    """What the others signed is not what this machine built."""


def sign_release(desk: Desk, keyring: Keyring, prepared: Prepared, *, now: datetime) -> Signed:
    """Sign what was prepared, as the next release, with the editors' keys that are here.

    What another editor proposed is signed if it is the same files; ``OtherBuild`` if not.
    The result lies in ``release/proposed`` until ``publish``.
    """
    root = desk.root().signed
    editors = [root.keys[keyid] for keyid in root.roles["targets"].keyids]
    mine = keyring.mine(editors)
    if not mine:
        raise MissingKey(
            f"no editor's key of this show is in {keyring.folder}",
            "do this where the key is, or name its folder with --keys",
        )
    metadata = proposed_release(desk, prepared, now=now)
    signers = [keyring.signer(key) for key in mine]
    add_signatures(metadata, signers)
    version = metadata.signed.version
    sums = sums_of(entries(metadata.signed))
    for key, signer in zip(mine, signers, strict=True):
        text = minisign(sums, signer, f"release {version}")
        desk.write(f"{PROPOSED}/{sums_name(key.keyid)}", text.encode())
    desk.write(TARGETS, write_role(metadata))
    heart = authority_of(root).heartbeat
    return replace(state(root, metadata), has_heart=bool(keyring.mine([heart])))


def proposed_release(desk: Desk, prepared: Prepared, *, now: datetime) -> Metadata[Targets]:
    """Return what is proposed, or a new proposal of what was prepared."""
    last = desk.targets()
    version = 1 if last is None else last.signed.version + 1
    data = desk.read(TARGETS)
    found = None if data is None else read_role(data, Targets)
    if found is None or found.signed.version < version:  # left by a kill, and published since
        new = targets_of(prepared.entries, version=version, expires=targets_expiry(now))
        return Metadata(new)
    wanted = {each.path: each for each in prepared.entries}
    if found.signed.version != version or entries(found.signed) != wanted:
        raise OtherBuild(
            "what is proposed is not what this folder holds: another text, or another izdat",
            f"compare the two builds; or give the proposal up: delete {desk.folder / PROPOSED}",
        )
    return found


def state(root: Root, metadata: Metadata[Targets]) -> Signed:
    keys = signed_by(root, "targets", metadata)
    names = tuple(name_of(key) for key in keys)
    return Signed(metadata.signed.version, names, root.roles["targets"].threshold)


def publish(
    desk: Desk, keyring: Keyring, public: Path, prepared: Prepared, *, now: datetime,
    expect_next: datetime | None = None,
) -> int:  # fmt: skip
    """Put the proposed release, signed by enough, into the site; return its number.

    Raises ``MissingKey`` below the threshold or without the heartbeat key, and changes nothing.
    """
    root = desk.root().signed
    metadata = proposed_release(desk, prepared, now=now)
    done = state(root, metadata)
    if not done.is_complete:
        raise MissingKey(
            f"{len(done.names)} of {done.threshold} editors have signed release {done.release}",
            "carry it to another: izdat sign export FOLDER",
        )
    heart = keyring.signer(authority_of(root).heartbeat)
    targets = write_role(metadata)
    last = desk.snapshot()
    version = 1 if last is None else last.signed.version + 1
    snapshot = sign(
        snapshot_of(
            targets, release=done.release, expires=metadata.signed.expires, version=version
        ),
        [heart],
    )
    old = desk.timestamp()
    beat_of = timestamp_of(
        snapshot, snapshot_version=version, version=1 if old is None else old.signed.version + 1,
        release=done.release, now=now, expect_next=expect_next,
    )  # fmt: skip
    timestamp = sign(beat_of, [heart])
    _judge(desk.roots(), timestamp, snapshot, targets, now)
    for name, data in prepared.added.items():
        write_durably(public / name, data)
    desk.write(f"{done.release}.targets.json", targets)
    desk.write(f"{version}.snapshot.json", snapshot)
    for key in signed_by(root, "targets", metadata):
        signature = desk.read(f"{PROPOSED}/{sums_name(key.keyid)}")
        if signature is not None:
            desk.write(sums_name(key.keyid), signature)
    desk.write("timestamp.json", timestamp)
    desk.forget(TARGETS)
    for keyid in root.keys:
        desk.forget(f"{PROPOSED}/{sums_name(keyid)}")
    show(desk, public, prepared.layers)
    return done.release


def beat(
    desk: Desk,
    keyring: Keyring,
    public: Path,
    *,
    now: datetime,
    expect_next: datetime | None = None,
) -> int:
    """Say that the newest release is still the newest; return the heartbeat's number.

    With a new heartbeat key the snapshot is signed anew too.
    """
    root = desk.root().signed
    timestamp, snapshot, targets = desk.timestamp(), desk.snapshot(), desk.targets()
    if timestamp is None or snapshot is None or targets is None:
        raise MissingKey("nothing was released yet", f"izdat sign release {desk.show}")
    heart = keyring.signer(authority_of(root).heartbeat)
    if not signed_by(root, "snapshot", snapshot):
        snapshot.signed.version += 1
        snapshot.signatures.clear()
        add_signatures(snapshot, [heart])
    data = write_role(snapshot)
    new = timestamp_of(
        data, snapshot_version=snapshot.signed.version, version=timestamp.signed.version + 1,
        release=targets.signed.version, now=now, expect_next=expect_next,
    )  # fmt: skip
    written = sign(new, [heart])
    release = desk.read(f"{targets.signed.version}.targets.json") or b""
    _judge(desk.roots(), written, data, release, now)
    desk.write(f"{snapshot.signed.version}.snapshot.json", data)
    desk.write("timestamp.json", written)
    show(desk, public)
    return new.version


def show(desk: Desk, public: Path, layers: Mapping[str, bytes] = NO_LAYERS) -> None:
    """Bring the site's folder ``release`` to what the show's holds. The heartbeat comes last.

    ``layers``: the hashes of the files' pieces by their root. A mirror fetches piece by piece, and
    each piece is checked against them; they vouch for themselves, and nobody signs them.
    """
    site = public / METADATA
    for folder in (public, site, desk.folder, desk.folder / PROPOSED):
        for left in folder.glob(f"{TEMPORARY}*"):  # by a run that was killed
            left.unlink(missing_ok=True)
    for number, data in enumerate(desk.roots(), 1):
        write_durably(site / f"{number}.root.json", data)
    targets, snapshot = desk.targets(), desk.snapshot()
    if targets is None or snapshot is None:
        return
    root = desk.root().signed
    signed = entries(targets.signed)
    roots = {each.pieces for each in signed.values()}
    for name, layer in layers.items():
        if name in roots:
            write_durably(site / PIECES / name, layer)
    sums = sums_of(signed)
    for keyid in root.roles["targets"].keyids:
        signature = desk.read(sums_name(keyid))
        name = f"{SUMS}.{keyid[:8]}.minisig"
        if signature is None or not _is_of(signature, sums, root, keyid):
            (public / name).unlink(missing_ok=True)
            continue
        write_durably(public / name, signature)
        write_durably(site / f"{keyid[:8]}.minisign.pub", minisign_key(root.keys[keyid]).encode())
    write_durably(public / SUMS, sums)
    for name in (
        f"{targets.signed.version}.targets.json", f"{snapshot.signed.version}.snapshot.json",
        "timestamp.json",
    ):  # fmt: skip
        write_durably(site / name, desk.read(name) or b"")
    for path in (site / PIECES).glob("*"):
        if path.name not in roots:  # of a file that is no more
            path.unlink(missing_ok=True)


def sums_name(keyid: str) -> str:
    return f"{SUMS}.{keyid[:16]}.minisig"


def _is_of(signature: bytes, sums: bytes, root: Root, keyid: str) -> bool:
    try:
        check_minisign(sums, signature, root.keys[keyid])
    except Untrusted:
        return False
    return True


def _judge(
    roots: list[bytes], timestamp: bytes, snapshot: bytes, targets: bytes, now: datetime
) -> None:
    """Look at a release as a listener will, before anybody can see it."""
    judge = TrustedRelease(roots[0], now=now)
    for root in roots[1:]:
        judge.add_root(root)
    judge.add_timestamp(timestamp)
    judge.add_snapshot(snapshot)
    judge.add_targets(targets)
