"""WOFF2 → what is written in a font: its names, its notes, whatever else its tables hold.

Layout after W3C, "WOFF File Format 2.0", sections 4 and 5.
"""

import struct
from collections.abc import Iterator

from izdat.protect.member import Member, Unopened
from izdat.protect.packed import unbrotlied

START = b"wOF2"
HEAD = struct.Struct(">4s4sIHHIIHHIIIII")
MOST_TABLES = 256  # fonts have some twenty
NAME = 5  # of the 63 tables that have a number: the names
GLYPHS, PLACES = 10, 11  # "glyf" and "loca", which are kept otherwise unless that is 3
PLAIN = 3


def woff2(data: bytes) -> Iterator[Member]:
    """Yield the texts of a font. Raises ``Unopened``."""
    if len(data) < HEAD.size:
        raise Unopened("a font is cut off")
    (_, _, _, tables, _, _, packed, _, _, notes, notes_size, _, private, private_size
     ) = HEAD.unpack_from(data)  # fmt: skip
    if tables > MOST_TABLES:
        raise Unopened("a font has more tables than are ever published")
    sizes, at = _sizes(data, tables)
    stream = unbrotlied(data[at : at + packed])
    start = 0
    for number, size in sizes:
        if number == NAME:  # UTF-16 for Windows, a byte a letter for old Macs
            names = stream[start : start + size]
            for shift in (0, 1):
                yield Member("font names", text=names[shift:].decode("utf-16-be", "replace"))
            yield Member("font names", text=names.decode("latin-1"))
        start += size
    yield Member("font tables", stream, is_plain=True)
    if notes_size:
        yield Member("font notes", unbrotlied(data[notes : notes + notes_size]))
    if private_size:
        yield Member("font data", data[private : private + private_size])
    yield Member("font head", data[:at], is_plain=True)


def _sizes(data: bytes, tables: int) -> tuple[list[tuple[int, int]], int]:
    """Return each table as (number, bytes in the stream), and where the stream begins."""
    at = HEAD.size
    found = []
    try:
        for _ in range(tables):
            flags = data[at]
            number, kept = flags & 63, flags >> 6
            at += 1 if number != 63 else 5  # a table without a number has its name here
            size, at = _number(data, at)
            is_plain = kept == (PLAIN if number in (GLYPHS, PLACES) else 0)
            if not is_plain:
                size, at = _number(data, at)
            found.append((number, size))
    except IndexError as error:
        raise Unopened("a font is cut off") from error
    return found, at


def _number(data: bytes, at: int) -> tuple[int, int]:
    """Return a number of up to five bytes, seven bits in each, and where it ends."""
    value = 0
    for length in range(1, 6):
        byte = data[at + length - 1]
        value = value << 7 | byte & 127
        if byte < 128:
            return value, at + length
    raise Unopened("a font is damaged")
