"""The engine ``piper``: neural voices, as an extra (``pip install 'izdat[piper]'``).

A voice is a file ``<name>.onnx`` with ``<name>.onnx.json`` beside it, in the folder that
``IZDAT_PIPER_VOICES`` names, else in the user's own data folder. izdat never fetches one.

Piper says how long each phoneme lasts only for voices that were made to, and those phonemes are
of sentences, not of words: there are no exact times of words to be had, so none are given, and a
paragraph spoken by piper has its start and its end.
"""

import hashlib
import importlib.metadata
import json
import os
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from izdat.model.engine import EngineFailure
from izdat.model.missing import MissingEngine
from izdat.model.sound import Speech
from izdat.model.spoken import SpokenParagraph

VOICES_VARIABLE = "IZDAT_PIPER_VOICES"
INSTALL = "pip install 'izdat[piper]'"

_NORMAL_RATE = 165  # words a minute: about what a piper voice speaks at length_scale 1
_SAMPLE_RATE = 22050  # Hz, of silence only
_LONGEST_CONFIG = 4_000_000  # bytes of a voice's JSON


@dataclass(frozen=True, slots=True)
class _Model:
    name: str  # "en_GB-alba-medium"
    path: Path
    lang: str  # "en-GB"


class PiperEngine:
    """Piper with the voices of one folder. Implements ``model.engine.SpeechEngine``."""

    # No dataclass: a step's input counts by its fields if it is one, and by its ``id`` if not.
    __slots__ = ("_folder", "_version")

    def __init__(self, folder: Path, version: str) -> None:
        self._folder = folder
        self._version = version

    @property
    def id(self) -> str:
        return f"piper {self._version} {_digest(self._folder)[:16]}"

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted({model.lang for model in _models(self._folder)}))

    def voices(self, lang: str) -> tuple[str, ...]:
        """Names of models: of the very language first, then of its other regions."""
        wanted = lang.replace("_", "-").lower()
        primary = wanted.partition("-")[0]
        kin = [m for m in _models(self._folder) if m.lang.lower().partition("-")[0] == primary]
        return tuple(m.name for m in sorted(kin, key=lambda m: (m.lang.lower() != wanted, m.name)))

    def say(self, paragraph: SpokenParagraph, voice: str, rate: int) -> Speech:
        if not paragraph.words:
            return Speech(b"", _SAMPLE_RATE, ())
        known = self.voices(paragraph.lang)
        if not known:
            raise MissingEngine(
                f"Piper has no voice for “{paragraph.lang}”",
                f"put a voice's .onnx and .onnx.json into {VOICES_VARIABLE}",
            )
        name = voice if voice in known else known[0]
        path = next(model.path for model in _models(self._folder) if model.name == name)
        speaker = _loaded(path)
        # The extra is imported here, when it speaks: izdat must start without it.
        from piper import SynthesisConfig

        # No random noise: the same words sound the same.
        settings = SynthesisConfig(
            length_scale=_NORMAL_RATE / rate, noise_scale=0.0, noise_w_scale=0.0
        )
        # Double brackets would be taken for phonemes.
        text = paragraph.text.replace("[[", "[ [").replace("]]", "] ]")
        chunks = list(speaker.synthesize(text, syn_config=settings))
        rates = {chunk.sample_rate for chunk in chunks}
        if len(rates) > 1 or any(c.sample_channels != 1 or c.sample_width != 2 for c in chunks):
            raise EngineFailure("piper", "did not give one channel of 16 bits at one rate")
        pcm = b"".join(chunk.audio_int16_bytes for chunk in chunks)
        return Speech(pcm, rates.pop() if rates else _SAMPLE_RATE, ())


def piper() -> PiperEngine:
    """Return the engine. Raises ``MissingEngine`` without the package or without a voice."""
    try:
        import piper as package  # the extra: izdat must start without it
    except ImportError as error:
        raise MissingEngine("The engine “piper” is not installed", INSTALL) from error
    folder = voices_folder()
    if not _models(folder):
        raise MissingEngine(
            "The engine “piper” has no voices",
            f"put a voice's .onnx and .onnx.json into a folder and name it in {VOICES_VARIABLE}",
        )
    return PiperEngine(folder, _version_of(package))


def voices_folder() -> Path:
    """Return where voices are looked for; it need not exist."""
    named = os.environ.get(VOICES_VARIABLE)
    if named:
        return Path(named)
    if sys.platform == "win32":
        data = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        data = Path.home() / "Library" / "Application Support"
    else:
        data = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return data / "izdat" / "piper"


@cache
def _models(folder: Path) -> tuple[_Model, ...]:
    """Return the voices in ``folder`` that have both of their files, by name."""
    found = []
    for path in sorted(folder.glob("*.onnx")) if folder.is_dir() else ():
        lang = _language(path.with_name(path.name + ".json"))
        if lang:
            found.append(_Model(path.stem, path, lang))
    return tuple(found)


def _language(config: Path) -> str:
    """Return the BCP 47 tag in a voice's configuration; empty if it has none to read."""
    try:
        if config.stat().st_size > _LONGEST_CONFIG:
            return ""
        content = json.loads(config.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return ""
    language = content.get("language") if isinstance(content, dict) else None
    code = language.get("code") if isinstance(language, dict) else None
    if not isinstance(code, str):
        espeak = content.get("espeak") if isinstance(content, dict) else None
        code = espeak.get("voice") if isinstance(espeak, dict) else None
    return code.replace("_", "-") if isinstance(code, str) else ""


@cache
def _digest(folder: Path) -> str:
    """Return a digest of the voices in ``folder``: each model and its configuration."""
    whole = hashlib.sha256()
    for model in _models(folder):
        for path in (model.path, model.path.with_name(model.path.name + ".json")):
            with path.open("rb") as stream:
                whole.update(path.name.encode() + b"\0")
                whole.update(hashlib.file_digest(stream, "sha256").digest())
    return whole.hexdigest()


@cache
def _loaded(path: Path) -> Any:
    from piper import PiperVoice  # the extra: izdat must start without it

    return PiperVoice.load(path)


def _version_of(package: Any) -> str:
    try:
        return importlib.metadata.version("piper-tts")
    except importlib.metadata.PackageNotFoundError:
        return str(getattr(package, "__version__", "unknown"))
