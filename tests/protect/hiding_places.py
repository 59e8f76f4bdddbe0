# ruff: noqa: E501 - a case a line
"""Each form that a name may have, and each kind of file and place in it where it may stand."""

import base64
import gzip
import io
import json
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import brotli
from mutagen.id3 import COMM, ID3, TIT2, TXXX
from PIL import Image
from PIL.PngImagePlugin import PngInfo

# Of the person in conftest.LIST.
FORMS = (
    # written out
    "Olena Kovalenko", "OLENA KOVALENKO", "olena kovalenko", "oLeNa KoVaLeNkO", "Olena  Kovalenko",
    "Olena\nKovalenko", "Olena\u00a0Kovalenko", "Olena I. Kovalenko", "Kovalenko, Olena",
    "Kovalenko Olena", "O. Kovalenko", "Kovalenko O.", "Mrs Kovalenko",
    # endings
    "Kovalenko's", "Kovalenko’s", "Kovalenkos", "Kovalenku", "Kovalenkom", "Коваленко", "КОВАЛЕНКО",
    "Коваленка", "Коваленку", "Коваленком", "Коваленкові", "Коваленкова", "Олена Коваленко",
    "Олени Коваленко", "Олену Коваленко", "Олене Коваленко", "Оленою Коваленко", "Коваленко О. І.",
    "Ленка", "Ленки", "Ленку", "Ленкою", "Ленке", "Lenka", "Lenka's", "Lenku",
    # spelled otherwise
    "Kowalenko", "Kovalienko", "Kovallenko", "Olyena Kovalenko", "Jelena, Prorizna 12, Olena",
    # run together, and apart
    "olenakovalenko", "OlenaKovalenko", "kovalenkoolena", "olena_kovalenko", "olena.kovalenko",
    "olena-kovalenko", "K o v a l e n k o", "K. o. v. a. l. e. n. k. o", "K-o-v-a-l-e-n-k-o",
    "К о в а л е н к о", "Kova-\nlenko", "Kova-\r\n    lenko", "Кова-\nленко",
    # signs that nobody sees, and letters that are others
    "Kova\u00adlenko", "Kova\u200blenko", "Kova\u200dlenko", "Kova\u2060lenko",
    "\u202eKovalenko\u202c", "K\u0336o\u0336v\u0336alenko", "Kóvàlênkö", "Kovale\u0301nko",
    "Ковале\u0301нко", "ＫＯＶＡＬＥＮＫＯ", "𝐊𝐨𝐯𝐚𝐥𝐞𝐧𝐤𝐨", "Ⓚⓞⓥⓐⓛⓔⓝⓚⓞ",
    "K\u043ev\u0430l\u0435nk\u043e", "\u039aovalenko", "K0valenko", "Kova1enko", "Koval3nko",
    "\u041aovalenko", "Кoвaлeнкo",
    # numbers and addresses
    "+380 44 123 45 67", "+380441234567", "044 123-45-67", "(044) 1234567", "00380.44.123.45.67",
    "olena.k@example.org", "OLENA.K@EXAMPLE.ORG", "olena.k (at) example (dot) org",
    "mailto:olena.k@example.org", "@lenka_k", "https://social.example/@lenka_k",
    # two that tell together
    "Olena, who lives in Prorizna 12,", "at Prorizna 12, where Olena waited",
)  # fmt: skip

Place = Callable[[str], tuple[str, bytes]]  # a form → (name of the file, what is in it)
PLACES: dict[str, Place] = {}


def place(what: str) -> Callable[[Place], Place]:
    def keep(made: Place) -> Place:
        PLACES[what] = made
        return made

    return keep


def _sentence(form: str) -> str:
    return f"It was said that {form} came at night."


def _in_file(what: str, name: str, made: Callable[[str], bytes]) -> None:
    PLACES[what] = lambda form: (name, made(form))


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def _halves(text: str, between: str) -> str:
    """Put something into the middle of the longest word."""
    word = max(text.split(), key=len)
    half = len(word) // 2
    return text.replace(word, word[:half] + between + word[half:], 1)


# ---- texts ------------------------------------------------------------------

for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1251", "koi8-r",
                 "latin-1"):  # fmt: skip
    _in_file(encoding, "notes.txt", lambda form, own=encoding: _sentence(form).encode(own))
