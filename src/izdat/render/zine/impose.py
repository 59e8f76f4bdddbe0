"""A number of pages → which of them stand on which side of which sheet, so that it can be folded.

Saddle stitch: sheets lie in one another, are folded together and stapled through the fold.
"""

from dataclasses import dataclass

MOST_SHEETS = (
    20  # in one fold: 80 pages; more paper (80 g/m²) no stapler goes through, nor lies flat
)
CALIPER = 0.1  # mm: the thickness of a sheet of 80 g/m²

Side = tuple[int | None, int | None]  # page on the left, on the right, from 1; None: blank


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, printed on both sides and turned over its short edge."""

    front: Side
    back: Side
    booklet: int  # from 0: which fold it belongs to
    depth: int  # sheets around it, once folded; 0: the outermost

    @property
    def creep(self) -> float:
        """How far its pages move towards the fold, mm.

        Each sheet that lies around it pushes it out of the cut edge by its thickness.
        """
        return self.depth * CALIPER


def imposed(
    pages: int, *, is_rtl: bool = False, most_sheets: int = MOST_SHEETS
) -> tuple[Sheet, ...]:
    """Return the sheets of a booklet, the outermost of each fold first.

    Blank pages stand before the last, which is the back cover. More than ``most_sheets`` become
    several folds of about one size, to be laid upon one another. ``is_rtl``: the fold is on the
    right of the cover.
    """
    if pages < 1:
        return ()
    blank = -pages % 4
    order = (*range(1, pages), *(None,) * blank, pages) if pages > 1 else (1, None, None, None)
    sheets = len(order) // 4
    folds = -(-sheets // most_sheets)
    found: list[Sheet] = []
    at = 0
    for fold in range(folds):
        own = sheets // folds + (fold < sheets % folds)
        found += _fold(order[4 * at : 4 * (at + own)], fold, is_rtl=is_rtl)
        at += own
    return tuple(found)


def _fold(order: tuple[int | None, ...], booklet: int, *, is_rtl: bool) -> list[Sheet]:
    sheets = []
    for depth in range(len(order) // 4):
        first, last = 2 * depth, len(order) - 1 - 2 * depth
        front = (order[last], order[first])
        back = (order[first + 1], order[last - 1])
        if is_rtl:
            front, back = front[::-1], back[::-1]
        sheets.append(Sheet(front, back, booklet, depth))
    return sheets
