"""What mastering did to an edition → one picture of it, in SVG.

From top to bottom: who is heard, by colour; the segments; the waveform, with its cuts; the turns of
each voice; loudness over time beside the target; gain; how far music rose, where there is any; what
was cleaned; where the limiter worked.
The picture is for the editor: in English, as all that izdat tells, and from left to right. It is
as wide as the sound is long, and bound to be moved along: shrunk to a telephone, an hour would
show nothing.
"""

from collections.abc import Sequence
from math import ceil, inf, isfinite

from izdat.model.report import Deed, SegmentReport, SoundReport
from izdat.render import waveform
from izdat.render.sound_panels import (
    LETTER,
    Scale,
    bars,
    caption,
    colour,
    curve,
    fitting,
    halves,
    line,
    number,
    strokes,
    svg,
    time_axis,
    titled,
    wave,
    words,
)
from izdat.text.dates import clock

LEAST_WIDTH, MOST_WIDTH = 900, 3200  # units; between them, one a second
GUTTER = 34  # units before the sound begins, for the levels of lines
ROW = 16  # units: a line of words
WAVE = 36  # half the height of the waveform
LANE = 17  # a voice's name over its turns
LOUDNESS, GAIN, MUSIC, LIMITING = 84, 48, 20, 24  # heights of panels
OVER, UNDER = 8.0, 20.0  # LU about the target that the panel of loudness shows
GRID = 8.0  # LU
LEAST_GAIN = 6.0  # dB that the panel of gain shows at least, up and down
LEAST_RISE = 8.0  # dB that the panel of music shows at least
MOST_LIMITING = 6.0  # dB that the panel of limiting shows
LEGEND = 330  # units: as wide as a telephone, so that the whole legend is seen there
LIMITED = "#cf5a05"
FAINT = ' stroke-opacity=".3"'
# Alone in a file it has no page that gives it paper and ink.
ALONE = (
    "<style>svg{background:#f6f7f4;color:#1b1c20}@media (prefers-color-scheme:dark)"
    "{svg{background:#15171b;color:#dedfdb}}</style>"
)


def inline(report: SoundReport) -> str:
    """Return the picture for a page, which gives it paper and ink."""
    return _picture(report, "")


def alone(report: SoundReport) -> str:
    """Return the picture as a file of its own."""
    return _picture(report, ALONE) + "\n"


def _picture(report: SoundReport, style: str) -> str:
    width = max(LEAST_WIDTH, min(MOST_WIDTH, round(report.duration)))
    scale = Scale(max(report.duration, 1.0), width)
    order = _voices(report)
    legend, y = _legend(report, order)
    borders = y + 2
    parts = [_titles(report, scale, y + 12)]
    y += ROW + 2
    parts += [_wave(report, scale, order, y), _cuts(report, scale, y)]
    y += 2 * WAVE + 4
    lanes = max((len(each.speakers) for each in report.segments), default=0)
    parts += [_lanes(report, each, scale, order, y) for each in report.segments]
    y += lanes * LANE + ROW
    target = number(report.target)
    parts += [caption(y, f"short-term loudness, LUFS (the target is {target})", scale)]
    parts += [_loudness(report, scale, y + 4)]
    y += 4 + LOUDNESS + ROW
    parts += [caption(y, "gain, dB", scale), _gains(report, scale, y + 4)]
    y += 4 + GAIN + ROW
    if any(each.music for each in report.segments):
        parts += [caption(y, "how far the music under a voice has risen, dB", scale)]
        parts += [_music(report, scale, y + 4)]
        y += 4 + MUSIC + ROW
    has_cleaned = any(t.is_applied for each in report.segments for t in each.treatments)
    parts += [caption(y, "cleaned away" if has_cleaned else "cleaned away: nothing", scale)]
    parts += [_cleaned(each, scale, y + 2) for each in report.segments]
    y += 2 + 2 * ROW
    where = "by 1 dB and more" if report.limiting.seconds else "by 1 dB and more: nowhere"
    parts += [caption(y, f"limited {where}", scale), _limited(report, scale, y + 4)]
    y += 4 + LIMITING
    lines = "".join(f"M{scale.x(each.start):g} {borders}V{y}" for each in report.segments)
    parts += [line(lines, extra=FAINT), time_axis(scale, y)]
    inner = f'{legend}<g transform="translate({GUTTER})">{"".join(parts)}</g>'
    name = f"The sound of “{report.title}”"
    return svg(GUTTER + width, y + 14, name, _said(report), style + inner)


