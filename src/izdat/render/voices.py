"""Who says how much → a page for the show, and one an episode, in every language."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup, escape

from izdat.model.publication import EpisodeCard, Output, SiteFacts
from izdat.model.show import Show
from izdat.model.voices import WORDS_A_MINUTE, Share, Total, per_cent, total, totals
from izdat.render import addresses
from izdat.render.frame import Frame, Meta, artwork_path, rendered, site_languages, versions
from izdat.render.frame import write_page as write
from izdat.render.html import lang_attributes
from izdat.render.provenance import role
from izdat.run.step import step
from izdat.text.dates import clock

MOST_ROWS = 200  # of one table; a show's thousandth speaker is on the episode's own page
ROW, BAR = 40, 10  # pixels


@dataclass(frozen=True, slots=True)
class VoicesPart:
    """The page of the show (no ``slug``) or of one episode."""

    lang: str
    slug: str
    title: str
    title_lang: str
    shares: tuple[Share, ...]
    originals: tuple[tuple[str, str, str, str], ...]  # (slug, title, its language, the text's)


def voices_parts(
    show: Show, cards: Iterable[EpisodeCard], shares: Iterable[Share]
) -> Iterator[VoicesPart]:
    """Yield the parts; none of a show without episodes."""
    cards = tuple(cards)
    by_episode: dict[str, list[Share]] = {card.slug: [] for card in cards}
    for each in shares:
        by_episode[each.episode].append(each)
    if not cards:
        return
    for lang in site_languages(show):
        named = {}
        for card in cards:
            edition = card.edition(lang) or card.original
            named[card.slug] = (card.slug, edition.title, edition.lang, card.original.lang)
        everything = tuple(each for card in cards for each in by_episode[card.slug])
        yield VoicesPart(lang, "", "", lang, everything, tuple(named.values()))
        for slug, (_, title, title_lang, _) in named.items():
            own = tuple(by_episode[slug])
            yield VoicesPart(lang, slug, title, title_lang, own, (named[slug],))


def page_paths(show: Show, cards: Iterable[EpisodeCard]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return the folder of each page, by language: ((language, folder), …), …"""
    slugs = [card.slug for card in cards]
    if not slugs:
        return ()
    langs = site_languages(show)
    return tuple(
        tuple((lang, addresses.voices(lang, show.lang, slug)) for lang in langs)
        for slug in ("", *slugs)
    )


@dataclass(frozen=True, slots=True)
class Row:
    name: Markup
    plain: str
    link: str
    total: Total
    per_cent: str  # of all words

    @property
    def minutes(self) -> str:
        return clock(self.total.seconds + 0.5)


@dataclass(frozen=True, slots=True)
class Table:
    id: str
    heading: Markup
    rows: tuple[Row, ...]
    left_out: int
    chart: Markup


@step(version=1)
def render_voices(
    folder: Path, show: Show, part: VoicesPart, built: SiteFacts
) -> tuple[Output, ...]:
    """Return one page, written below ``folder``."""

    def path(lang: str) -> str:
        return addresses.page(addresses.voices(lang, show.lang, part.slug))

    pages = ((lang, path(lang)) for lang in site_languages(show))
    frame = Frame(
        show=show,
        built=built,
        lang=part.lang,
        path=path(part.lang),
        meta=Meta(title="", image=artwork_path(built, 1200), image_alt=show.image_alt),
        versions=versions(pages),
    )
    title = frame.words.plain("Who speaks how much")
    if part.title:
        title = f"{title}: {part.title}"
    frame = _titled(frame, title)
    tables = list(_tables(frame, part))
    whole = total(part.shares)
    html = rendered(
        "voices.html",
        frame,
        part=part,
        title_attributes=Markup(lang_attributes(part.title_lang, part.lang)),  # noqa: S704
        all_link=frame.link(addresses.page(addresses.voices(part.lang, show.lang, ""))),
        tables=tables,
        whole=whole,
        minutes=clock(whole.seconds + 0.5),
        is_estimated=whole.estimated > 0,
        rate=WORDS_A_MINUTE,
    )
    return (write(folder, frame.path, html),)


def _titled(frame: Frame, title: str) -> Frame:
    meta = Meta(title=title, image=frame.meta.image, image_alt=frame.meta.image_alt)
    return Frame(
        show=frame.show, built=frame.built, lang=frame.lang, path=frame.path, meta=meta,
        versions=frame.versions,
    )  # fmt: skip


