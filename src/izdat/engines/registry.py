"""The engines that izdat brings and those that other packages plug in.

A package offers an engine with an entry point of the group ``izdat.engines`` whose name is the
socket and the engine with a dot between (``speech.mine``) and whose object, called without an
argument, returns it. Engines are imported only when they are asked for.
"""

import difflib
import importlib
import importlib.metadata
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from izdat import __version__
from izdat.model.alignment import Alignment, PhoneticSpeech, Pronunciations
from izdat.model.engine import (
    Aligner,
    EngineFailure,
    PhoneticEngine,
    SpeechEngine,
    VoiceDisguise,
)
from izdat.model.missing import Missing, MissingEngine
from izdat.model.sound import Recording, Speech
from izdat.model.spoken import SpokenParagraph, SpokenSegment

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GROUP = "izdat.engines"
ALIGNER = "aligner"
DISGUISE = "disguise"
PHONETIC = "phonetic"
SPEECH = "speech"

# What izdat is itself, and no engine: the chain calls it. Nobody else has its name.
_SELF = {(ALIGNER, "self")}


@dataclass(frozen=True, slots=True)
class EngineFacts:
    """What ``izdat engines`` says of an engine."""

    name: str
    socket: str
    is_installed: bool
    id: str  # name, version and data; "" if it is not installed
    install: str  # what to type to get it; "" if it is here


@dataclass(frozen=True, slots=True)
class _Own:
    """An engine that izdat brings."""

    module: str
    make: str
    install: str


_OWN = {
    (DISGUISE, "mcadams"): _Own("izdat.engines.mcadams", "McAdams", "pip install izdat"),
    (DISGUISE, "whisper"): _Own("izdat.engines.whisper", "Whisper", "pip install izdat"),
    (PHONETIC, "espeak"): _Own(
        "izdat.engines.espeak_phones", "EspeakPhonetics", "pip install izdat"
    ),
    (SPEECH, "espeak"): _Own("izdat.engines.espeak", "EspeakEngine", "pip install izdat"),
    (SPEECH, "piper"): _Own("izdat.engines.piper", "piper", "pip install 'izdat[piper]'"),
}


def engine(socket: str, name: str) -> SpeechEngine:
    """Return the engine ``name`` of ``socket`` (``"speech"``; the others have their own functions).

    It is the same object each time, can be pickled, and what it throws is an ``EngineFailure``.
    Raises ``MissingEngine`` if there is none of that name, or if it lacks what it needs.
    """
    return Guarded(name, _made(socket, name))


def phonetic_engine(name: str) -> PhoneticEngine:
    """Return the engine ``name`` of the socket ``"phonetic"``, as ``engine`` does."""
    return GuardedPhonetics(name, _made(PHONETIC, name))


def aligner(name: str) -> Aligner:
    """Return the aligner ``name`` that another package plugged in, as ``engine`` does."""
    return GuardedAligner(name, _made(ALIGNER, name))


def voice_disguise(name: str) -> VoiceDisguise:
    """Return the engine ``name`` of the socket ``"disguise"``, as ``engine`` does."""
    return GuardedDisguise(name, _made(DISGUISE, name))


def installed() -> tuple[EngineFacts, ...]:
    """Return every engine that is known, by socket and name, whether it is installed or not."""
    return tuple(_facts(socket, name) for socket, name in _known())


def _known() -> list[tuple[str, str]]:
    return sorted({*_OWN, *_SELF, *_plugged()})


def _facts(socket: str, name: str) -> EngineFacts:
    if (socket, name) in _SELF:
        return EngineFacts(name, socket, True, f"izdat {__version__}", "")
    own = _OWN.get((socket, name))
    install = own.install if own else ""
    try:
        return EngineFacts(name, socket, True, Guard(name, _made(socket, name)).id, "")
    except Missing as missing:
        return EngineFacts(name, socket, False, "", missing.remedy)
    except EngineFailure:
        return EngineFacts(name, socket, False, "", install)


class Guard:
    """An engine whose failures say whose they are.

    What a plug-in throws may hold the text it was given; only the kind of it is told.
    """

    # No dataclass: a step's input counts by its fields if it is one, and by its ``id`` if not.
    __slots__ = ("inner", "name")

    def __init__(self, name: str, inner: Any) -> None:
        self.name = name
        self.inner = inner

    @property
    def id(self) -> str:
        return str(self._ask(lambda: self.inner.id))

    def _ask(self, question: Callable[[], Any]) -> Any:
        try:
            return question()
        except (Missing, EngineFailure):
            raise
        except Exception as error:  # the socket's one wrap: a plug-in may throw anything
            raise EngineFailure(self.name, f"failed ({type(error).__name__})") from error


