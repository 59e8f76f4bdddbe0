"""The steps in order: from a show's folder to its published site. Read this first.

    read ─→ outline ─→ check together ─→ sound of each segment ─→ programme ─→ pages, captions
                                                                          └─→ site, feeds, maps

A *step* (``here(step, …)``) is kept under what went into it. A *task* (``here.each(task, …)``) is
ordinary Python that calls steps for one episode, in ``tasks.py``; tasks run side by side. ``run/``
knows how.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import printing, schedule, sounds
from izdat.guarding import guard
from izdat.model.claim import (
    EMPTY,
    NO_FILE,
    Ledger,
    LedgerFile,
    ToldClaims,
)  # fmt: skip
from izdat.model.missing import Missing
from izdat.model.problem import Problem, has_errors, in_order
from izdat.model.publication import (
    Neighbours,
    Output,
)
from izdat.model.show import Show
from izdat.model.source import EpisodeSource
from izdat.model.zine import Printing
from izdat.read.archive import check_archive
from izdat.read.folder import list_episodes
from izdat.read.ledger import read_ledger
from izdat.read.show import read_show
from izdat.render import addresses
from izdat.run import (
    Call,
    FileDigests,
    Holder,
    Reporter,
    Run,
    Workers,
    Would,
    building,
    publish,
)
from izdat.run import why as explain
from izdat.run.lazy import lazy
from izdat.schedule import Options
from izdat.tasks import (
    Outlined,
    outline_episode,
    prepare_site,
    publish_episode,
    publish_site,
)

if TYPE_CHECKING:
    from izdat import claims
    from izdat.render import own_templates, theme
else:  # a build that has nothing to do loads none of these
    claims = lazy("izdat.claims")
    own_templates = lazy("izdat.render.own_templates")
    theme = lazy("izdat.render.theme")

PUBLIC = "public"
OF_THE_SHOW = frozenset({"unknown-voice"})  # slips that may be none once show.yaml is mended
WAIT = 600.0  # seconds that a second build waits for the first


# ---- the whole show ---------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Archive:
    """A show as read: what is sound enough to build, and every problem."""

    show: Show | None
    episodes: tuple[tuple[EpisodeSource, Outlined], ...]
    problems: tuple[Problem, ...]
    ledger: Ledger = EMPTY
    ledger_file: LedgerFile = NO_FILE

    def ledger_of(self, slugs: Collection[str]) -> Ledger:
        """Return the ledger as if there were only these episodes: no other may be told of."""
        if all(source.slug in slugs for source, _ in self.episodes):
            return self.ledger
        return _ledger(
            [each for source, each in self.episodes if source.slug in slugs], self.ledger_file
        )[0]


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did."""

    public: Path
    problems: tuple[Problem, ...]
    episodes: int = 0
    written: int = 0
    removed: int = 0
    unchanged: int = 0
    steps: int = 0
    left_out: int = 0  # episodes that are drafts, or whose day has not come
    drafts: tuple[str, ...] = ()  # addresses of those that were built


def read_archive(here: Run, folder: Path, files: FileDigests) -> Archive:
    """Read the show in ``folder`` and every episode; collect all problems, and stop at none."""
    found = read_show(folder, files.file_at)
    reserved = addresses.RESERVED
    if found.show is not None:
        reserved |= {lang.lower() for lang in (found.show.lang, *found.show.languages)}
    sources, problems = list_episodes(folder, files.file_at, reserved=reserved)
    # With a show.yaml that says nothing, the texts are read all the same: one run tells all.
    show = found.show or Show(title="", address="", lang="en", description="")
    outlined = here.each(outline_episode, [Call((s.slug,), (s, show)) for s in sources])
    slips = [problem for each in outlined for problem in each.problems]
    if found.show is None:
        slips = [slip for slip in slips if slip.code not in OF_THE_SHOW]
    outlines = [each.outline for each in outlined if each.outline is not None]
    slips += check_archive(show, outlines, reserved)
    if found.show is not None and (found.show.theme.fonts or found.show.theme.templates):
        slips += theme.theme_problems(found.show)
    said, unread = read_ledger(folder)
    ledger, unfitting = _ledger(outlined, said)
    return Archive(
        found.show,
        tuple(zip(sources, outlined, strict=True)),
        in_order((*found.problems, *problems, *slips, *unread, *unfitting)),
        ledger,
        said,
    )


def _ledger(outlined: Sequence[Outlined], said: LedgerFile) -> tuple[Ledger, tuple[Problem, ...]]:
    """Return the claims of episodes with what ``claims.yaml`` says, and what does not fit."""
    found = [claim for each in outlined for claim in each.claims]
    statements = [statement for each in outlined for statement in each.statements]
    if not found and not statements and said == NO_FILE:
        return EMPTY, ()
    return claims.make_ledger(found, said, statements)


def _withheld_in(archive: Archive) -> list[str]:
    """Return the episodes that withhold somebody, unless the show says that nobody knows a name."""
    if archive.show is None or not archive.show.protect:
        return []
    return [source.slug for source, outlined in archive.episodes if outlined.withholds]


class NoShow(Missing):
    """The folder holds no show: nothing was read, and nothing written into it."""


def _is_show(folder: Path) -> None:
    if not (folder / "show.yaml").exists() and not (folder / "episodes").exists():
        raise NoShow(f"there is no show in {folder}", "izdat new my-show")


