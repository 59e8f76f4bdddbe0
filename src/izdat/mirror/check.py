"""A copy and the words of a root → a verdict on the copy, file by file."""

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from izdat.mirror.source import Source, Unsound, read_all
from izdat.release import LIMITS, Entry, Incomplete, TrustedRelease, Verdict, followed
from izdat.release.fingerprint import tidy
from izdat.release.names import METADATA, SUMS

BLOCK = 1 << 20  # bytes
MOST_UNSIGNED = 1000  # names that are told: a copy can hold millions


@dataclass(frozen=True, slots=True)
class Fault:
    """A file that is not as it was signed."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a copy is. It is authentic: what is not raises ``Untrusted``."""

    words: str  # of the root that was trusted
    verdict: Verdict
    faults: tuple[Fault, ...]  # of files that were signed; empty: the copy is whole
    unsigned: tuple[str, ...]  # files that nobody signed
    checked: bool  # the files were looked at, not the proof alone

    @property
    def is_whole(self) -> bool:
        return not (self.faults or self.unsigned)


def check(
    source: Source, words: str, *, now: datetime, proof_only: bool = False,
    tell: Callable[[int], None] | None = None,
) -> Checked:  # fmt: skip
    """Return what the copy in ``source`` is, for somebody who trusts a root of these words.

    ``tell`` is given the bytes that were looked at so far. Raises ``Untrusted`` for a copy that is
    not what the show signed, ``SourceFailed`` for one that cannot be read.
    """
    trusted = trusted_root(source, words, now)
    trusted.add_timestamp(_need(source, "timestamp.json", LIMITS["timestamp"]))
    trusted.add_snapshot(_need(source, trusted.snapshot_name, trusted.snapshot_limit))
    signed = trusted.add_targets(_need(source, trusted.targets_name, trusted.targets_limit))
    verdict = trusted.verdict()
    if proof_only:
        return Checked(tidy(words), verdict, (), (), False)
    done = 0
    faults = []
    pool = ThreadPoolExecutor(source.parallel)
    try:
        looks = [(each, pool.submit(fault_of, source, each)) for each in signed.values()]
        for entry, look in looks:
            fault = look.result()
            if fault is not None:
                faults.append(fault)
            done += entry.size
            if tell is not None:
                tell(done)
    finally:  # where one failed, nobody waits for the others
        pool.shutdown(cancel_futures=True)
    return Checked(tidy(words), verdict, tuple(faults), _unsigned(source, signed), True)


def trusted_root(source: Source, words: str, now: datetime) -> TrustedRelease:
    """Return a judge who trusts the root of these words and has followed it to the newest."""
    return followed(
        lambda number: _read(source, f"{number}.root.json", LIMITS["root"]), words, now
    )  # fmt: skip


def fault_of(source: Source, entry: Entry) -> Fault | None:
    """Return what is wrong with one file; None if it is as it was signed.

    Not a byte more is read than it should have, and one.
    """
    try:
        opened = source.open(entry.path, entry.size)
        if opened is None:
            return Fault(entry.path, "it is missing")
        digest = hashlib.sha256()
        left = entry.size + 1
        with opened as stream:
            while left > 0 and (block := stream.read(min(BLOCK, left))):
                digest.update(block)
                left -= len(block)
    except Unsound as error:
        return Fault(entry.path, str(error))
    if left == 0:
        return Fault(entry.path, "it is longer than was signed")
    if left > 1:
        return Fault(entry.path, f"{left - 1:,} of its {entry.size:,} bytes are missing")
    if digest.hexdigest() != entry.sha256:
        return Fault(entry.path, "its bytes are others")
    return None


def _unsigned(source: Source, signed: dict[str, Entry]) -> tuple[str, ...]:
    found: list[str] = []
    for name in source.names() or ():
        is_proof = name.startswith(f"{METADATA}/") or ("/" not in name and name.startswith(SUMS))
        if name not in signed and not is_proof:
            found.append(name)
            if len(found) >= MOST_UNSIGNED:
                break
    return tuple(sorted(found))


def _need(source: Source, name: str, limit: int) -> bytes:
    data = _read(source, name, limit)
    if data is None:
        raise Incomplete(f"there is no {METADATA}/{name}")
    return data


def _read(source: Source, name: str, limit: int) -> bytes | None:
    try:
        return read_all(source, f"{METADATA}/{name}", limit)
    except Unsound as error:
        raise Incomplete(f"{METADATA}/{name}: {error}") from error
