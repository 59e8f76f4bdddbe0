"""A show whose recordings and pictures tell where they come from: nothing of it is published.

What is planted is what recorders, cameras and programs write by themselves: names, a computer,
a path, a place on the map, a time of day. Each has a word of its own, so that a leak tells whence.
"""

import base64
import getpass
import io
import re
import socket
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import av
import mutagen
import numpy as np
import pytest
from mutagen.flac import Picture
from mutagen.id3 import APIC, COMM, PRIV, TDEN, TENC, TIT2, TSSE, TXXX
from mutagen.mp4 import MP4Cover
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from izdat import chain, run
from izdat.render.zine import MissingTypesetter, typesetter
from izdat.run.report import Silent
from izdat.schedule import Options

RATE = 48_000
CLOCK, CLOCK_OF_A_PICTURE = "03:14:15", "2031:03:29 04:15:16"
PLACE = (53, 54, 27)  # degrees, minutes and seconds on the map
PLANTED: set[str] = set()
MARK = "zqleak"

SHOW = """\
title: The Night Ferry
address: https://nightferry.example/
lang: en
description: Voices.
image: cover.jpg
speech: {engine: none}
align: {engine: none}
sound: {intro: intro.mp3, outro: outro.flac, mp3: 32, opus: 16, m4a: 32, flac: true, channels: 1}
epub: {sound: true, text: true}
"""
EPISODE = """\
---
number: 83
title: On the pier
published: 2031-04-07T06:00:00+02:00
image: own.jpg
---
"""
SEGMENT = """
## Part {n} {{#part-{n}}}

```source
kind: interview
audio: {name}
```

Nobody came back.
"""


def mark(what: str) -> str:
    """Return a word that stands nowhere else, and is searched for."""
    word = f"{MARK}{re.sub('[^a-z]', '', what)}"
    PLANTED.add(word)
    return word


# ---- recordings ---------------------------------------------------------------


def noise() -> np.ndarray:
    return np.random.default_rng(7).normal(0, 3000, 2 * RATE).astype("<i2")


def chunk(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def field(text: str, size: int) -> bytes:
    return text.encode().ljust(size, b"\0")


def broadcast_wave(path: Path) -> None:
    """Write a WAVE file as a field recorder does (EBU Tech 3285), with iXML and INFO."""
    bext = (
        field(mark("description"), 256) + field(mark("originator"), 32)
        + field(mark("reference"), 32) + b"2031-03-29" + CLOCK.encode()
        + bytes(8 + 2 + 64 + 190) + f"A=PCM,T={mark('history')}\r\n".encode()
    )  # fmt: skip
    info = b"INFO" + b"".join(
        chunk(kind, mark(what).encode() + b"\0")
        for kind, what in ((b"IART", "artist"), (b"ISFT", "software"), (b"ICMT", "comment"))
    )
    ixml = f"<BWFXML><NOTE>{mark('ixml')}</NOTE></BWFXML>".encode()
    form = chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * 2, 2, 16))
    body = b"WAVE" + chunk(b"bext", bext) + chunk(b"iXML", ixml) + form
    body += chunk(b"data", noise().tobytes()) + chunk(b"LIST", info)
    body += chunk(b"id3 ", mark("wave").encode())
    path.write_bytes(b"RIFF" + struct.pack("<I", len(body)) + body)


def encoded(path: Path, codec: str) -> None:
    with av.open(path, "w") as out:
        stream = out.add_stream(codec, rate=RATE, layout="mono")
        sound = av.AudioFrame.from_ndarray(noise()[None], format="s16", layout="mono")
        sound.sample_rate = RATE
        resampler = av.AudioResampler(stream.codec_context.format, "mono", RATE)
        fifo = av.AudioFifo()
        for frame in (*resampler.resample(sound), *resampler.resample(None)):
            fifo.write(frame)
        while frame := fifo.read(stream.codec_context.frame_size or 4096, partial=True):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def tagged_mp3(path: Path) -> None:
    encoded(path, "libmp3lame")
    tags = mutagen.File(path)
    tags.add_tags() if tags.tags is None else None
    for frame in (
        TIT2(encoding=3, text=mark("mp title")), TENC(encoding=1, text=mark("mp encoded by")),
        TSSE(encoding=3, text=mark("mp settings")), TDEN(encoding=3, text=f"2031-03-29T{CLOCK}"),
        TXXX(encoding=1, desc="host", text=mark("mp host")),
        COMM(encoding=3, lang="eng", desc="", text=mark("mp comment")),
        PRIV(owner=mark("mp owner"), data=f"/home/{mark('mp user')}/voices/".encode()),
        APIC(encoding=3, mime="image/jpeg", type=3, desc=mark("mp picture"),
             data=photograph("apic")),
    ):  # fmt: skip
        tags.tags.add(frame)
    tags.save(v1=2)


