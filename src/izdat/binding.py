"""Episodes of a show → one book of them: ``izdat epub EPISODE…``."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from izdat import chain, production, sounds
from izdat.fitting import fitted
from izdat.guarding import guard
from izdat.model.episode import Episode
from izdat.model.problem import Problem, has_errors, in_order, is_of
from izdat.model.publication import Output
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.model.source import EpisodeSource
from izdat.render.epub.books import Chosen, can_be_heard, make_book
from izdat.render.own_templates import BrokenTemplate
from izdat.run import Call, FileDigests, Reporter, Run, Workers, task
from izdat.run.space import room_in


class NotInBook(ValueError):
    """Something that was asked for cannot be in a book. The message says what, and why."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a book."""

    slugs: tuple[str, ...]  # folders of episodes, in the book's order
    langs: tuple[str, ...] = ()  # of the text; (): each episode's own
    has_sound: bool = True
    title: str = ""  # of a book of several episodes; "": the show's


@dataclass(frozen=True, slots=True)
class BoundBook:
    """What became of it."""

    problems: tuple[Problem, ...]
    size: int = 0  # bytes
    has_sound: bool = False


@task(version=1)
def produce_episode(
    here: Run, source: EpisodeSource, show: Show
) -> tuple[Episode | None, tuple[Production, ...], tuple[Problem, ...]]:
    """Return an episode and its sound, as a build makes it, and what is wrong with it."""
    episode = sounds.read(here, source, show).episode
    if episode is None:
        return None, (), ()
    heard, problems = production.produce(here, fitted(here, show, episode), episode)
    return episode, heard, problems


def bind_book(
    folder: Path,
    wanted: Wanted,
    target: Path,
    *,
    workers: Workers,
    report: Reporter,
    listed: Path | None,
    today: date,
) -> BoundBook:
    """Write ``target``, whole or not at all; with an error in an episode of it, not at all.

    What a build keeps is used, and what is made is kept for the next build. ``listed``: the
    protect list, by which the book is looked through. Raises ``NotInBook``.
    """
    with Run(folder, workers=workers, reporter=report) as here:
        files = FileDigests(folder)
        archive = chain.read_archive(here, folder, files)
        files.save()
        known = {source.slug: (source, outlined) for source, outlined in archive.episodes}
        for slug in wanted.slugs:
            if slug not in known:
                raise NotInBook(f"there is no episode {slug}")
        problems = tuple(
            problem
            for problem in archive.problems
            if any(is_of(problem, slug) for slug in wanted.slugs)
        )
        if archive.show is None or has_errors(problems):
            return BoundBook(in_order(problems))
        calls = [Call((slug,), (known[slug][0], archive.show)) for slug in wanted.slugs]
        sounds.make_sounds(
            here, archive.show, calls, {slug: known[slug][1].sounding for slug in wanted.slugs}
        )
        made = here.each(produce_episode, calls)
        here.complete()
    problems += tuple(problem for _, _, found in made for problem in found)
    chosen = [_chosen(episode, heard, wanted) for episode, heard, _ in made if episode is not None]
    if has_errors(problems):
        return BoundBook(in_order(problems))
    withheld = [slug for slug in wanted.slugs if archive.show.protect and known[slug][1].withholds]
    return _written(
        archive.show, chosen, wanted, target, tuple(in_order(problems)),
        listed=listed, withheld=withheld, apart_from=(folder, folder / chain.PUBLIC), today=today,
    )  # fmt: skip


def _chosen(episode: Episode, heard: tuple[Production, ...], wanted: Wanted) -> Chosen:
    if episode.draft or episode.published is None:
        raise NotInBook(f"{episode.slug} is a draft: give it a day first")
    langs = tuple(lang for lang in wanted.langs if episode.edition(lang) is not None)
    if wanted.langs and not langs:
        raise NotInBook(f"{episode.slug} is in none of {', '.join(wanted.langs)}")
    return Chosen(episode, langs or (episode.original.lang,), heard)


def _written(
    show: Show,
    chosen: Sequence[Chosen],
    wanted: Wanted,
    target: Path,
    problems: tuple[Problem, ...],
    *,
    listed: Path | None,
    withheld: Sequence[str],
    apart_from: tuple[Path, ...],
    today: date,
) -> BoundBook:
    has_sound = wanted.has_sound and any(can_be_heard(show, each) for each in chosen)
    needed = sum(
        sound.file.size for each in chosen for own in each.productions for sound in own.enclosures
    )
    with (
        room_in(target.parent, needed if has_sound else 0),
        tempfile.TemporaryDirectory(dir=target.parent, prefix=".izdat-") as room,
    ):
        partly = Path(room) / target.name
        try:
            file = make_book(partly, show, chosen, has_sound=has_sound, title=wanted.title)
        except BrokenTemplate as broken:
            return BoundBook((*problems, broken.problem))
        problems += guard(
            (Output(target.name, file),), listed, apart_from=apart_from, withheld_in=withheld,
            today=today, folder=str(target.parent),
        )  # fmt: skip
        if has_errors(problems):
            return BoundBook(problems)
        partly.replace(target)
    return BoundBook(problems, file.size, has_sound)
