"""An episode of a show → what mastering did to it: ``izdat master EPISODE``."""

from math import ceil
from pathlib import Path

from izdat import reporting, sounds
from izdat.fitting import fitted
from izdat.mastering import level, limiting_facts, loudness_facts, treatment_facts
from izdat.model.mastering import MixedTrack
from izdat.model.problem import Problem, has_errors, in_order
from izdat.model.report import Deed, SegmentReport, SoundReport
from izdat.model.show import Show
from izdat.model.source import EpisodeSource
from izdat.opening import open_episode
from izdat.render import waveform
from izdat.run import Reporter, Run, Workers, task


@task(version=1)
def report_edition(
    here: Run, source: EpisodeSource, show: Show, lang: str
) -> SoundReport | tuple[Problem, ...]:
    """Master an edition, and return what that did to it; or why it cannot be."""
    episode = sounds.read(here, source, show).episode
    if episode is None:
        return ()
    return reporting.sound_report(here, fitted(here, show, episode), episode, lang)


def report_episode(
    folder: Path, slug: str, *, workers: Workers, report: Reporter
) -> tuple[tuple[SoundReport, ...], tuple[Problem, ...]]:
    """Return what mastering did to each edition of an episode, and every problem of it.

    What a build keeps is used, and what is made is kept for the next build.
    """
    with Run(folder, workers=workers, reporter=report) as here:
        opened, problems = open_episode(here, folder, slug)
        if opened is None:
            return (), problems
        for own in sounds.in_turns(here, sounds.sound_segment, opened.segments()):
            problems += own
        if has_errors(problems):
            return (), in_order(problems)
        made = here.each(report_edition, opened.editions())
    reports = []
    for each in made:
        if isinstance(each, SoundReport):
            reports.append(each)
        else:
            problems += each
    return tuple(reports), in_order(problems)


# ---- told to machines -------------------------------------------------------


def facts(report: SoundReport) -> dict[str, object]:
    """Return what ``--json`` prints of an edition: all that its picture shows, and more."""
    return {
        "duration": round(report.duration, 6),
        "target": report.target,
        "programme": loudness_facts(report.programme),
        "limited": limiting_facts(report.limiting),
        "codecs": [
            {"codec": each.codec, **loudness_facts(each.loudness)} for each in report.encoded
        ],
        "segments": [_segment_facts(report, each) for each in report.segments],
        "done": [_deed_facts(each) for each in report.deeds],
        "short_term": {"step": 1.0, "values": [level(each) for each in report.short_term]},
        "peaks": _peaks_facts(report),
    }


def _segment_facts(report: SoundReport, segment: SegmentReport) -> dict[str, object]:
    return {
        "segment": segment.segment,
        "title": segment.title,
        "recording": segment.name,
        "before": loudness_facts(segment.before),
        "after": loudness_facts(segment.after),
        "cleaned": [treatment_facts(each) for each in segment.treatments],
        "tracks": [_track_facts(report, each) for each in segment.tracks],
        "speakers": [
            {
                "voice": each.voice,
                "name": report.name(each.voice),
                "before": level(each.before.integrated),
                "after": level(each.after.integrated),
            }
            for each in segment.speakers
        ],
        "heard": [_times(span) for span in segment.spans],
        "turns": [{"voice": t.speaker, **_times((t.start, t.end))} for t in segment.turns],
        "gain": [{"at": at, "gain": gain} for at, gain in segment.gain],
        "music": [{"at": at, "risen": gain} for at, gain in segment.music],
        "cut": [{"at": round(each.at, 3), "length": each.length} for each in segment.cuts],
        "done": [_deed_facts(each) for each in segment.deeds],
    }


def _track_facts(report: SoundReport, track: MixedTrack) -> dict[str, object]:
    return {
        "recording": track.name,
        "voice": track.level.speaker,
        "name": report.name(track.level.speaker),
        "before": loudness_facts(track.before),
        "own": level(track.level.loudness),
        "others": level(track.level.others),
        "closed": track.level.closed,
        "late": track.level.late,
        "cleaned": [treatment_facts(each) for each in track.treatments],
    }


def _deed_facts(deed: Deed) -> dict[str, object]:
    return {
        "kind": deed.kind, "what": deed.what, "at": round(deed.at, 3),
        "undo": {"line": deed.undo, "where": deed.where, "is_there": deed.is_there},
    }  # fmt: skip


def _times(span: tuple[float, float]) -> dict[str, float]:
    return {"start": round(span[0], 3), "end": round(span[1], 3)}


def _peaks_facts(report: SoundReport) -> dict[str, object]:
    """Return the highest sample of each second, full scale 1.0, and either sign."""
    if report.peaks is None:
        return {}
    columns = waveform.columns(report.peaks, ceil(report.duration))
    return {"step": 1.0, "values": [max(-low, high) / waveform.FULL for low, high in columns]}
