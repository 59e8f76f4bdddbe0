"""The feeds: identifiers, order, paging, and what each element says."""

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from izdat.model.content import Paragraph, Provenance, Segment, Text
from izdat.model.episode import Edition, Episode, Resource, Soundbite, Voice
from izdat.model.file import File, file_at
from izdat.model.publication import Credit, EditionCard, EpisodeCard, FeedItem, Output
from izdat.model.show import Funding, Licence, Owner, RemoteShow, Show, UpdateFrequency
from izdat.model.sound import Enclosure, Production
from izdat.model.time import Chapter
from izdat.render import addresses, maps
from izdat.render.feed import PAGE, pages, render_feed
from izdat.render.feed_item import render_items
from izdat.render.identifiers import episode_guid, podcast_guid
from izdat.render.licences import licence_tag
from izdat.render.maps import render_maps
from izdat.render.oembed import render_oembed
from izdat.render.persons import taxonomy
from izdat.render.rss_xml import NAMESPACES, cut_text

SHOW = Show(
    "The Night Ferry",
    "https://ferry.example/",
    "en",
    "A show.",
    author="The crew",
    languages=("en", "ar"),
    owner=Owner("The crew", "crew@ferry.example"),
)
VOICES = (Voice("host", "The Night Ferry", "host"), Voice("boat", "a boat pilot", "witness"))
DAY = datetime(2031, 4, 7, 6, tzinfo=timezone(timedelta(hours=2)))
EMPTY = File(Path("nowhere"), "0" * 64, 0)


def edition(lang: str = "en", title: str = "On the pier") -> Edition:
    words = Paragraph((Text("Boats came."),), voice="host")
    segments = (Segment("pier", "On the pier", Provenance(by=("boat",)), (words,)),)
    return Edition(lang, title, "A pilot counts.", VOICES, segments)


def episode(*editions: Edition, **fields: object) -> Episode:
    return replace(Episode("pier", editions or (edition(),), DAY), **fields)


def card(of: Episode) -> EpisodeCard:
    original = of.original.lang
    return EpisodeCard(
        of.slug, of.number, of.season, of.kind, of.published or DAY, of.updated,
        tuple(
            EditionCard(e.lang, e.title, e.summary, path, None)
            for e in of.editions
            for path in (addresses.episode(of.slug, e.lang, original),)
        ),
        tuple(Credit(v.id, v.name, v.role) for v in VOICES),
    )  # fmt: skip


SOUNDS = (("mp3", "audio/mpeg", 1234), ("opus", "audio/ogg", 567))


def sound(
    tmp_path: Path,
    lang: str = "en",
    stem: str = "pier",
    given: tuple[tuple[str, str, int], ...] = SOUNDS,
) -> Production:
    files = []
    for suffix, mime, size in given:
        path = tmp_path / f"{stem}.{suffix}"
        path.write_bytes(b"x" * size)
        files.append(Enclosure(file_at(path), path.name, mime, suffix, 128_000, 90.25))
    chapters = (Chapter(0.0, 30.5, "Good evening", "pier"), Chapter(30.5, 90.25, "Boats", ""))
    return Production(lang, tuple(files), 90.25, chapters, (), ("pier",))


def written(of: Episode, forms: str = "html txt vtt srt json") -> tuple[Output, ...]:
    original = of.original.lang
    paths = [
        addresses.transcript(of.slug, e.lang, original, form)
        for e in of.editions
        for form in forms.split()
    ]
    paths += [addresses.chapters(of.slug, e.lang, original) for e in of.editions]
    return tuple(Output(path, EMPTY) for path in paths)


def item(
    tmp_path: Path, of: Episode, *sounds: Production, lang: str = "en", forms: str = "",
    show: Show = SHOW,
) -> etree._Element:  # fmt: skip
    outputs = written(of, forms) if forms else written(of)
    items = render_items(tmp_path, show, of, sounds, card(of), outputs)
    found = next(each for each in items if each.lang == lang)
    names = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    return etree.fromstring(f"<rss {names}>{found.rss.path.read_text()}</rss>")[0]


def texts(node: etree._Element, path: str) -> list[str]:
    return [str(found) for found in node.xpath(path, namespaces=NAMESPACES)]


# ---- identifiers ------------------------------------------------------------