class Guarded(Guard):
    """A guarded ``SpeechEngine``."""

    __slots__ = ()

    def languages(self) -> tuple[str, ...]:
        return tuple(self._ask(lambda: self.inner.languages()))

    def voices(self, lang: str) -> tuple[str, ...]:
        return tuple(self._ask(lambda: self.inner.voices(lang)))

    def say(self, paragraph: SpokenParagraph, voice: str, rate: int) -> Speech:
        speech = self._ask(lambda: self.inner.say(paragraph, voice, rate))
        if not isinstance(speech, Speech):
            raise EngineFailure(self.name, "did not return speech")
        if speech.words and len(speech.words) != len(paragraph.words):
            raise EngineFailure(
                self.name,
                f"gave times for {len(speech.words)} words of {len(paragraph.words)}",
            )
        return speech


class GuardedPhonetics(Guard):
    """A guarded ``PhoneticEngine``."""

    __slots__ = ()

    def voices(self, lang: str) -> tuple[str, ...]:
        return tuple(self._ask(lambda: self.inner.voices(lang)))

    def pronounce(self, paragraphs: tuple[SpokenParagraph, ...]) -> tuple[Pronunciations, ...]:
        said = tuple(self._ask(lambda: tuple(self.inner.pronounce(paragraphs))))
        words = sum(len(paragraph.words) for paragraph in paragraphs)
        if len(said) != words:
            raise EngineFailure(self.name, f"read {len(said)} words of {words}")
        return said

    def say_phones(self, paragraph: SpokenParagraph, voice: str, rate: int) -> PhoneticSpeech:
        speech = self._ask(lambda: self.inner.say_phones(paragraph, voice, rate))
        if not isinstance(speech, PhoneticSpeech):
            raise EngineFailure(self.name, "did not return speech")
        words = len(paragraph.words)
        if any(not 0 <= phone.word < words for phone in speech.phones):
            raise EngineFailure(self.name, f"said phones of other words than the {words}")
        return speech


class GuardedAligner(Guard):
    """A guarded ``Aligner``."""

    __slots__ = ()

    def align(self, spoken: SpokenSegment, recording: Recording) -> Alignment:
        found = self._ask(lambda: self.inner.align(spoken, recording))
        if not isinstance(found, Alignment):
            raise EngineFailure(self.name, "did not return an alignment")
        count = sum(len(paragraph.words) for paragraph in spoken.paragraphs)
        if len(found.words) != count:
            raise EngineFailure(self.name, f"told of {len(found.words)} words of {count}")
        if not _is_sound(found):
            raise EngineFailure(self.name, "gave times that are not in order")
        return found


class GuardedDisguise(Guard):
    """A guarded ``VoiceDisguise``."""

    __slots__ = ()

    def disguise(
        self, samples: "NDArray[np.float32]", rate: int, draw: int
    ) -> "NDArray[np.float32]":
        import numpy as np  # most builds ask no engine for samples

        changed = self._ask(lambda: self.inner.disguise(samples, rate, draw))
        if not isinstance(changed, np.ndarray) or changed.shape != samples.shape:
            raise EngineFailure(self.name, "did not return as many samples as it was given")
        if changed.dtype != np.float32 or not np.isfinite(changed).all():
            raise EngineFailure(self.name, "returned what is no sound")
        # Silence is the same disguised.
        if samples.any() and np.array_equal(changed, samples):
            raise EngineFailure(self.name, "returned the voice as it was")
        return changed


def _is_sound(found: Alignment) -> bool:
    """Say whether the times of an alignment are what ``Alignment`` promises."""
    latest = 0.0
    for word in found.words:
        if word is None:
            continue
        if not (latest <= word.start <= word.end < math.inf and 0 <= word.confidence <= 1):
            return False
        latest = word.start
    runs = all(0 <= run.first < run.last <= len(found.words) for run in found.not_heard)
    stretches = all(0 <= each.start <= each.end < math.inf for each in found.not_written)
    return runs and stretches and not (found.failure and any(found.words))


@cache
def _plugged() -> dict[tuple[str, str], importlib.metadata.EntryPoint]:
    """Entry points of other packages by socket and name, the first by package's order."""
    found: dict[tuple[str, str], importlib.metadata.EntryPoint] = {}
    for point in importlib.metadata.entry_points(group=GROUP):
        socket, _, name = point.name.partition(".")
        if name and (socket, name) not in _SELF:
            found.setdefault((socket, name), point)
    return found


@cache
def _made(socket: str, name: str) -> Any:
    own = _OWN.get((socket, name))
    if own:
        try:
            return getattr(importlib.import_module(own.module), own.make)()
        except ImportError as error:
            raise MissingEngine(f"The engine “{name}” is not installed", own.install) from error
    point = _plugged().get((socket, name))
    if point is None:
        names = [known for known_socket, known in _known() if known_socket == socket]
        near = difflib.get_close_matches(name, names, n=1)
        remedy = f"did you mean “{near[0]}”?" if near else f"there are: {', '.join(names)}"
        raise MissingEngine(f"No {socket} engine is called “{name}”", remedy)
    try:
        return point.load()()
    except Missing:
        raise
    except Exception as error:  # the socket's one wrap: a plug-in may throw anything
        raise EngineFailure(name, f"cannot be loaded ({type(error).__name__})") from error
