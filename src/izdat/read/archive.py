"""Every episode's outline → what is wrong between them."""

from collections.abc import Sequence

from izdat.model.episode import Episode
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import Show
from izdat.model.source import Outline
from izdat.read.notes import Notes
from izdat.read.show import NAME as SHOW_NAME
from izdat.text.slugs import nearest


def outline(episode: Episode) -> Outline:
    """Return as much of an episode as must be known to check it against the others."""
    return Outline(
        slug=episode.slug,
        title=episode.original.title,
        langs=tuple(edition.lang for edition in episode.editions),
        number=episode.number,
        season=episode.season,
        kind=episode.kind,
        draft=episode.draft or episode.published is None,
        published=episode.published,
        guid=episode.guid,
        aliases=episode.aliases,
        place=episode.place,
    )


def check_archive(
    show: Show, outlines: Sequence[Outline], reserved: frozenset[str] = frozenset()
) -> tuple[Problem, ...]:
    """Return what is wrong between the episodes of a show.

    ``reserved`` are first parts of addresses that the site needs itself.
    """
    notes = Notes()
    ordered = sorted(outlines, key=lambda outline: outline.slug)
    _check_numbers(ordered, notes)
    _check_guids(ordered, notes)
    _check_aliases(ordered, reserved, notes)
    _check_trailer(show, ordered, notes)
    _check_languages(show, ordered, notes)
    return notes.found()


def _check_numbers(outlines: Sequence[Outline], notes: Notes) -> None:
    """Note numbers given twice. A trailer or bonus may carry the number of what it goes with."""
    seen: dict[tuple[int | None, int], Outline] = {}
    for outline in outlines:
        if outline.number is None or outline.kind != "full":
            continue
        other = seen.setdefault((outline.season, outline.number), outline)
        if other is not outline:
            season = "" if outline.season is None else f" of season {outline.season}"
            message = f"{other.slug} is number {outline.number}{season} already"
            notes.error("duplicate-number", outline.place, message, "give one of them another")


def _check_guids(outlines: Sequence[Outline], notes: Notes) -> None:
    seen: dict[str, Outline] = {}
    for outline in outlines:
        if outline.guid and (other := seen.setdefault(outline.guid, outline)) is not outline:
            message = f"{other.slug} has this guid already, and apps would show one of the two"
            hint = "delete guid: here, unless this is the older episode"
            notes.error("duplicate-guid", outline.place, message, hint)


def _check_aliases(outlines: Sequence[Outline], reserved: frozenset[str], notes: Notes) -> None:
    slugs = {outline.slug: outline for outline in outlines}
    seen: dict[str, Outline] = {}
    taken = {name.casefold() for name in reserved}
    for outline in outlines:
        for alias in outline.aliases:
            first = alias.partition("/")[0].casefold()
            key = alias.casefold()
            other = seen.setdefault(key, outline)
            hint = "delete it here or there"
            if first in taken:
                message = f"the site needs the address {first} itself"
                notes.error("alias-taken", outline.place, f"alias {alias}: {message}", "delete it")
            elif first in slugs and (key == first or outline.slug != first):
                whose = "this episode's own" if outline.slug == first else f"that of {first}"
                message = f"alias {alias}: this address is {whose} already"
                notes.error("alias-taken", outline.place, message, hint)
            elif other is not outline:
                message = f"alias {alias}: {other.slug} was there already"
                notes.error("alias-taken", outline.place, message, hint)


def _check_languages(show: Show, outlines: Sequence[Outline], notes: Notes) -> None:
    """Note once for each language how many episodes lack it, at the first of them."""
    whole = [each for each in outlines if each.kind == "full" and not each.draft]
    for lang in show.languages:
        missing = [outline for outline in whole if lang not in outline.langs]
        if not missing:
            continue
        message = f"there is no translation into {lang}, a language of the show"
        if len(missing) > 1:
            message += f"; nor of {len(missing) - 1} other episodes"
        hint = f"write episode.{lang}.md, or take {lang} out of the show's languages"
        notes.warning("missing-translation", missing[0].place, message, hint)


def _check_trailer(show: Show, outlines: Sequence[Outline], notes: Notes) -> None:
    if not show.trailer:
        return
    slugs = [outline.slug for outline in outlines]
    place = Place(show.place.file or SHOW_NAME, show.place.line)
    found = next((outline for outline in outlines if outline.slug == show.trailer), None)
    if found is None:
        close = nearest(show.trailer, slugs)
        hint = f"did you mean {close}?" if close else "name an episode's folder"
        message = f"trailer: there is no episode {show.trailer}"
        notes.error("unknown-trailer", place, message, hint)
    elif found.kind != "trailer":
        message = f"trailer: {show.trailer} is not of the kind trailer"
        hint = "write kind: trailer in its front matter"
        notes.warning("unknown-trailer", place, message, hint)
