"""Parts → the files of a book: package document, contents, documents, overlays, what they show."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from izdat.model.file import File
from izdat.model.sound import Enclosure
from izdat.render.epub.about import About
from izdat.render.epub.container import Item
from izdat.render.epub.documents import Document, Part, Place, frame_of, read_document
from izdat.render.epub.links import without_controls
from izdat.render.epub.smil import clock_value, smil
from izdat.render.frame import environment
from izdat.render.theme import ASSETS, compact

# Names that reading systems know from books made by others (EPUB 3.3, section 9.3.4).
ACTIVE, PLAYING = "-epub-media-overlay-active", "-epub-media-overlay-playing"
SHEET = "book.css"
XHTML_MIME, SMIL_MIME = "application/xhtml+xml", "application/smil+xml"
MIMES = {".jpg": "image/jpeg", ".png": "image/png"}
AUDIO_MIMES = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "opus": "audio/ogg; codecs=opus"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the manifest."""

    id: str
    href: str
    mime: str
    properties: str = ""
    overlay: str = ""  # id of the entry of its overlay


@dataclass(frozen=True, slots=True)
class Overlay:
    id: str
    duration: str  # clock value


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in a book."""

    name: str
    content: bytes | File


def package(
    about: About,
    parts: Sequence[Part],
    first: Document | None,
    cover: Picture | None,
    pictures: Sequence[Picture],
) -> tuple[Item, ...]:
    """Return the files of a book. ``first``: its first page, if that is not of a part."""
    items: list[Item] = []
    entries: list[Entry] = []
    overlays: list[Overlay] = []
    spine: list[str] = []
    total = 0

    def add(document: Document, *, sound: Enclosure | None, properties: str = "") -> None:
        nonlocal total
        name = f"t-{document.name.removesuffix('.xhtml')}"
        overlay = ""
        if document.clips and sound is not None:
            overlay = f"{name}-smil"
            path = document.name.replace(".xhtml", ".smil")
            written = smil(document.name, sound.name, document.clips, document.lit)
            items.append(Item(path, written.encode()))
            entries.append(Entry(overlay, path, SMIL_MIME))
            length = sum(clip.end - clip.start for clip in document.clips)
            overlays.append(Overlay(overlay, clock_value(length)))
            total += length
        items.append(Item(document.name, _written(document.root)))
        entries.append(Entry(name, document.name, XHTML_MIME, properties, overlay))
        spine.append(name)

    documents = [(each, part.bound.sound) for part in parts for each in part.documents]
    if first is not None:
        documents.insert(0, (first, None))
    add(documents[0][0], sound=documents[0][1])
    add(_nav(about, parts, documents[0][0]), sound=None, properties="nav")
    for document, sound in documents[1:]:
        add(document, sound=sound)
    sounds = {
        part.bound.sound.name: part.bound.sound
        for part in parts
        if part.has_sound and part.bound.sound is not None
    }
    for count, (name, enclosure) in enumerate(sounds.items(), start=1):
        items.append(Item(name, enclosure.file))
        entries.append(Entry(f"sound-{count}", name, AUDIO_MIMES[enclosure.codec]))
    if cover is not None:
        items.append(Item(cover.name, cover.content))
        entries.append(Entry("cover", cover.name, _mime(cover.name), "cover-image"))
    for count, picture in enumerate(pictures, start=1):
        items.append(Item(picture.name, picture.content))
        entries.append(Entry(f"picture-{count}", picture.name, _mime(picture.name)))
    items.append(Item("style.css", compact((ASSETS / SHEET).read_text("utf-8")).encode()))
    entries.append(Entry("style", "style.css", "text/css"))
    opf = environment().get_template("book_package.opf").render(
        about=about, manifest=entries, spine=spine, overlays=overlays, cover=cover,
        duration=clock_value(total), active=ACTIVE, playing=PLAYING,
    )  # fmt: skip
    return (Item("package.opf", without_controls(opf).encode()), *items)


def _nav(about: About, parts: Sequence[Part], first: Document) -> Document:
    """Return the contents, the list of pages and the landmarks."""
    is_one = len(parts) == 1
    contents: list[Place] = []
    for part in parts:
        head = part.documents[0].name
        if is_one:
            contents += (Place(part.title, head), *part.contents)
        else:
            contents.append(Place(part.title, head, part.contents, part.lang))
    frame = frame_of(parts[0].bound)
    body = parts[0].documents[1] if len(parts[0].documents) > 1 else first
    landmarks = [
        ("titlepage", Place(about.title, first.name)),
        ("toc", Place(frame.words.plain("Contents"), "nav.xhtml#toc")),
        ("bodymatter", Place(parts[0].title, body.name)),
        *(("endnotes", part.notes) for part in parts[:1] if part.notes is not None),
    ]
    # As the package document, it is read by programs: a show has no template of its own for it.
    written = environment().get_template("book_nav.xhtml").render(
        page=frame, t=frame.words.say, title=about.title, contents=contents, landmarks=landmarks,
        pages=list(_pages(parts)),
    )  # fmt: skip
    return read_document("nav.xhtml", written)


def _pages(parts: Sequence[Part]) -> Iterator[Place]:
    """Yield the pages; in a book of several parts each says which part it is of."""
    for number, part in enumerate(parts, start=1):
        for page in part.pages:
            yield page if len(parts) == 1 else Place(f"{number} · {page.label}", page.href)


def _written(root: etree._Element) -> bytes:
    written: bytes = etree.tostring(
        root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>"
    )
    return written + b"\n"


def _mime(name: str) -> str:
    return MIMES[Path(name).suffix]
