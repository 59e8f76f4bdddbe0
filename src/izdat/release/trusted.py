"""A root that is trusted, and the metadata of a copy → a verdict, or a named reason against it.

The order of work is the TUF specification's (1.0.34, section 5.3 to 5.6), on the library's metadata
forms. Bytes go in, nothing is read or written here: the same judge stands behind `izdat verify`,
`izdat mirror` and whatever calls it from outside.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from tuf.api.metadata import Root, Signed, Snapshot, Targets, Timestamp

from izdat.release.contents import Entry, entries
from izdat.release.delegated import Search
from izdat.release.fingerprint import fingerprint, tidy
from izdat.release.names import METADATA
from izdat.release.parse import LIMITS, read_role
from izdat.release.signatures import check_expiry, compare, verify
from izdat.release.wrong import Forged, Incomplete, Mismatched, RolledBack

Freshness = Literal["fresh", "stale", "unknown"]
# A clock this much behind the editors' is an ordinary one, or in another zone by mistake.
CLOCK_SLACK = timedelta(days=1)
MOST_ROOTS = 1024  # a root a week for twenty years


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of an authentic release. (One that is not authentic raises instead.)"""

    release: int
    files: int
    size: int  # bytes
    freshness: Freshness  # "unknown": this machine's clock is before the day of signing
    issued: datetime | None  # when the heartbeat was signed
    stale_since: datetime | None  # if it is stale: when the first of its signatures ran out
    fresh_until: datetime  # when the first of its signatures runs out
    expect_next: datetime | None  # when the editors meant to publish again


