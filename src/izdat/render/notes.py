"""An edition → its notes for a feed: as HTML, and as a short plain text."""

from collections.abc import Iterable, Iterator
from html import escape

from izdat.model.content import Provenance
from izdat.model.episode import Edition, Episode
from izdat.model.time import Chapter
from izdat.render.html import is_safe
from izdat.render.interface import Interface, interface
from izdat.render.rss_xml import cut_text
from izdat.text.dates import clock

MOST_BYTES = 4000  # of a description: what Apple's directory takes


def notes_html(
    episode: Episode, edition: Edition, chapters: Iterable[Chapter], *, page: str, has_machine: bool
) -> str:
    """Return the notes: summary, chapters as timestamps, links, where to read on.

    ``page``: the full address of the episode's page; ``has_machine``: a machine voice speaks.
    """
    words = interface(edition.lang)
    parts = [f"<p>{escape(edition.summary)}</p>"] if edition.summary else []
    contents = [f"<li>{line}</li>" for line in _contents(edition, tuple(chapters), page)]
    if contents:
        parts.append(f"<ul>{''.join(contents)}</ul>")
    resources = [
        f'<li><a href="{escape(resource.url)}">{escape(resource.title or resource.url)}</a></li>'
        for resource in episode.resources
        if is_safe(resource.url)
    ]
    if resources:
        parts.append(f"<ul>{''.join(resources)}</ul>")
    if has_machine:
        parts.append(f"<p>{words.say('A machine voice speaks in this episode.')}</p>")
    parts.append(f"<p>{_way_on(words, page)}</p>")
    return "\n".join(parts)


def notes_text(edition: Edition, chapters: Iterable[Chapter], *, page: str) -> str:
    """Return the summary, the chapters as timestamps and the page's address, ≤ 4,000 bytes.

    What is too long is cut at a word; the address always stays.
    """
    times = "\n".join(f"{clock(chapter.start)} {chapter.title}" for chapter in chapters)
    body = "\n\n".join(part for part in (edition.summary, times) if part)
    body = cut_text(body, MOST_BYTES - len(page.encode()) - 2)
    return f"{body}\n\n{page}" if body else page


def _contents(edition: Edition, chapters: tuple[Chapter, ...], page: str) -> Iterator[str]:
    """Yield a line for each chapter; for each segment where there is no sound."""
    origins = {segment.id: _names(edition, segment.provenance) for segment in edition.segments}
    if chapters:
        for chapter in chapters:
            # A bare timestamp: clients make a link of it that jumps.
            yield f"{clock(chapter.start)} {escape(chapter.title)}" + origins.get(
                chapter.anchor, ""
            )
        return
    for segment in edition.segments:
        href = escape(f"{page}#{segment.id}")
        yield f'<a href="{href}">{escape(segment.title)}</a>{origins[segment.id]}'


def _names(edition: Edition, source: Provenance) -> str:
    """Return " — Name, Name" for those whom a segment is by."""
    found = []
    for by in source.by:
        voice = edition.voice(by)
        found.append(voice.name if voice else by)
    return f" — {escape(', '.join(found))}" if found else ""


def _way_on(words: Interface, page: str) -> str:
    label = words.say("The episode’s page, with its sound and its sources")
    return f'<a href="{escape(page)}">{label}</a>'
