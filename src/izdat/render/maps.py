"""A show and its cards → what leads to everything in it: sitemaps, OPML, robots.txt."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lxml import etree
from lxml.etree import QName, _Element

from izdat.model.publication import EpisodeCard, Output
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.frame import site_languages
from izdat.render.rss_xml import characters
from izdat.render.site import (
    AboutPart,
    ArchivePart,
    HomePart,
    PeoplePart,
    PersonPart,
    site_parts,
)
from izdat.render.site_file import site_file
from izdat.run.step import step

MOST_ADDRESSES = 50_000  # in one file: sitemaps.org, "Sitemap file requirements"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = {None: SITEMAP, "xhtml": XHTML}


@dataclass(frozen=True, slots=True)
class Entry:
    """A page in the sitemap."""

    path: str
    changed: datetime | None
    versions: tuple[tuple[str, str], ...] = ()  # (language, path) of it and its translations


@step(version=2)
def render_maps(
    folder: Path, show: Show, cards: tuple[EpisodeCard, ...],
    more: tuple[tuple[tuple[str, str], ...], ...] = (),
) -> tuple[Output, ...]:  # fmt: skip
    """Return ``sitemap.xml``, ``sitemap.txt``, ``opml.xml``, ``robots.txt``, and ``mirrors.txt``.

    ``more``: folders of other pages, by language, as ``ledger.page_paths`` gives them.

    Above 50,000 addresses ``sitemap.xml`` is an index of ``sitemap-1.xml`` and so on, and
    ``sitemap.txt`` goes on in ``sitemap-2.txt``; ``robots.txt`` names them all.
    """
    entries = tuple(_entries(show, cards, more))
    parts = [
        entries[first : first + MOST_ADDRESSES] for first in range(0, len(entries), MOST_ADDRESSES)
    ]
    files: dict[str, bytes] = {}
    if len(parts) == 1:
        files["sitemap.xml"] = _sitemap(show, parts[0])
    else:
        names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
        files["sitemap.xml"] = _index(show, names)
        files |= {name: _sitemap(show, part) for name, part in zip(names, parts, strict=True)}
    for number, part in enumerate(parts, start=1):
        name = "sitemap.txt" if number == 1 else f"sitemap-{number}.txt"
        lines = [f"{addresses.absolute(show.address, entry.path)}\n" for entry in part]
        files[name] = "".join(lines).encode()
    maps = [name for name in files if name == "sitemap.xml" or name.endswith(".txt")]
    files["opml.xml"] = _opml(show, _feeds(show, cards))
    files["robots.txt"] = _robots(show, maps)
    if show.mirrors:  # a mirror asks all of them: izdat.mirror.listed reads it
        lines = [f"{address}\n" for address in dict.fromkeys((show.address, *show.mirrors))]
        files["mirrors.txt"] = "".join(lines).encode()
    return tuple(site_file(folder, name, data) for name, data in files.items())


def _entries(
    show: Show, cards: tuple[EpisodeCard, ...], more: tuple[tuple[tuple[str, str], ...], ...]
) -> Iterator[Entry]:
    """Yield every page that a reader may look for: not players to embed, not redirects."""
    newest = max((_changed(card) for card in cards), default=None)
    langs = site_languages(show)
    for part in site_parts(show, cards):
        match part:
            case HomePart():
                paths = [(lang, addresses.home(lang, show.lang)) for lang in langs]
            case AboutPart():
                paths = [(lang, addresses.about(lang, show.lang)) for lang in langs]
            case ArchivePart():
                end = "" if part.year is None else f"{part.year}/"
                paths = [(lang, addresses.archive(lang, show.lang) + end) for lang in part.langs]
            case PeoplePart():
                paths = [(lang, addresses.people(lang, show.lang)) for lang in langs]
            case PersonPart():
                paths = [(lang, addresses.person(part.voice, lang, show.lang)) for lang in langs]
            case _:
                continue
        yield Entry(dict(paths)[part.lang], newest, tuple(paths) if len(paths) > 1 else ())
    pages = tuple((lang, addresses.names(lang, show.lang)) for lang in langs)
    for _, path in pages:
        yield Entry(path, newest, pages if len(pages) > 1 else ())
    for versions in more:
        yield from _each(versions, newest)
    for card in cards:
        original = card.original.lang
        pages = tuple((edition.lang, edition.path) for edition in card.editions)
        yield from _each(pages, _changed(card))
        transcripts = tuple(
            (lang, addresses.transcript(card.slug, lang, original, "html")) for lang, _ in pages
        )
        yield from _each(transcripts, _changed(card))


def _each(versions: tuple[tuple[str, str], ...], changed: datetime | None) -> Iterator[Entry]:
    for _, path in versions:
        yield Entry(path, changed, versions if len(versions) > 1 else ())


def _changed(card: EpisodeCard) -> datetime:
    return max(card.published, card.updated or card.published)


def _sitemap(show: Show, entries: tuple[Entry, ...]) -> bytes:
    urls = etree.Element(QName(SITEMAP, "urlset"), nsmap=NAMESPACES)  # type: ignore[arg-type]  # the stubs know no default
    for entry in entries:
        url = etree.SubElement(urls, QName(SITEMAP, "url"))
        location = etree.SubElement(url, QName(SITEMAP, "loc"))
        location.text = addresses.absolute(show.address, entry.path)
        if entry.changed:
            etree.SubElement(url, QName(SITEMAP, "lastmod")).text = entry.changed.isoformat()
        for lang, path in entry.versions:
            link = etree.SubElement(url, QName(XHTML, "link"))
            link.set("rel", "alternate")
            link.set("hreflang", lang)
            link.set("href", addresses.absolute(show.address, path))
    return _document(urls)


def _index(show: Show, names: list[str]) -> bytes:
    index = etree.Element(QName(SITEMAP, "sitemapindex"), nsmap=NAMESPACES)  # type: ignore[arg-type]  # the stubs know no default
    for name in names:
        sitemap = etree.SubElement(index, QName(SITEMAP, "sitemap"))
        location = etree.SubElement(sitemap, QName(SITEMAP, "loc"))
        location.text = addresses.absolute(show.address, name)
    return _document(index)


def _feeds(show: Show, cards: tuple[EpisodeCard, ...]) -> list[str]:
    """Return the languages in whose feed something is, and the show's own, which is first."""
    given = {show.lang} | {edition.lang for card in cards for edition in card.editions}
    return [lang for lang in site_languages(show) if lang in given]


def _opml(show: Show, langs: list[str]) -> bytes:
    """Return the show's feeds as a subscription list (OPML 2.0)."""
    opml = etree.Element("opml", {"version": "2.0"})
    head = etree.SubElement(opml, "head")
    etree.SubElement(head, "title").text = characters(show.title)
    body = etree.SubElement(opml, "body")
    for lang in langs:
        title = characters(show.title_in(lang))
        outline = {
            "type": "rss",
            "text": title,
            "title": title,
            "description": characters(show.description_in(lang)),
            "language": lang,
            "version": "RSS2",
            "xmlUrl": addresses.absolute(show.address, addresses.feed(lang, show.lang)),
            "htmlUrl": addresses.absolute(show.address, addresses.home(lang, show.lang)),
        }
        etree.SubElement(body, "outline", outline)
    return _document(opml)


def _robots(show: Show, maps: list[str]) -> bytes:
    lines = ["User-agent: *", "Allow: /", ""]
    lines += [f"Sitemap: {addresses.absolute(show.address, name)}" for name in maps]
    return ("\n".join(lines) + "\n").encode()


def _document(root: _Element) -> bytes:
    etree.indent(root, " ")
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="utf-8") + b"\n"
    )