def tagged_with_comments(path: Path, codec: str) -> None:
    encoded(path, codec)
    tags = mutagen.File(path)
    for key in ("title", "encoder", "encoded-by", "location", "description"):
        tags[key] = mark(f"{codec} {key}")
    tags["creation_time"] = f"2031-03-29T{CLOCK}"
    picture = Picture()
    picture.data, picture.desc, picture.mime = photograph(codec), mark(f"{codec} pic"), "image/jpeg"
    if codec == "flac":
        tags.add_picture(picture)
    else:
        tags["metadata_block_picture"] = base64.b64encode(picture.write()).decode()
    tags.save()


def tagged_mp4(path: Path) -> None:
    encoded(path, "aac")
    tags = mutagen.File(path)
    for key in ("\xa9nam", "\xa9ART", "\xa9too", "\xa9cmt", "----:com.apple.iTunes:HOST"):
        word = mark(f"mpfour {key}")
        tags[key] = [word.encode()] if key.startswith("----") else word
    tags["\xa9day"] = f"2031-03-29T{CLOCK}"
    tags["covr"] = [MP4Cover(photograph("covr"), MP4Cover.FORMAT_JPEG)]
    tags.save()


# ---- pictures -----------------------------------------------------------------


def pixels(what: str, side: int = 300) -> Image.Image:
    random = np.random.default_rng(zlib.crc32(what.encode()))
    colours = Image.fromarray(random.integers(0, 255, (12, 16, 3), dtype=np.uint8))
    return colours.resize((side, side))


def exif(what: str) -> Image.Exif:
    found = Image.Exif()
    for tag, word in (
        (0x010F, "maker"),
        (0x013B, "artist"),
        (0x0131, "software"),
        (0x013C, "host"),
    ):
        found[tag] = mark(f"{what} {word}")
    found[0x0132] = CLOCK_OF_A_PICTURE
    found[0x9C9D] = mark(f"{what} windows").encode("utf-16-le")
    details = found.get_ifd(0x8769)
    details[0xA431], details[0x9286] = mark(f"{what} serial"), mark(f"{what} user").encode()
    place = found.get_ifd(0x8825)
    place.update({1: "N", 2: tuple(map(float, PLACE)), 29: mark(f"{what} gps")})
    return found


def xmp(what: str) -> bytes:
    return f'<x:xmpmeta xmlns:x="adobe:ns:meta/">{mark(f"{what} xmp")}</x:xmpmeta>'.encode()


def photograph(what: str, side: int = 300) -> bytes:
    """Return a JPEG as a telephone makes it; its thumbnail has notes of its own."""
    small = io.BytesIO()
    pixels(what, 64).save(small, "JPEG", comment=mark(f"{what} thumbnail"))
    out = io.BytesIO()
    pixels(what, side).save(
        out, "JPEG", quality=60, exif=exif(what), xmp=xmp(what), comment=mark(f"{what} comment")
    )
    data = out.getvalue()
    body = b"JFXX\0\x10" + small.getvalue()  # a thumbnail in JPEG (JFIF 1.02)
    iptc = b"Photoshop 3.0\0" + mark(f"{what} iptc").encode()
    more = b"".join(
        bytes([0xFF, marker]) + struct.pack(">H", len(each) + 2) + each
        for marker, each in ((0xE0, body), (0xED, iptc))
    )
    jfif = 4 + struct.unpack(">H", data[4:6])[0]
    return data[:jfif] + more + data[jfif:] + mark(f"{what} behind").encode()


