"""An episode → its item of a JSON Feed (version 1.1, https://www.jsonfeed.org/version/1.1/)."""

import json

from izdat.render.feed_entry import Entry

Value = str | int | float | bool | list["Value"] | dict[str, "Value"]


def json_item(about: Entry) -> bytes:
    """Return the item as a JSON object in UTF-8."""
    item: dict[str, Value] = {
        "id": about.guid,
        "url": about.page,
        "title": about.edition.title,
        "content_html": about.html,
        "content_text": about.text,
        "summary": about.edition.summary,
        "image": about.image,
        "date_published": about.published.isoformat(),
        "date_modified": about.updated.isoformat() if about.updated != about.published else "",
        "authors": _authors(about),
        "tags": list(about.episode.subjects),
        "language": about.edition.lang,
        "attachments": [
            {
                "url": url,
                "mime_type": enclosure.mime,
                "title": about.edition.title,  # the same for each: they are one sound
                "size_in_bytes": enclosure.file.size,
                "duration_in_seconds": round(enclosure.duration, 3),
            }
            for url, enclosure in about.enclosures
        ],
    }
    given = {key: value for key, value in item.items() if value}
    return json.dumps(given, ensure_ascii=False, indent=1).encode()


def _authors(about: Entry) -> list[Value]:
    found: list[Value] = []
    for credit in about.card.credits:
        voice = about.edition.voice(credit.voice)
        author: dict[str, Value] = {"name": voice.name if voice else credit.name}
        if credit.url.startswith(("https://", "http://")):
            author["url"] = credit.url
        found.append(author)
    return found
