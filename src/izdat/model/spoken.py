"""What of a segment is heard, paragraph by paragraph and word by word."""

from dataclasses import dataclass, field

from izdat.model.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class Word:
    """One spoken word, as written, with the punctuation that clings to it left out."""

    text: str
    start: int  # offsets in code points into the paragraph's spoken text
    end: int
    lang: str  # BCP 47


@dataclass(frozen=True, slots=True)
class SpokenParagraph:
    """A paragraph, verse or list item as it is heard. Its place in the text is its number."""

    number: int  # from 1, in the order of the segment; 0: the segment's title, where spoken
    voice: str  # id; "" is the house's
    lang: str
    text: str  # what is spoken: no notes, no supplied words; single spaces
    words: tuple[Word, ...]
    at: float | None = None  # seconds into the recording, by hand
    gaps: tuple[int, ...] = ()  # index of the word before which the editors supplied something
    #   (it may replace a word of the recording); len(words) is the end
    unknown: tuple[int, ...] = ()  # the same of a place where something is said that nobody wrote


@dataclass(frozen=True, slots=True)
class SpokenSegment:
    segment: str  # id
    lang: str
    paragraphs: tuple[SpokenParagraph, ...]


@dataclass(frozen=True, slots=True)
class WithheldWords:
    """Where a paragraph has a stand-in, and its recording a name that must not be heard."""

    paragraph: int  # SpokenParagraph.number
    first: int  # index of the stand-in's first word
    last: int  # behind its last; the same as ``first`` where the stand-in is not spoken
    at: tuple[float, float] | None = None  # seconds of the recording, by hand
    place: Place = field(default=NOWHERE, compare=False, repr=False)
