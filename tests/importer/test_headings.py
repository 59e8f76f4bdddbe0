"""What is a title, and what is only shown like one."""

from izdat.importer import import_transcript

ANSWER = "It is a kitchen with a roof, and whoever comes may sit down and eat what there is."


def made(text, name="page.txt"):
    return import_transcript(text.encode(), name=name, slug="page")


def headings(imported):
    return [d.line for d in imported.decisions if d.rule == "heading"]


def test_the_questions_of_an_interview_without_names_are_no_titles():
    questions = ["What is the commune?", "Who pays for it?", "Why at night?"]
    assert headings(made("".join(f"{q}\n\n{ANSWER}\n\n" for q in questions))) == []
    bold = "".join(f"<p><strong>{q}</strong></p><p>{ANSWER}</p>" for q in questions)
    imported = made(f"<html><body>{bold}</body></html>", "page.html")
    assert headings(imported) == []
    assert "**Why at night?**" in imported.file("episode.md")


def test_one_question_may_be_a_title():
    assert headings(made(f"Who Owns the Night?\n\n{ANSWER}\n")) == [1]


def test_a_whole_paragraph_is_no_title_however_large_it_is_shown():
    long = " ".join([ANSWER] * 3)
    assert headings(made(f"<h2>{long}</h2><p>{ANSWER}</p>", "page.html")) == []


def test_a_title_in_markdown_is_one_line_also_where_lines_were_wrapped():
    lines = [f"{ANSWER[:70]}"] * 5
    imported = made("# The Kitchen\n" + "\n".join(lines) + "\n")
    assert "The Kitchen" in [imported.facts.title, *(s.title for s in imported.segments)]


def test_lines_that_each_name_a_thing_are_no_titles():
    text = f"{ANSWER}\n\nGuests: Ana Moll, Bo Stern\nMusic: The Locks\nRecorded: May\n\n{ANSWER}\n"
    assert headings(made(text)) == []


def test_the_starts_of_chapters_are_no_verse():
    text = f"{ANSWER}\n\n00:00 Intro\n02:15 The ferry\n31:40 The yard\n\n{ANSWER}\n"
    assert "{.verse}" not in made(text).file("episode.md")
