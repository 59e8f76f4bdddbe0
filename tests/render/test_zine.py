"""A zine: its pages, its sheets, and what they say of themselves."""

import functools
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFile

from izdat.cli import main
from izdat.model.claim import Amount, Anchor, Claim, Ledger, Measure, ToldClaims
from izdat.model.content import (
    Appearance,
    Figure,
    Footnote,
    FootnoteRef,
    Link,
    Note,
    Paragraph,
    Provenance,
    Segment,
    Text,
)
from izdat.model.content import Claim as Marked
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.file import file_at
from izdat.model.show import Licence, Show, Template, Theme, ZineSettings
from izdat.model.sound import Production
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes
from izdat.model.zine import MadeZine, Printing, ZinePart
from izdat.printing import printing, zine_problems
from izdat.render.own_templates import BrokenTemplate
from izdat.render.zine import MissingTypesetter, render_zine, typesetter
from izdat.render.zine import step as zine_step
from izdat.render.zine import typeset as typesetting
from izdat.render.zine.apart import NotSet, typeset_apart
from izdat.render.zine.impose import CALIPER, Sheet, imposed

# ---- folding: no typesetter is needed ------------------------------------------


def folded(sheets: tuple[Sheet, ...], *, is_rtl: bool) -> list[int | None]:
    """Return the pages as a hand meets them that leafs through the folded sheets."""
    found: list[int | None] = []
    first, last = (1, 0) if not is_rtl else (0, 1)  # halves: which is met first, on the front
    for booklet in sorted({sheet.booklet for sheet in sheets}):
        own = sorted((s for s in sheets if s.booklet == booklet), key=lambda s: s.depth)
        for sheet in own:  # to the middle: each sheet's first leaf, its front and then its back
            found += [sheet.front[first], sheet.back[last]]
        for sheet in reversed(own):  # and out again
            found += [sheet.back[first], sheet.front[last]]
    return found


@given(st.integers(1, 200), st.booleans(), st.integers(1, 30))
def test_folded_sheets_are_read_from_the_first_page_to_the_last(
    pages: int, is_rtl: bool, most: int
) -> None:
    sheets = imposed(pages, is_rtl=is_rtl, most_sheets=most)
    read = folded(sheets, is_rtl=is_rtl)
    assert [page for page in read if page is not None] == list(range(1, pages + 1))
    assert len(read) == 4 * len(sheets) < pages + 4
    assert read[0] == 1
    assert pages == 1 or read[-1] == pages  # the back cover is outside
    sizes = [sum(s.booklet == n for s in sheets) for n in range(sheets[-1].booklet + 1)]
    assert max(sizes) <= most
    assert max(sizes) - min(sizes) <= 1


def test_what_lies_inside_moves_to_the_fold_by_the_paper_around_it() -> None:
    assert [sheet.creep for sheet in imposed(12)] == pytest.approx([0, CALIPER, 2 * CALIPER])


# ---- what is printed -----------------------------------------------------------

try:
    import pikepdf

    typesetter()
except (ImportError, MissingTypesetter) as error:
    if os.environ.get("IZDAT_JUDGES") == "required":
        raise
    pytest.skip(f"no zine can be set here: {error}", allow_module_level=True)


SHOW = Show(
    title="The Night Ferry", address="https://ferry.example/show/", lang="en",
    description="About a river.", languages=("en", "ar"), licence=Licence("CC0-1.0"),
    titles=(("ar", "العبّارة الليلية"),), author="Flood Line",
)  # fmt: skip
VOICES = (Voice("host", "The Ferry", "host"), Voice("boat", "a <pilot>", "witness"))
PRESS = Printing("test", "test", "babab-dabab-fabab-gabab-habab-jabab-kabab-labab")
A4 = ZineSettings("a4", ("colour", "black"))


def said(text: str, voice: str = "host") -> Paragraph:
    return Paragraph((Text(text),), voice)


