"""Each rule, on inputs whose answer is known."""

import json

import pytest

from izdat.importer import import_transcript
from izdat.importer.brackets import bracket_kind, find_brackets
from izdat.importer.encoding import decode
from izdat.importer.facts import Facts, find_facts
from izdat.importer.forms import form_of
from izdat.importer.header import find_furniture
from izdat.importer.language import guess_language
from izdat.importer.passage import Passage
from izdat.importer.plain import read_text
from izdat.importer.stripped_links import find_stripped_links


def made(text, name="page.txt", **settings):
    return import_transcript(text.encode(), name=name, slug="page", **settings)


def body(imported):
    return imported.file("episode.md").split("---\n", 2)[2]


def rules(imported):
    return [decision.rule for decision in imported.decisions]


def lines(*parts):
    return "\n\n".join(parts) + "\n"


# ---- brackets ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("They [civil] agreed.", "supplied"),
        ("About 300 people came [in fact, 340] that day.", "correction"),
        ("About 300 people came [actually, 340].", "correction"),
        ("Было триста человек [на самом деле 340].", "correction"),
        ("It was a scandle [sic] to see.", "sic"),
        ("And then […] we left.", "ellipsis"),
        ("And then [...] we left.", "ellipsis"),
        ("He said [inaudible 00:12:03] and left.", "inaudible"),
        ("He [laughs] left.", "sound"),
        ("Мы ушли [смех] потом.", "sound"),
        ("The Mikra [pronounced MEE-kra] is a river.", "pronunciation"),
        ("Ask Siobhan [shi-VAWN] about it.", "pronunciation"),
        ("He cried adieu [Translator’s note: “farewell”] and left.", "translator-note"),
        ("Он ушёл [прим. пер.: игра слов] домой.", "translator-note"),
        ("Se fue [N. del T.: en el original, otra cosa] ayer.", "translator-note"),
        ("Er ging [Anm. d. Ü.: ein Wortspiel] nach Hause.", "translator-note"),
        ("They sang “kolo” [“коло,” the Vesh word for a ring] all night.", "translator-note"),
        ("The bridge fell. [The bridge was built in 1911.] We swam.", "note"),
        ("The old guard [i.e., the river police] came.", "note"),
        ("They came at night [see the log, page 4 —ed.] with lamps.", "note"),
        ("[They were being told] to go home.", "supplied"),
        ("It was late; the mayor [the mayor has since resigned] went.", "note"),
    ],
)
def test_a_bracket_says_what_it_is(text, kind):
    (found,), lone = find_brackets(text)
    assert (bracket_kind(text, found.start, found.end)[0], lone) == (kind, [])


def test_brackets_are_written_as_the_marks_that_they_are():
    text = "He [really] came [in fact, 340]. [Translator’s note: nobody did.] A [lone bracket."
    assert body(made(text + "\n\nEnd.\n")).split("\n\n")[1] == (
        "He [really] came [in fact, 340]{.note}. [Translator’s note: nobody did.]{.tn}"
        " A \\[lone bracket."
    )


def test_a_note_in_round_brackets_keeps_them_and_a_sound_does_not():
    assert "We left (at last). [laughs]{.note} And" in body(
        made("We left (at last). (laughs) And so on.\n\nEnd.\n")
    )


# ---- speakers ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("ana", "bo"),
    [
        ("ANA:", "BO:"),
        ("Ana (host):", "Bo (guest):"),
        ("**Ana:**", "**Bo:**"),
        ("**Ana**:", "**Bo**:"),
        ("[00:12:40] Ana:", "[00:12:44] Bo:"),
        ("Ana [00:12:40]:", "Bo [00:12:44]:"),
        ("(12:40) Ana:", "(12:44) Bo:"),
        ("Q:", "A:"),
        ("Аня:", "Боря:"),
        (">> ANA:", ">> BO:"),
        ("[Ana]:", "[Bo]:"),
        ("Ana 12:40\n", "Bo 12:44\n"),
        ("ANA\n", "BO\n"),
        ("ANA MOLL, HOST:", "BO STERN, BYLINE:"),
    ],
)
def test_a_label_may_be_written_in_many_ways(ana, bo):
    imported = made(
        lines(
            f"{ana} Where is the ferry?",
            f"{bo} It left.",
            f"{ana} When was that?",
            f"{bo} At noon.",
        )
    )
    voices = imported.segments[0].blocks
    assert len({block.voice for block in voices}) == 2
    assert [b.voice for b in voices] == [voices[0].voice, voices[1].voice] * 2
    assert imported.problems == ()


def test_a_time_in_a_label_becomes_the_paragraph_s():
    imported = made(
        lines(
            "[00:12:40] Ana: Where?",
            "[00:12:44] Bo: There.",
            "[00:13:00] Ana: Oh?",
            "[1:00:00] Bo: Yes.",
        )
    )
    assert [block.at for block in imported.segments[0].blocks] == [760, 764, 780, 3600]


