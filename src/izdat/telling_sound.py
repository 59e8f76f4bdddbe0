"""What mastering did, told to a person in tables or to a machine in objects."""

from collections.abc import Sequence
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from izdat.model.mastering import MixedTrack
from izdat.model.report import Deed, SoundReport
from izdat.model.sound import Limiting, Loudness
from izdat.run.lazy import lazy
from izdat.talk import Talk
from izdat.text.dates import clock
from izdat.undoing import treated

if TYPE_CHECKING:
    from izdat import episode_report, mastering
    from izdat.mastering import MasteredRecording, Written
else:
    episode_report = lazy("izdat.episode_report")
    mastering = lazy("izdat.mastering")

ROW = "{:<36}{:>10} {:>8} {:>10}   {}"
HEAD = "\n".join(
    ROW.format("", *words, "").rstrip()
    for words in (("loudness", "range", "true peak"), ("LUFS", "LU", "dBTP"))
)
NOT_LIMITED = 0.05  # dB


def tell_mastered(
    talk: Talk, path: Path, made: "MasteredRecording", written: "Sequence[Written]"
) -> None:
    """Tell how a recording came in, what was done to it, and each file that was made of it."""
    facts = mastering.facts(made, written) if talk.json else {}
    rows = [HEAD, _row(path.name, made.before, clock(made.duration))]
    rows += [f"  cleaned: {treated(each)}" for each in made.treatments if each.is_applied]
    rows += _limited(made.limiting)
    rows += [_row(f"  {each.path.name}", each.loudness, each.how) for each in written]
    talk.say("\n".join(rows), event="mastered", recording=path, **facts)


def tell_report(talk: Talk, report: SoundReport) -> None:
    """Tell what mastering did to an edition: by segment and speaker, before and after."""
    facts = episode_report.facts(report) if talk.json else {}
    rows = [HEAD]
    for each in report.segments:
        source = f"{len(each.tracks)} tracks" if each.tracks else each.name or "a machine"
        rows.append(_row(f"{each.segment or 'episode'}  {source}", each.before, "before"))
        rows.append(_row("", each.after, "after"))
        rows += [_track(report, track) for track in each.tracks]
        for one in each.speakers:
            change = f"{_level(one.before.integrated)} → {_level(one.after.integrated)} LUFS"
            rows.append(f"  {report.name(one.voice)}: {change}")
        rows += [_done(deed) for deed in each.deeds]
    rows += [_done(deed) for deed in report.deeds]
    rows.append(_row(f"programme ({report.lang})", report.programme, clock(report.duration)))
    rows += _limited(report.limiting)
    rows += [_row(f"  {each.codec}", each.loudness, "decoded") for each in report.encoded]
    talk.say("\n".join(rows), event="report", lang=report.lang, **facts)


def _row(name: str, loudness: Loudness, note: str) -> str:
    levels = (loudness.integrated, loudness.range, loudness.true_peak)
    return ROW.format(name, *map(_level, levels), note).rstrip()


def _track(report: SoundReport, track: MixedTrack) -> str:
    level = track.level
    others = f"others at {level.others:.0f} dB, " if isfinite(level.others) else ""
    note = f"{report.name(level.speaker)}: {others}turned down in {level.closed:.0%} of the time"
    return _row(f"  {track.name}", track.before, note)


def _level(value: float) -> str:
    return f"{value:.1f}" if isfinite(value) else "-"


def _done(deed: Deed) -> str:
    return f"  {deed.kind}: {deed.what}\n    to undo it, {deed.undoing}"


def _limited(limiting: Limiting) -> list[str]:
    if limiting.most < NOT_LIMITED:
        return []
    return [f"  limited: {limiting.most:.1f} dB at most, in {limiting.share:.2%} of the time"]
