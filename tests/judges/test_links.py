"""Every link in the folder leads somewhere, wherever the folder lies."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html
from PIL import Image

pytestmark = pytest.mark.judge

ANYWHERE = "404.html"  # shown at any address: its links begin at the host's root
# What a browser fetches by itself, by element and attribute.
FETCHED = {
    ("img", "src"), ("img", "srcset"), ("source", "src"), ("source", "srcset"),
    ("script", "src"), ("audio", "src"), ("video", "src"), ("video", "poster"), ("track", "src"),
    ("iframe", "src"), ("embed", "src"), ("object", "data"), ("input", "src"), ("use", "href"),
}  # fmt: skip
FETCHED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "manifest", "prefetch"}
CSS_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s+['\"]([^'\"]+)")


@cache
def page(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes())


@cache
def ids(path: Path) -> frozenset[str]:
    return frozenset(str(name) for name in page(path).xpath("//@id | //a/@name"))


def links(tree: html.HtmlElement) -> Iterator[tuple[str, bool]]:
    """Yield every address on a page, and whether a browser fetches it by itself."""
    for node in tree.iter():
        if not isinstance(node.tag, str):
            continue
        for name, value in node.attrib.items():
            is_fetched = (node.tag, name) in FETCHED
            if name == "srcset":
                yield from ((part.split()[0], True) for part in value.split(",") if part.strip())
            elif is_fetched:
                yield value, True
            elif name == "href":
                kinds = set((node.get("rel") or "").split())
                yield value, node.tag == "link" and bool(kinds & FETCHED_LINKS)
            elif name in {"action", "formaction", "cite", "longdesc"}:
                yield value, False
        if node.tag == "style" or node.get("style"):
            for found in CSS_ADDRESS.findall((node.text or "") + (node.get("style") or "")):
                yield found[0] or found[1], True


def pages(public: Path) -> list[Path]:
    return sorted(public.rglob("*.html"))


def test_what_a_browser_fetches_is_in_the_folder(public: Path) -> None:
    for path in pages(public):
        for address, is_fetched in links(page(path)):
            if is_fetched and not address.startswith("data:"):
                parts = urlsplit(address)
                assert not parts.scheme, (path, address)
                assert not parts.netloc, (path, address)


def test_every_relative_link_leads_to_a_file_and_a_place_in_it(public: Path, address: str) -> None:
    root = urlsplit(address).path
    for path in pages(public):
        for link, _ in links(page(path)):
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            if path.name == ANYWHERE and parts.path.startswith(root):
                target = public / unquote(parts.path.removeprefix(root))
            else:
                assert not parts.path.startswith("/"), (path, link)
                target = path.parent / unquote(parts.path) if parts.path else path
            target = Path(*target.parts).resolve()
            assert target.is_relative_to(public.resolve()), (path, link)
            assert target.is_file(), (path, link)
            fragment = unquote(parts.fragment)
            if fragment and target.suffix == ".html":
                assert fragment in ids(target), (path, link)
            elif fragment and target.suffix not in {".mp3", ".opus", ".ogg", ".m4a"}:
                assert target.suffix == ".svg", (path, link)


def test_every_full_address_in_a_head_leads_to_a_file(
    public: Path, address: str, file_of: Callable[[str], Path]
) -> None:
    for path in pages(public):
        for node in page(path).iter("link", "meta"):
            value = node.get("content") if node.tag == "meta" else node.get("href")
            if value and value.startswith(address):
                file_of(value)


# What the types of schema.org that we use have, their parents' included (schema.org 29).
SCHEMA = {
    "PodcastSeries": {"name", "url", "description", "inLanguage", "webFeed", "image", "author",
                      "license"},
    "PodcastEpisode": {"name", "url", "description", "inLanguage", "episodeNumber", "datePublished",
                       "dateModified", "duration", "image", "keywords", "translationOfWork",
                       "associatedMedia", "partOfSeries"},
    "AudioObject": {"contentUrl", "encodingFormat", "contentSize", "sha256"},
    "Organization": {"name"},
}  # fmt: skip


def things(value: object) -> Iterator[dict[str, object]]:
    """Yield every thing that JSON-LD tells of, the outer before the inner."""
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from things(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things(inner)


def test_what_machines_are_told_is_of_schema_org_and_leads_to_files(
    public: Path, address: str, file_of: Callable[[str], Path]
) -> None:
    types = set()
    for path in pages(public):
        for text in page(path).xpath("//script[@type='application/ld+json']/text()"):
            said = json.loads(text)
            assert said.pop("@context") == "https://schema.org"
            for thing in things(said):
                kind = thing.pop("@type")
                types.add(kind)
                assert set(thing) <= SCHEMA[kind], (path, kind)
                for key in ("url", "webFeed", "image", "contentUrl"):
                    if key in thing:
                        file_of(thing[key])
                if "contentUrl" in thing:
                    data = file_of(thing["contentUrl"]).read_bytes()
                    assert thing["contentSize"] == str(len(data))
                    assert thing["sha256"] == hashlib.sha256(data).hexdigest()
                if "datePublished" in thing:
                    datetime.fromisoformat(thing["datePublished"])
                assert re.fullmatch(r"PT\d+S", thing.get("duration", "PT1S"))
    assert types >= {"PodcastSeries", "PodcastEpisode", "AudioObject"}


def test_the_picture_of_a_link_is_as_large_as_its_page_says_and_has_words(
    public: Path, file_of: Callable[[str], Path]
) -> None:
    seen = set()
    for path in pages(public):
        said = {
            node.get("property"): node.get("content")
            for node in page(path).xpath("//meta[starts-with(@property, 'og:')]")
        }
        if "og:image" not in said:
            is_hidden = bool(page(path).xpath("//meta[@name='robots']"))
            assert is_hidden or not page(path).xpath("//link[@rel='canonical']"), path
            continue
        file = file_of(said["og:image"])
        with Image.open(file) as image:
            told = (int(said["og:image:width"]), int(said["og:image:height"]))
            assert image.size == told == (1200, 630), path
        assert (
            page(path).xpath("string(//meta[@property='og:site_name']/@content)")
            in (said["og:image:alt"])
        )
        assert file.stat().st_size < 300_000  # what the strictest messenger still shows
        seen.add(file)
    assert len(seen) > 1


def test_who_embeds_an_episode_gets_its_player(
    public: Path, address: str, file_of: Callable[[str], Path]
) -> None:
    found = 0
    for path in sorted(public.rglob("oembed.json")):
        said = json.loads(path.read_bytes())
        assert (said["version"], said["type"]) == ("1.0", "rich")  # oEmbed 1.0, section 2.3.4
        assert {"html", "width", "height"} <= set(said)
        (frame,) = html.fragment_fromstring(said["html"], create_parent=True)
        assert (frame.tag, frame.get("width")) == ("iframe", str(said["width"]))
        assert file_of(frame.get("src")) == path.parent / "embed.html"
        with Image.open(file_of(said["thumbnail_url"])) as image:
            assert image.size == (said["thumbnail_width"], said["thumbnail_height"])
        (asked,) = page(path.parent / "index.html").xpath(
            "//link[@type='application/json+oembed']/@href"
        )
        assert file_of(asked) == path
        found += 1
    assert found


def test_stylesheets_fetch_nothing_from_elsewhere(public: Path) -> None:
    for path in public.rglob("*.css"):
        for found in CSS_ADDRESS.findall(path.read_text("utf-8")):
            target = found[0] or found[1]
            assert target.startswith("data:") or (path.parent / target).is_file(), target


def test_the_sitemap_is_one_and_leads_everywhere(
    public: Path, address: str, file_of: Callable[[str], Path]
) -> None:
    # The structure of https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd; the schema itself
    # has no licence that lets us carry it.
    namespace = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    root = etree.parse(public / "sitemap.xml").getroot()
    files = [public / "sitemap.xml"]
    if root.tag == f"{namespace}sitemapindex":
        files = [file_of(node.text) for node in root.iter(f"{namespace}loc")]
    found: list[str] = []
    for file in files:
        urls = etree.parse(file).getroot()
        assert urls.tag == f"{namespace}urlset"
        assert 0 < len(urls) <= 50_000
        for url in urls:
            assert url.tag == f"{namespace}url"
            names = [child.tag.removeprefix(namespace) for child in url]
            assert names[0] == "loc"
            assert names[1:2] in ([], ["lastmod"], ["{http://www.w3.org/1999/xhtml}link"])
            found.append(url.findtext(f"{namespace}loc"))
            if stamp := url.findtext(f"{namespace}lastmod"):
                assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)", stamp)
            for link in url.iter("{http://www.w3.org/1999/xhtml}link"):
                file_of(link.get("href"))
    assert len(found) == len(set(found))
    assert all(len(url) < 2048 for url in found)
    transcripts = {url for url in found if url.endswith("transcript.html")}
    shown = {path for path in public.rglob("transcript.html") if "drafts" not in path.parts}
    assert {file_of(url) for url in transcripts} == shown
    listed = {file_of(url) for url in found}
    hidden = {path for path in pages(public) if page(path).xpath("//meta[@name='robots']")}
    redirects = {
        path for path in pages(public) if page(path).xpath("//meta[@http-equiv='refresh']")
    }
    embeds = set(public.rglob("embed.html"))
    assert listed == set(pages(public)) - hidden - redirects - embeds
    assert (public / "sitemap.txt").read_text().split() == found[:50_000]


def test_the_subscription_list_has_every_feed(public: Path, file_of: Callable[[str], Path]) -> None:
    listed = {
        file_of(node.get("xmlUrl")) for node in etree.parse(public / "opml.xml").iter("outline")
    }
    with_items = {
        path
        for path in public.rglob("feed.xml")
        if etree.parse(path).find("channel/item") is not None
    }
    assert with_items | {public / "feed.xml"} == listed


def test_robots_are_shown_the_sitemap(public: Path, file_of: Callable[[str], Path]) -> None:
    lines = (public / "robots.txt").read_text().splitlines()
    assert "Allow: /" in lines
    maps = [line.removeprefix("Sitemap: ") for line in lines if line.startswith("Sitemap: ")]
    assert file_of(maps[0]) == public / "sitemap.xml"
    assert all(map(file_of, maps))
