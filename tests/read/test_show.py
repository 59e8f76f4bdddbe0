"""Every key of ``show.yaml`` comes where it belongs."""

import struct
import zlib
from dataclasses import fields, replace
from pathlib import Path

import pytest

from izdat.model.file import file_at
from izdat.model.show import CLEANERS, CleanSettings, Show
from izdat.read.picture import Picture, picture_size
from izdat.read.show import read_show

_FULL = """\
title: The Night Ferry
address: http://nightferry.example/radio
lang: EN
description: |
  Voices from a town.

  In two languages.
author: Crew
subtitle: Under water
languages: [ar, en, zh-hant, ar]
titles: {ar: العبّارة}
descriptions: {ar: أصوات}
owner: {name: Crew, email: crew@nightferry.example}
image: art/work.png
image-alt: A boat
categories: [Society & Culture>Documentary, News]
explicit: true
type: serial
copyright: Nobody's
licence: CC0-1.0
guid: 5f3b1f6a-6a0f-5b0e-9d38-0a6a4c1d9e27
medium: audiobook
locked: false
block: true
complete: true
new-feed: https://new.example/ç.xml
funding: [{url: "https://nightferry.example/rope", text: Rope}]
voices:
  mira: {name: Mira Vale, role: host, lang: fr, url: "https://mira.example/", image: art/work.png,
         disguise: true, voice: en+f3}
location: {name: Ostrova, geo: "geo:52.1,4.3", osm: R113314}
trailer: hello
podroll: [{guid: 5f3b1f6a-6a0f-5b0e-9d38-0a6a4c1d9e27, feed: "https://a.example/f", title: A}]
publisher: {guid: 5f3b1f6a-6a0f-5b0e-9d38-0a6a4c1d9e28, feed: "https://b.example/f"}
update-frequency: {text: weekly, rrule: FREQ=WEEKLY;BYDAY=MO}
podping: true
search: false
offline: true
epub: {sound: true, text: true, together: true}
zine: letter
links: [{url: "https://floodline.example/", title: Flood Line}]
mirrors: ["https://copy.example/ferry", "http://ferry.onion/"]
onion: http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion/ferry
contact: https://nightferry.example/contact
network: Flood Line
sound: {intro: art/work.png, outro: art/work.png, sting: art/work.png, pause: 2, crossfade: 3,
        channels: 1, loudness: -18, true-peak: -2, mp3: 96, opus: 32, m4a: 64, flac: true,
        clean: {noise: false, sibilance: true}, level: false}
speech: {engine: none, languages: [ar], headings: true, rate: 150}
align: {engine: none}
disguise: {names: noise, voices: speak}
theme: {accent: "#8a3b12", accent-dark: "#fff",
        fonts: [{file: art/work.png, for: type, licence: show.yaml, weight: 300 900,
                 style: italic}]}
protect: false
"""


def _png(width: int, height: int) -> bytes:
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    length, check = struct.pack(">I", 13), struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + length + header + check


def _jpeg(width: int, height: int) -> bytes:
    exif = b"\xff\xe1" + struct.pack(">H", 60_000) + bytes(59_998)
    frame = b"\xff\xc2" + struct.pack(">HBHHB", 17, 8, height, width, 3) + bytes(9)
    return b"\xff\xd8" + exif + b"\xff" + frame


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "art").mkdir()
    (tmp_path / "art/work.png").write_bytes(_png(1400, 1400))
    (tmp_path / "show.yaml").write_text(_FULL, encoding="utf-8")
    return tmp_path


def test_a_show_with_every_key_is_read_whole(folder: Path) -> None:
    read = read_show(folder, file_at)
    assert read.problems == ()
    show = read.show
    assert show is not None
    picture = file_at(folder / "art/work.png")
    assert show.address == "http://nightferry.example/radio/"
    assert show.lang == "en"
    assert show.languages == ("en", "ar", "zh-Hant")
    assert show.description == "Voices from a town.\n\nIn two languages."
    assert show.title_in("ar") == "العبّارة"
    assert show.categories == (("Society & Culture", "Documentary"), ("News",))
    assert show.new_feed == "https://new.example/%C3%A7.xml"
    assert show.mirrors == ("https://copy.example/ferry/", "http://ferry.onion/")
    assert show.licence.name == "CC0-1.0"
    assert (show.image, show.sound.intro, show.sound.outro) == (picture, picture, picture)
    assert show.sound.target == -18
    assert (show.sound.mp3, show.sound.opus, show.sound.true_peak) == (96, 32, -2)
    assert (show.sound.m4a, show.sound.flac) == (64, True)
    assert show.sound.codecs == ("mp3", "opus", "m4a", "flac")
    assert show.sound.only("m4a").codecs == ("m4a",)
    assert show.sound.clean == CleanSettings(noise=False, sibilance=True)
    assert show.speech.engine == "none"
    assert show.align.engine == "none"
    assert show.voices[0].engine_voice == "en+f3"
    assert show.voices[0].disguise
    assert show.update_frequency is not None
    assert show.update_frequency.rrule == "FREQ=WEEKLY;BYDAY=MO"
    assert show.publisher is not None
    assert show.podroll[0].title == "A"


