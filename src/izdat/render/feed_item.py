"""An episode → its items: one for each language's feed, as RSS and as JSON, both complete."""

import base64
from collections.abc import Iterator
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlsplit

from lxml import etree
from lxml.etree import _Element

from izdat.model.episode import Edition, Episode, Resource
from izdat.model.publication import Credit, EpisodeCard, FeedItem, Output
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Production
from izdat.render.chapters import MIME as CHAPTERS_MIME
from izdat.render.chapters import seconds
from izdat.render.feed_entry import Entry, entry
from izdat.render.json_item import json_item
from izdat.render.licences import licence_tag
from izdat.render.persons import taxonomy
from izdat.render.rss_xml import add, add_text, cut_text, new_rss
from izdat.render.site_file import written
from izdat.render.vtt import stamp
from izdat.run.step import step

# What RFC 6381 calls each: of AAC the kind, LC, as a number (ISO 14496-3, 1.5.1.1).
CODECS = {"m4a": "mp4a.40.2"}

SHORT = 128  # bytes: the namespace bids no text to be longer


@step(version=1)
def render_items(
    folder: Path,
    show: Show,
    episode: Episode,
    productions: tuple[Production, ...],
    card: EpisodeCard,
    outputs: tuple[Output, ...],
) -> tuple[FeedItem, ...]:
    """Return an item for each language of the episode, and for the show's own in any case.

    ``outputs``: the episode's files, to know which transcripts there are.
    """
    found = []
    for lang, edition in _feeds(show, episode):
        about = entry(show, episode, edition, lang, productions, card, outputs)
        found.append(
            FeedItem(
                lang=lang,
                rss=written(folder / f"item.{lang}.xml", rss_item(about)),
                json=written(folder / f"item.{lang}.json", json_item(about)),
                slug=episode.slug,
                published=about.published,
                updated=about.updated,
                is_machine_voiced=about.is_machine_voiced,
            )
        )
    return tuple(found)


def rss_item(about: Entry) -> bytes:
    """Return ``<item>…</item>`` in UTF-8, to stand in a ``channel`` of ``new_rss``.

    Its prefixes are declared there: a hundred items need not each repeat them.
    """
    rss, channel = new_rss()
    item = add(channel, "item")
    _describe(item, about)
    _sound(item, about)
    _itunes(item, about)
    _podcast(item, about)
    etree.indent(rss, " ")
    whole = etree.tostring(rss, encoding="utf-8")
    return whole[whole.index(b"<item>") : whole.rindex(b"</item>") + len(b"</item>")]


def _feeds(show: Show, episode: Episode) -> Iterator[tuple[str, Edition]]:
    """Yield each feed's language and the edition that stands in it.

    The show's own feed lacks no episode: one that is not in the show's language is there as it is.
    """
    if episode.edition(show.lang) is None:
        yield show.lang, episode.original
    for edition in episode.editions:
        yield edition.lang, edition


def _describe(item: _Element, about: Entry) -> None:
    add(item, "title", about.edition.title)
    add(item, "guid", about.guid, isPermaLink="false")
    add(item, "link", about.page)
    add(item, "pubDate", format_datetime(about.published))
    add(item, "description", about.text)
    add(item, "content:encoded", about.html)
    for subject in about.episode.subjects:
        add(item, "category", subject)
    if about.updated != about.published:
        add(item, "atom:updated", about.updated.isoformat())


def _sound(item: _Element, about: Entry) -> None:
    for url, enclosure in about.enclosures[:1]:  # RSS 2.0 knows one; clients read the first
        size = str(enclosure.file.size)
        add(item, "enclosure", url=url, length=size, type=enclosure.mime)
    for number, (url, enclosure) in enumerate(about.enclosures):
        urls = [url, *_mirrored(about.show, url)]
        _alternate(item, about.edition.lang, urls, enclosure, is_default=number == 0)
    if about.chapters:
        if about.chapters_url:
            add(item, "podcast:chapters", url=about.chapters_url, type=CHAPTERS_MIME)
        chapters = add(item, "psc:chapters", version="1.2")
        for chapter in about.chapters:
            add(
                chapters,
                "psc:chapter",
                start=stamp(round(chapter.start * 1000)),
                title=chapter.title,
                href=f"{about.page}#{chapter.anchor}" if chapter.anchor else "",
            )
    for transcript in about.transcripts:
        add(
            item,
            "podcast:transcript",
            url=transcript.url,
            type=transcript.type,
            language=transcript.lang,
            rel="captions" if transcript.is_timed else "",
        )


