"""A book: what is lit when, what it says of itself, and that it holds nothing a page would not."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from izdat.model.content import (
    Claim,
    Emphasis,
    Footnote,
    FootnoteRef,
    Heading,
    Link,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Segment,
    Supplied,
    Text,
    Verse,
    Withheld,
)
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.file import file_at
from izdat.model.publication import Book
from izdat.model.show import EpubSettings, Show, Template, Theme
from izdat.model.sound import Enclosure, Production
from izdat.model.spoken import SpokenSegment
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, WordTime
from izdat.render.epub.books import Chosen, make_book, render_books
from izdat.render.epub.links import relink, xml_id
from izdat.render.epub.marked import XHTML, Mark, mark_words
from izdat.render.epub.overlay import Clip, bounds, clips
from izdat.render.epub.page_starts import by_minute, by_words
from izdat.render.epub.smil import clock_value
from izdat.render.own_templates import BrokenTemplate
from izdat.text.spoken import spoken_segment

X = f"{{{XHTML}}}"
SMIL = "{http://www.w3.org/ns/SMIL}"
OPF = "{http://www.idpf.org/2007/opf}"
SHOW = Show(
    "Ferry", "https://ferry.example/", "en", "Boats.", epub=EpubSettings(sound=True, text=True)
)


def segment(name: str, *paragraphs: Paragraph | Verse | Listing | Heading) -> Segment:
    return Segment(name, f"About {name}", Provenance(by=("boat",)), paragraphs)


def said(*lines: str) -> SpokenSegment:
    blocks = tuple(Paragraph((Text(line),)) for line in lines)
    return spoken_segment(segment("pier", *blocks), "en", headings=False)


def times(*paragraphs: ParagraphTimes) -> SegmentTimes:
    return SegmentTimes("pier", paragraphs)


def word(start: float, end: float | None = None) -> WordTime:
    return WordTime(start, start + 0.1 if end is None else end)


# ---- when what is lit ---------------------------------------------------------


def test_each_word_is_lit_from_its_beginning_to_the_next() -> None:
    found = clips(
        said("One two three.", "Four."),
        times(
            ParagraphTimes(1, 2.0, 4.0, (word(2.0), word(2.5), word(3.25))),
            ParagraphTimes(2, 6.0, 6.5, (word(6.0),)),
        ),
        start=2000,
        end=9000,
    )
    assert found == (
        Clip(1, 2000, 2500, 0, 1),
        Clip(1, 2500, 3250, 1, 2),
        Clip(1, 3250, 6000, 2, 3),  # through the pause: a reader plays on
        Clip(2, 6000, 9000, 0, 1),  # and what is heard behind the last word
    )


def test_a_word_without_a_time_is_lit_with_its_neighbours() -> None:
    found = clips(
        said("One two three four."),
        times(ParagraphTimes(1, 1.0, 3.0, (None, word(1.0), None, word(2.0)))),
        start=1000,
        end=3000,
    )
    assert found == (Clip(1, 1000, 2000, 0, 3), Clip(1, 2000, 3000, 3, 4))


def test_nothing_is_lit_of_which_nothing_is_known() -> None:
    found = clips(
        said("One two.", "Nobody said this.", "Whole.", "Unknown."),
        times(
            ParagraphTimes(1, 1.0, 1.5, (word(1.0), word(1.2))),
            ParagraphTimes(2, 1.6, 1.9, is_absent=True),
            ParagraphTimes(3, 2.0),
            ParagraphTimes(4),
        ),
        start=1000,
        end=4000,
    )
    assert [clip.number for clip in found] == [1, 1, 3]
    assert found[-1] == Clip(3, 2000, 4000)
    assert found[-1].is_whole


def test_the_title_is_lit_until_the_first_word() -> None:
    own = times(ParagraphTimes(1, 4.0, 5.0, (word(4.0),)))
    assert clips(said("One."), own, start=1000, end=6000) == (
        Clip(0, 1000, 4000),
        Clip(1, 4000, 6000, 0, 1),
    )
    # What is heard but not aligned, a song, is lit as its title; what is not heard not at all.
    assert clips(said("La."), times(ParagraphTimes(1)), start=1000, end=6000) == (
        Clip(0, 1000, 6000),
    )
    assert clips(said("One."), None, start=None, end=0) == ()


def test_where_voices_overlap_the_text_keeps_its_order() -> None:
    found = clips(
        said("One two.", "Three."),
        times(
            ParagraphTimes(1, 1.0, 3.0, (word(1.0, 2.0), word(2.0, 3.0))),
            ParagraphTimes(2, 1.5, 1.8, (word(1.5, 1.8),)),
        ),
        start=1000,
        end=3000,
    )
    assert [(clip.start, clip.end) for clip in found] == [(1000, 2000), (2000, 3000), (1500, 3000)]


moments = st.integers(0, 20_000)


@given(
    st.lists(st.lists(st.one_of(st.none(), moments), min_size=1, max_size=5), max_size=5),
    moments,
    st.integers(1, 20_000),
)
def test_clips_are_never_empty_nor_outside_the_segment(
    starts: list[list[int | None]], start: int, end: int
) -> None:
    spoken = said(*(" ".join("w" for _ in own) + "." for own in starts))
    own = times(
        *(
            ParagraphTimes(n, words=tuple(None if at is None else word(at / 1000) for at in each))
            for n, each in enumerate(starts, start=1)
        )
    )
    for clip in clips(spoken, own, start=start if start < end else None, end=end):
        assert 0 <= clip.start < clip.end <= end
        assert clip.is_whole or 0 <= clip.first < clip.last <= len(starts[clip.number - 1])


def test_a_segment_ends_where_the_next_begins_though_it_is_not_translated() -> None:
    production = Production(
        "ar",
        (),
        30.0,
        tuple(Chapter(n * 10, n * 10 + 10, "", name) for n, name in enumerate("abc")),
        tuple(SegmentTimes(name, (ParagraphTimes(1, at),)) for name, at in (("a", 1.0), ("c", 21))),
    )
    found = bounds(production, {"a", "b", "c"})
    assert found == {"a": (0, 10_000), "b": (10_000, 20_000), "c": (20_000, 30_000)}


def test_a_clock_value_is_written_in_full() -> None:
    assert clock_value(0) == "0:00:00.000"
    assert clock_value(3_723_045) == "1:02:03.045"


# ---- pages --------------------------------------------------------------------


def test_a_page_is_a_minute_and_begins_with_the_first_word_heard_in_it() -> None:
    own = (
        Clip(1, 500, 59_000, 0, 1),
        Clip(1, 59_000, 61_500, 1, 2),
        Clip(2, 61_500, 200_000, 0, 1),
    )
    found = [(p.label, p.number, p.word) for p in by_minute([("pier", own)])]
    assert found == [("0:00", 1, 0), ("1:00", 2, 0)]
    late = list(by_minute([("pier", own), ("shore", (Clip(1, 200_000, 250_000),))]))
    assert [(p.segment, p.label) for p in late[2:]] == [("shore", "3:00")]


def test_a_text_that_nobody_hears_has_a_page_every_250_words() -> None:
    found = by_words([said("w " * 200, "w " * 100, "w " * 700, "w")])
    assert [(p.number, p.label) for p in found] == [(1, "1"), (3, "2"), (4, "5")]


# ---- the text -----------------------------------------------------------------


def marked(html: str, spoken: SpokenSegment, *marks: Mark) -> etree._Element:
    root = etree.fromstring(f'<p xmlns="{XHTML}">{html}</p>')
    mark_words(root, spoken.paragraphs[0], marks)
    return root


def test_words_are_found_through_what_is_not_said() -> None:
    spoken = said("One two three four.")
    root = marked(
        'One <span class="u">[not two]</span> <em>two thr</em>ee four.',
        spoken,
        Mark(0, 1, "a"), Mark(1, 1, "page", "1:00"), Mark(1, 2, "b"), Mark(2, 3, "c"),
        Mark(3, 4, "d"),
    )  # fmt: skip
    assert "".join(root.itertext()) == "One [not two] two three four."
    lit = {each.get("id"): "".join(each.itertext()) for each in root.iter(f"{X}span")}
    # Of a word that crosses the border of an element the part before it is lit.
    assert lit == {
        None: "[not two]", "a": "One", "page": "", "b": "two", "c": "thr", "d": "four"
    }  # fmt: skip
    ids = [each.get("id") for each in root.iter(f"{X}span") if each.get("id")]
    assert ids == ["a", "page", "b", "c", "d"]


BOAT = Voice("boat", "A <pilot>", "witness")
LETTER = segment(
    "letter",
    Paragraph(
        (
            Text("Forty "),
            Claim((Emphasis((Text("lanterns"),)),), "2nd"),
            Note((Text("ours"),)),
            Text(" burned\u200b, "),
            Withheld((Text("a neighbour"),), "secret-key"),
            FootnoteRef("a"),
            Text(" said."),
        ),
        "boat",
    ),
    Heading(3, "Below & above"),
    Listing(((Paragraph((Text("Rope"),), "boat"),), (Paragraph((Text("Tea"),), "boat"),))),
    Verse(((Text("Sit"), Supplied((Text("down"),))), (Text("still"),)), "boat"),
)
SECOND = segment(
    "letter-2",
    Paragraph((Link((Text("The first"),), "#letter-1"), Text(" "), Link((Text("map"),), "m.pdf"))),
    Paragraph((Link((Text("gone"),), "#nowhere"),)),
)
ENGLISH = Edition(
    "en", "One & all", "A <sum>.", (BOAT,), (LETTER, SECOND),
    (Footnote("a", (Paragraph((Text("From the log."),)),)),),
)  # fmt: skip
ARABIC = Edition(
    "ar", "واحد", "", (Voice("boat", "ربّان"),),
    (Segment("letter", "رسالة", Provenance(), (Paragraph((Text("أربعون فانوسا."),), "boat"),)),),
)  # fmt: skip
EPISODE = Episode(
    "one", (ENGLISH, ARABIC), datetime(2031, 4, 7, 6, tzinfo=UTC), number=1, subjects=("flood",)
)


@pytest.fixture(scope="module")
def production(tmp_path_factory: pytest.TempPathFactory) -> Production:
    folder = tmp_path_factory.mktemp("sound")
    (folder / "a.mp3").write_bytes(b"\xff\xfb" + bytes(5000))
    sound = Enclosure(file_at(folder / "a.mp3"), "one-1a2b.mp3", "audio/mpeg", "mp3", 64_000, 90.0)
    return Production(
        "en",
        (sound,),
        90.0,
        (Chapter(0, 70, "", "letter"), Chapter(70, 90, "", "letter-2")),
        (
            SegmentTimes(
                "letter",
                (
                    ParagraphTimes(1, 2.0, 5.0, tuple(word(2 + n / 2) for n in range(6))),
                    ParagraphTimes(2, 6.0, 7.0, (word(6.0),)),
                    ParagraphTimes(3, 61.0, 62.0, (word(61.0),)),
                    ParagraphTimes(4, 65.0, 67.0),
                ),
            ),
            SegmentTimes("letter-2", (ParagraphTimes(1), ParagraphTimes(2))),
        ),
    )


@pytest.fixture(scope="module")
def books(
    tmp_path_factory: pytest.TempPathFactory, production: Production
) -> dict[str, zipfile.ZipFile]:
    folder = tmp_path_factory.mktemp("books")
    found = render_books(folder, SHOW, EPISODE, (production,), "")
    return {book.output.path: zipfile.ZipFile(book.output.file.path) for book in found}


@pytest.fixture(scope="module")
def book(books: dict[str, zipfile.ZipFile]) -> zipfile.ZipFile:
    return books["one/one.epub"]


def document(book: zipfile.ZipFile, name: str) -> etree._Element:
    return etree.fromstring(book.read(f"EPUB/{name}"))


def words_of(root: etree._Element) -> str:
    return " ".join("".join(root.itertext()).split())


def lit(book: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (words, begin, end) of an overlay's clips."""
    smil = document(book, f"{name}.smil")
    texts = document(book, f"{name}.xhtml")
    for par in smil.iter(f"{SMIL}par"):
        place = par[0].get("src", "").partition("#")[2]
        (element,) = texts.xpath("//*[@id=$id]", id=place)
        yield words_of(element), par[1].get("clipBegin", ""), par[1].get("clipEnd", "")