def test_names_alone_on_their_lines_speak_what_stands_below():
    turns = ["The boats are gone, all of them.", "Where to?", "Out, and not for fish."]
    imported = made(lines(*(part for turn in turns for part in ("Ana Moll", turn, "Bo", "Yes."))))
    voices = [block.voice for block in imported.segments[0].blocks]
    assert voices == ["ana-moll", "bo"] * 3


def test_second_is_no_speaker_however_often_it_stands_there():
    imported = made(
        lines("Second: we left at noon.", "We ate.", "Second: we came back.", "Second: we slept.")
    )
    assert "voices" not in imported.file("episode.md")


def test_a_label_that_stands_once_alone_is_left_in_the_text_and_told():
    imported = made(
        lines(
            "A neighbour writes to us.", "Ferryman: I saw it all from the boat.", "We believe that."
        )
    )
    assert "Ferryman: I saw" in body(imported)
    assert "not-a-speaker" in rules(imported)


def test_a_label_that_stands_once_among_others_is_a_speaker_and_told():
    imported = made(
        lines("ANA: Who?", "BO: Me.", "CARL: And me, for once.", "ANA: Who else?", "BO: Nobody.")
    )
    assert "@carl: And me" in body(imported)
    assert "speaker-once" in rules(imported)


def test_a_title_with_a_colon_printed_twice_is_no_speaker():
    imported = made(
        lines(
            "Spring Tide: A Call to the Harbour",
            "We read it.",
            "Spring Tide: A Call to the Harbour",
            "Come to the harbour, all of you, tonight.",
        )
    )
    assert "voices" not in imported.file("episode.md")


def test_a_short_name_is_the_long_one_s():
    imported = made(lines("Ana Moll: Hello?", "Bo Stern: Yes.", "Ana: And you?", "Bo: Also."))
    assert [
        v
        for v in ("ana-moll", "bo-stern", "ana:", "bo:")
        if f"  {v}" in imported.file("episode.md")
    ] == ["ana-moll", "bo-stern"]


# ---- headings and points ----------------------------------------------------


def test_a_lost_number_is_found_again_and_told():
    imported = made(
        lines(
            "1. Look up.",
            "It is dark, and there is nothing to be seen.",
            "1. Look down.",
            "There is the river, as it always was.",
            "3: Go home.",
            "There is nothing left to do here tonight.",
        )
    )
    assert [b.title for s in imported.segments for b in s.blocks if hasattr(b, "level")] == [
        "1. Look up.",
        "2. Look down.",
        "3: Go home.",
    ]
    (lost,) = (d for d in imported.decisions if d.rule == "lost-number")
    assert (lost.line, lost.confidence) == (5, 0.95)


def test_numbered_lines_that_follow_one_another_are_a_list():
    assert "1. one thing\n2. another\n3. a third" in body(
        made("We want:\n\n1. one thing\n2. another\n3. a third\n\nThat is all.\n")
    )


def test_numbers_that_do_not_count_stay_words():
    assert "7. one thing" in body(
        made("We want:\n\n7. one thing\n4. another\n\nThat is all.\n")
    ).replace("\\", "")


# ---- signatures, quotations, links -------------------------------------------


def test_a_signature_moves_to_the_source_block():
    imported = made(lines("We do not leave the slipway to anyone.", "—The Net Menders"))
    assert imported.segments[0].provenance.signed == "The Net Menders"
    assert len(imported.segments[0].blocks) == 1


def test_lines_of_dialogue_with_dashes_are_no_signatures():
    imported = made(lines("They talked.", "— Ivan came", "— Maria left"))
    assert imported.segments[0].provenance.signed == ""


def test_a_quotation_opened_anew_at_each_paragraph_is_one_block():
    text = lines(
        "She said this to us.", "“The river came.", "“It left again.”", "We wrote it down."
    )
    assert "> “The river came.\n>\n> “It left again.”" in body(made(text))


def test_a_quotation_mark_the_wrong_way_round_is_told_and_left():
    imported = made(lines("They call it ”mending” here, and so do we."))
    assert "wrong-way-mark" in rules(imported)
    assert "”mending”" in body(imported)


@pytest.mark.parametrize(
    "text",
    [
        "You can listen to the song here.",
        "It first appeared in Vesh on, the site of the menders.",
        "For more of this, check out our website at",
        "We spoke to many papers, including, The Tide and The Net.",
        "Послушать песню можно здесь.",
        "Pueden escuchar la canción aquí.",
    ],
)
def test_a_link_that_is_gone_is_told(text):
    assert len(find_stripped_links([Passage(1, text)], {})) == 1


