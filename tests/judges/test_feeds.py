"""Real readers read the feeds: every item, enclosure, transcript and chapter."""

import io
import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import feedparser
import podcastparser
import pytest
from lxml import etree

pytestmark = pytest.mark.judge

PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"
ATOM = "{http://www.w3.org/2005/Atom}"
OTHER_NAME = b"https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
PSC = "{http://podlove.org/simple-chapters}"

# Tags that partytime 5.0.0 does not read. ``source``, ``integrity`` and ``remoteItem`` stand inside
# others that it reads whole; the namespace has the rest since, and it does not know them yet;
# of ``txt`` it takes the text "true" for a boolean, and that for no text.
UNREAD = {
    "source", "integrity", "remoteItem",
    "updateFrequency", "podping", "image", "contentLink",
    "txt",
}  # fmt: skip


def feeds(public: Path) -> list[Path]:
    return sorted(path for path in public.rglob("feed*.xml"))


def items(feed: Path) -> list[Any]:
    return etree.parse(feed).findall("channel/item")


def test_there_are_feeds_and_items(public: Path) -> None:
    assert (public / "feed.xml") in feeds(public)
    assert items(public / "feed.xml")


def test_xmllint_passes_every_feed_and_map(public: Path, xmllint: Callable[..., str]) -> None:
    assert xmllint(*map(str, sorted(public.rglob("*.xml")))) == ""


def test_partytime_knows_every_tag(public: Path, node_report: dict[str, Any]) -> None:
    assert set(node_report["feeds"]) == {p.relative_to(public).as_posix() for p in feeds(public)}
    for path, verdict in node_report["feeds"].items():
        assert verdict["said"] == [], path
        tree = etree.parse(public / path)
        used = {
            etree.QName(node).localname
            for node in tree.iter(f"{PODCAST}*")
            if isinstance(node.tag, str)
        }
        known = {tag for tags in verdict["feed"]["pc20support"].values() for tag in tags}
        assert used - UNREAD <= known, path


def test_partytime_reads_every_item(
    public: Path, node_report: dict[str, Any], file_of: Callable[[str], Path]
) -> None:
    for path, verdict in node_report["feeds"].items():
        read = {item["guid"]: item for item in verdict["feed"]["items"]}
        for item in items(public / path):
            found = read[item.findtext("guid")]
            assert found["title"] == item.findtext("title")
            transcripts = [node.get("url") for node in item.iter(f"{PODCAST}transcript")]
            assert [each["url"] for each in found.get("podcastTranscripts", [])] == transcripts
            for url in transcripts:
                assert file_of(url).stat().st_size > 0
            chapters = item.find(f"{PODCAST}chapters")
            if chapters is not None:
                assert found["podcastChapters"]["url"] == chapters.get("url")
                assert json.loads(file_of(chapters.get("url")).read_bytes())["chapters"]


def test_partytime_reads_items_without_sound_or_says_so(
    public: Path, node_report: dict[str, Any]
) -> None:
    # Partytime leaves out items without an enclosure; a feed must not lose others.
    for path, verdict in node_report["feeds"].items():
        with_sound = [i for i in items(public / path) if i.find("enclosure") is not None]
        guids = {item["guid"] for item in verdict["feed"]["items"]}
        assert {item.findtext("guid") for item in with_sound} <= guids, path


def test_feedparser_reads_every_item(public: Path, file_of: Callable[[str], Path]) -> None:
    for feed in feeds(public):
        read = feedparser.parse(feed.read_bytes())
        assert not read.bozo, read.get("bozo_exception")
        assert len(read.entries) == len(items(feed))
        for entry in read.entries:
            assert entry.id
            assert entry.title
            assert entry.published_parsed
            assert file_of(entry.link)
            for enclosure in entry.enclosures:
                assert int(enclosure.length) == file_of(enclosure.href).stat().st_size
                assert enclosure.type in {"audio/mpeg", "audio/ogg", "audio/x-m4a"}
                assert int(entry.itunes_duration) > 0


