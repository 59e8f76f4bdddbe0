"""The episodes' cards → the site's other pages.

``site_parts`` divides the site into parts, each with only what it shows, so that a change writes
the pages that show it and no others. ``render_part`` writes one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from izdat.model.publication import EditionCard, EpisodeCard, Output, SiteFacts
from izdat.model.show import Show
from izdat.render import addresses, json_ld
from izdat.render.frame import (
    NOTHING,
    Frame,
    Meta,
    artwork_path,
    rendered,
    site_languages,
    versions,
    write_page,
)
from izdat.render.interface import interface
from izdat.render.provenance import role
from izdat.run.step import step

RECENT = 10  # episodes on the home page besides the latest
ONE_PAGE = 120  # episodes: an archive up to here is one page, a larger one a page a year
NOT_FOUND = "404.html"  # the name that hosts look for

Listed = tuple[EpisodeCard, EditionCard]


@dataclass(frozen=True, slots=True)
class HomePart:
    """The home page in a language: its newest episodes, the newest first."""

    lang: str
    newest: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class AboutPart:
    lang: str


@dataclass(frozen=True, slots=True)
class Year:
    """A year of the archive, by the episode's own clock."""

    year: int
    count: int  # of episodes; 0: not told
    path: str  # file of the page that lists it, or its place there


@dataclass(frozen=True, slots=True)
class ArchivePart:
    """A page of the archive: all of it, or one year."""

    lang: str
    year: int | None  # None: the archive's first page
    years: tuple[Year, ...]  # the newest first
    listed: tuple[tuple[int, tuple[Listed, ...]], ...]  # (year, its episodes, the newest first)
    langs: tuple[str, ...]  # in which the same page exists


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the list of people."""

    voice: str
    name: str
    role: str
    path: str  # file in the site
    count: int  # of episodes


@dataclass(frozen=True, slots=True)
class PeoplePart:
    lang: str
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class HeardIn:
    """An episode in which somebody is heard."""

    published: datetime
    path: str
    lang: str
    title: str
    segments: tuple[tuple[str, str], ...]  # (id, title), in ``lang``


@dataclass(frozen=True, slots=True)
class PersonPart:
    """The page of somebody who is the same person in every episode."""

    lang: str
    voice: str
    name: str
    role: str
    url: str
    heard: tuple[HeardIn, ...]  # the newest first


@dataclass(frozen=True, slots=True)
class NotFoundPart:
    pass


@dataclass(frozen=True, slots=True)
class RedirectPart:
    """An address that an episode once had."""

    alias: str
    path: str  # folder where it is now
    lang: str
    title: str


Part = (
    HomePart
    | AboutPart
    | ArchivePart
    | PeoplePart
    | PersonPart
    | NotFoundPart
    | RedirectPart
)  # fmt: skip


def site_parts(show: Show, cards: Iterable[EpisodeCard]) -> tuple[Part, ...]:
    """Return the site's parts. ``cards``: of the episodes that are published, in any order."""
    newest = sorted(cards, key=lambda card: (card.published, card.slug), reverse=True)
    parts: list[Part] = [NotFoundPart()]
    langs = site_languages(show)
    listed = {lang: _in(lang, newest, show) for lang in langs}
    for lang in langs:
        parts.append(HomePart(lang, listed[lang][: RECENT + 1]))
        parts.append(AboutPart(lang))
        parts += _archive(show, lang, listed)
        parts += _people(show, lang, newest)
    for card in newest:
        parts += [
            RedirectPart(alias, card.original.path, card.original.lang, card.original.title)
            for alias in card.aliases
        ]
    return tuple(parts)