@pytest.mark.parametrize(
    "text",
    [
        "We thank you for tuning back in!",
        "This is the difference that I see here, now, coming home.",
        "The perspectives on the harbour expressed here differ.",
        "We know what we came for, the boats.",
        "He looked around, and left.",
    ],
)
def test_where_no_link_is_gone_nothing_is_told(text):
    assert find_stripped_links([Passage(1, text)], {}) == ()


# ---- facts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "seconds"),
    [
        ("Listen to the Episode — 105 min", 6300),
        ("Duration: 1:45:00", 6300),
        ("1 h 45 min", 6300),
        ("Слушать выпуск — 48 мин", 2880),
        ("Duración: 30 minutos", 1800),
        ("Dauer: 52 Minuten", 3120),
        ("Runtime: 34:10", 2050),
    ],
)
def test_the_length_is_read(line, seconds):
    _, facts = find_furniture([Passage(1, line), Passage(3, "Hello.")], {})
    assert facts.duration == seconds


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("Write to tide@example.org today.", "tide@example.org"),
        ("Write to us, tide at example dot org, or not.", "tide@example.org"),
        ("Write: tide [at] example.org", "tide@example.org"),
        ("You will be in prison for a few years at least. So yes.", ""),
    ],
)
def test_the_contact_is_read_also_where_it_is_spelled(text, contact):
    facts, _ = find_facts([Passage(1, text)], Facts())
    assert facts.contact == contact


def test_season_number_network_and_licence_are_read():
    imported = made(
        lines(
            "Season 2, Episode 14",
            "Welcome to Tide, part of the Back Stairs Network.",
            "This is CC BY-SA 4.0.",
        )
    )
    facts = imported.facts
    assert (facts.season, facts.number, facts.network, facts.licence) == (
        2,
        14,
        "Back Stairs Network",
        "CC BY-SA 4.0",
    )
    assert "number: 14\nseason: 2\n" in imported.file("episode.md")


# ---- forms ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "name", "form"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\nA", "a.txt", "vtt"),
        ("1\n00:00:01,000 --> 00:00:02,000\nA", "a.txt", "srt"),
        ('{"segments": []}', "a.txt", "json"),
        ("{not json}", "a.json", "text"),
        ("<!doctype html><p>A", "a", "html"),
        ("A < B and <p> is a tag", "a.txt", "text"),
    ],
)
def test_the_form_is_seen_in_what_is_there(text, name, form):
    assert form_of(text, name=name) == form


HTML = """<!doctype html><html lang="es"><head><title>No</title>
<script>var no = "no";</script></head>
<body><nav>Inicio</nav><main><h1>Episodio 4: La marea</h1>
<p>Hola, <b>gente</b> y
<a href="https://example.org/a">cartas</a> <a href="javascript:x()">malas</a>.</p>
<h2>Carta</h2><ul><li>pan</li><li>agua</li></ul><ol start="3"><li>uno</li><li>dos</li></ol>
<blockquote>Una cita.</blockquote><h2>Charla</h2>
<p><strong>Eva:</strong> ¿Sí?</p><p><strong>Leo:</strong> No.</p>
<p><strong>Eva:</strong> ¿No?</p><p><strong>Leo:</strong> Sí.</p>
<div class="share">Compartir</div></main><footer>Pie</footer></body></html>"""


def test_a_web_page_keeps_its_main_text_and_tells_of_the_rest():
    imported = made(HTML, name="p.html")
    text = body(imported)
    assert "Hola, **gente** y [cartas](https://example.org/a) malas." in text
    assert "- pan\n- agua\n\n3. uno\n4. dos\n\n> Una cita." in text
    assert "@eva: ¿Sí?\n\n@leo: No." in text
    assert [s.title for s in imported.segments] == ["Introducción", "Carta", "Charla"]
    assert (imported.facts.title, imported.facts.number) == ("La marea", 4)
    told = [d.what for d in imported.decisions if d.rule == "page-furniture"]
    assert [
        word for word in ("Inicio", "Compartir", "Pie") if any(word in what for what in told)
    ] == ["Inicio", "Compartir", "Pie"]
    assert imported.problems == ()


def test_a_hostile_page_costs_little_and_reads_nothing_from_elsewhere():
    bomb = (
        '<!DOCTYPE html [<!ENTITY a "aaaaaaaaaa"><!ENTITY b SYSTEM '
        '"file:///etc/passwd">]><html><body><p>x &a; &b; y</p>'
    )
    deep = "<div>" * 5000 + "deep" + "</div>" * 5000
    assert "root:" not in made(bomb, name="p.html").file("episode.md")
    assert {
        p.code for p in made(f"<html><body>{deep}<p>word</p></body></html>", name="p.html").problems
    } <= {"import-empty", "import-lost-text"}


