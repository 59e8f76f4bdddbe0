"""An edition's recordings and spoken text, through speak, align and master → its ``Production``.

The part of the chain that makes sound. ``chain.py`` says when it is called.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from izdat.media.unreadable import Unreadable
from izdat.model.content import Segment
from izdat.model.engine import SpeechEngine
from izdat.model.episode import Edition, Episode
from izdat.model.file import File
from izdat.model.mastering import EncodedSound, Part, Tags
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.model.show import Show
from izdat.model.sound import (
    Enclosure,
    Loudness,
    Production,
    Programme,
    RawRecording,
    Recording,
    RecordingFault,
)
from izdat.model.spoken import SpokenSegment
from izdat.model.time import Chapter, SegmentTimes
from izdat.render import addresses
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
    return any(p.words for p in _spoken(show, edition, segment).paragraphs)


def _spoken(show: Show, edition: Edition, segment: Segment) -> SpokenSegment:
    return spoken_segment(segment, edition.lang, headings=show.speech.headings)


def clear(raw: RawRecording) -> Recording:
    """Return a recording that may be published.

    The reader has refused every recording with a voice or a name to protect that nobody has
    treated (``unprotected-recording``); what comes here is free of both.
    """
    return Recording(raw.file, raw.segment)


# ---- one segment ------------------------------------------------------------


def voice_segment(
    here: Run, show: Show, episode: Episode, lang: str, id: str
) -> Voiced | tuple[Problem, ...]:
    """Return a segment with its sound and times, or why that cannot be had."""
    edition = episode.edition(lang) or episode.original
    if id == WHOLE:
        spoken = align.joined([_spoken(show, edition, s) for s in edition.segments])
        places = [at for each in edition.segments for at in _places(each)]
        return _recorded(here, show, episode, spoken, episode.audio, "", episode.place, places)
    segment = edition.segment(id)
    if segment is None:
        return ()
    spoken = _spoken(show, edition, segment)
    source = segment.provenance
    place = source.place if source.place.file else segment.place
    if source.audio:
        audio, music, places = source.audio, source.music, _places(segment)
        place = source.audio_place if source.audio_place.file else place
        return _recorded(here, show, episode, spoken, audio, music, place, places)
    return _machine_spoken(here, show, edition, spoken, place)


def _places(segment: Segment) -> list[Place]:
    """Return where each paragraph stands, by its number less one."""
    return [leaf.place for _, leaf in numbered(segment.blocks)]


def _recorded(
    here: Run, show: Show, episode: Episode, spoken: SpokenSegment, name: str, music: str,
    place: Place, places: Sequence[Place],
) -> Voiced | tuple[Problem, ...]:  # fmt: skip
    file = episode.file(name)
    if file is None:
        return ()  # the reader has reported it
    recording = clear(RawRecording(file, spoken.segment))
    facts = here(master.inspect_recording, recording.file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        whose = f"{name}, of segment {spoken.segment}" if spoken.segment else name
        return (_problem(facts, place, whose),)
    bed, bed_loudness, problems = _bed(here, show, episode, music, place)
    if has_errors(problems):
        return problems
    beside = f"{name.rsplit('.', 1)[0]}.words.vtt"
    words = episode.file(beside)
    given = here(align.given_times, spoken, words, facts.duration)
    faults = [_slip(fault, beside, place, places) for fault in given.faults]
    part = Part(spoken.segment, recording, facts.loudness, bed, bed_loudness)
    return Voiced(part, given.times, (*problems, *faults))


def _slip(fault: "align.Fault", beside: str, place: Place, places: Sequence[Place]) -> Problem:
    """Return a slip in given times where the editor finds it: in the file, or in the text."""
    if fault.line:
        folder = place.file.rpartition("/")[0]
        place = Place(f"{folder}/{beside}", fault.line)
    elif fault.paragraph is not None and 0 < fault.paragraph <= len(places):
        place = places[fault.paragraph - 1]
    return Problem(fault.code, place, fault.message, fault.hint, "warning")


def _bed(
    here: Run, show: Show, episode: Episode, music: str, place: Place
) -> tuple[File | None, Loudness | None, tuple[Problem, ...]]:
    """Return the music under a segment with its loudness, and what is wrong with it."""
    file = episode.file(music) if music else None
    if file is None:
        return None, None, ()
    facts = here(master.inspect_recording, file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return None, None, (_problem(facts, place, music),)
    return file, facts.loudness, ()


def _machine_spoken(
    here: Run, show: Show, edition: Edition, spoken: SpokenSegment, place: Place
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
        return (_problem(facts, place, "the machine's voice"),)
    return Voiced(Part(spoken.segment, speech.recording, facts.loudness), speech.times)


def _problem(fault: RecordingFault, place: Place, name: str) -> Problem:
    return Problem(fault.code, place, f"{name}: {fault.message}", fault.hint)


# ---- one edition ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Frame:
    """What is heard before and after the segments."""

    intro: tuple[Part, ...] = ()
    outro: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Assembled:
    """An edition joined and at its loudness, before it is encoded."""

    programme: Programme
    voiced: tuple[Voiced, ...]


def assemble_edition(
    here: Run, show: Show, episode: Episode, lang: str
) -> tuple[Assembled | None, tuple[Problem, ...]]:
    """Return an edition's programme, if it has a sound of its own, and what is wrong."""
    wanted = [segment for each, segment in sounding(show, episode) if each == lang]
    if not wanted:
        return None, ()
    frame, found = _frame(here, show)
    problems = list(found)
    voiced = []
    for segment in wanted:
        made = voice_segment(here.on(segment), show, episode, lang, segment)
        problems += made.problems if isinstance(made, Voiced) else made
        if isinstance(made, Voiced):
            voiced.append(made)
    if has_errors(problems) or not voiced:
        return None, tuple(problems)
    parts = tuple(v.part for v in voiced)
    if parts[0].segment != WHOLE:  # a finished file has an intro of its own
        parts = (*frame.intro, *parts, *frame.outro)
    # Only what a step needs goes into it: a new bit rate assembles nothing again.
    sound = replace(show.sound, intro=None, outro=None, mp3=0, opus=0)
    programme = here(master.assemble, parts, sound)
    return Assembled(programme, tuple(voiced)), tuple(problems)


