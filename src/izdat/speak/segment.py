"""A segment's spoken text → a WAV file and the time of each word in it."""

import contextlib
import wave
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from izdat.model.engine import EngineFailure, SpeechEngine
from izdat.model.file import file_at
from izdat.model.sound import Recording
from izdat.model.spoken import SpokenParagraph, SpokenSegment
from izdat.model.time import ParagraphTimes, SegmentTimes, WordTime
from izdat.run.report import progress
from izdat.run.step import step
from izdat.speak.cast import HOUSE

PAUSE = 0.45  # seconds between two paragraphs of one voice: a breath
PAUSE_TITLE = 0.8  # after a title that is spoken
PAUSE_TURN = 0.7  # where another voice takes over

_SAMPLE = 2  # bytes


@dataclass(frozen=True, slots=True)
class SpokenRecording:
    """What a machine said, and when. ``recording`` is None if there was nothing to say."""

    recording: Recording | None
    times: SegmentTimes
    duration: float = 0.0  # seconds


@step(version=2)
def speak_segment(
    folder: Path,
    spoken: SpokenSegment,
    engine: SpeechEngine,
    cast: tuple[tuple[str, str], ...],
    rate: int,
) -> SpokenRecording:
    """Return ``spoken`` as a recording in ``folder``, and its times in seconds of it.

    ``cast`` is of ``speak.cast``: the machine voice of each speaker; who is not in it speaks as
    the house does. ``rate`` is in words a minute. The file is mono, 16 bit, at the engine's rate,
    written paragraph by paragraph. A paragraph without a word gives no sound and has no time.
    Raises what the engine raises (``EngineFailure``, ``MissingEngine``).
    """
    paragraphs = [p for p in spoken.paragraphs if p.words]
    times = {p.number: ParagraphTimes(p.number) for p in spoken.paragraphs}
    path = folder / f"{spoken.segment}.wav"
    voices = dict(cast)
    writer: wave.Wave_write | None = None
    position = 0  # samples
    sample_rate = 0
    previous: SpokenParagraph | None = None
    with contextlib.ExitStack() as stack:
        for paragraph in _reported(paragraphs):
            voice = voices.get(paragraph.voice, voices.get(HOUSE, ""))
            speech = engine.say(paragraph, voice, rate)
            if writer is None:
                sample_rate = speech.rate
                writer = stack.enter_context(_writer(path, sample_rate))
            elif speech.rate != sample_rate:
                raise EngineFailure(engine.id, "changed its sample rate between two paragraphs")
            if previous is not None:
                silence = round(_pause(previous, paragraph) * sample_rate)
                writer.writeframesraw(bytes(_SAMPLE * silence))
                position += silence
            writer.writeframesraw(speech.pcm)
            length = len(speech.pcm) // _SAMPLE
            times[paragraph.number] = _times(
                paragraph.number, position / sample_rate, speech.words, length / sample_rate
            )
            position += length
            previous = paragraph
    if not position:
        path.unlink(missing_ok=True)
        return SpokenRecording(None, SegmentTimes(spoken.segment, tuple(times.values())))
    recording = Recording(file_at(path), spoken.segment, is_machine=True)
    segment_times = SegmentTimes(spoken.segment, tuple(times.values()))
    return SpokenRecording(recording, segment_times, position / sample_rate)


def _writer(path: Path, rate: int) -> wave.Wave_write:
    writer = wave.open(str(path), "wb")  # noqa: SIM115  # the caller's stack closes it
    writer.setnchannels(1)
    writer.setsampwidth(_SAMPLE)
    writer.setframerate(rate)
    return writer


def _times(
    number: int, start: float, words: tuple[tuple[float, float], ...], duration: float
) -> ParagraphTimes:
    """Return a paragraph's times; without words of its own it has its start and end only."""
    heard = tuple(WordTime(start + first, start + last) for first, last in words)
    if not heard:
        return ParagraphTimes(number, start, start + duration)
    return ParagraphTimes(number, heard[0].start, heard[-1].end, heard)


def _pause(before: SpokenParagraph, after: SpokenParagraph) -> float:
    """Return the silence between two paragraphs, in seconds."""
    if before.number == 0:
        return PAUSE_TITLE
    return PAUSE if before.voice == after.voice else PAUSE_TURN


def _reported(paragraphs: list[SpokenParagraph]) -> Iterator[SpokenParagraph]:
    """Yield each paragraph, telling how much has been said."""
    for index, paragraph in enumerate(paragraphs):
        progress(index / len(paragraphs))
        yield paragraph
    if paragraphs:
        progress(1.0)
