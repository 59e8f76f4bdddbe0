"""A sound file → where in it the audio lies, without the tags before and behind it.

A mirror that has the same audio under other tags then fetches the tags alone: a cover for two
hundred episodes is sixty megabytes instead of twelve thousand. A file in which no such place is
found is fetched piece by piece, as any other; nothing else depends on this.
"""

import os
import struct
from typing import BinaryIO

MOST_BOXES = 1000  # at the top of an MP4; a muxer writes four
_ID3_HEAD = 10  # bytes (ID3v2.4, section 3.1)
_ID3_FOOTER = 0x10  # flag: the head is repeated behind the tag
_ID3V1 = 128  # bytes at the end of the file
_BRANDS = b"ftyp"


def audio_span(stream: BinaryIO) -> tuple[int, int] | None:
    """Return where the audio begins, and its length in bytes; None for what is no MP3 and no MP4.

    ``stream`` is left at its beginning.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    head = stream.read(_ID3_HEAD)
    try:
        if head[4:8] == _BRANDS:
            return _media_data(stream, size)
        start = _behind_id3(head)
        stream.seek(start)
        if not _is_frame(stream.read(2)):
            return None
        stream.seek(max(0, size - _ID3V1))
        end = size - _ID3V1 if stream.read(3) == b"TAG" else size
        return (start, end - start) if start < end else None
    finally:
        stream.seek(0)


def _behind_id3(head: bytes) -> int:
    if len(head) < _ID3_HEAD or head[:3] != b"ID3":
        return 0
    length = 0
    for byte in head[6:10]:  # 28 bits, seven in each byte
        length = length << 7 | byte & 0x7F
    return length + _ID3_HEAD * (2 if head[5] & _ID3_FOOTER else 1)


def _is_frame(begin: bytes) -> bool:
    """Say whether this begins an MPEG audio frame: eleven bits that are set (ISO 11172-3)."""
    return len(begin) == 2 and begin[0] == 0xFF and begin[1] & 0xE0 == 0xE0


def _media_data(stream: BinaryIO, size: int) -> tuple[int, int] | None:
    """Return where the one ``mdat`` of an MP4 holds its bytes (ISO 14496-12, section 4.2)."""
    found: tuple[int, int] | None = None
    at = 0
    for _ in range(MOST_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return found
        length, name = struct.unpack(">I4s", head[:8])
        begin = 8
        if length == 1 and len(head) == 16:
            length, begin = struct.unpack(">Q", head[8:])[0], 16
        elif length == 0:  # to the end of the file
            length = size - at
        if length < begin or at + length > size:
            return None
        if name == b"mdat":
            if found is not None:
                return None
            found = (at + begin, length - begin)
        at += length
    return None
