"""The phonetics of espeak: how each word is said, in many scripts, and when each phone is heard."""

import array
import pickle
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.engines.espeak_phones import EspeakPhonetics
from izdat.engines.espeak_signs import signs
from izdat.model.engine import EngineFailure
from izdat.model.spoken import SpokenParagraph, Word
from izdat.text.words import find_words

ENGINE = EspeakPhonetics()

TEXTS = {
    "en": "In 10,000 of the cases, Dr. Vale paid €5 — the well-known fire of No. 3, near our fort.",
    "de": "Am 1. April 1987 standen z. B. 3.500 alte Häuser im Wasser; Hochwasserschutz!",
    "es": "¿Cuántas personas cruzaron? Unas 340, según el registro del día 5.",
    "fr": "L’eau monta de 10 000 litres, le 3 avril à 12h30 ; aujourd’hui, c’est fini.",
    "ru": "В 1987 году 10 000 человек стояли в воде, и т. д. НАТО ждало.",
    "uk": "Річка зламала стіну, і 340 людей прийшли на п’ятий берег.",
    "ar": "حين كسر نهر فيسنا جداره، أبقى أهل أوستروفا ١٢٣ شخصًا طافين.",
    "fa": "رودخانه دیوار را شکست؛ می‌گویند ۳۴۰ نفر آمدند.",
    "hi": "नदी ने दीवार तोड़ी, और 500 लोग नाव में थे।",
    "tr": "Nehir duvarı yıktı; 3 Nisan'da 340 kişi geldi.",
    "fi": "Joki mursi muurin, ja 340 ihmistä tuli 3. huhtikuuta.",
    "vi": "Dòng sông phá vỡ bức tường, 340 người đã đến.",
    "zh": "当河水决堤时，奥斯特罗瓦的100人互相帮助。",
    "ka": "მდინარემ კედელი გაანგრია, 340 კაცი მოვიდა.",
    "el": "Το ποτάμι έσπασε τον τοίχο στις 3 Απριλίου.",
    "he": "הנהר שבר את החומה, וב-1987 באו 340 סירות.",
    "ko": "강이 둑을 무너뜨렸을 때, 사람들 340명이 서로를 도왔다.",
    "sw": "Mto ulivunja ukuta, watu 340 walikuja.",
    "id": "Sungai itu menjebol tembok, 340 orang datang.",
    "hy": "Գետը կոտրեց պատը, և 340 մարդ եկավ։",
    "am": "ወንዙ ግድግዳውን ሰበረ፣ 340 ሰዎች መጡ።",
    "ta": "ஆறு சுவரை உடைத்தது, 40 பேர் வந்தனர்.",
    "bn": "নদী দেয়াল ভেঙে দিল, ১২০ জন নৌকায়।",
    "sr": "Река је пробила зид, дошло је 340 људи.",
    "bg": "Реката проби стената, дойдоха 340 души.",
    "pt-BR": "A água levou 1.200 refeições, não é? Sim: R$ 5 cada.",
}


def paragraph(text: str, lang: str = "en", foreign: dict[str, str] | None = None):
    words = tuple(
        Word(text[a:b], a, b, (foreign or {}).get(text[a:b], lang)) for a, b in find_words(text)
    )
    return SpokenParagraph(1, "", lang, text, words)


def pronounce(text: str, lang: str = "en", foreign: dict[str, str] | None = None):
    """Word → its ways, each as one string."""
    spoken = paragraph(text, lang, foreign)
    said = ENGINE.pronounce((spoken,))
    assert len(said) == len(spoken.words)
    return {
        word.text: [" ".join(way) for way in ways]
        for word, ways in zip(spoken.words, said, strict=True)
    }


def by_word(spoken, speech):
    return [
        tuple(phone.sign for phone in speech.phones if phone.word == index)
        for index in range(len(spoken.words))
    ]


@pytest.mark.parametrize("lang", TEXTS)
def test_every_word_is_read_and_said_with_the_same_signs(lang):
    spoken = paragraph(TEXTS[lang], lang)
    said = ENGINE.pronounce((spoken,))
    assert all(said), [w.text for w, ways in zip(spoken.words, said, strict=True) if not ways]
    speech = ENGINE.say_phones(spoken, ENGINE.voices(lang)[1], 165)
    assert by_word(spoken, speech) == [ways[0] for ways in said]
    edges = [time for phone in speech.phones for time in (phone.start, phone.end)]
    assert edges == sorted(edges)
    assert 0 <= edges[0] < edges[-1] <= len(speech.pcm) / 2 / speech.rate
    indexes = [phone.word for phone in speech.phones]
    assert indexes == sorted(indexes)
    # Signs hold nothing but sounds: no stress, no tone, no name of a voice, no pause.
    signs = "".join(sign for ways in said for way in ways for sign in way)
    assert not set(signs) & set("ˈˌ_()0123456789 \ufffd\u0361")
    assert signs == signs.lower()


def test_a_word_is_said_in_its_sentence_first_and_then_alone():
    said = pronounce("A fire of hers.")
    assert said["A"] == ["ɐ", "eɪ"]
    assert said["fire"] == ["f aɪ ɚ ɹ", "f aɪ ɚ"]  # the r that links it to the next word


