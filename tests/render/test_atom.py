"""The feed of pages: what is new and what was corrected, each page once."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
from lxml import etree

from izdat.model.publication import EditionCard, EpisodeCard
from izdat.model.show import Show
from izdat.render.atom import ATOM, MOST_ENTRIES, render_atom

SHOW = Show("Ferry & Co", "https://ferry.example/x/", "en", "Boats.", languages=("en", "ar"))
DAY = datetime(2031, 4, 7, 6, tzinfo=UTC)


def card(slug: str, *langs: str, published: datetime = DAY) -> EpisodeCard:
    folders = {lang: f"{slug}/" if lang == "en" else f"{slug}/{lang}/" for lang in langs}
    editions = tuple(
        EditionCard(lang, f"{slug} <{lang}>", "", folder, None) for lang, folder in folders.items()
    )
    return EpisodeCard(slug, 1, None, "full", published, None, editions, (), ("flood\x01",))


def written(folder: Path, lang: str, *cards: EpisodeCard) -> bytes:
    (output,) = render_atom(folder, SHOW, lang, cards)
    assert output.path == ("atom.xml" if lang == "en" else f"{lang}/atom.xml")
    return output.file.path.read_bytes()


def test_a_reader_finds_each_page_of_its_language_the_last_changed_first(tmp_path: Path) -> None:
    old = replace(card("old", "en", "ar", "fr"), updated=DAY + timedelta(days=9))
    new = card("new", "en", published=DAY + timedelta(days=1))
    read = feedparser.parse(written(tmp_path, "en", new, old))
    assert not read.bozo
    assert (read.version, read.feed.title) == ("atom10", "Ferry & Co")
    assert [entry.link for entry in read.entries] == [
        "https://ferry.example/x/old/fr/",  # a language without a home of its own
        "https://ferry.example/x/old/",
        "https://ferry.example/x/new/",
    ]
    assert read.entries[1].title in ("old <en>", "old &lt;en&gt;")  # feedparser escapes it again
    assert read.entries[1].updated == "2031-04-16T06:00:00+00:00"
    assert read.entries[1].published == "2031-04-07T06:00:00+00:00"
    arabic = feedparser.parse(written(tmp_path, "ar", new, old))
    assert [entry.link for entry in arabic.entries] == ["https://ferry.example/x/old/ar/"]


def test_it_has_what_the_standard_asks_for(tmp_path: Path) -> None:
    # RFC 4287, sections 4.1.1 and 4.1.2.
    for cards in ((), (card("one", "en"), card("two", "en"))):
        root = etree.fromstring(written(tmp_path, "en", *cards))
        space = {"a": ATOM}
        assert root.tag == f"{{{ATOM}}}feed"
        for name in ("id", "title", "updated"):
            assert len(root.findall(f"a:{name}", space)) == 1
            for entry in root.findall("a:entry", space):
                assert len(entry.findall(f"a:{name}", space)) == 1
        assert root.findtext("a:author/a:name", None, space) == "Ferry & Co"
        assert root.find("a:link[@rel='self']", space).get("href").endswith("/x/atom.xml")
        stamp = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)"
        for node in root.iter(f"{{{ATOM}}}updated", f"{{{ATOM}}}published"):
            assert re.fullmatch(stamp, node.text)
        ids = [node.text for node in root.iter(f"{{{ATOM}}}id")]
        assert len(ids) == len(set(ids)) == len(cards) + 1


def test_it_tells_of_the_last_changed_only(tmp_path: Path) -> None:
    days = [DAY + timedelta(days=n) for n in range(MOST_ENTRIES + 9)]
    cards = [card(f"e{n}", "en", published=day) for n, day in enumerate(days)]
    read = feedparser.parse(written(tmp_path, "en", *cards))
    assert len(read.entries) == MOST_ENTRIES
    assert read.entries[0].link.endswith(f"/e{len(cards) - 1}/")
