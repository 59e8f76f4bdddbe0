"""A document, a database, a search index → the texts in it."""

import io
import re
import sqlite3
from collections.abc import Iterator

from izdat.protect.member import Member, Unopened
from izdat.protect.packed import zlib_stream

MOST_ROWS = 10_000_000  # of a database


def pdf(data: bytes) -> Iterator[Member]:
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
            yield from zlib_stream(body)


def _titles(outline: object) -> Iterator[str]:
    for each in outline if isinstance(outline, list) else [outline]:
        if isinstance(each, list):
            yield from _titles(each)
        else:
            yield str(getattr(each, "title", ""))


def sqlite(data: bytes) -> Iterator[Member]:
    """Yield the texts of a database, and what lies in its values."""
    yield Member("sqlite pages", data, is_plain=True)  # rows that were deleted lie there still
    from izdat.protect.containers import is_container  # which knows this reader

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


def pagefind(data: bytes) -> Iterator[Member]:
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