def test_the_podcast_guid_is_the_namespaces_own_example() -> None:
    # "guid", Podcasting 2.0: for the feed podnews.net/rss.
    space = uuid.UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
    assert str(uuid.uuid5(space, "podnews.net/rss")) == "9b024349-ccf0-5f69-a609-6b82873eab3c"
    own = replace(SHOW, address="https://podnews.net/")
    assert podcast_guid(own, "en") == str(uuid.uuid5(space, "podnews.net/feed.xml"))


def test_a_guid_that_the_show_has_is_kept() -> None:
    own = replace(SHOW, guid="5f3b1f6a-6a0f-5b0e-9d38-0a6a4c1d9e27")
    assert podcast_guid(own, "en") == own.guid
    assert podcast_guid(own, "ar") != own.guid


def test_an_imported_guid_is_unchanged() -> None:
    own = episode(edition(), edition("ar"), guid="https://old.example/?p=12")
    assert episode_guid(SHOW, own, "en") == "https://old.example/?p=12"
    assert uuid.UUID(episode_guid(SHOW, own, "ar")).version == 5


def test_a_made_guid_depends_on_show_and_slug_alone() -> None:
    own = episode()
    other = replace(own, number=9, published=DAY + timedelta(days=1))
    assert episode_guid(SHOW, own, "en") == episode_guid(SHOW, other, "en")
    assert episode_guid(SHOW, own, "en") != episode_guid(SHOW, replace(own, slug="quay"), "en")
    assert episode_guid(replace(SHOW, guid="x"), own, "en") != episode_guid(SHOW, own, "en")


# ---- items ------------------------------------------------------------------


def test_an_item_says_what_it_must(tmp_path: Path) -> None:
    own = episode(
        number=2, season=1, subjects=("boats",), explicit=True, location="Ostrova",
        licence="https://creativecommons.org/licenses/by-sa/4.0/",
        soundbites=(Soundbite(14.0, 8.5, "Across"),),
    )  # fmt: skip
    node = item(tmp_path, own, sound(tmp_path))
    assert texts(node, "title/text()") == ["On the pier"]
    assert texts(node, "guid/@isPermaLink") == ["false"]
    assert texts(node, "link/text()") == ["https://ferry.example/pier/"]
    assert texts(node, "pubDate/text()") == ["Mon, 07 Apr 2031 06:00:00 +0200"]
    assert texts(node, "enclosure/@url") == ["https://ferry.example/pier/pier.mp3"]
    assert texts(node, "enclosure/@length") == ["1234"]
    assert texts(node, "enclosure/@type") == ["audio/mpeg"]
    assert texts(node, "itunes:duration/text()") == ["90"]
    assert texts(node, "itunes:explicit/text()") == ["true"]
    assert texts(node, "itunes:episode/text() | podcast:episode/text()") == ["2", "2"]
    assert texts(node, "itunes:season/text() | podcast:season/text()") == ["1", "1"]
    assert texts(node, "itunes:episodeType/text()") == ["full"]
    assert texts(node, "podcast:license/text()") == ["cc-by-sa-4.0"]
    assert texts(node, "podcast:location/text()") == ["Ostrova"]
    assert texts(node, "podcast:soundbite/@startTime") == ["14"]
    assert texts(node, "podcast:soundbite/@duration") == ["8.5"]
    assert texts(node, "podcast:person/@role") == ["host", "guest"]
    assert texts(node, "podcast:txt[@purpose='ai-content']/text()") == ["true"]
    assert texts(node, "category/text()") == ["boats"]
    assert texts(node, "psc:chapters/psc:chapter/@start") == ["00:00:00.000", "00:00:30.500"]
    assert "0:30 Boats" in texts(node, "content:encoded/text()")[0]
    assert "0:30 Boats" in texts(node, "description/text()")[0]


def test_every_encoding_is_offered_with_its_digest(tmp_path: Path) -> None:
    node = item(tmp_path, episode(), sound(tmp_path))
    assert texts(node, "podcast:alternateEnclosure/@length") == ["1234", "567"]
    assert texts(node, "podcast:alternateEnclosure/@default") == ["true"]
    # openssl dgst -sha256 -binary | base64, of 1,234 and of 567 letters x
    values = texts(node, "podcast:alternateEnclosure/podcast:integrity/@value")
    assert [value[:7] for value in values] == ["sha256-", "sha256-"]
    assert all(len(value) == 7 + 44 for value in values)
    assert values[0] != values[1]


