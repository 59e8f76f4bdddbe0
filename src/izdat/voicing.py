"""A segment of an edition → the recording in which it is heard, and when each word is.

A recording that the text names, or one that a machine speaks. The part of the chain that makes
sound of one segment; ``production.py`` joins them.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat import hearing, mixing
from izdat.hearing import Heard, Source
from izdat.model.content import Segment
from izdat.model.engine import SpeechEngine
from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.mastering import CleanRecording, Course, Part, RecordingFacts, Turn
from izdat.model.mix import Mix
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.model.show import Show
from izdat.model.sound import Loudness, RawRecording, Recording, RecordingFault
from izdat.model.spoken import SpokenSegment
from izdat.model.time import SegmentTimes
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.text.spoken import numbered, spoken_segment

if TYPE_CHECKING:
    from izdat import align, engines, master, speak
else:
    align = lazy("izdat.align")
    engines = lazy("izdat.engines")
    master = lazy("izdat.master")
    speak = lazy("izdat.speak")

CLIPPED = 1e-4  # share of a recording from which on it is told: 6 ms a minute
WHOLE = ""  # the segment id of an episode that is one finished file


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
            if segment.provenance.audio or _is_spoken(show, episode, edition, segment)
        ]
    return tuple(found)


def _is_spoken(show: Show, episode: Episode, edition: Edition, segment: Segment) -> bool:
    """Say whether a machine speaks the segment: it has words, and no recording."""
    if show.speech.engine == "none" or segment.provenance.audio:
        return False
    if edition is not episode.original and edition.lang not in show.speech.languages:
        return False
    return any(p.words for p in spoken_in(show, edition, segment).paragraphs)


def spoken_in(show: Show, edition: Edition, segment: Segment) -> SpokenSegment:
    return spoken_segment(segment, edition.lang, headings=show.speech.headings)


def clear(raw: RawRecording) -> Recording:
    """Return a recording that may be published.

    Of a show, the reader has refused every recording with a voice or a name to protect that nobody
    has treated (``unprotected-recording``). What is mastered without a show has no reader: who asks
    for it answers for its voices, as the verb's page says.
    """
    return Recording(raw.file, raw.segment)


# ---- one segment ------------------------------------------------------------


def voice_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> Voiced | tuple[Problem, ...]:
    """Return a segment with its sound and times, or why that cannot be had."""
    edition = episode.edition(lang) or episode.original
    segment = edition.segment(id)
    if id == WHOLE or (segment is not None and segment.provenance.audio):
        return _recorded(here, show, episode, edition, id)
    if segment is None:
        return ()
    source = segment.provenance
    place = source.place if source.place.file else segment.place
    spoken = spoken_in(show, edition, segment)
    return _machine_spoken(here, show, edition, spoken, source.mix, place)


def hear_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> tuple[Source, Heard] | tuple[Problem, ...]:
    """Return a recorded segment with the times of its words, or why those cannot be had."""
    edition = episode.edition(lang) or episode.original
    found = _recording(here, show, episode, edition, id)
    if not isinstance(found, Found):
        return found
    return found.source, _hear(here, show, episode, edition, found.source)


def treat_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> tuple[Source, Loudness, CleanRecording] | None:
    """Return a segment's recording, how loud it came in, and the same cleaned; None without one."""
    edition = episode.edition(lang) or episode.original
    found = _recording(here, show, episode, edition, id)
    if not isinstance(found, Found):
        return None
    clean = _cleaned(here, show, found, _mix(edition, id))
    return found.source, found.loudness, clean


def waits_for_models(here: Run, show: Show, episode: Episode, lang: str, id: str) -> bool:
    """Say whether a segment's recording is aligned with what longer ones have taught."""
    edition = episode.edition(lang) or episode.original
    found = _recording(here, show, episode, edition, id)
    return isinstance(found, Found) and found.source.borrows(show.align.engine)


@dataclass(frozen=True, slots=True)
class Found:
    """A recording that can be used, what of it is spoken, and how loud it is."""

    source: Source
    loudness: Loudness
    problems: tuple[Problem, ...] = ()  # warnings


