"""Packed files → what is in them: gzip, zlib, brotli, bzip2, xz, ZIP. Bounded in size."""

import bz2
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

from izdat.protect.member import MOST_UNPACKED, Member, Unopened

MOST_MEMBERS = 100_000  # of a ZIP file
MOST_TRIED = 1000  # places at which a stream may begin: every 20,000th of bytes at random is one
_GZIP = b"\x1f\x8b\x08"
_STREAM = re.compile(_GZIP + rb"|\x78[\x01\x5e\x9c\xda]")


def inflate(data: bytes, bits: int, most: int = MOST_UNPACKED) -> tuple[bytes, bytes]:
    """Return a stream unpacked, and what stands behind it. Raises ``Unopened``."""
    unpacker = zlib.decompressobj(bits)
    try:
        found = unpacker.decompress(data, most)
    except zlib.error as error:
        raise Unopened("a packed part is damaged") from error
    if not unpacker.eof:
        raise Unopened("a packed part is cut off, or larger than is ever published")
    return found, unpacker.unused_data


def gzipped(data: bytes) -> Iterator[Member]:
    """Yield what a gzip file holds, and its own name."""
    yield Member("gzip head", data[:512], is_plain=True)  # the packed file's own name
    found = []
    while data[:2] == b"\x1f\x8b":
        part, data = inflate(data, 16 + zlib.MAX_WBITS)
        found.append(part)
        if sum(map(len, found)) > MOST_UNPACKED:
            raise Unopened("a packed part is larger than is ever published")
    yield Member("gzip", b"".join(found))
    if data.strip(b"\0"):
        yield Member("behind gzip", data)


def zlib_stream(data: bytes) -> Iterator[Member]:
    """Yield a zlib stream unpacked; ``data`` itself where it only begins like one."""
    try:
        found, rest = inflate(data, zlib.MAX_WBITS)
    except Unopened:
        yield Member("text", data, is_plain=True)  # it only began like one
        return
    yield Member("zlib", found)
    if rest:
        yield Member("behind zlib", rest)


def packed_in(data: bytes) -> Iterator[Member]:
    """Yield what is unpacked, if ``data`` begins with a zlib stream."""
    if len(data) > 2 and (data[0] << 8 | data[1]) % 31 == 0:
        with suppress(Unopened):
            yield Member("packed text", inflate(data, zlib.MAX_WBITS)[0])


def packed_among(data: bytes) -> Iterator[Member]:
    """Yield what is unpacked wherever in ``data`` a gzip or a zlib stream begins and ends well."""
    starts = [
        (found.start(), found.group()) for found in islice(_STREAM.finditer(data), MOST_TRIED)
    ]
    end = 0
    for start, magic in starts:
        if start < end:
            continue  # in what is unpacked
        bits = zlib.MAX_WBITS + (16 if magic == _GZIP else 0)
        with suppress(Unopened):
            found, rest = inflate(data[start:], bits)
            end = len(data) - len(rest)
            yield Member("packed", found)


def brotlied(data: bytes) -> Iterator[Member]:
    """Yield what a brotli file holds."""
    yield Member("brotli", unbrotlied(data))


def unbrotlied(data: bytes) -> bytes:
    """Return a brotli stream unpacked. Raises ``Unopened``."""
    import brotli

    unpacker = brotli.Decompressor()
    try:
        found = unpacker.process(data, output_buffer_limit=MOST_UNPACKED)
    except brotli.error as error:
        raise Unopened("a packed part is damaged") from error
    if not unpacker.is_finished():
        raise Unopened("a packed part is cut off, or larger than is ever published")
    return bytes(found)


def bzipped(data: bytes) -> Iterator[Member]:
    """Yield what a bzip2 file holds."""
    yield Member("bzip2", _unpacked(bz2.BZ2Decompressor(), data))


def xz(data: bytes) -> Iterator[Member]:
    """Yield what an xz file holds."""
    yield Member("xz", _unpacked(lzma.LZMADecompressor(memlimit=MOST_UNPACKED), data))


def _unpacked(unpacker: bz2.BZ2Decompressor | lzma.LZMADecompressor, data: bytes) -> bytes:
    try:
        found = unpacker.decompress(data, MOST_UNPACKED)
    except (OSError, lzma.LZMAError) as error:
        raise Unopened("a packed part is damaged") from error
    if not unpacker.eof:
        raise Unopened("a packed part is cut off, or larger than is ever published")
    if unpacker.unused_data:
        raise Unopened("something stands behind a packed part")
    return found


def zipped(data: bytes) -> Iterator[Member]:
    """Yield the files of a ZIP, their names, and its comments."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Unopened("a ZIP file is damaged") from error
    with archive:
        members = archive.infolist()
        if len(members) > MOST_MEMBERS:
            raise Unopened("a ZIP file holds more files than are ever published")
        yield Member("zip comment", archive.comment, is_plain=True)
        for number, info in enumerate(members, 1):
            label = f"zip {number}"
            yield Member(f"{label} name", text=info.filename)
            if info.comment or info.extra:
                yield Member(f"{label} notes", info.comment + b"\n" + info.extra, is_plain=True)
            if info.is_dir():
                continue
            if info.file_size > MOST_UNPACKED:
                raise Unopened("a packed part is larger than is ever published")
            try:
                with archive.open(info) as member:
                    content = member.read(MOST_UNPACKED + 1)
            except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError,
                    EOFError) as error:  # fmt: skip
                raise Unopened("a part of a ZIP file cannot be unpacked") from error
            yield Member(label, content, info.filename)
