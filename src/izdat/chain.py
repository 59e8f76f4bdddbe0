"""The steps in order: from a show's folder to its published site. Read this first.

    read ─→ outline ─→ check together ─→ sound of each segment ─→ programme ─→ pages, captions
                                                                          └─→ site, feeds, maps

A *step* (``here(step, …)``) is kept under what went into it. A *task* (``here.each(task, …)``) is
ordinary Python that calls steps for one episode; tasks run side by side. ``run/`` knows how.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import printing, production, reporting, schedule, sounds, voicing
from izdat.fitting import fitted
from izdat.guarding import guard
from izdat.model.claim import (
    EMPTY,
    NO_FILE,
    Claim,
    HeardMarks,
    Ledger,
    LedgerFile,
    Statement,
    ToldClaims,
)  # fmt: skip
from izdat.model.missing import Missing
from izdat.model.problem import Problem, has_errors, in_order
from izdat.model.publication import (
    EpisodeCard,
    EpisodeSite,
    FeedItem,
    Mention,
    Neighbours,
    Output,
    SearchText,
    SiteFacts,
)
from izdat.model.show import Show
from izdat.model.source import EpisodeSource, Outline
from izdat.model.voices import Share
from izdat.model.zine import Printing
from izdat.read.archive import check_archive, outline
from izdat.read.folder import list_episodes
from izdat.read.ledger import read_ledger
from izdat.read.safety import withholds
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
    task,
)
from izdat.run import why as explain
from izdat.run.lazy import lazy
from izdat.schedule import Options

if TYPE_CHECKING:
    from izdat import claims
    from izdat.read import episode as episode_file
    from izdat.render import (
        atom,
        card,
        episode_pictures,
        feed,
        feed_item,
        find_pages,
        frame,
        ledger,
        link_card,
        maps,
        mentions,
        oembed,
        own_templates,
        pages,
        search_text,
        site,
        theme,
        transcripts,
        voices,
    )
    from izdat.render import search as index
    from izdat.render.epub import books
else:  # a build that has nothing to do loads none of these
    claims = lazy("izdat.claims")
    episode_file = lazy("izdat.read.episode")
    atom = lazy("izdat.render.atom")
    books = lazy("izdat.render.epub.books")
    card = lazy("izdat.render.card")
    episode_pictures = lazy("izdat.render.episode_pictures")
    feed = lazy("izdat.render.feed")
    feed_item = lazy("izdat.render.feed_item")
    find_pages = lazy("izdat.render.find_pages")
    frame = lazy("izdat.render.frame")
    index = lazy("izdat.render.search")
    ledger = lazy("izdat.render.ledger")
    link_card = lazy("izdat.render.link_card")
    maps = lazy("izdat.render.maps")
    mentions = lazy("izdat.render.mentions")
    oembed = lazy("izdat.render.oembed")
    own_templates = lazy("izdat.render.own_templates")
    pages = lazy("izdat.render.pages")
    search_text = lazy("izdat.render.search_text")
    site = lazy("izdat.render.site")
    theme = lazy("izdat.render.theme")
    transcripts = lazy("izdat.render.transcripts")
    voices = lazy("izdat.render.voices")

PUBLIC = "public"
_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # a draft has no day yet, and its page says so
OF_THE_SHOW = frozenset({"unknown-voice"})  # slips that may be none once show.yaml is mended
WAIT = 600.0  # seconds that a second build waits for the first


@dataclass(frozen=True, slots=True)
class Outlined:
    """An episode as far as it must be known to place it among the others."""

    outline: Outline | None
    problems: tuple[Problem, ...]
    sounding: tuple[tuple[str, str], ...] = ()  # voicing.sounding
    claims: tuple[Claim, ...] = ()
    withholds: bool = False  # a name, or a voice
    statements: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    site: EpisodeSite | None
    problems: tuple[Problem, ...]


# ---- tasks: one episode each ------------------------------------------------


@task(version=4)
def outline_episode(here: Run, source: EpisodeSource, show: Show) -> Outlined:
    """Read an episode and return what the others must know of it."""
    found = sounds.read(here, source, show)
    if found.episode is None:
        return Outlined(None, found.problems)
    sounding = voicing.sounding(show, found.episode)
    gathered = here(claims.gather_claims, found.episode)
    problems = (*found.problems, *gathered.problems)
    return Outlined(
        outline(found.episode), problems, sounding, gathered.claims, withholds(found.episode),
        gathered.statements,
    )  # fmt: skip


@task(version=3)
def publish_episode(
    here: Run, source: EpisodeSource, show: Show, slug: str, near: Neighbours, facts: SiteFacts,
    told: ToldClaims, press: Printing,
) -> Published:  # fmt: skip
    """Return everything that an episode gives the site. ``slug`` is its address."""
    episode = sounds.read(here, source, show).episode
    if episode is None:
        return Published(None, ())
    episode = replace(episode, slug=slug, published=episode.published or _UNDATED)
    show = fitted(here, show, episode)
    heard, problems = production.produce(here, show, episode)
    problems += episode_pictures.picture_problems(episode)
    if has_errors(problems):
        return Published(None, problems)
    own = card.episode_card(episode, heard, show)
    is_draft = addresses.is_draft(slug)
    reports = reporting.sound_reports(here, show, episode) if is_draft else ()
    made, unprinted = printing.zines(here, show, episode, heard, told, press)
    problems += unprinted
    zines = tuple(file for each in made for file in each.files)
    look = link_card.look(show, episode.file(episode.image) if episode.image else None)
    drawn = {
        each.lang: here.on(each.lang)(link_card.render_link_card, look, each)
        for each in link_card.episode_cards(show, own, heard, look)
    }
    shown = tuple((lang, file.path) for lang, files in drawn.items() for file in files)
    wanted = show.epub.sound or show.epub.text
    bound = here(books.render_books, show, episode, heard, facts.design) if wanted else ()
    try:
        written = here(
            pages.render_pages,
            show,
            episode,
            heard,
            own,
            near,
            facts,
            reports,
            told,
            shown,
            bound,
            zines,
        )
    except own_templates.BrokenTemplate as broken:
        return Published(None, (*problems, broken.problem))
    outputs = (
        *card.sound_files(own, heard),
        *(book.output for book in bound),
        *(output for each in made for output in each.outputs),
        *written,
        *(file for files in drawn.values() for file in files),
        *here(transcripts.render_transcripts, show, episode, heard),
        *here(oembed.render_oembed, show, own, shown),
    )
    items = here(feed_item.render_items, show, episode, heard, own, outputs)
    search = here(search_text.render_search_text, show, episode, heard) if show.search else ()
    found = mentions.mentions(episode)
    marks = tuple(
        claims.heard_marks(source.slug, edition, sound.times, sound=card.sound_path(own, sound))
        for sound in heard
        if (edition := episode.edition(sound.lang)) is not None
    )
    times = next((sound.times for sound in heard if sound.lang == episode.original.lang), ())
    shares = claims.voice_shares(source.slug, episode, times)
    return Published(EpisodeSite(own, outputs, items, marks, shares, search, found), problems)


@task(version=2)
def prepare_site(here: Run, show: Show) -> tuple[SiteFacts, tuple[Output, ...]]:
    """Return what every page shares: stylesheet, script, artwork, the pictures of links."""
    facts, assets = here(theme.render_assets, show, theme.design())
    look = link_card.look(show, None)
    drawn = {
        each.lang: here.on(each.lang)(link_card.render_link_card, look, each)
        for each in link_card.site_cards(show, look)
    }
    cards = tuple((lang, file.path) for lang, files in drawn.items() for file in files)
    outputs = (*assets, *(file for files in drawn.values() for file in files))
    return replace(facts, cards=cards), outputs


@task(version=3)
def publish_site(
    here: Run, show: Show, cards: tuple[EpisodeCard, ...], items: tuple[tuple[FeedItem, ...], ...],
    facts: SiteFacts, told: Ledger, heard: tuple[HeardMarks, ...], shares: tuple[Share, ...],
    search: tuple[tuple[SearchText, ...], ...], found: tuple[tuple[Mention, ...], ...],
) -> tuple[Output, ...]:  # fmt: skip
    """Return the pages, feeds and maps of the show as a whole. Newest episode first."""
    outputs: list[Output] = []
    for part in site.site_parts(show, cards):
        outputs += here(site.render_part, show, part, facts)
    for claimed in ledger.ledger_parts(show, cards, claims.with_moments(told, heard), heard):
        outputs += here(ledger.render_ledger, show, claimed, facts)
    for spoken in voices.voices_parts(show, cards, shares):
        outputs += here(voices.render_voices, show, spoken, facts)
    artwork = facts.artwork[0][1] if facts.artwork else ""
    for lang in frame.site_languages(show):
        own = tuple(item for each in items for item in each if item.lang == lang)
        outputs += here.on(lang)(feed.render_feed, show, lang, own, artwork)
        outputs += here.on(lang)(atom.render_atom, show, lang, cards)
    more = (*ledger.page_paths(show, told), *voices.page_paths(show, cards))
    outputs += here(maps.render_maps, show, cards, more)
    parts = index.search_parts(search[::-1]) if show.search else ()
    for each in parts:
        outputs += here(index.render_search, each)
    for lang in frame.site_languages(show):
        own_here = here.on(lang)
        entries = find_pages.name_entries(show, lang, zip(cards, found, strict=True))
        outputs += own_here(find_pages.render_names, show, lang, entries, facts)
        if show.search:
            outputs += own_here(find_pages.render_search_page, show, lang, len(parts), facts)
    return tuple(outputs)


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
