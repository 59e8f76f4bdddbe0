"""A paragraph → what of it each voice reads; a word → what it is when it is said alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from izdat.engines import espeak_languages
from izdat.engines.espeak_library import listed_voices, no_such_voice, utter
from izdat.engines.espeak_scripts import can_read
from izdat.engines.espeak_sounds import Signs, sounds_of, words_apart
from izdat.engines.espeak_text import runs
from izdat.engines.espeak_words import Span
from izdat.model.spoken import SpokenParagraph, Word

# Fast, but slower than what the engine makes by squeezing its sound afterwards, which costs more
# than it saves. The phonemes are the same at any rate.
RATE = 300  # words a minute
_BATCH = 200  # words said one by one in a call: some megabytes of sound

# Between two words that have nothing to do with each other.
_APART = "\n\n"

# The plain tag is British to espeak, which has no r in "car"; a show that means Britain says en-GB.
_STANDARD = {"en": "en-us"}

# Timbres that sound like a person, each as far as can be from those before it: in the root mean
# square of the differences of 13 cepstral coefficients in the middle of each phone.
TIMBRES = (
    "", "Alicia", "f4", "klatt2", "Marco", "Michael",
    "steph", "m8", "Andrea", "Denis", "f1", "david",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Words of a paragraph that one voice reads, one after another."""

    voice: str
    text: str  # with what it cannot read left out
    spans: tuple[Span, ...]  # of the words that it can
    indexes: tuple[int, ...]  # of these words in the paragraph

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.text[slice(*span)] for span in self.spans)


def readings(paragraph: SpokenParagraph, timbre: str) -> list[Reading]:
    """Return what of ``paragraph`` can be read; words in a language by the voice of that."""
    own, english = voice_of(paragraph.lang, timbre), voice_of("en", timbre)

    def speaker(word: Word) -> str:
        # Words in a language that espeak does not know are read as the paragraph's.
        voice = own if word.lang == paragraph.lang else voice_of(word.lang, timbre) or own
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
            found.append(Reading(run.voice, text, tuple(spans), tuple(indexes)))
    return found


def voice_of(lang: str, timbre: str) -> str:
    """Return the one voice of a language in ``timbre``; empty if espeak does not speak it."""
    own = _STANDARD.get(lang.lower()) or espeak_languages.base_voice(lang)
    return f"{own}+{timbre}" if own and timbre else own


def timbre_of(voice: str) -> str:
    """Return what makes ``voice`` another person; empty: nothing."""
    base, _, timbre = voice.partition("+")
    known = {listed.name for listed in listed_voices()}
    if (base and base.lower() not in known) or (
        timbre and timbre not in espeak_languages.timbres()
    ):
        raise no_such_voice(voice)
    return timbre


class Alone:
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
    events = utter(text, voice, RATE, in_ipa=True).events
    sounds = sounds_of(events)
    found: list[list[str]] = [[] for _ in words]
    for sound, owner in zip(sounds, words_apart(sounds, spans, events), strict=True):
        found[owner].append(sound.sign)
    return [tuple(own) for own in found]
