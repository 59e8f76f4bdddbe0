"""The claims about a measure → a chart of them, in SVG, a row a claim.

A dot is a number; an arrow from it leads to where "at least" and "up to" leave room; a bar is as
wide as "about" allows, or a range; a figure that was corrected is struck through, and stays.
Places along the chart are per cent, and all else is pixels: it is as wide as the page, and its
letters are as large on a telephone as anywhere. Where the page is read from the right, so is the
chart: where words are anchored at their start, the page's direction says which side that is.
Nothing is added up, and no line joins one figure to another.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, isfinite, log10

from markupsafe import Markup, escape

from izdat.model.claim import ABOUT, Amount, Number

ROW = 52  # pixels: a line of words, and a line of marks
HEAD = 8
AXIS = 24
MARGIN = 3.0  # per cent of the width at each end
ARROW = 26  # pixels
BESIDE = 9  # pixels between a mark and its figure
TURN = 55.0  # per cent of the way behind which a figure stands before its mark
LOGARITHMIC = 100.0  # the greatest number by the smallest, above which equal steps show nothing
MOST_TICKS = 5


@dataclass(frozen=True, slots=True)
class Row:
    """A claim in a chart."""

    label: str  # who says it, and as of which day
    figure: str  # the amount in words
    link: str
    amount: Amount
    is_corrected: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """From where to where a mark reaches, and which of its ends are open."""

    low: float
    high: float
    opens: str = ""  # "up" for at least, "down" for at most
    is_hollow: bool = False  # the number itself is left out: "more than"


def span_of(amount: Amount) -> Span | None:
    """Return what is drawn of an amount; None where it says no number."""
    value, low, high = amount.value, amount.low, amount.high
    match amount.qualifier:
        case "about" if value is not None:
            return Span(value - abs(value) * ABOUT, value + abs(value) * ABOUT)
        case "almost" if value is not None:
            return Span(value - abs(value) * ABOUT, float(value))
        case "at least" | "more than" if value is not None:
            return Span(value, value, "up", amount.qualifier == "more than")
        case "up to" | "less than" if value is not None:
            return Span(value, value, "down", amount.qualifier == "less than")
    if value is not None:
        return Span(value, value)
    if low is not None and high is not None:
        return Span(low, high)
    if low is not None:
        return Span(low, low, "up", True)
    return None


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers → per cent of the chart's width, from the side where reading begins."""

    low: float
    high: float
    is_logarithmic: bool

    def at(self, value: float) -> float:
        if self.is_logarithmic:
            share = (log10(value) - log10(self.low)) / (log10(self.high) - log10(self.low))
        else:
            share = (value - self.low) / (self.high - self.low)
        return MARGIN + (100 - 2 * MARGIN) * min(1.0, max(0.0, share))


def scale_of(spans: Sequence[Span]) -> Scale:
    """Return a scale that holds every span; from nothing on, where it is one of equal steps."""
    low, high = min(each.low for each in spans), max(each.high for each in spans)
    positive = [each.low for each in spans if each.low > 0]
    if low > 0 and len(positive) == len(spans) and high / low > LOGARITHMIC:
        return Scale(10.0 ** floor(log10(low)), high, True)
    low = min(0.0, low)
    return Scale(low, high if high > low else low + 1.0, False)


