"""A segment → the recording that its text names, and where its words stand.

The door: what comes in is a ``RawRecording``, and what goes on a ``Recording``, made by ``clear``.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat import hearing
from izdat.conversation import Conversation, GivenTrack, mixed_conversation
from izdat.faults import clipped, problem_of
from izdat.hearing import Source
from izdat.model.content import Segment
from izdat.model.episode import Edition, Episode
from izdat.model.mastering import MixedTrack
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import Show
from izdat.model.sound import Loudness, RawRecording, Recording, RecordingFault
from izdat.model.spoken import SpokenSegment
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.text.spoken import numbered, spoken_segment

if TYPE_CHECKING:
    from izdat import align, master
else:
    align = lazy("izdat.align")
    master = lazy("izdat.master")

WHOLE = ""  # the segment id of an episode that is one finished file


def clear(raw: RawRecording) -> Recording:
    """Return a recording that may be published.

    Of a show, the reader has refused every recording with a voice or a name to protect that nobody
    has treated (``unprotected-recording``). What is mastered without a show has no reader: who asks
    for it answers for its voices, as the verb's page says.
    """
    return Recording(raw.file, raw.segment)


def spoken_in(show: Show, edition: Edition, segment: Segment) -> SpokenSegment:
    return spoken_segment(segment, edition.lang, headings=show.speech.headings)


@dataclass(frozen=True, slots=True)
class Found:
    """A recording that can be used, what of it is spoken, and how loud it is."""

    source: Source
    loudness: Loudness
    problems: tuple[Problem, ...] = ()  # warnings
    tracks: tuple[MixedTrack, ...] = ()  # of which it was made, clean and level


@dataclass(frozen=True, slots=True)
class _Sound:
    """A recording that may be published, and what an editor knows it by."""

    recording: Recording
    name: str
    whose: str
    tracks: tuple[MixedTrack, ...] = ()
    problems: tuple[Problem, ...] = ()  # warnings


def recording_of(
    here: Run, show: Show, episode: Episode, edition: Edition, id: str
) -> Found | tuple[Problem, ...]:
    """Return the recording of a segment, or of an episode that is one finished file."""
    segment = edition.segment(id)
    place = episode.place if segment is None else segment.provenance.place
    if segment is not None:
        place = place if place.file else segment.place
        named = segment.provenance.audio_place
        place = named if named.file else place
    sound = _sound(here, show, episode, segment)
    if not isinstance(sound, _Sound):
        return sound
    own = edition.segments if segment is None else (segment,)
    spoken = [spoken_in(show, edition, each) for each in own]
    text = spoken[0] if segment is not None else align.joined(spoken)
    facts = here(master.inspect_recording, sound.recording.file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, place, sound.whose),)
    places = [at for parts in zip(own, spoken, strict=True) for at in _places(*parts)]
    numbers = [paragraph.number for paragraph in text.paragraphs]
    words = episode.file(hearing.words_name(sound.name))
    where = tuple(zip(numbers, places, strict=True))
    source = Source(text, sound.recording, facts.duration, sound.name, words, place, where)
    problems = (*sound.problems, *clipped(facts, place, sound.whose))
    return Found(source, facts.loudness, problems, sound.tracks)


def _sound(
    here: Run, show: Show, episode: Episode, segment: Segment | None
) -> _Sound | tuple[Problem, ...]:
    """Return what a segment, or a whole episode, is heard in; () of none, or of one not there.

    The reader has reported what is not there.
    """
    if segment is not None and segment.provenance.tracks:
        return _conversation(here, show, episode, segment)
    name = episode.audio if segment is None else segment.provenance.audio
    recording = _received(episode, name, WHOLE if segment is None else segment.id)
    if recording is None:
        return ()
    whose = f"{name}, of segment {segment.id}" if segment is not None else name
    return _Sound(recording, name, whose)


def _conversation(
    here: Run, show: Show, episode: Episode, segment: Segment
) -> _Sound | tuple[Problem, ...]:
    """Return the one recording of a segment's tracks, called as the segment is."""
    provenance = segment.provenance
    given = []
    for track in provenance.tracks:
        recording = _received(episode, track.audio, segment.id)
        if recording is None:
            return ()
        given.append(GivenTrack(track.voice, track.audio, recording, track.place))
    made = mixed_conversation(here, show.sound, tuple(given), is_gated=provenance.mix.gate)
    if not isinstance(made, Conversation):
        return made
    whose = f"the tracks of segment {segment.id}"
    return _Sound(made.recording, segment.id, whose, made.tracks, made.problems)


def _received(episode: Episode, name: str, segment: str) -> Recording | None:
    """Return a file that the text names, if it is there, as a recording that may be published."""
    file = episode.file(name) if name else None
    return None if file is None else clear(RawRecording(file, segment))


def _places(segment: Segment, spoken: SpokenSegment) -> list[Place]:
    """Return where each spoken paragraph stands; the title's is the segment's."""
    by_number = {number: leaf.place for number, leaf in numbered(segment.blocks)}
    return [by_number.get(paragraph.number, segment.place) for paragraph in spoken.paragraphs]
