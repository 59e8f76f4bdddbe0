"""Who says how much: words, and how long they last."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TypeVar

# How many words are said in a minute where nobody has measured it: a convention, in the middle of
# what is usual of speech that is read aloud.
WORDS_A_MINUTE = 150

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Share:
    """What one voice says in one language, of texts of one origin, in one episode."""

    episode: str  # slug
    voice: str  # id; "" is the house
    name: str
    role: str
    lang: str  # BCP 47, of the words
    origin: str  # where the text first appeared; "": in this show
    words: int
    measured: float = 0.0  # seconds that were found in the sound
    estimated: float = 0.0  # seconds, from the number of words
    names: tuple[tuple[str, str], ...] = ()  # (BCP 47, name) as translations call the voice


@dataclass(frozen=True, slots=True)
class Total:
    """What several shares come to."""

    words: int
    measured: float  # seconds
    estimated: float

    @property
    def seconds(self) -> float:
        return self.measured + self.estimated


def per_cent(words: int, whole: int) -> str:
    """Return a share in whole per cent; what is something is never none."""
    share = 100 * words / whole if whole else 0.0
    return "< 1 %" if 0 < share < 0.5 else f"{share:.0f} %"


def total(shares: Iterable[Share]) -> Total:
    shares = tuple(shares)
    return Total(
        sum(each.words for each in shares),
        round(sum(each.measured for each in shares), 3),
        round(sum(each.estimated for each in shares), 3),
    )


def totals(shares: Iterable[Share], by: Callable[[Share], Key]) -> tuple[tuple[Key, Total], ...]:
    """Return what the shares come to for each value of ``by``, most words first."""
    groups: dict[Key, list[Share]] = {}
    for each in shares:
        groups.setdefault(by(each), []).append(each)
    found = [(key, total(own)) for key, own in groups.items()]
    return tuple(sorted(found, key=lambda item: -item[1].words))
