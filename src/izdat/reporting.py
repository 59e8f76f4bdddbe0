"""An edition, mastered → its ``SoundReport``: what was done to it, and when."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING

from izdat import hearing, production, undoing, voicing
from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.mastering import Course, Treatment, Turn
from izdat.model.problem import Problem
from izdat.model.report import Cut, SegmentReport, SoundReport, Spans, SpeakerReport
from izdat.model.show import Show
from izdat.model.sound import Loudness
from izdat.model.spoken import SpokenSegment
from izdat.model.time import Stretch, Timeline
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.voicing import WHOLE, Voiced

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")


LEAST_CUT = 0.05  # seconds: less is how two decoders count


def sound_reports(here: Run, show: Show, episode: Episode) -> tuple[SoundReport, ...]:
    """Return the report of each edition with a sound of its own that can be made."""
    langs = dict.fromkeys(lang for lang, _ in voicing.sounding(show, episode))
    made = [sound_report(here.on(lang), show, episode, lang) for lang in langs]
    return tuple(each for each in made if isinstance(each, SoundReport))


def sound_report(
    here: Run, show: Show, episode: Episode, lang: str
) -> SoundReport | tuple[Problem, ...]:
    """Master an edition, and return what that did to it; or why it cannot be."""
    edition = episode.edition(lang) or episode.original
    assembled, problems = production.assemble_edition(here, show, episode, lang)
    if assembled is None:
        return problems
    programme, channels, target = assembled.programme, show.sound.channels, show.sound.target
    timeline = _whole(programme.timeline)
    found = [_segment(here, show, episode, edition, each, timeline) for each in assembled.voiced]
    asked = [each.spans for each in found]
    asked += [voice.after for each in found for voice in each.voices]
    heard = iter(here(master.measure_spans, programme.file, channels, tuple(asked)))
    afters = [next(heard) for _ in found]
    segments = []
    for each, after in zip(found, afters, strict=True):
        own = tuple(voice.before for voice in each.voices)
        earlier = here(master.measure_spans, each.raw, channels, own)
        speakers = tuple(
            SpeakerReport(voice.id, before, next(heard))
            for voice, before in zip(each.voices, earlier, strict=True)
        )
        start = each.spans[0][0]
        deeds = (
            *undoing.cleaned(each.treatments, start),
            *undoing.levelled(each.course, start),
            *undoing.cut(each.cuts),
            *undoing.limited(programme.limiting, each.spans, target),
        )
        segments.append(
            SegmentReport(
                each.id, each.title, each.name, each.before, after, each.treatments, speakers,
                each.spans, each.turns, each.gain(timeline, after), each.cuts, deeds,
            )
        )  # fmt: skip
    encoded = [production.encode(here, show, programme, codec) for codec in production.codecs(show)]
    spans = tuple(span for each in found for span in each.spans)
    return SoundReport(
        lang=lang,
        title=edition.title,
        programme=programme.loudness,
        target=target,
        duration=timeline.duration,
        limiting=programme.limiting,
        segments=tuple(segments),
        encoded=tuple(encoded),
        voices=tuple((voice.id, voice.name) for voice in edition.voices),
        short_term=here(master.follow_loudness, programme.file, channels),
        peaks=production.peaks(here, show, episode, edition, programme).file,
        deeds=tuple(undoing.limited_between(programme.limiting, spans, target)),
    )


def _whole(timeline: Timeline) -> Timeline:
    """Return a timeline that holds the one finished file, too: that has no stretch of its own."""
    if timeline.stretches:
        return timeline
    return Timeline(timeline.duration, (Stretch(WHOLE, 0.0, 0.0, timeline.duration),))


# ---- one segment ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Voice:
    id: str
    before: Spans  # when it is heard, in seconds of the recording
    after: Spans  # the same of the episode


@dataclass(frozen=True, slots=True)
class _Segment:
    """A segment before and behind its mastering. Times are the episode's, but where it is said."""

    id: str
    title: str
    name: str  # of the recording
    raw: File
    before: Loudness  # of the recording
    clean: Loudness  # of the same when it was cleaned
    treatments: tuple[Treatment, ...]
    course: Course  # in seconds of the recording
    spans: Spans
    turns: tuple[Turn, ...]
    voices: tuple[_Voice, ...]
    cuts: tuple[Cut, ...]

    def gain(self, timeline: Timeline, after: Loudness) -> Course:
        """Return all gain of it: what its loudness tells, and what its course adds to that."""
        by = after.integrated - self.clean.integrated
        if not isfinite(by):
            return ()
        points: list[tuple[float, float]] = []
        for s in timeline.stretches:
            if s.segment != self.id:
                continue
            end = s.recording_start + s.duration
            inner = [point for point in self.course if s.recording_start < point[0] < end]
            first, last = ((at, _gain_at(self.course, at)) for at in (s.recording_start, end))
            for at, gain in (first, *inner, last):
                when = s.episode_start + at - s.recording_start
                points.append((round(when, 3), round(by + gain, 2)))
        return tuple(points)


