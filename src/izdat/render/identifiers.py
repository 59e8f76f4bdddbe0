"""What a show and an episode are known by, for ever.

A show's: its own ``guid``, else the UUID that the podcast namespace derives from the feed's
address ("guid", Podcasting 2.0). An episode's: the one it was imported with, else a UUIDv5 of the
show's and the episode's slug. So neither depends on the day, the machine or the feed's order; a
show that moves or an episode that is renamed must write down the one it had.
"""

from uuid import UUID, uuid5

from izdat.model.episode import Episode
from izdat.model.show import Show
from izdat.render import addresses

PODCAST_NAMESPACE = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")


def podcast_guid(show: Show, lang: str) -> str:
    """Return the ``podcast:guid`` of the show's feed in ``lang``. Each feed is a podcast."""
    if show.guid and lang == show.lang:
        return show.guid
    feed = addresses.absolute(show.address, addresses.feed(lang, show.lang))
    return str(uuid5(PODCAST_NAMESPACE, feed.partition("://")[2].rstrip("/")))


def episode_guid(show: Show, episode: Episode, lang: str) -> str:
    """Return the ``guid`` of the episode's edition in ``lang``.

    The original's is the one it was imported with, unchanged; a translation has its own.
    """
    is_original = lang == episode.original.lang
    if episode.guid and is_original:
        return episode.guid
    name = episode.slug if is_original else f"{episode.slug}/{lang}"
    return str(uuid5(_namespace(podcast_guid(show, show.lang)), name))


def _namespace(guid: str) -> UUID:
    """Return the show's identifier as a UUID; one that is none is made one."""
    try:
        return UUID(guid)
    except ValueError:
        return uuid5(PODCAST_NAMESPACE, guid)
