"""The show's claims → its ledger pages: one for the show, and one a measure, in every language.

As ``site.py`` does, ``ledger_parts`` divides them, each part with only what its page shows, so
that a new claim writes the pages that tell of it and no others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from markupsafe import Markup

from izdat.model.claim import (
    Claim,
    HeardMarks,
    Ledger,
    Measure,
    Statement,
    ToldIn,
)
from izdat.model.publication import EpisodeCard, Output, SiteFacts
from izdat.model.show import Show
from izdat.render import addresses
from izdat.render.claim_chart import Row, chart
from izdat.render.claim_entries import Entry, Telling
from izdat.render.claim_words import REASONS, ClaimWords, place_of, shown_in
from izdat.render.frame import (
    Frame,
    Meta,
    artwork_path,
    rendered,
    site_languages,
    versions,
    write_page,
)
from izdat.render.relations import MOST_NAMED, related, relation_list
from izdat.run.step import step

MOST_PAIRS = 12  # disputes that are set side by side; the table has all of them
LONG = 60  # claims of a measure, above which each row names fewer of those it relates to:
FEW_NAMED = 2  # the page would else grow with the square of its rows

Editions = tuple[ToldIn, ...]


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """A measure in the list of all."""

    measure: Measure
    claims: int
    disputed: int  # how many of them disagree with another
    first: str  # EDTF, the earliest and the latest day as of which something is claimed
    last: str


@dataclass(frozen=True, slots=True)
class LedgerPart:
    """The list of measures, and what is not counted: events, quotations, other claims."""

    lang: str
    lines: tuple[MeasureLine, ...]
    others: tuple[Claim, ...]  # of no measure
    statements: tuple[Statement, ...]
    editions: Editions


@dataclass(frozen=True, slots=True)
class MeasurePart:
    """A measure's page: its claims, and how they relate to any."""

    lang: str
    measure: Measure
    ledger: Ledger
    editions: Editions


def ledger_parts(
    show: Show, cards: Iterable[EpisodeCard], ledger: Ledger, heard: Iterable[HeardMarks] = ()
) -> tuple[LedgerPart | MeasurePart, ...]:
    """Return the parts of a ledger that has its moments; none where nothing is claimed."""
    if not has_pages(ledger):
        return ()
    editions = _editions(cards, heard)
    parts: list[LedgerPart | MeasurePart] = []
    own = [(each, _of_measure(ledger, each)) for each in ledger.measures]
    own = [(measure, part) for measure, part in own if part.claims]
    lines = tuple(_line(measure, part) for measure, part in own)
    others = tuple(claim for claim in ledger.claims if not claim.measure)
    for lang in site_languages(show):
        told = _of(editions, (*others, *ledger.statements))
        parts.append(LedgerPart(lang, lines, others, ledger.statements, told))
        for measure, part in own:
            parts.append(MeasurePart(lang, measure, part, _of(editions, part.claims)))
    return tuple(parts)


def has_pages(ledger: Ledger) -> bool:
    return bool(ledger.claims or ledger.statements)


