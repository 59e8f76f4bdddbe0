"""One episode, or what is about the whole show → everything that it gives the site.

Each is a *task*: ordinary Python that calls steps, and runs side by side with others of its kind.
``chain`` says in which order.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from izdat import printing, production, reporting, sounds, voicing
from izdat.fitting import fitted
from izdat.model.claim import Claim, HeardMarks, Ledger, Statement, ToldClaims
from izdat.model.problem import Problem, has_errors
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
from izdat.read.archive import outline
from izdat.read.safety import withholds
from izdat.render import addresses
from izdat.run import Run, task
from izdat.run.lazy import lazy

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

_UNDATED = datetime(1970, 1, 1, tzinfo=UTC)  # a draft has no day yet, and its page says so


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
    look = link_card.look(show, episode.file(episode.image) if episode.image else None)
    drawn = {
        each.lang: here.on(each.lang)(link_card.render_link_card, look, each)
        for each in link_card.episode_cards(show, own, heard, look)
    }
    shown = tuple((lang, file.path) for lang, files in drawn.items() for file in files)
    wanted = show.epub.sound or show.epub.text
    try:
        made, unprinted = printing.zines(here, show, episode, heard, told, press)
        problems += unprinted
        zines = tuple(file for each in made for file in each.files)
        bound = here(books.render_books, show, episode, heard, facts.design) if wanted else ()
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
