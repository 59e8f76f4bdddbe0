"""What both feeds say of an episode, gathered once: addresses are full, times are decided."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from izdat.model.episode import Edition, Episode
from izdat.model.publication import EpisodeCard, Output
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Production
from izdat.model.time import Chapter
from izdat.render import addresses
from izdat.render.identifiers import episode_guid
from izdat.render.notes import notes_html, notes_text

# Media types by form. SubRip has none that is registered; this is the one that Apple asks for and
# that every client knows.
TRANSCRIPT_TYPES = {
    "json": "application/json",
    "vtt": "text/vtt",
    "html": "text/html",
    "txt": "text/plain",
    "srt": "application/x-subrip",
}
TIMED = frozenset({"json", "vtt", "srt"})


@dataclass(frozen=True, slots=True)
class Transcript:
    url: str
    type: str
    lang: str
    is_timed: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """An edition in a feed."""

    show: Show
    episode: Episode
    edition: Edition
    card: EpisodeCard
    lang: str  # of the feed
    page: str  # full address
    guid: str
    published: datetime
    updated: datetime
    enclosures: tuple[tuple[str, Enclosure], ...]  # with their full addresses
    duration: float | None
    chapters: tuple[Chapter, ...]
    chapters_url: str  # "": none
    transcripts: tuple[Transcript, ...]
    image: str  # full address; "": the show's
    html: str
    text: str
    is_machine_voiced: bool


def entry(
    show: Show,
    episode: Episode,
    edition: Edition,
    lang: str,
    productions: tuple[Production, ...],
    card: EpisodeCard,
    outputs: tuple[Output, ...],
) -> Entry:
    """Return what the feed in ``lang`` says of ``edition``."""
    sounds = {production.lang: production for production in productions}
    sound = sounds.get(edition.lang)
    original = episode.original.lang
    home = addresses.episode(episode.slug, edition.lang, original)
    page = addresses.absolute(show.address, home)
    paths = {output.path for output in outputs}
    chapters = sound.chapters if sound else ()
    chapters_path = addresses.chapters(episode.slug, edition.lang, original)
    has_machine = bool(sound and sound.machine_voices)
    return Entry(
        show=show,
        episode=episode,
        edition=edition,
        card=card,
        lang=lang,
        page=page,
        guid=episode_guid(show, episode, edition.lang),
        published=card.published,
        updated=max(card.published, card.updated or card.published),
        enclosures=tuple(_enclosures(show, episode, edition, sounds)),
        duration=sound.duration if sound else None,
        chapters=chapters,
        chapters_url=_absolute(show, chapters_path) if chapters_path in paths else "",
        transcripts=tuple(_transcripts(show, episode, edition, sounds, paths)),
        image=_absolute(show, card.image) if card.image else "",
        html=notes_html(episode, edition, chapters, page=page, has_machine=has_machine),
        text=notes_text(edition, chapters, page=page),
        is_machine_voiced=has_machine,
    )


def _absolute(show: Show, path: str) -> str:
    return addresses.absolute(show.address, path)


def _enclosures(
    show: Show, episode: Episode, edition: Edition, sounds: dict[str, Production]
) -> Iterator[tuple[str, Enclosure]]:
    """Yield each encoded file with its address; the original's sound stays where it is.

    An archive is left to the page: a client that took it for the best would load it on the road.
    """
    original = episode.original.lang
    borrowed = {e.name for e in sounds[original].enclosures} if original in sounds else set()
    for enclosure in sounds[edition.lang].enclosures if edition.lang in sounds else ():
        if enclosure.is_archive:
            continue
        lang = original if enclosure.name in borrowed else edition.lang
        home = addresses.episode(episode.slug, lang, original)
        yield addresses.absolute(show.address, f"{home}{enclosure.name}"), enclosure


def _transcripts(
    show: Show,
    episode: Episode,
    edition: Edition,
    sounds: dict[str, Production],
    paths: set[str],
) -> Iterator[Transcript]:
    """Yield the transcripts in the order in which every client shows the item's own language.

    No client looks at ``language``: AntennaPod takes the first of the best form, feedparser and
    gPodder the last of all. So the own JSON and VTT come first, and the own SRT (or what else is
    without times) last. A translation's file with times is listed only if its times are those of
    the same sound, and only in a form that the own language has too: else a client would prefer
    it for its form, or show it at the wrong time.
    """

    def listed(lang: str, forms: tuple[str, ...]) -> Iterator[Transcript]:
        for form in forms:
            path = addresses.transcript(episode.slug, lang, episode.original.lang, form)
            if path in paths:
                url = addresses.absolute(show.address, path)
                yield Transcript(url, TRANSCRIPT_TYPES[form], lang, form in TIMED)

    own = tuple(listed(edition.lang, ("json", "vtt")))
    yield from own
    types = {transcript.type for transcript in own}
    for other in episode.editions:
        if other.lang == edition.lang:
            continue
        if _is_same_sound(sounds.get(edition.lang), sounds.get(other.lang)):
            timed = listed(other.lang, ("json", "vtt"))
            yield from (transcript for transcript in timed if transcript.type in types)
        yield from listed(other.lang, ("html",))
    yield from listed(edition.lang, ("html", "txt", "srt"))


def _is_same_sound(one: Production | None, other: Production | None) -> bool:
    if one is None or other is None:
        return False
    names = {enclosure.name for enclosure in one.enclosures}
    return any(enclosure.name in names for enclosure in other.enclosures)
