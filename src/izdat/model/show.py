"""A show: what ``show.yaml`` says."""

from dataclasses import dataclass, field, fields, replace

from izdat.model.episode import Voice
from izdat.model.file import File
from izdat.model.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Owner:
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Licence:
    name: str = ""  # an SPDX id where there is one
    url: str = ""


@dataclass(frozen=True, slots=True)
class Funding:
    url: str
    text: str


@dataclass(frozen=True, slots=True)
class Location:
    name: str
    geo: str = ""  # "geo:52.1,4.3", RFC 5870
    osm: str = ""  # "R113314"


@dataclass(frozen=True, slots=True)
class RemoteShow:
    """Another show, by its feed: in the podroll, or as the publisher."""

    guid: str
    feed: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """Somewhere else to find the show, for the page's foot."""

    url: str
    title: str


@dataclass(frozen=True, slots=True)
class UpdateFrequency:
    text: str
    rrule: str = ""  # RFC 5545


@dataclass(frozen=True, slots=True)
class CleanSettings:
    """Which cleaners work: True, False, or None for those that the measurement calls for.

    What was not found is not cleaned away, whatever is set. The fields stand in the order of the
    work.
    """

    clicks: bool | None = None
    offset: bool | None = None
    rumble: bool | None = None
    hum: bool | None = None
    noise: bool | None = None
    sibilance: bool | None = None
    sides: bool | None = None


CLEANERS = tuple(field.name for field in fields(CleanSettings))

# What MP3 has at 44.1 and 48 kHz, kbit/s (ISO 11172-3, 2.4.2.3).
MP3_RATES = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
LEAST = 32  # kbit/s of Opus and AAC for one voice, where rates are halved

# What an episode can be encoded in, each a field of SoundSettings; the first that is wanted is the
# feed's own.
CODECS = ("mp3", "opus", "m4a", "flac")