def test_no_key_of_a_show_is_left_at_its_default(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates/about.html").write_text("{{ page.title }}")
    show = read_show(folder, file_at).show
    assert show is not None
    plain = Show("", "", "", "")
    for part, default in (
        (show, plain),
        (show.sound, plain.sound),
        (show.speech, plain.speech),
        (show.disguise, plain.disguise),
        (show.theme, plain.theme),
        (show.epub, plain.epub),
        (show.owner, plain.owner),
    ):
        for field in fields(part):  # type: ignore[arg-type]  # all are dataclasses
            if field.name != "by_content":  # the other thing that "channels" may say
                assert getattr(part, field.name) != getattr(default, field.name), field.name


@pytest.mark.parametrize(
    ("said", "channels", "by_content", "code"),
    [("auto", 2, True, None), ("2", 2, False, None), ("1", 1, False, None),
     ("many", 2, False, "wrong-type"), ("3", 2, False, "out-of-range")],
)  # fmt: skip
def test_channels_are_said_or_left_to_the_content(
    tmp_path: Path, said: str, channels: int, by_content: bool, code: str | None
) -> None:
    head = "title: A\naddress: https://a.example/\nlang: en\ndescription: B\n"
    (tmp_path / "show.yaml").write_text(f"{head}sound: {{channels: {said}}}\n")
    found = read_show(tmp_path, file_at)
    assert [each.code for each in found.problems if each.severity == "error"] == [code] * bool(code)
    if found.show is not None:
        assert (found.show.sound.channels, found.show.sound.by_content) == (channels, by_content)


@pytest.mark.parametrize(
    ("clean", "expected", "code"),
    [
        ("true", CleanSettings(), ""),
        ("false", CleanSettings(**dict.fromkeys(CLEANERS, False)), ""),
        ("{hum: false}", CleanSettings(hum=False), ""),
        ("{hums: false}", None, "unknown-key"),
        ("{hum: 50}", None, "wrong-type"),
        ("loud", None, "wrong-type"),
    ],
)
def test_cleaners_are_chosen_by_name_or_all_at_once(
    folder: Path, show_text: str, clean: str, expected: CleanSettings | None, code: str
) -> None:
    (folder / "show.yaml").write_text(f"{show_text}sound:\n  clean: {clean}\n", encoding="utf-8")
    read = read_show(folder, file_at)
    assert [(p.code, p.place.line) for p in read.problems] == ([(code, 6)] if code else [])
    if not code:
        assert read.show is not None
        assert read.show.sound.clean == expected


def test_a_show_of_four_lines_has_the_defaults(folder: Path, show_text: str) -> None:
    (folder / "show.yaml").write_text(show_text, encoding="utf-8")
    read = read_show(folder, file_at)
    plain = Show(
        "The Night Ferry",
        "https://nightferry.example/",
        "en",
        "Voices from a town under water.",
        languages=("en",),
    )
    assert read.problems == ()
    assert read.show == replace(plain)


@pytest.mark.parametrize(("width", "height"), [(1399, 1399), (3001, 3001), (1400, 1500)])
def test_artwork_outside_the_bounds_is_a_warning(folder: Path, width: int, height: int) -> None:
    (folder / "art/work.png").write_bytes(_png(width, height))
    (problem,) = read_show(folder, file_at).problems
    assert (problem.code, problem.severity) == ("artwork-size", "warning")
    assert f"{width} × {height}" in problem.message


def test_the_size_of_a_jpeg_stands_behind_its_metadata() -> None:
    assert picture_size(_jpeg(3000, 2000)) == Picture("jpeg", 3000, 2000)
    assert picture_size(_jpeg(3000, 2000)[:50_000]) is None
    assert picture_size(b"\xff\xd8\xff" + b"\xff" * 1000) is None
    assert picture_size(_png(0, 5)) is None
    assert picture_size(b"GIF89a") is None


def test_fonts_and_templates_are_read_whole(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "templates/base.html").write_text("b\r\n", newline="")
    (folder / "templates/about.html").write_text("a")
    (folder / "templates/about.html~").write_text("an editor's")
    show = read_show(folder, file_at).show
    assert show is not None
    (font,) = show.theme.fonts
    assert (font.use, font.weight, font.style) == ("type", "300 900", "italic")
    assert (font.file.path.name, font.licence.path.name) == ("work.png", "show.yaml")
    assert [(t.path, t.text) for t in show.theme.templates] == [
        ("templates/about.html", "a"),
        ("templates/base.html", "b\n"),
    ]


@pytest.mark.skipif(not hasattr(Path, "symlink_to"), reason="no links here")
def test_a_template_that_is_a_link_or_too_large_is_not_read(folder: Path) -> None:
    (folder / "templates").mkdir()
    (folder / "secret").write_text("secret")
    (folder / "templates/about.html").symlink_to(folder / "secret")
    (folder / "templates/base.html").write_bytes(b"x" * 100_001)
    read = read_show(folder, file_at)
    assert read.show is not None
    assert read.show.theme.templates == ()
    assert [problem.code for problem in read.problems] == ["not-a-template", "template-too-large"]


def test_so_many_templates_and_fonts_and_no_more(folder: Path) -> None:
    (folder / "templates").mkdir()
    for number in range(65):
        (folder / f"templates/a{number}.html").write_text("")
    font = "{file: art/work.png, for: type, licence: show.yaml}"
    text = (folder / "show.yaml").read_text("utf-8").partition("theme:")[0]
    (folder / "show.yaml").write_text(
        f"{text}theme: {{fonts: [{', '.join([font] * 9)}]}}\n", "utf-8"
    )
    read = read_show(folder, file_at)
    assert read.show is not None
    assert len(read.show.theme.fonts) == 8
    assert read.show.theme.templates == ()
    assert {problem.code for problem in read.problems} == {"too-many-fonts", "too-many-files"}
