"""The sockets: what izdat brings, what others plug in, and how their failures are told."""

import importlib.metadata
import pickle
import sys
import types
from pathlib import Path

import pytest

from izdat.engines import aligner, engine, installed, phonetic_engine, registry
from izdat.model.alignment import Alignment, NotHeard, Phone, PhoneticSpeech
from izdat.model.engine import EngineFailure
from izdat.model.file import File
from izdat.model.missing import MissingEngine
from izdat.model.sound import Recording, Speech
from izdat.model.spoken import SpokenParagraph, SpokenSegment, Word
from izdat.model.time import WordTime
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


class Aligner:
    """An aligner that says what the segment's id asks of it."""

    id = "finder 1"

    def align(self, spoken, recording):
        one, two = WordTime(0.0, 0.5), WordTime(0.5, 1.0, 0.2)
        return {
            "good": Alignment((one, two)),
            "gap": Alignment((one, None), (NotHeard(1, 2, "absent"),)),
            "few": Alignment((one,)),
            "back": Alignment((two, one)),
            "sure": Alignment((one, WordTime(1.0, 2.0, 1.2))),
            "endless": Alignment((one, WordTime(1.0, float("nan")))),
            "far": Alignment((one, None), (NotHeard(1, 9, "absent"),)),
            "both": Alignment((one, two), failure="nothing was found"),
            "nonsense": spoken,
        }[spoken.segment]


def broken():
    raise OSError(SECRET)


@pytest.fixture(autouse=True)
def plugged(monkeypatch):
    module = types.ModuleType("izdat_plugged_in_test")
    module.Plugged, module.Phonetics, module.broken = Plugged, Phonetics, broken
    module.Aligner = Aligner
    monkeypatch.setitem(sys.modules, module.__name__, module)
    points = tuple(
        importlib.metadata.EntryPoint(name, f"{module.__name__}:{what}", registry.GROUP)
        for name, what in [
            ("speech.mine", "Plugged"),
            ("phonetic.mine", "Phonetics"),
            ("speech.torn", "broken"),
            ("speech.espeak", "Plugged"),
            ("nameless", "Plugged"),
            ("aligner.finder", "Aligner"),
            ("aligner.self", "Aligner"),
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
    assert phonetic_engine("espeak").id.endswith("phones 2")
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
    assert list(facts) == [
        "finder",
        "self",
        "mcadams",
        "whisper",
        "espeak",
        "mine",
        "piper",
        "torn",
    ]
    assert facts["self"].id.startswith("izdat ")
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


RECORDING = Recording(File(Path("pier.flac"), "0" * 64, 1), "pier")


@pytest.mark.parametrize("what", ["good", "gap"])
def test_a_plugged_aligner_is_asked_by_its_name(what):
    spoken = SpokenSegment(what, "en", (PARAGRAPH,))
    assert aligner("finder").id == "finder 1"
    assert aligner("finder").align(spoken, RECORDING).words[0] == WordTime(0.0, 0.5)


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("few", "1 words of 2"), ("back", "order"), ("sure", "order"), ("endless", "order"),
        ("far", "order"), ("both", "order"), ("nonsense", "alignment"), ("no such", "KeyError"),
    ],
)  # fmt: skip
def test_an_aligner_that_breaks_its_promise_is_a_failure(what, told):
    with pytest.raises(EngineFailure, match=rf"finder.*{told}") as caught:
        aligner("finder").align(SpokenSegment(what, "en", (PARAGRAPH,)), RECORDING)
    assert SECRET not in str(caught.value)


def test_nobody_takes_the_name_of_the_aligner_that_izdat_is():
    with pytest.raises(MissingEngine, match="did you mean “self”"):
        aligner("sefl")
    with pytest.raises(MissingEngine):
        aligner("self")
