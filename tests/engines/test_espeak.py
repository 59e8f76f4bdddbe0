"""espeak: each word at its exact time, in many scripts, and the same every time."""

import array
import ctypes
import hashlib
import pickle
import re
import subprocess
import sys
import threading

import espeakng_loader
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.engines import espeak, espeak_library
from izdat.engines.espeak import EspeakEngine
from izdat.engines.espeak_languages import base_voice, canonical, timbres, voice_for
from izdat.engines.espeak_library import PHONEME, WORD, Event, Utterance
from izdat.engines.espeak_phones import EspeakPhonetics
from izdat.engines.espeak_words import word_samples
from izdat.model.engine import EngineFailure
from izdat.model.spoken import SpokenParagraph, Word
from izdat.text.words import find_words

ENGINE = EspeakEngine()
QUIET = 60  # of 32,767: what espeak leaves of a sound inside a pause is less


def paragraph(text: str, lang: str = "en", foreign: dict[str, str] | None = None):
    words = tuple(
        Word(text[a:b], a, b, (foreign or {}).get(text[a:b], lang)) for a, b in find_words(text)
    )
    return SpokenParagraph(1, "", lang, text, words)


def say(text, lang="en", voice="", foreign=None, rate=165):
    return ENGINE.say(paragraph(text, lang, foreign), voice, rate)


def loudest(speech, start, end):
    samples = array.array("h", speech.pcm)[round(start * speech.rate) : round(end * speech.rate)]
    return max(map(abs, samples), default=0)


def hold(paragraph, speech):
    """What must be true of every speech."""
    duration = len(speech.pcm) / 2 / speech.rate
    assert len(speech.words) == len(paragraph.words)
    edges = [time for word in speech.words for time in word]
    assert edges == sorted(edges)
    assert all(0 <= time <= duration for time in edges)
    # Nothing is heard before the first word, between two words or after the last.
    silences = [0.0, *edges, duration]
    for end, start in zip(silences[::2], silences[1::2], strict=True):
        if start - end > 0.1:
            assert loudest(speech, end + 0.03, start - 0.005) < QUIET


TEXTS = {
    "en": "In 10,000 of the cases, Dr. Vale paid €5 on 2031-04-07 — do not wait! The well-known "
    "water-board's pump, e.g. No. 3, ran at 12:30. (“They” said 50%.)",
    "fr": "L’eau monta de 10 000 litres, le 3 avril à 12h30 ; aujourd’hui, c’est fini.",
    "de": "Am 1. April 1987 standen z. B. 3.500 Häuser im Wasser; Hochwasserschutzverordnung!",
    "es": "¿Cuántas personas cruzaron? Unas 340, según el registro del día 5.",
    "pt-BR": "A água levou 1.200 refeições, não é? Sim: R$ 5 cada.",
    "ru": "В 1987 году 10 000 человек стояли в воде, и т. д. НАТО ждало.",
    "ar": "حين كسر نهر فيسنا جداره، أبقى أهل أوستروفا ١٢٣ شخصًا طافين.",
    "he": "הנהר שבר את החומה, וב-1987 באו 340 סירות.",
    "fa": "رودخانه دیوار را شکست؛ می‌گویند ۳۴۰ نفر آمدند.",
    "el": "Το ποτάμι έσπασε τον τοίχο στις 3 Απριλίου.",
    "hi": "नदी ने दीवार तोड़ी, और 500 लोग नाव में थे।",
    "bn": "নদী দেয়াল ভেঙে দিল, ১২০ জন নৌকায়।",
    "ta": "ஆறு சுவரை உடைத்தது, 40 பேர் வந்தனர்.",
    "zh": "当河水决堤时，奥斯特罗瓦的100人互相帮助。",
    "ja": "川が堤防を壊したとき、人々は助け合った。",
    "ko": "강이 둑을 무너뜨렸을 때, 사람들 340명이 서로를 도왔다.",
    "ka": "მდინარემ კედელი გაანგრია, 340 კაცი მოვიდა.",
    "hy": "Գետը կոտրեց պատը, և 340 մարդ եկավ։",
    "th": "แม่น้ำพังกำแพง คนมา 340 คน",
    "am": "ወንዙ ግድግዳውን ሰበረ፣ 340 ሰዎች መጡ።",
    "tr": "Nehir duvarı yıktı; 3 Nisan'da 340 kişi geldi.",
    "vi": "Dòng sông phá vỡ bức tường, 340 người đã đến.",
    "uk": "Річка прорвала стіну, і 340 людей прийшли.",
}


