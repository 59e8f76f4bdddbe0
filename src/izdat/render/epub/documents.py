"""An edition, its sound and its times → the documents that a book has of it.

The text is the very text of the episode's page (``edition.edition_text``): what is withheld there
is withheld here.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from lxml import etree
from markupsafe import Markup

from izdat.model.episode import Edition, Episode
from izdat.model.publication import SiteFacts
from izdat.model.show import Show, Template
from izdat.model.sound import Enclosure, Production
from izdat.model.spoken import SpokenSegment
from izdat.render import addresses
from izdat.render.blocks import PagePicture
from izdat.render.card import episode_card
from izdat.render.edition import EditionText, SegmentPart, edition_text
from izdat.render.epub.links import relink, xml_id
from izdat.render.epub.marked import TYPE, XHTML, Mark, mark_words, page_break
from izdat.render.epub.overlay import TITLE, Clip, bounds, clips
from izdat.render.epub.page_starts import PageStart, by_minute, by_words
from izdat.render.epub.written import TITLE_ID, check_ids, check_written, parsed
from izdat.render.frame import Frame, Meta, rendered
from izdat.render.interface import interface
from izdat.render.own_markup import taking_part
from izdat.render.pages import licence_of
from izdat.render.provenance import role
from izdat.text.spoken import spoken_segment

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEADINGS = tuple(f"{{{XHTML}}}h{level}" for level in range(3, 7))
SECTION = HEADINGS[0]  # deeper headings stand in no contents: a list is to be overlooked
NO_SITE = SiteFacts("", "", "")


@dataclass(frozen=True, slots=True)
class Bound:
    """An edition that is to be in a book."""

    show: Show
    episode: Episode
    edition: Edition
    production: Production | None
    sound: Enclosure | None = None  # what of the production is inside the book
    pictures: Mapping[str, PagePicture] = field(default_factory=dict)  # by name in the text

    @property
    def machine_voices(self) -> tuple[str, ...]:
        """Ids of the segments that a machine speaks."""
        return self.production.machine_voices if self.production else ()

    @property
    def page(self) -> str:
        """The file of the edition's page in the site."""
        slug, original = self.episode.slug, self.episode.original.lang
        return addresses.page(addresses.episode(slug, self.edition.lang, original))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in a book, by what it is called."""

    label: str
    href: str  # from the folder of the documents
    inner: "tuple[Place, ...]" = ()
    lang: str = ""  # of the label; "": the book's


@dataclass(frozen=True, slots=True)
class Document:
    """A document of a book."""

    name: str
    root: etree._Element
    clips: tuple[Clip, ...] = ()  # of its media overlay; (): it has none
    ids: Mapping[int, str] = field(default_factory=dict)  # of its paragraphs, by number
    has_pictures: bool = False

    def lit(self, clip: Clip | int) -> str:
        """Return the id of what a clip lights, or of the paragraph with a number."""
        if isinstance(clip, int):
            return self.ids.get(clip, TITLE_ID)
        return self.lit(clip.number) if clip.is_whole else f"_{clip.number}.{clip.first}"


@dataclass(frozen=True, slots=True)
class Part:
    """An edition in a book."""

    bound: Bound
    documents: tuple[Document, ...]
    contents: tuple[Place, ...]
    pages: tuple[Place, ...]
    notes: Place | None  # its footnotes
    people: tuple[tuple[str, str], ...] = ()  # who is heard: (name, role)
    is_by_minute: bool = False  # its pages are the minutes of the recording

    @property
    def lang(self) -> str:
        return self.bound.edition.lang

    @property
    def title(self) -> str:
        return self.bound.edition.title

    @property
    def has_sound(self) -> bool:
        return any(document.clips for document in self.documents)


def bind(bound: Bound, number: int, *, is_only: bool, cover: str) -> Part:
    """Return an edition's documents. ``number``: which part of the book it is, from 1.

    ``cover``: the picture that stands on its first page, or nothing.
    """
    show, episode, edition = bound.show, bound.episode, bound.edition
    text = edition_text(
        show, episode, edition, bound.production, page=bound.page, sound="",
        pictures=bound.pictures, is_bound=True,
    )  # fmt: skip
    frame = frame_of(bound)
    people = tuple(_people(bound))
    opening = document_of(
        f"p{number}.xhtml", "opening", frame, edition.title,
        edition=edition, episode=episode, production=bound.production, text=text,
        people=people, is_only=is_only, cover=cover, pictures={cover} - {""},
        cover_alt=episode.image_alt or show.image_alt or show.title_in(edition.lang),
    )  # fmt: skip
    heard = clips_of(bound)
    segments = [
        _segment(f"p{number}-{n}.xhtml", frame, segment, own if bound.sound else ())
        for n, (segment, own) in enumerate(zip(text.segments, heard, strict=True), start=1)
    ]
    contents, pages = _marked(bound, segments, text, heard, number)
    rest = list(_end(bound, frame, text, number))
    documents = (opening, *segments, *rest)
    _relink(bound, text, segments, rest, documents)
    notes = rest[0] if len(rest) > 1 else None
    return Part(
        bound,
        documents,
        (*contents, *(Place(_title_of(each), each.name, lang=edition.lang) for each in rest)),
        pages,
        Place(_title_of(notes), notes.name) if notes else None,
        people,
        is_by_minute=any(heard),
    )


def front(bound: Bound, title: str, parts: Sequence[Part], cover: str) -> Document:
    """Return the first page of a book of several parts."""
    show = bound.show
    return document_of(
        "title.xhtml", "title", frame_of(bound), title, parts=parts, cover=cover,
        pictures={cover} - {""}, links={part.documents[0].name for part in parts},
        cover_alt=show.image_alt or show.title_in(bound.edition.lang),
    )  # fmt: skip


# ---- what is heard ----------------------------------------------------------


def _spoken(bound: Bound) -> list[SpokenSegment]:
    return [
        spoken_segment(segment, bound.edition.lang, headings=bound.show.speech.headings)
        for segment in bound.edition.segments
    ]


def clips_of(bound: Bound) -> list[tuple[Clip, ...]]:
    """Return the clips of each segment: none at all where no word and no paragraph has a time."""
    production = bound.production
    none: list[tuple[Clip, ...]] = [() for _ in bound.edition.segments]
    if production is None:
        return none
    times = {each.segment: each for each in production.times}
    ids = {segment.id for segment in (*bound.episode.original.segments, *bound.edition.segments)}
    heard = bounds(production, ids)
    found = []
    for spoken in _spoken(bound):
        start, end = heard.get(spoken.segment, (None, 0))
        found.append(clips(spoken, times.get(spoken.segment), start=start, end=end))
    is_aligned = any(clip.number != TITLE for own in found for clip in own)
    return found if is_aligned else none


# ---- the documents ----------------------------------------------------------


def frame_of(bound: Bound) -> Frame:
    """Return what templates know of an edition's page: its language and its address."""
    meta = Meta(bound.edition.title, is_draft=addresses.is_draft(bound.episode.slug))
    return Frame(bound.show, NO_SITE, bound.edition.lang, bound.page, meta)