def test_every_encoding_is_offered_by_every_mirror(tmp_path: Path) -> None:
    mirrors = ("https://copy.example/ferry/", "http://ferry.onion/")
    show = replace(SHOW, mirrors=(SHOW.address, *mirrors))
    node = item(tmp_path, episode(), sound(tmp_path), show=show)
    own = texts(node, "podcast:alternateEnclosure[1]/podcast:source/@uri")
    path = own[0].removeprefix(SHOW.address)
    assert own == [f"{address}{path}" for address in (SHOW.address, *mirrors)]
    count = len(texts(node, "podcast:alternateEnclosure"))
    assert len(texts(node, "podcast:alternateEnclosure/podcast:source")) == 3 * count


def test_an_archive_is_for_the_page_and_not_for_the_feed(tmp_path: Path) -> None:
    more = (*SOUNDS, ("m4a", "audio/x-m4a", 890), ("flac", "audio/flac", 9999))
    sounds = sound(tmp_path, given=more)
    node = item(tmp_path, episode(), sounds)
    codecs = texts(node, "podcast:alternateEnclosure/@codecs")
    assert codecs == ["mp3", "opus", "mp4a.40.2"]
    assert b"flac" not in etree.tostring(node)
    (one,) = render_items(tmp_path, SHOW, episode(), (sounds,), card(episode()), ())
    types = [each["mime_type"] for each in json.loads(one.json.path.read_text())["attachments"]]
    assert types == ["audio/mpeg", "audio/ogg", "audio/x-m4a"]


def test_an_edition_without_sound_is_an_item_without_enclosure(tmp_path: Path) -> None:
    node = item(tmp_path, episode(), forms="html txt")
    assert texts(node, "enclosure | podcast:alternateEnclosure | podcast:txt | psc:chapters") == []
    assert texts(node, "itunes:duration") == []
    assert (
        '<a href="https://ferry.example/pier/#pier">On the pier</a> — a boat pilot'
        in (texts(node, "content:encoded/text()")[0])
    )


def test_transcripts_come_in_the_order_in_which_clients_show_the_right_one(tmp_path: Path) -> None:
    own = episode(edition(), edition("ar"), edition("es"))
    english, arabic = sound(tmp_path), sound(tmp_path, "ar", "pier-ar")
    spanish = replace(english, lang="es")  # the original's sound, with translated captions
    node = item(tmp_path, own, english, arabic, spanish)
    urls = texts(node, "podcast:transcript/@url")
    assert [url.removeprefix("https://ferry.example/pier/") for url in urls] == [
        "transcript.json", "transcript.vtt",
        "ar/transcript.html",  # its times are those of another sound
        "es/transcript.json", "es/transcript.vtt", "es/transcript.html",
        "transcript.html", "transcript.txt", "transcript.srt",
    ]  # fmt: skip
    assert texts(node, "podcast:transcript[1]/@rel") == ["captions"]
    assert texts(node, "podcast:transcript[last()]/@type") == ["application/x-subrip"]
    arabic_item = item(tmp_path, own, english, arabic, spanish, lang="ar")
    urls = texts(arabic_item, "podcast:transcript/@url")
    assert urls[0].endswith("/pier/ar/transcript.json")
    assert urls[-1].endswith("/pier/ar/transcript.srt")


def test_borrowed_sound_stays_in_the_originals_folder(tmp_path: Path) -> None:
    own = episode(edition(), edition("es"))
    english = sound(tmp_path)
    node = item(tmp_path, own, english, replace(english, lang="es"), lang="es")
    assert texts(node, "enclosure/@url") == ["https://ferry.example/pier/pier.mp3"]


def test_an_episode_in_another_language_is_in_the_shows_own_feed_too(tmp_path: Path) -> None:
    own = episode(edition("ru", "Причал"))
    items = render_items(tmp_path, SHOW, own, (), card(own), ())
    assert [each.lang for each in items] == ["en", "ru"]
    assert json.loads(items[0].json.path.read_text())["title"] == "Причал"
    assert json.loads(items[0].json.path.read_text())["language"] == "ru"


