"""A segment of an edition → the recording in which it is heard, and when each word is.

A recording that the text names, or one that a machine speaks. The part of the chain that makes
sound of one segment; ``production.py`` joins them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat import hearing, mixing
from izdat.faults import problem_of
from izdat.hearing import Heard, Source
from izdat.model.content import Segment
from izdat.model.engine import SpeechEngine
from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.mastering import RATE, CleanRecording, Course, Part, Turn
from izdat.model.mix import Mix
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.model.show import Show
from izdat.model.sound import Loudness, Recording, RecordingFault
from izdat.model.time import SegmentTimes
from izdat.recorded import WHOLE, Found, others_of, recording_of, spoken_in
from izdat.run import Run
from izdat.run.lazy import lazy

if TYPE_CHECKING:
    from izdat import engines, master, speak
else:
    engines = lazy("izdat.engines")
    master = lazy("izdat.master")
    speak = lazy("izdat.speak")


@dataclass(frozen=True, slots=True)
class Voiced:
    """A segment as it is heard. Times are its recording's."""

    part: Part
    times: SegmentTimes
    problems: tuple[Problem, ...] = ()


def sounding(show: Show, episode: Episode) -> tuple[tuple[str, str], ...]:
    """Return (language, segment id) of each segment that has or gets a sound of its own."""
    found = []
    for edition in episode.editions:
        if episode.audio and edition is episode.original:
            found.append((edition.lang, WHOLE))
            continue
        found += [
            (edition.lang, segment.id)
            for segment in edition.segments
            if segment.provenance.is_recorded or _is_spoken(show, episode, edition, segment)
        ]
    return tuple(found)


def _is_spoken(show: Show, episode: Episode, edition: Edition, segment: Segment) -> bool:
    """Say whether a machine speaks the segment: it has words, and no recording."""
    if show.speech.engine == "none" or segment.provenance.is_recorded:
        return False
    if edition is not episode.original and edition.lang not in show.speech.languages:
        return False
    return any(p.words for p in spoken_in(show, edition, segment).paragraphs)


# ---- one segment ------------------------------------------------------------


def voice_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> Voiced | tuple[Problem, ...]:
    """Return a segment with its sound and times, or why that cannot be had."""
    edition = episode.edition(lang) or episode.original
    segment = edition.segment(id)
    if id == WHOLE or (segment is not None and segment.provenance.is_recorded):
        return _recorded(here, show, episode, edition, id)
    if segment is None:
        return ()
    return _machine_spoken(here, show, episode, edition, segment)


def hear_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> tuple[Source, Heard] | tuple[Problem, ...]:
    """Return a recorded segment with the times of its words, or why those cannot be had."""
    edition = episode.edition(lang) or episode.original
    found = recording_of(here, show, episode, edition, id)
    if not isinstance(found, Found):
        return found
    return found.source, _hear(here, show, episode, edition, found.source)


def treat_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> tuple[Found, CleanRecording] | None:
    """Return a segment's recording as it came in, and the same cleaned; None without one."""
    edition = episode.edition(lang) or episode.original
    found = recording_of(here, show, episode, edition, id)
    if not isinstance(found, Found):
        return None
    return found, _cleaned(here, show, found, _mix(edition, id))


def waits_for_models(here: Run, show: Show, episode: Episode, lang: str, id: str) -> bool:
    """Say whether a segment's recording is aligned with what longer ones have taught."""
    edition = episode.edition(lang) or episode.original
    found = recording_of(here, show, episode, edition, id)
    return isinstance(found, Found) and found.source.borrows(show.align.engine)


def _recorded(
    here: Run, show: Show, episode: Episode, edition: Edition, id: str
) -> Voiced | tuple[Problem, ...]:
    found = recording_of(here, show, episode, edition, id)
    if not isinstance(found, Found):
        return found
    source = found.source
    segment = edition.segment(id)
    music = segment.provenance.music if segment else ""
    bed, bed_loudness, problems = _bed(here, show, episode, music, source.place)
    if has_errors(problems):
        return problems
    heard = _hear(here, show, episode, edition, source)
    mix = _mix(edition, id)
    clean = _cleaned(here, show, found, mix)
    turns = hearing.turns(source.spoken, heard.times, source.duration)
    course: Course = ()
    if not (mix.keep or found.tracks):
        course = _levelled(here, show, clean.recording, clean.loudness, turns)
    part = Part(
        source.spoken.segment, clean.recording, clean.loudness, bed, bed_loudness, course=course,
        length=round(source.duration * RATE),
    )  # fmt: skip
    # A finished file keeps its length: its chapters and pictures go by its own time.
    is_cut = show.disguise.names == "cut" and id != WHOLE
    cut = source.covered if is_cut else ()
    part = mixing.mixed(here, show.sound, part, mix, heard.times, cut)
    told = (*found.problems, *_one_sided(clean, source))
    return Voiced(part, heard.times, (*told, *problems, *heard.problems))