def test_there_is_a_book_of_each_kind_and_language(books: dict[str, zipfile.ZipFile]) -> None:
    # The Arabic edition has no sound here: only its text.
    assert set(books) == {"one/one.epub", "one/one-text.epub", "one/ar/one-ar-text.epub"}


def test_what_a_book_reads_aloud_is_what_is_lit(book: zipfile.ZipFile) -> None:
    found = list(lit(book, "p1-1"))
    assert [(words, begin) for words, begin, _ in found] == [
        ("About letter", "0:00:00.000"),
        ("Forty", "0:00:02.000"),
        ("lanterns", "0:00:02.500"),
        ("burned", "0:00:03.000"),
        ("a", "0:00:03.500"),
        ("neighbour", "0:00:04.000"),
        ("said", "0:00:04.500"),
        ("Rope", "0:00:06.000"),
        ("Tea", "0:01:01.000"),
        ("Sit[down] still", "0:01:05.000"),
    ]
    assert [end for _, _, end in found][-1] == "0:01:10.000"
    assert list(lit(book, "p1-2")) == [("About letter-2", "0:01:10.000", "0:01:30.000")]
    package = document(book, "package.opf")
    durations = {
        each.get("refines"): each.text for each in package.iter(f"{OPF}meta")
        if each.get("property") == "media:duration"
    }  # fmt: skip
    assert durations == {
        None: "0:01:30.000", "#t-p1-1-smil": "0:01:10.000", "#t-p1-2-smil": "0:00:20.000"
    }  # fmt: skip