def test_threads_that_can_be_answered_are_told_from_pages(tmp_path: Path) -> None:
    own = episode(
        resources=(
            Resource("https://social.example/@crew/112233", "Talk", "discussion"),
            Resource("https://forum.example/t/12", "Forum", "discussion"),
            Resource("https://news.example/flood", "The news"),
        )
    )
    node = item(tmp_path, own)
    assert texts(node, "podcast:socialInteract/@protocol") == ["activitypub"]
    assert texts(node, "podcast:contentLink/@href") == [
        "https://forum.example/t/12", "https://news.example/flood",
    ]  # fmt: skip


def test_a_link_that_runs_a_script_is_not_in_the_notes(tmp_path: Path) -> None:
    own = episode(resources=(Resource("javascript:alert(1)", "Click"),))
    whole = etree.tostring(item(tmp_path, own), encoding="unicode")
    assert "javascript:" not in whole


def test_what_no_xml_may_hold_is_left_out(tmp_path: Path) -> None:
    node = item(tmp_path, episode(edition(title="A \x0b\ufffe & <b>")))
    assert texts(node, "title/text()") == ["A  & <b>"]


def test_notes_cannot_be_broken_out_of(tmp_path: Path) -> None:
    own = episode(replace(edition(), summary="<script>alert(1)</script>]]>"))
    html = texts(item(tmp_path, own), "content:encoded/text()")[0]
    assert html.startswith("<p>&lt;script&gt;alert(1)&lt;/script&gt;]]&gt;</p>")


def test_a_description_is_cut_at_a_word_and_keeps_its_address(tmp_path: Path) -> None:
    own = episode(replace(edition(), summary="вода " * 2000))
    text = texts(item(tmp_path, own), "description/text()")[0]
    assert len(text.encode()) <= 4000
    assert text.endswith("вода…\n\nhttps://ferry.example/pier/")


@given(text=st.text(max_size=60), most=st.integers(min_value=3, max_value=80))
def test_a_text_is_never_longer_than_it_may_be(text: str, most: int) -> None:
    cut = cut_text(text, most)
    assert len(cut.encode()) <= most
    assert cut == text or cut.endswith("…")


# ---- feeds ------------------------------------------------------------------


def many(tmp_path: Path, count: int) -> tuple[FeedItem, ...]:
    """Return ``count`` items, the newest first; the oldest is number 1."""
    found = []
    for number in range(count, 0, -1):
        rss = tmp_path / f"{number}.xml"
        rss.write_text(f"<item><title>{number}</title><guid>{number}</guid></item>")
        own = tmp_path / f"{number}.json"
        own.write_text(json.dumps({"id": str(number)}))
        day = DAY + timedelta(days=number)
        found.append(FeedItem("en", file_at(rss), file_at(own), f"e{number}", day, day))
    return tuple(found)


def feed(tmp_path: Path, items: tuple[FeedItem, ...], show: Show = SHOW) -> dict[str, bytes]:
    outputs = render_feed(tmp_path / "out", show, "en", items, "assets/art.jpg")
    return {output.path: output.file.path.read_bytes() for output in outputs}


def numbers(data: bytes) -> list[int]:
    return [int(guid) for guid in etree.fromstring(data).xpath("channel/item/guid/text()")]


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 200, 201, 350])
def test_every_item_is_in_some_page_and_archived_pages_are_full(tmp_path: Path, count: int) -> None:
    found = list(pages(many(tmp_path, count)))
    assert len(found[0].items) == min(count, PAGE)
    assert all(len(page.items) == PAGE for page in found[1:])
    assert len({item.slug for page in found for item in page.items}) == count


def test_archived_pages_do_not_move(tmp_path: Path) -> None:
    before = feed(tmp_path, many(tmp_path, 250))
    after = feed(tmp_path, many(tmp_path, 251))
    for name in ("feed-1.xml", "feed-2.xml", "feed-1.json", "feed-2.json"):
        assert before[name] == after[name]
    assert numbers(after["feed-1.xml"]) == list(range(100, 0, -1))
    assert numbers(after["feed-2.xml"]) == list(range(200, 100, -1))
    assert numbers(after["feed.xml"]) == list(range(251, 151, -1))