def _frame(here: Run, show: Show) -> tuple[Frame, tuple[Problem, ...]]:
    parts: dict[str, tuple[Part, ...]] = {}
    problems: list[Problem] = []
    for name, file in (("intro", show.sound.intro), ("outro", show.sound.outro)):
        if file is None:
            continue
        facts = here(master.inspect_recording, file, show.sound.channels)
        if isinstance(facts, RecordingFault):
            problems.append(_problem(facts, Place("show.yaml"), f"the {name}"))
        else:
            parts[name] = (Part("", Recording(file, ""), facts.loudness),)
    return Frame(**parts), tuple(problems)


def encode(here: Run, show: Show, programme: Programme, codec: str) -> EncodedSound:
    """Return the programme in a codec of ``codecs(show)``."""
    sound = replace(show.sound, intro=None, outro=None)
    if codec == "mp3":
        return here(master.encode_mp3, programme, replace(sound, opus=0))
    return here(master.encode_opus, programme, replace(sound, mp3=0))


def codecs(show: Show) -> tuple[str, ...]:
    """Return what the show is encoded in; the feed's own first."""
    rates = {"mp3": show.sound.mp3, "opus": show.sound.opus}
    return tuple(codec for codec, rate in rates.items() if rate)


# ---- one episode ------------------------------------------------------------