def test_numbers_money_and_abbreviations_are_read_as_the_language_reads_them():
    said = pronounce("Dr. Vale paid $3.50 for 1,200 of 25%.")
    assert said["Dr"] == ["d ɑː k t ɚ"]
    assert said["1,200"] == ["w ʌ n θ aʊ z ə n d t uː h ʌ n d ɹ ɪ d"]
    assert said["25%"] == ["t w ɛ n t i f aɪ v p ɚ s ɛ n t"]
    assert "d ɑː l ɚ" in said["$3.50"][0]
    assert pronounce("25\u00a0%", "de")["25\u00a0%"][0].startswith("f ʏ n f")


def test_a_foreign_word_is_read_by_its_own_language():
    said = pronounce("The bon vin was good.", "en", {"bon": "fr", "vin": "fr"})
    assert (said["bon"], said["vin"]) == (["b ɔ̃"], ["v ɛ̃"])
    assert said["good"] == ["ɡ ʊ d"]


def test_a_number_in_two_words_is_divided_between_them():
    said = pronounce("Il y a 10 000 amis.", "fr")
    assert (said["10"], said["000"]) == (["d i"], ["m i l"])
    # "000" alone would be three noughts: in a number there is no other way than the number's.
    assert len(said["000"]) == 1


def test_a_word_that_the_engine_drops_in_a_long_clause_is_read_alone():
    said = ENGINE.pronounce((paragraph("当河水决堤时互相帮助" * 30, "zh"),))
    assert len(said) == 300
    assert all(ways and ways[0] for ways in said)


def test_words_that_are_said_as_one_are_divided():
    said = pronounce("Think of the river.")
    assert (said["of"], said["the"]) == (["ʌ v"], ["ð ə"])


@pytest.mark.parametrize(
    ("phoneme", "expected"),
    [
        ("ˈɔːɹ", ("ɔː", "ɹ")),
        ("əl", ("əl",)),
        ("aɪɚ", ("aɪ", "ɚ")),
        ("tʃ", ("tʃ",)),
        ("d͡ʒ", ("dʒ",)),
        ("ˌoʊ", ("oʊ",)),
        ("iɑ5", ("iɑ",)),
        ("n̩", ("n",)),
        ("s.", ("ʂ",)),
        ("ʈʈ", ("ʈː",)),
        ("ˈɐ̃ʊ", ("ɐ̃ʊ̃",)),  # of eight bytes, which is all that an event holds
        ("ˈɯᵝ\ufffd", ("ɯᵝː",)),
        ("(en)", ()),
        ("", ()),
    ],
)
def test_a_sign_is_a_sound_and_nothing_else(phoneme, expected):
    assert signs(phoneme) == expected


def test_softness_that_is_written_by_itself_belongs_to_its_consonant():
    assert pronounce("физика", "ru")["физика"][0].startswith("fʲ i ")
    assert pronounce("ஏழு", "ta")["ஏழு"][0].startswith("j eː ")


def test_a_vowel_and_its_r_are_two_signs_and_an_affricate_is_one():
    said = pronounce("The car, the fort, near a church, gym.")
    assert said["car"] == ["k ɑː ɹ"]
    assert said["fort"] == ["f ɔː ɹ t"]
    assert said["near"][-1] == "n ɪ ɹ"
    assert said["church"] == ["tʃ ɜː tʃ"]
    assert said["gym"] == ["dʒ ɪ m"]


@pytest.mark.parametrize(
    ("text", "lang", "unread"),
    [
        ("The word Привет мир is Russian.", "en", {"Привет", "мир"}),
        ("It says هذا and 河 and שלום here.", "en", {"هذا", "河", "שלום"}),
        ("The Greek word καλά, and the sign Ω.", "en", {"καλά"}),
        ("Слово שלום и هذا.", "ru", {"שלום", "هذا"}),
        ("कहा привет और 河.", "hi", {"привет", "河"}),
        ("川が堤を壊した。", "ja", {"川", "堤", "壊"}),
        ("他说ひと。", "zh", {"ひと"}),
        ("Er sagte 河 und カナ.", "de", {"河", "カナ"}),
    ],
)
def test_a_word_that_the_voice_would_spell_is_unreadable(text, lang, unread):
    said = pronounce(text, lang)
    assert {word for word, ways in said.items() if not ways} == unread
    spoken = paragraph(text, lang)
    heard = by_word(spoken, ENGINE.say_phones(spoken, ENGINE.voices(lang)[0], 165))
    assert {w.text for w, own in zip(spoken.words, heard, strict=True) if not own} == unread


@pytest.mark.parametrize("lang", ["ru", "el", "ar", "ka", "hi", "zh", "ja", "ko", "vi"])
def test_a_latin_word_is_read_in_every_voice(lang):
    assert len(pronounce("parlament, hello", lang)["hello"][0].split()) <= 5


def test_a_chinese_character_is_read_as_in_its_word():
    said = ENGINE.pronounce((paragraph("他去银行。", "zh"),))
    assert said[3][0] == ("χ", "ɑ", "ŋ")  # hang, a bank; alone it is xing, to walk
    assert said[3][1] == ("ɕ", "i", "ŋ")


