"""Chapters → ``chapters.json``, version 1.2 (Podcasting 2.0, "JSON Chapters Format")."""

import json
from collections.abc import Iterable

from izdat.model.time import Chapter

VERSION = "1.2.0"
MIME = "application/json+chapters"


def chapters_json(
    chapters: Iterable[Chapter], *, podcast: str, title: str, author: str, page: str
) -> str:
    """Return the file. Times are seconds, whole numbers of milliseconds.

    ``page``: the full address of the episode's page; a chapter links to its place there.
    """
    about = {"author": author, "title": title, "podcastName": podcast}
    document = {
        "version": VERSION,
        **{key: value for key, value in about.items() if value},
        "chapters": [
            {
                "startTime": seconds(chapter.start),
                "endTime": seconds(chapter.end),
                "title": chapter.title,
                "url": f"{page}#{chapter.anchor}" if chapter.anchor else page,
            }
            for chapter in chapters
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def seconds(time: float) -> float | int:
    """Return ``time`` to the millisecond, without a needless ``.0``."""
    exact = round(time * 1000) / 1000
    return int(exact) if exact.is_integer() else exact
