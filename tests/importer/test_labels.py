"""What is a speaker's label, and what only looks like one."""

import pytest

from izdat.importer import import_transcript


def made(text, name="page.txt"):
    return import_transcript(text.encode(), name=name, slug="page")


def voices(imported):
    return list(dict.fromkeys(v for s in imported.segments for b in s.blocks if (v := voice(b))))


def voice(block):
    return getattr(block, "voice", "")


def body(imported):
    return imported.file("episode.md").split("---\n", 2)[2]


def paragraphs(*texts):
    return "\n\n".join(texts) + "\n"


@pytest.mark.parametrize(
    "words",
    ["She said", "The mayor says", "Here is the truth", "I remember it", "Он сказал", "Ella dijo"],
)
def test_a_sentence_s_beginning_is_no_speaker_however_often_it_stands_there(words):
    text = paragraphs(
        f"{words}: we left at four in the morning.",
        "Nobody had told the drivers, who waited until the afternoon.",
        f"{words}: nobody came back before the winter.",
        f"{words}: that is all there is to tell of it.",
    )
    assert voices(made(text)) == []


def test_where_names_are_in_capitals_an_ordinary_word_with_a_colon_is_nobody():
    text = paragraphs(
        "ANA: Where do we meet?",
        "BO: At the two places on the list.",
        "Location: the north gate, behind the kiosk.",
        "ANA: And then?",
        "Location: the yard of the old brewery.",
        "BO: Then we walk.",
        "Frankly: nobody knows.",
    )
    assert voices(made(text)) == ["ana", "bo"]
    assert "Location: the yard" in body(made(text))


def test_a_bold_name_may_hold_its_role_and_needs_no_colon():
    page = "".join(
        f"<p><strong>{name}</strong>&nbsp;&nbsp;{words}</p>"
        for name, words in [
            ("Joan Pell (presenter)", "Welcome to the yard."),
            ("Arthur", "It is a cold one."),
            ("Joan Pell", "How cold is it?"),
            ("Arthur", "Colder than last year."),
        ]
    )
    imported = made(f"<html><body>{page}</body></html>", "page.html")
    assert voices(imported) == ["joan-pell", "arthur"]
    assert "joan-pell: {name: Joan Pell, role: presenter}" in imported.file("episode.md")


def test_a_caption_that_names_nobody_is_given_to_none_of_those_who_are_named():
    cues = [
        "<v Ana>Who is there?</v>",
        "<v Bo>It is me.</v>",
        "<v Ana>Come in.</v>",
        "- Is it warm?\n- It is.",
        "<v Bo>Good.</v>",
        "<v Ana>Sit down.</v>",
    ]
    text = "WEBVTT\n\n" + "\n\n".join(
        f"00:{n:02}.000 --> 00:{n + 1:02}.000\n{cue}" for n, cue in enumerate(cues)
    )
    imported = made(text, "page.vtt")
    assert "@unnamed 0:03: Is it warm?\n\n@unnamed 0:03: It is.\n\n@bo" in body(imported)
    assert "unnamed" in [d.rule for d in imported.decisions]


def test_where_a_name_stands_only_at_a_change_the_caption_below_goes_on():
    cues = ["ANA: Who is there?", "I heard a door.", "BO: It is me.", "I have the keys."]
    cues += ["ANA: Come in.", "Sit down.", "BO: Thank you.", "It is cold."]
    text = "\n\n".join(
        f"{n}\n00:00:{n * 9:02},000 --> 00:00:{n * 9 + 1:02},000\n{cue}"
        for n, cue in enumerate(cues, start=1)
    )
    assert voices(made(text, "page.srt")) == ["ana", "bo"]


@pytest.mark.parametrize(
    ("ana", "bo"),
    [
        ("[ANA] ", "[BO] "),
        ("ANA — ", "BO — "),
        ("Q. ", "A. "),
        ("Ana Moll: (00:03)\n", "Bo: (00:09)\n"),
        ("安娜：", "小林："),
    ],
)
def test_labels_of_less_common_forms_are_read_where_people_take_turns(ana, bo):
    text = paragraphs(
        f"{ana}Where is the ferry?", f"{bo}It left.", f"{ana}When was that?", f"{bo}At noon."
    )
    imported = made(text)
    (segment,) = imported.segments
    turns = [voice(block) for block in segment.blocks]
    assert len(set(turns)) == 2
    assert turns[:2] * 2 == turns
    assert segment.provenance.kind == "interview"


def test_places_before_news_and_capitals_in_brackets_are_nobody():
    news = [f"{place} — The gate was opened at noon." for place in ("VELM", "TARN")] * 2
    assert voices(made(paragraphs(*news))) == []
    heard = ["[MUSIC] The gate was opened.", "[APPLAUSE] It was shut."] * 2
    assert voices(made(paragraphs(*heard))) == []
