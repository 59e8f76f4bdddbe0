"""An episode, its sound and its claims → its zines: the part of the chain that prints."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.claim import ToldClaims
from izdat.model.episode import Episode
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import Show, ZineSettings
from izdat.model.sound import Production
from izdat.model.zine import MadeZine, Printing, ZinePart
from izdat.release.names import METADATA
from izdat.render import addresses
from izdat.run import Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import bundle
    from izdat.render import theme, zine
else:
    bundle = lazy("izdat.bundle")
    theme = lazy("izdat.render.theme")
    zine = lazy("izdat.render.zine")

FIRST_ROOT = "1.root.json"
MOST_SHOWN = 12  # letters without a font that a problem names


def printing(folder: Path, settings: ZineSettings) -> Printing:
    """Return what decides how the zines of the show in ``folder`` come out, beside the show.

    Asked before anything is made: raises ``MissingTypesetter`` where a zine is wanted.
    """
    if not settings.paper:
        return Printing()
    is_signed = (folder / METADATA / FIRST_ROOT).exists()
    words = bundle.words_of(folder) if is_signed else ""
    return Printing(zine.typesetter(), theme.design(), words)


def zine_part(
    episode: Episode, lang: str, heard: Sequence[Production], told: ToldClaims
) -> ZinePart:
    """Return an edition as a zine is made from it: with its times, and without its sound."""
    production = next((each for each in heard if each.lang == lang), None)
    if production is not None:
        production = replace(production, enclosures=(), peaks=None, loudness=None)
    return ZinePart(episode, lang, production, told)


def zines(
    here: Run, show: Show, episode: Episode, heard: Sequence[Production], told: ToldClaims,
    printing: Printing,
) -> tuple[tuple[MadeZine, ...], tuple[Problem, ...]]:  # fmt: skip
    """Return an episode's zines, one for each edition, and what is wrong with those left out."""
    made = []
    problems: list[Problem] = []
    for edition in episode.editions if show.zine.paper else ():
        name = addresses.episode(episode.slug, edition.lang, episode.original.lang)
        stem = f"{name}{episode.slug.rpartition('/')[2]}"
        part = zine_part(episode, edition.lang, heard, told)
        found = here.on(edition.lang)(zine.render_zine, show, (part,), show.zine, stem, printing)
        problems += zine_problems(found, edition.place or episode.place)
        made.append(found)
    return tuple(made), tuple(problems)


def zine_problems(made: MadeZine, place: Place) -> list[Problem]:
    """Return why there is no zine."""
    if made.missing:
        letters = " ".join(made.missing[:MOST_SHOWN])
        return [
            Problem(
                "zine-letters",
                place,
                f"no zine: there is no font for {letters}",
                "name one that has them in show.yaml: zine: {fonts: [fonts/Some.ttf]}",
                severity="warning",
            )
        ]
    if made.is_too_long:
        return [
            Problem(
                "zine-too-long",
                place,
                "no zine: the text is longer than a book",
                "print its parts",
                severity="warning",
            )
        ]
    return []
