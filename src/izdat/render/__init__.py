"""Published things: an episode, its sound and its times → pages, feeds, captions and maps."""

from izdat.render.feed import render_feed
from izdat.render.feed_item import render_items
from izdat.render.maps import render_maps
from izdat.render.oembed import render_oembed
from izdat.render.transcripts import render_transcripts

__all__ = [
    "render_feed",
    "render_items",
    "render_maps",
    "render_oembed",
    "render_transcripts",
]
