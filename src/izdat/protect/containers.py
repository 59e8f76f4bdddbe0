"""A file that holds others, or notes beside what it shows → what lies in it.

Sound and pixels are no text and are passed over; whatever is written beside them is not. Each
reader is bounded, for what is scanned may have been brought in: a picture, a book.
"""

import bz2
import io
import lzma
import re
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain

MOST_UNPACKED = 1 << 28  # bytes of one member
MOST_MEMBERS = 100_000
NOTED = 1024  # bytes before a picture in a tag that say what it is
MOST_ROWS = 10_000_000  # of a database


class Unopened(Exception):
    """A file cannot be read to its end. The message names no word of it."""


@dataclass(frozen=True, slots=True)
class Member:
    """Something in a file: bytes, or a text."""

    label: str  # how it lies there: never its own name, which may be somebody's
    data: bytes = field(default=b"", repr=False)
    name: str = field(default="", repr=False)  # by whose ending a form is known
    text: str | None = field(default=None, repr=False)
    is_plain: bool = False  # not opened any further


def open_it(name: str, data: bytes) -> Iterator[Member] | None:
    """Return what lies in a file; None where it is a text, or unknown."""
    reader = _reader(name, data)
    if reader is None or reader is _zip or not zipfile.is_zipfile(io.BytesIO(data)):
        return None if reader is None else reader(data)
    return chain(reader(data), _zip(data))  # a picture that is an archive as well


def is_container(data: bytes) -> bool:
    """Say whether a file begins like one that is opened here."""
    return _reader("", data) is not None


def _reader(name: str, data: bytes) -> Callable[[bytes], Iterator[Member]] | None:
    for start, reader in _BY_START:
        if data.startswith(start):
            return reader
    if data.startswith(b"MZ") and zipfile.is_zipfile(io.BytesIO(data)):
        return _zip  # a program that unpacks itself
    if data[4:8] == b"ftyp":
        return _mp4
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE"):
        return _riff
    if name.lower().endswith(".br"):
        return _brotli
    if name.lower().endswith(".mp3") or data[:2] in (
        b"\xff\xfb",
        b"\xff\xf3",
        b"\xff\xfa",
        b"\xff\xf2",
    ):
        return _mp3
    if data[:1] == b"\x78" and len(data) > 2 and (data[0] << 8 | data[1]) % 31 == 0:
        return _zlib
    return None


# ---- packed -----------------------------------------------------------------


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


def _gzip(data: bytes) -> Iterator[Member]:
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


def _zlib(data: bytes) -> Iterator[Member]:
    try:
        found, rest = inflate(data, zlib.MAX_WBITS)
    except Unopened:
        yield Member("text", data, is_plain=True)  # it only began like one
        return
    yield Member("zlib", found)
    if rest:
        yield Member("behind zlib", rest)


def _packed_in(data: bytes) -> Iterator[Member]:
    """Yield what is unpacked, if ``data`` begins with a zlib stream."""
    if len(data) > 2 and (data[0] << 8 | data[1]) % 31 == 0:
        with suppress(Unopened):
            yield Member("packed text", inflate(data, zlib.MAX_WBITS)[0])


def _brotli(data: bytes) -> Iterator[Member]:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        found = unpacker.process(data, output_buffer_limit=MOST_UNPACKED)
    except brotli.error as error:
        raise Unopened("a packed part is damaged") from error
    if not unpacker.is_finished():
        raise Unopened("a packed part is cut off, or larger than is ever published")
    yield Member("brotli", found)


def _bzip2(data: bytes) -> Iterator[Member]:
    yield Member("bzip2", _unpacked(bz2.BZ2Decompressor(), data))


def _xz(data: bytes) -> Iterator[Member]:
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


def _zip(data: bytes) -> Iterator[Member]:
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


# ---- pictures ---------------------------------------------------------------

PNG_TEXTS = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"iCCP", b"tIME"}


