"""An episode, or a recording and a text alone → when each word is heard: ``izdat align``."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from izdat import hearing, sounds, voicing
from izdat.hearing import NONE, SELF, Heard, Source
from izdat.media.unreadable import Unreadable
from izdat.model.alignment import Alignment
from izdat.model.content import Paragraph, Provenance, Text
from izdat.model.content import Segment as TextSegment
from izdat.model.missing import Missing
from izdat.model.place import Place
from izdat.model.problem import Problem, in_order
from izdat.model.show import AlignSettings, Show
from izdat.model.source import EpisodeSource
from izdat.model.spoken import SpokenSegment
from izdat.model.time import SegmentTimes, WordTime
from izdat.opening import open_episode
from izdat.run import Progress, Reporter, Run, Started, Workers, task
from izdat.run.lazy import lazy
from izdat.run.report import progress_to
from izdat.text.spoken import spoken_segment

if TYPE_CHECKING:
    from izdat import align
else:
    align = lazy("izdat.align")


@dataclass(frozen=True, slots=True)
class AlignedRecording:
    """A recording, what is spoken in it, and when."""

    name: str  # of the recording
    segment: str  # id; "" for a whole episode, and for a text alone
    lang: str
    spoken: SpokenSegment
    times: SegmentTimes
    duration: float  # seconds
    alignment: Alignment | None  # None: the times were given, and nobody searched the sound
    problems: tuple[Problem, ...]
    places: tuple[tuple[int, Place], ...] = ()  # of each paragraph, by its number
    beside: str = ""  # where corrected times of it lie, or would

    @property
    def words(self) -> tuple[WordTime | None, ...]:
        """A time, or None, for each word of ``spoken``."""
        if self.alignment is not None:
            return self.alignment.words
        found: list[WordTime | None] = []
        for paragraph in self.spoken.paragraphs:
            own = self.times.paragraph(paragraph.number)
            found += own.words if own and own.words else [None] * len(paragraph.words)
        return tuple(found)

    @property
    def is_failed(self) -> bool:
        return self.alignment is not None and bool(self.alignment.failure)


# ---- an episode -------------------------------------------------------------


@task(version=1)
def align_segment(
    here: Run, source: EpisodeSource, show: Show, lang: str, segment: str
) -> tuple[Source, Heard] | tuple[Problem, ...]:
    """Return when the words of a segment's recording are heard; nothing if it has none."""
    episode = sounds.read(here, source, show).episode
    return voicing.hear_segment(here, show, episode, lang, segment) if episode else ()


def align_episode(
    folder: Path, slug: str, *, workers: Workers, report: Reporter
) -> tuple[tuple[AlignedRecording, ...], tuple[Problem, ...]]:
    """Return each recording of an episode with its words' times, and every problem of it.

    What a build keeps is used, and what is found is kept for the next build.
    """
    with Run(folder, workers=workers, reporter=report) as here:
        opened, problems = open_episode(here, folder, slug)
        if opened is None:
            return (), problems
        show = opened.show
        if show.align.engine == NONE:  # whoever asks to align wants it done
            show = replace(show, align=AlignSettings(SELF))
        calls = opened.segments(show)
        made = sounds.in_turns(here, align_segment, calls)
    recordings = []
    for call, result in zip(calls, made, strict=True):
        if result and isinstance(result[0], Source) and isinstance(result[1], Heard):
            recordings.append(_recording(slug, call.arguments[2], result[0], result[1]))
        else:
            problems += tuple(each for each in result if isinstance(each, Problem))
    return tuple(recordings), in_order(problems)


def _recording(slug: str, lang: str, source: Source, heard: Heard) -> AlignedRecording:
    return AlignedRecording(
        source.name, source.spoken.segment, lang, source.spoken, heard.times, source.duration,
        heard.alignment, heard.problems, source.places, f"episodes/{slug}/{source.beside}",
    )  # fmt: skip


# ---- a text alone -----------------------------------------------------------


