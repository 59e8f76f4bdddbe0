"""A picture → whatever is written beside its pixels."""

import re
import struct
from collections.abc import Iterator

from izdat.protect.member import Member
from izdat.protect.packed import packed_in

NOTED = 1024  # bytes of a part before which a packed text begins, by four
PNG_TEXTS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME"}


def png(data: bytes) -> Iterator[Member]:
    """Yield the texts and notes of a PNG."""
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind in PNG_TEXTS:
            yield Member(f"png {kind.decode()}", body, is_plain=True)
            # Behind a word, and in iTXt a language and the word in it, which are no longer.
            for found in re.finditer(b"\x78", body[: 4 * NOTED]):
                yield from packed_in(body[found.start() :])
            yield from thumbnails(body)
        elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
            yield Member("png part", body, is_plain=True)
        at += 12 + length
        if kind == b"IEND":
            break
    if at < len(data):
        yield Member("behind png", data[at:])


# A marker that is neither a stuffed byte nor one of those that count restarts.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def jpeg(data: bytes) -> Iterator[Member]:
    """Yield the notes of a JPEG, and what stands between and behind its scans."""
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if marker == 0xD9:
            at += 2
            break
        length = struct.unpack(">H", data[at + 2 : at + 4])[0]
        body = data[at + 4 : at + 2 + length]
        if 0xE0 <= marker <= 0xEF or marker == 0xFE:
            yield Member(f"jpeg {marker:02x}", body, is_plain=True)
            yield from thumbnails(body)
        at += 2 + length
        if marker == 0xDA:  # the picture itself, or a part: notes may stand between two
            following = AFTER_SCAN.search(data, at)
            at = following.start() if following else len(data)
    if at < len(data):
        yield Member("behind jpeg", data[at:])


def thumbnails(body: bytes) -> Iterator[Member]:
    """Yield a smaller picture that lies in a note."""
    start = body.find(b"\xff\xd8\xff")
    if start >= 0:
        yield Member("thumbnail", body[start:])


def gif(data: bytes) -> Iterator[Member]:
    """Yield a GIF."""
    # Of a GIF comments and notes are short blocks among the pixels: all of it is read as text.
    yield Member("gif", data, is_plain=True)


def riff(data: bytes) -> Iterator[Member]:
    """Yield the notes of a WebP or WAVE."""
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        if kind not in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"data"):
            body = data[at + 8 : at + 8 + length]
            yield Member("riff part", body, is_plain=True)
            yield from thumbnails(body)
        at += 8 + length + length % 2


def pictures(body: bytes) -> Iterator[Member]:
    """Yield a picture that lies in a tag."""
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        at = body.find(start)
        if at >= 0:
            yield Member("picture", body[at:])
            return
