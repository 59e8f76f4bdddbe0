"""Published things: an episode, its sound and its times → pages, feeds, captions and maps.

``pages.render_pages``, ``transcripts.render_transcripts`` and ``oembed.render_oembed`` for an
episode; ``theme.render_assets``, ``site.site_parts`` with ``site.render_part``,
``feed.render_feed`` and ``maps.render_maps`` for the show. Import them from their modules: who
only asks for an address need not wait for the templates.
"""
