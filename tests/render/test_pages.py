"""An episode's pages, whole: what a reader, a screen reader and a machine find on them."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html as lxml_html
from PIL import Image

from izdat.model.content import (
    Appearance,
    Block,
    Claim,
    Figure,
    Footnote,
    FootnoteRef,
    Heading,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Rule,
    Segment,
    Stage,
    Supplied,
    Text,
    TranslationCredit,
    Verse,
    Withheld,
)
from izdat.model.episode import Edition, Episode, Resource, Voice
from izdat.model.file import File, file_at
from izdat.model.place import Place
from izdat.model.publication import (
    Credit,
    EditionCard,
    EpisodeCard,
    Neighbours,
    Output,
    SiteFacts,
)
from izdat.model.show import Licence, Show
from izdat.model.sound import Enclosure, Production
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, WordTime
from izdat.render.episode_pictures import picture_problems
from izdat.render.frame import Frame, Meta, Preview, rendered
from izdat.render.pages import _contents, render_pages

SHOW = Show(
    title="The Night Ferry",
    address="https://ferry.example/show/",
    lang="en",
    description="About a river.",
    languages=("en", "ar"),
    licence=Licence("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
)
BUILT = SiteFacts("assets/style-1.css", "assets/player-1.js", "assets/icon-1.svg")
VOICES = (Voice("host", "The Ferry", "host"), Voice("boat", "a <pilot>", "witness"))


def words(text: str) -> tuple[Text, ...]:
    return (Text(text),)


CALL = Segment(
    "call",
    "Bring rope & boats",
    Provenance(
        kind="call",
        by=("boat",),
        first=Appearance("a wall", "ru", "2031-04-02", "https://wall.example/"),
        translation=TranslationCredit("Flood Desk", "2031-04"),
        now="2031-04-02",
        sha256="ab" * 32,
    ),
    (
        Paragraph(words("A leaflet."), "host"),
        Paragraph((Text("Bring rope. "), Supplied(words("Please"))), "boat"),
        Paragraph((Claim(words("Forty"), "homes-1"), Text(" homes."), FootnoteRef("a")), "boat"),
        Listing(((Paragraph(words("Rope"), "boat"),), (Paragraph(words("Boats"), "boat"),)), 3),
        Quotation((Paragraph(words("Who has two."), "boat"),)),
        Stage(words("A motor.")),
        Heading(3, "The night", "night"),
        Verse((words("Sit down."), words("Sit.")), "host"),
        Rule(),
        Figure("wall.png", "A wall", "The wall"),
        Figure("gone.png", "What is lost"),
        Paragraph((Withheld(words("A neighbour"), "p4"), Note(words("ours"))), ""),
    ),
)
ENGLISH = Edition(
    "en",
    "When the river came",
    "Ten nights.",
    VOICES,
    (CALL, Segment("end", "Good night", Provenance(), (Paragraph(words("Bye."), "host"),))),
    (Footnote("a", (Paragraph(words("From the log.")),)),),
)
ARABIC = Edition(
    "ar",
    "حين جاء النهر",
    "عشر ليال.",
    (Voice("host", "العبّارة"), Voice("boat", "ربّان")),
    (
        Segment(
            "call",
            "هاتوا الحبال",
            Provenance(),
            (
                Paragraph(words("منشور."), "host"),
                Paragraph(words("بيوت."), "boat", source="call:3"),
            ),
        ),
    ),
    translation=TranslationCredit("Flood Desk", "2031-04-09"),
)
EPISODE = Episode(
    "river",
    (ENGLISH, ARABIC),
    datetime(2031, 4, 7, 6, tzinfo=UTC),
    number=12,
    licence="CC-BY-4.0",
    resources=(Resource("https://talk.example/", "Talk"), Resource("javascript:1", "Bad")),
)
CARD = EpisodeCard(
    "river",
    12,
    None,
    "full",
    datetime(2031, 4, 7, 6, tzinfo=UTC),
    None,
    (
        EditionCard("en", ENGLISH.title, ENGLISH.summary, "river/", 60.0),
        EditionCard("ar", ARABIC.title, ARABIC.summary, "river/ar/", None, is_translation=True),
    ),
    (Credit("host", "The Ferry", "host", is_shared=True), Credit("boat", "a <pilot>", "witness")),
)


def times(segment: str, *paragraphs: tuple[int, float, tuple[float, ...]]) -> SegmentTimes:
    return SegmentTimes(
        segment,
        tuple(
            ParagraphTimes(number, start, None, tuple(WordTime(at, at + 0.2) for at in starts))
            for number, start, starts in paragraphs
        ),
    )


SOUND = Production(
    "en",
    (
        Enclosure(
            File(Path("x"), "cd" * 32, 1_900_000), "r-1.mp3", "audio/mpeg", "mp3", 128_000, 60
        ),
    ),
    60.0,
    (Chapter(0.0, 40.0, "Bring rope & boats", "call"), Chapter(40.0, 60.0, "Good night", "end")),
    (times("call", (1, 0.5, (0.5, 0.7)), (2, 3.25, ())), times("end", (1, 41.0, (41.0,)))),
    machine_voices=("end",),
)


@pytest.fixture
def episode(tmp_path: Path) -> Episode:
    path = tmp_path / "wall.png"
    Image.new("RGB", (2000, 1000), "olive").save(path)
    return replace(EPISODE, files=(("wall.png", file_at(path)),))


def pages(
    folder: Path, episode: Episode, *, show: Show = SHOW, sounds: tuple[Production, ...] = (SOUND,)
) -> dict[str, str]:
    near = Neighbours(("before/", "Before"), None)
    outputs = render_pages(folder, show, episode, sounds, CARD, near, BUILT)
    assert all(isinstance(output, Output) and output.file.path.is_file() for output in outputs)
    return {o.path: o.file.path.read_text("utf-8") for o in outputs if o.path.endswith(".html")}


@pytest.fixture
def made(tmp_path: Path, episode: Episode) -> dict[str, lxml_html.HtmlElement]:
    found = pages(tmp_path / "out", episode)
    return {path: lxml_html.document_fromstring(text) for path, text in found.items()}


def test_each_edition_has_a_page_a_transcript_and_a_player(made: dict[str, object]) -> None:
    names = ("index.html", "transcript.html", "embed.html")
    assert set(made) == {f"river/{lang}{name}" for lang in ("", "ar/") for name in names}


def test_paragraphs_have_the_anchors_that_cues_and_translations_know(made) -> None:
    page = made["river/index.html"]
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    wanted = ["call-1", "call-2", "call-3", "call-4", "call-5", "call-6", "call-7", "call-8"]
    assert [name for name in ids if name.startswith("call-")] == wanted
    assert page.get_element_by_id("call-4").tag == "li"
    assert page.get_element_by_id("call-7").get("class") == "verse"
    assert {"call", "end", "night", "homes-1", "fn_1", "fnref_1_1"} <= set(ids)


def test_every_link_within_the_page_leads_somewhere(made) -> None:
    for page in made.values():
        ids = set(page.xpath("//@id"))
        assert {href[1:] for href in page.xpath("//a/@href") if href.startswith("#")} <= ids


def test_turns_carry_their_speaker_once(made) -> None:
    names = [node.text for node in made["river/index.html"].xpath("//p[@class='who u']/cite")]
    assert names == ["The Ferry", "a <pilot>", "The Ferry", "The Ferry"]
    roles = made["river/index.html"].xpath("//p[@class='who u']/span/text()")
    assert roles == ["host", "witness", "host"]  # once a segment


def test_times_are_links_into_the_sound_and_only_where_they_are_known(made) -> None:
    page = made["river/index.html"]
    hrefs = [a.get("href") for a in page.xpath("//div[@class='words']//a[@class='at u']")]
    assert hrefs == ["r-1.mp3#t=0.50", "r-1.mp3#t=3.25", "r-1.mp3#t=41.00"]
    assert page.get_element_by_id("call-1").get("data-t") == "50"
    assert page.get_element_by_id("call-3").get("data-t") is None


def test_a_paragraph_leads_to_the_same_one_in_the_other_language(made) -> None:
    def over(page: str, id: str) -> list[str]:
        return made[page].get_element_by_id(id).xpath(".//a[@class='xl']/@href")

    assert over("river/index.html", "call-1") == ["ar/index.html#call-1"]
    assert over("river/index.html", "call-3") == ["ar/index.html#call-2"]  # written by hand
    assert over("river/index.html", "call-2") == []
    assert over("river/ar/index.html", "call-2") == ["../index.html#call-3"]


def test_a_translation_says_what_it_is_and_what_it_leaves_out(made) -> None:
    page = made["river/ar/index.html"]
    assert (page.get("lang"), page.get("dir")) == ("ar", "rtl")
    notices = " ".join(node.text_content() for node in page.find_class("notice"))
    assert "Flood Desk" in notices
    assert "Good night" in notices
    assert page.xpath("//audio") == []
    link = page.xpath("//div[@class='notice']//a")[0]
    assert (link.get("lang"), link.get("dir")) == ("en", "ltr")


def test_where_a_segment_comes_from_is_shown(made) -> None:
    source = made["river/index.html"].get_element_by_id("call").find_class("source")[0]
    shown = source.text_content()
    for part in ("Call", "a <pilot>", "Russian", "April 2, 2031", "April 2031", "ab" * 32):
        assert part in shown
    assert source.xpath(".//a/@href") == ["https://wall.example/"]


def test_a_machine_voice_is_told(made) -> None:
    page = made["river/index.html"]
    assert page.get_element_by_id("end").find_class("machine")
    assert not page.get_element_by_id("call").find_class("machine")


def test_downloads_have_their_size_and_how_to_check_them(made) -> None:
    files = made["river/index.html"].find_class("files")[0]
    shown = files.text_content()
    assert "MP3, 128 kbit/s" in shown
    assert "1.9 MB" in shown
    assert "cd" * 32 in shown
    assert "sha256sum r-1.mp3" in shown


def test_only_transcripts_that_exist_are_named(tmp_path: Path, episode: Episode) -> None:
    text = pages(tmp_path / "silent", episode, sounds=())["river/index.html"]
    assert "transcript.txt" in text
    assert "transcript.vtt" not in text
    assert "chapters.json" not in text
    assert "<audio" not in text


def test_pictures_are_made_small_and_one_that_is_lost_leaves_its_words(
    tmp_path: Path, episode: Episode
) -> None:
    text = pages(tmp_path / "out", episode)["river/ar/index.html"]
    assert "<img" not in text
    page = lxml_html.document_fromstring(
        (tmp_path / "out" / "river" / "index.html").read_text("utf-8")
    )
    image = page.xpath("//figure/img")[0]
    assert (image.get("width"), image.get("height"), image.get("alt")) == ("1600", "800", "A wall")
    assert (tmp_path / "out" / "river" / image.get("src")).is_file()
    assert "[What is lost]" in page.text_content()


def test_the_transcript_is_cite_time_and_p(made) -> None:
    page = made["river/transcript.html"]
    section = page.get_element_by_id("call")
    assert [node.tag for node in section[1]] == ["cite", "time", "p"]
    assert section[1][0].text == "The Ferry:"
    assert page.xpath("//script") == []


def test_machines_find_the_episode(made) -> None:
    page = made["river/index.html"]
    said = json.loads(page.xpath("//script[@type='application/ld+json']/text()")[0])
    assert said["@type"] == "PodcastEpisode"
    assert said["associatedMedia"][0]["contentUrl"] == "https://ferry.example/show/river/r-1.mp3"
    assert said["partOfSeries"]["@type"] == "PodcastSeries"
    assert page.xpath("//link[@rel='canonical']/@href") == ["https://ferry.example/show/river/"]
    langs = page.xpath("//link[@hreflang]/@hreflang")
    assert langs == ["en", "ar"]
    types = set(page.xpath("//link[@rel='alternate']/@type"))
    assert {"application/rss+xml", "application/feed+json", "application/json+oembed"} <= types
    assert page.xpath("//meta[@property='og:type']/@content") == ["article"]
    assert page.xpath("//link[@type='application/atom+xml']/@href") == ["../atom.xml"]


def test_an_episode_without_a_summary_is_described_by_its_parts() -> None:
    edition = Edition("en", "Pier", "", (), (CALL, replace(CALL, title="x" * 150)))
    assert _contents(edition) == "Bring rope & boats …"
    assert _contents(replace(edition, segments=(CALL, CALL))) == (
        "Bring rope & boats · Bring rope & boats"
    )
    assert _contents(replace(edition, segments=(replace(CALL, title="x" * 200),))) == "Pier …"


def test_who_shows_a_link_is_told_of_its_picture() -> None:
    def said(page, name: str) -> list[str]:
        return page.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")

    own = Frame(SHOW, BUILT, "ar", "pier/index.html", Meta("Pier", card="pier/card-1.jpg"))
    drawn = replace(BUILT, cards=(("ar", "assets/card-ar.jpg"),))
    site = Frame(SHOW, drawn, "ar", "x", Meta("Pier"))
    assert own.preview == Preview("pier/card-1.jpg", 1200, 630, f"Pier. {own.title}")
    assert site.preview == Preview("assets/card-ar.jpg", 1200, 630, site.title)
    assert replace(site, lang="en").preview is None
    assert replace(site, meta=Meta("Pier", is_hidden=True)).preview is None
    art = replace(BUILT, artwork=((600, "assets/a.jpg"),))
    square = Frame(SHOW, art, "en", "x", Meta("Pier", image="assets/a.jpg", image_alt="A boat."))
    assert square.preview == Preview("assets/a.jpg", 600, 600, "A boat.")
    page, other = (
        lxml_html.document_fromstring(rendered("people.html", frame, people=()))
        for frame in (own, square)
    )
    assert said(page, "og:image") == ["https://ferry.example/show/pier/card-1.jpg"]
    assert said(page, "og:image:width") == ["1200"]
    assert said(page, "og:image:alt") == [f"Pier. {own.title}"]
    assert said(page, "twitter:card") == ["summary_large_image"]
    assert said(other, "twitter:card") == ["summary"]


def test_tor_browser_is_told_of_the_onion_service(made) -> None:
    asked = "//meta[@http-equiv='onion-location']/@content"
    assert all(page.xpath(asked) == [] for page in made.values())
    show = replace(SHOW, onion="http://x.onion/ferry/")
    frame = Frame(show, BUILT, "en", "people/index.html", Meta("People"))
    page = lxml_html.document_fromstring(rendered("people.html", frame, people=()))
    assert page.xpath(asked) == ["http://x.onion/ferry/people/"]
    lost = rendered("not_found.html", replace(frame, is_anywhere=True))
    assert lxml_html.document_fromstring(lost).xpath(asked) == []


def test_nothing_is_asked_of_another_site_and_no_code_is_inline(made) -> None:
    for page in made.values():
        policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
        assert "unsafe" not in policy
        assert page.xpath("//*[@style] | //style") == []
        assert all(not name.startswith("on") for node in page.iter() for name in node.attrib)
        asked = page.xpath("//@src | //link[@rel='stylesheet' or @rel='icon']/@href")
        assert asked
        assert not [address for address in asked if "//" in address]
        scripts = page.xpath("//script[not(@type)]")
        assert all(script.get("src") and script.text is None for script in scripts)


def test_what_an_editor_wrote_cannot_become_markup(tmp_path: Path) -> None:
    bad = "</script><img src=x onerror=alert(1)>\"'&"

    def spoil(block: Block) -> Block:
        return replace(block, children=words(bad)) if isinstance(block, Paragraph) else block

    segment = replace(CALL, title=bad, blocks=tuple(map(spoil, CALL.blocks)))
    segment = replace(segment, provenance=Provenance(bad, (bad,), Appearance(bad, bad, bad, bad)))
    edition = replace(ENGLISH, title=bad, summary=bad, segments=(segment,), footnotes=())
    edition = replace(edition, voices=(Voice("host", bad, bad, url=bad), Voice("boat", bad, bad)))
    show = replace(SHOW, title=bad, copyright=bad, licence=Licence(bad, bad))
    found = pages(tmp_path, replace(EPISODE, editions=(edition,)), show=show)
    for text in found.values():
        tree = lxml_html.document_fromstring(text)
        assert tree.xpath("//img[@onerror] | //img[@src='x']") == []
        assert len(tree.xpath("//script")) <= 2


def test_a_draft_is_hidden_from_search_and_has_no_day(tmp_path: Path, episode: Episode) -> None:
    text = pages(tmp_path, replace(episode, slug="drafts/x"))["drafts/x/index.html"]
    assert '<meta name="robots" content="noindex">' in text
    assert "<b>Draft</b>" in text


def test_the_same_episode_gives_the_same_bytes(tmp_path: Path, episode: Episode) -> None:
    assert pages(tmp_path / "a", episode) == pages(tmp_path / "b", episode)


def test_a_title_too_long_for_a_tab_is_cut_in_the_tab_only(tmp_path: Path) -> None:
    title = "The river " * 12
    found = pages(tmp_path, replace(EPISODE, editions=(replace(ENGLISH, title=title),)))
    page = lxml_html.document_fromstring(found["river/index.html"])
    assert len(page.findtext(".//title")) <= 70
    assert page.findtext(".//h1") == title.strip() or page.findtext(".//h1") == title


def test_pages_in_a_language_without_words_mark_the_english_ones(tmp_path: Path) -> None:
    georgian = replace(ENGLISH, lang="ka", title="მდინარე")
    card = replace(CARD, editions=(EditionCard("ka", "მდინარე", "", "river/", 60.0),))
    sound = replace(SOUND, lang="ka")
    outputs = render_pages(
        tmp_path, SHOW, replace(EPISODE, editions=(georgian,)), (sound,), card, Neighbours(), BUILT
    )
    path = next(o.file.path for o in outputs if o.path == "river/index.html")
    page = lxml_html.document_fromstring(path.read_text("utf-8"))
    assert page.get("lang") == "ka"
    heading = page.get_element_by_id("contents_")[0]
    assert (heading.get("lang"), heading.text) == ("en", "Chapters")


def test_a_figure_that_is_no_picture_is_a_problem_at_its_place(tmp_path: Path) -> None:
    (tmp_path / "wall.png").write_text("not a picture")
    figure = Figure("wall.png", "A wall", place=Place("episodes/river/episode.md", 7, 1))
    segment = Segment("call", "Call", Provenance(), (Quotation((figure,)),))
    edition = replace(ENGLISH, segments=(segment,))
    episode = replace(
        EPISODE, editions=(edition,), files=(("wall.png", file_at(tmp_path / "wall.png")),)
    )
    found = picture_problems(episode)
    assert [(each.code, each.place.line) for each in found] == [("picture-unreadable", 7)]