VTT = """WEBVTT

NOTE made by hand

1
00:00:01.000 --> 00:00:04.000
<v Mara>Good <i>evening</i>, and thank

2
00:00:04.000 --> 00:00:06.000
<v Mara>you.

00:00:06.500 --> 00:00:09.000
<v Ilse>It is <00:00:07.000>warmer &amp; <00:00:08.000>later.
"""


def test_captions_become_paragraphs_with_speakers_and_times():
    imported = made(VTT, name="p.vtt")
    assert (
        "@mara 0:01: Good *evening*, and thank you.\n\n@ilse 0:06.500: It is warmer & later."
        in body(imported)
    )
    words = imported.file("page.words.vtt")
    assert (
        "It <00:00:06.750>is <00:00:07.000>warmer <00:00:07.500>&amp; <00:00:08.000>later." in words
    )


def test_whisper_s_words_keep_their_times():
    segments = [
        {
            "start": 0,
            "end": 1,
            "text": " Hello there.",
            "words": [
                {"word": " Hello", "start": 0.0, "end": 0.4},
                {"word": " there.", "start": 0.5, "end": 1.0},
            ],
        },
        {"start": 9, "end": 10, "text": " Yes."},
    ]
    imported = made(json.dumps({"language": "en", "segments": segments}), name="p.json")
    assert imported.form == "whisper-json"
    assert "Hello <00:00:00.500>there." in imported.file("page.words.vtt")
    assert "@speaker 0:00: Hello there.\n\n@speaker 0:09: Yes." in body(imported)


def test_a_podcast_transcript_of_single_words_becomes_sentences():
    pieces = [("Mara", 0.5, "Good"), ("Mara", 1, "evening."), ("Ilse", 3, "Hello.")]
    data = {
        "version": "1.0.0",
        "segments": [
            {"speaker": s, "startTime": t, "endTime": t + 0.4, "body": b} for s, t, b in pieces
        ],
    }
    imported = made(json.dumps(data), name="p.json")
    assert imported.form == "podcast-json"
    assert "@mara 0:00.500: Good evening.\n\n@ilse 0:03: Hello." in body(imported)


def test_a_time_that_cannot_be_is_left_out():
    piece = {"speaker": "Ana", "startTime": 360000.0, "body": "Late."}
    imported = made(json.dumps({"version": "1", "segments": [piece]}), name="p.json")
    assert "@ana: Late." in body(imported)


def test_lines_that_begin_with_times_are_joined():
    imported = made(
        "0:00\nwelcome to the\n0:04\nshow. It is late.\n0:09\nthe boats\n0:12\nare gone\n"
    )
    assert "@speaker 0:00: welcome to the show. It is late. the boats are gone" in body(imported)


def test_a_page_s_own_front_matter_is_taken_out_and_told():
    imported = made(
        "---\ntitle: Boats\ndate: 2031-04-02\n---\n\nThe boats are gone, all of them.\n"
    )
    assert "2031" not in imported.file("episode.md")
    assert rules(imported).count("front-matter") == 4


# ---- letters, languages, lines ---------------------------------------------------

RUSSIAN = "Ведущая: Привет, как дела сегодня?\n\nОльга: Хорошо, спасибо, вода ушла.\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1251", "koi8-r", "cp866"]
)
def test_a_russian_page_is_read_in_any_encoding(encoding):
    decoded = decode(RUSSIAN.encode(encoding))
    assert decoded.text == RUSSIAN
    assert (decoded.confidence == 1.0) == (encoding in ("utf-8", "utf-8-sig", "utf-16"))


def test_a_western_page_is_read_as_such():
    text = "L'été est fini à Genève, où la pluie a commencé très tôt.\n"
    assert decode(text.encode("cp1252")).text == text


def test_a_guessed_encoding_is_told():
    imported = import_transcript(RUSSIAN.encode("koi8-r"), name="p.txt", slug="p")
    assert "koi8-r" in next(d.what for d in imported.decisions if d.rule == "encoding")


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The boats have gone and we are not on them.", "en"),
        ("Los barcos se fueron y no hay nadie en el muelle.", "es"),
        ("Лодки ушли, и мы не на них, но это не всё.", "ru"),
        ("Човни пішли, і ми не на них, але це ще не все.", "uk"),
        ("Die Boote sind fort und wir sind nicht auf ihnen.", "de"),
    ],
)
def test_the_language_is_guessed(text, lang):
    assert guess_language(text)[0] == lang


def test_lines_that_a_program_wrapped_are_joined_and_others_are_not():
    wrapped = (
        "The boats have gone out with the tide and nobody knows when they will\nbe "
        "back, for the wind has turned and the lamps on the mole were never\nlit. "
        "We wait by the slipway, and we count the hours by the bell, and\nthen we "
        "go home.\n"
    )
    assert len(read_text(wrapped).passages) == 1
    verse = "The boats have gone\nout with the tide\nand nobody knows\n"
    assert len(read_text(verse).passages) == 3
