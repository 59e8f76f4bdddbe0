"""What mastering did, told to a person in tables or to a machine in objects."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.mastering import Treatment
from izdat.model.sound import Limiting, Loudness
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.text.dates import clock

if TYPE_CHECKING:
    from izdat import mastering, reporting
    from izdat.conversation import MixedTrack
    from izdat.mastering import MasteredRecording, Written
    from izdat.reporting import EditionReport
else:
    mastering = lazy("izdat.mastering")
    reporting = lazy("izdat.reporting")

ROW = "{:<36}{:>10} {:>8} {:>10}   {}"
HEAD = ROW.format("", "LUFS", "LU", "dBTP", "").rstrip()
UNITS = {"clicks": "a minute", "sides": "dB beside the other"}  # of Treatment.level
NOT_LIMITED = 0.05  # dB
CUT = 0.05  # seconds
LEAVES = "sound: {{clean: {{{0}: false}}}} leaves it"


def tell_mastered(
    talk: Talk, path: Path, made: "MasteredRecording", written: "Sequence[Written]"
) -> None:
    """Tell how a recording came in, what was done to it, and each file that was made of it."""
    facts = mastering.facts(made, written) if talk.json else {}
    rows = [HEAD, _row(path.name, made.before, clock(made.duration))]
    rows += _cleaned(made.treatments, "  ", where="")
    rows += _limited(made.limiting)
    rows += [_row(f"  {each.path.name}", each.loudness, each.how) for each in written]
    talk.say("\n".join(rows), event="mastered", recording=path, **facts)


def tell_report(talk: Talk, report: "EditionReport") -> None:
    """Tell what mastering did to an edition: by segment and speaker, before and after."""
    facts = reporting.facts(report) if talk.json else {}
    rows = [HEAD]
    for each in report.segments:
        source = f"{len(each.tracks)} tracks" if each.tracks else each.name or "a machine"
        rows.append(_row(f"{each.segment or 'episode'}  {source}", each.before, "before"))
        rows.append(_row("", each.after, "after"))
        for track in each.tracks:
            rows += _track(track)
        for one in each.speakers:
            change = f"{_level(one.before.integrated)} → {_level(one.after.integrated)} LUFS"
            rows.append(f"  {one.voice or 'the house'}: {change}")
        rows += _cleaned(each.treatments, "  ", where=LEAVES)
        rows += [f"  silence: {each.cut:.1f} s cut"] if each.cut >= CUT else []
    rows.append(_row(f"programme ({report.lang})", report.programme, clock(report.duration)))
    rows += _limited(report.limiting)
    rows += [_row(f"  {each.codec}", each.loudness, "decoded") for each in report.encoded]
    talk.say("\n".join(rows), event="report", lang=report.lang, **facts)


def _row(name: str, loudness: Loudness, note: str) -> str:
    levels = (loudness.integrated, loudness.range, loudness.true_peak)
    return ROW.format(name, *map(_level, levels), note).rstrip()


def _track(track: "MixedTrack") -> list[str]:
    level = track.level
    others = f"others at {level.others:.0f} dB, " if isfinite(level.others) else ""
    note = f"{level.speaker}: {others}turned down in {level.closed:.0%} of the time"
    row = _row(f"  {track.name}", track.before, note)
    return [row, *_cleaned(track.treatments, "    ", where=LEAVES)]


def _level(value: float) -> str:
    return f"{value:.1f}" if isfinite(value) else "-"


def _cleaned(treatments: Sequence[Treatment], indent: str, *, where: str) -> list[str]:
    rows = []
    for each in treatments:
        if each.is_applied:
            unit = UNITS.get(each.kind, "dB beside the voice")
            hint = f"   ({where.format(each.kind)})" if where else ""
            what = f"{each.kind} {each.level:.1f} {unit}, {each.detail}"
            rows.append(f"{indent}cleaned: {what}{hint}")
    return rows


def _limited(limiting: Limiting) -> list[str]:
    if limiting.most < NOT_LIMITED:
        return []
    return [f"  limited: {limiting.most:.1f} dB at most, in {limiting.share:.2%} of the time"]