def align_text(
    recording: Path, transcript: Path, text: str, *, lang: str, report: Reporter
) -> AlignedRecording:
    """Return when each word of plain paragraphs is heard in ``recording``.

    Raises ``Missing`` for a language that the engine does not know.
    """
    phonetics = hearing.phonetics()
    if not phonetics.voices(lang):
        raise Missing(f"{hearing.PHONETICS} does not speak {lang}", "izdat engines")
    spoken, places = _spoken(text, lang, transcript.name)
    told = ("align", "align.step.align_words", (recording.name,))
    report.tell(Started(*told, "asked"))
    try:
        samples = align.samples_of(recording)
    except Unreadable as wrong:
        problem = Problem(wrong.code, Place(recording.name), wrong.message, wrong.hint)
        return _failed(recording, spoken, places, wrong.message, problem)
    duration = len(samples) / align.RATE
    if not any(paragraph.words for paragraph in spoken.paragraphs):
        return _failed(recording, spoken, places, "there is no word in the text")
    if not duration:
        return _failed(recording, spoken, places, "there is no sound in it")
    with progress_to(lambda fraction, doing: report.tell(Progress(*told, fraction, doing))):
        alignment = align.align_samples(spoken, samples, phonetics).alignment
    if alignment.failure:
        return _failed(recording, spoken, places, alignment.failure)
    placed = align.placed_times(spoken, alignment, duration)
    where = dict(places)
    problems = tuple(
        Problem(
            fault.code,
            where.get(fault.paragraph or 0, Place(recording.name)),
            fault.message, fault.hint, "warning",
        )
        for fault in align.misfits(spoken, alignment, placed.times, recording.name)
    )  # fmt: skip
    return AlignedRecording(
        recording.name, "", lang, spoken, placed.times, duration, alignment, problems, places
    )


def _failed(
    recording: Path,
    spoken: SpokenSegment,
    places: tuple[tuple[int, Place], ...],
    failure: str,
    problem: Problem | None = None,
) -> AlignedRecording:
    alignment = align.without_words(spoken, failure)
    times = align.placed_times(spoken, alignment, 0.0).times
    if problem is None:
        (fault,) = align.misfits(spoken, alignment, times, recording.name)
        problem = Problem(fault.code, Place(recording.name), fault.message, fault.hint)
    return AlignedRecording(
        recording.name, "", spoken.lang, spoken, times, 0.0, alignment, (problem,), places
    )


def _spoken(text: str, lang: str, name: str) -> tuple[SpokenSegment, tuple[tuple[int, Place], ...]]:
    """Return plain text as it is spoken, a paragraph between two empty lines, and their places."""
    blocks: list[Paragraph] = []
    places: list[tuple[int, Place]] = []
    for part in re.finditer(r"\S.*?(?=\n[^\S\n]*\n|\Z)", text, flags=re.DOTALL):
        line = text.count("\n", 0, part.start()) + 1
        blocks.append(Paragraph((Text(" ".join(part[0].split())),)))
        places.append((len(blocks), Place(name, line)))
    segment = TextSegment("text", "", Provenance(), tuple(blocks))
    return spoken_segment(segment, lang, headings=False), tuple(places)


# ---- written down -----------------------------------------------------------


def tokens(found: AlignedRecording) -> tuple["align.Token", ...]:
    """Return what stands between two spaces of the text, with its times."""
    return align.tokens(found.spoken, found.words)


def facts(found: AlignedRecording) -> dict[str, object]:
    """Return what ``--json`` prints: an entry for each piece of text between two spaces."""
    pieces = tokens(found)
    alignment = found.alignment or Alignment(found.words)
    return {
        "words": [
            {
                "word": token.text,
                "start": _milliseconds(token.start),
                "end": _milliseconds(token.end),
                "confidence": _milliseconds(token.confidence),
            }
            for token in pieces
        ],
        "not_heard": [
            {"first": run.first, "last": run.last, "text": run.text, "reason": run.reason}
            for run in align.missing_tokens(pieces, alignment)
        ],
        "not_written": [
            {"start": _milliseconds(each.start), "end": _milliseconds(each.end)}
            for each in alignment.not_written
        ],
    }


def _milliseconds(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def exported(found: AlignedRecording, form: str) -> str:
    """Return the times as a file: ``form`` is ``vtt``, ``textgrid`` or ``labels``."""
    if form == "vtt":
        return align.words_vtt(found.spoken, found.times)
    if form == "textgrid":
        return align.textgrid(found.spoken, found.times, found.duration)
    return align.labels(found.spoken, found.times)


@dataclass(frozen=True, slots=True)
class ToReview:
    """A word that an editor should look at; ``time`` is None where it was not found."""

    text: str
    place: Place
    time: WordTime | None


def to_review(found: AlignedRecording) -> Sequence[ToReview]:
    """Return the words that are not sure or were not found, in the order of the text."""
    where = dict(found.places)
    words = iter(found.words)
    return [
        ToReview(word.text, where.get(paragraph.number, Place(found.name)), time)
        for paragraph in found.spoken.paragraphs
        for word, time in zip(paragraph.words, words, strict=False)
        if time is None or time.is_unsure
    ]
