"""The engine ``espeak``: a paragraph → its sound and the exact time of each word.

The library and the data of more than a hundred languages come in the wheel ``espeakng-loader``.
Text is handed over as plain text, never as SSML: nothing in it can be a command. Words of another
language are said by that language's voice in the same timbre.
"""

import base64
import hashlib
import importlib.metadata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import espeakng_loader

from izdat.engines import espeak_languages
from izdat.engines.espeak_library import PHONEME, no_such_voice, utter, version
from izdat.engines.espeak_text import is_one_number, open_ended, runs
from izdat.engines.espeak_words import Span, first_events, word_samples
from izdat.model.engine import EngineFailure
from izdat.model.sound import Speech
from izdat.model.spoken import SpokenParagraph, Word

SAMPLE_RATE = 22050  # Hz, of every espeak-ng voice that needs no other program
BETWEEN_LANGUAGES = 0.06  # seconds: about what a speaker takes to change over
_ROUNDS = 3  # a paragraph is said at most so many times until its words stand apart
_NO_BREAK_SPACE = "\u00a0"  # two words with it between are not said as one ("of the")


class EspeakEngine:
    """espeak-ng from the wheel. Implements ``model.engine.SpeechEngine``; holds no state."""

    # No dataclass: a step's input counts by its fields if it is one, and by its ``id`` if not.
    __slots__ = ()

    @property
    def id(self) -> str:
        return _id()

    def languages(self) -> tuple[str, ...]:
        return espeak_languages.languages()

    def voices(self, lang: str) -> tuple[str, ...]:
        own = espeak_languages.base_voice(lang)
        if not own:
            return ()
        return tuple(f"{own}+{v}" if v else own for v in espeak_languages.VARIANTS)

    def say(self, paragraph: SpokenParagraph, voice: str, rate: int) -> Speech:
        if not paragraph.words:
            return Speech(b"", SAMPLE_RATE, ())
        own = espeak_languages.voice_for(paragraph.lang, voice)
        if not own:
            raise EngineFailure("espeak", f"does not speak the language “{paragraph.lang}”")
        timbre = own.partition("+")[2]
        if timbre and timbre not in espeak_languages.timbres():
            raise no_such_voice(voice)
        sound = bytearray()
        times: list[tuple[float, float]] = []

        def speaker(word: Word) -> str:
            if word.lang == paragraph.lang:
                return own
            # Words in a language that espeak does not know are read as the paragraph's.
            return espeak_languages.voice_for(word.lang, own) or own

        for run in runs(paragraph, speaker):
            if sound:
                sound.extend(bytes(2 * round(BETWEEN_LANGUAGES * SAMPLE_RATE)))
            before = len(sound) // 2
            pcm, heard = _say(run.text, run.spans, run.voice, rate)
            times.extend(
                ((before + start) / SAMPLE_RATE, (before + end) / SAMPLE_RATE)
                for start, end in heard
            )
            sound.extend(pcm)
        return Speech(bytes(sound), SAMPLE_RATE, tuple(times))


def _say(text: str, spans: Sequence[Span], voice: str, rate: int) -> tuple[bytes, list[Span]]:
    """Return the sound of ``text`` and the samples of its words.

    Where two words are said as one, it is said again with them apart; where that does not help
    (a Korean word that leans on the one before), the sound is made in two pieces.
    """
    apart: set[int] = set()
    for _ in range(_ROUNDS):
        spoken, moved = _with_words_apart(text, spans, apart)
        utterance = utter(spoken, voice, rate)
        found = first_events(moved, utterance.events)
        merged = {i for i, samples in enumerate(found) if i and not samples}
        # "10 000" must stay one number.
        merged -= {i for i in merged if is_one_number(text, spans[i - 1], spans[i])}
        if merged <= apart:
            break
        apart |= merged
    cuts = [i for i in sorted(merged) if _is_said(text[slice(*spans[i])], voice, rate)]
    if not cuts:
        return utterance.pcm, word_samples(moved, utterance)
    sound = bytearray()
    heard: list[Span] = []
    for first, last in pairwise([0, *cuts, len(spans)]):
        begin = spans[first][0] if first else 0
        piece = text[begin : spans[last][0] if last < len(spans) else len(text)]
        own = [(start - begin, end - begin) for start, end in spans[first:last]]
        pcm, samples = _say(open_ended(piece) if last < len(spans) else piece, own, voice, rate)
        before = len(sound) // 2
        heard += [(before + start, before + end) for start, end in samples]
        sound += pcm
    return bytes(sound), heard


@lru_cache(maxsize=4096)
def _is_said(word: str, voice: str, rate: int) -> bool:
    """Say whether anything is heard of a word that stands alone."""
    return any(
        event.kind == PHONEME and event.phoneme[:1] not in ("", "_")
        for event in utter(word, voice, rate).events
    )


def _with_words_apart(text: str, spans: Sequence[Span], apart: set[int]) -> tuple[str, list[Span]]:
    """Return ``text`` with a no-break space before each word of ``apart``, and the new spans."""
    pieces: list[str] = []
    moved: list[Span] = []
    done = added = 0
    for index, (start, end) in enumerate(spans):
        if index in apart:
            keep = start - 1 if text[start - 1 : start] == " " else start
            pieces += [text[done:keep], _NO_BREAK_SPACE]
            added += keep - start + 1
            done = start
        moved.append((start + added, end + added))
    pieces.append(text[done:])
    return "".join(pieces), moved


@cache
def _id() -> str:
    """Name, version of the library, and what tells this library and data from another's."""
    return f"espeak {version()} {_digest()[:16]}"


def _digest() -> str:
    """Return a digest of the library and its data.

    From the list of digests that the wheel was installed with, where every size still agrees
    (reading 18 MB would cost each build a tenth of a second); else of the files themselves.
    """
    folder = Path(espeakng_loader.get_data_path()).parent
    listed = _recorded(folder)
    if not listed:
        files = [Path(espeakng_loader.get_library_path())]
        files += [p for p in Path(espeakng_loader.get_data_path()).rglob("*") if p.is_file()]
        listed = {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in files
        }
    lines = "".join(f"{name} {digest}\n" for name, digest in sorted(listed.items()))
    return hashlib.sha256(lines.encode()).hexdigest()


def _recorded(folder: Path) -> dict[str, str]:
    """SHA-256 by name of what was installed, the library once; empty if it cannot be relied on."""
    try:
        files = importlib.metadata.files("espeakng-loader") or []
    except importlib.metadata.PackageNotFoundError:
        return {}
    library = Path(espeakng_loader.get_library_path()).name
    recorded = {}
    for file in files:
        name = file.as_posix().removeprefix(f"{folder.name}/")
        if name != library and not name.startswith("espeak-ng-data/"):
            continue
        path = folder / name
        if not file.hash or not path.is_file() or path.stat().st_size != file.size:
            return {}
        padded = file.hash.value + "=" * (-len(file.hash.value) % 4)
        recorded[name] = base64.urlsafe_b64decode(padded).hex()
    return recorded if library in recorded else {}
