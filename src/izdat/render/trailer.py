"""The show's trailer, found among a feed's items."""

import json
from dataclasses import dataclass
from datetime import datetime

from izdat.model.publication import FeedItem


@dataclass(frozen=True, slots=True)
class Trailer:
    """What ``podcast:trailer`` says."""

    title: str
    url: str
    published: datetime
    length: str  # bytes
    type: str


def trailer_among(items: tuple[FeedItem, ...], slug: str) -> Trailer | None:
    """Return the trailer that the show names by ``slug``; None if it is not here or is silent."""
    item = next((item for item in items if slug and item.slug == slug), None)
    if item is None or item.published is None:
        return None
    written = json.loads(item.json.path.read_bytes())
    if not written.get("attachments"):
        return None
    sound = written["attachments"][0]
    return Trailer(
        title=written["title"],
        url=sound["url"],
        published=item.published,
        length=str(sound["size_in_bytes"]),
        type=sound["mime_type"],
    )