@dataclass(frozen=True, slots=True)
class SoundSettings:
    """How an episode shall sound. Only what is here makes the audio new when it changes."""

    intro: File | None = None
    outro: File | None = None
    sting: File | None = None  # heard between segments, instead of a pause
    pause: float = 1.0  # seconds between segments, 0 to 30
    crossfade: float = 0.0  # seconds in which intro and outro overlap what they frame, 0 to 15
    channels: int = 2  # 1 or 2
    by_content: bool = False  # one channel, where nothing that is heard has two sides that differ
    loudness: float | None = None  # LUFS; None: -16 for stereo, -19 for mono
    true_peak: float = -1.0  # dBTP, of the decoded output
    mp3: int = 128  # kbit/s; 0: no MP3
    opus: int = 64  # kbit/s; 0: no Opus
    m4a: int = 0  # kbit/s of AAC in MP4; 0: no M4A
    flac: bool = False  # the archive: the programme as it is
    clean: CleanSettings = CleanSettings()  # recordings of segments, before they are joined
    level: bool = True  # speakers inside a recording; False: one gain for each

    @property
    def target(self) -> float:
        """The programme loudness aimed at, in LUFS."""
        if self.loudness is not None:
            return self.loudness
        return -19.0 if self.channels == 1 else -16.0

    @property
    def codecs(self) -> tuple[str, ...]:
        """Those of ``CODECS`` that are wanted."""
        return tuple(codec for codec in CODECS if getattr(self, codec))

    def fitted(self, channels: int) -> "SoundSettings":
        """Return the settings for content of so many channels: of one, at half the bit rates."""
        if not self.by_content or channels == 2:
            return replace(self, by_content=False)
        mp3 = next((kbps for kbps in MP3_RATES if kbps >= self.mp3 / 2), 0) if self.mp3 else 0
        opus, m4a = (-(-kbps // 2) if kbps else 0 for kbps in (self.opus, self.m4a))
        return replace(
            self, by_content=False, channels=1, mp3=mp3,
            opus=max(opus, min(self.opus, LEAST)), m4a=max(m4a, min(self.m4a, LEAST)),
        )  # fmt: skip

    def only(self, *codecs: str) -> "SoundSettings":
        """Return the same without the codecs that are not among ``codecs``."""
        return replace(
            self,
            mp3=self.mp3 if "mp3" in codecs else 0,
            opus=self.opus if "opus" in codecs else 0,
            m4a=self.m4a if "m4a" in codecs else 0,
            flac=self.flac and "flac" in codecs,
        )


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Which text without a recording is spoken by a machine."""

    engine: str = "espeak"  # "none": text without a recording stays silent
    languages: tuple[str, ...] = ()  # translations to be spoken too
    headings: bool = False  # speak the segments' titles
    rate: int = 165  # words a minute, 80 to 400


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """What finds the words of a recording."""

    engine: str = "self"  # "none": times are those given by hand, and no others


# What is heard instead of a name that is withheld; "cut" is nothing: the recording is the shorter.
COVERS = ("tone", "noise", "silence", "cut")
SPEAK = "speak"  # DisguiseSettings.voices: a machine reads, and the recording is not used


@dataclass(frozen=True, slots=True)
class DisguiseSettings:
    """What is done to recordings that hold a name or a voice that must not be published."""

    names: str = "tone"  # that are withheld: of COVERS
    voices: str = ""  # an engine's name, or SPEAK; "": the build stops and asks


# What a font of the show's own is for: what is read, or what stands around it (times, labels).
FONT_USES = ("text", "type")


@dataclass(frozen=True, slots=True)
class Font:
    """A font file of the show's own, and which letters it draws."""

    file: File  # WOFF2
    use: str  # of FONT_USES
    licence: File  # a text, published beside the font
    weight: str = "400"  # 1 to 1000, or two of them: a variable font's range
    style: str = "normal"  # or "italic"
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Template:
    """A page's template of the show's own, instead of izdat's or beside them."""

    name: str  # "about.html", in the show's folder ``templates``
    text: str = field(repr=False)

    @property
    def path(self) -> str:
        return f"{TEMPLATES}/{self.name}"


TEMPLATES = "templates"  # a show's folder of them


@dataclass(frozen=True, slots=True)
class Theme:
    accent: str = ""  # a CSS hexadecimal colour; "": the house's
    accent_dark: str = ""  # the same for the dark scheme
    fonts: tuple[Font, ...] = ()
    templates: tuple[Template, ...] = ()  # by name


PAPERS = ("a4", "letter")
INKS = ("colour", "black")


@dataclass(frozen=True, slots=True)
class ZineSettings:
    """How zines are printed; without a paper there are none."""

    paper: str = ""  # of PAPERS, the sheet that is folded; "": no zine
    inks: tuple[str, ...] = ("colour",)  # of INKS
    fonts: tuple[File, ...] = ()  # for letters that the press has no font for


@dataclass(frozen=True, slots=True)
class EpubSettings:
    """Which books are made of an episode."""

    sound: bool = False  # one that reads itself aloud
    text: bool = False  # one without sound
    together: bool = False  # all languages of an episode in one book, instead of a book each


@dataclass(frozen=True, slots=True)
class Show:
    title: str
    address: str  # https://host/path/ with its last slash: where the site will stand
    lang: str  # BCP 47
    description: str
    author: str = ""
    subtitle: str = ""
    languages: tuple[str, ...] = ()  # of the site; the show's own first
    titles: tuple[tuple[str, str], ...] = ()  # (language, the show's title in it)
    descriptions: tuple[tuple[str, str], ...] = ()  # (language, description in it)
    owner: Owner = Owner()
    image: File | None = None
    image_alt: str = ""
    categories: tuple[tuple[str, ...], ...] = ()  # ("Society & Culture", "Documentary")
    explicit: bool = False
    type: str = "episodic"  # or serial
    copyright: str = ""
    licence: Licence = Licence()
    guid: str = ""  # podcast:guid; "": UUIDv5 of the feed's address
    medium: str = "podcast"
    locked: bool = True
    block: bool = False
    complete: bool = False
    new_feed: str = ""
    funding: tuple[Funding, ...] = ()
    voices: tuple[Voice, ...] = ()  # known to every episode
    location: Location | None = None
    trailer: str = ""  # slug of an episode
    podroll: tuple[RemoteShow, ...] = ()
    publisher: RemoteShow | None = None
    update_frequency: UpdateFrequency | None = None
    podping: bool = False
    links: tuple[Link, ...] = ()
    mirrors: tuple[str, ...] = ()  # where copies of the whole site are: https://host/path/
    onion: str = ""  # where an onion service has the whole site: http://….onion/
    contact: str = ""
    network: str = ""
    sound: SoundSettings = SoundSettings()
    speech: SpeechSettings = SpeechSettings()
    align: AlignSettings = AlignSettings()
    disguise: DisguiseSettings = DisguiseSettings()
    theme: Theme = Theme()
    protect: bool = True  # who is withheld stands in a protect list; False: nobody knows the names
    search: bool = True  # the site can be searched
    offline: bool = False  # a listener may keep episodes in the browser
    epub: EpubSettings = EpubSettings()
    zine: ZineSettings = ZineSettings()
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    def title_in(self, lang: str) -> str:
        return dict(self.titles).get(lang, self.title)

    def description_in(self, lang: str) -> str:
        return dict(self.descriptions).get(lang, self.description)