@step(version=1)
def render_part(folder: Path, show: Show, part: Part, built: SiteFacts) -> tuple[Output, ...]:
    """Return the page of one part of the site, written below ``folder``."""
    match part:
        case HomePart():
            made = _home(show, part, built)
        case AboutPart():
            made = _about(show, part, built)
        case ArchivePart():
            made = _archive_page(show, part, built)
        case PeoplePart():
            made = _people_page(show, part, built)
        case PersonPart():
            made = _person_page(show, part, built)
        case NotFoundPart():
            made = _not_found(show, built)
        case RedirectPart():
            made = _redirect(show, part, built)
    path, html = made
    return (write_page(folder, path, html),)


# ---- what each part shows ---------------------------------------------------


def _in(lang: str, cards: list[EpisodeCard], show: Show) -> tuple[Listed, ...]:
    """Return the episodes to list for readers of ``lang``.

    The show's own language lists every episode; another one those with an edition in it.
    """
    found = []
    for card in cards:
        edition = card.edition(lang)
        if edition is None and lang == show.lang:
            edition = card.original
        if edition is not None:
            found.append((card, edition))
    return tuple(found)


def _archive(
    show: Show, lang: str, all_listed: dict[str, tuple[Listed, ...]]
) -> Iterator[ArchivePart]:
    listed = all_listed[lang]
    by_year: dict[int, list[Listed]] = {}
    for card, edition in listed:
        by_year.setdefault(card.published.year, []).append((card, edition))
    folder = addresses.archive(lang, show.lang)
    is_one = len(listed) <= ONE_PAGE
    years = tuple(
        Year(
            year,
            len(cards),
            f"{addresses.page(folder)}#y{year}" if is_one else _year_page(lang, show, year),
        )
        for year, cards in by_year.items()
    )
    pages = tuple((year, tuple(cards)) for year, cards in by_year.items())
    yield ArchivePart(lang, None, years, pages if is_one else pages[:1], site_languages(show))
    if is_one:
        return
    # A new episode shall not write the pages of old years again.
    uncounted = tuple(replace(year, count=0) for year in years)
    for year, cards in pages:
        langs = tuple(
            other
            for other, others in all_listed.items()
            if len(others) > ONE_PAGE and any(card.published.year == year for card, _ in others)
        )
        yield ArchivePart(lang, year, uncounted, ((year, cards),), langs)


def _year_page(lang: str, show: Show, year: int) -> str:
    return addresses.page(f"{addresses.archive(lang, show.lang)}{year}/")


def _people(show: Show, lang: str, cards: list[EpisodeCard]) -> Iterator[Part]:
    """Yield the list of people and a part for each, those heard most recently first."""
    heard: dict[str, list[HeardIn]] = {}
    for card in cards:
        edition = card.edition(lang) or card.original
        for credit in card.credits:
            if credit.is_shared:
                # The titles of segments are the original's.
                segments = credit.segments if edition.lang == card.original.lang else ()
                heard.setdefault(credit.voice, []).append(
                    HeardIn(card.published, edition.path, edition.lang, edition.title, segments)
                )
    known = {voice.id: voice for voice in show.voices}
    found = [(known[voice], episodes) for voice, episodes in heard.items() if voice in known]
    yield PeoplePart(
        lang,
        tuple(
            Person(
                voice.id,
                voice.name,
                role(voice.role, interface(lang)),
                addresses.page(addresses.person(voice.id, lang, show.lang)),
                len(episodes),
            )
            for voice, episodes in found
        ),
    )
    for voice, episodes in found:
        yield PersonPart(
            lang,
            voice.id,
            voice.name,
            role(voice.role, interface(lang)),
            voice.url,
            tuple(episodes),
        )


# ---- the pages --------------------------------------------------------------


def _frame(
    show: Show, lang: str, path: str, meta: Meta, built: SiteFacts, pages: Iterable[tuple[str, str]]
) -> Frame:
    return Frame(show=show, built=built, lang=lang, path=path, meta=meta, versions=versions(pages))


def _meta(show: Show, lang: str, title: str, built: SiteFacts, *, is_home: bool = False) -> Meta:
    image = artwork_path(built, 1200)
    thing = json_ld.series(show, lang, addresses.absolute(show.address, image) if image else "")
    return Meta(
        title=title,
        description=" ".join(show.description_in(lang).split()),
        image=image,
        image_alt=show.image_alt,
        json_ld=json_ld.script(thing) if is_home else NOTHING,
    )


