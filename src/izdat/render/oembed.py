"""An episode → ``oembed.json`` for each edition (oEmbed 1.0, section 2.3.4.4, "rich")."""

import json
from html import escape
from pathlib import Path

from izdat.model.publication import EpisodeCard, Output
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.site_file import site_file
from izdat.run.step import step

WIDTH, HEIGHT = 600, 220  # CSS pixels: the embedded player without its transcript


@step(version=1)
def render_oembed(folder: Path, show: Show, card: EpisodeCard) -> tuple[Output, ...]:
    """Return what a site needs that embeds an episode: one file for each edition."""
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
        document = {
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
        data = json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
        path = addresses.oembed(card.slug, edition.lang, original)
        found.append(site_file(folder, path, data))
    return tuple(found)