def _png(data: bytes) -> Iterator[Member]:
    at = 8
    while at + 12 <= len(data):
        length = struct.unpack(">I", data[at : at + 4])[0]
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if kind in PNG_TEXTS:
            yield Member(f"png {kind.decode()}", body, is_plain=True)
            # Behind a word, and in iTXt a language and the word in it, which are no longer.
            for found in re.finditer(b"\x78", body[: 4 * NOTED]):
                yield from _packed_in(body[found.start() :])
            yield from _thumbnails(body)
        elif kind not in (b"IHDR", b"PLTE", b"IDAT", b"IEND"):
            yield Member("png part", body, is_plain=True)
        at += 12 + length
        if kind == b"IEND":
            break
    if at < len(data):
        yield Member("behind png", data[at:])


# A marker that is neither a stuffed byte nor one of those that count restarts.
AFTER_SCAN = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def _jpeg(data: bytes) -> Iterator[Member]:
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
            yield from _thumbnails(body)
        at += 2 + length
        if marker == 0xDA:  # the picture itself, or a part: notes may stand between two
            following = AFTER_SCAN.search(data, at)
            at = following.start() if following else len(data)
    if at < len(data):
        yield Member("behind jpeg", data[at:])


def _thumbnails(body: bytes) -> Iterator[Member]:
    start = body.find(b"\xff\xd8\xff")
    if start >= 0:
        yield Member("thumbnail", body[start:])


def _gif(data: bytes) -> Iterator[Member]:
    # Of a GIF comments and notes are short blocks among the pixels: all of it is read as text.
    yield Member("gif", data, is_plain=True)


def _riff(data: bytes) -> Iterator[Member]:
    at = 12
    while at + 8 <= len(data):
        kind, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        if kind not in (b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"data"):
            body = data[at + 8 : at + 8 + length]
            yield Member("riff part", body, is_plain=True)
            yield from _thumbnails(body)
        at += 8 + length + length % 2


# ---- sound ------------------------------------------------------------------


def _mp3(data: bytes) -> Iterator[Member]:
    at = 0
    while data[at : at + 3] == b"ID3" and at + 10 <= len(data):
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        end = at + 10 + size
        yield from _id3(data[at:end])
        at = end
    yield Member("mp3 first frame", data[at : at + 2048], is_plain=True)
    end = max(data.find(b"APETAGEX", at), at)  # the older tags stand behind the sound
    if end > at:
        yield from _ape(data[end:])
    lyrics = data.find(b"LYRICSBEGIN", at)
    if lyrics >= 0:
        yield Member("lyrics", data[lyrics:], is_plain=True)
    yield Member("mp3 end", data[-512:], is_plain=True)


def _id3(tag: bytes) -> Iterator[Member]:
    """Yield each frame of an ID3v2 tag; all of it, where it does not read as one."""
    version = tag[3] if len(tag) > 3 else 0
    head, at = (6, 10) if version == 2 else (10, 10)
    while at + head <= len(tag) and tag[at : at + 1].isalnum():
        if version == 2:
            length = int.from_bytes(tag[at + 3 : at + 6], "big")
        elif version == 3:
            length = int.from_bytes(tag[at + 4 : at + 8], "big")
        else:
            length = 0
            for byte in tag[at + 4 : at + 8]:
                length = length << 7 | byte & 0x7F
        kind, body = tag[at : at + 4], tag[at + head : at + head + length]
        label = "id3 " + re.sub(r"[^A-Z0-9]", "?", kind.decode("latin-1"))
        yield Member(label, body[:NOTED] if kind[:3] in (b"API", b"PIC") else body, is_plain=True)
        yield from pictures(body)
        at += head + length
    if tag[at:].strip(b"\0"):
        yield Member("id3 rest", tag[at:], is_plain=True)


