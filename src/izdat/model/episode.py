"""An episode and its editions: the original, and one for each translation."""

from dataclasses import dataclass, field
from datetime import datetime

from izdat.model.content import Footnote, Segment, TranslationCredit
from izdat.model.file import File
from izdat.model.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who speaks, or to whom words are given."""

    id: str
    name: str
    role: str = ""
    lang: str = ""  # of the voice, if it is not the edition's
    url: str = ""
    image: str = ""  # relative to the show's folder
    disguise: bool = False  # the recorded voice must not be published as it is
    engine_voice: str = ""  # the machine voice to speak with; chosen stably if empty
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Edition:
    """An episode's text in one language. Segments keep their ids from edition to edition."""

    lang: str  # BCP 47
    title: str
    summary: str
    voices: tuple[Voice, ...]
    segments: tuple[Segment, ...]
    footnotes: tuple[Footnote, ...] = ()
    translation: TranslationCredit | None = None  # None: the original
    # Of a translation: the original's paragraphs as they were, "segment:number" and a digest.
    seen: tuple[tuple[str, str], ...] = ()
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def voice(self, id: str) -> Voice | None:
        return next((voice for voice in self.voices if voice.id == id), None)

    def segment(self, id: str) -> Segment | None:
        return next((segment for segment in self.segments if segment.id == id), None)


@dataclass(frozen=True, slots=True)
class Soundbite:
    """A stretch of the episode that stands for the whole."""

    start: float  # seconds into the episode
    duration: float  # seconds
    title: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """Something elsewhere that belongs to an episode: a thread, a source, a video."""

    url: str
    title: str
    kind: str = "link"  # "link", or "discussion" for the thread where it is talked about


@dataclass(frozen=True, slots=True)
class Episode:
    slug: str  # the folder's name and the address
    editions: tuple[Edition, ...]  # the original first, then by language
    published: datetime | None  # with its offset; None: a draft
    number: int | None = None
    season: int | None = None
    kind: str = "full"  # full, trailer, bonus
    updated: datetime | None = None
    draft: bool = False
    guid: str = ""  # kept for ever where it was imported; else made from show and slug
    explicit: bool | None = None  # None: as the show
    subjects: tuple[str, ...] = ()
    image: str = ""  # relative to the episode's folder
    image_alt: str = ""
    licence: str = ""  # "": as the show
    location: str = ""
    audio: str = ""  # a whole finished episode as one file
    chapters: str = "segments"  # or "sections"
    aliases: tuple[str, ...] = ()  # addresses it once had: each becomes a redirect
    soundbites: tuple[Soundbite, ...] = ()
    resources: tuple[Resource, ...] = ()
    files: tuple[tuple[str, File], ...] = ()  # what the text names: (name in the folder, file)
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def original(self) -> Edition:
        return self.editions[0]

    def edition(self, lang: str) -> Edition | None:
        return next((edition for edition in self.editions if edition.lang == lang), None)

    def file(self, name: str) -> File | None:
        """The file that the text calls ``name``; None if it is not there."""
        return next((file for given, file in self.files if given == name), None)