def document_of(
    name: str,
    kind: str,
    frame: Frame,
    title: str,
    *,
    whole: tuple[str, Markup] | None = None,
    needs: tuple[str, ...] = (),
    pictures: Collection[str] = (),
    links: Collection[str] | None = None,
    **values: object,
) -> Document:
    """Return the document that ``templates/book_KIND.html`` makes, izdat's or the show's own.

    What a template of the show's own may write: see ``check_written``. Raises ``BrokenTemplate``.
    """
    written = rendered(f"book_{kind}.html", frame, title=title, **values)
    own = own_template(frame, kind)
    if own is not None:
        check_written(
            own, written, whole=whole, needs=needs, pictures=pictures, links=links
        )  # fmt: skip
    made = read_document(name, written)
    if own is not None:
        check_ids(own, made.root)
    return made


def own_template(frame: Frame, kind: str) -> Template | None:
    """Return the show's own template that a kind of document is made with, if one is."""
    return taking_part(frame.show.theme.templates, f"book_{kind}.html", "book_base.html")


def read_document(name: str, written: str) -> Document:
    """Return what a template of a book wrote, with what XML and EPUB ask for beside HTML."""
    root = parsed(written)
    for element in root.iter(etree.Element):
        if (lang := element.get("lang")) is not None:
            element.set(XML_LANG, lang)
        if (written_id := element.get("id")) is not None:
            element.set("id", xml_id(written_id))
        if (doc_role := element.get("role", "")) in ("doc-noteref", "doc-backlink"):
            element.set(TYPE, doc_role.removeprefix("doc-"))
        element.attrib.pop("loading", "")
    return Document(name, root, has_pictures=root.find(f".//{{{XHTML}}}img") is not None)


def _segment(file: str, frame: Frame, segment: SegmentPart, own: tuple[Clip, ...]) -> Document:
    made = document_of(
        file, "segment", frame, segment.title, segment=segment,
        whole=("segment.html", segment.html), needs=(TITLE_ID, segment.id),
    )  # fmt: skip
    ids = {}
    for element in made.root.iterfind(".//*[@data-p]"):
        number = int(element.attrib.pop("data-p"))
        # Nothing else is called so: the writer of the text keeps these names free.
        name = xml_id(addresses.anchor(segment.id, number))
        element.set("id", name)
        ids[number] = name
    for count, heading in enumerate(made.root.iter(*HEADINGS), start=1):
        if heading.get("id") is None:
            heading.set("id", f"_h{count}")
    if (own_made := own_template(frame, "segment")) is not None:
        check_ids(own_made, made.root)
    return replace(made, clips=own, ids=ids)


