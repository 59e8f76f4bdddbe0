"""piper: an extra; a fake keeps its protocol, the real one is asked where it is installed."""

import importlib.metadata
import json
import sys
import types
from dataclasses import dataclass

import pytest

from izdat.engines import piper as module
from izdat.engines.registry import Guarded
from izdat.model.engine import EngineFailure
from izdat.model.missing import MissingEngine
from izdat.model.spoken import SpokenParagraph, Word


@dataclass
class Chunk:
    sample_rate: int
    audio_int16_bytes: bytes
    sample_channels: int = 1
    sample_width: int = 2


@dataclass
class SynthesisConfig:
    length_scale: float
    noise_scale: float
    noise_w_scale: float


class PiperVoice:
    """Says a byte for each letter, sentence by sentence, at half the speed in twice the time."""

    loaded: list = []  # noqa: RUF012  # the test looks at it

    @classmethod
    def load(cls, path):
        cls.loaded.append(path.name)
        return cls()

    def synthesize(self, text, syn_config):
        assert syn_config.noise_scale == syn_config.noise_w_scale == 0
        for sentence in text.split(". "):
            length = round(len(sentence) * syn_config.length_scale)
            yield Chunk(48_000 if "loud" in sentence else 16_000, b"\1\0" * length)


@pytest.fixture
def voices(tmp_path, monkeypatch):
    fake = types.ModuleType("piper")
    fake.PiperVoice, fake.SynthesisConfig, fake.__version__ = PiperVoice, SynthesisConfig, "9.9"
    monkeypatch.setitem(sys.modules, "piper", fake)
    PiperVoice.loaded.clear()
    for name, config in {
        "en_GB-alba-medium": {"language": {"code": "en_GB"}},
        "en_US-amy-low": {"language": {"code": "en_US"}},
        "ar-kareem-low": {"espeak": {"voice": "ar"}},
        "torn": None,
    }.items():
        (tmp_path / f"{name}.onnx").write_bytes(name.encode())
        content = "{" if config is None else json.dumps(config)
        (tmp_path / f"{name}.onnx.json").write_text(content)
    (tmp_path / "alone.onnx").write_bytes(b"")
    monkeypatch.setenv(module.VOICES_VARIABLE, str(tmp_path))
    yield tmp_path
    module._loaded.cache_clear()


def paragraph(text="Bring rope. Bring boats", lang="en"):
    return SpokenParagraph(1, "", lang, text, (Word("Bring", 0, 5, lang),))


def test_voices_are_those_that_lie_in_the_folder_with_both_their_files(voices):
    engine = module.piper()
    assert engine.languages() == ("ar", "en-GB", "en-US")
    assert engine.voices("en-US") == ("en_US-amy-low", "en_GB-alba-medium")
    assert engine.voices("en") == ("en_GB-alba-medium", "en_US-amy-low")
    assert engine.voices("ru") == ()


def test_sentences_are_joined_and_no_time_of_a_word_is_invented(voices):
    speech = module.piper().say(paragraph(), "en_US-amy-low", 165)
    assert (len(speech.pcm), speech.rate, speech.words) == (2 * (10 + 11), 16_000, ())
    assert PiperVoice.loaded == ["en_US-amy-low.onnx"]


def test_the_rate_becomes_a_length(voices):
    assert len(module.piper().say(paragraph(), "", 330).pcm) == 2 * (5 + 6)


def test_brackets_are_no_phonemes(voices, monkeypatch):
    heard = []
    monkeypatch.setattr(
        PiperVoice, "synthesize", lambda self, text, syn_config: heard.append(text) or []
    )
    module.piper().say(paragraph("Bring [[rope]]"), "", 165)
    assert "[[" not in heard[0]


def test_sound_that_changes_its_rate_is_a_failure(voices):
    with pytest.raises(EngineFailure, match="one rate"):
        module.piper().say(paragraph("Quiet. loud"), "", 165)


def test_a_paragraph_without_a_word_is_silence(voices):
    assert module.piper().say(SpokenParagraph(1, "", "en", "", ()), "", 165).pcm == b""


def test_a_language_without_a_voice_is_missing(voices):
    with pytest.raises(MissingEngine, match="“ru”"):
        Guarded("piper", module.piper()).say(paragraph(lang="ru"), "", 165)


def test_the_id_follows_the_voices(voices):
    first = module.piper().id
    module._digest.cache_clear()
    (voices / "ar-kareem-low.onnx").write_bytes(b"another")
    second = module.piper().id
    module._digest.cache_clear()
    assert first != second


def test_without_the_package_the_line_to_install_it_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "piper", None)
    with pytest.raises(MissingEngine) as caught:
        module.piper()
    assert caught.value.remedy == "pip install 'izdat[piper]'"


def test_without_a_voice_it_says_where_to_put_one(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "piper", types.ModuleType("piper"))
    monkeypatch.setenv(module.VOICES_VARIABLE, str(tmp_path / "none"))
    with pytest.raises(MissingEngine, match=module.VOICES_VARIABLE):
        module.piper()


def test_the_real_package_has_the_names_that_are_used():
    try:
        importlib.metadata.version("piper-tts")
    except importlib.metadata.PackageNotFoundError:
        pytest.skip("piper-tts is not installed here")
    piper = pytest.importorskip("piper")
    assert callable(piper.PiperVoice.load)
    assert callable(piper.PiperVoice.synthesize)
    piper.SynthesisConfig(length_scale=1.0, noise_scale=0.0, noise_w_scale=0.0)
