"""Plain text that is half Markdown: links, stressed words, notices."""

from izdat.importer import import_transcript


def made(text):
    return import_transcript(text.encode(), name="page.txt", slug="page")


def body(text):
    imported = made(text)
    assert imported.problems == ()
    return imported.file("episode.md").split("---\n", 2)[2]


def test_a_link_in_markdown_is_a_link_and_no_editor_s_bracket():
    assert "the [north gate](https://x.example/a) of" in body(
        "We met at the [north gate](https://x.example/a) of [the] yard.\n\nEnd.\n"
    )


def test_stars_and_underscores_round_words_stress_them():
    text = body("It was *very* late, and _nobody_ was **quite** awake.\n\nEnd.\n")
    assert "*very* late, and *nobody* was **quite** awake" in text
    assert "2 * 3 * 4 and a_b_c" in body("We had 2 * 3 * 4 and a_b_c.\n\nEnd.\n").replace("\\", "")


def test_a_sound_between_stars_is_a_sound():
    assert "Yes. [laughs]{.note} No." in body("Yes. *laughs* No.\n\nEnd.\n")


def test_the_lines_of_a_notice_are_no_headings():
    text = body(
        "Come.\n\nLocation: Riverside Park, Velm\n\nTime: 12:00\n\nPlace: The Old Mill\n\n"
        "Bring water, and bring whoever is with you that day.\n"
    )
    assert text.count("## ") == 1