class TrustedRelease:
    """Takes metadata from the root down. A step that raises ``Untrusted`` changes nothing.

    But for ``Expired``, in strict mode: a heartbeat and a snapshot that have expired are still
    remembered, so that nothing older is taken after them. No later step goes on from there.

    Feed what was accepted before first (``root``, ``timestamp``, ``snapshot`` with ``is_known``),
    then what a copy offers: what is older than that is refused.

    ``root``: bytes of a root that is trusted already; or, with ``words``, one that anybody
    offered, if the words are its own. ``now`` is aware. ``strict`` makes an expired role an
    error, as the specification has it; otherwise that is part of the verdict.
    """

    def __init__(
        self, root: bytes, *, now: datetime, words: str | None = None, strict: bool = False
    ) -> None:
        first = read_role(root, Root)
        verify(first.signed, first, "root")
        if words is not None and fingerprint(first.signed) != tidy(words):
            raise Forged(
                f"this root's words are {fingerprint(first.signed)}: it is not the one you trust"
            )
        self._now = now.astimezone(UTC)
        self._strict = strict
        self.root: Root = first.signed
        self._timestamp: Timestamp | None = None
        self._snapshot: Snapshot | None = None
        self._targets: Targets | None = None

    # ---- what to fetch next --------------------------------------------------

    @property
    def next_root_name(self) -> str:
        return f"{self.root.version + 1}.root.json"

    @property
    def snapshot_name(self) -> str:
        return self._versioned("snapshot", self._need_timestamp().snapshot_meta.version)

    @property
    def targets_name(self) -> str:
        return self._versioned("targets", self._need_snapshot().meta["targets.json"].version)

    @property
    def snapshot_limit(self) -> int:
        """The most bytes a snapshot can have."""
        return self._need_timestamp().snapshot_meta.length or LIMITS["snapshot"]

    @property
    def targets_limit(self) -> int:
        return self._need_snapshot().meta["targets.json"].length or LIMITS["targets"]

    # ---- what was fetched ----------------------------------------------------

    def add_root(self, data: bytes) -> None:
        """Take the next root: signed by enough of the old one's keys, and of its own (5.3)."""
        if self._timestamp is not None:
            raise RuntimeError("roots come before the timestamp")
        new = read_role(data, Root)
        verify(self.root, new, "root")
        verify(new.signed, new, "root")
        if new.signed.version != self.root.version + 1:
            raise Mismatched(
                f"root {self.root.version + 1} was wanted, this is {new.signed.version}"
            )
        self.root = new.signed

    def add_timestamp(self, data: bytes) -> bool:
        """Take a heartbeat (5.4); return whether it is newer than the one that was known.

        An older one raises ``RolledBack``.
        """
        self._check_expiry(self.root, "root")
        new = read_role(data, Timestamp)
        verify(self.root, new, "timestamp")
        if self._timestamp is not None:
            old = self._timestamp
            if new.signed.version < old.version:
                raise RolledBack(
                    f"heartbeat {new.signed.version} is older than {old.version}, which was seen"
                )
            if new.signed.version == old.version:
                return False
            if new.signed.snapshot_meta.version < old.snapshot_meta.version:
                raise RolledBack(
                    f"this heartbeat names snapshot {new.signed.snapshot_meta.version}; "
                    f"{old.snapshot_meta.version} was seen"
                )
        self._timestamp = new.signed
        self._check_expiry(new.signed, "timestamp")
        return True

    def add_snapshot(self, data: bytes, *, is_known: bool = False) -> None:
        """Take the snapshot that the heartbeat names (5.5).

        ``is_known``: it was accepted before, and is only there so that nothing is rolled back.
        """
        timestamp = self._need_timestamp()
        self._check_expiry(timestamp, "timestamp")
        meta = timestamp.snapshot_meta
        if not is_known:
            compare("snapshot", meta, data)
        new = read_role(data, Snapshot)
        verify(self.root, new, "snapshot")
        if not is_known and new.signed.version != meta.version:
            raise Mismatched(f"snapshot {meta.version} was wanted, this is {new.signed.version}")
        if "targets.json" not in new.signed.meta:
            raise Mismatched("the snapshot names no targets")
        for name, known in self._snapshot.meta.items() if self._snapshot else ():
            offered = new.signed.meta.get(name)
            if offered is None:
                raise RolledBack(f"the snapshot has lost {name}, which was seen")
            if offered.version < known.version:
                raise RolledBack(
                    f"the snapshot names {name} {offered.version}; {known.version} was seen"
                )
        self._snapshot = new.signed
        if not is_known:
            self._check_expiry(new.signed, "snapshot")

    def add_targets(self, data: bytes) -> dict[str, Entry]:
        """Take what is in the release (5.6); return its files by path.

        Raises ``UnsafeName`` before anybody can write a file of that name.
        """
        snapshot = self._need_snapshot()
        self._check_expiry(snapshot, "snapshot")
        if snapshot.version != self._need_timestamp().snapshot_meta.version:
            raise Mismatched("the snapshot is not the one that the heartbeat names")
        meta = snapshot.meta["targets.json"]
        compare("targets", meta, data)
        new = read_role(data, Targets)
        verify(self.root, new, "targets")
        if new.signed.version != meta.version:
            raise Mismatched(f"targets {meta.version} were wanted, these are {new.signed.version}")
        self._check_expiry(new.signed, "targets")
        found = entries(new.signed)
        self._targets = new.signed
        return found

    def search(self, path: str) -> Search:
        """Return a search for one file, after ``add_targets``, that goes where those delegate to.

        A release of izdat's delegates nothing: all its files are what ``add_targets`` returns.
        """
        if self._targets is None:
            raise RuntimeError("the targets come before a search")
        return Search(
            path, self._targets, self._need_snapshot().meta,
            check_expiry=self._check_expiry, versioned=self._versioned,
        )  # fmt: skip

    def verdict(self) -> Verdict:
        """Return what can be said of the release, after ``add_targets``."""
        if self._targets is None:
            raise RuntimeError("the targets come before the verdict")
        timestamp = self._need_timestamp()
        ends = min(
            role.expires for role in (self.root, timestamp, self._need_snapshot(), self._targets)
        )
        issued = _told_day(timestamp, "issued")
        freshness: Freshness = "fresh" if self._now < ends else "stale"
        if issued is not None and self._now < issued - CLOCK_SLACK:
            freshness = "unknown"  # a clock that is wrong can say nothing about days
        return Verdict(
            self._targets.version,
            len(self._targets.targets),
            sum(each.length for each in self._targets.targets.values()),
            freshness,
            issued,
            ends if freshness == "stale" else None,
            ends,
            _told_day(timestamp, "expect_next"),
        )

    # ---- within --------------------------------------------------------------

    def _need_timestamp(self) -> Timestamp:
        if self._timestamp is None:
            raise RuntimeError("the timestamp comes first")
        return self._timestamp

    def _need_snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the snapshot comes first")
        return self._snapshot

    def _versioned(self, role: str, version: int) -> str:
        return f"{version}.{role}.json" if self.root.consistent_snapshot else f"{role}.json"

    def _check_expiry(self, signed: Signed, name: str) -> None:
        if self._strict:
            check_expiry(signed, name, self._now)


def followed(read: Callable[[int], bytes | None], words: str, now: datetime) -> TrustedRelease:
    """Return a judge who trusts the root of these words and has followed it to the newest.

    ``read`` returns the root of a number, from 1 on, or None where there is none. Raises
    ``Incomplete`` without a single one, ``Forged`` where none has these words.
    """
    trusted: TrustedRelease | None = None
    for number in range(1, MOST_ROOTS + 1):
        data = read(number)
        if data is None:
            break
        if trusted is not None:
            trusted.add_root(data)
        elif fingerprint(read_role(data, Root).signed) == tidy(words):
            trusted = TrustedRelease(data, now=now, words=words)
    if trusted is None:
        if number == 1:
            raise Incomplete(f"there is no {METADATA}/1.root.json: this is no signed copy")
        raise Forged("no root of this copy has these words: it is another show's, or a forgery")
    return trusted


def _told_day(timestamp: Timestamp, field: str) -> datetime | None:
    """Return a day that the heartbeat tells beyond what TUF knows; None if it does not."""
    text = timestamp.unrecognized_fields.get(field)
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
