"""What every form of input is brought to, and what the rules say of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

MarkKind = Literal["link", "strong", "emphasis"]
PassageKind = Literal["text", "heading", "item", "numbered", "quote", "rule"]


@dataclass(frozen=True, slots=True)
class Mark:
    """What the input itself says of a stretch of a passage."""

    start: int  # offsets in code points into the passage's text
    end: int
    kind: MarkKind
    href: str = ""  # of a link; empty: the link leads nowhere


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, heading or item of the input, with the words exactly as they stand there."""

    line: int  # in the input, from 1
    text: str  # never blank
    gap: int = 1  # blank lines above it
    kind: PassageKind = "text"
    level: int = 0  # of a heading, 1 to 6
    indent: int = 0  # columns
    marks: tuple[Mark, ...] = ()
    at: float | None = None  # seconds, where the input gives the time
    speaker: str = ""  # where the input names the speaker outside the words
    is_verse: bool = False  # a line of a stanza, as the input itself marks it


@dataclass(frozen=True, slots=True)
class Edit:
    """One change of the words: ``passage``'s ``start:end`` becomes ``text``."""

    passage: int  # index; len(passages) is the end of the input
    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of the report."""

    line: int  # of the input; 0: the input as a whole
    rule: str
    what: str
    confidence: float  # 0 to 1
    undo: str = ""  # what to type or do; empty: there is nothing to undo
    edits: tuple[Edit, ...] = ()


PartKind = Literal[
    "paragraph",
    "heading",
    "item",
    "verse",
    "stage",
    "signature",
    "furniture",
    "separator",
    "footnote",
    "label",
]


@dataclass(frozen=True, slots=True)
class Part:
    """What a passage is. Its words outside ``start:end`` are markup and are taken out."""

    kind: PartKind
    start: int = 0
    end: int | None = None  # None: to the passage's end
    level: int = 0  # of a heading as the input shows it; 0: not known
    number: int | None = None  # of a numbered point or item
    is_point: bool = False  # a numbered point of a longer text, not a heading of its own
    voice: str = ""  # id, where a turn begins
    at: float | None = None  # seconds
    label: str = ""  # of a footnote
    replaced: str = ""  # stands in place of what is taken out before ``start``
    is_quoted: bool = False  # a paragraph of a block quotation
    confidence: float = 1.0


Parts = Mapping[int, Part]


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found: parts by the passage's index, and a decision for each."""

    parts: dict[int, Part] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page says of the episode. What it does not say is empty."""

    title: str = ""
    duration: float | None = None  # seconds
    number: int | None = None
    season: int | None = None
    network: str = ""
    contact: str = ""
    licence: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """An input brought to passages."""

    form: str  # "text", "html", "vtt", "srt", "podcast-json", "whisper-json"
    passages: tuple[Passage, ...]
    decisions: tuple[Decision, ...] = ()
    title: str = ""
    lang: str = ""  # what the input itself says
    words: tuple["TimedWord", ...] = ()
    lost: str = ""  # where words of the input are in no passage and are not told of either
    players: tuple[str, ...] = ()  # what players on the page say, which is no part of the text
    is_timed: bool = False  # every passage has its time and, perhaps, its speaker


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word with the times that the input gives it, in seconds."""

    text: str
    start: float
    end: float
    passage: int  # index


def content(passage: Passage, part: Part | None) -> str:
    """Return the words of ``passage`` that stay in the text."""
    if part is None:
        return passage.text
    return passage.text[part.start : part.end]
