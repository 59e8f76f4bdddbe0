"""Other keys, another threshold: the next root, signed by the old keys and by the new."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Metadata, Root

from izdat.model.missing import Missing
from izdat.release import read_role, write_role
from izdat.release.keys import name_of
from izdat.release.roles import (
    Authority,
    add_signatures,
    authority_of,
    root_of,
    signed_by,
)
from izdat.sign.desk import PROPOSED, Desk
from izdat.sign.keyring import Keyring
from izdat.sign.publish import beat, show

ROOT = f"{PROPOSED}/root.json"


class NothingProposed(Missing):
    """There is no change of keys to sign."""


class NoSuchEditor(Missing):
    """Nobody of that name may sign."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """What became of a change of keys."""

    root: Root
    is_complete: bool
    missing: int  # signatures, of old keys or of new, whichever lack more
    needs_release: bool = False  # the newest release has too few editors who still may sign


def propose(
    desk: Desk, keyring: Keyring, *, now: datetime, add: tuple[SSlibKey, ...] = (),
    remove: tuple[str, ...] = (), threshold: int | None = None, new_heartbeat: str | None = None,
) -> Metadata[Root]:  # fmt: skip
    """Return the root that would be next; without a change, the one that is proposed.

    ``remove``: names or beginnings of ids, of editors or recovery keys. ``new_heartbeat``: the
    name of whose machine beats from now on; its key is made here. Raises ``NoSuchEditor``,
    ``NothingProposed``, ``ValueError`` for a threshold out of reach.
    """
    old = desk.root().signed
    if add or remove or threshold or new_heartbeat:
        return Metadata(_next(old, keyring, now, add, remove, threshold, new_heartbeat))
    data = desk.read(ROOT)
    found = None if data is None else read_role(data, Root)
    if found is None or found.signed.version <= old.version:
        raise NothingProposed("no other root is proposed", "say what to change: --add, --remove …")
    return found


def differences(old: Root, new: Root) -> list[str]:
    """Return in words what the next root changes, for whoever is to sign it."""
    before, after = authority_of(old), authority_of(new)
    told = []
    for what, was, will in (
        ("editor", before.editors, after.editors),
        ("recovery key", before.recovery, after.recovery),
        ("heartbeat key", (before.heartbeat,), (after.heartbeat,)),
    ):
        told += [_line(f"new {what}", key) for key in will if key not in was]
        told += [_line(f"no more {what}", key) for key in was if key not in will]
    for role in ("root", "targets", "snapshot", "timestamp"):
        few, now = old.roles[role].threshold, new.roles[role].threshold
        if few != now:
            told.append(f"signatures for {role}: {now} instead of {few}")
    return told or ["nothing but its day"]


def _line(what: str, key: SSlibKey) -> str:
    return f"{what}: {name_of(key)} ({key.keyid[:16]})"


def rotate(
    desk: Desk, keyring: Keyring, public: Path, metadata: Metadata[Root], *, now: datetime
) -> Rotation:
    """Sign the next root with the keys that are here; write it once enough have signed."""
    old, new = desk.root().signed, metadata.signed
    may_sign = {k: old.keys[k] for k in old.roles["root"].keyids}
    may_sign |= {k: new.keys[k] for k in new.roles["root"].keyids}
    mine = keyring.mine(list(may_sign.values()))
    add_signatures(metadata, [keyring.signer(key) for key in mine])
    lacking = max(
        role_root.roles["root"].threshold - len(signed_by(role_root, "root", metadata))
        for role_root in (old, new)
    )
    if lacking > 0:
        desk.write(ROOT, write_role(metadata))
        return Rotation(new, False, lacking)
    desk.write(f"{new.version}.root.json", write_role(metadata))
    desk.forget(ROOT)
    targets, snapshot = desk.targets(), desk.snapshot()
    if targets is None or snapshot is None:
        return Rotation(new, True, 0)
    few = len(signed_by(new, "targets", targets)) < new.roles["targets"].threshold
    if not few and keyring.mine([authority_of(new).heartbeat]):
        beat(desk, keyring, public, now=now)  # a new heart must beat at once, or all is forged
    elif not few:
        show(desk, public)
    return Rotation(new, True, 0, few)


def _next(
    old: Root, keyring: Keyring, now: datetime, add: tuple[SSlibKey, ...],
    remove: tuple[str, ...], threshold: int | None, new_heartbeat: str | None,
) -> Root:  # fmt: skip
    authority = authority_of(old)
    for who in remove:
        authority = _without(authority, who)
    known = {key.keyid for key in authority.editors}
    editors = (*authority.editors, *(key for key in add if key.keyid not in known))
    authority = replace(authority, editors=editors, threshold=threshold or authority.threshold)
    if new_heartbeat is not None:
        heartbeat = keyring.new(f"{new_heartbeat}: heartbeat")
        authority = replace(authority, heartbeat=heartbeat)
    return root_of(authority, version=old.version + 1, now=now)


def _without(authority: Authority, who: str) -> Authority:
    def stays(key: SSlibKey) -> bool:
        return name_of(key) != who and not (len(who) >= 8 and key.keyid.startswith(who))

    left = replace(
        authority,
        editors=tuple(filter(stays, authority.editors)),
        recovery=tuple(filter(stays, authority.recovery)),
    )
    if left == authority:
        names = ", ".join(name_of(key) for key in (*authority.editors, *authority.recovery))
        raise NoSuchEditor(f"“{who}” may not sign anyway", f"name one of: {names}")
    return left