def test_a_text_edition_has_no_sound_and_no_overlay(books: dict[str, zipfile.ZipFile]) -> None:
    names = books["one/one-text.epub"].namelist()
    assert not [name for name in names if name.endswith((".mp3", ".smil"))]
    text = books["one/one-text.epub"].read("EPUB/package.opf").decode()
    assert "media:" not in text
    assert "synchronizedAudioText" not in text
    # Its pages are the minutes all the same: readers and listeners name the same place.
    labels = document(books["one/one-text.epub"], "nav.xhtml").xpath(
        "//*[@hidden]//*[local-name()='a']"
    )
    assert [each.text for each in labels][:2] == ["0:00", "1:00"]


def test_where_nothing_is_aligned_a_book_is_text(tmp_path: Path, production: Production) -> None:
    blind = replace(
        production, times=(SegmentTimes("letter", tuple(ParagraphTimes(n) for n in range(1, 5))),)
    )
    show = replace(SHOW, epub=EpubSettings(sound=True))
    found = render_books(tmp_path, show, replace(EPISODE, editions=(ENGLISH,)), (blind,), "")
    assert [(each.output.path, each.has_sound) for each in found] == [("one/one-text.epub", False)]


def test_all_languages_are_in_one_book_if_the_show_asks(
    tmp_path: Path, production: Production
) -> None:
    carried = replace(
        production, lang="ar", times=(SegmentTimes("letter", (ParagraphTimes(1, 2.0, 5.0),)),)
    )
    show = replace(SHOW, epub=EpubSettings(sound=True, together=True))
    (found,) = render_books(tmp_path, show, EPISODE, (production, carried), "")
    assert found == Book(found.output, ("en", "ar"), True)
    book = zipfile.ZipFile(found.output.file.path)
    assert [name for name in book.namelist() if name.endswith(".mp3")] == ["EPUB/one-1a2b.mp3"]
    root = document(book, "p2-1.xhtml")
    assert (root.get("lang"), root.get("dir")) == ("ar", "rtl")
    assert list(lit(book, "p2-1"))[-1][0] == "أربعون فانوسا."
    # Its last stretch does not run on into a segment that is not translated.
    assert list(lit(book, "p2-1"))[-1][2] == "0:01:10.000"
    languages = document(book, "package.opf").iter("{http://purl.org/dc/elements/1.1/}language")
    assert [each.text for each in languages] == ["en", "ar"]