LONG = [said(f"Paragraph {n} tells how high the water stood that night. " * 9) for n in range(14)]
CALL = Segment(
    "call", "Bring rope & boats",
    Provenance(kind="call", by=("boat",), first=Appearance("a wall", "ru", "2031-04-02")),
    (
        said("A leaflet."),
        Paragraph((Marked((Text("Forty"),), "homes-1"), Text(" homes."), FootnoteRef("a")), "boat"),
        Paragraph((Text("They wait "), Note((Text("the neighbours"),)), Text(".")), "boat"),
        Paragraph(
            (
                Text("Again."), FootnoteRef("a"),
                Link((Text("The log"),), "https://log.example/7"),
            ),
            "host",
        ),
        said("Паром уходит ночью: «Ёжик, объезд, щука»."),
        Figure("wall.png", "A wall", "The wall"),
        *LONG,
    ),
)  # fmt: skip
ENGLISH = Edition(
    "en", "When the river came", "Ten nights.", VOICES,
    (CALL, Segment("end", "Good night", Provenance(), (said("Bye <b>.", "host"),))),
    (Footnote("a", (said("From the log of the ferry."),)),),
)  # fmt: skip
ARABIC = Edition(
    "ar", "حين جاء النهر", "عشر ليال.", (Voice("host", "العبّارة"),),
    (
        Segment(
            "call", "هاتوا الحبال", Provenance(),
            (said("منشور من الضفة 12."), *[said("كلّ ليلة نعبر النهر. " * 60)] * 6),
        ),
    ),
)  # fmt: skip
EPISODE = Episode("river", (ENGLISH, ARABIC), datetime(2031, 4, 7, 6, tzinfo=UTC), number=12)
CLAIM = Claim(
    "homes-1", "homes", Amount(40, 40, 40), Anchor("river", "call", 2, 0, 5, "Forty"),
    "Forty homes.", "en", voice="boat", voice_name="a <pilot>", edition="en", when="2031-04-02",
)  # fmt: skip
TOLD = ToldClaims("river", Ledger((Measure("homes", "Homes under water"),), (CLAIM,), ()))
SOUND = Production(
    "en", (), 700.0,
    (Chapter(0.0, 640.0, "Bring rope & boats", "call"), Chapter(640.0, 700.0, "Good night", "end")),
    (
        SegmentTimes("call", tuple(ParagraphTimes(n, 1.5 + 30 * n) for n in range(1, 20))),
        SegmentTimes("end", (ParagraphTimes(1, 641.0015),)),
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def part(tmp_path_factory) -> ZinePart:
    path = tmp_path_factory.mktemp("wall") / "wall.png"
    Image.new("RGB", (900, 500), "olive").save(path)
    episode = replace(EPISODE, files=(("wall.png", file_at(path)),))
    return ZinePart(episode, "en", SOUND, TOLD)


@pytest.fixture(scope="module")
def made(tmp_path_factory, part) -> MadeZine:
    """English, in both inks."""
    return render_zine(tmp_path_factory.mktemp("en"), SHOW, (part,), A4, "river/river", PRESS)


@pytest.fixture(scope="module")
def arabic(tmp_path_factory, part) -> MadeZine:
    settings = ZineSettings("letter")
    own = replace(part, lang="ar", production=None, told=ToldClaims())
    return render_zine(
        tmp_path_factory.mktemp("ar"), SHOW, (own,), settings, "river/ar/river", PRESS
    )


def path_of(made: MadeZine, *, ink: str = "colour", is_booklet: bool = False) -> Path:
    return next(
        each.output.file.path
        for each in made.files
        if (each.ink, each.is_booklet) == (ink, is_booklet)
    )


def texts(path: Path, *crop: object) -> list[str]:
    """Return each page's text, as poppler reads it, without blanks that only set it apart."""
    from shutil import which

    if which("pdftotext") is None:
        if os.environ.get("IZDAT_JUDGES") == "required":
            pytest.fail("pdftotext is not installed: tests/judges/install.sh installs it")
        pytest.skip("pdftotext is not installed")
    told = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", *map(str, crop), path, "-"], capture_output=True, check=True
    ).stdout.decode()
    return [" ".join(page.split()) for page in told.split("\f")[:-1]]


# ---- what a PDF says of itself ---------------------------------------------------


@pytest.mark.parametrize("name", ["made", "arabic"])
def test_a_zine_is_tagged_has_a_title_and_a_language(name, request) -> None:
    with pikepdf.open(path_of(request.getfixturevalue(name))) as pdf:
        assert "/StructTreeRoot" in pdf.Root
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == ("en" if name == "made" else "ar")
        assert pdf.Root.ViewerPreferences.DisplayDocTitle
        assert pdf.Root.ViewerPreferences.get("/Direction") == (
            None if name == "made" else pikepdf.Name.R2L
        )
        title = ENGLISH.title if name == "made" else ARABIC.title
        assert str(pdf.docinfo.Title) == title
        with pdf.open_metadata() as metadata:
            assert metadata["dc:title"] == title
            assert metadata["pdfuaid:part"] == "1"


def structure(element, found) -> list:
    """Return every element of a structure tree with its type."""
    if isinstance(element, pikepdf.Dictionary) and "/S" in element:
        found.append(element)
    children = element.get("/K", []) if isinstance(element, pikepdf.Dictionary) else element
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary | pikepdf.Array):
            structure(child, found)
    return found


