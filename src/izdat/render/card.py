"""An episode and its sound → the card by which other pages, feeds and maps know it."""

from collections.abc import Iterable

from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode
from izdat.model.publication import Credit, EditionCard, EpisodeCard, Output
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.render import addresses
from izdat.render.pictures import cover_name
from izdat.text.spoken import numbered


def episode_card(
    episode: Episode,
    productions: Iterable[Production],
    show: Show,
) -> EpisodeCard:
    """Return the card of an episode. Raises ``ValueError`` for one without a date."""
    if episode.published is None:
        raise ValueError(f"{episode.slug} has no date")
    cover = episode.file(episode.image) if episode.image else None
    image = f"{addresses.episode(episode.slug, '', '')}{cover_name(cover)}" if cover else ""
    shared = frozenset(voice.id for voice in show.voices)
    sounds = {production.lang: production for production in productions}
    return EpisodeCard(
        slug=episode.slug,
        number=episode.number,
        season=episode.season,
        kind=episode.kind,
        published=episode.published,
        updated=episode.updated,
        editions=tuple(_edition(episode, edition, sounds) for edition in episode.editions),
        credits=_credits(episode.original, shared),
        subjects=episode.subjects,
        image=image,
        image_alt=episode.image_alt if image else "",
        aliases=episode.aliases,
    )


def sound_path(card: EpisodeCard, sound: Production) -> str:
    """Return the file in the site in which an edition is heard; nothing where there is none."""
    edition = card.edition(sound.lang) or card.original
    folder = edition.path if edition.has_own_audio else card.original.path
    return f"{folder}{sound.enclosures[0].name}" if sound.enclosures else ""


def sound_files(own: EpisodeCard, heard: Iterable[Production]) -> list[Output]:
    """Return the sound files and their peaks, in the folder of the edition they were made for."""
    return [
        Output(f"{edition.path}{each.name}", each.file)
        for sound in heard
        if (edition := own.edition(sound.lang)) is not None
        and (edition.has_own_audio or not edition.is_translation)
        for each in (*sound.enclosures, *((sound.peaks,) if sound.peaks else ()))
    ]


def _edition(episode: Episode, edition: Edition, sounds: dict[str, Production]) -> EditionCard:
    sound = sounds.get(edition.lang)
    original = sounds.get(episode.original.lang)
    is_translation = edition is not episode.original
    names = {e.name for e in sound.enclosures} if sound else set()
    borrowed = {e.name for e in original.enclosures} if original and is_translation else set()
    return EditionCard(
        lang=edition.lang,
        title=edition.title,
        summary=edition.summary,
        path=addresses.episode(episode.slug, edition.lang, episode.original.lang),
        duration=sound.duration if sound else None,
        is_translation=is_translation,
        has_own_audio=bool(names - borrowed),
        is_machine_voiced=bool(sound and sound.machine_voices),
    )


def _credits(edition: Edition, shared: frozenset[str]) -> tuple[Credit, ...]:
    """Return who is heard, in the order in which they first speak."""
    heard: dict[str, list[tuple[str, str]]] = {}
    for segment in edition.segments:
        for speaker in _voices(segment):
            heard.setdefault(speaker, []).append((segment.id, segment.title))
    found = []
    for speaker, segments in heard.items():
        voice = edition.voice(speaker)
        if voice is None:
            continue
        found.append(
            Credit(
                voice=speaker,
                name=voice.name,
                role=voice.role,
                url=voice.url,
                is_shared=speaker in shared,
                segments=tuple(segments),
            )
        )
    return tuple(found)


def _voices(segment: Segment) -> list[str]:
    """Return the voices of a segment, each once, in order."""
    return list(dict.fromkeys(block.voice for _, block in numbered(segment.blocks) if block.voice))
