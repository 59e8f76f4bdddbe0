"""The engine ``espeak`` of the socket ``phonetic``: words → how they are said; speech → its phones.

A word is heard in its paragraph first, so that numbers, dates and abbreviations are what the
language makes of them there, and then alone. Words of another language are read by that language.
The signs are those of ``espeak_signs``; the voice of a language is one and the same in both
questions, and only its timbre differs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from izdat.engines import espeak_languages
from izdat.engines.espeak import BETWEEN_LANGUAGES, SAMPLE_RATE, EspeakEngine
from izdat.engines.espeak_library import PHONEME, Event, listed_voices, no_such_voice, utter
from izdat.engines.espeak_scripts import can_read
from izdat.engines.espeak_sounds import Signs, Sound, sounds_of, words_apart, words_of
from izdat.engines.espeak_text import is_one_number, runs
from izdat.engines.espeak_words import Span
from izdat.model.alignment import Phone, PhoneticSpeech, Pronunciations
from izdat.model.engine import EngineFailure
from izdat.model.spoken import SpokenParagraph, Word

_FORM = 1  # raised when the same voice is to give other signs

# Faster than a person speaks, as slow as the engine does not have to shorten its own sound, which
# costs more than it saves. The phonemes are the same at any rate.
_RATE = 300  # words a minute
_BATCH = 200  # words said one by one in a call: some megabytes of sound

# Of no use in the middle of a word, and enough to make the engine forget the word before.
_APART = "\n\n"

# The plain tag is British to espeak, which has no r in "car"; a show that means Britain says en-GB.
_STANDARD = {"en": "en-us"}

# Timbres that are far from each other, the plainest first.
_TIMBRES = ("", "f3", "m3", "klatt", "f5", "m7", "f2", "m1", "klatt4", "f4", "m6", "Andrea")

# A word of which nothing is heard because its neighbour says it, too: said, and without a phone.
_IN_ITS_NEIGHBOUR: Pronunciations = ((),)
_UNREADABLE: Pronunciations = ()


class EspeakPhonetics:
    """espeak-ng's readings. Implements ``model.engine.PhoneticEngine``; holds no state."""

    # No dataclass: a step's input counts by its fields if it is one, and by its ``id`` if not.
    __slots__ = ()

    @property
    def id(self) -> str:
        return f"{EspeakEngine().id} phones {_FORM}"

    def voices(self, lang: str) -> tuple[str, ...]:
        own = _voice(lang, "")
        return tuple(f"{own}+{timbre}" if timbre else own for timbre in _TIMBRES if own)

    def pronounce(self, paragraphs: tuple[SpokenParagraph, ...]) -> tuple[Pronunciations, ...]:
        read = [_readings(paragraph, "") for paragraph in paragraphs]
        alone = _Alone()
        alone.hear((one.voice, word) for readings in read for one in readings for word in one.words)
        out: list[Pronunciations] = []
        for paragraph, readings in zip(paragraphs, read, strict=True):
            found: list[Pronunciations] = [()] * len(paragraph.words)
            for reading in readings:
                for index, said in zip(reading.indexes, _said(reading, alone), strict=True):
                    found[index] = said
            out += found
        return tuple(out)

    def say_phones(self, paragraph: SpokenParagraph, voice: str, rate: int) -> PhoneticSpeech:
        """Return the speech and its phones; of ``voice`` only the timbre counts.

        What cannot be read is left out. Between two languages there is a short silence.
        """
        timbre = _timbre(voice)
        if paragraph.words and not _voice(paragraph.lang, timbre):
            raise EngineFailure("espeak", f"does not speak the language “{paragraph.lang}”")
        alone = _Alone()
        sound = bytearray()
        phones: list[Phone] = []
        for reading in _readings(paragraph, timbre):
            if sound:
                sound.extend(bytes(2 * round(BETWEEN_LANGUAGES * SAMPLE_RATE)))
            heard = _heard(reading, rate, alone)
            marks = utter(reading.text, reading.voice, rate).events
            before = len(sound) // 2
            sound.extend(heard.pcm)
            phones += _phones(heard, marks, before, reading.indexes)
        return PhoneticSpeech(bytes(sound), SAMPLE_RATE, tuple(phones))


