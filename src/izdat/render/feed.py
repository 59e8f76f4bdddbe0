"""A show and its items → its feed in one language: RSS and JSON, in pages that do not move.

RFC 5005, section 4, archived feeds. ``feed.xml`` has the newest hundred items, whole, for every
client that reads nothing else. All older ones are in archived pages of a hundred, counted from the
oldest, so that a page once full stays as it is; only its link to the next page comes later. The
newest archived page may repeat items of ``feed.xml``: section 4 has clients know them by their id.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from izdat.model.publication import FeedItem, Output
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.channel import describe
from izdat.render.rss_xml import add, new_rss
from izdat.render.site_file import site_file
from izdat.render.trailer import Trailer, trailer_among
from izdat.run.step import step

PAGE = 100  # items
JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"
RSS_MIME = "application/rss+xml"


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the feed: the current one, or an archived one, from 1, the oldest first."""

    number: int | None  # None: the current
    items: tuple[FeedItem, ...]  # newest first
    older: int | None  # number of the archived page before it
    newer: int | None  # number of the archived page after it


@step(version=1)
def render_feed(
    folder: Path, show: Show, lang: str, items: tuple[FeedItem, ...], artwork: str = ""
) -> tuple[Output, ...]:
    """Return the feed in ``lang``, as RSS and as JSON, with its archived pages.

    ``items``: all of this language, newest first; ``artwork``: the path in the site of the show's
    picture, square and of 1,400 to 3,000 pixels; "" for none.
    """
    picture = addresses.absolute(show.address, artwork) if artwork else ""
    trailer = trailer_among(items, show.trailer)
    has_machine = any(item.is_machine_voiced for item in items)
    outputs = []
    for page in pages(items):
        rss = _rss(show, lang, page, picture, trailer, has_machine)
        outputs.append(site_file(folder, addresses.feed(lang, show.lang, page.number), rss))
        feed = _json(show, lang, page, picture)
        outputs.append(site_file(folder, _json_path(show, lang, page.number), feed))
    return tuple(outputs)


def pages(items: tuple[FeedItem, ...]) -> Iterator[Page]:
    """Yield the current page, then the archived ones from the oldest on.

    There are just as many archived pages as hold every item that is not in the current one.
    """
    count = -(-max(0, len(items) - PAGE) // PAGE)
    yield Page(None, items[:PAGE], count or None, None)
    for number in range(1, count + 1):
        first = len(items) - number * PAGE
        older = number - 1 or None
        newer = number + 1 if number < count else None
        yield Page(number, items[first : first + PAGE], older, newer)


def _rss(
    show: Show,
    lang: str,
    page: Page,
    artwork: str,
    trailer: Trailer | None,
    has_machine: bool,
) -> bytes:
    rss, channel = new_rss()
    _links(channel, show, lang, page)
    describe(
        channel,
        show,
        lang,
        page.items,
        artwork=artwork,
        trailer=trailer,
        is_machine_voiced=has_machine,
    )
    etree.indent(rss, " ")
    head, end, tail = etree.tostring(rss, encoding="utf-8").rpartition(b"</channel>")
    return b"".join(
        (
            b'<?xml version="1.0" encoding="UTF-8"?>\n',
            head,
            *(_read(item) for item in page.items),
            end,
            tail,
            b"\n",
        )
    )


def _links(channel: _Element, show: Show, lang: str, page: Page) -> None:
    """Add the links of Atom: to itself, and to the pages before and after."""

    def link(rel: str, path: str, kind: str = RSS_MIME) -> None:
        href = addresses.absolute(show.address, path)
        add(channel, "atom:link", rel=rel, type=kind, href=href)

    current = addresses.feed(lang, show.lang)
    link("self", addresses.feed(lang, show.lang, page.number))
    link("alternate", addresses.json_feed(lang, show.lang), "application/feed+json")
    if page.number is not None:
        add(channel, "fh:archive")
        link("current", current)
    if page.older is not None:
        link("prev-archive", addresses.feed(lang, show.lang, page.older))
    if page.newer is not None:
        link("next-archive", addresses.feed(lang, show.lang, page.newer))


def _json(show: Show, lang: str, page: Page, artwork: str) -> bytes:
    """Return a page of the JSON Feed, version 1.1."""

    def full(path: str) -> str:
        return addresses.absolute(show.address, path)

    feed: dict[str, object] = {
        "version": JSON_FEED_VERSION,
        "title": show.title_in(lang),
        "home_page_url": full(addresses.home(lang, show.lang)),
        "feed_url": full(_json_path(show, lang, page.number)),
        "description": show.description_in(lang),
        "icon": artwork,
        "authors": [{"name": show.author}] if show.author else [],
        "language": lang,
        "expired": show.complete,
        "next_url": full(_json_path(show, lang, page.older)) if page.older else "",
    }
    given = {key: value for key, value in feed.items() if value}
    head = json.dumps(given, ensure_ascii=False, indent=1).removesuffix("\n}").encode()
    items = b",\n".join(item.json.path.read_bytes() for item in page.items)
    return head + b',\n "items": [\n' + items + b"\n]\n}\n"


def _read(item: FeedItem) -> bytes:
    return b" " + item.rss.path.read_bytes() + b"\n "


def _json_path(show: Show, lang: str, number: int | None) -> str:
    """Return the path of a page of the JSON Feed: named as the RSS page is."""
    if number is None:
        return addresses.json_feed(lang, show.lang)
    return addresses.feed(lang, show.lang, number).removesuffix(".xml") + ".json"