def test_two_books_of_the_same_are_the_same_bytes(
    tmp_path: Path, production: Production, book: zipfile.ZipFile
) -> None:
    again = make_book(
        tmp_path / "elsewhere" / "x.epub", SHOW, (Chosen(EPISODE, ("en",), (production,)),),
        has_sound=True,
    )  # fmt: skip
    assert again.path.read_bytes() == Path(str(book.filename)).read_bytes()
    assert sorted(each.name for each in again.path.parent.iterdir()) == ["x.epub"]


def test_a_book_is_known_by_its_first_file_and_tells_no_day(book: zipfile.ZipFile) -> None:
    first = book.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", 0, b"")
    assert book.read("mimetype") == b"application/epub+zip"
    assert {each.date_time for each in book.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_link_of_a_book_leads_somewhere(book: zipfile.ZipFile) -> None:
    names = [name for name in book.namelist() if name.endswith(".xhtml")]
    roots = {name.removeprefix("EPUB/"): etree.fromstring(book.read(name)) for name in names}
    links = 0
    for name, root in roots.items():
        ids = [each.get("id") for each in root.iterfind(".//*[@id]")]
        assert len(ids) == len(set(ids)), name
        for link in root.iter(f"{X}a"):
            href = link.get("href")
            if href is None or "://" in href:
                continue
            target, _, place = href.partition("#")
            assert not place or roots[target].xpath("//*[@id=$id]", id=place), href
            assert target in roots
            links += 1
    assert links > 15
    second = roots["p1-2.xhtml"]
    found = {words_of(link): link.get("href") for link in second.iter(f"{X}a")}
    assert found == {
        # The paragraph called as another segment is (letter, second paragraph) is not it.
        "The first": "p1-1.xhtml#letter-1",
        "map": "https://ferry.example/one/m.pdf",
        "gone": None,
    }


def test_a_name_withheld_is_withheld_in_the_book(book: zipfile.ZipFile) -> None:
    whole = b"".join(book.read(name) for name in book.namelist())
    assert b"secret-key" not in whole
    assert b"a neighbour" not in whole  # its words are lit one by one
    root = document(book, "p1-1.xhtml")
    assert words_of(root.find(f".//{X}span[@class='withheld']")) == "a neighbour"
    (sign,) = root.xpath("//*[@href='p1-end.xhtml#withheld_']")
    assert sign.get("aria-label") == "Name withheld"


def test_no_tool_of_the_page_is_in_a_book(book: zipfile.ZipFile) -> None:
    whole = b"".join(book.read(name) for name in book.namelist() if name.endswith(".xhtml"))
    for sign in (b"data-", b'class="tools', b"<script", b"loading=", b"srcset"):
        assert sign not in whole


def test_what_no_xml_may_hold_is_left_out(tmp_path: Path) -> None:
    bad = Paragraph((Text("bell\x07 \ufffe \x1b[31m & <b>"),))
    edition = Edition("en", "T\x00itle", "\x0b", (), (segment("s", bad),))
    found = make_book(
        tmp_path / "a.epub", SHOW,
        (Chosen(replace(EPISODE, editions=(edition,)), ("en",), ()),), has_sound=False,
    )  # fmt: skip
    book = zipfile.ZipFile(found.path)
    assert "bell" in words_of(document(book, "p1-1.xhtml"))
    assert document(book, "package.opf") is not None


@pytest.mark.parametrize(
    ("href", "wanted"),
    [
        ("https://a.example/x|y?q={1}#a#b", "https://a.example/x%7Cy?q=%7B1%7D#a%23b"),
        ("https://a.example/100%", "https://a.example/100%25"),
        ("https://a^b/", None),
        ("https://user@a.example/", None),
        ("javascript:alert(1)", None),
        ("mailto:a@b.example", "mailto:a@b.example"),
        ("../x/", "https://ferry.example/x/"),
    ],
)
def test_links_are_what_reading_systems_take(href: str, wanted: str | None) -> None:
    root = etree.fromstring(f'<p xmlns="{XHTML}"><a>x</a></p>')
    root[0].set("href", href)
    relink(root, "https://ferry.example/one/", {})
    assert root[0].get("href") == wanted


def test_an_id_of_xml_begins_with_no_digit() -> None:
    assert [xml_id(each) for each in ("2nd", "pier", "_a")] == ["_2nd", "pier", "_a"]


def test_a_book_says_who_can_read_it(book: zipfile.ZipFile) -> None:
    package = document(book, "package.opf")
    said = {each.get("property"): each.text for each in package.iter(f"{OPF}meta")}
    assert said["schema:accessibilitySummary"] == (
        "The text is read aloud, and what is heard is lit."
        " Its pages are the minutes of the recording."
    )
    assert said["media:active-class"] == "-epub-media-overlay-active"
    assert re.fullmatch(r"2031-04-07T06:00:00Z", said["dcterms:modified"] or "")
    assert ".-epub-media-overlay-active" in book.read("EPUB/style.css").decode()


# ---- with templates of the show's own ----------------------------------------------

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{{ title }}</title></head>'
    "<body>%s</body></html>"
)
BODY = '<div id="{{ segment.id }}"><h2 id="_title">{{ segment.title }}</h2>%s</div>'
SEGMENT = PAGE % BODY % "{{ segment.html }}"