def drawing(what: str, kind: str) -> bytes:
    out = io.BytesIO()
    picture = pixels(what)
    if kind == "PNG":
        notes = PngInfo()
        notes.add_text("Author", mark(f"{what} text"))
        notes.add_text("Software", mark(f"{what} packed"), zip=True)
        notes.add_itxt("Comment", mark(f"{what} international"), zip=True)
        picture.save(out, kind, pnginfo=notes, exif=exif(what))
    elif kind == "GIF":
        picture.save(out, kind, comment=mark(f"{what} comment").encode())
    else:
        picture.save(out, kind, exif=exif(what), xmp=xmp(what))
    return out.getvalue() + mark(f"{what} behind").encode()


# ---- the build ----------------------------------------------------------------


def planted_show(folder: Path) -> Path:
    episode = folder / "episodes" / "083"
    episode.mkdir(parents=True)
    broadcast_wave(episode / "pier.wav")
    tagged_mp3(episode / "shore.mp3")
    tagged_with_comments(episode / "street.opus", "libopus")
    tagged_with_comments(episode / "bridge.flac", "flac")
    tagged_mp4(episode / "roof.m4a")
    tagged_mp3(folder / "intro.mp3")
    tagged_with_comments(folder / "outro.flac", "flac")
    for path in (folder / "cover.jpg", episode / "own.jpg", episode / "lamp.jpg"):
        path.write_bytes(photograph(path.stem, 1400))  # pixels: the least of an artwork
    for kind in ("PNG", "GIF", "WEBP"):
        (episode / f"plan.{kind.lower()}").write_bytes(drawing(f"drawing {kind.lower()}", kind))
    (folder / "show.yaml").write_text(SHOW)
    names = ("pier.wav", "shore.mp3", "street.opus", "bridge.flac", "roof.m4a")
    text = EPISODE + "".join(SEGMENT.format(n=n, name=name) for n, name in enumerate(names))
    text += "".join(f"\n![A lamp]({name})\n" for name in
                    ("lamp.jpg", "plan.png", "plan.gif", "plan.webp"))  # fmt: skip
    (episode / "episode.md").write_text(text)
    return folder


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """The files of a show in which everything was planted: ``sources`` and ``published``."""
    folder = planted_show(tmp_path_factory.mktemp("zqfolder"))
    sources = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    kinds = {".mp3", ".opus", ".m4a", ".flac", ".jpg", ".png", ".html", ".xml", ".json", ".epub"}
    with suppress(MissingTypesetter):
        typesetter()
        (folder / "show.yaml").write_text(f"{SHOW}zine: a4\n")
        kinds.add(".pdf")
    options = Options(now=datetime(2040, 1, 1, tzinfo=UTC))
    built = chain.build(folder, options, workers=run.local(1), report=Silent())
    assert not [each for each in built.problems if each.severity == "error"], built.problems
    published = [path for path in sorted((folder / "public").rglob("*")) if path.is_file()]
    return SimpleNamespace(folder=folder, sources=sources, published=published, kinds=kinds)


def texts(path: Path) -> Iterator[bytes]:
    """Yield a file in small letters: as it is, and its packed parts; sound has none."""
    data = path.read_bytes()
    yield data.lower()
    if path.suffix in TAGS:
        return
    for found in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|\x1f\x8b\x08", data):
        unpacker = zlib.decompressobj(zlib.MAX_WBITS | 32)
        with suppress(zlib.error):
            yield unpacker.decompress(data[found.start() :], 1 << 20).lower()


