"""An episode's folder → the episode in all its languages."""

import re
from dataclasses import dataclass, replace
from pathlib import Path

from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode, Resource, Soundbite, Voice
from izdat.model.place import Place
from izdat.model.show import Show
from izdat.model.source import EpisodeSource, ReadEpisode
from izdat.read.fields import (
    Fields,
    boolean,
    integer,
    line,
    list_of,
    mapping,
    number,
    one_of,
    text,
)
from izdat.read.manuscript import EpisodeFiles, Manuscript, ReadBody, open_manuscript, read_body
from izdat.read.notes import Notes, shown
from izdat.read.safety import check_recordings
from izdat.read.times import check_times
from izdat.read.translation import Original, read_translations
from izdat.read.values import clock, language, moment, url
from izdat.read.voices import VoicesReader, merged, used_voices
from izdat.read.yaml import Node
from izdat.run.step import step
from izdat.text.slugs import nearest

TEXT = "episode.md"

_ALIAS = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,5}")


@dataclass(frozen=True, slots=True)
class House:
    """What an episode must know of its show: an edit of anything else reads nothing anew."""

    lang: str = "en"
    voices: tuple[Voice, ...] = ()


def house(show: Show) -> House:
    """Return what the episodes of ``show`` must know of it."""
    return House(show.lang, show.voices)


@step(version=5)
def read_episode(folder: Path, source: EpisodeSource, house: House) -> ReadEpisode:
    """Return the episode whose folder is ``source``, and everything that is wrong with it.

    ``folder`` stays empty. What is wrong is left out of the episode, so that the rest can be
    checked; the episode is None if there is no text to read.
    """
    notes = Notes()
    files = EpisodeFiles(dict(source.files))
    manuscript = _manuscript(source, files, notes)
    if manuscript is None:
        return ReadEpisode(None, notes.found())
    episode = _Reading(source.slug, house, files, notes).episode(manuscript)
    return ReadEpisode(episode, notes.found())


def _manuscript(source: EpisodeSource, files: EpisodeFiles, notes: Notes) -> Manuscript | None:
    file = files.files.get(TEXT)
    if file is not None:
        return open_manuscript(file, source.slug, TEXT, notes)
    place = Place(f"episodes/{source.slug}")
    close = nearest(TEXT, [name for name in files.files if not name.startswith("episode.md/")])
    hint = f"rename {close}" if close and close.endswith(("md", "txt")) else f"write {TEXT}"
    notes.error("missing-episode", place, f"there is no {TEXT} here", hint)
    return None


@dataclass(frozen=True, slots=True)
class _Reading:
    slug: str
    house: House
    files: EpisodeFiles
    notes: Notes

    def episode(self, manuscript: Manuscript) -> Episode:
        fields = manuscript.front
        get = fields.get
        lang = get("lang", language, self.house.lang)
        shared = frozenset(voice.image for voice in self.house.voices if voice.image)
        own = get("voices", VoicesReader(self.files.portrait(self.slug, shared)), ())
        known = (*own, *(v for v in self.house.voices if v.id not in {o.id for o in own}))
        read = read_body(manuscript, (voice.id for voice in known), self.files, self.notes)
        edition = Edition(
            lang=lang,
            title=fields.need("title", line, ""),
            summary=get("summary", text, ""),
            voices=merged(own, self.house.voices, used_voices(read.segments)),
            segments=read.segments,
            footnotes=read.body.footnotes,
            place=manuscript.place,
        )
        image = get("image", self.files.name, "")
        episode = Episode(
            slug=self.slug,
            editions=(edition,),
            published=get("published", moment, None),
            number=get("number", integer(0, 999_999), None),
            season=get("season", integer(0, 99_999), None),
            kind=get("kind", one_of("full", "trailer", "bonus"), "full"),
            updated=get("updated", moment, None),
            draft=get("draft", boolean, False),
            guid=get("guid", line, ""),
            explicit=get("explicit", boolean, None),
            subjects=get("subjects", list_of(line, "words"), ()),
            image=image,
            image_alt=get("image-alt", line, ""),
            licence=get("licence", line, ""),
            location=get("location", line, ""),
            audio=get("audio", self.files.name, ""),
            chapters=get("chapters", one_of("segments", "sections"), "segments"),
            aliases=get("aliases", list_of(_alias, "addresses"), ()),
            soundbites=get("soundbites", list_of(mapping(_soundbite, "soundbites"), _BITE), ()),
            resources=get("resources", list_of(mapping(_resource, "resources"), _LINK), ()),
            place=manuscript.place,
        )
        fields.close()
        self._check(episode, read, fields.place_of("audio"))
        original = Original(self.slug, edition, known, episode.audio)
        translations = read_translations(original, self.files, self.notes)
        editions = (edition, *translations)
        segments = [segment for each in editions for segment in each.segments]
        self.files.take_times(segment.id for segment in segments if segment.provenance.tracks)
        return replace(
            episode,
            editions=editions,
            files=tuple(sorted(self.files.named.items(), key=lambda named: named[0])),
        )

    def _check(self, episode: Episode, read: ReadBody, audio_place: Place) -> None:
        if not episode.original.segments and not read.body.problems:
            hint = "write a heading, ## Good evening {#welcome}, and a paragraph under it"
            place = episode.place
            self.notes.error("no-segments", place, "the episode has no segment", hint)
        check_times(read.segments, self.notes)
        check_recordings(
            episode.original,
            read.audio,
            whole=audio_place if episode.audio else None,
            notes=self.notes,
        )
        for segment in read.segments:
            self._check_digest(segment, read.audio.get(segment.id))

    def _check_digest(self, segment: Segment, place: Place | None) -> None:
        provenance = segment.provenance
        file = self.files.files.get(provenance.audio)
        if place is None or file is None or not provenance.sha256 or provenance.protected:
            return
        if provenance.sha256 != file.sha256:
            message = f"{provenance.audio} is not the recording whose sha256 stands here"
            hint = f"if it was changed on purpose, write sha256: {file.sha256}"
            self.notes.warning("recording-changed", place, message, hint)


_BITE = "{start, duration, title}"
_LINK = "{url, title}"


def _soundbite(fields: Fields) -> Soundbite | None:
    start = fields.need("start", clock, None)
    duration = fields.need("duration", number(1, 600, "seconds"), None)
    title = fields.get("title", line, "")
    return None if start is None or duration is None else Soundbite(start, duration, title)


def _resource(fields: Fields) -> Resource | None:
    address, title = fields.need("url", url, ""), fields.need("title", line, "")
    kind = fields.get("kind", one_of("link", "discussion"), "link")
    return Resource(address, title, kind) if address and title else None


def _alias(node: Node, key: str, notes: Notes) -> str | None:
    value = line(node, key, notes)
    if value is None:
        return None
    if _ALIAS.fullmatch(value.strip("/")):
        return value.strip("/")
    message = f"{key}: {shown(value)} is no address of this site"
    notes.error("bad-alias", node.place, message, "write what stood behind the host: podcast/83")
    return None
