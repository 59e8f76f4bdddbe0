"""Episodes, their times and claims → what the template of a zine shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from markupsafe import Markup
from PIL import Image

from izdat.model.claim import Claim, Measure
from izdat.model.episode import Edition
from izdat.model.show import Show
from izdat.model.zine import ZinePart
from izdat.render import addresses, pictures
from izdat.render.blocks import PagePicture
from izdat.render.claim_words import ClaimWords, fragment, shown_in
from izdat.render.edition import EditionText, edition_text
from izdat.render.episode_pictures import figures
from izdat.render.interface import interface
from izdat.render.provenance import Entry, role
from izdat.render.relations import Related, related
from izdat.render.zine.paper import Notes, on_paper
from izdat.render.zine.typeset import SCHEME
from izdat.text.dates import format_date, format_duration

PICTURE = 1100  # pixels: 118 mm of text at 240 dots an inch
COVER = 1000  # pixels
LIGHTEST = 90  # of 255: what black becomes in a picture where ink is saved, a third of it left out
MOST_RELATED = 6  # claims to which one relates: a page of the site names more


@dataclass(frozen=True, slots=True)
class PaperSegment:
    """A segment in a zine."""

    id: str
    title: str
    start: float | None  # seconds into the episode
    html: Markup
    source: tuple[Entry, ...]
    is_machine_voiced: bool


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A claim in the appendix."""

    words: str
    figure: str
    speaker: Markup
    day: Markup
    id: str  # where it stands in the zine; "": in a translation that does not mark it
    related: tuple[tuple[Markup, str], ...]  # (how, the other claim's words)


@dataclass(frozen=True, slots=True)
class PaperEpisode:
    """An episode in a zine."""

    id: str
    title: str
    summary: str
    address: str
    qr: str  # of ``resources``
    date: Markup
    duration: str
    number: int | None
    segments: tuple[PaperSegment, ...]
    people: tuple[tuple[str, str], ...]  # (name, role)
    ledger: tuple[tuple[Markup, tuple[LedgerRow, ...]], ...]  # (measure, its claims)
    translation: str  # who translated it
    text: EditionText
    licence: str


def paper_episode(
    show: Show,
    part: ZinePart,
    prefix: str,
    resources: dict[str, bytes],
    notes: Notes,
    *,
    is_grey: bool,
) -> PaperEpisode:
    """Return an episode as a zine shows it; its pictures and its code are put in ``resources``.

    ``notes``: those of the episodes before it.
    """
    episode = part.episode
    edition = episode.edition(part.lang) or episode.original
    folder = addresses.episode(episode.slug, edition.lang, episode.original.lang)
    page = addresses.page(folder)
    text = edition_text(
        show, episode, edition, part.production, page=page, sound="",
        pictures=_pictures(part, prefix, resources, is_grey=is_grey), told=part.told,
    )  # fmt: skip
    address = addresses.absolute(show.address, page)
    name = f"{prefix}address.svg"
    resources[name] = code(address)
    words = interface(edition.lang)
    lang = edition.lang if words.is_native else words.lang
    return PaperEpisode(
        id=f"{prefix}top_",
        title=edition.title,
        summary=edition.summary,
        address=address,
        qr=f"{SCHEME}:{name}",
        date=words.marked(Markup(format_date(episode.published, lang)))  # noqa: S704  # Babel's
        if episode.published
        else Markup(""),
        duration=format_duration(part.production.duration, lang) if part.production else "",
        number=episode.number,
        segments=tuple(
            PaperSegment(
                f"{prefix}{each.id}", each.title, each.start,
                Markup(on_paper(each.html, text.footnotes, prefix, notes)),  # noqa: S704
                each.source, each.is_machine_voiced,
            )
            for each in text.segments
        ),
        people=_people(edition),
        ledger=tuple(_ledger(show, part, edition.lang, prefix)),
        translation=edition.translation.by if edition.translation else "",
        text=text,
        licence=episode.licence or show.licence.name,
    )  # fmt: skip


def code(address: str) -> bytes:
    """Return a QR code (ISO/IEC 18004) of an address, as SVG, with the blank rim that it needs."""
    import segno  # an extra

    stream = BytesIO()
    drawn = segno.make(address, error="m", micro=False)
    drawn.save(stream, kind="svg", border=4, xmldecl=False, svgns=True, omitsize=True)
    return stream.getvalue()


