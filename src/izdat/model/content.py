"""What an episode's text is made of: inlines inside blocks inside segments.

What is spoken is plain ``Text``; what is not spoken is always a node of its own
(``Supplied``, ``Note``, ``FootnoteRef``, ``Stage``, ``Heading``, ``Figure``). See docs/markup.md.
A node's ``place`` never takes part in comparison.
"""

from dataclasses import dataclass, field
from typing import Literal

from izdat.model.mix import Mix
from izdat.model.place import NOWHERE, Place

# ---- inlines ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. A soft line break of the source is a space here. Never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A line break that the author asked for."""


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Strong:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Code:
    text: str


@dataclass(frozen=True, slots=True)
class Link:
    children: "tuple[Inline, ...]"
    href: str
    title: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Words in another language: ``[adieu]{lang=fr}``. Spoken, in that language."""

    children: "tuple[Inline, ...]"
    lang: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Supplied:
    """Words that the editors supplied, ``[word]``: shown in brackets, not spoken."""

    children: "tuple[Inline, ...]"
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Note:
    """``[…]{.note}`` by the editors or ``[…]{.tn}`` by the translator: shown, not spoken."""

    children: "tuple[Inline, ...]"
    by: Literal["editor", "translator"] = "editor"
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FootnoteRef:
    """``[^label]``: shown as a number, not spoken."""

    label: str
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure or statement that somebody makes. Spoken.

    References are ids of other claims; a value not given is the empty string.
    """

    children: "tuple[Inline, ...]"
    id: str
    of: str = ""  # the measure
    at: str = ""  # the place in the world
    when: str = ""  # EDTF
    by: str = ""  # the reported speaker, if not the voice
    corrects: str = ""
    disputes: str = ""
    updates: str = ""
    agrees: str = ""
    src: str = ""
    n: str = ""  # overrides the value read from the words
    op: str = ""  # overrides the qualifier read from the words
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened. Spoken."""

    children: "tuple[Inline, ...]"
    id: str
    at: str = ""
    when: str = ""
    by: str = ""
    src: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody's words inside another's: ``[…]{.quote by=…}``. Spoken."""

    children: "tuple[Inline, ...]"
    id: str = ""
    by: str = ""
    when: str = ""
    src: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Withheld:
    """The stand-in for a name that must not be published. ``who`` is an id, never a name."""

    children: "tuple[Inline, ...]"
    who: str
    at: tuple[float, float] | None = None  # when the name is heard, seconds, written by hand
    place: Place = field(default=NOWHERE, compare=False, repr=False)


Inline = (
    Text | LineBreak | Emphasis | Strong | Code | Link | Foreign | Supplied | Note | FootnoteRef
    | Claim | Event | Quoted | Withheld
)  # fmt: skip

UNSPOKEN_INLINES = (Supplied, Note, FootnoteRef)

# ---- blocks -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]
    voice: str = ""  # an id of the edition's voices; "" is the house's
    at: float | None = None  # seconds into the segment's recording, written by hand
    source: str = ""  # a translation's paragraph: the original's "segment:number", written by hand
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Verse:
    lines: tuple[tuple[Inline, ...], ...]
    voice: str = ""
    at: float | None = None
    source: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage direction: shown, not spoken."""

    children: tuple[Inline, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a segment; the segment's own title stands in ``Segment``."""

    level: int  # 3 to 6
    title: str
    id: str = ""  # empty: it has no address
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Listing:
    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None  # the first number; None: a list without numbers
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Quotation:
    blocks: "tuple[Block, ...]"
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture that stands alone; ``src`` is relative to the episode's folder."""

    src: str
    alt: str
    caption: str = ""
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Rule:
    """A break between two parts, ``---``."""

    place: Place = field(default=NOWHERE, compare=False, repr=False)


Block = Paragraph | Verse | Stage | Heading | Listing | Quotation | Figure | Rule

# ---- segments ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Appearance:
    """Where a text first appeared. Dates are EDTF; what is not known is empty."""

    where: str = ""
    lang: str = ""
    date: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class TranslationCredit:
    by: str = ""
    date: str = ""
    of: str = ""  # what was translated, where it is not ``first``


@dataclass(frozen=True, slots=True)
class Track:
    """A speaker's own recording of a conversation."""

    voice: str  # its id
    audio: str  # relative to the episode's folder
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a segment comes from: the ``source`` block under its heading."""

    kind: str = ""  # call, news, interview, essay … (read/source.py lists them)
    by: tuple[str, ...] = ()  # ids of voices, or names
    first: Appearance | None = None
    translation: TranslationCredit | None = None
    published: str = ""
    now: str = ""  # the day the text speaks from
    signed: str = ""
    read_by: str = ""  # id of the voice that reads it
    licence: str = ""
    consent: str = ""
    sha256: str = ""  # of the recording, as the editors received it
    audio: str = ""  # the recording, relative to the episode's folder
    tracks: tuple[Track, ...] = ()  # instead: one for each speaker, all from the same moment on
    music: str = ""  # a bed, relative to the episode's folder
    protected: str = ""  # who has treated the recording by hand, if anyone
    mix: Mix = field(default=Mix())
    place: Place = field(default=NOWHERE, compare=False, repr=False)
    # Of the line "audio:", or "tracks:".
    audio_place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def is_recorded(self) -> bool:
        """Say whether the segment names a recording, in one file or several."""
        return bool(self.audio or self.tracks)


@dataclass(frozen=True, slots=True)
class Segment:
    id: str
    title: str
    provenance: Provenance
    blocks: tuple[Block, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Footnote:
    label: str
    blocks: tuple[Block, ...]
    place: Place = field(default=NOWHERE, compare=False, repr=False)
