"""What is published: the site's files, and what pages must know of one another."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from izdat.model.claim import HeardMarks
from izdat.model.file import File
from izdat.model.voices import Share


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the site."""

    path: str  # relative to the site's root, "/" between the parts
    file: File


@dataclass(frozen=True, slots=True)
class Book:
    """An episode as an EPUB."""

    output: Output
    langs: tuple[str, ...]  # of its editions
    has_sound: bool  # it reads itself aloud


@dataclass(frozen=True, slots=True)
class EditionCard:
    """What other pages say of an edition."""

    lang: str
    title: str
    summary: str
    path: str  # of its page: "night-1/" or "night-1/ar/"
    duration: float | None  # seconds; None: no sound
    is_translation: bool = False
    has_own_audio: bool = False
    is_machine_voiced: bool = False  # at least one segment is


@dataclass(frozen=True, slots=True)
class LinkCard:
    """What stands on the picture that others show of a link."""

    lang: str
    title: str
    show: str
    path: str  # of its file in the site
    tape: tuple[tuple[float, float], ...] = ()  # chapters: (start, length), 0 to 1


@dataclass(frozen=True, slots=True)
class Credit:
    """Somebody's part in an episode, for the pages of people."""

    voice: str  # id
    name: str
    role: str
    url: str = ""
    is_shared: bool = False  # the id is the show's: the same person in every episode
    segments: tuple[tuple[str, str], ...] = ()  # (segment id, title) where the voice is heard


@dataclass(frozen=True, slots=True)
class EpisodeCard:
    """What the site's other pages, its feeds and its maps need to know of an episode."""

    slug: str
    number: int | None
    season: int | None
    kind: str
    published: datetime
    updated: datetime | None
    editions: tuple[EditionCard, ...]
    credits: tuple[Credit, ...]
    subjects: tuple[str, ...] = ()
    image: str = ""  # path in the site
    image_alt: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def original(self) -> EditionCard:
        return self.editions[0]

    def edition(self, lang: str) -> EditionCard | None:
        return next((edition for edition in self.editions if edition.lang == lang), None)


@dataclass(frozen=True, slots=True)
class FeedItem:
    """An episode in a feed: its ``<item>`` and its JSON Feed item, both complete."""

    lang: str
    rss: File
    json: File
    slug: str = ""  # of the episode
    published: datetime | None = None
    updated: datetime | None = None  # the last change: ``published`` where there was none since
    is_machine_voiced: bool = False  # at least one segment is


@dataclass(frozen=True, slots=True)
class SearchText:
    """What the search index is made from, of one edition (``render/search_text.py``)."""

    lang: str
    file: File


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody, a place or a subject that an edition speaks of, for the index of names."""

    kind: Literal["name", "place", "subject"]
    name: str
    lang: str  # of the edition
    anchor: str = ""  # id on the edition's page; "": the page as a whole


@dataclass(frozen=True, slots=True)
class EpisodeSite:
    """All that an episode gives the site."""

    card: EpisodeCard
    outputs: tuple[Output, ...]
    items: tuple[FeedItem, ...]  # by language
    heard: tuple[HeardMarks, ...] = ()  # of the editions that have a sound
    voices: tuple[Share, ...] = ()
    search: tuple[SearchText, ...] = ()
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The episodes before and after, as their addresses and titles: (path, title) or None."""

    previous: tuple[str, str] | None = None
    next: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class SiteFacts:
    """Files that every page names. Their names change with what is in them."""

    stylesheet: str  # paths in the site
    script: str
    icon: str
    artwork: tuple[tuple[int, str], ...] = ()  # (width and height in pixels, path), widest first
    finder: str = ""  # the script of the search page; "": there is no search
    beside: str = ""  # the script that shows another language beside the text
    keeper: str = ""  # the script that keeps an episode in the browser; "": there is none
    claims_sheet: str = ""  # of pages that tell of claims, beside the stylesheet of all
    design: str = ""  # digest of the templates, styles, scripts and words
    cards: tuple[tuple[str, str], ...] = ()  # (language, path) of the picture shown of a link
    has_ledger: bool = False  # the site has pages of claims, to which all others lead
