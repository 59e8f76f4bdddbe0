"""What a haul counts with: a copy and how it does, pieces in a row, gaps between pieces."""

from dataclasses import dataclass

from izdat.mirror.source import Mirror
from izdat.mirror.want import Want


@dataclass(frozen=True, slots=True)
class Pace:
    """How patient a haul is, in seconds. Tests are in more of a hurry."""

    rest: float = 0.2  # after a failure; twice as long after the next
    longest_rest: float = 5.0
    grace: float = 0.5  # before what one copy is slow with is asked of another too


@dataclass(slots=True, eq=False)
class Peer:
    """One copy, and how it has done."""

    mirror: Mirror
    has_ranges: bool = True
    lies: int = 0
    failures: int = 0  # since the last piece that was right
    rests_until: float = 0.0
    is_out: bool = False
    why: str = ""  # the last thing that was wrong
    lied: str = ""  # which file it gave wrong, the first time
    received: int = 0  # bytes
    wasted: int = 0  # bytes that were wrong, cut short, or there already


@dataclass(slots=True, eq=False)
class Row:
    """Pieces in a row that one thread fetches."""

    want: Want
    at: int  # the piece that is being read
    stop: int
    peer: Peer
    began: float  # when this piece was begun
    is_doubled: bool = False  # the last piece of it is asked of another too


PACE = Pace()


def gaps_in(want: Want, first: int = 0, stop: int | None = None) -> list[tuple[int, int]]:
    """Return the rows of pieces that are not there, the first last.

    A piece that is there in part stands alone.
    """
    stop = want.count if stop is None else stop
    found: list[tuple[int, int]] = []
    begin = first
    for index in range(first, stop + 1):
        is_patched = index in want.patches
        if index < stop and not want.done[index] and not is_patched:
            continue
        if begin < index:
            found.append((begin, index))
        if index < stop and is_patched and not want.done[index]:
            found.append((index, index + 1))
        begin = index + 1
    return found[::-1]
