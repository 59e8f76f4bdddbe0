"""What a book says of itself to shops, libraries and reading systems."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import uuid5

from izdat.model.show import Licence
from izdat.render import addresses
from izdat.render.epub.documents import Part
from izdat.render.identifiers import PODCAST_NAMESPACE, episode_guid
from izdat.render.interface import interface
from izdat.render.pages import licence_of
from izdat.text.languages import direction


@dataclass(frozen=True, slots=True)
class About:
    """The metadata of a book. Nothing of it is from a recording or a picture."""

    uuid: str
    title: str
    lang: str  # of the first part, in which the contents are
    langs: tuple[str, ...]
    creator: str
    publisher: str
    voices: tuple[str, ...]  # names of those who are heard
    date: str  # of publication, YYYY-MM-DD
    modified: str  # by what the episodes say: no clock goes into a book
    summary: str
    subjects: tuple[str, ...]
    source: str  # address of the page
    rights: str
    collection: str  # the show's title
    position: str | None  # number of the episode
    # schema.org's words for who can read the book (EPUB Accessibility 1.1, section 2)
    modes: tuple[str, ...]
    sufficient: tuple[str, ...]
    features: tuple[str, ...]
    hazards: tuple[str, ...]
    accessibility: str
    page_source: str  # what its pages are those of; "none": of no print; "": it has no pages

    @property
    def dir(self) -> str:
        return direction(self.lang)


def about(parts: Sequence[Part], title: str, kind: str) -> About:
    """Return what a book of ``parts`` says of itself.

    ``kind``: a word by which it differs from other books of the same text.
    """
    first = parts[0].bound
    show, edition = first.show, first.edition
    bounds = [part.bound for part in parts]
    episodes = list({bound.episode.slug: bound.episode for bound in bounds}.values())
    is_one = len(episodes) == 1
    days = [each.published for each in episodes if each.published is not None]
    changes = [each.updated for each in episodes if each.updated is not None]
    keys = [f"{episode_guid(show, b.episode, b.edition.lang)} {b.edition.lang}" for b in bounds]
    has_sound = any(part.has_sound for part in parts)
    has_pages = any(part.pages for part in parts)
    has_pictures = any(document.has_pictures for part in parts for document in part.documents)
    number = episodes[0].number
    return About(
        uuid=str(uuid5(PODCAST_NAMESPACE, "\n".join((kind, *keys)))),
        title=title,
        lang=edition.lang,
        langs=tuple(dict.fromkeys(part.lang for part in parts)),
        creator=show.author or show.title_in(edition.lang),
        publisher=show.network or show.title_in(edition.lang),
        voices=tuple(dict.fromkeys(name for part in parts for name, _ in part.people)),
        date=max(days).date().isoformat(),
        modified=_modified(max((*days, *changes))),
        summary=" ".join(
            (edition.summary if is_one else show.description_in(edition.lang)).split()
        ),
        subjects=tuple(dict.fromkeys(word for each in episodes for word in each.subjects)),
        source=addresses.absolute(show.address, first.page if is_one else ""),
        rights=_rights({licence_of(show, each) for each in episodes}),
        collection=show.title_in(edition.lang),
        position=str(number) if is_one and number is not None else None,
        modes=(
            "textual",
            *(("auditory",) if has_sound else ()),
            *(("visual",) if has_pictures else ()),
        ),
        # Pictures have their words; so the text is enough.
        sufficient=("textual", *(("textual,auditory",) if has_sound else ())),
        features=(
            "structuralNavigation",
            "tableOfContents",
            "readingOrder",
            "displayTransformability",
            "ARIA",
            *(("alternativeText",) if has_pictures else ()),
            *(("synchronizedAudioText",) if has_sound else ()),
            *(("pageBreakMarkers", "pageNavigation") if has_pages else ()),
        ),
        # What is in a recording is not known here.
        hazards=(
            ("noFlashingHazard", "noMotionSimulationHazard", "unknownSoundHazard")
            if has_sound
            else ("none",)
        ),
        accessibility=_accessibility(edition.lang, parts),
        page_source="none" if has_pages else "",  # no print has these pages
    )


def _accessibility(lang: str, parts: Sequence[Part]) -> str:
    words = interface(lang)
    said = []
    if any(part.has_sound for part in parts):
        said.append(words.plain("The text is read aloud, and what is heard is lit."))
        if any(part.has_sound and part.bound.machine_voices for part in parts):
            said.append(words.plain("A machine voice speaks in this episode."))
    else:
        said.append(words.plain("The book is text and has no sound."))
    if any(part.is_by_minute for part in parts):
        said.append(words.plain("Its pages are the minutes of the recording."))
    return " ".join(said)


def _modified(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _rights(licences: set[Licence]) -> str:
    names = sorted({licence.url or licence.name for licence in licences} - {""})
    return ", ".join(names)