@pytest.mark.parametrize("lang", TEXTS)
def test_every_word_has_its_own_time(lang):
    said = paragraph(TEXTS[lang], lang)
    assert len(said.words) >= 4
    speech = ENGINE.say(said, "", 165)
    hold(said, speech)
    assert all(end > start for start, end in speech.words)


def test_sound_begins_at_a_word_after_a_pause_and_ends_before_it():
    speech = say("The water rose. Nobody came. We waited.")
    starts = {3: speech.words[3], 5: speech.words[5]}
    for index, (start, _) in starts.items():
        before = speech.words[index - 1][1]
        assert start - before > 0.15
        assert loudest(speech, before + 0.03, start - 0.005) < QUIET
        assert loudest(speech, start, start + 0.08) > 1000
        assert loudest(speech, before - 0.06, before) > 1000


AFTER_NASALS = {
    "en": "Ten men ran on in all. An hour on our own, even in an open lane.",
    "de": "Am Ufer wollen um acht alle an einem Haus an.",
    "ru": "Он видит их, нём он мог, им отдал он огонь.",
    "hi": "हम आज कल उस नाव में आकर इन घरों में ठहरे।",
}


@pytest.mark.parametrize("lang", AFTER_NASALS)
@pytest.mark.parametrize("timbre", ["", "+f3"])
def test_a_vowel_begins_a_word_when_the_nasal_before_it_has_ended(lang, timbre):
    phonetics = EspeakPhonetics()
    said = paragraph(AFTER_NASALS[lang], lang)
    voice = phonetics.voices(lang)[0].partition("+")[0] + timbre
    speech, heard = ENGINE.say(said, voice, 165), phonetics.say_phones(said, voice, 165)
    assert speech.pcm == heard.pcm
    first = {phone.word: phone for phone in reversed(heard.phones)}
    last = {phone.word: phone for phone in heard.phones}
    compared = 0
    for index, (start, end) in enumerate(speech.words[:-1]):
        before, after = last[index], first[index + 1]
        assert end <= speech.words[index + 1][0]
        if before.sign[0] in "nmlɾɹɭ" and after.sign[0] in "aeiouɐɑɔəɛɪʊ":
            assert speech.words[index + 1][0] == pytest.approx(after.start, abs=1e-4)
            assert end - start > 0.02
            compared += 1
    assert compared >= 3


def test_a_stop_is_closed_within_its_own_word():
    events = [(WORD, 0, 0, ""), (PHONEME, 0, 0, "'a"), (WORD, 2, 500, ""), (PHONEME, 2, 900, "k")]
    assert samples_of_words("a k", events, 1200) == [(0, 500), (500, 1200)]


def test_a_word_of_which_nothing_is_heard_takes_no_sound_from_its_neighbours():
    events = [(WORD, 0, 0, ""), (PHONEME, 0, 0, "n"), (WORD, 4, 400, ""), (PHONEME, 4, 900, ",0")]
    assert samples_of_words("n [ on", events, 1200) == [(0, 900), (900, 900), (900, 1200)]


@pytest.mark.parametrize("phoneme", ["a", "'E", ",0", "@-", "'?&", "8", "'n", "r-"])
def test_what_is_the_middle_of_a_syllable_starts_its_word_itself(phoneme):
    events = [
        (WORD, 0, 0, ""),
        (PHONEME, 0, 0, "n"),
        (WORD, 2, 400, ""),
        (PHONEME, 2, 900, phoneme),
    ]
    assert samples_of_words("n x", events, 1200) == [(0, 900), (900, 1200)]


def samples_of_words(text, events, total):
    """The samples of the words between spaces, of an utterance that is made up."""
    spans = [(word.start(), word.end()) for word in re.finditer(r"\S+", text)]
    utterance = Utterance(bytes(2 * total), 22050, tuple(Event(*event) for event in events))
    return word_samples(spans, utterance)


def test_words_that_the_engine_would_say_as_one_are_said_apart():
    speech = say("one of the boats")
    gaps = [end - start for start, end in speech.words]
    assert min(gaps) > 0.06


def test_a_number_in_two_words_stays_one_number():
    apart = paragraph("10 000", "fr")
    words = (Word("10", 0, 2, "fr"), Word("000", 3, 6, "fr"))
    speech = ENGINE.say(SpokenParagraph(1, "", "fr", apart.text, words), "", 165)
    whole = say("dix mille", "fr")
    assert abs(len(speech.pcm) - len(whole.pcm)) < 2 * speech.rate * 0.1
    assert speech.words[0][1] <= speech.words[1][0] < speech.words[1][1]