def _recorded(
    here: Run, show: Show, episode: Episode, edition: Edition, id: str
) -> Voiced | tuple[Problem, ...]:
    found = _recording(here, show, episode, edition, id)
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
    course = () if mix.keep else _levelled(here, show, clean.recording, clean.loudness, turns)
    part = Part(
        source.spoken.segment, clean.recording, clean.loudness, bed, bed_loudness, course=course
    )
    part = mixing.mixed(here, show.sound, part, mix, heard.times)
    told = (*found.problems, *_one_sided(clean, source))
    return Voiced(part, heard.times, (*told, *problems, *heard.problems))


def _hear(here: Run, show: Show, episode: Episode, edition: Edition, source: Source) -> Heard:
    def others() -> list[Source]:
        made = [
            _recording(here.on(segment.id), show, episode, edition, segment.id)
            for segment in edition.segments
            if segment.provenance.audio and segment.id != source.spoken.segment
        ]
        return [found.source for found in made if isinstance(found, Found)]

    return hearing.hear(here, show.align.engine, source, others)


def _recording(
    here: Run, show: Show, episode: Episode, edition: Edition, id: str
) -> Found | tuple[Problem, ...]:
    """Return the recording of a segment, or of an episode that is one finished file."""
    segment = edition.segment(id)
    name, place = episode.audio, episode.place
    if segment is not None:
        name, given = segment.provenance.audio, segment.provenance
        place = given.place if given.place.file else segment.place
        place = given.audio_place if given.audio_place.file else place
    file = episode.file(name) if name else None
    if file is None:
        return ()  # none is named; or it is not there, which the reader has reported
    own = edition.segments if segment is None else (segment,)
    spoken = [spoken_in(show, edition, each) for each in own]
    text = spoken[0] if segment is not None else align.joined(spoken)
    recording = clear(RawRecording(file, text.segment))
    facts = here(master.inspect_recording, recording.file, show.sound.channels)
    whose = f"{name}, of segment {text.segment}" if text.segment else name
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, place, whose),)
    places = [at for parts in zip(own, spoken, strict=True) for at in _places(*parts)]
    numbers = [paragraph.number for paragraph in text.paragraphs]
    words = episode.file(hearing.words_name(name))
    where = tuple(zip(numbers, places, strict=True))
    source = Source(text, recording, facts.duration, name, words, place, where)
    return Found(source, facts.loudness, _clipped(facts, place, whose))


def _clipped(facts: RecordingFacts, place: Place, whose: str) -> tuple[Problem, ...]:
    if facts.clipped < CLIPPED:
        return ()
    message = f"{whose}: {facts.clipped:.2%} of it is cut off at full scale"
    hint = "use a copy that is not, or record with less gain; it is published as it is"
    return (Problem("recording-clipped", place, message, hint, "warning"),)


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
    if recording.segment == WHOLE or mix.keep:  # somebody has finished it
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


def _places(segment: Segment, spoken: SpokenSegment) -> list[Place]:
    """Return where each spoken paragraph stands; the title's is the segment's."""
    by_number = {number: leaf.place for number, leaf in numbered(segment.blocks)}
    return [by_number.get(paragraph.number, segment.place) for paragraph in spoken.paragraphs]


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
    here: Run, show: Show, edition: Edition, spoken: SpokenSegment, mix: Mix, place: Place
) -> Voiced | tuple[Problem, ...]:
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
    cast = speak.cast(edition.voices, engine, edition.lang)
    speech = here(speak.speak_segment, spoken, engine, cast, show.speech.rate)
    if speech.recording is None:
        return ()
    facts = here(master.inspect_recording, speech.recording.file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, place, "the machine's voice"),)
    turns = hearing.turns(spoken, speech.times, facts.duration)
    course = _levelled(here, show, speech.recording, facts.loudness, turns)
    part = Part(spoken.segment, speech.recording, facts.loudness, course=course)
    return Voiced(mixing.joined(part, mix), speech.times)


def problem_of(fault: RecordingFault, place: Place, name: str) -> Problem:
    return Problem(fault.code, place, f"{name}: {fault.message}", fault.hint)