def _mirrored(show: Show, url: str) -> list[str]:
    """Return where the same file is in each mirror: a copy has it at the same path."""
    path = url.removeprefix(show.address)
    return [f"{mirror}{path}" for mirror in show.mirrors if mirror != show.address]


def _alternate(
    item: _Element, lang: str, urls: list[str], enclosure: Enclosure, *, is_default: bool
) -> None:
    alternate = add(
        item,
        "podcast:alternateEnclosure",
        type=enclosure.mime.partition(";")[0],
        length=str(enclosure.file.size),
        bitrate=str(enclosure.bit_rate),
        lang=lang,
        title=f"{enclosure.codec.upper()} {round(enclosure.bit_rate / 1000)} kbit/s",
        codecs=CODECS.get(enclosure.codec, enclosure.codec),
        default="true" if is_default else "",
    )
    for url in urls:
        add(alternate, "podcast:source", uri=url)
    # Subresource Integrity, section 3.5: base64 of the digest, not of its hexadecimal digits.
    digest = base64.b64encode(bytes.fromhex(enclosure.file.sha256)).decode()
    add(alternate, "podcast:integrity", type="sri", value=f"sha256-{digest}")


def _itunes(item: _Element, about: Entry) -> None:
    episode = about.episode
    explicit = about.show.explicit if episode.explicit is None else episode.explicit
    add(item, "itunes:title", about.edition.title)
    add_text(item, "itunes:author", about.show.author)
    if about.duration is not None:
        add(item, "itunes:duration", str(max(1, round(about.duration))))
    add(item, "itunes:explicit", "true" if explicit else "false")
    add(item, "itunes:episodeType", episode.kind)
    if episode.season:  # Apple knows no season 0 and no episode 0
        add(item, "itunes:season", str(episode.season))
    if episode.number:
        add(item, "itunes:episode", str(episode.number))
    if about.image:
        add(item, "itunes:image", href=about.image)


def _podcast(item: _Element, about: Entry) -> None:
    episode = about.episode
    if episode.season is not None:
        add(item, "podcast:season", str(episode.season))
    if episode.number is not None:
        add(item, "podcast:episode", str(episode.number))
    for credit in about.card.credits:
        _person(item, about, credit)
    if episode.location:
        add(item, "podcast:location", cut_text(episode.location, SHORT), rel="subject")
    if episode.licence:
        name, url = licence_tag(episode.licence)
        add(item, "podcast:license", name, url=url)
    for bite in episode.soundbites if about.enclosures else ():
        add(
            item,
            "podcast:soundbite",
            cut_text(bite.title, SHORT),
            startTime=str(seconds(bite.start)),
            duration=str(seconds(bite.duration)),
        )
    if about.image:
        add(
            item,
            "podcast:image",
            href=about.image,
            alt=episode.image_alt,
            purpose="artwork",
            aspect_ratio="1/1",
        )
    for resource in episode.resources:
        _resource(item, resource)
    if about.is_machine_voiced:
        add(item, "podcast:txt", "true", purpose="ai-content")


def _person(item: _Element, about: Entry, credit: Credit) -> None:
    role, group = taxonomy(credit.role)
    voice = about.edition.voice(credit.voice)
    name = voice.name if voice else credit.name
    url = credit.url if credit.url.startswith("https://") else ""
    add(item, "podcast:person", cut_text(name, SHORT), role=role, group=group, href=url)


def _resource(item: _Element, resource: Resource) -> None:
    protocol = _protocol(resource.url) if resource.kind == "discussion" else ""
    if protocol:
        add(item, "podcast:socialInteract", protocol=protocol, uri=resource.url)
    elif resource.url.startswith("https://"):
        title = cut_text(resource.title or resource.url, SHORT)
        add(item, "podcast:contentLink", title, href=resource.url)


def _protocol(url: str) -> str:
    """Return the protocol by which a thread can be answered; "" where it is only a page.

    The namespace's list of social protocols; an ActivityPub post is known by its path.
    """
    parts = urlsplit(url)
    if parts.scheme != "https":
        return ""
    if parts.hostname == "bsky.app":
        return "atproto"
    is_post = parts.path.startswith(("/@", "/users/", "/notice/", "/objects/", "/notes/"))
    return "activitypub" if is_post else ""
