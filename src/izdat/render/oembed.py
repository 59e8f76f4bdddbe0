"""An episode → ``oembed.json`` for each edition (oEmbed 1.0, section 2.3.4.4, "rich")."""

import json
from html import escape
from pathlib import Path

from izdat.model.publication import EpisodeCard, Output
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.frame import CARD
from izdat.render.site_file import site_file
from izdat.run.step import step

WIDTH, HEIGHT = 600, 220  # CSS pixels: the embedded player without its transcript


@step(version=2)
def render_oembed(
    folder: Path, show: Show, card: EpisodeCard, pictures: tuple[tuple[str, str], ...] = ()
) -> tuple[Output, ...]:
    """Return what a site needs that embeds an episode: one file for each edition.

    ``pictures``: (language, path) of what is shown of a link.
    """
    found = []
    for edition in card.editions:
        original = card.original.lang
        player = addresses.absolute(
            show.address, addresses.embed(card.slug, edition.lang, original)
        )
        frame = (
            f'<iframe src="{escape(player)}" width="{WIDTH}" height="{HEIGHT}"'
            f' title="{escape(edition.title)}" loading="lazy" style="border:0"></iframe>'
        )
        document: dict[str, str | int] = {
            "version": "1.0",
            "type": "rich",
            "title": edition.title,
            "author_name": show.author or show.title_in(edition.lang),
            "provider_name": show.title_in(edition.lang),
            "provider_url": show.address,
            "html": frame,
            "width": WIDTH,
            "height": HEIGHT,
        }
        if picture := dict(pictures).get(edition.lang):
            document["thumbnail_url"] = addresses.absolute(show.address, picture)
            document["thumbnail_width"], document["thumbnail_height"] = CARD
        data = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
        path = addresses.oembed(card.slug, edition.lang, original)
        found.append(site_file(folder, path, data))
    return tuple(found)
