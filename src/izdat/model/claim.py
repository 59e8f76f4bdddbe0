"""Who said what: a measure, the claims about it, and how one claim relates to another.

A claim is never removed, merged with another or added to it. What disagrees stands side by side.
"""

from dataclasses import dataclass, field
from typing import Literal

from izdat.model.place import NOWHERE, Place

Number = int | float

# "": exactly. "vague": an amount that gives a size and no number, "thousands".
Qualifier = Literal[
    "", "at least", "more than", "up to", "less than", "almost", "about", "between", "vague"
]

# How each is written as ``op=``, and in exports.
SIGNS: dict[Qualifier, str] = {
    "": "=", "at least": ">=", "more than": ">", "up to": "<=", "less than": "<",
    "almost": "~<", "about": "~", "between": "..", "vague": "?",
}  # fmt: skip


RelationKind = Literal[
    "repeats", "refines", "updates", "later", "corrects", "disputes", "agrees",
    "loses the qualifier", "other scope", "other term", "supports by arithmetic",
    "cannot be ordered", "compatible",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    """How much or how many, as far as the words say it.

    ``low`` and ``high`` are what the words bound it with: both for an exact figure and a range,
    one for "at least" and "up to", none for "about". A share is its per cent: "half" is 50 ``%``.
    """

    value: Number | None = None  # the number in the words; of a range or a vague amount None
    low: Number | None = None
    high: Number | None = None
    qualifier: Qualifier = ""
    unit: str = ""  # "%", or a sign of money

    @property
    def is_known(self) -> bool:
        """Say whether there is any number in it."""
        return any(each is not None for each in (self.value, self.low, self.high))


# How far "about" may be from its number, and "almost" below it. A convention of ours, and
# documented as one: nobody who says "about 300" means 200.
ABOUT = 0.1

NOTHING = Amount(qualifier="vague")  # of a claim without a number


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a claim stands, to the letter."""

    episode: str  # slug
    segment: str  # id
    paragraph: int  # from 1, as text.spoken.numbered counts; 0: in a footnote
    start: int  # code points into the paragraph as text.plain.shown_text shows it
    end: int
    words: str  # what stands there


@dataclass(frozen=True, slots=True)
class Moment:
    """When words are heard, in seconds of the episode.

    Where the times of the words are not known but their paragraph's are, that is the moment.
    """

    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Rendering:
    """What a mark's words are in a translation. It is the same claim, said once."""

    edition: str  # BCP 47
    anchor: Anchor
    sentence: str
    voice_name: str = ""  # as the translation calls the voice
    reported_by: str = ""
    moment: Moment | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody said about a measure."""

    id: str  # of the mark; unique in its episode
    measure: str  # id; "" is a claim about nothing that is counted
    amount: Amount
    anchor: Anchor
    sentence: str  # in which it stands
    lang: str  # BCP 47
    at: str = ""  # the place in the world
    when: str = ""  # EDTF: as of which day, or of which days
    said: str = ""  # EDTF: the day from which the text speaks
    voice: str = ""  # id of who says it; "" is the house
    voice_name: str = ""
    reported_by: str = ""  # whose claim it is, where the voice only tells of it
    is_editors: bool = False  # it stands in an editors' note, whoever speaks around it
    source: str = ""
    counted: str = ""  # the word for what is counted: arrested, detained, houses
    note: str = ""
    # What the mark says of others of its episode: (kind, their ids).
    references: tuple[tuple[RelationKind, tuple[str, ...]], ...] = ()
    moment: Moment | None = None
    edition: str = ""  # BCP 47, of the text in which it is marked
    renderings: tuple[Rendering, ...] = ()  # the same claim in the translations that mark it
    place: Place = field(default=NOWHERE, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The claim's name in the show: ``episode/id``."""
        return f"{self.anchor.episode}/{self.id}"

    @property
    def as_of(self) -> str:
        """The day, or days, as of which it is made, as EDTF; "": nothing tells."""
        return self.when or self.said

    @property
    def speaker(self) -> str:
        """Whose claim it is: the reported speaker's, the editors', or the voice's."""
        return self.reported_by or ("the editors" if self.is_editors else self.voice_name)


@dataclass(frozen=True, slots=True)
class Statement:
    """An event that is told of, or words that are quoted: said by somebody, and not counted."""

    kind: Literal["event", "quotation"]
    id: str  # "": a quotation needs none
    anchor: Anchor
    sentence: str  # in which it stands
    lang: str  # BCP 47
    at: str = ""
    when: str = ""  # EDTF: when it happened, or was said
    said: str = ""  # EDTF: the day from which the text speaks
    voice: str = ""
    voice_name: str = ""
    reported_by: str = ""  # whose words are quoted, or who tells of the event
    is_editors: bool = False
    source: str = ""
    moment: Moment | None = None
    edition: str = ""
    renderings: tuple[Rendering, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """What is counted or measured: what, in which unit, where, over which days."""

    id: str
    title: str = ""
    unit: str = ""
    at: str = ""
    window: str = ""  # EDTF
    titles: tuple[tuple[str, str], ...] = ()  # (BCP 47, title) in other languages
    units: tuple[tuple[str, str], ...] = ()
    # True: it can only grow, so that claims compare by their days; None: nobody has said so.
    cumulative: bool | None = None
    parts: tuple[str, ...] = ()  # measures that make it up, to check a claim by arithmetic
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Relation:
    """How the claim ``source`` relates to the claim ``target``; keys are ``Claim.key``."""

    kind: RelationKind
    source: str
    target: str
    by: Literal["editor", "machine"]
    why: str = ""  # a sentence


@dataclass(frozen=True, slots=True)
class ClaimDetails:
    """What ``claims.yaml`` says of one claim; empty is not said."""

    id: str  # "id" or "episode/id"
    words: str = ""  # what the claim's words must be
    when: str = ""
    at: str = ""
    by: str = ""
    src: str = ""
    counted: str = ""
    note: str = ""
    relations: tuple[tuple[RelationKind, str], ...] = ()  # (kind, the other claim)
    place: Place = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """``claims.yaml`` of a show."""

    measures: tuple[Measure, ...] = ()
    claims: tuple[ClaimDetails, ...] = ()


NO_FILE = LedgerFile()


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every claim of a show by measure, and how they relate. Nothing is added up."""

    measures: tuple[Measure, ...]
    claims: tuple[Claim, ...]  # in the order of the episodes and their texts
    relations: tuple[Relation, ...]
    statements: tuple[Statement, ...] = ()  # events and quotations


EMPTY = Ledger((), (), ())


@dataclass(frozen=True, slots=True)
class ToldClaims:
    """What an episode's pages tell of its claims: how they relate to others."""

    episode: str = ""  # slug of its folder
    ledger: Ledger = EMPTY  # its own claims, and those to which they relate


@dataclass(frozen=True, slots=True)
class ToldIn:
    """An edition in which claims stand, for the pages that lead to them."""

    episode: str  # slug
    edition: str  # BCP 47
    title: str
    sound: str = ""  # file in the site; "": it is not heard


@dataclass(frozen=True, slots=True)
class HeardMarks:
    """When the marks of an edition are heard."""

    episode: str  # slug
    edition: str  # BCP 47
    moments: tuple[tuple[Anchor, Moment], ...] = ()
    sound: str = ""  # the file in the site in which they are heard; "": none
