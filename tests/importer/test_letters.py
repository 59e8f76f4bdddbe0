"""Letters and what ends them; what opens and closes a show."""

import pytest

from izdat.importer import import_transcript


def made(*paragraphs):
    text = "\n\n".join(paragraphs) + "\n"
    return import_transcript(text.encode(), name="page.txt", slug="page")


def signed(imported):
    return [s.provenance.signed for s in imported.segments if s.provenance.signed]


LETTER = "The water came through the ceiling on Tuesday, and the ceiling came after it."


@pytest.mark.parametrize(
    ("end", "name"),
    [
        ("With love and rage,\nThe Kitchen\nKorsha Prison, 9 February 2031", "The Kitchen"),
        ("Write soon. Yours in dust,\n\n— Sanna, for the shift", "Sanna, for the shift"),
        ("In flour,\n\nThe Bakers of Tarn", "The Bakers of Tarn"),
        ("С уважением,\n\nЖильцы дома 4", "Жильцы дома 4"),
        ("Un abrazo,\n\nLas inquilinas", "Las inquilinas"),
        ("Ваш Игнат, 21 апреля", "Ваш Игнат, 21 апреля"),
        ("— كريم", "كريم"),
    ],
)
def test_a_letter_is_signed_with_or_without_a_dash(end, name):
    imported = made(LETTER, end, "***", LETTER)
    assert [s.split("; ")[0] for s in signed(imported)] == [name]
    assert "stripped-link" not in [d.rule for d in imported.decisions]
    assert imported.problems == ()


def test_place_and_day_under_a_signature_belong_to_it():
    imported = made(LETTER, "Yours,\nSanna\nUpper Quarry, 3 March 2029", "***", LETTER)
    assert signed(imported) == ["Sanna; Upper Quarry, 3 March 2029"]


def test_a_short_line_after_a_greeting_is_no_signature():
    imported = made("***", "Dear friends of the yard,", "Greetings from the North", LETTER)
    assert signed(imported) == []


def test_what_follows_a_sure_signature_is_a_text_of_its_own():
    imported = made("A Letter", LETTER, "In flour,", "The Bakers", "And that is our lesson.")
    assert len(imported.segments) == 2
    assert len(made(LETTER, "In flour,", "The Bakers", "P.S. Bring bread.").segments) == 1


def test_a_quotation_s_last_line_may_be_its_signature():
    imported = import_transcript(
        f"<h2>Letter</h2><blockquote><p>{LETTER}</p><p>— The Court</p></blockquote>"
        f"<h2>More</h2><p>{LETTER}</p>".encode(),
        name="page.html",
        slug="page",
    )
    assert signed(imported) == ["The Court"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("Hey everybody, this is Slow Water.", "Our theme is by Low Marsh. Same tide next month."),
        ("Good evening, friends. You’re listening to us.", "That’s the news for this week."),
        ("مرحبًا بكم في راديو السطح.", "كانت هذه حلقة اليوم. شكرًا لاستماعكم."),
        ("Hola, hoy subimos a la azotea.", "Hasta aquí el programa de hoy."),
    ],
)
def test_the_first_and_the_last_words_of_a_show_are_known(first, last):
    imported = made(first, "***", LETTER, "***", last)
    assert [s.provenance.kind for s in imported.segments] == ["intro", "", "outro"]


def test_dashes_that_go_on_with_a_sentence_are_a_list_and_dialogue_is_none():
    text = made("Я прошу о трёх вещах:", "– книгу;\n– носки;\n– не молчать.", LETTER)
    assert "- книгу;\n- носки;\n- не молчать." in text.file("episode.md")
    talk = made("Он вошёл и сказал:", "— Пора.\n— Куда?\n— Домой.", LETTER)
    assert "— Пора." in talk.file("episode.md")


def test_a_title_in_a_script_without_capitals_is_a_heading():
    imported = made("***", "رسالة من السجن", "إلى الأصدقاء، وصلتني رسائلكم وأقرؤها كل مساء.")
    assert [s.title for s in imported.segments] == ["رسالة من السجن"]
    assert imported.segments[0].provenance.kind == "letter"


def test_the_author_of_a_motto_signs_nothing():
    motto = "“Who waits, owns the clock.”\n— Old saying"
    assert signed(made("The Wait", motto, LETTER, LETTER)) == []


def test_a_page_of_verse_alone_is_not_parted_at_each_stanza():
    stanza = "Haul away the morning,\nhaul away the rain.\nWe who lost the harbour"
    assert len(made("Now a song.", stanza, stanza, stanza).segments) == 1