def starts(part: ZinePart, prefix: str) -> Mapping[str, float | None]:
    """Return when each paragraph and segment of an episode is heard, by its id in the zine."""
    found: dict[str, float | None] = {}
    edition = part.episode.edition(part.lang) or part.episode.original
    chapters = part.production.chapters if part.production else ()
    for times in part.production.times if part.production else ():
        for paragraph in times.paragraphs:
            name = addresses.anchor(times.segment, paragraph.number) if paragraph.number else ""
            found[f"{prefix}{name or times.segment}"] = paragraph.start
    for chapter in chapters:
        found[f"{prefix}{chapter.anchor}"] = chapter.start
    for segment in edition.segments:
        found.setdefault(f"{prefix}{segment.id}", None)
    return found


def _pictures(
    part: ZinePart, prefix: str, resources: dict[str, bytes], *, is_grey: bool
) -> dict[str, PagePicture]:
    episode = part.episode
    found = {}
    for number, name in enumerate(dict.fromkeys(f.src for f in figures(episode)), 1):
        file = episode.file(name)
        image = pictures.opened(file) if file else None
        if file is None or image is None:
            continue
        keep_png = file.suffix in (".png", ".gif") or image.mode == "RGBA"
        made = pictures.encoded(_grey(image) if is_grey else image, PICTURE, keep_png)
        own = f"{prefix}{number}{made.suffix}"
        resources[own] = made.data
        found[name] = PagePicture(f"{SCHEME}:{own}", made.width, made.height)
    return found


def cover_picture(
    show: Show, parts: tuple[ZinePart, ...], resources: dict[str, bytes], *, is_grey: bool
) -> tuple[str, str]:
    """Return the address and the words of the cover's picture: a sole episode's, or the show's."""
    alone = parts[0].episode if len(parts) == 1 else None
    own = alone.file(alone.image) if alone and alone.image else None
    for file, words in ((own, alone.image_alt if alone else ""), (show.image, show.image_alt)):
        image = pictures.opened(file) if file else None
        if image is None:
            continue
        made = pictures.encoded(_grey(image) if is_grey else image, COVER, keep_png=False)
        resources["cover.jpg"] = made.data
        return f"{SCHEME}:cover.jpg", words
    return "", ""


def _grey(image: Image.Image) -> Image.Image:
    """Return a picture in grey alone, lightened; what is transparent shows white."""
    if image.mode == "RGBA":
        paper = Image.new("RGB", image.size, "white")
        paper.paste(image, mask=image.getchannel("A"))
        image = paper
    return image.convert("L").point(
        [LIGHTEST + value * (255 - LIGHTEST) // 255 for value in range(256)]
    )


def _people(edition: Edition) -> tuple[tuple[str, str], ...]:
    words = interface(edition.lang)
    return tuple((voice.name, role(voice.role, words)) for voice in edition.voices)


def _ledger(
    show: Show, part: ZinePart, lang: str, prefix: str
) -> Iterator[tuple[Markup, tuple[LedgerRow, ...]]]:
    words = ClaimWords(lang, show.title_in(lang))
    kinds = related(part.told.ledger)
    measures: dict[str, Measure] = {each.id: each for each in part.told.ledger.measures}
    own: dict[str, list[LedgerRow]] = {}
    for claim in part.told.ledger.claims:
        if claim.anchor.episode == part.told.episode:
            own.setdefault(claim.measure, []).append(
                _row(claim, words, kinds.get(claim.key, {}), prefix)
            )
    for measure in measures.values():
        if measure.id in own:
            yield words.measure(measure, show.lang), tuple(own.pop(measure.id))
    for rows in own.values():  # of no measure
        yield Markup(""), tuple(rows)


def _row(claim: Claim, words: ClaimWords, others: Related, prefix: str) -> LedgerRow:
    shown = shown_in(claim, words.lang)
    told = [
        (words.label(kind, is_source=is_source), shown_in(other, words.lang).anchor.words)
        for (kind, is_source), claims in others.items()
        for other in claims
    ]
    return LedgerRow(
        words=shown.anchor.words,
        figure=words.amount(claim.amount),
        speaker=words.speaker(claim, shown),
        day=words.day(claim.as_of),
        id=f"{prefix}{fragment(claim, shown)}" if shown.edition == words.lang else "",
        related=tuple(told[:MOST_RELATED]),
    )
