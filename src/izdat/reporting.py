"""An episode of a show → what mastering did to it: ``izdat master EPISODE``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import chain, hearing, production, recorded, sounds, voicing
from izdat.conversation import MixedTrack
from izdat.mastering import level, limiting_facts, loudness_facts, treatment_facts
from izdat.model.episode import Edition
from izdat.model.mastering import EncodedSound, Treatment
from izdat.model.problem import Problem, has_errors, in_order, is_of
from izdat.model.show import Show
from izdat.model.sound import Limiting, Loudness
from izdat.model.source import EpisodeSource
from izdat.model.time import Timeline
from izdat.run import Call, FileDigests, Reporter, Run, Workers, task
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")

Spans = tuple[tuple[float, float], ...]  # seconds


@dataclass(frozen=True, slots=True)
class SpeakerReport:
    """A voice in a segment, where its paragraphs have times; "" is the house's."""

    voice: str
    before: Loudness
    after: Loudness


@dataclass(frozen=True, slots=True)
class SegmentReport:
    segment: str  # id; "" for an episode that is one finished file
    name: str  # of the recording; "" where a machine speaks; the segment's where it has tracks
    before: Loudness
    after: Loudness
    treatments: tuple[Treatment, ...]
    speakers: tuple[SpeakerReport, ...]
    tracks: tuple[MixedTrack, ...] = ()  # of which the recording was made
    cut: float = 0.0  # seconds of silence that are not heard


@dataclass(frozen=True, slots=True)
class EditionReport:
    """What mastering did to an edition, and how loud it came out."""

    lang: str
    programme: Loudness
    duration: float  # seconds
    limiting: Limiting
    segments: tuple[SegmentReport, ...]
    encoded: tuple[EncodedSound, ...]


@task(version=1)
def report_edition(
    here: Run, source: EpisodeSource, show: Show, lang: str
) -> EditionReport | tuple[Problem, ...]:
    """Master an edition, and return what that did to it; or why it cannot be."""
    episode = sounds.read(here, source, show).episode
    if episode is None:
        return ()
    assembled, problems = production.assemble_edition(here, show, episode, lang)
    if assembled is None:
        return problems
    programme, channels = assembled.programme, show.sound.channels
    wholes = [_whole(programme.timeline, each.part.segment) for each in assembled.voiced]
    edition = episode.edition(lang) or episode.original
    said = [_by_voice(show, edition, each, programme.timeline) for each in assembled.voiced]
    asked = list(wholes)
    for voiced, voices in zip(assembled.voiced, said, strict=True):
        asked += [_mapped(programme.timeline, voiced.part.segment, own) for own in voices.values()]
    heard = iter(here(master.measure_spans, programme.file, channels, tuple(asked)))
    afters = [next(heard) for _ in wholes]
    segments = []
    for voiced, voices, after in zip(assembled.voiced, said, afters, strict=True):
        name = voiced.part.segment
        treated = voicing.treat_segment(here.on(name), show, episode, lang, name)
        recording, before = "", voiced.part.loudness
        treatments: tuple[Treatment, ...] = ()
        tracks: tuple[MixedTrack, ...] = ()
        cut = 0.0
        raw = voiced.part.recording.file
        if treated is not None:
            received, clean = treated
            own, before, tracks = received.source, received.loudness, received.tracks
            recording, raw, treatments = own.name, own.recording.file, clean.treatments
            cut = own.duration - _duration(_whole(programme.timeline, name))
        earlier = here(master.measure_spans, raw, channels, tuple(voices.values()))
        speakers = tuple(
            SpeakerReport(voice, was, next(heard))
            for voice, was in zip(voices, earlier, strict=True)
        )
        segments.append(
            SegmentReport(name, recording, before, after, treatments, speakers, tracks, cut)
        )
    encoded = tuple(
        production.encode(here, show, programme, codec) for codec in production.codecs(show)
    )
    return EditionReport(
        lang, programme.loudness, programme.timeline.duration, programme.limiting,
        tuple(segments), encoded,
    )  # fmt: skip