def _hear(here: Run, show: Show, episode: Episode, edition: Edition, source: Source) -> Heard:
    def others() -> list[Source]:
        return others_of(here, show, episode, edition, source.spoken.segment)

    return hearing.hear(here, show.align.engine, source, others)


def _one_sided(clean: CleanRecording, source: Source) -> tuple[Problem, ...]:
    found = [each for each in clean.treatments if each.kind == "sides" and each.is_applied]
    segment = source.spoken.segment
    hint = "right so? it stays one-sided with `sound: {clean: {sides: false}}` in show.yaml"
    return tuple(
        Problem(
            "recording-one-sided", source.place,
            f"{source.name}, of segment {segment}: {each.detail}", hint, "warning",
        )
        for each in found
    )  # fmt: skip


def _mix(edition: Edition, id: str) -> Mix:
    segment = edition.segment(id)
    return segment.provenance.mix if segment else Mix()


def _cleaned(here: Run, show: Show, found: Found, mix: Mix) -> CleanRecording:
    recording, sound = found.source.recording, show.sound
    # Somebody has finished it; or it was cleaned before it was mixed.
    if recording.segment == WHOLE or mix.keep or found.tracks:
        return CleanRecording(recording, found.loudness, ())
    return here(master.clean_recording, recording, found.loudness, sound.channels, sound.clean)


def _levelled(
    here: Run, show: Show, recording: Recording, loudness: Loudness, turns: tuple[Turn, ...]
) -> Course:
    """Return how the recording is levelled inside; nothing where it keeps one gain."""
    if recording.segment == WHOLE or not show.sound.level:
        return ()
    # An engine's voice keeps its level; only of several one may be louder than another.
    if recording.is_machine and len({turn.speaker for turn in turns}) < 2:
        return ()
    levels = here(master.plan_levels, recording, loudness, turns, show.sound.channels)
    return levels.course


def _bed(
    here: Run, show: Show, episode: Episode, music: str, place: Place
) -> tuple[File | None, Loudness | None, tuple[Problem, ...]]:
    """Return the music under a segment with its loudness, and what is wrong with it."""
    file = episode.file(music) if music else None
    if file is None:
        return None, None, ()
    facts = here(master.inspect_recording, file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return None, None, (problem_of(facts, place, music),)
    return file, facts.loudness, ()


def _machine_spoken(
    here: Run, show: Show, episode: Episode, edition: Edition, segment: Segment
) -> Voiced | tuple[Problem, ...]:
    source, spoken = segment.provenance, spoken_in(show, edition, segment)
    place = source.place if source.place.file else segment.place
    engine: SpeechEngine = engines.engine("speech", show.speech.engine)
    if not engine.voices(edition.lang):
        return (
            Problem(
                "language-not-spoken",
                place,
                f"the engine {show.speech.engine} has no voice for {edition.lang}",
                "record the segment, or set `speech: {engine: none}` in show.yaml",
            ),
        )
    bed, bed_loudness, problems = _bed(here, show, episode, source.music, place)
    if has_errors(problems):
        return problems
    cast = speak.cast(edition.voices, engine, edition.lang)
    speech = here(speak.speak_segment, spoken, engine, cast, show.speech.rate)
    if speech.recording is None:
        return ()
    facts = here(master.inspect_recording, speech.recording.file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, place, "the machine's voice"),)
    turns = hearing.turns(spoken, speech.times, facts.duration)
    course = _levelled(here, show, speech.recording, facts.loudness, turns)
    part = Part(
        spoken.segment, speech.recording, facts.loudness, bed, bed_loudness, course=course,
        length=facts.length,
    )  # fmt: skip
    return Voiced(mixing.mixed(here, show.sound, part, source.mix, speech.times), speech.times)
