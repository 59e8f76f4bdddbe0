"""The segments of an edition as they are heard, through master → its ``Production``.

The part of the chain that makes whole episodes' sound. ``chain.py`` says when it is called, and
``voicing.py`` makes the segments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from izdat.faults import problem_of
from izdat.media.unreadable import Unreadable
from izdat.model.episode import Edition, Episode
from izdat.model.mastering import EncodedSound, Part, Tags
from izdat.model.place import Place
from izdat.model.problem import Problem, has_errors
from izdat.model.programme import Programme
from izdat.model.show import CleanSettings, Show, SoundSettings
from izdat.model.sound import Enclosure, Peaks, Production, Recording, RecordingFault
from izdat.model.time import Chapter, SegmentTimes, Timeline
from izdat.recorded import WHOLE, spoken_in
from izdat.render import addresses
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.voicing import Voiced, sounding, voice_segment

if TYPE_CHECKING:
    from izdat import align, master
else:
    align = lazy("izdat.align")
    master = lazy("izdat.master")


# ---- one edition ------------------------------------------------------------


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
        parts = master.arrange(parts, frame)
    sound = _without_sources(show.sound)
    programme = here(master.assemble, parts, sound.only())
    return Assembled(programme, tuple(voiced)), tuple(problems)


def _without_sources(sound: SoundSettings) -> SoundSettings:
    """Return the settings without what parts already hold.

    Only what a step needs goes into it: a new bit rate assembles nothing again.
    """
    return replace(
        sound, intro=None, sting=None, outro=None, crossfade=0.0, clean=CleanSettings(), level=True
    )  # fmt: skip


def _frame(here: Run, show: Show) -> "tuple[master.Frame, tuple[Problem, ...]]":
    sound = show.sound
    parts: dict[str, Part] = {}
    problems: list[Problem] = []
    for name, file in (("intro", sound.intro), ("sting", sound.sting), ("outro", sound.outro)):
        if file is None:
            continue
        facts = here(master.inspect_recording, file, sound.channels)
        if isinstance(facts, RecordingFault):
            problems.append(problem_of(facts, Place("show.yaml"), f"the {name}"))
        else:
            parts[name] = Part("", Recording(file, ""), facts.loudness, length=facts.length)
    return master.Frame(**parts, crossfade=sound.crossfade), tuple(problems)


def encode(here: Run, show: Show, programme: Programme, codec: str) -> EncodedSound:
    """Return the programme in a codec of ``show.sound.codecs``."""
    return here(master.ENCODE[codec], programme, _without_sources(show.sound).only(codec))


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
    timeline, times = _times(show, edition, assembled)
    chapters = master.chapters(edition, timeline, times, episode.chapters)
    return Production(
        lang=edition.lang,
        enclosures=_enclosures(here, show, episode, edition, programme, chapters),
        duration=programme.timeline.duration,
        chapters=chapters,
        times=times,
        machine_voices=tuple(v.part.segment for v in voiced if v.part.recording.is_machine),
        loudness=programme.loudness,
        peaks=peaks(here, episode, edition, programme),
    )


def _times(
    show: Show, edition: Edition, assembled: Assembled
) -> tuple[Timeline, tuple[SegmentTimes, ...]]:
    programme, voiced = assembled.programme, assembled.voiced
    if voiced[0].part.segment == WHOLE:
        times = align.parted(
            voiced[0].times, [spoken_in(show, edition, segment) for segment in edition.segments]
        )
        return align.timeline_of(times, programme.timeline.duration), times
    timeline = programme.timeline
    return timeline, tuple(timeline.times(v.times) for v in voiced)


def times_of(here: Run, show: Show, episode: Episode) -> dict[str, tuple[SegmentTimes, ...]]:
    """Return when what is said in each edition that can be heard is heard, in the episode.

    As in ``produce``, but nothing is encoded, and what cannot be made is left out.
    """
    found: dict[str, tuple[SegmentTimes, ...]] = {}
    for edition in episode.editions:
        assembled, _ = assemble_edition(here.on(edition.lang), show, episode, edition.lang)
        if assembled is not None:
            found[edition.lang] = _times(show, edition, assembled)[1]
        elif episode.original.lang in found:
            found[edition.lang] = _carried(episode, edition, found[episode.original.lang])
    return found


def peaks(here: Run, episode: Episode, edition: Edition, programme: Programme) -> Peaks:
    """Return the waveform of an edition's programme, for players and for its report."""
    return here(master.make_peaks, programme, _stem(episode, edition))


def _enclosures(
    here: Run, show: Show, episode: Episode, edition: Edition,
    programme: Programme, chapters: tuple[Chapter, ...],
) -> tuple[Enclosure, ...]:  # fmt: skip
    tags = _tags(show, episode, edition)
    artwork = (episode.file(episode.image) if episode.image else None) or show.image
    stem = _stem(episode, edition)
    return tuple(
        here(
            master.TAG[codec],
            encode(here, show, programme, codec), stem, tags, chapters, artwork,
        )
        for codec in show.sound.codecs
    )  # fmt: skip


def _borrowed(show: Show, episode: Episode, edition: Edition, original: Production) -> Production:
    """Return the original's sound for a translation, with the times of the same paragraphs."""
    titles = {segment.id: segment.title for segment in edition.segments}
    chapters = tuple(
        replace(chapter, title=titles.get(chapter.anchor, chapter.title))
        for chapter in original.chapters
    )
    times = _carried(episode, edition, original.times)
    return replace(original, lang=edition.lang, times=times, chapters=chapters)


def _carried(
    episode: Episode, edition: Edition, original: Sequence[SegmentTimes]
) -> tuple[SegmentTimes, ...]:
    by_segment = {times.segment: times for times in original}
    times = []
    for segment in edition.segments:
        first = episode.original.segment(segment.id)
        if first is None or segment.id not in by_segment:
            continue
        pairs = align.pair(first, segment)
        times.append(align.carry_times(by_segment[segment.id], pairs))
    return tuple(times)


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