def test_pages_are_linked_as_rfc_5005_says(tmp_path: Path) -> None:
    found = feed(tmp_path, many(tmp_path, 350))

    def links(name: str) -> dict[str, str]:
        nodes = etree.fromstring(found[name]).iter("{http://www.w3.org/2005/Atom}link")
        return {
            node.get("rel"): node.get("href").removeprefix("https://ferry.example/")
            for node in nodes
            if node.get("rel") != "alternate"
        }

    assert links("feed.xml") == {"self": "feed.xml", "prev-archive": "feed-3.xml"}
    assert links("feed-3.xml") == {
        "self": "feed-3.xml", "current": "feed.xml", "prev-archive": "feed-2.xml",
    }  # fmt: skip
    assert links("feed-1.xml") == {
        "self": "feed-1.xml", "current": "feed.xml", "next-archive": "feed-2.xml",
    }  # fmt: skip
    assert b"<fh:archive/>" in found["feed-1.xml"]
    assert b"<fh:archive/>" not in found["feed.xml"]
    assert json.loads(found["feed.json"])["next_url"] == "https://ferry.example/feed-3.json"
    assert "next_url" not in json.loads(found["feed-1.json"])


def test_dates_are_the_newest_episodes_and_not_todays(tmp_path: Path) -> None:
    items = many(tmp_path, 3)
    changed = replace(items[2], updated=DAY + timedelta(days=30))
    root = etree.fromstring(feed(tmp_path, (*items[:2], changed))["feed.xml"])
    assert root.findtext("channel/pubDate") == "Thu, 10 Apr 2031 06:00:00 +0200"
    assert root.findtext("channel/lastBuildDate") == "Wed, 07 May 2031 06:00:00 +0200"


