"""A zine: what it is made from, and what was made."""

from dataclasses import dataclass

from izdat.model.claim import ToldClaims
from izdat.model.episode import Episode
from izdat.model.publication import Output
from izdat.model.sound import Production

NOTHING_TOLD = ToldClaims()


@dataclass(frozen=True, slots=True)
class Printing:
    """What decides how zines come out, apart from the show."""

    typesetter: str = ""  # what sets them, and its version; "": there are none
    design: str = ""  # digest of templates and styles
    fingerprint: str = ""  # words of the root that releases are signed with; "": never signed


@dataclass(frozen=True, slots=True)
class ZinePart:
    """An episode in a zine, in one of its languages."""

    episode: Episode
    lang: str
    production: Production | None  # None: it is not heard, and has no times
    told: ToldClaims = NOTHING_TOLD


@dataclass(frozen=True, slots=True)
class PageStart:
    """A paragraph that begins on a page of a zine."""

    page: int  # from 1, the cover
    id: str  # of the paragraph, or of the segment whose title it is
    episode: str  # slug
    start: float | None  # seconds into the episode; None: it is not heard


@dataclass(frozen=True, slots=True)
class ZineFile:
    """A zine as a page offers it."""

    lang: str
    output: Output
    ink: str  # of INKS
    is_booklet: bool  # two pages on each side of a sheet, to be folded; else one after another
    pages: int  # of the zine; of a booklet, too


@dataclass(frozen=True, slots=True)
class MadeZine:
    """All files of a zine, or why there are none."""

    files: tuple[ZineFile, ...]
    starts: tuple[PageStart, ...] = ()
    page_list: Output | None = None  # the same as JSON
    missing: str = ""  # letters for which there is no font: nothing was made
    is_too_long: bool = False  # nothing was made

    @property
    def outputs(self) -> tuple[Output, ...]:
        found = tuple(each.output for each in self.files)
        return (*found, self.page_list) if self.page_list else found
