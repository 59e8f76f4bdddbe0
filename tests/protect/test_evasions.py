# ruff: noqa: E501 - a case a line
"""Forms of other names, and places in which a name might be thought to be out of sight."""

import base64
import bz2
import gzip
import io
import lzma
import sqlite3
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest
from PIL import Image
from protect_list import LIST, write_list

from izdat.protect import Published, packed, read_list
from izdat.protect.matching import Matcher
from izdat.protect.scan import _look

NAME = "Olena Kovalenko"
SAID = f"It was {NAME} there."
PEOPLE = f"""{LIST}
  p5: {{names: [Ivan Petrov, Иван Петров]}}
  p6: {{names: [Мария Цой], also: [Ян]}}
  p7: {{names: ["Seán O'Brien"]}}
  p8: {{names: [Юлия Щербакова]}}
  p9: {{names: [Пётр Левченко]}}
  p10: {{names: [Анна-Мария Ким]}}
"""
FORMS = {
    "p4": (
        "okovalenko@mail.example", "Kovalenko-Petrenko", "kovalenko85", "_kovalenko_", "K0v4l3nk0",
        "K*o*v*a*l*e*n*k*o", "K\u2009o\u2009v\u2009a\u2009l\u2009e\u2009n\u2009k\u2009o",
        "🅺🅾🆅🅰🅻🅴🅽🅺🅾", "ᴋᴏᴠᴀʟᴇɴᴋᴏ", "ꓗovalenko", "Ꮶovalenko", "🇰🇴🇻🇦🇱🇪🇳🇰🇴", "Κοβαλένκο",
        "%u041A%u043E%u0432%u0430%u043B%u0435%u043D%u043A%u043E",
        "%25D0%259A%25D0%25BE%25D0%25B2%25D0%25B0%25D0%25BB%25D0%25B5%25D0%25BD%25D0%25BA%25D0%25BE",
        r"\41a \43e \432 \430 \43b \435 \43d \43a \43e ", r"\4b ovalenko", "\u202eoknelavoK\u202c",
        "&Kcy;&ocy;&vcy;&acy;&lcy;&iecy;&ncy;&kcy;&ocy;", "Kova<wbr>lenko", "Kova-<br>\nlenko",
        "K&#111valenko", "Kov&#x61lenko",  # without a semicolon, as browsers read it
        "OlenaIvanivnaKovalenko", "o.kovalenko1985", "Kovalenkoolena1990", "МКоваленко", "ОКоваленко85",
        "+380 (44) 123–45–67", "8 044 123 45 67", "۰۴۴۱۲۳۴۵۶۷",
    ),
    "p5": ("Петровых", "Петровым", "Petroff", "Petrow", "Pietrow", "И. Петров", "ipetrov", "Petrov I"),
    "p6": ("Цоя", "Цою", "Цоем", "Tsoi", "Tsoy", "Coj", "Tzoi", "Яна", "Яну"),
    "p7": ("O’Brien", "OBrien", "O&#39;Brien", "O%27Brien", "O'Briens", "O Brien", "O Briens"),
    "p8": ("Щербаковой", "Shcherbakova", "Scherbakova", "Schtscherbakowa", "Ščerbakova", "Šerbakova",
           "Chtcherbakova", "Sjtjerbakova", "Szczerbakowa", "Щербаковых"),
    "p9": ("Levchenko", "Lewtschenko", "Levčenko", "Levtchenko", "Lewczenko", "Левченком"),
    "p10": ("Анны-Марии Ким", "Кима", "Анна Мария Ким"),
}  # fmt: skip


