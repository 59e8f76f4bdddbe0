"""The size of a picture, from the first bytes of its file."""

from dataclasses import dataclass

MOST_BYTES = 1 << 20  # a JPEG's frame stands behind its metadata, which may hold a small picture

_PNG = b"\x89PNG\r\n\x1a\n"
# Start of frame, ITU-T T.81, table B.1: C0 to CF without DHT (C4), JPG (C8) and DAC (CC).
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    format: str  # "jpeg" or "png"
    width: int  # pixels
    height: int


def picture_size(head: bytes) -> Picture | None:
    """Return the size of the JPEG or PNG that begins with ``head``; None if it is neither."""
    if head.startswith(_PNG) and head[12:16] == b"IHDR" and len(head) >= 24:
        width, height = int.from_bytes(head[16:20]), int.from_bytes(head[20:24])
        return Picture("png", width, height) if width and height else None
    return _jpeg(head) if head.startswith(b"\xff\xd8\xff") else None


def _jpeg(head: bytes) -> Picture | None:
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        if marker in _FRAMES:
            height, width = (
                int.from_bytes(head[at + 5 : at + 7]),
                int.from_bytes(head[at + 7 : at + 9]),
            )
            return Picture("jpeg", width, height) if width and height else None
        at += 2 + int.from_bytes(head[at + 2 : at + 4])
    return None
