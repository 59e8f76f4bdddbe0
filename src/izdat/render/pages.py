"""An episode, its sound and its times → its pages, in every language, and its pictures."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from izdat.model.claim import ToldClaims
from izdat.model.episode import Edition, Episode
from izdat.model.publication import Book, EditionCard, EpisodeCard, Neighbours, Output, SiteFacts
from izdat.model.report import SoundReport
from izdat.model.show import Licence, Show
from izdat.model.sound import Enclosure, Production
from izdat.model.time import Chapter
from izdat.model.zine import ZineFile
from izdat.render import addresses, json_ld, sound_picture, waveform
from izdat.render.blocks import PagePicture
from izdat.render.edition import NOTHING_TOLD, edition_text, plain_transcript
from izdat.render.episode_pictures import EpisodePictures, render_pictures
from izdat.render.frame import (
    NOTHING,
    Frame,
    Meta,
    artwork_path,
    rendered,
    site_languages,
    versions,
    write_bytes,
    write_page,
)
from izdat.render.interface import interface
from izdat.render.provenance import role
from izdat.render.theme import ASSETS, compact
from izdat.render.transcripts import timed_forms
from izdat.render.word_times import times_script
from izdat.run.step import step

REPORT_SHEET = "report.css"  # beside the page of a draft: no published page carries it
LONGEST_DESCRIPTION = 155  # characters; search engines cut longer ones
EPUB = "application/epub+zip"
TAPE = 1000  # units of the drawn tape's length
TRANSCRIPTS = {  # MIME types
    "html": "text/html",
    "vtt": "text/vtt",
    "json": "application/json",
    "srt": "application/x-subrip",
    "txt": "text/plain",
    "md": "text/markdown",
}
LICENCES = {
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC-BY-SA-4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC-BY-NC-4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC-BY-NC-SA-4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "CC-BY-ND-4.0": "https://creativecommons.org/licenses/by-nd/4.0/",
    "CC-BY-NC-ND-4.0": "https://creativecommons.org/licenses/by-nc-nd/4.0/",
}


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound file as a page offers it."""

    path: str  # in the site
    link: str  # from the page
    enclosure: Enclosure

    @property
    def name(self) -> str:
        """What it is: ``MP3, 128 kbit/s``."""
        return f"{self.enclosure.codec.upper()}, {round(self.enclosure.bit_rate / 1000)} kbit/s"

    def beside(self, name: str) -> str:
        """Return the link to another file of the same folder."""
        return f"{self.link.removesuffix(self.enclosure.name)}{name}"


@dataclass(frozen=True, slots=True)
class Heard:
    """Somebody who is heard in the episode."""

    name: str
    role: str
    page: str  # path in the site; "": has none
    url: str


@dataclass(frozen=True, slots=True)
class TapeMark:
    """A chapter on the drawn tape."""

    x: float
    width: float


@step(version=7)
def render_pages(
    folder: Path,
    show: Show,
    episode: Episode,
    productions: tuple[Production, ...],
    card: EpisodeCard,
    neighbours: Neighbours,
    built: SiteFacts,
    reports: tuple[SoundReport, ...] = (),
    told: ToldClaims = NOTHING_TOLD,
    cards: tuple[tuple[str, str], ...] = (),
    books: tuple[Book, ...] = (),
    zines: tuple[ZineFile, ...] = (),
) -> tuple[Output, ...]:
    """Return all HTML of an episode, and its pictures, written below ``folder``.

    ``productions``: the sound of the editions that have one, by language; ``reports``: what was
    done to it, for the pages of a draft; ``told``: how the episode's claims relate to others;
    ``cards``: (language, path) of the pictures that others show of a link to it; ``books``: the
    episode as EPUBs, to be led to;
    ``zines``: to which the pages of their languages lead.
    """
    images = render_pictures(folder, episode)
    outputs = list(images.outputs)
    for edition in episode.editions:
        edition_card = card.edition(edition.lang)
        if edition_card is None:
            continue
        report = next((each for each in reports if each.lang == edition.lang), None)
        shown = dict(cards).get(edition.lang, "")
        place = _Place(
            show,
            episode,
            edition,
            card,
            edition_card,
            built,
            images,
            report,
            told,
            shown,
            books,
            zines,
        )
        outputs += _edition_pages(folder, place, productions, neighbours)
    return tuple(sorted(outputs, key=lambda output: output.path))