_in_file(
    "captions", "a.vtt", lambda form: f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v p4>{form}\n".encode()
)
_in_file("subtitles", "a.srt", lambda form: f"1\n00:00:01,000 --> 00:00:02,000\n{form}\n".encode())
_in_file("markdown", "a.md", lambda form: f"# One\n\nIt was **{form}**.\n".encode())
_in_file("windows line", "robots.txt", lambda form: f"# {form}\r\nAllow: /\r\n".encode())

# ---- pages ------------------------------------------------------------------

PAGE = "<!doctype html><html><head><title>{}</title></head><body>{}</body></html>"
_in_file("page", "a.html", lambda form: PAGE.format("", f"<p>{_escaped(form)}</p>").encode())
_in_file("title", "a.html", lambda form: PAGE.format(_escaped(form), "").encode())
_in_file("comment", "a.html", lambda form: PAGE.format("", f"<!-- {form} -->").encode())
_in_file("around a comment", "a.html",
         lambda form: PAGE.format("", _halves(_escaped(form), "<!-- ed. -->")).encode())  # fmt: skip
_in_file("mark inside", "a.html",
         lambda form: PAGE.format("", _halves(_escaped(form), '<b class="x">')).encode())  # fmt: skip
_in_file("attribute", "a.html",
         lambda form: PAGE.format("", f'<img alt="{_escaped(form)}">').encode())  # fmt: skip
_in_file("numbered letters", "a.html",
         lambda form: PAGE.format("", "".join(f"&#{ord(c)};" for c in form)).encode())  # fmt: skip
_in_file("numbered in an attribute", "a.html",
         lambda form: PAGE.format("", f"<a title=\"{''.join(f'&#x{ord(c):x};' for c in form)}\">").encode())  # fmt: skip
_in_file("address", "a.html",
         lambda form: PAGE.format("", f'<a href="/?q={quote(form)}">x</a>').encode())  # fmt: skip
_in_file("address of cp1251", "a.html",
         lambda form: PAGE.format("", f'<a href="/?q={quote(form.encode("cp1251"))}">x</a>').encode())  # fmt: skip
_in_file("data in a page", "a.html", lambda form: PAGE.format(
    "", f'<script type="application/ld+json">{json.dumps({"name": form})}</script>').encode())  # fmt: skip
_in_file("script", "a.js", lambda form: "".join(
    f"\\u{{{ord(c):x}}}" if ord(c) > 0xFFFF else f"\\u{ord(c):04x}" for c in form).encode())  # fmt: skip
_in_file("style", "a.css", lambda form: f'a::after {{ content: "{form}" }}'.encode())
_in_file("feed", "feed.xml", lambda form: f"<rss><title><![CDATA[{form}]]></title></rss>".encode())
_in_file(
    "drawing",
    "a.svg",
    lambda form: f"<svg><text><tspan>{_escaped(form)}</tspan></text></svg>".encode(),
)
_in_file("json", "a.json", lambda form: json.dumps({"said": [form]}).encode())
_in_file(
    "json in letters",
    "a.json",
    lambda form: json.dumps({"said": form}, ensure_ascii=False).encode(),
)
_in_file("base64", "a.txt", lambda form: b"x: " + base64.b64encode(_sentence(form).encode()))
_in_file("base64 of an address", "a.html", lambda form: PAGE.format(
    "", f'<a href="data:text/plain;base64,{base64.b64encode(_sentence(form).encode()).decode()}">').encode())  # fmt: skip
_in_file(
    "base64 in lines",
    "a.eml",
    lambda form: base64.encodebytes(("y" * 90 + _sentence(form)).encode()),
)

# ---- packed -----------------------------------------------------------------


def _zip(members: dict[str, bytes], comment: bytes = b"") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = comment
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


_in_file("gzip", "a.gz", lambda form: gzip.compress(_sentence(form).encode()))
_in_file("brotli", "a.html.br", lambda form: brotli.compress(_sentence(form).encode()))


def _font(names: bytes, notes: bytes = b"", private: bytes = b"") -> bytes:
    """Return a WOFF2 file that holds glyphs, kept as WOFF2 keeps them, before its names."""
    tables = bytes([10, 4, 2, 5, len(names)]) if len(names) < 128 else b""
    if not tables:
        tables = bytes([10, 4, 2, 5, 0x80 | len(names) >> 7, len(names) & 127])
    stream = brotli.compress(b"\1\2" + names)
    at = 48 + len(tables) + len(stream)
    packed = brotli.compress(notes) if notes else b""
    head = struct.pack(
        ">4s4sIHHIIHHIIIII", b"wOF2", b"\0\1\0\0", at + len(packed) + len(private), 2, 0, 999,
        len(stream), 1, 0, at, len(packed), len(notes), at + len(packed), len(private),
    )  # fmt: skip
    return head + tables + stream + packed + private


