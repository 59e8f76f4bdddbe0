"""A recording and what is spoken in it → when each word is heard, and what does not fit.

Who says so, the first that can: ``words.vtt`` beside the recording, the aligner with the times by
hand as anchors, the times by hand alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat.model.alignment import Alignment
from izdat.model.engine import PhoneticEngine
from izdat.model.file import File
from izdat.model.mastering import Turn
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.sound import Recording
from izdat.model.spoken import SpokenSegment, WithheldWords
from izdat.model.time import SegmentTimes
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.text.withheld import without

if TYPE_CHECKING:
    from izdat import align, disguise, engines
else:
    align = lazy("izdat.align")
    disguise = lazy("izdat.disguise")
    engines = lazy("izdat.engines")

NONE, SELF = "none", "self"  # no aligner; the one that izdat brings
PHONETICS = "espeak"  # what tells the built-in aligner how words are said
SHORT = 60.0  # seconds: less speech is too little to train acoustic models on


@dataclass(frozen=True, slots=True)
class Source:
    """A recording, what is spoken in it, and where an editor finds both."""

    spoken: SpokenSegment
    recording: Recording
    duration: float  # seconds
    name: str  # of the recording, in the episode's folder
    words: File | None  # the corrected times beside it
    place: Place  # where the text names the recording
    places: tuple[tuple[int, Place], ...]  # of each paragraph, by its number
    is_treated: bool = False  # it held somebody who had to be protected
    withheld: tuple[WithheldWords, ...] = ()  # stand-ins, which the recording does not say
    covered: tuple[tuple[float, float], ...] = ()  # seconds, of each of them: it says nothing there
    # Of the words without the stand-ins, where they were looked for before that was covered.
    alignment: Alignment | None = None

    @property
    def beside(self) -> str:
        """What the file of corrected times is called, or would be."""
        return words_name(self.name)

    def is_searched(self, aligner: str) -> bool:
        """Say whether the words are looked for in the sound."""
        has_words = any(paragraph.words for paragraph in self.spoken.paragraphs)
        return aligner != NONE and self.words is None and has_words

    def borrows(self, aligner: str) -> bool:
        """Say whether it is too short to be searched without models of longer recordings."""
        is_short = self.duration < SHORT and self.alignment is None
        return aligner == SELF and is_short and self.is_searched(aligner)

    def lends(self, aligner: str) -> bool:
        """Say whether models are trained on it that others may borrow.

        Not where somebody had to be protected: no model of such a recording is kept.
        """
        is_long = self.duration >= SHORT and self.alignment is None and not self.is_treated
        return aligner == SELF and is_long and self.is_searched(aligner)


@dataclass(frozen=True, slots=True)
class Heard:
    """When the words of a recording are heard. ``alignment`` is None where nobody searched it."""

    times: SegmentTimes
    alignment: Alignment | None
    problems: tuple[Problem, ...]


def phonetics() -> PhoneticEngine:
    """Return what tells the built-in aligner how words are said."""
    return engines.phonetic_engine(PHONETICS)


def words_name(recording: str) -> str:
    """Return the name of the file of corrected times: ``pier.words.vtt`` beside ``pier.flac``."""
    return f"{recording.rsplit('.', 1)[0]}.words.vtt"


def hear(here: Run, aligner: str, source: Source, others: Callable[[], Sequence[Source]]) -> Heard:
    """Return when the words of ``source`` are heard.

    ``aligner`` is what ``show.yaml`` names; ``others``, asked for only where it is needed, are the
    other recordings of the same edition.
    """
    spoken = source.spoken
    if not source.is_searched(aligner):
        given = here(align.given_times, spoken, source.words, source.duration)
        return Heard(given.times, None, _problems(given.faults, source))
    anchored, slips = align.anchored(spoken, source.duration)
    sought = without(anchored, source.withheld) if source.withheld else anchored
    if source.alignment is not None:
        alignment = source.alignment
    elif aligner == SELF:
        alignment = _searched(here, sought, source, others)
    else:
        plugged = engines.aligner(aligner)
        alignment = here(align.ask_aligner, sought, source.recording, plugged).alignment
    if source.withheld:
        alignment = disguise.with_standins(spoken, source.withheld, source.covered, alignment)
    placed = align.placed_times(anchored, alignment, source.duration)
    found = align.misfits(spoken, alignment, placed.times, source.name)
    return Heard(placed.times, alignment, _problems((*slips, *found), source))


def turns(spoken: SpokenSegment, times: SegmentTimes, duration: float) -> tuple[Turn, ...]:
    """Return who is heard when in a recording of ``duration`` seconds.

    A turn for each paragraph whose beginning is known. One whose end is not goes on to the next.
    """
    timed = [
        (paragraph.voice, heard.start, heard.end)
        for paragraph in spoken.paragraphs
        if (heard := times.paragraph(paragraph.number)) is not None and heard.start is not None
    ]
    following = [*(start for _, start, _ in timed[1:]), duration]
    return tuple(
        Turn(voice, start, behind if end is None else end)
        for (voice, start, end), behind in zip(timed, following, strict=False)
    )


def lent_models(
    here: Run, duration: float, others: Callable[[], Sequence[Source]]
) -> tuple[File, ...]:
    """Return models of ``others`` for a recording of ``duration`` seconds that is too short."""
    if duration >= SHORT:
        return ()
    engine = phonetics()
    lent: tuple[File, ...] = ()
    for lender in others():
        if not lender.lends(SELF):
            continue
        anchored, _ = align.anchored(lender.spoken, lender.duration)
        own = here.on(lender.spoken.segment)
        # The very call that the lender's own turn makes: it runs once.
        aligned = own(align.align_words, anchored, lender.recording, engine, ())
        lent += (aligned.models,) if aligned.models else ()
    return lent


def _searched(
    here: Run, spoken: SpokenSegment, source: Source, others: Callable[[], Sequence[Source]]
) -> Alignment:
    engine = phonetics()
    if not engine.voices(spoken.lang):
        return align.without_words(spoken, f"{PHONETICS} does not speak {spoken.lang}")
    borrowed = lent_models(here, source.duration, others)
    return here(align.align_words, spoken, source.recording, engine, borrowed).alignment


def _problems(faults: "Sequence[align.Fault]", source: Source) -> tuple[Problem, ...]:
    """Return slips where the editor finds them: in the file of times, or in the text."""
    return tuple(_problem(fault, source) for fault in faults)


def _problem(fault: "align.Fault", source: Source) -> Problem:
    place = source.place
    if fault.line:
        folder = place.file.rpartition("/")[0]
        place = Place(f"{folder}/{source.beside}", fault.line)
    elif fault.paragraph is not None:
        place = dict(source.places).get(fault.paragraph, place)
    return Problem(fault.code, place, fault.message, fault.hint, "warning")
