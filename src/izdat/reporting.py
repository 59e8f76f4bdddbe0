"""An episode of a show → what mastering did to it: ``izdat master EPISODE``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import hearing, production, sounds, voicing
from izdat.mastering import level, limiting_facts, loudness_facts, treatment_facts
from izdat.model.episode import Edition
from izdat.model.mastering import EncodedSound, Treatment
from izdat.model.problem import Problem, has_errors, in_order
from izdat.model.show import Show
from izdat.model.sound import Limiting, Loudness
from izdat.model.source import EpisodeSource
from izdat.model.time import Timeline
from izdat.opening import open_episode
from izdat.run import Reporter, Run, Workers, task
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
    name: str  # of the recording; "" where a machine speaks
    before: Loudness
    after: Loudness
    treatments: tuple[Treatment, ...]
    speakers: tuple[SpeakerReport, ...]


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
        raw = voiced.part.recording.file
        if treated is not None:
            own, before, clean = treated
            recording, raw, treatments = own.name, own.recording.file, clean.treatments
        earlier = here(master.measure_spans, raw, channels, tuple(voices.values()))
        speakers = tuple(
            SpeakerReport(voice, was, next(heard))
            for voice, was in zip(voices, earlier, strict=True)
        )
        segments.append(SegmentReport(name, recording, before, after, treatments, speakers))
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
    spoken = voicing.spoken_in(show, edition, segment)
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