_in_file("font name", "a.woff2", lambda form: _font(b"\0" + form.encode("utf-16-be")))
_in_file(
    "font notes", "a.woff2", lambda form: _font(b"x", f"<credit>{_escaped(form)}</credit>".encode())
)
_in_file("font data", "a.woff2", lambda form: _font(b"x", private=_sentence(form).encode()))
_in_file("zlib", "a.bin", lambda form: zlib.compress(_sentence(form).encode()))
_in_file(
    "book",
    "a.epub",
    lambda form: _zip({"one.xhtml": PAGE.format("", f"<p>{_escaped(form)}</p>").encode()}),
)
_in_file("zip comment", "a.zip", lambda form: _zip({"a": b"x"}, form.encode()))
_in_file("name in a zip", "a.zip", lambda form: _zip({f"{quote(form, safe=' ')}.txt": b"x"}))
_in_file("zip in gzip in zip", "a.zip", lambda form: _zip(
    {"b": gzip.compress(_zip({"c.txt": _sentence(form).encode()}))}))  # fmt: skip


def _cbor(form: str) -> bytes:
    data = form.encode()
    length = bytes([0x60 + len(data)]) if len(data) < 24 else b"\x78" + bytes([len(data)])
    return b"\xa1\x64name" + length + data


@place("database")
def _(form: str) -> tuple[str, bytes]:
    base = sqlite3.connect(":memory:")
    base.execute("CREATE TABLE claim (id INTEGER, said TEXT)")
    base.executemany("INSERT INTO claim VALUES (?, ?)", [(1, "nothing"), (2, _sentence(form))])
    base.commit()
    return "claims.sqlite", base.serialize()


# ---- pictures ---------------------------------------------------------------

DOT = Image.new("RGB", (8, 8), "red")


def _saved(form: str, kind: str, **more: object) -> bytes:
    out = io.BytesIO()
    DOT.save(out, kind, **more)
    return out.getvalue()


def _exif(form: str, tag: int = 0x010E) -> Image.Exif:
    exif = Image.Exif()
    exif[tag] = form.encode("utf-16-le") + b"\0\0" if tag > 0x9C00 else form.encode()
    return exif


XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:creator>{}</dc:creator></x:xmpmeta>'
_in_file("exif", "a.jpg", lambda form: _saved(form, "JPEG", exif=_exif(form)))
_in_file("exif of windows", "a.jpg", lambda form: _saved(form, "JPEG", exif=_exif(form, 0x9C9D)))
_in_file("exif of png", "a.png", lambda form: _saved(form, "PNG", exif=_exif(form)))
_in_file("exif of webp", "a.webp", lambda form: _saved(form, "WEBP", exif=_exif(form)))
_in_file("xmp", "a.jpg", lambda form: _saved(form, "JPEG", xmp=XMP.format(_escaped(form)).encode()))
_in_file(
    "xmp of webp",
    "a.webp",
    lambda form: _saved(form, "WEBP", xmp=XMP.format(_escaped(form)).encode()),
)
_in_file("comment of a jpeg", "a.jpg", lambda form: _saved(form, "JPEG", comment=form.encode()))
_in_file("comment of a gif", "a.gif", lambda form: _saved(form, "GIF", comment=form.encode()))
_in_file("behind a jpeg", "a.jpg", lambda form: _saved(form, "JPEG") + form.encode())


@place("text of a png")
def _(form: str) -> tuple[str, bytes]:
    info = PngInfo()
    info.add_itxt("Description", form)
    return "a.png", _saved(form, "PNG", pnginfo=info)


@place("packed text of a png")
def _(form: str) -> tuple[str, bytes]:
    info = PngInfo()
    info.add_itxt("Description", form, zip=True)
    return "a.png", _saved(form, "PNG", pnginfo=info)