def test_a_sign_that_is_not_said_has_no_length():
    text = "rope [ boats"
    words = tuple(Word(w, text.index(w), text.index(w) + len(w), "en") for w in text.split())
    speech = ENGINE.say(SpokenParagraph(1, "", "en", text, words), "", 165)
    assert len(speech.words) == 3
    assert speech.words[1][0] == speech.words[1][1]
    assert speech.words[0][1] <= speech.words[1][0] <= speech.words[2][0]


def test_foreign_words_are_spoken_in_their_language():
    text = "They called it la marche des canards, the march."
    french = dict.fromkeys(("la", "marche", "des", "canards"), "fr")
    said = paragraph(text, "en", french)
    speech = ENGINE.say(said, "en+f3", 165)
    hold(said, speech)
    first, last = round(speech.words[3][0] * 22050) * 2, round(speech.words[6][1] * 22050) * 2
    alone = say("la marche des canards,", "fr", "fr+f3")
    assert speech.pcm[first:last] == alone.pcm[: last - first]
    assert speech.pcm != say(text, voice="en+f3").pcm


def test_foreign_words_of_a_language_nobody_speaks_are_read_as_the_rest():
    text = "They called it qapla now."
    assert say(text, foreign={"qapla": "zxx"}).pcm == say(text).pcm


def test_the_same_words_are_the_same_bytes_whatever_was_said_before():
    first = say("The lamp hung on the crane.")
    say("أبقى أهل أوستروفا", "ar", "ar+m3", rate=300)
    say("Hello", voice="en+whisper")
    assert say("The lamp hung on the crane.") == first


def test_a_voices_breath_is_drawn_from_our_seed_and_not_from_the_clock(monkeypatch):
    for voice in ("en+f2", "en+whisper", "en+klatt4"):
        first = espeak_library.utter("Bring rope and boats", voice, 165)
        assert espeak_library.utter("Bring rope and boats", voice, 165) == first
    breath = espeak_library.utter("Bring rope and boats", "en+f2", 165)
    monkeypatch.setattr(espeak_library, "_SEED", 2)
    assert espeak_library.utter("Bring rope and boats", "en+f2", 165) != breath


def test_another_process_says_the_same_bytes():
    code = (
        "import hashlib\nfrom izdat.engines.espeak import EspeakEngine\n"
        "from izdat.model.spoken import SpokenParagraph, Word\n"
        "p = SpokenParagraph(1, '', 'en', 'Bring rope', (Word('Bring', 0, 5, 'en'), "
        "Word('rope', 6, 10, 'en')))\n"
        "print(hashlib.sha256(EspeakEngine().say(p, 'en+f2', 165).pcm).hexdigest())"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"LC_ALL": "C", "TZ": "Asia/Tokyo", "ESPEAK_DATA_PATH": "/nowhere"},
    )  # fmt: skip
    assert answer.stdout.strip() == hashlib.sha256(say("Bring rope", voice="en+f2").pcm).hexdigest()
    assert answer.stderr == ""


def test_a_library_that_something_else_has_loaded_does_no_harm():
    first = say("The lamp hung on the crane.")
    other = ctypes.CDLL(espeakng_loader.get_library_path())
    data = espeakng_loader.get_data_path().encode()
    assert other.espeak_Initialize(2, 60, data, 0x8000) > 0
    try:
        assert say("The lamp hung on the crane.") == first
    finally:
        other.espeak_Terminate()


def test_threads_take_turns():
    texts = ["The lamp hung on the crane.", "Bring rope and boats.", "Nobody came."]
    alone = [say(text) for text in texts]
    found = [None] * 3

    def work(index):
        for _ in range(5):
            found[index] = say(texts[index])

    threads = [threading.Thread(target=work, args=(index,)) for index in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == alone


def test_data_in_a_deep_folder_is_read(tmp_path, monkeypatch):
    first = say("Bring rope")
    deep = tmp_path
    while len(str(deep)) < 300:
        deep = deep / ("d" * 60)
    deep.mkdir(parents=True)
    (deep / "espeak-ng-data").symlink_to(espeakng_loader.get_data_path())
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(deep / "espeak-ng-data"))
    assert say("Bring rope") == first


def test_missing_data_is_a_failure_and_not_the_end_of_the_process(tmp_path, monkeypatch):
    monkeypatch.setattr(espeakng_loader, "get_data_path", lambda: str(tmp_path))
    with pytest.raises(EngineFailure, match="espeak"):
        espeak_library.utter("Bring rope", "en", 165)


def test_a_paragraph_without_a_word_is_silence_of_no_length():
    speech = say("…")
    assert (speech.pcm, speech.words) == (b"", ())


def test_the_rate_is_in_words_a_minute():
    text = "The water rose and nobody came and we waited on the roof for the boats " * 4
    slow, fast = say(text, rate=100), say(text, rate=300)
    assert 2.0 < len(slow.pcm) / len(fast.pcm) < 4.0