def made_with(folder: Path, production: Production, **templates: str) -> zipfile.ZipFile:
    """Return a book with sound, made with a show's own templates."""
    own = tuple(Template(f"{name}.html", text) for name, text in sorted(templates.items()))
    show = replace(SHOW, theme=Theme(templates=own))
    chosen = Chosen(EPISODE, ("en",), (production,))
    return zipfile.ZipFile(make_book(folder / "b.epub", show, (chosen,), has_sound=True).path)


def test_a_show_changes_a_block_of_a_book(
    book: zipfile.ZipFile, tmp_path: Path, production: Production
) -> None:
    own = made_with(
        tmp_path,
        production,
        book_opening='{% extends "izdat/book_opening.html" %}{% block body %}{{ super() -}}'
        '{% include "motto.html" %}{% endblock %}',
        motto="<p>{{ page.title }} &amp; <b>oars</b></p>",
    )
    assert "<p>Ferry &amp; <b>oars</b></p>" in own.read("EPUB/p1.xhtml").decode()
    assert own.namelist() == book.namelist()
    changed = [name for name in own.namelist() if own.read(name) != book.read(name)]
    assert changed == ["EPUB/p1.xhtml"]


def test_words_are_lit_in_a_document_of_a_shows_own(
    book: zipfile.ZipFile, tmp_path: Path, production: Production
) -> None:
    own = made_with(tmp_path, production, book_segment=SEGMENT)
    assert "doc-chapter" in book.read("EPUB/p1-1.xhtml").decode()
    assert "doc-chapter" not in own.read("EPUB/p1-1.xhtml").decode()
    assert list(lit(own, "p1-1")) == list(lit(book, "p1-1"))


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("book_segment", SEGMENT.replace("{{ segment.html }}", ""), "must stand in it once"),
        ("book_segment", PAGE % BODY % "{{ segment.html }}{{ segment.html }}", "once"),
        ("book_segment", PAGE % BODY % "{{ segment.html|upper }}", "once"),
        ("book_segment", PAGE % BODY % "<!--{{ segment.html }}-->", "in its body"),
        ("book_segment", PAGE % "{{ segment.html }}", 'must have id="_title"'),
        ("book_segment", PAGE % BODY % '{{ segment.html }}<p id="letter-1"/>', "letter-1"),
        ("book_segment", PAGE % BODY % '{{ segment.html }}<p id="_1.0"/>', "is izdat's: _1.0"),
        ("book_segment", PAGE % BODY % '{{ segment.html }}<p data-p="x"/>', "data-p="),
        ("book_notes", PAGE % "<p>none</p>", "{{ notes }}"),
        ("book_base", PAGE % "", "must stand in it once"),
        ("book_end", "<p>", "is written in XML"),
        ("book_end", PAGE % "&nbsp;", "is written in XML"),
        ("book_end", "<p>{{ title }}</p>", "must begin with <html"),
        ("book_end", "<!DOCTYPE html [<!ENTITY a 'b'>]>" + PAGE % "&a;", "must begin with <html"),
        ("book_end", (PAGE % "").replace("{{ title }}", " "), "has a <title>"),
        ("book_end", PAGE % "<script>alert(1)</script>", "books: <script>"),
        ("book_end", PAGE % "<iframe/>", "books: <iframe>"),
        ("book_end", PAGE % "<style>p{}</style>", "books: <style>"),
        ("book_end", PAGE % '<p onclick="a()"/>', "onclick="),
        ("book_end", PAGE % '<p style="top:0"/>', "style="),
        ("book_end", PAGE % '<img src="https://elsewhere.example/1.gif" alt=""/>', "a picture"),
        ("book_end", PAGE % '<p id="a"/><p id="a"/>', "the id a twice"),
        ("book_end", PAGE % "<?do it?>", "an instruction"),
        ("book_end", PAGE % '<svg xmlns="http://www.w3.org/2000/svg"><a/></svg>', "2000/svg}svg>"),
        ("book_end", PAGE % ("<p>" * 99 + "</p>" * 99), "60 elements within"),
        ("book_end", PAGE % "{{ page.nothing }}", "nothing"),
    ],
)
def test_what_a_book_cannot_hold_is_a_problem_of_the_template(
    name: str, text: str, reason: str, tmp_path: Path, production: Production
) -> None:
    with pytest.raises(BrokenTemplate) as caught:
        made_with(tmp_path, production, **{name: text})
    problem = caught.value.problem
    assert (problem.code, problem.place.file) == ("template-broken", f"templates/{name}.html")
    assert reason in problem.message


def test_a_link_of_a_title_page_leads_into_the_book_or_to_the_web(
    tmp_path: Path, production: Production
) -> None:
    both = Chosen(EPISODE, ("en", "ar"), (production,))

    def bound(body: str) -> zipfile.ZipFile:
        own = (Template("book_title.html", PAGE % body),)
        show = replace(SHOW, theme=Theme(templates=own))
        return zipfile.ZipFile(make_book(tmp_path / "b.epub", show, (both,), has_sound=False).path)

    good = '<a href="p2.xhtml">2</a><a href="https://ferry.example/">web</a>'
    assert good in bound(good).read("EPUB/title.xhtml").decode()
    for bad in ("p3.xhtml", "javascript:alert(1)", "file:///etc/passwd", "//ferry.example"):
        with pytest.raises(BrokenTemplate, match="a link to"):
            bound(f'<a href="{bad}">x</a>')