@place("thumbnail's exif")
def _(form: str) -> tuple[str, bytes]:
    small = _saved(form, "JPEG", exif=_exif(form))
    body = b"Exif\0\0MM\0*\0\0\0\x08" + small
    whole = _saved(form, "JPEG")
    return "a.jpg", whole[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + whole[2:]


# ---- sound ------------------------------------------------------------------

FRAME = b"\xff\xfb\x94\x64" + bytes(380)


def _id3(*frames: object, version: int = 4) -> bytes:
    tags = ID3()
    for frame in frames:
        tags.add(frame)
    out = io.BytesIO()
    if version == 3:
        tags.update_to_v23()
    tags.save(out, v2_version=version)
    return out.getvalue() + FRAME * 3


_in_file("id3 title", "a.mp3", lambda form: _id3(TIT2(encoding=3, text=[form])))
_in_file("id3 in utf-16", "a.mp3", lambda form: _id3(TIT2(encoding=1, text=[form]), version=3))
_in_file(
    "id3 comment", "a.mp3", lambda form: _id3(COMM(encoding=3, lang="eng", desc="", text=[form]))
)
_in_file(
    "id3 encoder's host", "a.mp3", lambda form: _id3(TXXX(encoding=3, desc="host", text=[form]))
)


def _ape(form: str) -> bytes:
    item = struct.pack("<II", len(form.encode()), 0) + b"Artist\0" + form.encode()
    ends = struct.pack("<8sIIII8x", b"APETAGEX", 2000, len(item) + 32, 1, 1 << 31)
    return ends + item + ends


_in_file("ape tag", "a.mp3", lambda form: _id3(TIT2(encoding=3, text=["x"])) + _ape(form))


def _ogg(packets: list[bytes]) -> bytes:
    out = b""
    for number, packet in enumerate(packets):
        laces = [255] * (len(packet) // 255) + [len(packet) % 255]
        head = (
            b"OggS\0"
            + bytes([2 if not number else 0])
            + bytes(8)
            + b"snow"
            + struct.pack("<I", number)
        )
        out += head + bytes(4) + bytes([len(laces)]) + bytes(laces) + packet
    return out


@place("opus comment")
def _(form: str) -> tuple[str, bytes]:
    note = f"TITLE={form}".encode()
    tags = b"OpusTags" + struct.pack("<I", 5) + b"izdat" + struct.pack("<II", 2, len(note)) + note
    tags += struct.pack("<I", 66) + b"DESCRIPTION=" + b"x" * 54  # 66 is a B beside the name
    return "a.opus", _ogg([b"OpusHead" + bytes(11), tags, bytes(300)])


@place("flac comment")
def _(form: str) -> tuple[str, bytes]:
    note = f"TITLE={form}".encode()
    body = struct.pack("<I", 5) + b"izdat" + struct.pack("<II", 2, len(note)) + note
    body += struct.pack("<I", 66) + b"DESCRIPTION=" + b"x" * 54
    return "a.flac", b"fLaC\0\0\0\x22" + bytes(34) + b"\x84" + len(body).to_bytes(3, "big") + body


@place("m4a tag")
def _(form: str) -> tuple[str, bytes]:
    def box(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body) + 8) + kind + body

    data = box(b"data", struct.pack(">II", 1, 0) + form.encode())
    return "a.m4a", box(b"ftyp", b"M4A ") + box(b"mdat", bytes(99_999)) + box(
        b"moov", box(b"\xa9nam", data)
    )


# ---- documents, and names ---------------------------------------------------


@place("pdf notes")
def _(form: str) -> tuple[str, bytes]:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata({"/Author": form})
    out = io.BytesIO()
    writer.write(out)
    return "a.pdf", out.getvalue()


@place("pdf page")
def _(form: str) -> tuple[str, bytes]:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(400, 72)
    stream = DecodedStreamObject()
    text = form.encode("cp1252").hex()
    stream.set_data(f"BT /F1 12 Tf 10 10 Td <{text}> Tj ET".encode())
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    font = DictionaryObject({
        NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
        NameObject("/Encoding"): NameObject("/WinAnsiEncoding"),
    })  # fmt: skip
    fonts = DictionaryObject({NameObject("/F1"): font})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    out = io.BytesIO()
    writer.write(out)
    return "a.pdf", out.getvalue()


PLACES["search index"] = lambda form: ("en.pf_index", gzip.compress(b"pagefind_dcd" + _cbor(form)))
PLACES["found by search"] = lambda form: (
    "en.pf_fragment",
    gzip.compress(b"pagefind_dcd" + json.dumps({"content": form}).encode()),
)
PLACES["name of a file"] = lambda form: (f"{form.replace('/', ' ')}.txt", b"x")
PLACES["name of a folder"] = lambda form: (f"{form.replace('/', ' ')}/a.txt", b"x")
PLACES["address of a file"] = lambda form: (f"{quote(form, safe='')}.txt", b"x")