def produce(
    here: Run, show: Show, episode: Episode
) -> tuple[tuple[Production, ...], tuple[Problem, ...]]:
    """Return the sound of every edition that has one, and what is wrong with the others.

    A translation without a sound of its own borrows the original's, with its paragraphs' times.
    """
    productions: list[Production] = []
    problems: list[Problem] = []
    for edition in episode.editions:
        own = here.on(edition.lang)
        assembled, found = assemble_edition(own, show, episode, edition.lang)
        problems += found
        if has_errors(problems):
            continue
        if assembled is not None:
            try:
                productions.append(_production(own, show, episode, edition, assembled))
            except Unreadable as wrong:  # the artwork: all sound was decoded by now
                place = episode.place if episode.image else Place("show.yaml")
                problems.append(Problem(wrong.code, place, wrong.message, wrong.hint))
        elif productions and edition is not episode.original:
            productions.append(_borrowed(show, episode, edition, productions[0]))
    return tuple(productions), tuple(problems)


def _production(
    here: Run, show: Show, episode: Episode, edition: Edition, assembled: Assembled
) -> Production:
    programme, voiced = assembled.programme, assembled.voiced
    if voiced[0].part.segment == WHOLE:
        times = align.parted(
            voiced[0].times, [_spoken(show, edition, segment) for segment in edition.segments]
        )
        timeline = align.timeline_of(times, programme.timeline.duration)
    else:
        timeline = programme.timeline
        times = tuple(timeline.times(v.times) for v in voiced)
    chapters = master.chapters(edition, timeline, times, episode.chapters)
    return Production(
        lang=edition.lang,
        enclosures=_enclosures(here, show, episode, edition, programme, chapters),
        duration=programme.timeline.duration,
        chapters=chapters,
        times=times,
        machine_voices=tuple(v.part.segment for v in voiced if v.part.recording.is_machine),
        loudness=programme.loudness,
    )


def _enclosures(
    here: Run, show: Show, episode: Episode, edition: Edition,
    programme: Programme, chapters: tuple[Chapter, ...],
) -> tuple[Enclosure, ...]:  # fmt: skip
    tags = _tags(show, episode, edition)
    artwork = (episode.file(episode.image) if episode.image else None) or show.image
    stem = _stem(episode, edition)
    return tuple(
        here(
            master.tag_mp3 if codec == "mp3" else master.tag_opus,
            encode(here, show, programme, codec), stem, tags, chapters, artwork,
        )
        for codec in codecs(show)
    )  # fmt: skip


def _borrowed(show: Show, episode: Episode, edition: Edition, original: Production) -> Production:
    """Return the original's sound for a translation, with the times of the same paragraphs."""
    by_segment = {times.segment: times for times in original.times}
    times = []
    for segment in edition.segments:
        first = episode.original.segment(segment.id)
        if first is None or segment.id not in by_segment:
            continue
        pairs = align.pair(first, segment)
        times.append(align.carry_times(by_segment[segment.id], pairs))
    titles = {segment.id: segment.title for segment in edition.segments}
    chapters = tuple(
        replace(chapter, title=titles.get(chapter.anchor, chapter.title))
        for chapter in original.chapters
    )
    return replace(original, lang=edition.lang, times=tuple(times), chapters=chapters)


def _stem(episode: Episode, edition: Edition) -> str:
    """Return the first part of an enclosure's name."""
    stem = episode.slug.rpartition("/")[2]
    return stem if edition is episode.original else f"{stem}-{edition.lang.lower()}"


def _tags(show: Show, episode: Episode, edition: Edition) -> Tags:
    path = addresses.episode(episode.slug, edition.lang, episode.original.lang)
    return Tags(
        title=edition.title,
        show=show.title_in(edition.lang),
        artist=show.author,
        date=episode.published.date().isoformat() if episode.published else "",
        number=episode.number,
        season=episode.season,
        lang=edition.lang,
        address=f"{show.address}{path}",
        description=edition.summary,
        licence=episode.licence or show.licence.url or show.licence.name,
    )