@dataclass(frozen=True, slots=True)
class _Place:
    """What all pages of an edition are made from."""

    show: Show
    episode: Episode
    edition: Edition
    card: EpisodeCard
    edition_card: EditionCard
    built: SiteFacts
    images: EpisodePictures
    report: SoundReport | None
    told: ToldClaims
    link_card: str  # path of the picture shown of a link; "": none
    books: tuple[Book, ...]
    zines: tuple[ZineFile, ...]

    def address(self, name: str) -> str:
        """Return the path of a file in the edition's folder."""
        slug, lang = self.episode.slug, self.edition.lang
        return f"{addresses.episode(slug, lang, self.episode.original.lang)}{name}"


def _edition_pages(
    folder: Path, place: _Place, productions: tuple[Production, ...], neighbours: Neighbours
) -> Iterator[Output]:
    episode, edition = place.episode, place.edition
    production = next((each for each in productions if each.lang == edition.lang), None)
    original = next((each for each in productions if each.lang == episode.original.lang), None)
    page = place.address(addresses.INDEX)
    sounds = _sounds(place, page, production, original)
    shown = {
        name: PagePicture(
            addresses.relative(path, page),
            width,
            height,
            (small[0], addresses.relative(small[1], page)) if small else None,
        )
        for name, (path, width, height, small) in place.images.by_name.items()
    }
    text = edition_text(
        place.show,
        episode,
        edition,
        production,
        page=page,
        sound=sounds[0].link if sounds else "",
        pictures=shown,
        told=place.told,
    )
    times = ""
    beside_sound = sum(output.file.size for output in place.images.outputs)
    if text.word_times:
        data = times_script(text.word_times).encode()
        times = place.address(f"times-{hashlib.sha256(data).hexdigest()[:8]}.js")
        beside_sound += len(data)
        yield write_bytes(folder, times, data)
    transcripts = transcript_files(place.show, episode, edition, production)
    values = {
        "episode": episode,
        "edition": edition,
        "card": place.card,
        "original": episode.original,
        "text": text,
        "times": times,
        "production": production,
        "sounds": sounds,
        "keeping": [sound.enclosure.file.size + beside_sound for sound in sounds],
        "worker": addresses.WORKER,
        "chapters": production.chapters if production else (),
        "tape": _tape(production.chapters, production.duration) if production else (),
        "tape_length": TAPE,
        "wave": waveform.bars(production.peaks.file) if production and production.peaks else "",
        "report": place.report,
        "report_sheet": place.address(REPORT_SHEET),
        "picture": Markup(sound_picture.inline(place.report)) if place.report else "",  # noqa: S704
        "licence": licence_of(place.show, episode),
        "transcripts": transcripts,
        "books": [each for each in place.books if edition.lang in each.langs],
        "chapters_file": place.address("chapters.json")
        if production and production.chapters
        else "",
        "zines": [each for each in place.zines if each.lang == edition.lang],
        "neighbours": neighbours,
        "people": _people(place),
        "has_original_sound": original is not None,
        "original_page": addresses.page(
            addresses.episode(episode.slug, episode.original.lang, episode.original.lang)
        ),
        "cover": place.images.cover,
        "plain": plain_transcript(
            episode,
            edition,
            production,
            page=place.address("transcript.html"),
            pictures=shown,
        ),
    }
    if place.report:
        sheet = compact((ASSETS / REPORT_SHEET).read_text("utf-8"))
        yield write_bytes(folder, place.address(REPORT_SHEET), sheet.encode())
    for name, template in (
        (addresses.INDEX, "episode.html"),
        ("transcript.html", "transcript.html"),
        ("embed.html", "embed.html"),
    ):
        frame = _frame(place, name, sounds, transcripts)
        yield write_page(folder, frame.path, rendered(template, frame, **values))


def transcript_files(
    show: Show, episode: Episode, edition: Edition, production: Production | None
) -> tuple[tuple[str, str, str], ...]:
    """Return an edition's transcripts as (form, MIME type, path in the site)."""
    forms = ("html", *timed_forms(show, edition, production), "txt", "md")
    slug, lang, own = episode.slug, edition.lang, episode.original.lang
    return tuple(
        (form, TRANSCRIPTS[form], addresses.transcript(slug, lang, own, form)) for form in forms
    )


