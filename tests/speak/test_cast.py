"""Who speaks with which machine voice."""

from hypothesis import given
from hypothesis import strategies as st

from izdat.model.episode import Voice
from izdat.speak import cast


class Engine:
    """As many voices as a test needs, in one language."""

    id = "choir 1"

    def __init__(self, count: int) -> None:
        self.names = tuple(f"v{index}" for index in range(count))

    def languages(self):
        return ("en",)

    def voices(self, lang):
        return self.names if lang == "en" else ()


def named(*ids: str) -> tuple[Voice, ...]:
    return tuple(Voice(speaker, speaker.title()) for speaker in ids)


def test_the_house_has_the_plainest_voice_and_nobody_else_has():
    chosen = dict(cast(named("mira", "boat"), Engine(8), "en"))
    assert chosen[""] == "v0"
    assert len(set(chosen.values())) == 3


def test_the_cast_is_the_same_in_any_order_and_on_any_machine():
    forwards = cast(named("mira", "boat", "host"), Engine(20), "en")
    assert cast(named("host", "boat", "mira"), Engine(20), "en") == forwards
    # Written down: another machine's or next year's cast must agree.
    assert forwards == (("", "v0"), ("boat", "v18"), ("host", "v12"), ("mira", "v10"))


@given(st.sets(st.text(min_size=1, max_size=5), min_size=1, max_size=12))
def test_nobody_shares_a_voice_while_there_are_enough(ids):
    chosen = cast(named(*ids), Engine(13), "en")
    assert len({voice for _, voice in chosen}) == len(chosen) == len(ids) + 1


@given(st.sets(st.text(min_size=1, max_size=5), min_size=2, max_size=40))
def test_with_more_speakers_than_voices_all_of_them_speak(ids):
    chosen = dict(cast(named(*ids), Engine(3), "en"))
    assert set(chosen) == {"", *ids}
    assert set(chosen.values()) <= {"v0", "v1", "v2"}


def test_a_voice_given_by_hand_wins_and_is_taken():
    voices = (Voice("mira", "Mira", engine_voice="v3"), *named("boat", "host"))
    chosen = dict(cast(voices, Engine(4), "en"))
    assert chosen["mira"] == "v3"
    assert sorted(chosen.values()) == ["v0", "v1", "v2", "v3"]


def test_another_speaker_changes_nobody_elses_voice_unless_they_collide():
    before = dict(cast(named("mira", "boat"), Engine(24), "en"))
    after = dict(cast(named("mira", "boat", "zoe"), Engine(24), "en"))
    assert {speaker: after[speaker] for speaker in before} == before


def test_a_language_that_the_engine_does_not_speak_has_no_cast():
    assert cast(named("mira"), Engine(4), "xx") == ()