def _tables(frame: Frame, part: VoicesPart) -> Iterator[Table]:
    words, lang = frame.words, frame.lang
    show_lang = frame.show.lang
    texts = {slug: text_lang for slug, _, _, text_lang in part.originals}

    # A translation of one episode says what a voice is called in all of them.
    own_names = {
        (each.voice, each.name): name
        for each in part.shares
        for name_lang, name in each.names
        if name_lang == lang
    }
    named_in = {(each.voice, each.name): texts[each.episode] for each in part.shares}

    def speaker(key: tuple[str, str]) -> tuple[str, str, str]:
        voice, name = key
        if not voice:
            return frame.show.title_in(lang), lang, ""
        own = own_names.get(key)
        return own or name, lang if own else named_in[key], person(voice)

    def doing(each: Share) -> tuple[str, str]:
        return role(each.role, words) or "", texts[each.episode]

    shared = {voice.id for voice in frame.show.voices}

    def person(voice: str) -> str:
        known = voice in shared
        home = frame.home_lang
        page = addresses.page(addresses.person(voice, home, show_lang))
        return frame.link(page) if known else ""

    yield _table(
        frame, "speakers_", words.say("By speaker"),
        totals(part.shares, lambda each: (each.voice, each.name)), speaker,
    )  # fmt: skip
    if not part.slug:
        named = {slug: (title, title_lang) for slug, title, title_lang, _ in part.originals}
        in_order = dict(totals(part.shares, lambda each: each.episode))
        yield _table(
            frame, "episodes_", words.say("By episode"),
            [(slug, in_order[slug]) for slug in named if slug in in_order],
            lambda slug: (
                *named[slug],
                frame.link(addresses.page(addresses.voices(lang, show_lang, slug))),
            ),
        )  # fmt: skip
    yield _table(
        frame, "roles_", words.say("By role"), totals(part.shares, doing),
        lambda key: (key[0] or words.plain("no role given"), lang, ""),
    )  # fmt: skip
    yield _table(
        frame, "languages_", words.say("By language"), totals(part.shares, lambda each: each.lang),
        lambda key: (frame.language(key), frame.words_lang, ""),
    )  # fmt: skip
    yield _table(
        frame, "origins_", words.say("By where it first appeared"),
        totals(part.shares, lambda each: (each.origin, texts[each.episode])),
        lambda key: (key[0] or words.plain("in this show"), key[1] if key[0] else lang, ""),
    )  # fmt: skip


def _table(
    frame: Frame, id: str, heading: Markup, found: Sequence[tuple[object, Total]],
    named: Callable[..., tuple[str, str, str]],
) -> Table:  # fmt: skip
    whole = sum(each.words for _, each in found)
    rows = []
    for key, own in found[:MOST_ROWS]:
        plain, lang, link = named(key)
        attributes = Markup(lang_attributes(lang, frame.lang))  # noqa: S704  # escaped there
        name = (
            Markup("<span{}>{}</span>").format(attributes, plain) if attributes else escape(plain)
        )
        rows.append(Row(name, plain, link, own, per_cent(own.words, whole)))
    drawn = _bars(rows, frame.dir == "rtl", f"{id}chart", str(heading.striptags()))
    return Table(id, heading, tuple(rows), max(0, len(found) - MOST_ROWS), drawn)


def _bars(rows: Sequence[Row], is_rtl: bool, id: str, title: str) -> Markup:
    """Return a bar for each row, as long as its minutes; what is estimated is paler."""
    most = max((row.total.seconds for row in rows), default=0.0)
    if most <= 0 or len(rows) < 2:
        return Markup("")
    parts = []
    for n, row in enumerate(rows):
        top = n * ROW
        label = Markup('<text class="by" x="{}" y="{}">{} · {}</text>').format(
            "100%" if is_rtl else "0", top + 14, row.plain, row.minutes
        )
        at, bars = 0.0, []
        for kind, seconds in (("solid", row.total.measured), ("bar", row.total.estimated)):
            width = round(98 * seconds / most, 2)
            if width > 0:
                x = round(100 - at - width if is_rtl else at, 2)
                bars.append(
                    Markup('<rect class="{}" x="{}%" width="{}%" y="{}" height="{}"/>').format(
                        kind, x, width, top + 20, BAR
                    )
                )
                at += width
        parts += [label, *bars]
    return Markup(
        '<svg class="chart" width="100%" height="{}" role="img" aria-labelledby="{}">'
        '<title id="{}">{}</title>{}</svg>\n'
    ).format(len(rows) * ROW, id, id, title, Markup("").join(parts))