@dataclass(frozen=True, slots=True)
class _Reading:
    """Words of a paragraph that one voice reads, one after another."""

    voice: str
    text: str  # with what it cannot read left out
    spans: tuple[Span, ...]  # of the words that it can
    indexes: tuple[int, ...]  # of these words in the paragraph

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text[slice(*span)] for span in self.spans)


@dataclass(frozen=True, slots=True)
class _Heard:
    """A reading said aloud."""

    pcm: bytes
    events: tuple[Event, ...]
    sounds: tuple[Sound, ...]
    words: tuple[int, ...]  # of each sound: index of the reading's word


class _Alone:
    """What words are when each is said by itself; remembered for as long as a question lasts."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], Signs] = {}

    def hear(self, words: Iterable[tuple[str, str]]) -> None:
        """Learn of many (voice, word) at once: a call of the engine for each costs too much."""
        wanted: dict[str, dict[str, None]] = {}
        for voice, word in words:
            voice = voice.partition("+")[0]
            if (voice, word) not in self._known:
                wanted.setdefault(voice, {})[word] = None
        for voice, unknown in wanted.items():
            listed = list(unknown)
            for first in range(0, len(listed), _BATCH):
                batch = listed[first : first + _BATCH]
                for word, own in zip(batch, _one_by_one(batch, voice), strict=True):
                    self._known[voice, word] = own

    def of(self, voice: str, word: str) -> Signs:
        self.hear([(voice, word)])
        return self._known[voice.partition("+")[0], word]


def _one_by_one(words: Sequence[str], voice: str) -> list[Signs]:
    spans: list[Span] = []
    at = 0
    for word in words:
        spans.append((at, at + len(word)))
        at += len(word) + len(_APART)
    text = _APART.join(words)
    events = utter(text, voice, _RATE, in_ipa=True).events
    sounds = sounds_of(events)
    found: list[list[str]] = [[] for _ in words]
    for sound, owner in zip(sounds, words_apart(sounds, spans, events), strict=True):
        found[owner].append(sound.sign)
    return [tuple(own) for own in found]


def _readings(paragraph: SpokenParagraph, timbre: str) -> list[_Reading]:
    own, english = _voice(paragraph.lang, timbre), _voice("en", timbre)

    def speaker(word: Word) -> str:
        # Words in a language that espeak does not know are read as the paragraph's.
        voice = own if word.lang == paragraph.lang else _voice(word.lang, timbre) or own
        if voice and not can_read(word.text, voice) and can_read(word.text, english):
            return english  # most voices do so themselves; Japanese would name the letters
        return voice

    found = []
    for run in runs(paragraph, speaker):
        text, spans, indexes = run.text, [], []
        for index, (start, end) in enumerate(run.spans, run.first):
            if run.voice and can_read(text[start:end], run.voice):
                spans.append((start, end))
                indexes.append(index)
            else:
                text = text[:start] + " " * (end - start) + text[end:]
        if spans:
            found.append(_Reading(run.voice, text, tuple(spans), tuple(indexes)))
    return found


def _heard(reading: _Reading, rate: int, alone: _Alone) -> _Heard:
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


def _said(reading: _Reading, alone: _Alone) -> Iterator[Pronunciations]:
    """Yield how each word of a reading may be said."""
    heard = _heard(reading, _RATE, alone)
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
        if not own:
            # It is within its neighbour, or nowhere.
            yield _IN_ITS_NEIGHBOUR if by_itself else _UNREADABLE
        elif index in joined or not by_itself or by_itself == own:
            yield (own,)  # "000" alone is three noughts
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


def _voice(lang: str, timbre: str) -> str:
    """Return the one voice of a language in ``timbre``; empty if espeak does not speak it."""
    own = _STANDARD.get(lang.lower()) or espeak_languages.base_voice(lang)
    return f"{own}+{timbre}" if own and timbre else own


def _timbre(voice: str) -> str:
    base, _, timbre = voice.partition("+")
    known = {listed.name for listed in listed_voices()}
    if (base and base.lower() not in known) or (
        timbre and timbre not in espeak_languages.timbres()
    ):
        raise no_such_voice(voice)
    return timbre
