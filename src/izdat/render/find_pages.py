"""What the episodes speak of → the pages on which it is found: the search, and the index.

The search needs a script and a host. The index of names, places and subjects needs neither.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from izdat.model.publication import EpisodeCard, Mention, Output, SiteFacts
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.frame import Frame, Meta, rendered, site_languages, versions, write_page
from izdat.render.interface import interface
from izdat.run.step import step


@dataclass(frozen=True, slots=True)
class NamePlace:
    """Where somebody or something is spoken of."""

    path: str  # file in the site, with its anchor
    lang: str
    title: str  # of the episode


@dataclass(frozen=True, slots=True)
class NameEntry:
    """A line of the index."""

    kind: str  # of ``Mention``
    name: str
    places: tuple[NamePlace, ...]  # the newest episode first


def name_entries(
    show: Show, lang: str, episodes: Iterable[tuple[EpisodeCard, tuple[Mention, ...]]]
) -> tuple[NameEntry, ...]:
    """Return the index for readers of ``lang``, in the order of its letters.

    As in the archive, the show's own language lists every episode. ``episodes``: newest first.
    """
    found: dict[tuple[str, str], list[NamePlace]] = {}
    for card, mentions in episodes:
        edition = card.edition(lang) or (card.original if lang == show.lang else None)
        if edition is None:
            continue
        page = addresses.page(edition.path)
        own = [each for each in mentions if each.lang in (edition.lang, card.original.lang)]
        subjects = [each for each in own if each.kind == "subject"]
        rest = [each for each in own if each.kind != "subject" and each.lang == edition.lang]
        for each in (*subjects, *rest):
            path = f"{page}#{each.anchor}" if each.anchor else page
            place = NamePlace(path, edition.lang, edition.title)
            found.setdefault((each.kind, each.name), []).append(place)
    ordered = sorted(found.items(), key=lambda entry: (entry[0][1].casefold(), entry[0]))
    return tuple(NameEntry(kind, name, tuple(places)) for (kind, name), places in ordered)


@step(version=1)
def render_names(
    folder: Path, show: Show, lang: str, entries: tuple[NameEntry, ...], built: SiteFacts
) -> tuple[Output, ...]:
    """Return the index of names, places and subjects in a language, below ``folder``."""
    words = interface(lang)
    frame = _frame(show, lang, "names", words.plain("Index of names, places and subjects"), built)
    titles = {
        "name": words.say("Names"),
        "place": words.say("Places"),
        "subject": words.say("Subjects"),
    }
    sections = [
        (title, f"{kind}s_", [each for each in entries if each.kind == kind])
        for kind, title in titles.items()
    ]
    html = rendered("names.html", frame, sections=[each for each in sections if each[2]])
    return (write_page(folder, frame.path, html),)


@step(version=1)
def render_search_page(
    folder: Path, show: Show, lang: str, parts: int, built: SiteFacts
) -> tuple[Output, ...]:
    """Return the search page in a language, below ``folder``; the index has ``parts`` parts."""
    words = interface(lang)
    frame = _frame(show, lang, "search", words.plain("Search"), built)
    said = {
        "found": words.plain("Found in segments: #"),
        "play": words.plain("Play"),
        "failed": words.plain("The index could not be loaded"),
        "disk": words.plain("A page from a disk cannot search. The index of names can be read."),
    }
    depth = frame.path.count("/")
    html = rendered(
        "search.html",
        frame,
        root="../" * depth,
        bundles=" ".join(addresses.search_index(number) for number in range(parts)),
        said=json.dumps(said, ensure_ascii=False),
    )
    return (write_page(folder, frame.path, html),)


def _frame(show: Show, lang: str, name: str, title: str, built: SiteFacts) -> Frame:
    address = {"names": addresses.names, "search": addresses.search}[name]

    def path(lang: str) -> str:
        return addresses.page(address(lang, show.lang))

    return Frame(
        show=show,
        built=built,
        lang=lang,
        path=path(lang),
        meta=Meta(title=title, is_hidden=name == "search"),
        versions=versions((each, path(each)) for each in site_languages(show)),
        is_search=name == "search",
    )