def _whole(timeline: Timeline, segment: str) -> Spans:
    own = [s for s in timeline.stretches if s.segment == segment]
    if not own:
        return ((0.0, timeline.duration),)
    return tuple((s.episode_start, s.episode_start + s.duration) for s in own)


def _duration(spans: Spans) -> float:
    return sum(end - start for start, end in spans)


def _by_voice(
    show: Show, edition: Edition, voiced: voicing.Voiced, timeline: Timeline
) -> dict[str, Spans]:
    """Return when each voice is heard in a segment, in the seconds of its recording."""
    segment = edition.segment(voiced.part.segment)
    if segment is None:
        return {}
    own = [s for s in timeline.stretches if s.segment == segment.id]
    last = max((s.recording_start + s.duration for s in own), default=0.0)
    found: dict[str, Spans] = {}
    spoken = recorded.spoken_in(show, edition, segment)
    for turn in hearing.turns(spoken, voiced.times, last):
        found[turn.speaker] = (*found.get(turn.speaker, ()), (turn.start, turn.end))
    return found


def _mapped(timeline: Timeline, segment: str, spans: Spans) -> Spans:
    both = [(timeline.to_episode(segment, a), timeline.to_episode(segment, b)) for a, b in spans]
    return tuple((a, b) for a, b in both if a is not None and b is not None)


def report_episode(
    folder: Path, slug: str, *, workers: Workers, report: Reporter
) -> tuple[tuple[EditionReport, ...], tuple[Problem, ...]]:
    """Return what mastering did to each edition of an episode, and every problem of it.

    What a build keeps is used, and what is made is kept for the next build.
    """
    files = FileDigests(folder)
    with Run(folder, workers=workers, reporter=report) as here:
        archive = chain.read_archive(here, folder, files)
        files.save()
        problems = [p for p in archive.problems if is_of(p, slug)]
        found = next((each for each in archive.episodes if each[0].slug == slug), None)
        if found is None or archive.show is None or has_errors(problems):
            return (), tuple(problems)
        (source, outlined), show = found, archive.show
        calls = [
            Call((slug, lang, segment), (source, show, lang, segment))
            for lang, segment in outlined.sounding
        ]
        for own in sounds.in_turns(here, sounds.sound_segment, calls):
            problems += own
        if has_errors(problems):
            return (), in_order(problems)
        editions = [
            Call((slug, lang), (source, show, lang))
            for lang in dict.fromkeys(lang for lang, _ in outlined.sounding)
        ]
        made = here.each(report_edition, editions)
    reports = []
    for each in made:
        if isinstance(each, EditionReport):
            reports.append(each)
        else:
            problems += each
    return tuple(reports), in_order(problems)


def facts(report: EditionReport) -> dict[str, object]:
    """Return what ``--json`` prints of an edition."""
    return {
        "duration": round(report.duration, 6),
        "programme": loudness_facts(report.programme),
        "limited": limiting_facts(report.limiting),
        "codecs": [
            {"codec": each.codec, **loudness_facts(each.loudness)} for each in report.encoded
        ],
        "segments": [
            {
                "segment": each.segment,
                "recording": each.name,
                "before": loudness_facts(each.before),
                "after": loudness_facts(each.after),
                "cleaned": [treatment_facts(one) for one in each.treatments],
                "tracks": [track_facts(one) for one in each.tracks],
                "cut": round(each.cut, 3),
                "speakers": [
                    {
                        "voice": one.voice,
                        "before": level(one.before.integrated),
                        "after": level(one.after.integrated),
                    }
                    for one in each.speakers
                ],
            }
            for each in report.segments
        ],
    }


def track_facts(track: MixedTrack) -> dict[str, object]:
    return {
        "recording": track.name,
        "voice": track.level.speaker,
        "before": loudness_facts(track.before),
        "own": level(track.level.loudness),
        "others": level(track.level.others),
        "closed": track.level.closed,
        "late": track.level.late,
        "cleaned": [treatment_facts(one) for one in track.treatments],
    }