def page_paths(show: Show, ledger: Ledger) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the folder of each page of the ledger, by language: ((language, folder), …), …"""
    if not has_pages(ledger):
        return ()
    langs = site_languages(show)
    claimed = dict.fromkeys(claim.measure for claim in ledger.claims if claim.measure)
    measures = [each.id for each in ledger.measures if each.id in claimed]
    return (
        tuple((lang, addresses.ledger(lang, show.lang)) for lang in langs),
        *(
            tuple((lang, addresses.measure(own, lang, show.lang)) for lang in langs)
            for own in measures
        ),
    )


def _editions(cards: Iterable[EpisodeCard], heard: Iterable[HeardMarks]) -> dict[str, Editions]:
    sounds = {(each.episode, each.edition): each.sound for each in heard}
    return {
        card.slug: tuple(
            ToldIn(card.slug, each.lang, each.title, sounds.get((card.slug, each.lang), ""))
            for each in card.editions
        )
        for card in cards
    }


def _of(editions: Mapping[str, Editions], said: Iterable[Claim | Statement]) -> Editions:
    slugs = dict.fromkeys(each.anchor.episode for each in said)
    return tuple(each for slug in slugs for each in editions.get(slug, ()))


def _of_measure(ledger: Ledger, measure: Measure) -> Ledger:
    """Return the claims about a measure, and those about others that relate to them."""
    own = {claim.key for claim in ledger.claims if claim.measure == measure.id}
    relations = tuple(r for r in ledger.relations if r.source in own or r.target in own)
    keys = own.union(*((r.source, r.target) for r in relations))
    claims = tuple(claim for claim in ledger.claims if claim.key in keys)
    return Ledger((measure,), claims, relations) if own else Ledger((measure,), (), ())


def _line(measure: Measure, part: Ledger) -> MeasureLine:
    own = [claim for claim in part.claims if claim.measure == measure.id]
    days = sorted(_end(claim) for claim in own if claim.as_of)
    disputed = {
        key for r in part.relations if r.kind == "disputes" for key in (r.source, r.target)
    }.intersection(claim.key for claim in own)
    return MeasureLine(
        measure, len(own), len(disputed), days[0] if days else "", days[-1] if days else ""
    )


def _end(claim: Claim) -> str:
    return claim.as_of.rpartition("/")[2]


# ---- the pages ------------------------------------------------------------------


@step(version=2)
def render_ledger(
    folder: Path, show: Show, part: LedgerPart | MeasurePart, built: SiteFacts
) -> tuple[Output, ...]:
    """Return the page of one part of the ledger, written below ``folder``."""
    if isinstance(part, LedgerPart):
        path, html = _ledger_page(show, part, built)
    else:
        path, html = _measure_page(show, part, built)
    return (write_page(folder, path, html),)


def _frame(
    show: Show, built: SiteFacts, lang: str, title: str, path: Callable[[str], str]
) -> Frame:
    pages = ((each, addresses.page(path(each))) for each in site_languages(show))
    return Frame(
        show=show,
        built=built,
        lang=lang,
        path=addresses.page(path(lang)),
        meta=Meta(title=title, image=artwork_path(built, 1200), image_alt=show.image_alt),
        versions=versions(pages),
    )


def _ledger_page(show: Show, part: LedgerPart, built: SiteFacts) -> tuple[str, str]:
    words = ClaimWords(part.lang, show.title_in(part.lang))
    title = words.interface.plain("Ledger of claims")
    frame = _frame(show, built, part.lang, title, lambda lang: addresses.ledger(lang, show.lang))
    telling = Telling(show, part.lang, part.editions, frame)
    lines = [
        (
            frame.link(addresses.page(addresses.measure(line.measure.id, part.lang, show.lang))),
            words.measure(line.measure, show.lang),
            words.unit(line.measure, show.lang),
            line,
            _days(words, line),
        )
        for line in part.lines
    ]
    return frame.path, rendered(
        "ledger.html",
        frame,
        lines=lines,
        others=[telling.entry(each) for each in part.others],
        events=_by_episode(telling, part.statements, "event"),
        quotations=_by_episode(telling, part.statements, "quotation"),
    )


def _days(words: ClaimWords, line: MeasureLine) -> Markup:
    first, last = words.day(line.first), words.day(line.last)
    return first if line.first == line.last else Markup("{} – {}").format(first, last)


def _by_episode(
    telling: Telling, statements: Sequence[Statement], kind: str
) -> list[tuple[str, Markup, list[Entry]]]:
    """Return (the episode's title, its language, its statements of a kind) of each episode."""
    own = [each for each in statements if each.kind == kind]
    found = []
    for _, group in groupby(own, key=lambda each: each.anchor.episode):
        entries = [telling.entry(each) for each in group]
        found.append((entries[0].title, entries[0].attributes, entries))
    return found


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two claims that disagree, side by side."""

    one: Entry
    other: Entry
    is_editors: bool  # an editor says so; else a comparison of the two amounts


def _measure_page(show: Show, part: MeasurePart, built: SiteFacts) -> tuple[str, str]:
    words = ClaimWords(part.lang, show.title_in(part.lang))
    measure = part.measure
    frame = _frame(
        show, built, part.lang, words.plain_measure(measure),
        lambda lang: addresses.measure(measure.id, lang, show.lang),
    )  # fmt: skip
    telling = Telling(show, part.lang, part.editions, frame)
    own = [claim for claim in part.ledger.claims if claim.measure == measure.id]
    own.sort(key=lambda claim: (not claim.as_of, _end(claim)))  # what has no day stands last
    kinds = related(part.ledger)
    corrected = {each.target for each in part.ledger.relations if each.kind == "corrects"}
    link = _row_link(frame, show, part)
    most = MOST_NAMED if len(own) <= LONG else FEW_NAMED
    entries = {
        claim.key: telling.entry(
            claim,
            related=relation_list(kinds.get(claim.key, {}), words, link, most=most),
            is_corrected=claim.key in corrected,
        )
        for claim in part.ledger.claims
    }
    disputes = [
        Dispute(entries[each.target], entries[each.source], each.by == "editor")
        for each in part.ledger.relations
        if each.kind == "disputes" and each.source in entries and each.target in entries
    ]
    disputes.sort(key=lambda each: not each.is_editors)
    used = dict.fromkeys(kind for claim in own for kind, _ in kinds.get(claim.key, {}))
    return frame.path, rendered(
        "measure.html",
        frame,
        ledger=frame.link(addresses.page(addresses.ledger(part.lang, show.lang))),
        name=words.measure(measure, show.lang),
        unit=words.unit(measure, show.lang),
        place=measure.at,
        window=words.day(measure.window),
        cumulative=measure.cumulative,
        entries=[entries[claim.key] for claim in own],
        charts=_charts(telling, own, corrected, frame.dir == "rtl"),
        disputes=disputes[:MOST_PAIRS],
        more=max(0, len(disputes) - MOST_PAIRS),
        kinds=[
            (words.label(kind, is_source=True), words.interface.say(REASONS[kind])) for kind in used
        ],
    )


def _row_link(frame: Frame, show: Show, part: MeasurePart) -> Callable[[Claim], str]:
    """Return what links to a claim's row, on this page or on another measure's."""

    def link(claim: Claim) -> str:
        row = addresses.row(claim.key)
        if claim.measure == part.measure.id:
            return f"#{row}"
        if not claim.measure:
            return frame.link(place_of(claim, shown_in(claim, part.lang)))
        folder = addresses.measure(claim.measure, part.lang, show.lang)
        return frame.link(f"{addresses.page(folder)}#{row}")

    return link


def _charts(
    telling: Telling, claims: Sequence[Claim], corrected: set[str], is_rtl: bool
) -> list[tuple[str, Markup]]:
    """Return a chart for each unit in which something is claimed: (unit, chart)."""
    words = telling.words
    units: dict[str, list[Row]] = {}
    for claim in claims:
        shown = telling.shown(claim)
        by = words.plain_speaker(claim, shown)
        day = words.day(claim.as_of).striptags()
        row = Row(
            f"{by} · {day}" if day else by,
            words.amount(claim.amount) if claim.amount.is_known else shown.anchor.words,
            telling.link(claim),
            claim.amount,
            claim.key in corrected,
        )
        units.setdefault(claim.amount.unit, []).append(row)
    title = words.interface.plain("The figures side by side")
    charts = [
        (unit, chart(rows, title=title, id=f"chart_{n}", is_rtl=is_rtl, number=words.number))
        for n, (unit, rows) in enumerate(units.items(), start=1)
    ]
    return [(unit, drawn) for unit, drawn in charts if drawn]