def pictures(body: bytes) -> Iterator[Member]:
    """Yield a picture that lies in a tag."""
    for start in (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"):
        at = body.find(start)
        if at >= 0:
            yield Member("picture", body[at:])
            return


HEADS = 2  # packets: what the stream is, and its comments


def _ogg(data: bytes) -> Iterator[Member]:
    """Yield the heads of each Ogg stream, the two packets before its sound; what stands behind."""
    packets: list[bytes] = []
    packet, at, left = bytearray(), 0, 0
    while data[at : at + 4] == b"OggS" and at + 27 <= len(data):
        count = data[at + 26]
        if data[at + 5] & 2:  # another stream begins
            packet, left = bytearray(), HEADS
        laces = data[at + 27 : at + 27 + count]
        body = at + 27 + count
        at = body + sum(laces)
        for lace in laces if left else ():
            packet += data[body : body + lace]
            body += lace
            if lace < 255 and left:
                packets.append(bytes(packet))
                packet = bytearray()
                left -= 1
        if len(packet) > MOST_UNPACKED:
            raise Unopened("the head of a recording is larger than is ever published")
    if at < len(data):
        yield Member("behind ogg", data[at:])
    for number, each in enumerate(packets, 1):
        yield Member(f"ogg head {number}", each, is_plain=True)
        for start in (b"OpusTags", b"\x03vorbis"):
            if each.startswith(start):
                yield from _comments(each[len(start) :])


def _comments(data: bytes) -> Iterator[Member]:
    """Yield the comments of Vorbis: a number of bytes before each, which may look like a letter."""

    def texts() -> Iterator[bytes]:
        at, count = 0, 2  # the maker's name, and how many follow
        while count and at + 4 <= len(data):
            length = int.from_bytes(data[at : at + 4], "little")
            yield data[at + 4 : at + 4 + length]
            at += 4 + length
            if at == 4 + length:  # behind the name of the maker
                count = 1 + int.from_bytes(data[at : at + 4], "little")
                at += 4
            count -= 1

    yield Member("comments", b"\n".join(texts()), is_plain=True)


def _ape(data: bytes) -> Iterator[Member]:
    """Yield what stands in an APE tag, of which ``data`` begins with the head or the foot."""
    yield Member("ape tag", data, is_plain=True)
    found, at = [], 32
    while at + 8 < len(data) and not data.startswith(b"APETAGEX", at):
        length, key = int.from_bytes(data[at : at + 4], "little"), data.find(b"\0", at + 8)
        if key < 0:
            break
        found += [data[at + 8 : key], data[key + 1 : key + 1 + length]]
        at = key + 1 + length
    yield Member("ape tag", b"\n".join(found), is_plain=True)


def _flac(data: bytes) -> Iterator[Member]:
    at = 4
    while at + 4 <= len(data):
        head, length = data[at], int.from_bytes(data[at + 1 : at + 4], "big")
        body = data[at + 4 : at + 4 + length]
        yield Member(
            f"flac {head & 0x7F}", body[:NOTED] if head & 0x7F == 6 else body, is_plain=True
        )
        if head & 0x7F == 4:
            yield from _comments(body)
        yield from pictures(body)
        at += 4 + length
        if head & 0x80:
            break
    yield Member("flac end", data[max(at, len(data) - NOTED) :], is_plain=True)


def _mp4(data: bytes) -> Iterator[Member]:
    """Yield every part of an MP4 but the sound and its tables."""
    at = 0
    while at + 8 <= len(data):
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:
            size = len(data) - at
        if size < head:
            raise Unopened("an MP4 is damaged")
        if kind != b"mdat":
            body = data[at + head : at + size]
            yield Member("mp4 part", body, is_plain=True)
            yield from pictures(body)
        elif size - head < 1 << 16:
            yield Member("mp4 chapters", data[at + head : at + size], is_plain=True)
        at += size


# ---- documents --------------------------------------------------------------


def _pdf(data: bytes) -> Iterator[Member]:
    """Yield the text of a PDF, its notes, and each of its streams unpacked."""
    yield Member("pdf", data, is_plain=True)
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        for number, page in enumerate(reader.pages, 1):
            yield Member(f"pdf page {number}", text=page.extract_text())
        yield Member("pdf notes", text="\n".join(map(str, (reader.metadata or {}).values())))
        yield Member("pdf outline", text="\n".join(_titles(reader.outline)))
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Unopened("a PDF cannot be read") from error
    for found in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        body, before = found.group(1), data[max(found.start() - 400, 0) : found.start()]
        is_picture = b"/Image" in before[before.rfind(b" obj") :]
        if body[:1] == b"\x78" and not is_picture:
            yield from _zlib(body)


def _titles(outline: object) -> Iterator[str]:
    for each in outline if isinstance(outline, list) else [outline]:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(getattr(each, "title", ""))


def _sqlite(data: bytes) -> Iterator[Member]:
    yield Member("sqlite pages", data, is_plain=True)  # rows that were deleted lie there still
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data)
        base.execute("PRAGMA trusted_schema = OFF")
        base.text_factory = bytes
        tables = base.execute("SELECT name, sql FROM sqlite_master").fetchall()
        yield Member("sqlite schema", b"\n".join(s for _, s in tables if s), is_plain=True)
        for number, (name, sql) in enumerate(tables, 1):
            if not sql or not sql.lstrip().upper().startswith(b"CREATE TABLE"):
                continue
            quoted = name.decode("utf-8", "replace").replace('"', '""')
            rows = base.execute(f'SELECT * FROM "{quoted}" LIMIT {MOST_ROWS + 1}')  # noqa: S608
            texts: list[bytes] = []
            blobs: list[bytes] = []
            for count, row in enumerate(rows, 1):
                if count > MOST_ROWS:
                    raise Unopened("a table has more rows than are ever published")
                for value in row:
                    if isinstance(value, bytes):
                        (blobs if is_container(value) else texts).append(value)
            yield Member(f"sqlite table {number}", b"\n".join(texts), is_plain=True)
            for blob in blobs:
                yield Member(f"sqlite table {number} value", blob)
    except sqlite3.Error as error:
        raise Unopened("a database cannot be read") from error
    finally:
        base.close()