def test_headings_notes_tables_and_pictures_are_known_as_such(made) -> None:
    with pikepdf.open(path_of(made)) as pdf:
        elements = structure(pdf.Root.StructTreeRoot, [])
        kinds = {str(each.S) for each in elements}
        assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD", "/Figure", "/Link"} <= kinds
        words = [str(each.get("/Alt", "")) for each in elements if each.S == "/Figure"]
        assert "A wall" in words
        assert "https://ferry.example/show/river/" in words
        assert all(words)


def fonts(pdf):
    for each in pdf.objects:
        if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font":
            yield each


@pytest.mark.parametrize("is_booklet", [False, True])
@pytest.mark.parametrize("name", ["made", "arabic"])
def test_every_font_is_in_the_file(name, is_booklet, request) -> None:
    with pikepdf.open(path_of(request.getfixturevalue(name), is_booklet=is_booklet)) as pdf:
        families = set()
        for font in fonts(pdf):
            if font.Subtype == "/Type0":
                font = font.DescendantFonts[0]
            descriptor = font.FontDescriptor
            assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys())
            families.add(str(font.BaseFont).partition("+")[2].partition("-")[0])
        assert families
        assert all(each.startswith(("Source", "Amiri")) for each in families)


@pytest.mark.parametrize("is_booklet", [False, True])
def test_a_pdf_tells_of_no_machine_and_no_time_of_day(made, is_booklet) -> None:
    with pikepdf.open(path_of(made, is_booklet=is_booklet)) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {
            "/Title": ENGLISH.title, "/Author": "Flood Line", "/Producer": "izdat",
            "/CreationDate": "D:20310407", "/ModDate": "D:20310407",
        }  # fmt: skip
        buffer = io.BytesIO()
        pdf.save(
            buffer, stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )  # fmt: skip
    data = buffer.getvalue()
    assert b"WeasyPrint" not in data
    assert b"pikepdf" not in data
    assert b"/tmp" not in data
    assert str(Path.home()).encode() not in data


def test_the_same_zine_is_the_same_bytes(tmp_path, made, part, monkeypatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "C")
    again = render_zine(
        tmp_path, SHOW, (part,), replace(A4, inks=("colour",)), "river/river", PRESS
    )
    for is_booklet in (False, True):
        one, other = path_of(made, is_booklet=is_booklet), path_of(again, is_booklet=is_booklet)
        assert one.read_bytes() == other.read_bytes()


# ---- what stands on the pages ----------------------------------------------------


def test_notes_stand_at_the_foot_of_the_page_of_their_words(made) -> None:
    page = next(page for page in texts(path_of(made)) if "Forty homes" in page)
    body, _, foot = page.partition("1. From the log of the ferry.")
    assert "homes.1 " in body
    assert "They wait2." in body
    assert "Again.1" in body  # said again: the number of the note that stands already
    assert foot.strip().startswith("2. the neighbours")
    assert "3. log.example/7" in foot
    assert page.count("From the log of the ferry") == 1


def test_contents_tell_the_page_and_the_time(made) -> None:
    contents = texts(path_of(made))[1]
    last = max(start.page for start in made.starts if start.id == "end")
    assert f"Good night 10:40 {last}" in contents
    assert "Bring rope & boats 0:00 3" in contents


