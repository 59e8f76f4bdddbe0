"""Episodes of a show → their zine: ``izdat zine EPISODE…``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import chain, printing, production, sounds
from izdat.fitting import fitted
from izdat.guarding import guard
from izdat.model.claim import EMPTY, ToldClaims
from izdat.model.problem import Problem, has_errors, in_order, is_of
from izdat.model.show import Show, ZineSettings
from izdat.model.source import EpisodeSource
from izdat.model.zine import MadeZine, ZinePart
from izdat.render import episode_pictures, own_templates
from izdat.run import Call, FileDigests, Reporter, Run, Workers, task
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import claims
    from izdat.render import zine
else:
    claims = lazy("izdat.claims")
    zine = lazy("izdat.render.zine")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asks to be printed."""

    slugs: tuple[str, ...]  # of the episodes, in the order of the zine
    lang: str = ""  # "": the first episode's own
    paper: str = ""  # of PAPERS; "": as the show says, or A4
    inks: tuple[str, ...] = ()  # of INKS; (): as the show says


@task(version=1)
def zine_part(
    here: Run, source: EpisodeSource, show: Show, lang: str, told: ToldClaims
) -> tuple[ZinePart | None, tuple[Problem, ...]]:
    """Return an episode as a zine is made from it, with its times; or why it cannot be."""
    episode = sounds.read(here, source, show).episode
    if episode is None:
        return None, ()
    lang = lang or episode.original.lang
    if episode.edition(lang) is None:
        message = f"the episode has no edition in {lang}"
        hint = f"leave --lang out, or write episode.{lang}.md"
        return None, (Problem("zine-language", episode.place, message, hint),)
    heard, problems = production.produce(here, fitted(here, show, episode), episode)
    problems += episode_pictures.picture_problems(episode)
    if has_errors(problems):
        return None, problems
    return printing.zine_part(episode, lang, heard, told), problems


def make_zine(
    folder: Path, wanted: Wanted, *, workers: Workers, report: Reporter, listed: Path | None,
    today: date,
) -> tuple[MadeZine | None, tuple[Problem, ...]]:  # fmt: skip
    """Return the zine of a show's episodes, and every problem of them. None: there is an error.

    What a build keeps is used. ``listed`` is the protect list: who stands in it is not printed.
    """
    files = FileDigests(folder)
    with Run(folder, workers=workers, reporter=report) as here:
        archive = chain.read_archive(here, folder, files)
        files.save()
        slugs = wanted.slugs
        problems = tuple(p for p in archive.problems if any(is_of(p, slug) for slug in slugs))
        if archive.show is None or has_errors(problems):
            return None, problems
        show = archive.show
        settings = _settings(show.zine, wanted)
        press = printing.printing(folder, settings)
        known = {source.slug: (source, outlined) for source, outlined in archive.episodes}
        told = claims.by_episode(archive.ledger_of(slugs)) if archive.ledger != EMPTY else {}
        own = [(slug, *known[slug]) for slug in slugs]
        segments = [
            Call((slug, lang, segment), (source, show, lang, segment))
            for slug, source, outlined in own
            for lang, segment in outlined.sounding
        ]
        for each in sounds.in_turns(here, sounds.sound_segment, segments):
            problems += each
        first = own[0][2].outline
        lang = wanted.lang or (first.langs[0] if first else "")
        calls = [
            Call((slug,), (source, show, lang, ToldClaims(slug, told.get(slug, EMPTY))))
            for slug, source, _ in own
        ]
        parts = []
        for part, found in () if has_errors(problems) else here.each(zine_part, calls):
            problems += found
            parts.append(part)
        ready = tuple(part for part in parts if part is not None)
        if has_errors(problems) or len(ready) != len(slugs):
            return None, in_order(problems)
        stem = slugs[0] if len(slugs) == 1 else "selection"
        if lang != ready[0].episode.original.lang:
            stem += f"-{lang.lower()}"
        try:
            made = here(
                zine.render_zine, replace(show, zine=settings), ready, settings, stem, press
            )
        except own_templates.BrokenTemplate as broken:
            return None, in_order((*problems, broken.problem))
    place = ready[0].episode.place
    # Asked for by name: what a build would leave out and warn of is an error here.
    problems += tuple(
        replace(each, severity="error") for each in printing.zine_problems(made, place)
    )
    problems += guard(
        made.outputs, listed, apart_from=(folder,), today=today,
        withheld_in=[slug for slug, _, outlined in own if show.protect and outlined.withholds],
    )  # fmt: skip
    return (None if has_errors(problems) else made), in_order(problems)


def _settings(own: ZineSettings, wanted: Wanted) -> ZineSettings:
    return replace(own, paper=wanted.paper or own.paper or "a4", inks=wanted.inks or own.inks)


def unknown_episodes(folder: Path, slugs: Sequence[str]) -> list[str]:
    """Return those that are no episode of the show in ``folder``."""
    return [slug for slug in slugs if not (folder / "episodes" / slug).is_dir()]