# ---- the search index -------------------------------------------------------

PAGEFIND = b"pagefind_dcd"  # before each unpacked file of Pagefind


def _pagefind(data: bytes) -> Iterator[Member]:
    """Yield the texts of one file of a search index: JSON, WebAssembly or CBOR (RFC 8949)."""
    rest = data[len(PAGEFIND) :]
    if rest[:1] in (b"{", b"[") or rest.startswith(b"\0asm"):  # or the program that reads it
        yield Member("search index", rest, is_plain=True)
    else:
        yield Member("search index", b"\n".join(_strings(rest)), is_plain=True)


def _strings(data: bytes) -> Iterator[bytes]:
    """Yield each string of CBOR, whatever holds it."""
    at = 0
    while at < len(data):
        kind, more = data[at] >> 5, data[at] & 31
        at += 1
        count = more
        if 24 <= more <= 27:
            size = 1 << more - 24
            count = int.from_bytes(data[at : at + size], "big")
            at += size
        elif 28 <= more <= 30:
            raise Unopened("the search index is damaged")
        if kind in (2, 3) and more != 31:
            if at + count > len(data):
                raise Unopened("the search index is cut off")
            yield data[at : at + count]
            at += count


_BY_START: tuple[tuple[bytes, Callable[[bytes], Iterator[Member]]], ...] = (
    (b"\x1f\x8b", _gzip),
    (b"BZh", _bzip2),
    (b"\xfd7zXZ\0", _xz),
    (b"PK\x03\x04", _zip),
    (b"PK\x05\x06", _zip),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"GIF8", _gif),
    (b"ID3", _mp3),
    (b"OggS", _ogg),
    (b"fLaC", _flac),
    (b"%PDF-", _pdf),
    (b"SQLite format 3\0", _sqlite),
    (PAGEFIND, _pagefind),
)