def test_every_paragraph_is_listed_with_its_page_and_the_time_at_which_it_is_heard(made) -> None:
    told = {each.id: each for each in made.starts}
    pages = texts(path_of(made))
    heard = {f"{s.segment}-{p.number}": p.start for s in SOUND.times for p in s.paragraphs}
    assert {name: told[name].start for name in heard} == heard
    assert len(told) == len(made.starts)  # one that runs on over a page's end begins once
    for number in range(5, 19):  # LONG stands behind four paragraphs and the figure
        page = pages[told[f"call-{number + 1}"].page - 1]
        assert f"Paragraph {number - 5} tells" in page
    assert "Bye <b>." in pages[told["end-1"].page - 1]
    listed = json.loads(made.page_list.file.path.read_text())["pages"]
    assert [page["page"] for page in listed] == list(range(1, len(pages) + 1))
    # To the millisecond, as chapters and captions count it.
    begins = {"episode": "river", "id": "end-1", "start": 641.002}
    assert begins in listed[told["end-1"].page - 1]["begins"]


def test_the_ledger_is_an_appendix_that_leads_to_the_page(made) -> None:
    page = next(page for page in texts(path_of(made)) if "Homes under water" in page)
    where = next(start.page for start in made.starts if start.id == "call-2")
    assert re.search(rf"Forty a <pilot> April 2, 2031 (Page )?{where} ", page)


def test_the_words_of_the_root_are_on_the_back(made) -> None:
    assert "babab dabab fabab gabab habab jabab kabab labab" in texts(path_of(made))[-1]


def test_the_code_on_the_back_leads_to_the_episode(made, tmp_path) -> None:
    if os.environ.get("IZDAT_JUDGES") == "required":
        import zxingcpp
    else:
        zxingcpp = pytest.importorskip("zxingcpp")
    last = len(texts(path_of(made)))
    for ink in ("colour", "black"):
        subprocess.run(
            [
                "pdftoppm",
                "-r",
                "100",
                "-png",
                "-f",
                str(last),
                path_of(made, ink=ink),
                tmp_path / ink,
            ],
            check=True,
        )
        found = zxingcpp.read_barcodes(Image.open(next(tmp_path.glob(f"{ink}-*.png"))))
        assert [each.text for each in found] == ["https://ferry.example/show/river/"]


def test_cyrillic_and_arabic_can_be_read_back(made, arabic) -> None:
    assert any("Паром уходит ночью: «Ёжик, объезд, щука»." in page for page in texts(path_of(made)))
    letters = "".join(texts(path_of(arabic)))
    assert "منشور" in letters
    assert "\ufffd" not in letters


def test_black_is_black_alone(made) -> None:
    with pikepdf.open(path_of(made, ink="black")) as pdf:
        seen = set()
        for page in pdf.pages:
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) in ("rg", "RG", "sc", "SC", "scn", "SCN", "k", "K"):
                    seen.add(
                        tuple(
                            float(each) for each in operands if not isinstance(each, pikepdf.Name)
                        )
                    )
        assert all(len(set(colour)) <= 1 for colour in seen)
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image":
                assert each.ColorSpace == "/DeviceGray"
    with pikepdf.open(path_of(made)) as pdf:  # and colour is none of that
        assert any(
            str(operator) == "rg" and len({float(each) for each in operands}) > 1
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
        )


def test_a_selection_is_one_zine(part, tmp_path) -> None:
    other = replace(
        part, episode=replace(part.episode, slug="flood"), told=ToldClaims(), production=None
    )
    made = render_zine(tmp_path, SHOW, (part, other), ZineSettings("a4"), "selection", PRESS)
    pages = texts(path_of(made))
    assert pages[0].startswith("The Night Ferry")
    first = {each.episode: each.page for each in reversed(made.starts) if each.id == "call"}
    assert 3 == first["river"] < first["flood"]
    assert (
        sum("1. From the log" in page or "From the log of the ferry" in page for page in pages) == 2
    )


