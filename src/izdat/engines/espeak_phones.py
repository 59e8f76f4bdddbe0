"""The engine ``espeak`` of the socket ``phonetic``: words → how they are said; speech → its phones.

A word is heard in its paragraph first, so that numbers, dates and abbreviations are what the
language makes of them there, and then alone. Words of another language are read by that language.
The signs are those of ``espeak_signs``; the voice of a language is one and the same in both
questions, and only its timbre differs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from izdat.engines.espeak import BETWEEN_LANGUAGES, SAMPLE_RATE, EspeakEngine
from izdat.engines.espeak_library import PHONEME, Event, utter
from izdat.engines.espeak_readings import (
    RATE,
    TIMBRES,
    Alone,
    Reading,
    readings,
    timbre_of,
    voice_of,
)
from izdat.engines.espeak_sounds import Sound, sounds_of, words_of
from izdat.engines.espeak_text import is_one_number
from izdat.model.alignment import Phone, PhoneticSpeech, Pronunciations
from izdat.model.engine import EngineFailure
from izdat.model.spoken import SpokenParagraph

_FORM = 2  # raised when the same voice is to give other signs

# A part of a number of which nothing is heard, as the other parts say it all.
_IN_ITS_NEIGHBOUR: Pronunciations = ((),)


class EspeakPhonetics:
    """espeak-ng's readings. Implements ``model.engine.PhoneticEngine``; holds no state."""

    # No dataclass: a step's input counts by its fields if it is one, and by its ``id`` if not.
    __slots__ = ()

    @property
    def id(self) -> str:
        return f"{EspeakEngine().id} phones {_FORM}"

    def voices(self, lang: str) -> tuple[str, ...]:
        own = voice_of(lang, "")
        return tuple(f"{own}+{timbre}" if timbre else own for timbre in TIMBRES if own)

    def pronounce(self, paragraphs: tuple[SpokenParagraph, ...]) -> tuple[Pronunciations, ...]:
        read = [readings(paragraph, "") for paragraph in paragraphs]
        alone = Alone()
        alone.hear((one.voice, word) for parts in read for one in parts for word in one.words)
        out: list[Pronunciations] = []
        for paragraph, parts in zip(paragraphs, read, strict=True):
            found: list[Pronunciations] = [()] * len(paragraph.words)
            for reading in parts:
                for index, said in zip(reading.indexes, _said(reading, alone), strict=True):
                    found[index] = said
            out += found
        return tuple(out)

    def say_phones(self, paragraph: SpokenParagraph, voice: str, rate: int) -> PhoneticSpeech:
        """Return the speech and its phones; of ``voice`` only the timbre counts.

        What cannot be read is left out. Between two languages there is a short silence.
        """
        timbre = timbre_of(voice)
        if paragraph.words and not voice_of(paragraph.lang, timbre):
            raise EngineFailure("espeak", f"does not speak the language “{paragraph.lang}”")
        alone = Alone()
        sound = bytearray()
        phones: list[Phone] = []
        for reading in readings(paragraph, timbre):
            if sound:
                sound.extend(bytes(2 * round(BETWEEN_LANGUAGES * SAMPLE_RATE)))
            heard = _heard(reading, rate, alone)
            marks = utter(reading.text, reading.voice, rate).events
            before = len(sound) // 2
            sound.extend(heard.pcm)
            phones += _phones(heard, marks, before, reading.indexes)
        return PhoneticSpeech(bytes(sound), SAMPLE_RATE, tuple(phones))


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reading said aloud."""

    pcm: bytes
    events: tuple[Event, ...]
    sounds: tuple[Sound, ...]
    words: tuple[int, ...]  # of each sound: index of the reading's word


def _heard(reading: Reading, rate: int, alone: Alone) -> _Heard:
    words = reading.words
    utterance = utter(reading.text, reading.voice, rate, in_ipa=True)
    sounds = sounds_of(utterance.events)
    owners = words_of(
        sounds,
        reading.text,
        reading.spans,
        utterance.events,
        lambda index: alone.of(reading.voice, words[index]),
    )
    return _Heard(utterance.pcm, utterance.events, tuple(sounds), tuple(owners))


def _said(reading: Reading, alone: Alone) -> Iterator[Pronunciations]:
    """Yield how each word of a reading may be said."""
    heard = _heard(reading, RATE, alone)
    here: list[list[str]] = [[] for _ in reading.spans]
    for sound, owner in zip(heard.sounds, heard.words, strict=True):
        here[owner].append(sound.sign)
    joined = {
        index
        for second, (before, word) in enumerate(pairwise(reading.spans), 1)
        if is_one_number(reading.text, before, word) and reading.text[before[1] : word[0]].isspace()
        for index in (second - 1, second)
    }
    for index, word in enumerate(reading.words):
        own, by_itself = tuple(here[index]), alone.of(reading.voice, word)
        if index in joined:
            yield (own,) if own else _IN_ITS_NEIGHBOUR  # "000" alone is three noughts
        elif not own or not by_itself or own == by_itself:
            # What the engine drops (of two hundred characters without a comma) is read alone.
            only = own or by_itself
            yield (only,) if only else ()
        else:
            yield own, by_itself


def _phones(
    heard: _Heard, marks: Sequence[Event], before: int, indexes: Sequence[int]
) -> Iterator[Phone]:
    """Yield the phones with their times; ``marks`` are the same events in the engine's letters.

    In IPA the engine does not tell a pause from a sound that has no sign; such a sound is taken
    to be the end of the one before it.
    """
    pauses = [
        index
        for index, event in enumerate(marks)
        if event.kind == PHONEME and event.phoneme[:1] in ("", "_")
    ]
    total = len(heard.pcm) // 2
    samples = [*(event.sample for event in heard.events), total]
    behind = len(heard.events)
    pause = len(pauses) - 1
    limits: list[int] = []
    for sound in reversed(heard.sounds):
        while pause >= 0 and pauses[pause] > sound.event:
            behind = min(behind, pauses[pause])
            pause -= 1
        limits.append(behind)
        if sound.part == 0:
            behind = sound.event
    for sound, word, limit in zip(heard.sounds, heard.words, reversed(limits), strict=True):
        start, length = samples[sound.event], samples[limit] - samples[sound.event]
        first = before + start + length * sound.part // sound.parts
        last = before + start + length * (sound.part + 1) // sound.parts
        yield Phone(sound.sign, indexes[word], first / SAMPLE_RATE, last / SAMPLE_RATE)
