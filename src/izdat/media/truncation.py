"""Says whether a recording ends before its own header says it should."""

import struct
from pathlib import Path
from typing import BinaryIO

from izdat.media.container import Probe
from izdat.media.unreadable import Unreadable

# Containers whose header states the length that was meant. (A WAVE file's duration is taken by
# FFmpeg from the file's size, an Ogg file's from its last page: both are read here instead.)
STATES_LENGTH = frozenset({"aiff", "flac", "mov", "caf", "ape", "tta", "w64"})

# Rounding of durations, and decoders that drop a frame, stay below this.
TOLERANCE = 0.25  # seconds

# Written by recorders that could not go back to the header.
UNKNOWN_SIZES = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0xFFFFF000, 0x7FFFF000)


def is_cut(path: Path, probe: Probe, decoded: float) -> bool:
    """Say whether the file is shorter than it claims; ``decoded`` is in seconds."""
    if probe.container == "wav":
        return _wave_is_cut(path)
    if probe.container == "ogg":
        return _ogg_is_cut(path)
    states = probe.container in STATES_LENGTH or (
        probe.container == "mp3" and _mp3_states_length(path)
    )
    return states and probe.duration is not None and decoded < probe.duration - TOLERANCE


def refuse_cut(path: Path, probe: Probe, decoded: float) -> None:
    """Raise ``Unreadable`` where ``is_cut``."""
    if is_cut(path, probe, decoded):
        raise Unreadable(
            "recording-truncated",
            f"the recording is cut off after {decoded:.1f} s: its header promises more",
            "copy it from the recorder again, or open it in an editor and save what is there",
        )


def _wave_is_cut(path: Path) -> bool:
    """Compare the size that the ``data`` chunk claims with what is there (RIFF, 1991)."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        head = stream.read(12)
        if head[:4] != b"RIFF":  # RF64 keeps its sizes elsewhere
            return False
        for _ in range(1000):
            chunk = stream.read(8)
            if len(chunk) < 8:
                return False
            name, length = struct.unpack("<4sI", chunk)
            if name == b"data":
                return length not in UNKNOWN_SIZES and stream.tell() + length > size
            stream.seek(length + length % 2, 1)
    return False


def _ogg_is_cut(path: Path) -> bool:
    """Say whether the last page is not whole (RFC 3533, section 6)."""
    size = path.stat().st_size
    with path.open("rb") as stream:
        stream.seek(max(0, size - (1 << 17)))  # a page has at most 65,307 bytes
        tail = stream.read()
    start = tail.rfind(b"OggS")
    page = tail[start:]
    if start < 0 or len(page) < 27 or len(page) < 27 + page[26]:
        return True
    return len(page) < 27 + page[26] + sum(page[27 : 27 + page[26]])


def _mp3_states_length(path: Path) -> bool:
    """Say whether the first frame is a Xing or Info frame; without one the length is a guess."""
    with path.open("rb") as stream:
        stream.seek(_id3_length(stream))
        head = stream.read(2048)
    return b"Xing" in head or b"Info" in head


def _id3_length(stream: BinaryIO) -> int:
    """Bytes of the ID3v2 tag at the beginning (ID3v2.3, section 3.1); 0 if there is none."""
    head = stream.read(10)
    if len(head) < 10 or head[:3] != b"ID3":
        return 0
    length = 0
    for byte in head[6:10]:
        length = length << 7 | byte & 0x7F
    return length + 10