def ticks(scale: Scale) -> Iterator[Number]:
    """Yield round numbers along a scale: the steps are 1, 2 or 5 of a power of ten."""
    if scale.is_logarithmic:
        first, last = round(log10(scale.low)), floor(log10(scale.high))
        every = max(1, -(-(last - first + 1) // MOST_TICKS))
        for power in range(first, last + 1, every):
            tick = 10.0**power if power < 0 else int(10**power)
            if tick <= scale.high:  # the logarithm of a number just under a power is that power's
                yield tick
        return
    raw = (scale.high - scale.low) / MOST_TICKS
    unit = 10.0 ** floor(log10(raw))
    step = next(unit * by for by in (1, 2, 5, 10) if unit * by >= raw)
    number = round(scale.low / step)
    while number * step <= scale.high:
        if number * step >= scale.low:
            value = round(number * step, 12)
            yield int(value) if value == int(value) else value
        number += 1


def chart(
    rows: Sequence[Row], *, title: str, id: str, is_rtl: bool, number: Callable[[Number], str]
) -> Markup:
    """Return the chart; nothing where no row has a number. ``id`` is that of its title."""
    spans = [span_of(row.amount) for row in rows]
    known = [each for each in spans if each is not None and isfinite(each.low + each.high)]
    if not known:
        return Markup("")
    scale = scale_of(known)
    drawing = _Drawing(scale, is_rtl)
    height = HEAD + len(rows) * ROW + AXIS
    parts = [_axis(drawing, height, number)]
    for n, (row, span) in enumerate(zip(rows, spans, strict=True)):
        parts.append(_row(drawing, row, span, HEAD + n * ROW))
    return Markup(
        '<svg class="chart" width="100%" height="{}" role="group" aria-labelledby="{}">'
        '<title id="{}">{}</title>{}</svg>\n'
    ).format(height, id, id, title, Markup("").join(parts))


@dataclass(frozen=True, slots=True)
class _Drawing:
    scale: Scale
    is_rtl: bool

    def x(self, value: float) -> float:
        at = self.scale.at(value)
        return round(100 - at if self.is_rtl else at, 2)

    @property
    def way(self) -> int:
        """1 where numbers grow to the right."""
        return -1 if self.is_rtl else 1

    def tick_anchor(self, x: float) -> str:
        """Return how the number of a tick is set so that it does not leave the chart."""
        if 2 * MARGIN <= x <= 100 - 2 * MARGIN:
            return "middle"
        return "start" if (x < 50) != self.is_rtl else "end"


def _axis(drawing: _Drawing, height: int, number: Callable[[Number], str]) -> Markup:
    bottom = height - AXIS
    parts = []
    for tick in ticks(drawing.scale):
        x = drawing.x(tick)
        parts.append(
            Markup(
                '<line class="grid" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/>'
                '<text class="tick" x="{0}%" y="{2}" text-anchor="{3}">{4}</text>'
            ).format(x, bottom, bottom + 16, drawing.tick_anchor(x), number(tick))
        )
    return Markup("").join(parts)


def _row(drawing: _Drawing, row: Row, span: Span | None, top: int) -> Markup:
    label = Markup('<text class="by" x="{}" y="{}">{}</text>').format(
        "100%" if drawing.is_rtl else "0", top + 14, row.label
    )
    y = top + 32
    if span is None:
        drawn = _figure(row, "100%" if drawing.is_rtl else "0", 0, y, is_after=True)
    else:
        drawn = _mark(drawing, row, span, y)
    kind = "row corrected" if row.is_corrected else "row"
    return Markup('<a class="{}" href="{}">{}{}</a>').format(kind, row.link, label, drawn)


def _mark(drawing: _Drawing, row: Row, span: Span, y: int) -> Markup:
    low, high = drawing.x(span.low), drawing.x(span.high)
    parts = []
    if span.low < span.high:
        parts.append(
            Markup('<rect class="bar" x="{}%" width="{}%" y="{}" height="10" rx="2"/>').format(
                min(low, high), round(abs(high - low), 2), y - 5
            )
        )
    else:
        if span.opens:
            way = drawing.way if span.opens == "up" else -drawing.way
            tip = way * ARROW
            parts.append(
                Markup(
                    '<svg x="{}%" y="{}" overflow="visible"><path class="arrow" d="M0 0H{}m{} -5'
                    'l{} 5l{} 5"/></svg>'
                ).format(low, y, tip, -6 * way, 6 * way, -6 * way)
            )
        kind = "dot hollow" if span.is_hollow else "dot"
        parts.append(Markup('<circle class="{}" cx="{}%" cy="{}" r="5"/>').format(kind, low, y))
    is_after = drawing.scale.at((span.low + span.high) / 2) < TURN
    opens_here = (span.opens == "up") == is_after and span.opens != ""
    away = BESIDE + (ARROW if opens_here else 0)
    at = high if is_after else low
    offset = drawing.way * (away if is_after else -away)
    parts.append(_figure(row, f"{at}%", offset, y, is_after=is_after))
    return Markup("").join(parts)


def _figure(row: Row, x: str, offset: int, y: int, *, is_after: bool) -> Markup:
    return Markup('<text class="figure" x="{}" dx="{}" y="{}" text-anchor="{}">{}</text>').format(
        x, offset, y + 5, "start" if is_after else "end", escape(row.figure)
    )
