"""An edition's text, times and other languages → the parts that its pages are put together from."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from izdat.model.claim import ToldClaims
from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.show import Show
from izdat.model.sound import Production
from izdat.model.time import SegmentTimes
from izdat.render import addresses, provenance
from izdat.render.blocks import (
    PagePicture,
    Surroundings,
    footnotes,
    segment_blocks,
    time_attributes,
    time_link,
)
from izdat.render.claim_words import ClaimWords
from izdat.render.frame import site_languages
from izdat.render.html import WITHHELD_NOTE, Script, is_safe, quoted, text
from izdat.render.interface import interface
from izdat.render.relations import told_in
from izdat.text.spoken import numbered, spoken_segment
from izdat.text.translated import Progress, progress

NOTHING_TOLD = ToldClaims()
Links = tuple[tuple[str, Mapping[str, tuple[str, Mapping[int, str]]]], ...]
# (language, segment → (the segment's link, number → the same paragraph's link))


WITHHELD_WORDS = "A name is withheld here to protect somebody. The words shown stand in for it."


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The same segment in another language."""

    lang: str
    link: str


@dataclass(frozen=True, slots=True)
class SegmentPart:
    """A segment as a page shows it."""

    id: str
    title: str
    title_attributes: Markup  # when it is heard, if it is
    start: float | None  # seconds into the episode
    time: Markup  # the same as a link into the sound
    html: Markup
    source: tuple[provenance.Entry, ...]
    elsewhere: tuple[Elsewhere, ...]
    is_machine_voiced: bool


@dataclass(frozen=True, slots=True)
class EditionText:
    """An edition's text as HTML."""

    segments: tuple[SegmentPart, ...]
    footnotes: Markup
    marks: frozenset[str]  # which kinds of marks the text has
    missing: tuple[tuple[str, str], ...]  # the original's segments not here: (title, link)
    absent: int = 0  # paragraphs of the original not here, in segments that are
    changed: int = 0  # paragraphs whose original is another since they were translated
    word_times: tuple[str, ...] = ()  # of each element that has a time; (): no word has one
    has_claims: bool = False  # it tells how claims relate to others


def edition_text(
    show: Show,
    episode: Episode,
    edition: Edition,
    production: Production | None,
    *,
    page: str,
    sound: str,
    pictures: Mapping[str, PagePicture],
    told: ToldClaims = NOTHING_TOLD,
    is_bound: bool = False,
) -> EditionText:
    """Return the text of ``edition`` for the page ``page``; ``sound`` links to its sound file.

    ``told``: how its claims relate to others; ``is_bound``: for a book (``Surroundings``).
    """
    script = _script(episode, edition, page)
    claims = told_in(
        told,
        ClaimWords(edition.lang, show.title_in(edition.lang)),
        page=page,
        show_lang=show.lang,
        home_lang=edition.lang if edition.lang in site_languages(show) else show.lang,
        is_draft=addresses.is_draft(episode.slug),
    )
    script.told = claims.links
    voices = {voice.id: voice for voice in edition.voices}
    times = {each.segment: each for each in production.times} if production else {}
    starts = _starts(production)
    machine = frozenset(production.machine_voices) if production else frozenset()
    links = _links(episode, edition, page)
    far = Progress(0)
    if edition is not episode.original:
        far = progress(episode.original, edition)
    here = {segment.id for segment in edition.segments}
    parts = []
    for segment in edition.segments:
        around = _surroundings(
            show, edition, segment, times.get(segment.id), voices, sound, links, pictures,
            frozenset(far.changed), addresses.is_draft(episode.slug), claims.below, is_bound,
        )  # fmt: skip
        start = starts.get(segment.id)
        heading = time_attributes(around.times.get(0), around.spoken.get(0), script)
        parts.append(
            SegmentPart(
                id=segment.id,
                title=segment.title,
                title_attributes=Markup(heading),  # noqa: S704  # numbers only
                start=start,
                time=Markup("" if start is None else time_link(start, sound)),  # noqa: S704
                html=Markup(segment_blocks(segment.blocks, around, script)),  # noqa: S704
                source=provenance.entries(
                    segment.provenance, voices, script.interface, edition.lang
                ),
                elsewhere=tuple(
                    Elsewhere(lang, by_segment[segment.id][0])
                    for lang, by_segment in links
                    if segment.id in by_segment
                ),
                is_machine_voiced=segment.id in machine,
            )
        )
    end = Surroundings(segment="", voices=voices, pictures=pictures)
    notes = Markup(footnotes(edition.footnotes, end, script))  # noqa: S704  # html.py escapes
    return EditionText(
        tuple(parts),
        notes,
        frozenset(script.marks),
        _missing(episode, edition, page),
        absent=sum(_segment_of(key) in here for key in far.missing),
        changed=len(far.changed),
        word_times=tuple(script.word_times) if any(script.word_times) else (),
        has_claims=bool(claims.below),
    )