# ---- sheets ----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "is_rtl"), [("made", False), ("arabic", True)])
def test_the_sheets_read_back_are_the_pages_in_order_when_folded(name, is_rtl, request) -> None:
    zine = request.getfixturevalue(name)
    pages, sheets = path_of(zine), path_of(zine, is_booklet=True)
    with pikepdf.open(sheets) as pdf:
        width, height = (round(float(side)) for side in pdf.pages[0].mediabox[2:])
    half = ("-r", 72, "-W", width // 2, "-H", height, "-y", 0)
    left, right = (texts(sheets, *half, "-x", x) for x in (0, width // 2))
    assert (width, height) == ((842, 595) if name == "made" else (792, 612))
    sides = list(zip(left, right, strict=True))
    read: list[str] = []
    first, last = (1, 0) if not is_rtl else (0, 1)
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        read += [front[first], back[last]]
    for front, back in reversed(list(zip(sides[::2], sides[1::2], strict=True))):
        read += [back[first], front[last]]
    wanted = texts(pages)
    assert len(wanted) > 6 if name == "made" else len(wanted) > 4
    assert [page for page in read if page] == wanted
    assert read[0] == wanted[0]
    assert read[-1] == wanted[-1]


@pytest.mark.parametrize("is_booklet", [False, True])
def test_qpdf_and_poppler_find_nothing_wrong(made, arabic, is_booklet) -> None:
    from shutil import which

    if which("qpdf") is None or which("pdffonts") is None:
        if os.environ.get("IZDAT_JUDGES") == "required":
            pytest.fail("qpdf or pdffonts is not installed: tests/judges/install.sh installs them")
        pytest.skip("qpdf or pdffonts is not installed")
    for zine in (made, arabic):
        path = path_of(zine, is_booklet=is_booklet)
        told = subprocess.run(["qpdf", "--check", path], capture_output=True, text=True, check=True)
        assert "WARNING" not in told.stdout + told.stderr
        listed = subprocess.run(["pdffonts", path], capture_output=True, text=True, check=True)
        rows = listed.stdout.splitlines()[2:]
        assert rows
        assert not listed.stderr
        for row in rows:  # embedded, a subset, and with its letters known
            assert re.search(r" yes yes yes +\d+ +\d+$", row), row


# ---- what is not there, and what is not welcome ------------------------------------


def test_letters_without_a_font_are_told_and_a_font_of_the_show_mends_it(part, tmp_path) -> None:
    edition = replace(
        ENGLISH, segments=(Segment("a", "A", Provenance(), (said("a ა b"),)),), footnotes=()
    )
    own = replace(
        part, episode=replace(EPISODE, editions=(edition,)), production=None, told=ToldClaims()
    )
    made = render_zine(tmp_path, SHOW, (own,), ZineSettings("a4"), "x", PRESS)
    assert (made.files, made.missing) == ((), "ა")
    (problem,) = zine_problems(made, EPISODE.place)
    assert problem.code == "zine-letters"
    assert "ა" in problem.message
    font = file_at(georgian(tmp_path / "Georgian.ttf"))
    made = render_zine(tmp_path, SHOW, (own,), ZineSettings("a4", fonts=(font,)), "x", PRESS)
    assert "ა" in texts(path_of(made))[2]


def georgian(path: Path) -> Path:
    """Write a font of one letter."""
    from fontTools.fontBuilder import FontBuilder
    from fontTools.pens.ttGlyphPen import TTGlyphPen

    pen = TTGlyphPen(None)
    for point, draw in (((0, 0), pen.moveTo), ((0, 500), pen.lineTo), ((400, 500), pen.lineTo)):
        draw(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "an"])
    builder.setupCharacterMap({ord("ა"): "an"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "an": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (500, 0), "an": (500, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "One Letter", "styleName": "Regular"})
    builder.setupOS2(sTypoAscender=800, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    builder.save(path)
    return path


def test_a_text_longer_than_a_book_is_not_set(part, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(zine_step, "MOST_LETTERS", 2_000)
    made = render_zine(tmp_path, SHOW, (part,), A4, "x", PRESS)
    assert made.is_too_long
    assert zine_problems(made, EPISODE.place)[0].code == "zine-too-long"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("url", ["file:///etc/passwd", "https://a.example/", "data:,x", "izdat:b"])
def test_a_zine_opens_nothing_that_is_not_its_own(url) -> None:
    fetcher = typesetting._fetcher({"a": b"x"})
    assert fetcher("izdat:a").read() == b"x"
    with pytest.raises(ValueError, match="opens nothing"):
        fetcher(url)


def test_without_the_typesetter_it_is_told_what_to_install(tmp_path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    with pytest.raises(MissingTypesetter, match=r"izdat\[zine\]"):
        printing(tmp_path, ZineSettings("a4"))
    assert printing(tmp_path, ZineSettings()) == Printing()  # who wants none needs none


def test_without_pango_it_is_told_what_to_install(monkeypatch) -> None:
    class NoPango:
        def find_spec(self, name, path=None, target=None):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    for name in [each for each in sys.modules if each.partition(".")[0] == "weasyprint"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(sys, "meta_path", [NoPango(), *sys.meta_path])
    with pytest.raises(MissingTypesetter, match="apt install libpango"):
        typesetter()


# ---- a show ----------------------------------------------------------------------

YAML = """\
title: The Night Ferry
address: https://ferry.example/
lang: en
description: Voices.
speech: {engine: none}
sound: {mp3: 32, opus: 0, channels: 1}
"""
TEXT = """\
---
title: {title}
published: 2024-04-07T06:00:00+02:00
voices: {{mira: {{name: Mira Vale}}}}
---

## The pier {{#pier}}

@mira: The water rose.
"""


@pytest.fixture
def show(tmp_path) -> Path:
    folder = tmp_path / "show"
    for slug in ("one", "two"):
        (folder / "episodes" / slug).mkdir(parents=True)
        (folder / "episodes" / slug / "episode.md").write_text(TEXT.format(title=slug))
    (folder / "show.yaml").write_text(YAML)
    return folder


def ran(*words: object) -> tuple[int, str]:
    result = CliRunner().invoke(main, [str(each) for each in words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_show_that_asks_for_zines_has_them_linked_from_its_pages(show) -> None:
    (show / "show.yaml").write_text(f"{YAML}zine: letter\n")
    code, told = ran("build", show, "-j", 1)
    assert code == 0, told
    page = (show / "public" / "one" / "index.html").read_text()
    for name in ("one-zine.pdf", "one-zine-booklet.pdf"):
        assert f'href="{name}" type="application/pdf"' in page
        assert (show / "public" / "one" / name).read_bytes().startswith(b"%PDF")
    (show / "show.yaml").write_text(YAML)
    assert ran("build", show, "-j", 1)[0] == 0
    assert not list((show / "public").rglob("*zine*"))


def test_the_verb_prints_a_selection(show, tmp_path) -> None:
    code, told = ran("zine", "two", "one", "--show", show, "--out", tmp_path, "--imposed")
    assert code == 0, told
    assert "selection-zine-booklet.pdf: 5 pages, 2 sheets to print and fold" in told
    assert [each.name for each in tmp_path.glob("*.pdf")] == ["selection-zine-booklet.pdf"]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["three"], 2, "there is no episode three"),
        (["one", "one"], 2, "once"),
        (["one", "--lang", "ar"], 1, "zine-language"),
    ],
)
def test_the_verb_says_what_it_cannot_print(show, tmp_path, words, code, says) -> None:
    found, told = ran("zine", *words, "--show", show, "--out", tmp_path)
    assert found == code
    assert says in told


def test_what_is_no_font_is_a_problem(show) -> None:
    (show / "some.ttf").write_text("no font")
    (show / "show.yaml").write_text(f"{YAML}zine: {{ink: black, fonts: [some.ttf]}}\n")
    code, told = ran("check", show)
    assert code == 1
    assert "not-a-font" in told


@pytest.mark.parametrize("written", ["zine: a5", "zine: {ink: [red]}", "zine: [a4]"])
def test_a_zine_that_cannot_be_is_a_problem(show, written) -> None:
    (show / "show.yaml").write_text(f"{YAML}{written}\n")
    assert ran("check", show)[0] == 1


def test_a_picture_that_is_cut_off_is_still_refused_elsewhere() -> None:
    """The typesetter would take one, and sets so for the whole process."""
    typesetter()
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


PROTECT_LIST = """\
people:
  p1:
    names: [Olena Kovalenko]
"""


@pytest.mark.parametrize("name", ["Olena Kovalenko", "Mira Vale"])
def test_who_is_protected_is_not_printed(show, tmp_path, name) -> None:
    listed = tmp_path / "list" / "protect.yaml"
    listed.parent.mkdir()
    listed.write_text(PROTECT_LIST.replace("Olena Kovalenko", name))
    listed.chmod(0o600)
    out = tmp_path / "out"
    out.mkdir()
    code, told = ran("zine", "one", "--show", show, "--out", out, "--protect", listed)
    is_named = name == "Mira Vale"
    assert code == int(is_named), told
    assert bool(list(out.iterdir())) != is_named
    for file in ("one-zine.pdf", "one-zine-booklet.pdf"):
        assert (f"{file}: p1 is named: pdf page" in told) == is_named


def test_a_build_that_prints_who_is_protected_publishes_nothing(show, tmp_path) -> None:
    listed = tmp_path / "list" / "protect.yaml"
    listed.parent.mkdir()
    listed.write_text(PROTECT_LIST.replace("Olena Kovalenko", "Mira Vale"))
    listed.chmod(0o600)
    (show / "show.yaml").write_text(f"{YAML}zine: a4\n")
    episode = show / "episodes" / "one" / "episode.md"
    episode.write_text(episode.read_text().replace("#pier", "#mira-vale"))
    code, told = ran("build", show, "-j", 1, "--protect", listed)
    assert code == 1
    for file in ("one-zine.pdf", "one-zine-booklet.pdf", "one-zine.json"):
        assert f"one/{file}: p1 is named" in told
    assert not (show / "public").exists()


# ---- with a template of the show's own ---------------------------------------------

BLOCK = '{%% extends "izdat/zine.html" %%}{%% block back %%}%s{%% endblock %%}'
CHAPTER = "<section class='cover'>…</section>"  # each is a page of its own


def made_with(folder: Path, part: ZinePart, **templates: str) -> MadeZine:
    own = tuple(Template(f"{name}.html", text) for name, text in sorted(templates.items()))
    show = replace(SHOW, theme=Theme(templates=own))
    return render_zine(folder, show, (part,), ZineSettings("a4"), "river", PRESS)


def test_a_show_changes_a_block_of_its_zine(tmp_path, part, made) -> None:
    own = made_with(
        tmp_path,
        part,
        zine=BLOCK % '{{ super() -}}{% include "motto.html" %}',
        motto='<p class="imprint">{{ "Oars & <rope>" }}, {{ page.title }}</p>',
    )
    pages, before = texts(path_of(own)), texts(path_of(made))
    assert pages[:-1] == before[:-1]
    assert pages[-1] == f"{before[-1]} Oars & <rope>, The Night Ferry"
    assert own.starts == made.starts


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ('<p style="height: 99999mm">a</p>', "style="),
        ("<style>@page { size: 9m }</style>", "<style>"),
        ('<link rel="attachment" href="file:///etc/passwd">', "<link>"),
        ('<img src="file:///etc/passwd" alt="">', "a picture"),
        ('<img src="izdat:nothing.svg" alt="">', "a picture"),
        ('<a href="javascript:alert(1)">a</a>', "a link to javascript"),
        ('<a href="../other.html">a</a>', "a link to .."),
        ("<svg></svg>", "<svg>"),
        ("{{ page.nothing }}", "nothing"),
    ],
)
def test_what_paper_cannot_hold_is_a_problem_of_the_template(
    written, reason, tmp_path, part
) -> None:
    with pytest.raises(BrokenTemplate) as caught:
        made_with(tmp_path, part, zine=BLOCK % written)
    problem = caught.value.problem
    assert (problem.code, problem.place.file) == ("template-broken", "templates/zine.html")
    assert reason in problem.message


def test_a_template_that_fills_too_many_pages_is_a_problem(tmp_path, part, monkeypatch) -> None:
    few = functools.partial(typeset_apart, most_pages=5)
    monkeypatch.setattr(zine_step, "typeset_apart", few)
    with pytest.raises(BrokenTemplate, match="pages, and the most is 5"):
        made_with(tmp_path, part, zine=f"<body>{CHAPTER * 6}</body>")


def test_pages_without_end_come_to_one() -> None:
    style = ".cover { break-after: page }"
    with pytest.raises(NotSet, match="more than 1 seconds"):
        typeset_apart(f"<body>{CHAPTER * 50_000}</body>", style, {}, (), seconds=1)


def test_a_few_letters_do_not_take_all_memory() -> None:
    # Few seconds, so that the test fails, and soon, where only they end it.
    with pytest.raises(NotSet, match="MemoryError"):
        typeset_apart("<table><td colspan=40000000>", "", {}, (), seconds=5, memory=500_000_000)


def test_what_the_typesetter_throws_is_told() -> None:
    with pytest.raises(NotSet, match="RecursionError"):
        typeset_apart("<div>" * 2_000, "", {}, ())


def test_letters_without_a_font_are_told_from_another_process_too() -> None:
    with pytest.raises(typesetting.NoLetters) as caught:
        typeset_apart("<p>一</p>", "", {}, ())
    assert caught.value.letters == "一"
