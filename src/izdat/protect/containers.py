"""A file that holds others, or notes beside what it shows → what lies in it.

Sound and pixels are no text and are passed over; whatever is written beside them is not. Each
reader is bounded, for what is scanned may have been brought in: a picture, a book.
"""

import io
import zipfile
from collections.abc import Callable, Iterator
from itertools import chain

from izdat.protect.in_documents import PAGEFIND, pagefind, pdf, sqlite
from izdat.protect.in_fonts import START as WOFF2
from izdat.protect.in_fonts import woff2
from izdat.protect.in_pictures import gif, jpeg, pictures, png, riff
from izdat.protect.in_sounds import flac, mp3, mp4, ogg
from izdat.protect.member import Member, Unopened
from izdat.protect.packed import brotlied, bzipped, gzipped, packed_among, xz, zipped, zlib_stream

__all__ = ["Member", "Unopened", "is_container", "open_it", "packed_among", "pictures"]


def open_it(name: str, data: bytes) -> Iterator[Member] | None:
    """Return what lies in a file; None where it is a text, or unknown."""
    reader = _reader(name, data)
    if reader is None or reader is zipped or not zipfile.is_zipfile(io.BytesIO(data)):
        return None if reader is None else reader(data)
    return chain(reader(data), zipped(data))  # a picture that is an archive as well


def is_container(data: bytes) -> bool:
    """Say whether a file begins like one that is opened here."""
    return _reader("", data) is not None


def _reader(name: str, data: bytes) -> Callable[[bytes], Iterator[Member]] | None:
    for start, reader in _BY_START:
        if data.startswith(start):
            return reader
    if data.startswith(b"MZ") and zipfile.is_zipfile(io.BytesIO(data)):
        return zipped  # a program that unpacks itself
    if data[4:8] == b"ftyp":
        return mp4
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE"):
        return riff
    if name.lower().endswith(".br"):
        return brotlied
    if name.lower().endswith(".mp3") or data[:2] in (
        b"\xff\xfb",
        b"\xff\xf3",
        b"\xff\xfa",
        b"\xff\xf2",
    ):
        return mp3
    if data[:1] == b"\x78" and len(data) > 2 and (data[0] << 8 | data[1]) % 31 == 0:
        return zlib_stream
    return None


_BY_START: tuple[tuple[bytes, Callable[[bytes], Iterator[Member]]], ...] = (
    (b"\x1f\x8b", gzipped),
    (b"BZh", bzipped),
    (b"\xfd7zXZ\0", xz),
    (b"PK\x03\x04", zipped),
    (b"PK\x05\x06", zipped),
    (b"\x89PNG\r\n\x1a\n", png),
    (b"\xff\xd8\xff", jpeg),
    (b"GIF8", gif),
    (b"ID3", mp3),
    (b"OggS", ogg),
    (b"fLaC", flac),
    (b"%PDF-", pdf),
    (b"SQLite format 3\0", sqlite),
    (PAGEFIND, pagefind),
    (WOFF2, woff2),
)
