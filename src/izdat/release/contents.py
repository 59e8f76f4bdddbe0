"""Files by what is in them ↔ TUF targets."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, BinaryIO

from tuf.api.metadata import TargetFile, Targets

from izdat.release.audio_span import audio_span
from izdat.release.merkle import PIECE, Pieces
from izdat.release.names import unsafe_names
from izdat.release.wrong import Malformed, UnsafeName

BLOCK = 256 * 1024  # bytes read at once: stays in a processor's cache between the two hashes


@dataclass(frozen=True, slots=True)
class Audio:
    """Where in a file its audio lies: what stays the same when only tags change."""

    start: int  # byte
    size: int  # bytes
    sha256: str  # of these bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a release."""

    path: str  # with "/" between the parts
    size: int  # bytes
    sha256: str  # 64 hexadecimal digits
    pieces: str = ""  # BEP 52 root, 64 hexadecimal digits; "" up to one piece of 1 MiB
    audio: Audio | None = None  # of an MP3 or MP4 of more than one piece


@dataclass(frozen=True, slots=True)
class Digested:
    entry: Entry
    layer: bytes  # the hashes of the pieces, 32 bytes each; b"" up to one piece


def digest_of(stream: BinaryIO, path: str, *, most: int | None = None) -> Entry:
    """Return what is in ``stream``, read once to its end; no more than ``most`` + 1 bytes."""
    return digested(stream, path, most=most).entry


def digested(stream: BinaryIO, path: str, *, most: int | None = None) -> Digested:
    """Return the same with the hash of each piece."""
    digest = hashlib.sha256()
    pieces = Pieces()
    span = audio_span(stream) if most is None and stream.seekable() else None
    audio = hashlib.sha256()
    left = None if most is None else most + 1
    at = 0
    while block := stream.read(BLOCK if left is None else min(BLOCK, left)):
        digest.update(block)
        pieces.update(block)
        if span is not None:
            start, end = span[0], sum(span)
            audio.update(memoryview(block)[max(0, start - at) : max(0, end - at)])
        at += len(block)
        if left is not None:
            left -= len(block)
    if pieces.size <= PIECE:
        return Digested(Entry(path, pieces.size, digest.hexdigest()), b"")
    sound = Audio(*span, audio.hexdigest()) if span is not None else None
    entry = Entry(path, pieces.size, digest.hexdigest(), pieces.root().hex(), sound)
    return Digested(entry, b"".join(pieces.hashes()))


def targets_of(entries: Iterable[Entry], *, version: int, expires: datetime) -> Targets:
    """Return the targets that sign ``entries``. Raises ``UnsafeName`` for the first bad one."""
    files = {each.path: each for each in entries}
    refuse(files)
    return Targets(
        version=version,
        expires=expires,
        targets={path: _target(each) for path, each in sorted(files.items())},
    )


def entries(targets: Targets) -> dict[str, Entry]:
    """Return what ``targets`` signs, by path. Raises ``UnsafeName``, ``Malformed``."""
    refuse(targets.targets)
    return {path: _entry(path, target) for path, target in targets.targets.items()}


def sums_of(signed: Mapping[str, Entry]) -> bytes:
    """Return the hashes as `sha256sum -c` reads them, in order: all editors sign the same."""
    return "".join(f"{each.sha256}  {path}\n" for path, each in sorted(signed.items())).encode()


def refuse(names: Iterable[str]) -> None:
    """Raise ``UnsafeName`` where a name is not fit for every disk."""
    found = unsafe_names(names)
    if found:
        name, why = found[0]
        raise UnsafeName(f"{name!r:.200}: {why}")


def _target(entry: Entry) -> TargetFile:
    custom: dict[str, Any] = {"pieces": entry.pieces} if entry.pieces else {}
    if entry.audio is not None:
        custom["audio"] = asdict(entry.audio)
    more = {"custom": custom} if custom else {}
    return TargetFile(entry.size, {"sha256": entry.sha256}, entry.path, more)


def _entry(path: str, target: TargetFile) -> Entry:
    sha256 = target.hashes.get("sha256", "")
    custom = target.custom
    pieces = custom.get("pieces", "") if isinstance(custom, dict) else ""
    if not _is_digest(sha256) or (pieces and not _is_digest(pieces)):
        raise Malformed(f"{path!r:.200} has no SHA-256, or one that is none")
    audio = _audio(custom.get("audio"), target.length) if isinstance(custom, dict) else None
    return Entry(path, target.length, sha256, pieces, audio)


def _audio(found: object, size: int) -> Audio | None:
    """Return where the audio lies; None where that is not said in a way that can be."""
    if not isinstance(found, dict) or found.keys() != {"start", "size", "sha256"}:
        return None
    start, length = found["start"], found["size"]
    if type(start) is not int or type(length) is not int or not _is_digest(found["sha256"]):
        return None
    if start < 0 or length < 1 or start + length > size:
        return None
    return Audio(start, length, found["sha256"])


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and len(text) == 64 and set(text) <= set("0123456789abcdef")