def _segment(
    here: Run, show: Show, episode: Episode, edition: Edition, voiced: Voiced, timeline: Timeline
) -> _Segment:
    part, own = voiced.part, voiced.part.segment
    stretches = [s for s in timeline.stretches if s.segment == own]
    segment = edition.segment(own)
    treated = voicing.treat_segment(here.on(own), show, episode, edition.lang, own)
    if treated is not None:
        source, before, clean = treated
        name, raw, treatments = source.name, source.recording.file, clean.treatments
        spoken, duration = source.spoken, source.duration
    else:  # a machine speaks
        name, raw, before, treatments = "", part.recording.file, part.loudness, ()
        nothing = SpokenSegment(own, edition.lang, ())
        spoken = voicing.spoken_in(show, edition, segment) if segment else nothing
        duration = max(s.recording_start + s.duration for s in stretches)
    turns = hearing.turns(spoken, voiced.times, duration)
    mapped = tuple(_mapped(timeline, own, turn) for turn in turns)
    voices = tuple(
        _Voice(
            voice,
            tuple((t.start, t.end) for t in turns if t.speaker == voice),
            tuple((t.start, t.end) for t in mapped if t.speaker == voice),
        )
        for voice in dict.fromkeys(turn.speaker for turn in turns)
    )
    return _Segment(
        id=own,
        title=segment.title if segment else edition.title,
        name=name,
        raw=raw,
        before=before,
        clean=part.loudness,
        treatments=treatments,
        course=part.course,
        spans=tuple((s.episode_start, s.episode_start + s.duration) for s in stretches),
        turns=mapped,
        voices=voices,
        cuts=tuple(_cuts(stretches, duration)),
    )


def _mapped(timeline: Timeline, segment: str, turn: Turn) -> Turn:
    start = timeline.to_episode(segment, turn.start)
    end = timeline.to_episode(segment, turn.end)
    return Turn(turn.speaker, start or 0.0, end or 0.0)


def _cuts(stretches: list[Stretch], duration: float) -> Iterator[Cut]:
    """Yield what of a recording of ``duration`` seconds no stretch holds."""
    heard = episode = 0.0
    for s in stretches:
        if s.recording_start - heard >= LEAST_CUT:
            yield Cut(s.episode_start, round(s.recording_start - heard, 3))
        heard = s.recording_start + s.duration
        episode = s.episode_start + s.duration
    if duration - heard >= LEAST_CUT:
        yield Cut(episode, round(duration - heard, 3))


def _gain_at(course: Course, at: float) -> float:
    """Return the gain in dB at a time: straight lines, and the ends' gain beyond them."""
    if not course:
        return 0.0
    if at < course[0][0]:
        return course[0][1]
    if at >= course[-1][0]:
        return course[-1][1]
    behind = bisect_right(course, at, key=itemgetter(0))
    (start, before), (end, after) = course[behind - 1 : behind + 1]
    return before + (after - before) * (at - start) / (end - start)
