"""The episodes' cards → ``atom.xml``: the newest and newly corrected pages, to read (RFC 4287).

The podcast's feed (``feed.py``) is for listening: it keeps an episode's first day. Here an entry is
a page, a translation has one of its own, and what was corrected comes up again.
"""

from datetime import datetime
from pathlib import Path

from lxml import etree
from lxml.etree import QName, _Element

from izdat.model.publication import EditionCard, EpisodeCard, Output
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.frame import site_languages
from izdat.render.rss_xml import characters
from izdat.render.site_file import site_file
from izdat.run.step import step

ATOM = "http://www.w3.org/2005/Atom"
XML = "http://www.w3.org/XML/1998/namespace"
NAMESPACES = {None: ATOM}  # which the stubs do not know to be allowed
MIME = "application/atom+xml"
MOST_ENTRIES = 50
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
# Of a feed without an entry, which must say a day all the same (RFC 4287, 4.1.1).
NEVER = "1970-01-01T00:00:00Z"


@step(version=1)
def render_atom(
    folder: Path, show: Show, lang: str, cards: tuple[EpisodeCard, ...]
) -> tuple[Output, ...]:
    """Return the feed of pages for readers of ``lang``, written below ``folder``.

    Pages in a language that the site has no home in stand in the feed of the show's own.
    """
    found = [
        (card, edition)
        for card in cards
        for edition in card.editions
        if edition.lang == lang or (lang == show.lang and edition.lang not in site_languages(show))
    ]
    found.sort(key=lambda each: (_changed(each[0]), each[1].path), reverse=True)
    path = addresses.atom(lang, show.lang)
    home = addresses.absolute(show.address, addresses.home(lang, show.lang))
    feed = etree.Element(QName(ATOM, "feed"), nsmap=NAMESPACES)  # type: ignore[arg-type]
    feed.set(QName(XML, "lang"), lang)
    _add(feed, "id", addresses.absolute(show.address, path))
    _add(feed, "title", show.title_in(lang))
    _add(feed, "subtitle", " ".join(show.description_in(lang).split()))
    _add(feed, "updated", _written(_changed(found[0][0])) if found else NEVER)
    _add(feed, "link", rel="self", type=MIME, href=addresses.absolute(show.address, path))
    _add(feed, "link", rel="alternate", type="text/html", href=home)
    _add(_add(feed, "author"), "name", show.author or show.title_in(lang))
    _add(feed, "rights", show.copyright or show.licence.name)
    for card, edition in found[:MOST_ENTRIES]:
        _entry(feed, show, card, edition)
    etree.indent(feed, " ")
    return (site_file(folder, path, DECLARATION + etree.tostring(feed, encoding="utf-8") + b"\n"),)


def _entry(feed: _Element, show: Show, card: EpisodeCard, edition: EditionCard) -> None:
    page = addresses.absolute(show.address, addresses.page(edition.path))
    entry = _add(feed, "entry")
    entry.set(QName(XML, "lang"), edition.lang)
    _add(entry, "id", page)
    _add(entry, "title", edition.title)
    _add(entry, "link", rel="alternate", type="text/html", href=page, hreflang=edition.lang)
    _add(entry, "published", _written(card.published))
    _add(entry, "updated", _written(_changed(card)))
    _add(entry, "summary", edition.summary or edition.title)
    for subject in card.subjects:
        _add(entry, "category", term=characters(subject))


def _changed(card: EpisodeCard) -> datetime:
    return max(card.published, card.updated or card.published)


def _written(when: datetime) -> str:
    """Return a time as RFC 3339 writes it."""
    return when.isoformat(timespec="seconds")


def _add(parent: _Element, name: str, words: str = "", **attributes: str) -> _Element:
    if not words and not attributes and name not in ("author", "entry"):
        return parent  # what a show does not say is left out
    made = etree.SubElement(parent, QName(ATOM, name), attributes)
    if words:
        made.text = characters(words)
    return made
