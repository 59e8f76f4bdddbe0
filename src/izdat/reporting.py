"""An edition, mastered → its ``SoundReport``: what was done to it, and when."""

from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from izdat import hearing, placing, production, recorded, undoing, voicing
from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.mastering import Course, MixedTrack, Part, Treatment, Turn
from izdat.model.mix import Mix
from izdat.model.problem import Problem
from izdat.model.report import Cut, SegmentReport, SoundReport, Spans, SpeakerReport
from izdat.model.show import Show
from izdat.model.sound import Limiting, Loudness
from izdat.model.spoken import SpokenSegment
from izdat.model.time import Stretch, Timeline
from izdat.recorded import WHOLE
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.voicing import Voiced

if TYPE_CHECKING:
    from izdat import master
else:
    master = lazy("izdat.master")


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
    heard = iter(here(master.measure_spans, programme, channels, tuple(asked)))
    afters = [next(heard) for _ in found]
    segments = []
    for each, after in zip(found, afters, strict=True):
        own = tuple(voice.before for voice in each.voices)
        earlier = here(master.measure_spans, each.raw, channels, own)
        speakers = tuple(
            SpeakerReport(voice.id, before, next(heard))
            for voice, before in zip(each.voices, earlier, strict=True)
        )
        segments.append(_told(each, after, speakers, programme.limiting, target))
    encoded = [production.encode(here, show, programme, codec) for codec in show.sound.codecs]
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
        short_term=here(master.follow_loudness, programme),
        peaks=production.peaks(here, episode, edition, programme).file,
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
    tracks: tuple[MixedTrack, ...]
    mix: Mix
    course: Course  # in seconds of the recording
    stretches: tuple[Stretch, ...]
    spans: Spans
    turns: tuple[Turn, ...]
    voices: tuple[_Voice, ...]
    cuts: tuple[Cut, ...]
    music: Course


def _segment(
    here: Run, show: Show, episode: Episode, edition: Edition, voiced: Voiced, timeline: Timeline
) -> _Segment:
    part, own = voiced.part, voiced.part.segment
    stretches = tuple(s for s in timeline.stretches if s.segment == own)
    segment = edition.segment(own)
    treated = voicing.treat_segment(here.on(own), show, episode, edition.lang, own)
    if treated is not None:
        received, clean = treated
        source, before, tracks = received.source, received.loudness, received.tracks
        name, raw, treatments = source.name, source.recording.file, clean.treatments
        spoken, duration = source.spoken, source.duration
    else:  # a machine speaks
        name, raw, before, treatments = "", part.recording.file, part.loudness, ()
        tracks = ()
        nothing = SpokenSegment(own, edition.lang, ())
        spoken = recorded.spoken_in(show, edition, segment) if segment else nothing
        duration = max(s.recording_start + s.duration for s in stretches)
    turns = hearing.turns(spoken, voiced.times, duration)
    mapped = tuple(placing.placed_turn(turn, own, timeline) for turn in turns)
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
        tracks=tracks,
        mix=segment.provenance.mix if segment else Mix(),
        course=part.course,
        stretches=stretches,
        spans=tuple((s.episode_start, s.episode_start + s.duration) for s in stretches),
        turns=mapped,
        voices=voices,
        cuts=tuple(placing.cuts(stretches, duration)),
        music=_music(part, stretches),
    )


def _music(part: Part, stretches: tuple[Stretch, ...]) -> Course:
    """Return how far a part's bed has risen: it goes by the part as it is heard, without a cut."""
    if part.music is None:
        return ()
    length = sum(stretch.duration for stretch in stretches)
    heard = Stretch(part.segment, 0.0, stretches[0].episode_start, length)
    return placing.placed_course(part.bed_course, (heard,), 0.0)


def _told(
    each: _Segment,
    after: Loudness,
    speakers: tuple[SpeakerReport, ...],
    limiting: Limiting,
    target: float,
) -> SegmentReport:
    start = each.spans[0][0]
    # What one gain did to the whole, its loudness tells; what is beside that, the course.
    by = after.integrated - each.clean.integrated
    gain = placing.placed_course(each.course, each.stretches, by) if isfinite(by) else ()
    deeds = (
        *undoing.cleaned(each.treatments, start),
        *(
            deed
            for track in each.tracks
            for deed in undoing.cleaned(track.treatments, start, track.name)
        ),
        *undoing.turned_down(each.tracks, start),
        *undoing.levelled(each.course, start),
        *undoing.ducked(each.music),
        *undoing.cut(each.cuts, each.mix),
        *undoing.limited(limiting, each.spans, target),
    )
    return SegmentReport(
        each.id, each.title, each.name, each.before, after, each.treatments, speakers,
        each.spans, each.turns, gain, each.cuts, deeds, each.tracks, each.music,
    )  # fmt: skip
