"""A raw recording, with a name or a voice to protect → a recording that may be published.

Half of the door: ``recorded.clear`` lets pass what needs no protection; this treats what does.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from izdat.faults import problem_of
from izdat.hearing import NONE, Source, lent_models, phonetics
from izdat.model.alignment import Alignment
from izdat.model.place import Place
from izdat.model.problem import Problem
from izdat.model.show import Show
from izdat.model.sound import RawRecording, Recording, RecordingFault
from izdat.model.spoken import SpokenSegment, WithheldWords
from izdat.run import Run
from izdat.run.lazy import lazy
from izdat.text.dates import exact_clock
from izdat.text.withheld import without

if TYPE_CHECKING:
    from izdat import align, disguise, engines, master
    from izdat.disguise import Doubt
else:
    align = lazy("izdat.align")
    disguise = lazy("izdat.disguise")
    engines = lazy("izdat.engines")
    master = lazy("izdat.master")

AROUND = 2.0  # seconds of a recording that an editor has to listen to, on each side


@dataclass(frozen=True, slots=True)
class ToProtect:
    """A recording as it came in, and whom it must not give away."""

    raw: RawRecording
    spoken: SpokenSegment  # the text, with its stand-ins
    withheld: tuple[WithheldWords, ...]  # names that the recording says
    has_disguised: bool  # a voice that must not be known again is heard in it
    name: str  # of the recording, in the episode's folder
    whose: str  # the same, for an editor
    place: Place  # where the text names it


@dataclass(frozen=True, slots=True)
class Protected:
    """``covered``: seconds of the recording, a span for each name; ``alignment``: of its words
    without the stand-ins, where they were looked for in the raw sound."""

    recording: Recording
    covered: tuple[tuple[float, float], ...] = ()
    alignment: Alignment | None = None


def protected(
    here: Run, show: Show, given: ToProtect, others: Callable[[], Sequence[Source]]
) -> Protected | tuple[Problem, ...]:
    """Return what may be heard of a raw recording, or why that cannot be told.

    Of the raw sound nothing is kept but when its words are heard, and how loud and long it is.
    ``others``, asked for only where they are needed, are recordings that nobody has to be
    protected in; a short one borrows what was learned of their voices.
    """
    file = given.raw.file
    facts = here(master.inspect_recording, file, show.sound.channels)
    if isinstance(facts, RecordingFault):
        return (problem_of(facts, given.place, given.whose),)
    alignment = None
    if any(each.at is None for each in given.withheld) and show.align.engine != NONE:
        alignment = _searched(here, given, facts.duration, others)
    spans, doubts = disguise.spans_of(given.spoken, given.withheld, alignment, facts.duration)
    if doubts:
        return tuple(_problem(doubt, given) for doubt in doubts)
    engine = None
    if given.has_disguised:
        if not show.disguise.voices:
            raise TypeError("the reader lets no voice pass that nobody disguises")
        engine = engines.voice_disguise(show.disguise.voices)
    recording = here(
        disguise.treat_recording, file, given.raw.segment, spans,
        show.disguise.names if spans else "", engine,
    )  # fmt: skip
    return Protected(recording, spans, alignment)


def _searched(
    here: Run, given: ToProtect, duration: float, others: Callable[[], Sequence[Source]]
) -> Alignment:
    sought, _ = align.anchored(without(given.spoken, given.withheld), duration)
    engine = phonetics()
    if not engine.voices(sought.lang):
        return align.without_words(sought, f"nothing is known of how {sought.lang} is spoken")
    borrowed = lent_models(here, duration, others)
    return here(align.search_raw, sought, given.raw.file, engine, borrowed)


def _problem(doubt: "Doubt", given: ToProtect) -> Problem:
    """Return what an editor has to say by hand. The name is not known here, nor the id told."""
    place = doubt.words.place if doubt.words.place.file else given.place
    where = ""
    example = "12:40.3-12:41.1"
    if doubt.near is not None:
        where = f" near {exact_clock(round(doubt.near, 1))}"
        start = max(0.0, round(doubt.near, 1))
        example = f"{exact_clock(start)}-{exact_clock(start + AROUND / 2)}"
    return Problem(
        "withheld-unsure",
        place,
        f"it is not sure when {given.whose}, says the name that is withheld here: {doubt.why}",
        f"listen{where}, and write from when to when the name is heard: "
        f'{{.withheld who=… at="{example}"}}',
    )
