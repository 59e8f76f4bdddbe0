"""What one panel of the picture of a sound is drawn with: each function gives a part of SVG."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isfinite

from izdat.render.html import quoted, text
from izdat.render.waveform import FULL
from izdat.text.dates import clock

# Okabe and Ito's palette for all kinds of colour vision, each made so dark or so light that it has
# a contrast of 3 to 1 (WCAG 2.2, 1.4.11) with the paper of both schemes. Who has which colour is
# written beside it as well.
COLOURS = ("#1a75b5", "#cf5a05", "#0b8f69", "#b6578f", "#8d7200", "#6f6bc9")
NOBODY = "#7b7f86"
CAPTION_EVERY = 1000  # units: so that a window that is moved along always shows one
LETTER = 6.7  # units: the width of a letter of 11 units, monospaced
TICKS = (10, 30, 60, 300, 600, 1800)  # seconds
BETWEEN_TICKS = 90  # units at least


Stroke = tuple[float, float, float]  # x, y of its top, and its height


@dataclass(frozen=True, slots=True)
class Scale:
    """Seconds → units along the picture; a unit is a pixel."""

    duration: float
    width: int

    def x(self, seconds: float) -> float:
        return halves(seconds / self.duration * self.width)

    def column(self, seconds: float) -> int:
        return max(0, min(self.width - 1, int(seconds / self.duration * self.width)))

    def seconds(self, column: float) -> float:
        return column * self.duration / self.width


def words(x: float, y: float, said: str, *, anchor: str = "") -> str:
    """Return words in the ink of the page, 11 units high, standing on ``y``."""
    how = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:g}" y="{y:g}"{how}>{text(said)}</text>'


def number(value: float) -> str:
    return f"{value:g}".replace("-", "−")


def caption(y: float, said: str, scale: Scale) -> str:
    return "".join(words(x + 2, y, said) for x in range(0, scale.width, CAPTION_EVERY))


def fitting(said: str, width: float) -> str:
    """Return as much of ``said`` as ``width`` units hold; nothing where that says nothing."""
    count = int(width / LETTER)
    if len(said) <= count:
        return said
    return f"{said[: count - 1].rstrip()}…" if count >= 4 else ""


def line(path: str, colour: str = "currentColor", *, extra: str = "") -> str:
    return f'<path d="{path}" fill="none" stroke="{colour}"{extra}/>' if path else ""


def halves(value: float) -> float:
    """Return the nearest half unit: as near as anybody sees, and few letters."""
    return round(value * 2) / 2


def titled(parts: str, said: str) -> str:
    """Return ``parts`` with words that a pointer over them shows."""
    return f"<g><title>{text(said)}</title>{parts}</g>" if parts and said else parts


def wave(columns: Sequence[tuple[int, int]], who: Sequence[int], middle: float, half: float) -> str:
    """Return a stroke for each of ``waveform.columns``, in the colour of ``who``; -1 is nobody.

    Strokes of one colour are one path.
    """
    own: dict[int, list[Stroke]] = {}
    for x, ((low, high), voice) in enumerate(zip(columns, who, strict=True)):
        top = round(middle - high * half / FULL)
        height = max(1, round((high - low) * half / FULL))
        own.setdefault(voice, []).append((x, top, height))
    drawn = [line(strokes(own[voice]), colour(voice)) for voice in sorted(own)]
    return f'<g transform="translate(.5)">{"".join(drawn)}</g>'  # a stroke fills its column


def strokes(downwards: Iterable[Stroke]) -> str:
    """Return the ``d`` of strokes; each is told by its way from the end of the one before."""
    parts: list[str] = []
    pen = (0.0, 0.0)
    for x, top, height in downwards:
        parts.append(f"m{_pair(x - pen[0], top - pen[1])}v{height:.6g}")
        pen = (x, top + height)
    return "".join(parts)


def _pair(x: float, y: float) -> str:
    """Return two numbers of a path; a minus divides them as a space does."""
    return f"{x:.6g}{'' if y < 0 else ' '}{y:.6g}"


def colour(voice: int) -> str:
    return NOBODY if voice < 0 else COLOURS[voice % len(COLOURS)]


def curve(values: Iterable[tuple[float, float]]) -> str:
    """Return the ``d`` of a line through points (x, y); a y that is not finite leaves a gap."""
    parts: list[str] = []
    pen: tuple[float, float] | None = None
    for x, y in values:
        if not isfinite(y):
            pen = None
        elif pen is None:
            parts.append(f"M{x:g} {y:g}")
            pen = (x, y)
        elif (x, y) != pen:
            parts.append(f"l{_pair(x - pen[0], y - pen[1])}")
            pen = (x, y)
    return "".join(parts)


def bars(spans: Iterable[tuple[float, float]], y: float) -> str:
    """Return the ``d`` of a level stroke for each span of units; what nearly touches is one."""
    joined: list[tuple[float, float]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    parts, pen = [f"M0 {y:g}"], 0.0
    for start, end in joined:
        length = max(1.0, end - start)
        parts.append(f"m{start - pen:.6g} 0h{length:.6g}")
        pen = start + length
    return "".join(parts) if joined else ""


def time_axis(scale: Scale, y: float) -> str:
    """Return ticks with their times."""
    fine = [t for t in TICKS if scale.x(t) >= BETWEEN_TICKS]
    every = fine[0] if fine else TICKS[-1]
    parts, ticks = [], []
    for at in range(0, int(scale.duration) + 1, every):
        ticks.append(f"M{scale.x(at):g} {y:g}v5")
        if scale.x(at) + 5 * LETTER < scale.width:
            parts.append(words(scale.x(at) + 3, y + 11, clock(at)))
    return line("".join(ticks)) + "".join(parts)


def svg(width: int, height: int, title: str, description: str, inner: str) -> str:
    """Return a whole picture, with what is said of it to those who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-labelledby="sound_title_ sound_desc_"'
        f' font-family="{quoted(FONT)}" font-size="11" fill="currentColor">'
        f'<title id="sound_title_">{text(title)}</title>'
        f'<desc id="sound_desc_">{text(description)}</desc>{inner}</svg>'
    )


FONT = "ui-monospace, Menlo, Consolas, DejaVu Sans Mono, monospace"