@pytest.fixture(scope="module")
def matcher(tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    path = write_list(tmp_path_factory.mktemp("secret") / "list.yaml", PEOPLE)
    listed, problems = read_list(path)
    assert listed is not None, problems
    return Matcher(listed, date(2031, 4, 7))


def seen(matcher: Matcher, path: Path, name: str, data: bytes) -> set[str]:
    path.write_bytes(data)
    found = _look(Published(name, path), "file 1 of 1", matcher)
    assert found.unread is None
    return {hit.person for hit in found.hits}


@pytest.mark.parametrize("person", FORMS)
def test_a_name_is_found_as_others_write_it(person: str, matcher: Matcher, tmp_path: Path) -> None:
    page = "<p>It was said that {} came at night."
    missed = [
        form
        for form in FORMS[person]
        if person not in seen(matcher, tmp_path / "a", "a.html", page.format(form).encode())
    ]
    assert missed == []


# ---- places -------------------------------------------------------------------


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", SAID * 9)
    return out.getvalue()


def picture(kind: str, **more: bool) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def between_scans() -> bytes:
    data = picture("JPEG", progressive=True)
    at = data.rfind(b"\xff\xda")
    return data[:at] + b"\xff\xfe" + struct.pack(">H", len(SAID) + 2) + SAID.encode() + data[at:]


def ogg(comment: str) -> bytes:
    note = comment.encode()
    tags = b"OpusTags" + struct.pack("<I", 5) + b"izdat" + struct.pack("<II", 1, len(note)) + note
    out = b""
    for number, packet in enumerate((b"OpusHead" + bytes(11), tags, bytes(200))):
        head = b"OggS\0" + bytes([2 if not number else 0]) + bytes(20)
        out += head + bytes([1, len(packet)]) + packet
    return out


def deleted() -> bytes:
    base = sqlite3.connect(":memory:")
    base.execute("PRAGMA secure_delete = OFF")
    base.execute("CREATE TABLE a (b)")
    base.execute("INSERT INTO a VALUES (?)", (SAID,))
    base.commit()
    base.execute("DELETE FROM a")
    base.commit()
    return base.serialize()


FRAMES = (b"\xff\xfb\x94\x64" + bytes(380)) * 9
BYTES = bytes(range(7, 256)) * 9
FLAC = b"fLaC\x80\0\0\x22" + bytes(34 + 100)
CYRILLIC = "Это Олена Коваленко тут"
PLACES = {
    "behind a false end of a jpeg": ("a.jpg", picture("JPEG") + SAID.encode() + b"\xff\xd9"),
    "between the scans of a jpeg": ("a.jpg", between_scans()),
    "a png that is a zip": ("a.png", picture("PNG") + zipped()),
    "a gif that is a zip": ("a.gif", picture("GIF") + zipped()),
    "an mp3 that is a zip": ("a.mp3", FRAMES + zipped()),
    "a program that is a zip": ("a.exe", b"MZ" + bytes(500) + zipped()),
    "lyrics": ("a.mp3", FRAMES + b"LYRICSBEGIN" + SAID.encode() + b"y" * 3000 + b"TAG" + bytes(125)),
    "a second stream of ogg": ("a.opus", ogg("TITLE=x") + ogg(SAID)),
    "behind ogg": ("a.opus", ogg("TITLE=x") + SAID.encode()),
    "behind flac": ("a.flac", FLAC + SAID.encode()),
    "a deleted row": ("a.sqlite", deleted()),
    "bzip2": ("a.bz2", bz2.compress(SAID.encode() * 9)),
    "xz": ("a.xz", lzma.compress(SAID.encode() * 9)),
    "gzip among other bytes": ("a.dat", BYTES + gzip.compress(SAID.encode() * 9) + BYTES),
    "zlib among other bytes": ("a.dat", BYTES + zlib.compress(SAID.encode() * 9) + BYTES),
    "cp866": ("a.txt", CYRILLIC.encode("cp866")),
    "mac-cyrillic": ("a.txt", CYRILLIC.encode("mac-cyrillic")),
    "iso8859-5": ("a.txt", CYRILLIC.encode("iso8859-5")),
    "hexadecimal digits": ("a.txt", SAID.encode().hex().encode()),
    "base64 of base64": ("a.txt", base64.b64encode(base64.b64encode(SAID.encode()))),
    "base64 in percent": ("a.txt", quote(base64.b64encode(b"abc?>" + SAID.encode()), safe="").encode()),
    "base64 of utf-16": ("a.txt", base64.b64encode(CYRILLIC.encode("utf-16-le"))),
    "base64 of cp1251": ("a.txt", base64.b64encode(CYRILLIC.encode("cp1251"))),
}  # fmt: skip


@pytest.mark.parametrize("what", PLACES)
def test_a_name_is_found_in(what: str, matcher: Matcher, tmp_path: Path) -> None:
    if what == "a deleted row":
        assert b"Kovalenko" in PLACES[what][1]
    assert "p4" in seen(matcher, tmp_path / "a", *PLACES[what])


def test_what_is_packed_too_large_or_damaged_is_not_passed_over(look, monkeypatch) -> None:
    monkeypatch.setattr(packed, "MOST_UNPACKED", 1 << 20)
    zeros = bytes((1 << 20) + 1)
    files = {"a.bz2": bz2.compress(zeros), "b.bz2": b"BZh9" + bytes(50),
             "c.xz": lzma.compress(SAID.encode() * 9)[:-20]}  # fmt: skip
    assert {each.file for each in look(files).unread} == set(files)