def _home(show: Show, part: HomePart, built: SiteFacts) -> tuple[str, str]:
    frame = _frame(
        show,
        part.lang,
        addresses.page(addresses.home(part.lang, show.lang)),
        _meta(show, part.lang, show.title_in(part.lang), built, is_home=True),
        built,
        ((lang, addresses.page(addresses.home(lang, show.lang))) for lang in site_languages(show)),
    )
    latest = part.newest[0] if part.newest else None
    return frame.path, rendered("home.html", frame, latest=latest, recent=part.newest[1:])


def _about(show: Show, part: AboutPart, built: SiteFacts) -> tuple[str, str]:
    words = interface(part.lang)
    title = words.plain("About %(show)s", show=show.title_in(part.lang))
    frame = _frame(
        show,
        part.lang,
        addresses.page(addresses.about(part.lang, show.lang)),
        _meta(show, part.lang, title, built),
        built,
        ((lang, addresses.page(addresses.about(lang, show.lang))) for lang in site_languages(show)),
    )
    link = show.contact if show.contact.startswith(("https://", "http://", "mailto:")) else ""
    if not link and "@" in show.contact and " " not in show.contact:
        link = f"mailto:{show.contact}"
    return frame.path, rendered("about.html", frame, contact_link=link)


def _archive_page(show: Show, part: ArchivePart, built: SiteFacts) -> tuple[str, str]:
    def path(lang: str) -> str:
        if part.year is None:
            return addresses.page(addresses.archive(lang, show.lang))
        return _year_page(lang, show, part.year)

    title = interface(part.lang).plain("All episodes")
    if part.year is not None:
        title = f"{title}: {part.year}"
    frame = _frame(
        show,
        part.lang,
        path(part.lang),
        _meta(show, part.lang, title, built),
        built,
        ((lang, path(lang)) for lang in part.langs),
    )
    return frame.path, rendered(
        "archive.html", frame, year=part.year, years=part.years, listed=part.listed
    )


def _people_page(show: Show, part: PeoplePart, built: SiteFacts) -> tuple[str, str]:
    frame = _frame(
        show,
        part.lang,
        addresses.page(addresses.people(part.lang, show.lang)),
        _meta(show, part.lang, interface(part.lang).plain("People"), built),
        built,
        (
            (lang, addresses.page(addresses.people(lang, show.lang)))
            for lang in site_languages(show)
        ),
    )
    return frame.path, rendered("people.html", frame, people=part.people)


def _person_page(show: Show, part: PersonPart, built: SiteFacts) -> tuple[str, str]:
    frame = _frame(
        show,
        part.lang,
        addresses.page(addresses.person(part.voice, part.lang, show.lang)),
        _meta(show, part.lang, part.name, built),
        built,
        (
            (lang, addresses.page(addresses.person(part.voice, lang, show.lang)))
            for lang in site_languages(show)
        ),
    )
    return frame.path, rendered("person.html", frame, person=part)


def _not_found(show: Show, built: SiteFacts) -> tuple[str, str]:
    title = interface(show.lang).plain("This page is not here")
    frame = Frame(
        show=show,
        built=built,
        lang=show.lang,
        path=NOT_FOUND,
        meta=Meta(title=title, is_hidden=True),
        is_anywhere=True,
    )
    return frame.path, rendered("not_found.html", frame)


def _redirect(show: Show, part: RedirectPart, built: SiteFacts) -> tuple[str, str]:
    frame = Frame(
        show=show,
        built=built,
        lang=part.lang,
        path=addresses.page(f"{part.alias.strip('/')}/"),
        meta=Meta(title=part.title, is_hidden=True),
    )
    return frame.path, rendered("redirect.html", frame, target=addresses.page(part.path))