def test_podcastparser_reads_every_item_that_sounds(
    public: Path, file_of: Callable[[str], Path]
) -> None:
    for feed in feeds(public):
        # Version 0.6.11 knows the namespace by its other name only, which the namespace declares
        # to be the same; AntennaPod knows only the one that the feed has.
        known = feed.read_bytes().replace(b"https://podcastindex.org/namespace/1.0", OTHER_NAME)
        read = podcastparser.parse("https://example.org/", io.BytesIO(known))
        by_guid = {episode["guid"]: episode for episode in read["episodes"]}
        for item in items(feed):
            if item.find("enclosure") is None:
                continue
            episode = by_guid[item.findtext("guid")]
            sound = episode["enclosures"][0]
            assert sound["file_size"] == file_of(sound["url"]).stat().st_size
            assert episode["total_time"] > 0
            chapters = item.find(f"{PODCAST}chapters")
            if chapters is not None:
                own = json.loads(file_of(chapters.get("url")).read_bytes())["chapters"]
                # It reads whole seconds; the milliseconds are compared below.
                assert [(c["title"], c["start"]) for c in episode["chapters"]] == [
                    (c["title"], int(c["startTime"])) for c in own
                ]
            # It keeps the last transcript of all: that must be the item's own language.
            own_language = item.findall(f"{PODCAST}transcript")[-1]
            assert episode["transcript_url"] == own_language.get("url")
            assert Path(file_of(own_language.get("url"))).parent == file_of(episode["link"]).parent


def test_psc_chapters_are_those_of_chapters_json(
    public: Path, file_of: Callable[[str], Path]
) -> None:
    for feed in feeds(public):
        for item in items(feed):
            chapters = item.find(f"{PODCAST}chapters")
            marks = [node.get("start") for node in item.iter(f"{PSC}chapter")]
            if chapters is None:
                assert not marks
                continue
            own = json.loads(file_of(chapters.get("url")).read_bytes())
            assert own["version"] == "1.2.0"
            assert [milliseconds(mark) for mark in marks] == [
                round(chapter["startTime"] * 1000) for chapter in own["chapters"]
            ]


def test_every_address_in_a_feed_leads_to_a_file(
    public: Path, address: str, file_of: Callable[[str], Path]
) -> None:
    for feed in feeds(public):
        for node in etree.parse(feed).iter("{*}*"):
            if node.tag == f"{PODCAST}funding":
                continue  # the show's own, wherever it is
            for value in (*node.attrib.values(), node.text or ""):
                if value.startswith(address) and " " not in value and "\n" not in value:
                    file_of(value)


def test_a_description_is_short_enough(public: Path) -> None:
    for feed in feeds(public):
        for item in items(feed):
            assert len(item.findtext("description").encode()) <= 4000


def test_archived_pages_hold_together(public: Path, file_of: Callable[[str], Path]) -> None:
    for feed in public.rglob("feed.xml"):
        seen: list[str] = []
        page: Path | None = feed
        while page is not None:
            tree = etree.parse(page)
            found = tree.findall("channel/item")
            assert len(found) <= 100
            seen += [item.findtext("guid") for item in found]
            link = tree.find(f"channel/{ATOM}link[@rel='prev-archive']")
            page = None if link is None else file_of(link.get("href"))
        pages = [*feed.parent.glob("feed.xml"), *feed.parent.glob("feed-*.xml")]
        assert set(seen) == {i.findtext("guid") for path in pages for i in items(path)}


def test_the_json_feed_is_version_1_1_and_says_the_same(
    public: Path, file_of: Callable[[str], Path]
) -> None:
    for path in sorted(public.rglob("feed*.json")):
        feed = json.loads(path.read_bytes())
        assert feed["version"] == "https://jsonfeed.org/version/1.1"
        assert feed["title"]
        assert file_of(feed["feed_url"]) == path
        assert file_of(feed["home_page_url"])
        if "next_url" in feed:
            assert file_of(feed["next_url"]) != path
        rss = {item.findtext("guid"): item for item in items(path.with_suffix(".xml"))}
        assert [item["id"] for item in feed["items"]] == list(rss)
        for item in feed["items"]:
            assert item["content_html"]
            assert datetime.fromisoformat(item["date_published"]).tzinfo
            assert file_of(item["url"])
            for sound in item.get("attachments", []):
                assert sound["mime_type"].startswith("audio/")
                assert file_of(sound["url"]).stat().st_size == sound["size_in_bytes"]
            enclosure = rss[item["id"]].find("enclosure")
            first = item.get("attachments", [{"url": None}])[0]["url"]
            assert first == (None if enclosure is None else enclosure.get("url"))


def milliseconds(stamp: str) -> int:
    hours, minutes, seconds = stamp.split(":")
    return (int(hours) * 60 + int(minutes)) * 60_000 + round(float(seconds) * 1000)
