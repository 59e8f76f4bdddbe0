"""A show → the channel of its feed in one language: everything but the items."""

from email.utils import format_datetime

from lxml.etree import _Element

from izdat.model.publication import FeedItem
from izdat.model.show import RemoteShow, Show
from izdat.render import addresses
from izdat.render.identifiers import podcast_guid
from izdat.render.licences import licence_tag
from izdat.render.persons import taxonomy
from izdat.render.rss_xml import add, add_text, cut_text
from izdat.render.trailer import Trailer

SHORT = 128  # bytes: the namespace bids no text to be longer


def describe(
    channel: _Element,
    show: Show,
    lang: str,
    items: tuple[FeedItem, ...],
    *,
    artwork: str,
    trailer: Trailer | None,
    is_machine_voiced: bool,
) -> None:
    """Add what the channel says of the show.

    ``items``: those that stand in this page, of which the newest gives the date; ``artwork``: a
    full address or nothing.
    """
    home = addresses.absolute(show.address, addresses.home(lang, show.lang))
    add(channel, "title", show.title_in(lang))
    add(channel, "link", home)
    add(channel, "description", show.description_in(lang))
    add(channel, "language", lang)
    add_text(channel, "copyright", show.copyright)
    # The date is the newest item's: a feed made again without a change is the same feed.
    dates = [item.published for item in items if item.published]
    changes = [item.updated for item in items if item.updated]
    if dates:
        add(channel, "pubDate", format_datetime(max(dates)))
    if changes:
        add(channel, "lastBuildDate", format_datetime(max(changes)))
    add(channel, "generator", "izdat")
    if artwork:
        image = add(channel, "image")
        add(image, "url", artwork)
        add(image, "title", show.title_in(lang))
        add(image, "link", home)
    _itunes(channel, show, artwork)
    _podcast(channel, show, lang, artwork)
    if trailer:
        add(
            channel,
            "podcast:trailer",
            trailer.title,
            url=trailer.url,
            pubdate=format_datetime(trailer.published),
            length=trailer.length,
            type=trailer.type,
        )
    if is_machine_voiced:
        add(channel, "podcast:txt", "true", purpose="ai-content")


def _itunes(channel: _Element, show: Show, artwork: str) -> None:
    add_text(channel, "itunes:subtitle", show.subtitle)
    add_text(channel, "itunes:author", show.author)
    if show.owner.name or show.owner.email:
        owner = add(channel, "itunes:owner")
        add_text(owner, "itunes:name", show.owner.name)
        add_text(owner, "itunes:email", show.owner.email)
    if artwork:
        add(channel, "itunes:image", href=artwork)
    for category in show.categories:
        parent = channel
        for name in category:
            parent = add(parent, "itunes:category", text=name)
    add(channel, "itunes:explicit", "true" if show.explicit else "false")
    add(channel, "itunes:type", show.type)
    if show.block:
        add(channel, "itunes:block", "Yes")
    if show.complete:
        add(channel, "itunes:complete", "Yes")
    add_text(channel, "itunes:new-feed-url", show.new_feed)


def _podcast(channel: _Element, show: Show, lang: str, artwork: str) -> None:
    add(channel, "podcast:guid", podcast_guid(show, lang))
    add(channel, "podcast:locked", "yes" if show.locked else "no", owner=show.owner.email)
    add(channel, "podcast:medium", show.medium)
    for funding in show.funding:
        add(channel, "podcast:funding", cut_text(funding.text, SHORT), url=funding.url)
    for voice in show.voices:
        role, group = taxonomy(voice.role)
        url = voice.url if voice.url.startswith("https://") else ""
        name = cut_text(voice.name, SHORT)
        add(channel, "podcast:person", name, role=role, group=group, href=url)
    if show.location:
        name = cut_text(show.location.name, SHORT)
        place = show.location
        add(channel, "podcast:location", name, rel="subject", geo=place.geo, osm=place.osm)
    if show.licence.name or show.licence.url:
        name, url = licence_tag(show.licence.name, show.licence.url)
        add(channel, "podcast:license", name, url=url)
    if show.podroll:
        podroll = add(channel, "podcast:podroll")
        for other in show.podroll:
            _remote(podroll, other)
    if show.publisher:
        _remote(add(channel, "podcast:publisher"), show.publisher, medium="publisher")
    if show.update_frequency:
        add(
            channel,
            "podcast:updateFrequency",
            cut_text(show.update_frequency.text, SHORT),
            rrule=show.update_frequency.rrule,
            complete="true" if show.complete else "",
        )
    if artwork:
        add(
            channel,
            "podcast:image",
            href=artwork,
            alt=show.image_alt,
            purpose="artwork",
            aspect_ratio="1/1",
        )
    if show.block:
        add(channel, "podcast:block", "yes")
    if show.podping:
        add(channel, "podcast:podping", usesPodping="true")


def _remote(parent: _Element, show: RemoteShow, *, medium: str = "") -> None:
    add(
        parent,
        "podcast:remoteItem",
        feedGuid=show.guid,
        feedUrl=show.feed,
        title=show.title,
        medium=medium,
    )