def test_markup_and_control_characters_are_no_commands():
    plain = say("Rope and boats")
    assert say("Rope\x01and boats").pcm == plain.pcm
    marked = say("Rope <break time='9s'/> boats")
    assert len(marked.pcm) < 2 * 22050 * 6
    assert len(say("Rope [[h@l'oU]] \x0120P boats").pcm) > len(plain.pcm)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=60), lang=st.sampled_from(["en", "ar", "zh", "ru", "th", "tr"]))
def test_any_text_is_spoken_one_to_one(text, lang):
    said = paragraph(text, lang)
    speech = ENGINE.say(said, "", 300)
    assert len(speech.words) == len(said.words)
    edges = [time for word in speech.words for time in word]
    assert edges == sorted(edges)
    assert all(0 <= time <= len(speech.pcm) / 2 / speech.rate for time in edges)


def test_a_very_long_word_and_a_very_long_paragraph_are_spoken():
    said = paragraph("a" * 5000 + " " + "water rose " * 1000)
    speech = ENGINE.say(said, "", 400)
    assert len(speech.words) == 2001
    edges = [time for word in speech.words for time in word]
    assert edges == sorted(edges)


def test_there_are_more_than_a_hundred_languages_each_by_its_tag():
    tags = ENGINE.languages()
    assert len(tags) > 120
    assert tags == tuple(sorted(set(tags)))
    assert {"en", "en-US", "pt-BR", "nb", "zh", "yue", "ar", "fa", "ca-valencia"} <= set(tags)
    assert all(canonical(tag) == tag for tag in tags)


@pytest.mark.slow
def test_every_language_speaks_and_says_nothing_else(capfd):
    for lang in ENGINE.languages():
        speech = say("12 a", lang)
        assert len(speech.words) == 2
        assert loudest(speech, 0, 5) > 500, lang
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("lang", "voice"),
    [
        ("ar-EG", "ar"), ("zh-Hans-CN", "cmn"), ("zh-HK", "yue"), ("nb", "nb"), ("no-NO", "nb"),
        ("pt-br", "pt-br"), ("pt", "pt"), ("en-us", "en-us"), ("en", "en"), ("en-AU", "en"),
        ("iw", "he"), ("EN_gb", "en"), ("xx", ""), ("", ""), ("sr-Latn", "sr"),
    ],
)  # fmt: skip
def test_a_language_finds_the_nearest_voice(lang, voice):
    assert base_voice(lang) == voice


def test_a_voice_keeps_its_timbre_in_another_language():
    assert voice_for("ar", "en-us+f3") == "ar+f3"
    assert voice_for("en", "en-us+f3") == "en-us+f3"
    assert voice_for("en-GB", "f3") == "en+f3"
    assert voice_for("en", "") == "en"
    assert voice_for("xx", "en") == ""


def test_every_voice_of_a_language_sounds_different():
    sounds = {say("Bring rope", voice=voice).pcm for voice in ENGINE.voices("en")}
    assert len(sounds) == len(ENGINE.voices("en")) >= 20
    assert ENGINE.voices("en")[0] == "en"
    assert ENGINE.voices("xx") == ()


def test_a_language_nobody_speaks_is_said_so():
    with pytest.raises(EngineFailure, match="xx"):
        say("Bring rope", "xx")


@pytest.mark.parametrize(
    "voice", ["nosuch", "en+nosuch", "en-us+../../x", "x" * 300, "en+" + "f" * 300, "\ud800", "+ё"]
)
def test_a_voice_that_is_not_there_is_said_so(voice):
    with pytest.raises(EngineFailure, match="no voice called"):
        say("Bring rope", voice=voice)
    with pytest.raises(EngineFailure, match="no voice called"):
        espeak_library.utter("Bring rope", "en+" + voice * 9, 165)


def test_every_voice_of_the_data_can_be_named():
    for name in timbres():
        assert espeak_library._NAME.fullmatch(f"en+{name}")
    for voice in espeak_library.listed_voices():
        assert espeak_library._NAME.fullmatch(voice.name)


def test_the_id_names_the_version_and_the_data():
    name, version, digest = ENGINE.id.split()
    assert (name, len(digest)) == ("espeak", 16)
    assert version.count(".") == 2


def test_the_id_is_the_same_where_the_installed_list_is_not_to_be_had(monkeypatch):
    recorded = espeak._digest()
    monkeypatch.setattr(espeak, "_recorded", lambda folder: {})
    read = espeak._digest()
    assert recorded == read


def test_the_engine_can_be_sent_to_another_process():
    again = pickle.loads(pickle.dumps(ENGINE))
    assert again.id == ENGINE.id
