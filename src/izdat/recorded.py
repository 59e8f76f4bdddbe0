"""A segment → the recording that its text names, and where its words stand.

The door: what comes in is a ``RawRecording``, and what goes on a ``Recording``, made by ``clear``
or, where somebody is to be protected, by ``protecting``.
"""

from dataclasses import dataclass, replace
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
from izdat.model.spoken import SpokenSegment, WithheldWords
from izdat.protecting import Protected, ToProtect, protected
from izdat.read.safety import disguised_voice
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.text.spoken import numbered, spoken_segment
from izdat.text.withheld import withheld_words

if TYPE_CHECKING:
    from izdat import align, master
else:
    align = lazy("izdat.align")
    master = lazy("izdat.master")

WHOLE = ""  # the segment id of an episode that is one finished file


def clear(raw: RawRecording) -> Recording:
    """Return a recording that may be published.

    Of a show, only one in which nobody is to be protected, or that somebody has treated by hand:
    any other goes through ``protecting.protected``, or the reader has refused it
    (``unprotected-recording``). What is mastered without a show has no reader: who asks for it
    answers for its voices, as the verb's page says.
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
    protected: Protected | None = None


@dataclass(frozen=True, slots=True)
class _Script:
    """What of a segment, or of a whole episode, is spoken, and whom its recording may hold."""

    spoken: SpokenSegment
    places: tuple[tuple[int, Place], ...]  # of each paragraph, by its number
    withheld: tuple[WithheldWords, ...]
    has_disguised: bool

    @property
    def is_safe(self) -> bool:
        return not (self.withheld or self.has_disguised)


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
    script = _script(show, edition, segment)
    sound = _sound(here, show, episode, edition, segment, script, place)
    if not isinstance(sound, _Sound):
        return sound
    facts = here(master.inspect_recording, sound.recording.file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, place, sound.whose),)
    words = episode.file(hearing.words_name(sound.name))
    source = Source(
        script.spoken, sound.recording, facts.duration, sound.name, words, place, script.places,
    )  # fmt: skip
    if sound.protected is not None:
        source = replace(
            source, is_treated=True, withheld=script.withheld, covered=sound.protected.covered,
            alignment=sound.protected.alignment,
        )  # fmt: skip
    problems = (*sound.problems, *clipped(facts, place, sound.whose))
    return Found(source, facts.loudness, problems, sound.tracks)


def others_of(
    here: Run, show: Show, episode: Episode, edition: Edition, id: str, *, safe: bool = False
) -> list[Source]:
    """Return the other recordings of an edition that can be used.

    ``safe``: only those in which nobody is to be protected.
    """
    made = [
        recording_of(here.on(segment.id), show, episode, edition, segment.id)
        for segment in edition.segments
        if segment.provenance.is_recorded and segment.id != id
        and not (safe and not _script(show, edition, segment).is_safe)
    ]  # fmt: skip
    return [found.source for found in made if isinstance(found, Found)]


def _script(show: Show, edition: Edition, segment: Segment | None) -> _Script:
    own = edition.segments if segment is None else (segment,)
    spoken = [spoken_in(show, edition, each) for each in own]
    text = spoken[0] if segment is not None else align.joined(spoken)
    numbers = [paragraph.number for paragraph in text.paragraphs]
    places = [at for parts in zip(own, spoken, strict=True) for at in _places(*parts)]
    withheld: list[WithheldWords] = []
    has_disguised = False
    count = 0
    for each, said in zip(own, spoken, strict=True):
        if not each.provenance.protected:
            renumbered = dict(
                zip((p.number for p in said.paragraphs), numbers[count:], strict=False)
            )
            withheld += [
                replace(words, paragraph=renumbered[words.paragraph])
                for words in withheld_words(each, said)
            ]
            has_disguised = has_disguised or bool(disguised_voice(edition, each))
        count += len(said.paragraphs)
    where = tuple(zip(numbers, places, strict=True))
    return _Script(text, where, tuple(withheld), has_disguised)


def _sound(
    here: Run, show: Show, episode: Episode, edition: Edition, segment: Segment | None,
    script: _Script, place: Place,
) -> _Sound | tuple[Problem, ...]:  # fmt: skip
    """Return what a segment, or a whole episode, is heard in; () of none, or of one not there.

    The reader has reported what is not there.
    """
    if segment is not None and segment.provenance.tracks:
        return _conversation(here, show, episode, segment)
    name = episode.audio if segment is None else segment.provenance.audio
    raw = _received(episode, name, WHOLE if segment is None else segment.id)
    if raw is None:
        return ()
    whose = f"{name}, of segment {segment.id}" if segment is not None else name
    if script.is_safe:
        return _Sound(clear(raw), name, whose)
    given = ToProtect(raw, script.spoken, script.withheld, script.has_disguised, name, whose, place)

    def others() -> list[Source]:
        return others_of(here, show, episode, edition, raw.segment, safe=True)

    made = protected(here, show, given, others)
    if not isinstance(made, Protected):
        return made
    return _Sound(made.recording, name, whose, protected=made)


def _conversation(
    here: Run, show: Show, episode: Episode, segment: Segment
) -> _Sound | tuple[Problem, ...]:
    """Return the one recording of a segment's tracks, called as the segment is."""
    provenance = segment.provenance
    given = []
    for track in provenance.tracks:
        raw = _received(episode, track.audio, segment.id)
        if raw is None:
            return ()
        given.append(GivenTrack(track.voice, track.audio, clear(raw), track.place))
    made = mixed_conversation(here, show.sound, tuple(given), is_gated=provenance.mix.gate)
    if not isinstance(made, Conversation):
        return made
    whose = f"the tracks of segment {segment.id}"
    return _Sound(made.recording, segment.id, whose, made.tracks, made.problems)


def _received(episode: Episode, name: str, segment: str) -> RawRecording | None:
    """Return a file that the text names, if it is there."""
    file = episode.file(name) if name else None
    return None if file is None else RawRecording(file, segment)


def _places(segment: Segment, spoken: SpokenSegment) -> list[Place]:
    """Return where each spoken paragraph stands; the title's is the segment's."""
    by_number = {number: leaf.place for number, leaf in numbered(segment.blocks)}
    return [by_number.get(paragraph.number, segment.place) for paragraph in spoken.paragraphs]