def _frame(
    place: _Place,
    name: str,
    sounds: tuple[Sound, ...],
    transcripts: tuple[tuple[str, str, str], ...],
) -> Frame:
    show, episode, edition, card = place.show, place.episode, place.edition, place.card
    is_draft = addresses.is_draft(episode.slug)
    image = card.image or artwork_path(place.built, 1200)
    full = {addresses.absolute(show.address, sound.path): sound.enclosure for sound in sounds}
    thing = json_ld.episode(
        show,
        card,
        place.edition_card,
        full,
        addresses.absolute(show.address, image) if image else "",
    )
    slug, lang, own = episode.slug, edition.lang, episode.original.lang
    alternates = [
        (mime, f"{edition.title} ({form.upper()})", path)
        for form, mime, path in transcripts
        if form != "html" or name == addresses.INDEX
    ]
    alternates += [
        (EPUB, f"{edition.title} (EPUB)", book.output.path)
        for book in place.books
        if lang in book.langs and name == addresses.INDEX
    ]
    alternates.append(("application/json+oembed", edition.title, addresses.oembed(slug, lang, own)))
    meta = Meta(
        title=edition.title,
        description=edition.summary or _contents(edition),
        kind="article",
        image=image,
        image_alt=card.image_alt if card.image else show.image_alt,
        card=place.link_card,
        published="" if is_draft else card.published.isoformat(),
        updated=card.updated.isoformat() if card.updated else "",
        json_ld=json_ld.script(thing) if name == addresses.INDEX else NOTHING,
        alternates=tuple(alternates),
        is_hidden=is_draft or name == "embed.html",
        is_draft=is_draft,
    )
    return Frame(
        show=show,
        built=place.built,
        lang=edition.lang,
        path=place.address(name),
        meta=meta,
        versions=versions(
            (each.lang, f"{addresses.episode(slug, each.lang, own)}{name}")
            for each in episode.editions
        ),
    )


def _contents(edition: Edition) -> str:
    """Return what is in an edition that has no summary: the titles of its segments, cut short."""
    titles = " · ".join(segment.title for segment in edition.segments if segment.title)
    if len(titles) <= LONGEST_DESCRIPTION:
        return titles
    return f"{titles[:LONGEST_DESCRIPTION].rpartition(' · ')[0] or edition.title} …"


def _sounds(
    place: _Place, page: str, production: Production | None, original: Production | None
) -> tuple[Sound, ...]:
    """Return an edition's sound files. One that is also the original's lies in its folder."""
    if production is None:
        return ()
    own = {each.name for each in original.enclosures} if original else set()
    base = addresses.episode(place.episode.slug, place.edition.lang, place.edition.lang)
    found = []
    for enclosure in production.enclosures:
        path = f"{base}{enclosure.name}"
        if enclosure.name not in own:
            path = place.address(enclosure.name)
        found.append(Sound(path, addresses.relative(path, page), enclosure))
    return tuple(found)


def _people(place: _Place) -> tuple[Heard, ...]:
    show = place.show
    lang = place.edition.lang if place.edition.lang in site_languages(show) else show.lang
    found = []
    for credit in place.card.credits:
        voice = place.edition.voice(credit.voice)
        page = addresses.page(addresses.person(credit.voice, lang, show.lang))
        found.append(
            Heard(
                voice.name if voice else credit.name,
                role(voice.role if voice else credit.role, interface(place.edition.lang)),
                page if credit.is_shared else "",
                credit.url,
            )
        )
    return tuple(found)


def licence_of(show: Show, episode: Episode) -> Licence:
    """Return what an episode may be used under: its own licence, else the show's."""
    if not episode.licence:
        return show.licence
    return Licence(episode.licence, LICENCES.get(episode.licence, ""))


def _tape(chapters: tuple[Chapter, ...], duration: float) -> tuple[TapeMark, ...]:
    if duration <= 0:
        return ()
    scale = TAPE / duration
    gap = 2.0 if len(chapters) < 100 else 0.0
    return tuple(
        TapeMark(
            round(chapter.start * scale, 1),
            round(max(0.5, (chapter.end - chapter.start) * scale - gap), 1),
        )
        for chapter in chapters
    )