def test_japanese_without_spaces_is_divided_into_its_words():
    said = pronounce("ひとがカナをよむ。", "ja")
    assert said["ひとが"] == ["ç i t o̞ ɡ a"]
    assert said["カナ"] == ["k a n a"]
    assert said["をよむ"][0].startswith("o̞ j o̞ m")


def test_a_language_that_espeak_does_not_speak_is_unreadable_and_not_said():
    assert pronounce("Bring rope", "xx") == {"Bring": [], "rope": []}
    assert ENGINE.voices("xx") == ()
    with pytest.raises(EngineFailure, match="xx"):
        ENGINE.say_phones(paragraph("Bring rope", "xx"), "", 165)


@pytest.mark.parametrize("voice", ["nosuch", "en-us+nosuch", "en-us+../../x", "\ud800"])
def test_a_voice_that_is_not_there_is_said_so(voice):
    with pytest.raises(EngineFailure, match="no voice called"):
        ENGINE.say_phones(paragraph("Bring rope"), voice, 165)


@pytest.mark.parametrize("text", ["", "…", "\x01\x02", "?! —"])
def test_a_paragraph_without_words_has_no_phones(text):
    assert ENGINE.pronounce((paragraph(text),)) == ()
    assert ENGINE.say_phones(paragraph(text), "en-us", 165).phones == ()


def test_the_voices_of_a_language_differ_and_say_the_same_phones():
    for text, lang in [("The fire was near.", "en"), ("河水决堤。", "zh")]:
        spoken = paragraph(text, lang)
        voices = ENGINE.voices(lang)
        assert len(voices) == len(set(voices)) >= 6
        speeches = [ENGINE.say_phones(spoken, voice, 165) for voice in voices]
        assert len({speech.pcm for speech in speeches}) == len(voices)
        assert len({tuple(by_word(spoken, speech)) for speech in speeches}) == 1


def test_plain_english_has_its_rs_and_britain_its_own():
    assert pronounce("car", "en") == {"car": ["k ɑː ɹ"]}
    assert pronounce("car", "en-GB") == {"car": ["k ɑː"]}
    assert ENGINE.voices("en")[0] == "en-us"


@pytest.mark.parametrize("lang", ["en", "ru", "zh"])
def test_phones_are_where_the_sound_is(lang):
    speech = ENGINE.say_phones(paragraph(TEXTS[lang], lang), "", 165)
    samples = array.array("h", speech.pcm)

    def loudest(start, end):
        return max(map(abs, samples[round(start * speech.rate) : round(end * speech.rate)]))

    for phone in speech.phones:
        if phone.sign[0] in "aeiouɑəɛɔ":
            assert loudest(phone.start, phone.end) > 1000
    for before, after in pairwise(speech.phones):
        if after.start - before.end > 0.1:
            assert loudest(before.end + 0.03, after.start - 0.005) < 60


def test_between_phones_there_are_pauses():
    speech = ENGINE.say_phones(paragraph("Stop. Go on."), "en-us", 165)
    last = max(phone.end for phone in speech.phones if phone.word == 0)
    first = min(phone.start for phone in speech.phones if phone.word == 1)
    assert first - last > 0.2


def test_what_was_asked_before_makes_no_difference():
    first = [paragraph(TEXTS[lang], lang) for lang in ("en", "zh")]
    alone = [ENGINE.pronounce((spoken,)) for spoken in first]
    speech = ENGINE.say_phones(first[0], "en-us+f3", 165)
    ENGINE.pronounce((paragraph(TEXTS["ko"], "ko"),))
    assert ENGINE.pronounce(tuple(first)) == alone[0] + alone[1]
    assert ENGINE.say_phones(first[0], "en-us+f3", 165) == speech


def test_threads_do_not_get_into_each_others_way():
    spoken = [paragraph(TEXTS[lang], lang) for lang in ("en", "fr", "ru", "ar")]
    alone = [ENGINE.pronounce((one,)) for one in spoken]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda one: ENGINE.pronounce((one,)), spoken)) == alone


def test_the_engine_can_be_sent_to_another_process_and_has_an_id():
    again = pickle.loads(pickle.dumps(ENGINE))
    assert again.id == ENGINE.id
    assert ENGINE.id.startswith("espeak 1.")


@settings(max_examples=30, deadline=None)
@given(
    # Without signs of money: which word owns what of "0%$" is anybody's guess.
    text=st.text(alphabet="abc déñ'-.,!?09%中文かな한글яшعلم\n\x01\u200e", max_size=40),
    lang=st.sampled_from(["en", "de", "zh", "ja", "ko", "ar", "ru"]),
)
def test_any_text_is_answered_word_by_word(text, lang):
    spoken = paragraph(text, lang)
    said = ENGINE.pronounce((spoken,))
    assert len(said) == len(spoken.words)
    speech = ENGINE.say_phones(spoken, "", 165)
    for own, ways in zip(by_word(spoken, speech), said, strict=True):
        assert own in ((), *ways[:1])