def _voices(report: SoundReport) -> dict[str, int]:
    """Return the number of each voice, in the order in which they are first heard."""
    turns = sorted((t for each in report.segments for t in each.turns), key=lambda t: t.start)
    return {voice: n for n, voice in enumerate(dict.fromkeys(t.speaker for t in turns))}


def _said(report: SoundReport) -> str:
    """Return the picture in one sentence; the page tells the rest beside it."""
    level = report.programme.integrated
    loud = f"at {level:.1f} LUFS" if isfinite(level) else "of silence"
    music = " how far music has risen," if any(each.music for each in report.segments) else ""
    return (
        f"{clock(report.duration)} {loud}: the waveform by speaker, loudness over time,"
        f" gain,{music} and what was cleaned, cut and limited."
    )


def _legend(report: SoundReport, order: dict[str, int]) -> tuple[str, int]:
    x, y, parts = 2.0, 11, []
    entries = [(report.name(voice), n) for voice, n in order.items()]
    for name, n in [*entries, ("nobody, music, or not known", -1)]:
        length = 14 + len(name) * LETTER + 14
        if x > 2 and x + length > LEGEND:
            x, y = 2.0, y + ROW
        parts.append(f'<path d="M{x:g} {y - 9}h10v10h-10z" fill="{colour(n)}"/>')
        parts.append(words(x + 14, y, name))
        x += length
    return "".join(parts), y + 6


def _titles(report: SoundReport, scale: Scale, y: float) -> str:
    starts = [scale.x(each.start) for each in report.segments]
    parts = []
    for each, start, end in zip(report.segments, starts, [*starts[1:], scale.width], strict=False):
        said = words(start + 3, y, fitting(each.title, end - start - 6))
        parts.append(titled(said, f"{each.title}, {clock(each.start)}"))
    return "".join(parts)


def _wave(report: SoundReport, scale: Scale, order: dict[str, int], y: float) -> str:
    if report.peaks is None:
        return ""
    who = [-1] * scale.width
    for each in report.segments:
        for turn in each.turns:
            if turn.end > turn.start:
                first, last = scale.column(turn.start), scale.column(turn.end)
                who[first : last + 1] = [order[turn.speaker]] * (last + 1 - first)
    columns = waveform.columns(report.peaks, scale.width)
    return wave(columns, who, y + WAVE, WAVE) if columns else ""


def _cuts(report: SoundReport, scale: Scale, y: float) -> str:
    """Return a notch and a dashed line for each place at which something is gone."""
    parts = []
    for each in report.segments:
        places = sorted({scale.x(cut.at) for cut in each.cuts})
        lines = line(strokes((x, y, 2 * WAVE) for x in places), extra=' stroke-dasharray="3 2"')
        notches = "".join(f"M{x - 4:g} {y}h8l-4 7z" for x in places)
        drawn = f'{lines}<path d="{notches}"/>' if places else ""
        parts.append(titled(drawn, _told(each.deeds, "cut")))
    return "".join(parts)


def _lanes(
    report: SoundReport, segment: SegmentReport, scale: Scale, order: dict[str, int], y: float
) -> str:
    parts = []
    for row, speaker in enumerate(segment.speakers):
        own = [t for t in segment.turns if t.speaker == speaker.voice and t.end > t.start]
        path = bars(((scale.x(t.start), scale.x(t.end)) for t in own), y + row * LANE + 14)
        name, level = report.name(speaker.voice), speaker.after.integrated
        room = scale.x(segment.end) - scale.x(segment.start) - 6
        said = words(scale.x(segment.start) + 3, y + row * LANE + 10, fitting(name, room))
        drawn = line(path, colour(order[speaker.voice]), extra=' stroke-width="4"') + said
        parts.append(titled(drawn, f"{name}, {level:.1f} LUFS" if isfinite(level) else name))
    return "".join(parts)


