"""Files of a release that are not here → whole files beside the site, ready to be put in place."""

import os
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from izdat.mirror.haul import Haul
from izdat.mirror.holding import PARTS, Holding
from izdat.mirror.near import Near, near, take_near
from izdat.mirror.rows import PACE, Pace
from izdat.mirror.source import Mirror
from izdat.mirror.survey import State
from izdat.mirror.want import Want, hashes_in, large, small
from izdat.model.missing import MissingSpace
from izdat.release import Entry
from izdat.run.space import megabytes, room_in

SPARE = 16_000_000  # bytes that stay free: for folders, proofs and what else writes to the disk
_COPIED = 1 << 20  # bytes at a time


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a haul came to."""

    staged: dict[str, Path] = field(default_factory=dict)  # whole files, by where they belong
    lost: tuple[str, ...] = ()  # what no copy has as it was signed
    received: int = 0  # bytes
    wasted: int = 0
    near: int = 0
    bad: dict[str, tuple[State, str]] = field(default_factory=dict)  # copies, by name, and why
    told: dict[str, str] = field(default_factory=dict)  # the last thing each copy did wrong

    def __add__(self, other: "Fetched") -> "Fetched":
        return Fetched(
            self.staged | other.staged, (*self.lost, *other.lost), self.received + other.received,
            self.wasted + other.wasted, self.near + other.near, self.bad | other.bad,
            self.told | other.told,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Errand:
    """Who is asked, and how long."""

    mirrors: Sequence[Mirror]
    deadline: float  # by the monotonic clock
    pace: Pace = PACE
    tell: Callable[[int, int], None] | None = None  # bytes that came, of how many

    def haul(self, wants: Sequence[Want]) -> Fetched:
        """Fetch ``wants``; what is lost is told by the names they have in the copies."""
        haul = Haul(
            wants, self.mirrors, deadline=self.deadline, pace=self.pace, tell=self.tell
        )  # fmt: skip
        haul.run()
        told = {peer.mirror.name: peer.why for peer in haul.peers if peer.why}
        bad: dict[str, tuple[State, str]] = {}
        for peer in haul.peers:
            if peer.lies:
                bad[peer.mirror.name] = (
                    "wrong", f"what it gives for {peer.lied} is not what was signed"
                )  # fmt: skip
            elif peer.is_out:
                bad[peer.mirror.name] = ("silent", peer.why)
        return Fetched(
            {}, tuple(want.name for want in haul.lost), sum(p.received for p in haul.peers),
            sum(p.wasted for p in haul.peers), 0, bad, told,
        )  # fmt: skip


def fetch(
    entries: Iterable[Entry], errand: Errand, holding: Holding, *, known: Iterable[Entry],
    layers: Mapping[str, bytes],
) -> Fetched:  # fmt: skip
    """Bring ``entries``, in this order, into the mirror's own folder; what is near first.

    ``known``: files that are in the folder as they were signed, now or before. ``layers``: the
    hashes of pieces. Raises ``MissingSpace``.
    """
    paths: dict[str, list[Entry]] = {}
    for entry in entries:
        paths.setdefault(entry.sha256, []).append(entry)
    known = tuple(known)
    by_hash = {each.sha256: each.path for each in known}
    by_audio = {each.audio.sha256: each for each in known if each.audio is not None}
    wants: dict[str, Want] = {}
    lost = [path for group in paths.values() for path in group if _has_no_layer(path, layers)]
    with room_in(holding.folder):
        todo = [g[0] for g in paths.values() if not _has_no_layer(g[0], layers)]
        _check_room(holding, todo)

        def begin(entry: Entry) -> tuple[Want, int]:
            part = _part(holding, entry)
            want = _want(entry, part, layers)
            places = [] if entry.pieces else [Near(part, 0, 0, entry.size)]
            return want, take_near(want, [*places, *near(entry, holding.folder, by_hash, by_audio)])

        with ThreadPoolExecutor(max(1, os.cpu_count() or 1)) as pool:
            begun = list(pool.map(begin, todo))
        wants = {entry.sha256: want for entry, (want, _) in zip(todo, begun, strict=True)}
        fetched = errand.haul(list(wants.values()))
        missing = set(fetched.lost)
        staged: dict[str, Path] = {}
        for sha256, want in wants.items():
            group = paths[sha256]
            if want.name in missing:
                lost += group
                continue
            part = _part(holding, group[0])
            staged[group[0].path] = part
            for number, entry in enumerate(group[1:]):
                staged[entry.path] = _copied(part, part.with_suffix(f".{number}.part"))
    return Fetched(
        staged, tuple(entry.path for entry in lost), fetched.received, fetched.wasted,
        sum(taken for _, taken in begun), fetched.bad, fetched.told,
    )  # fmt: skip


def _part(holding: Holding, entry: Entry) -> Path:
    return holding.place_for(f"{PARTS}/{entry.sha256}.part")


def _want(entry: Entry, part: Path, layers: Mapping[str, bytes]) -> Want:
    if not entry.pieces:
        return small(entry, part)
    return large(entry, hashes_in(layers[entry.pieces]), part)


def _has_no_layer(entry: Entry, layers: Mapping[str, bytes]) -> bool:
    return bool(entry.pieces) and entry.pieces not in layers


def _check_room(holding: Holding, entries: Iterable[Entry]) -> None:
    """Raise ``MissingSpace`` before the first byte is fetched that has no place."""
    needed = 0
    for entry in entries:
        part = _part(holding, entry)
        set_aside = part.stat().st_blocks * 512 if part.is_file() else 0  # POSIX's blocks
        needed += max(0, entry.size - set_aside)
    free = shutil.disk_usage(holding.folder).free
    if needed and needed + SPARE > free:
        raise MissingSpace(
            f"the disk of {holding.folder} has {megabytes(free)} free, and "
            f"{megabytes(needed + SPARE)} are needed",
            "free some space, then do it again; nothing was changed",
        )


def _copied(source: Path, target: Path) -> Path:
    """Copy a file for good, for a name that has the same content."""
    target.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    with source.open("rb") as stream, os.fdopen(os.open(target, flags, 0o644), "wb") as copy:
        shutil.copyfileobj(stream, copy, _COPIED)
        copy.flush()
        os.fsync(copy.fileno())
    return target
