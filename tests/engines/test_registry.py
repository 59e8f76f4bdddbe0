"""The sockets: what izdat brings, what others plug in, and how their failures are told."""

import importlib.metadata
import pickle
import sys
import types

import pytest

from izdat.engines import engine, installed, phonetic_engine, registry
from izdat.model.alignment import Phone, PhoneticSpeech
from izdat.model.engine import EngineFailure
from izdat.model.missing import MissingEngine
from izdat.model.sound import Speech
from izdat.model.spoken import SpokenParagraph, Word
from izdat.run.digesting import digest

SECRET = "the name that must not be told"
PARAGRAPH = SpokenParagraph(1, "", "en", SECRET, (Word("the", 0, 3, "en"), Word("n", 4, 5, "en")))


class Plugged:
    """A plug-in that keeps the protocol, and fails as it is told."""

    id = "mine 1"

    def languages(self):
        return ("en",)

    def voices(self, lang):
        return ("plain",)

    def say(self, paragraph, voice, rate):
        if voice == "broken":
            raise ValueError(paragraph.text)
        if voice == "short":
            return Speech(b"", 8000, ((0.0, 1.0),))
        if voice == "nonsense":
            return paragraph.text
        return Speech(b"\0\0", 8000, ())


class Phonetics:
    """A plug-in of the other socket, the same way."""

    id = "mine 1"

    def voices(self, lang):
        return ("plain",)

    def pronounce(self, paragraphs):
        return [(("ð", "ə"),)] * (2 if len(paragraphs) == 1 else 1)

    def say_phones(self, paragraph, voice, rate):
        if voice == "broken":
            raise ValueError(paragraph.text)
        if voice == "nonsense":
            return paragraph.text
        word = 2 if voice == "astray" else 0
        return PhoneticSpeech(b"\0\0", 8000, (Phone("ð", word, 0.0, 0.1),))


def broken():
    raise OSError(SECRET)


@pytest.fixture(autouse=True)
def plugged(monkeypatch):
    module = types.ModuleType("izdat_plugged_in_test")
    module.Plugged, module.Phonetics, module.broken = Plugged, Phonetics, broken
    monkeypatch.setitem(sys.modules, module.__name__, module)
    points = tuple(
        importlib.metadata.EntryPoint(name, f"{module.__name__}:{what}", registry.GROUP)
        for name, what in [
            ("speech.mine", "Plugged"),
            ("phonetic.mine", "Phonetics"),
            ("speech.torn", "broken"),
            ("speech.espeak", "Plugged"),
            ("nameless", "Plugged"),
        ]
    )
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda group: points)
    registry._plugged.cache_clear()
    registry._made.cache_clear()
    yield
    registry._plugged.cache_clear()
    registry._made.cache_clear()


def test_izdats_own_engine_is_there_and_nobody_takes_its_name():
    assert engine("speech", "espeak").id.startswith("espeak 1.")


def test_another_packages_engine_is_found_by_its_name():
    mine = engine("speech", "mine")
    assert (mine.id, mine.languages(), mine.voices("en")) == ("mine 1", ("en",), ("plain",))
    assert mine.say(PARAGRAPH, "plain", 165).rate == 8000


@pytest.mark.parametrize(
    ("voice", "what"), [("broken", "ValueError"), ("short", "1 words of 2"), ("nonsense", "speech")]
)
def test_a_failure_names_the_engine_and_tells_nothing_of_the_text(voice, what):
    with pytest.raises(EngineFailure, match=what) as caught:
        engine("speech", "mine").say(PARAGRAPH, voice, 165)
    assert "mine" in str(caught.value)
    assert SECRET not in str(caught.value)


def test_phonetics_have_a_socket_of_their_own():
    assert phonetic_engine("espeak").id.endswith("phones 1")
    mine = phonetic_engine("mine")
    assert (mine.id, mine.voices("en")) == ("mine 1", ("plain",))
    assert mine.pronounce((PARAGRAPH,)) == ((("ð", "ə"),),) * 2
    assert mine.say_phones(PARAGRAPH, "plain", 165).rate == 8000
    with pytest.raises(MissingEngine, match="No phonetic engine is called “torn”"):
        phonetic_engine("torn")
    assert pickle.loads(pickle.dumps(phonetic_engine("espeak"))).id == phonetic_engine("espeak").id


@pytest.mark.parametrize(
    ("voice", "what"),
    [("broken", "ValueError"), ("nonsense", "speech"), ("astray", "other words than the 2")],
)
def test_a_failure_of_phonetics_is_told_the_same_way(voice, what):
    with pytest.raises(EngineFailure, match=what) as caught:
        phonetic_engine("mine").say_phones(PARAGRAPH, voice, 165)
    assert SECRET not in str(caught.value)


def test_phonetics_must_read_every_word():
    with pytest.raises(EngineFailure, match="read 1 words of 4"):
        phonetic_engine("mine").pronounce((PARAGRAPH, PARAGRAPH))


def test_an_engine_that_cannot_be_loaded_is_a_failure():
    with pytest.raises(EngineFailure, match=r"torn.*OSError") as caught:
        engine("speech", "torn")
    assert SECRET not in str(caught.value)


def test_an_unknown_engine_is_missing_with_a_word_of_help():
    with pytest.raises(MissingEngine, match="did you mean “espeak”"):
        engine("speech", "espek")
    with pytest.raises(MissingEngine, match="there are: espeak, mine"):
        engine("speech", "zzz")


def test_every_engine_is_listed_whether_it_is_installed_or_not(monkeypatch, tmp_path):
    monkeypatch.setenv("IZDAT_PIPER_VOICES", str(tmp_path))
    facts = {fact.name: fact for fact in installed()}
    assert list(facts) == ["espeak", "mine", "piper", "torn"]
    assert facts["espeak"].is_installed
    assert facts["espeak"].id
    assert not facts["espeak"].install
    assert not facts["piper"].is_installed
    assert facts["piper"].install
    assert not facts["torn"].is_installed
    sockets = {(fact.socket, fact.name) for fact in installed()}
    assert {("phonetic", "espeak"), ("speech", "espeak")} <= sockets


def test_a_step_knows_an_engine_by_its_id_alone():
    mine = engine("speech", "mine")
    assert digest(mine) == digest(registry.Guarded("other name", Plugged()))
    assert digest(mine) != digest(engine("speech", "espeak"))


def test_an_engine_can_be_sent_to_another_process():
    espeak = engine("speech", "espeak")
    assert pickle.loads(pickle.dumps(espeak)).id == espeak.id