def test_a_channel_says_what_the_show_says(tmp_path: Path) -> None:
    show = replace(
        SHOW,
        categories=(("Society & Culture", "Documentary"), ("News",)),
        licence=Licence("CC0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
        funding=(Funding("https://ferry.example/rope", "Buy us rope"),),
        voices=VOICES,
        type="serial", block=True, complete=True, new_feed="https://new.example/feed.xml",
        podroll=(RemoteShow("9b024349-ccf0-5f69-a609-6b82873eab3c", "https://o.example/rss", "O"),),
        publisher=RemoteShow("003af0a0-6a45-55cf-b765-68e3d349551a", "https://p.example/rss"),
        update_frequency=UpdateFrequency("weekly", "FREQ=WEEKLY"),
        podping=True, copyright="No rights reserved",
    )  # fmt: skip
    channel = etree.fromstring(feed(tmp_path, many(tmp_path, 1), show)["feed.xml"])[0]
    expected = {
        "itunes:category/@text": ["Society & Culture", "News"],
        "itunes:category/itunes:category/@text": ["Documentary"],
        "itunes:image/@href": ["https://ferry.example/assets/art.jpg"],
        "itunes:type/text()": ["serial"],
        "itunes:block/text()": ["Yes"],
        "itunes:complete/text()": ["Yes"],
        "itunes:new-feed-url/text()": ["https://new.example/feed.xml"],
        "itunes:owner/itunes:email/text()": ["crew@ferry.example"],
        "itunes:explicit/text()": ["false"],
        "language/text()": ["en"],
        "copyright/text()": ["No rights reserved"],
        "image/url/text()": ["https://ferry.example/assets/art.jpg"],
        "podcast:guid/text()": [podcast_guid(show, "en")],
        "podcast:locked/@owner": ["crew@ferry.example"],
        "podcast:license/text()": ["cc0-1.0"],
        "podcast:funding/@url": ["https://ferry.example/rope"],
        "podcast:person/text()": ["The Night Ferry", "a boat pilot"],
        "podcast:podroll/podcast:remoteItem/@feedUrl": ["https://o.example/rss"],
        "podcast:publisher/podcast:remoteItem/@medium": ["publisher"],
        "podcast:updateFrequency/@rrule": ["FREQ=WEEKLY"],
        "podcast:podping/@usesPodping": ["true"],
        "podcast:block/text()": ["yes"],
        "podcast:medium/text()": ["podcast"],
    }
    for path, values in expected.items():
        assert texts(channel, path) == values, path


def test_namespaces_are_exact(tmp_path: Path) -> None:
    root = etree.fromstring(feed(tmp_path, ())["feed.xml"])
    assert root.nsmap["podcast"] == "https://podcastindex.org/namespace/1.0"
    assert root.nsmap["itunes"] == "http://www.itunes.com/dtds/podcast-1.0.dtd"
    assert root.nsmap["psc"] == "http://podlove.org/simple-chapters"


def test_the_trailer_is_found_among_the_items(tmp_path: Path) -> None:
    own = episode(kind="trailer")
    items = render_items(tmp_path, SHOW, own, (sound(tmp_path),), card(own), written(own))
    channel = etree.fromstring(feed(tmp_path, items, replace(SHOW, trailer="pier"))["feed.xml"])[0]
    assert texts(channel, "podcast:trailer/@url") == ["https://ferry.example/pier/pier.mp3"]
    assert texts(channel, "podcast:trailer/@length") == ["1234"]
    assert texts(channel, "podcast:txt/@purpose") == ["ai-content"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    items = many(tmp_path, 120)
    assert feed(tmp_path / "a", items) == feed(tmp_path / "b", items)


# ---- maps and the rest ------------------------------------------------------


def test_the_list_of_mirrors_is_in_the_site_where_there_are_any(tmp_path: Path) -> None:
    mirrors = ("https://copy.example/ferry/", "http://ferry.onion/")
    outputs = render_maps(tmp_path, replace(SHOW, mirrors=mirrors), ())
    files = {output.path: output.file.path.read_text() for output in outputs}
    assert files["mirrors.txt"].split() == [SHOW.address, *mirrors]
    assert "mirrors.txt" not in {output.path for output in render_maps(tmp_path, SHOW, ())}


def test_a_large_sitemap_is_divided(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(maps, "MOST_ADDRESSES", 5)
    outputs = render_maps(tmp_path, SHOW, (card(episode(edition(), edition("ar"))),))
    files = {output.path: output.file.path.read_bytes() for output in outputs}
    index = etree.fromstring(files["sitemap.xml"])
    parts = [url.rpartition("/")[2] for url in index.xpath("//*[local-name()='loc']/text()")]
    assert parts == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    urls = [
        u
        for part in parts
        for u in etree.fromstring(files[part]).xpath("//*[local-name()='loc']/text()")
    ]
    lines = [name for name in files if name.endswith(".txt") and name.startswith("sitemap")]
    assert urls == [line for name in lines for line in files[name].decode().split()]
    assert b"Sitemap: https://ferry.example/sitemap-2.txt" in files["robots.txt"]


def test_translations_point_at_each_other_in_the_sitemap(tmp_path: Path) -> None:
    outputs = render_maps(tmp_path, SHOW, (card(episode(edition(), edition("ar"))),))
    root = etree.fromstring(outputs[0].file.path.read_bytes())
    space = {
        "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
        "x": "http://www.w3.org/1999/xhtml",
    }
    own = root.xpath("s:url[s:loc='https://ferry.example/pier/']", namespaces=space)[0]
    assert own.xpath("x:link/@hreflang", namespaces=space) == ["en", "ar"]
    assert own.findtext("s:lastmod", namespaces=space) == "2031-04-07T06:00:00+02:00"


def test_oembed_escapes_what_it_frames(tmp_path: Path) -> None:
    outputs = render_oembed(tmp_path, SHOW, card(episode(edition(title='A "pier" & <b>'))))
    found = json.loads(outputs[0].file.path.read_text())
    assert found["version"] == "1.0"
    assert found["type"] == "rich"
    frame = etree.HTML(found["html"]).find(".//iframe")
    assert frame.get("src") == "https://ferry.example/pier/embed.html"
    assert frame.get("title") == 'A "pier" & <b>'


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        (("CC-BY-4.0", ""), ("cc-by-4.0", "")),
        (("https://creativecommons.org/publicdomain/zero/1.0/", ""),
         ("cc0-1.0", "https://creativecommons.org/publicdomain/zero/1.0/")),
        (("https://ferry.example/terms", ""),
         ("https://ferry.example/terms", "https://ferry.example/terms")),
        (("Crew", "https://ferry.example/terms"), ("crew", "https://ferry.example/terms")),
    ],
)  # fmt: skip
def test_a_licence_has_an_identifier_and_an_address(
    given: tuple[str, str], tag: tuple[str, str]
) -> None:
    assert licence_tag(*given) == tag


def test_a_role_that_the_taxonomy_does_not_know_is_a_guest() -> None:
    assert taxonomy("Host") == ("host", "cast")
    assert taxonomy("collective author") == ("author", "writing")
    assert taxonomy("witness") == ("guest", "cast")
    assert taxonomy("") == ("guest", "cast")