def holders(paths: list[Path], word: str) -> list[str]:
    """Return the files in which a word stands, in eight bits a letter or in sixteen."""
    ways = [word.lower().encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    return [path.name for path in paths if any(way in text for text in texts(path) for way in ways)]


def test_what_was_planted_stands_in_the_sources(shown) -> None:
    assert len(PLANTED) > 80
    everything = [text for path in shown.sources for text in texts(path)]

    def is_there(word: str) -> bool:
        ways = [word.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
        return any(way in text for text in everything for way in ways)

    # Of a picture in Opus all stands in base64, and its own word is not to be seen.
    hidden = {word for word in PLANTED if word.startswith(f"{MARK}libopus")}
    assert [word for word in sorted(PLANTED - hidden) if not is_there(word)] == []


def test_nothing_of_it_is_published(shown) -> None:
    assert {path.suffix for path in shown.published} >= shown.kinds
    assert holders(shown.published, MARK) == []
    for clock in (CLOCK, CLOCK_OF_A_PICTURE, "04:15:16"):
        assert holders(shown.published, clock) == []


def test_no_path_of_this_machine_nor_its_name_nor_its_user_is_published(shown) -> None:
    for word in {"zqfolder", str(shown.folder.parent), str(Path.home()), socket.gethostname()}:
        if len(word) > 5:  # "/root" and "host" stand in addresses of all kinds
            assert holders(shown.published, word) == [], word
    user = getpass.getuser()
    assert holders(shown.published, f"/home/{user}") == []


def test_the_encoders_and_their_versions_are_not_told(shown) -> None:
    sounds = [path for path in shown.published if path.suffix in TAGS]
    for word in ("lavf", "lavc6", "libopus"):  # LAME says in each MP3 that it is LAME
        assert holders(sounds, word) == [], word


# ---- what a published file may carry --------------------------------------------

JPEG = {0xC0, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD, 0xE0}  # how to decode it, and JFIF
PNG = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
# What izdat writes: titles, day, number, language, address, chapters, artwork.
COMMENTS = {"title", "album", "date", "genre", "language", "contact", "tracknumber", "chapter"}
TAGS = {
    ".mp3": {"TIT2", "TALB", "TCON", "TDRC", "TLAN", "TRCK", "WOAS", "CTOC", "CHAP", "APIC"},
    ".m4a": {"\xa9nam", "\xa9alb", "\xa9day", "\xa9gen", "trkn", "covr",
             "----:com.apple.iTunes:LANGUAGE", "----:com.apple.iTunes:WEBSITE"},
    ".opus": COMMENTS | {"metadata_block_picture"},
    ".flac": COMMENTS,
}  # fmt: skip
NUMBERED = re.compile(r":(ch\d+|toc|)$|(?<=chapter)\d+(name)?$")  # chapters, and the one picture
MADE, CHANGED = 4, 8  # bytes of a box's times, behind its version


def jpeg_markers(data: bytes) -> Iterator[int]:
    at = 2
    while at < len(data) and data[at + 1] != 0xD9:
        yield data[at + 1]
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        while data[at] != 0xFF or data[at + 1] in (0, *range(0xD0, 0xD8)):
            at += 1
    assert at + 2 == len(data)  # and nothing behind it


def png_chunks(data: bytes) -> Iterator[bytes]:
    at = 8
    while at < len(data):
        yield data[at + 4 : at + 8]
        at += 12 + struct.unpack(">I", data[at : at + 4])[0]


def test_a_published_picture_holds_pixels_alone(shown) -> None:
    pictures = [
        path for path in shown.published if path.suffix in (".jpg", ".png", ".webp", ".gif")
    ]
    assert len(pictures) >= 6
    for path in pictures:
        data = path.read_bytes()
        found = (
            set(jpeg_markers(data)) - JPEG if path.suffix == ".jpg" else set(png_chunks(data)) - PNG
        )
        assert path.suffix in (".jpg", ".png")
        assert found == set(), path.name


def test_a_published_sound_holds_the_tags_that_izdat_wrote(shown) -> None:
    sounds = [path for path in shown.published if path.suffix in TAGS]
    assert {path.suffix for path in sounds} == set(TAGS)
    for path in sounds:
        sound = mutagen.File(path)
        keys = {NUMBERED.sub("", key) for key in dict(sound.tags)}
        assert keys - TAGS[path.suffix] == set(), path.name
        data = path.read_bytes()
        if path.suffix == ".m4a":
            for box in (b"mvhd", b"mdhd", b"tkhd"):
                for found in re.finditer(box, data):
                    times = data[found.end() + MADE : found.end() + MADE + CHANGED]
                    assert times == bytes(CHANGED), box
        if path.suffix in (".opus", ".flac"):
            assert sound.tags.vendor == "izdat"


def picture_in(path: Path) -> bytes:
    tags = mutagen.File(path).tags
    match path.suffix:
        case ".mp3":
            return tags.getall("APIC")[0].data
        case ".m4a":
            return bytes(tags["covr"][0])
        case _:
            return Picture(base64.b64decode(tags["metadata_block_picture"][0])).data


def test_a_published_picture_in_a_sound_holds_pixels_alone(shown) -> None:
    sounds = [path for path in shown.published if path.suffix in (".mp3", ".m4a", ".opus")]
    assert len(sounds) == 3
    for path in sounds:
        assert set(jpeg_markers(picture_in(path))) <= JPEG, path.name