def check(folder: Path) -> Archive:
    """Return the show in ``folder`` as read, with every problem. Writes nothing but the store."""
    _is_show(folder)
    files = FileDigests(folder)
    with Run(folder) as here:
        archive = read_archive(here, folder, files)
    files.save()
    return archive


def why(
    folder: Path, options: Options, episode: str | None
) -> tuple[list[Would], tuple[Problem, ...]]:
    """Return what a build would run first and for which reason, for one episode or for all.

    Beside it stand the problems that are known already: with an error among them a build ends.
    """
    _is_show(folder)
    files = FileDigests(folder)
    problems: tuple[Problem, ...] = ()

    def dry_build(here: Run) -> None:
        nonlocal problems
        archive = read_archive(here, folder, files)
        problems = archive.problems
        if archive.show is not None and not has_errors(archive.problems):
            make_site(
                here, archive.show, archive, options, schedule.draft_secret(folder),
                printing.printing(folder, archive.show.zine),
            )  # fmt: skip

    found = explain(folder, dry_build)
    return [each for each in found if episode is None or each.subject[:1] == (episode,)], problems


def build(
    folder: Path,
    options: Options,
    *,
    workers: Workers,
    report: Reporter,
    waiting: Callable[[Holder], None] | None = None,
    listed: Path | None = None,
) -> Built:
    """Bring ``folder/public`` to what the show says now; with an error in it, touch nothing.

    ``listed`` is the protect list: who stands in it is named in no file that is published.
    """
    _is_show(folder)
    public = folder / PUBLIC
    files = FileDigests(folder)
    with (
        building(folder, wait=WAIT, waiting=waiting),
        Run(folder, workers=workers, reporter=report) as here,
    ):
        archive = read_archive(here, folder, files)
        files.save()
        if archive.show is None or has_errors(archive.problems):
            return Built(public, archive.problems)
        made = make_site(
            here, archive.show, archive, options, schedule.draft_secret(folder),
            printing.printing(folder, archive.show.zine),
        )  # fmt: skip
        problems = in_order((*archive.problems, *made.problems))
        if not has_errors(problems):
            problems += guard(
                made.outputs, listed, apart_from=(folder, public),
                withheld_in=_withheld_in(archive), today=options.now.date(),
            )  # fmt: skip
        if has_errors(problems):
            return Built(public, problems)
        done = publish(made.outputs, public, folder)
        here.complete()
        return Built(
            public, problems, made.episodes, done.written, done.removed, done.unchanged,
            here.ran, made.left_out, made.drafts,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Made:
    """A site before it is put in its place."""

    outputs: tuple[Output, ...]
    problems: tuple[Problem, ...]
    episodes: int = 0
    left_out: int = 0
    drafts: tuple[str, ...] = ()


def make_site(
    here: Run, show: Show, archive: Archive, options: Options, secret: bytes, press: Printing
) -> Made:
    """Return every file of the site, from kept results wherever nothing changed.

    ``secret`` hides the drafts' addresses (``schedule.draft_secret``); ``press`` prints zines
    (``printing.printing``).
    """
    sources = {source.slug: source for source, _ in archive.episodes}
    outlined = {source.slug: found for source, found in archive.episodes}
    outlines = [found.outline for found in outlined.values() if found.outline is not None]
    order = schedule.shown(outlines, options)
    hidden = schedule.drafts(outlines) if options.drafts else []
    drafts = {outline.slug: schedule.draft_address(outline, secret) for outline in hidden}
    facts, assets = here.each(prepare_site, [Call(("site",), (show,))])[0]
    slugs = {each.slug for each in order}
    public = archive.ledger_of(slugs)
    facts = replace(facts, has_ledger=bool(public.claims or public.statements))
    told_of = claims.by_episode(public) if public != EMPTY else {}
    calls = [
        Call((each.slug,), (sources[each.slug], show, each.slug, near, facts, told, press))
        for each, near in zip(order, schedule.neighbours(order), strict=True)
        for told in (ToldClaims(each.slug, told_of.get(each.slug, EMPTY)),)
    ]
    for slug, address in drafts.items():
        # Only its own page tells of a draft's claims.
        own = archive.ledger_of({*slugs, slug})
        told = ToldClaims(slug, claims.by_episode(own).get(slug, EMPTY) if own != EMPTY else EMPTY)
        calls.append(
            Call((slug,), (sources[slug], show, address, Neighbours(), facts, told, press))
        )
    sounds.make_sounds(
        here, show, [call for call in calls if not here.is_kept(publish_episode, call)],
        {slug: found.sounding for slug, found in outlined.items()},
    )  # fmt: skip
    published = here.each(publish_episode, calls)
    problems = tuple(problem for each in published for problem in each.problems)
    sites = [each.site for each in published if each.site is not None]
    if has_errors(problems):
        return Made((), problems)
    shown = sites[: len(order)]
    cards = tuple(each.card for each in shown)
    items = tuple(each.items for each in shown)
    heard = tuple(marks for each in shown for marks in each.heard)
    shares = tuple(share for each in shown for share in each.voices)
    search = tuple(each.search for each in shown)
    found = tuple(each.mentions for each in shown)
    given = (show, cards, items, facts, public, heard, shares, search, found)
    try:
        whole = here.each(publish_site, [Call(("site",), given)])[0]
    except own_templates.BrokenTemplate as broken:
        return Made((), (*problems, broken.problem))
    outputs = (*(output for each in sites for output in each.outputs), *assets, *whole)
    left_out = len(outlines) - len(order) - len(hidden)
    return Made(outputs, problems, len(order), left_out, tuple(drafts.values()))