def _marked(
    bound: Bound,
    documents: Sequence[Document],
    text: EditionText,
    heard: Sequence[tuple[Clip, ...]],
    number: int,
) -> tuple[tuple[Place, ...], tuple[Place, ...]]:
    """Mark in the segments what is lit and where pages begin; return contents and pages."""
    spoken = _spoken(bound)
    lang = bound.edition.lang
    names = [segment.id for segment in text.segments]
    starts = by_minute(zip(names, heard, strict=True)) if any(heard) else by_words(spoken)
    breaks: dict[str, list[tuple[str, PageStart]]] = {}
    for count, start in enumerate(starts, start=1):
        breaks.setdefault(start.segment, []).append((f"_page-{number}-{count}", start))
    contents, pages = [], []
    for document, segment, said in zip(documents, text.segments, spoken, strict=True):
        own = breaks.get(segment.id, [])
        pages += [Place(start.label, f"{document.name}#{mark}") for mark, start in own]
        _mark(document, said, own)
        sections = tuple(
            Place(
                "".join(map(str, heading.itertext())),
                f"{document.name}#{heading.get('id')}",
                lang=lang,
            )
            for heading in document.root.iter(SECTION)
        )
        contents.append(Place(segment.title, document.name, sections, lang))
    return tuple(contents), tuple(pages)


def _mark(document: Document, said: SpokenSegment, breaks: list[tuple[str, PageStart]]) -> None:
    elements = {element.get("id"): element for element in document.root.iterfind(".//*[@id]")}
    marks: dict[int, list[Mark]] = {}
    for name, start in breaks:
        if start.number == TITLE:  # in front of the heading: it is no part of its words
            title = elements[TITLE_ID]
            title.addprevious(page_break(name, start.label, is_block=True))
        else:
            marks.setdefault(start.number, []).append(
                Mark(start.word, start.word, name, start.label)
            )
    for clip in document.clips:
        if not clip.is_whole:
            found = Mark(clip.first, clip.last, document.lit(clip))
            marks.setdefault(clip.number, []).append(found)
    for paragraph in said.paragraphs:
        own = marks.get(paragraph.number, [])
        # A break at a word that is lit stands in front of it.
        own.sort(key=lambda mark: (mark.first, mark.last))
        if own and paragraph.words:
            mark_words(elements[document.lit(paragraph.number)], paragraph, own)


def _end(bound: Bound, frame: Frame, text: EditionText, number: int) -> Iterator[Document]:
    """Yield the footnotes, if there are any, and what is to be known of the text."""
    words = interface(bound.edition.lang)
    if text.footnotes:
        yield document_of(
            f"p{number}-notes.xhtml", "notes", frame, words.plain("Footnotes"),
            notes=text.footnotes, whole=("notes", text.footnotes),
        )  # fmt: skip
    yield document_of(
        f"p{number}-end.xhtml", "end", frame, words.plain("About this book"), text=text,
        address=frame.absolute(bound.page), licence=licence_of(bound.show, bound.episode),
        resources=bound.episode.resources,
    )  # fmt: skip


def _relink(
    bound: Bound,
    text: EditionText,
    segments: Sequence[Document],
    rest: Sequence[Document],
    documents: Iterable[Document],
) -> None:
    known: dict[str, str] = {}
    for part, document in zip(text.segments, segments, strict=True):
        known[part.id] = document.name
    for document in (*segments, *rest):
        for element in document.root.iterfind(".//*[@id]"):
            known.setdefault(_written(element.get("id", "")), document.name)
    page = addresses.absolute(bound.show.address, bound.page)
    for document in documents:
        relink(document.root, page, known)


def _written(id: str) -> str:
    """Return an id as the text has it (``xml_id``)."""
    return id[1:] if id[:1] == "_" and id[1:2].isdigit() else id


def _people(bound: Bound) -> list[tuple[str, str]]:
    """Return who is heard, and what they do, in the edition's words."""
    words = interface(bound.edition.lang)
    productions = (bound.production,) if bound.production else ()
    found = []
    for credit in episode_card(bound.episode, productions, bound.show).credits:
        voice = bound.edition.voice(credit.voice)
        name, does = (voice.name, voice.role) if voice else (credit.name, credit.role)
        found.append((name, role(does, words)))
    return found


def _title_of(document: Document) -> str:
    return document.root.findtext(f".//{{{XHTML}}}title", "")