def plain_transcript(
    episode: Episode,
    edition: Edition,
    production: Production | None,
    *,
    page: str,
    pictures: Mapping[str, PagePicture],
) -> Markup:
    """Return the text of ``edition`` as ``cite``, ``time`` and ``p``, for its own page.

    The form is that of the Podcasting 2.0 transcript in HTML; sections and notes are in it too.
    """
    script = _script(episode, edition, page)
    voices = {voice.id: voice for voice in edition.voices}
    times = {each.segment: each for each in production.times} if production else {}
    parts = []
    for segment in edition.segments:
        found = times.get(segment.id)
        around = Surroundings(
            segment=segment.id,
            voices=voices,
            times={each.number: each for each in found.paragraphs} if found else {},
            pictures=pictures,
            is_plain=True,
        )
        parts.append(
            f'<section id="{quoted(segment.id)}">\n<h2>{text(segment.title)}</h2>\n'
            f"{segment_blocks(segment.blocks, around, script)}</section>\n"
        )
    end = Surroundings(segment="", voices=voices, pictures=pictures, is_plain=True)
    notes = footnotes(edition.footnotes, end, script)
    if notes:
        parts.append(f'<section role="doc-endnotes">\n<ol>\n{notes}</ol>\n</section>\n')
    if "withheld" in script.marks:
        why = script.interface.say(WITHHELD_WORDS)
        parts.append(f'<p id="{WITHHELD_NOTE}">° {why}</p>\n')
    return Markup("".join(parts))  # noqa: S704  # html.py escapes


def _script(episode: Episode, edition: Edition, page: str) -> Script:
    folder = addresses.episode(episode.slug, edition.lang, edition.lang)

    def link(href: str) -> str:
        if href.startswith(("#", "/")) or ":" in href.partition("/")[0] or not is_safe(href):
            return href
        path, mark, rest = href.partition("#")
        path, ask, query = path.partition("?")
        return f"{addresses.relative(folder + path, page)}{ask}{query}{mark}{rest}"

    script = Script(
        lang=edition.lang,
        interface=interface(edition.lang),
        link=link,
        known_footnotes=frozenset(note.label for note in edition.footnotes),
        segments=frozenset(segment.id for segment in edition.segments),
    )
    for segment in edition.segments:
        script.ids.add(segment.id)
        script.ids.update(
            addresses.anchor(segment.id, number) for number, _ in numbered(segment.blocks)
        )
    return script


def _surroundings(
    show: Show,
    edition: Edition,
    segment: Segment,
    times: SegmentTimes | None,
    voices: Mapping[str, Voice],
    sound: str,
    links: Links,
    pictures: Mapping[str, PagePicture],
    changed: frozenset[str],
    is_draft: bool,
    below: Mapping[tuple[str, int], str],
    is_bound: bool,
) -> Surroundings:
    by_number = {each.number: each for each in times.paragraphs} if times else {}
    spoken = {}
    if any(each.words for each in by_number.values()):
        said = spoken_segment(segment, edition.lang, headings=show.speech.headings)
        spoken = {each.number: each for each in said.paragraphs}
    return Surroundings(
        segment=segment.id,
        voices=voices,
        spoken=spoken,
        times=by_number,
        sound=sound,
        elsewhere=tuple(
            (lang, by_segment[segment.id][1])
            for lang, by_segment in links
            if segment.id in by_segment
        ),
        pictures=pictures,
        changed=frozenset(
            number
            for number, leaf in numbered(segment.blocks)
            if (leaf.source or f"{segment.id}:{number}") in changed
        ),
        is_draft=is_draft,
        below=below,
        is_bound=is_bound,
    )


def _segment_of(key: str) -> str:
    return key.rpartition(":")[0]


def _starts(production: Production | None) -> dict[str, float]:
    """Return when each segment begins: its chapter's start, or its first paragraph's."""
    if production is None:
        return {}
    found = {
        times.segment: paragraph.start
        for times in production.times
        for paragraph in reversed(times.paragraphs)
        if paragraph.start is not None
    }
    return found | {chapter.anchor: chapter.start for chapter in production.chapters}


def _links(episode: Episode, edition: Edition, page: str) -> Links:
    """Return, for each other edition, its segments' links and those of the same paragraphs."""
    found = []
    here = _sources(edition)
    for other in episode.editions:
        if other is edition:
            continue
        folder = addresses.episode(episode.slug, other.lang, episode.original.lang)
        target = addresses.relative(addresses.page(folder), page)
        there: dict[str, str] = {}  # the original's key → the paragraph's anchor over there
        for name, key in _sources(other).items():
            there.setdefault(key, name)
        segments = {}
        for segment in edition.segments:
            if other.segment(segment.id) is None:
                continue
            paragraphs = {}
            for number, _ in numbered(segment.blocks):
                key = here[addresses.anchor(segment.id, number)]
                if key in there:
                    paragraphs[number] = f"{target}#{there[key]}"
            segments[segment.id] = (f"{target}#{segment.id}", paragraphs)
        found.append((other.lang, segments))
    return tuple(found)


def _sources(edition: Edition) -> dict[str, str]:
    """Return each paragraph's anchor and the key of the original's paragraph that it renders."""
    return {
        addresses.anchor(segment.id, number): block.source or f"{segment.id}:{number}"
        for segment in edition.segments
        for number, block in numbered(segment.blocks)
    }


def _missing(episode: Episode, edition: Edition, page: str) -> tuple[tuple[str, str], ...]:
    folder = addresses.episode(episode.slug, episode.original.lang, episode.original.lang)
    target = addresses.relative(addresses.page(folder), page)
    return tuple(
        (segment.title, f"{target}#{segment.id}")
        for segment in episode.original.segments
        if edition.segment(segment.id) is None
    )