def _loudness(report: SoundReport, scale: Scale, y: float) -> str:
    top, unit = report.target + OVER, LOUDNESS / (OVER + UNDER)

    def height(level: float) -> float:
        return halves(y + (top - min(max(level, report.target - UNDER), top)) * unit)

    levels = [report.target + GRID * n for n in range(-int(UNDER / GRID), int(OVER / GRID) + 1)]
    others = "".join(f"M0 {height(at):g}H{scale.width}" for at in levels if at != report.target)
    loudest: dict[int, float] = {}
    for second, level in enumerate(report.short_term):
        column = scale.column(second + 0.5)
        loudest[column] = max(level, loudest.get(column, -inf))
    points = ((x, height(level) if isfinite(level) else inf) for x, level in loudest.items())
    return (
        line(others, extra=FAINT)
        + line(f"M0 {height(report.target):g}H{scale.width}", extra=' stroke-dasharray="6 3"')
        + "".join(words(-4, height(at) + 4, number(at), anchor="end") for at in levels)
        + line(curve(points), extra=' stroke-width="1.5"')
    )


def _gains(report: SoundReport, scale: Scale, y: float) -> str:
    gains = [gain for each in report.segments for _, gain in each.gain]
    most = float(max(LEAST_GAIN, ceil(max(map(abs, gains), default=0.0))))
    zero = y + GAIN / 2
    parts = [
        line(f"M0 {zero:g}H{scale.width}", extra=FAINT),
        words(-4, zero + 4, "0", anchor="end"),
        words(-4, y + 8, f"+{number(most)}", anchor="end"),
        words(-4, y + GAIN, number(-most), anchor="end"),
    ]
    for each in report.segments:
        heights = {scale.x(at): halves(zero - gain * GAIN / 2 / most) for at, gain in each.gain}
        drawn = line(curve(heights.items()), extra=' stroke-width="1.5"')
        told = _told(each.deeds, "levelled")
        parts.append(titled(drawn, told or f"one gain, {each.gain[0][1]:+.1f} dB" if drawn else ""))
    return "".join(parts)


def _music(report: SoundReport, scale: Scale, y: float) -> str:
    """Return a line for each bed: on the ground where it lies low, and up where it is risen."""
    gains = [gain for each in report.segments for _, gain in each.music]
    most, ground = max(LEAST_RISE, ceil(max(gains))), y + MUSIC
    parts = [
        line(f"M0 {ground:g}H{scale.width}", extra=FAINT),
        words(-4, ground + 4, "0", anchor="end"),
        words(-4, y + 6, f"+{number(most)}", anchor="end"),
    ]
    for each in report.segments:
        points = [(scale.x(at), halves(ground - gain * MUSIC / most)) for at, gain in each.music]
        drawn = line(curve(points), extra=' stroke-width="2"')
        parts.append(titled(drawn, _told(each.deeds, "ducked") or "its music lies low throughout"))
    return "".join(parts)


def _cleaned(segment: SegmentReport, scale: Scale, y: float) -> str:
    kinds = ", ".join(each.kind for each in segment.treatments if each.is_applied)
    if not kinds:
        return ""
    start, end = scale.x(segment.start), scale.x(segment.end)
    said = words(start + 3, y + 10, fitting(kinds, end - start - 6))
    drawn = said + line(f"M{start + 1:g} {y + 14:g}H{end - 1:g}", extra=' stroke-width="2"')
    return titled(drawn, _told(segment.deeds, "cleaned"))


def _limited(report: SoundReport, scale: Scale, y: float) -> str:
    """Return a stroke down from ``y`` for each second in which the limiter went far."""
    parts = [line(f"M0 {y:g}H{scale.width}", extra=FAINT)]
    inside = [(report.limiting.within(each.spans), each.deeds) for each in report.segments]
    known = {second for seconds, _ in inside for second in seconds}
    outside = tuple(each for each in report.limiting.seconds if each not in known)
    thick = f' stroke-width="{max(1.0, scale.x(1.0)):g}"'
    for seconds, deeds in (*inside, (outside, report.deeds)):
        lengths: dict[float, float] = {}
        for second, reduction in seconds:
            x = scale.x(second + 0.5) if scale.x(1.0) >= 1 else scale.column(second)
            lengths[x] = max(reduction, lengths.get(x, 0.0))
        unit = LIMITING / MOST_LIMITING
        path = strokes((x, y, round(min(m, MOST_LIMITING) * unit)) for x, m in lengths.items())
        parts.append(titled(line(path, LIMITED, extra=thick), _told(deeds, "limited")))
    return "".join(parts)


def _told(deeds: Sequence[Deed], kind: str) -> str:
    return "; ".join(
        f"{each.kind}: {each.what} (to undo it, {each.undoing})"
        for each in deeds
        if each.kind == kind
    )
