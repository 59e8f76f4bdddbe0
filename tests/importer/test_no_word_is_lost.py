"""Whatever comes in, no word is lost and nothing is raised."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from izdat.importer import import_transcript, pipeline
from izdat.importer.passage import Edit, Passage
from izdat.importer.verify import differences, edited, expected_words

# What the rules look for, and what Markdown would take for its own.
MARKS = st.sampled_from(
    "HOST:|Ana (guest):|**Ana:**|[00:12:40]|First:|1.|2:|- |* |***|---|# T|## Two|> q|[sic]"
    "|[in fact, 340]|[|]|(laughs)|“|”|«|»|—Name|@x|{.note}|{#a}|`c`|```|*a*|_b_|~~~|<b>|&amp;"
    "|\\|http://a.example/x|[l](http://a.example)|[1]|[1] note|![i](j)|Title Case Here|UPPER CASE"
    "|A sentence here.|Привет, мир.|===|\t|[^1]:|{|}|Welcome to the show!|That’s it for today."
    "|Listen to the Episode — 105 min|two more updates:|Second:|+|10. x|<p>|</p>|<script>|<v Ana>"
    "|Dear all,|In flour,|Yours|“Motto.”|3 May 2030 | 41 min|Q. |A. |[HOST] |HOST — |Location: here"
    "|*laughs*|(TN: x)|– a;|00:00 Intro|S2E6: x|[in fact, 3]|0:00/31:44|Was?|حلقة 5: ما|主持人：好"
    "|00:01.000 --> 00:02.000|WEBVTT|<br>|<h2>|<a href=x>|<table>".split("|")
)
SEPARATORS = st.sampled_from([" ", "\n", "\n\n", "\n\n\n\n", ""])
TEXTS = st.lists(st.tuples(st.one_of(MARKS, st.text(max_size=12)), SEPARATORS), max_size=40).map(
    lambda pieces: "".join(a + b for a, b in pieces)
)
ANYTHING = settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))


def codes(made):
    return {problem.code for problem in made.problems}


@ANYTHING
@given(TEXTS)
def test_any_text_keeps_every_word(text):
    made = import_transcript(text.encode(), name="page.txt", slug="page")
    assert codes(made) <= {"import-empty", "import-not-text"}


@ANYTHING
@given(TEXTS)
def test_any_page_keeps_every_letter_that_is_not_told_of(text):
    page = f"<html><body><p>{text}</p></body></html>"
    made = import_transcript(page.encode("utf-8", "replace"), name="page.html", slug="page")
    assert codes(made) <= {"import-empty", "import-not-text"}


@ANYTHING
@given(TEXTS, st.sampled_from(["page.vtt", "page.srt", "page.json"]))
def test_captions_of_any_kind_are_read_as_far_as_they_go(text, name):
    start = (
        "WEBVTT\n\n00:00.000 --> 00:09.000\n"
        if name.endswith("vtt")
        else "1\n00:00:00,000 --> 00:00:09,000\n"
    )
    made = import_transcript((start + text).encode("utf-8", "replace"), name=name, slug="page")
    assert codes(made) <= {"import-empty", "import-not-text"}


@ANYTHING
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "segments",
                        "text",
                        "body",
                        "start",
                        "end",
                        "startTime",
                        "speaker",
                        "words",
                        "word",
                        "offsets",
                        "from",
                    ]
                ),
                inner,
                max_size=5,
            )
        ),
        max_leaves=30,
    )
)
def test_json_of_any_shape_is_read_or_refused(data):
    made = import_transcript(json.dumps(data).encode(), name="page.json", slug="page")
    assert codes(made) <= {"import-empty", "import-not-text"}


@ANYTHING
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    assert codes(import_transcript(data, name="page.bin", slug="page")) <= {
        "import-empty",
        "import-not-text",
    }


def test_a_lost_word_is_told_with_its_line(monkeypatch):
    true_write = pipeline.write_episode

    def careless(episode):
        (name, text), *rest = true_write(episode)
        return ((name, text.replace("second ", "")), *rest)

    monkeypatch.setattr(pipeline, "write_episode", careless)
    made = import_transcript(
        b"The first line is here.\n\nThe second line is here.\n", name="p.txt", slug="p"
    )
    assert [(p.code, p.place.line) for p in made.problems] == [("import-lost-text", 3)]
    assert "does not hold the input's words" in made.file("import-report.md")


def test_a_word_that_was_added_is_told_too(monkeypatch):
    true_write = pipeline.write_episode

    def inventive(episode):
        (name, text), *rest = true_write(episode)
        return ((name, text.replace("second", "second and third")), *rest)

    monkeypatch.setattr(pipeline, "write_episode", inventive)
    made = import_transcript(
        b"The first line is here.\n\nThe second line is here.\n", name="p.txt", slug="p"
    )
    assert codes(made) == {"import-lost-text"}


def test_an_edit_changes_just_its_own_stretch():
    assert edited("Ana: [1] Hello", [Edit(0, 0, 5), Edit(0, 5, 8, "(one)")]) == "(one) Hello"


def test_an_edit_that_is_not_listed_is_a_difference():
    passages = [Passage(7, "one two three")]
    (found,) = differences(expected_words(passages, []), ["one", "three"])
    assert (found.line, found.missing, found.added) == (7, ("two",), ())
    assert differences(expected_words(passages, [Edit(0, 4, 8)]), ["one", "three"]) == ()


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xff\xfe", b"Listen to the episode - 10 min\n"])
def test_a_file_without_words_is_refused(data):
    made = import_transcript(data, name="p.txt", slug="p")
    assert codes(made) == {"import-empty"}
    assert made.files == ()


def test_a_file_too_large_is_refused():
    made = import_transcript(b"a" * (pipeline.LARGEST + 1), name="p.txt", slug="p")
    assert codes(made) == {"import-too-large"}


def test_the_same_file_gives_the_same_bytes():
    data = b"HOST: One [two].\n\nANA: Three.\n\nHOST: Four?\n\nANA: Five.\n"
    assert import_transcript(data, name="p.txt", slug="p") == import_transcript(
        data, name="p.txt", slug="p"
    )


@pytest.mark.parametrize("text", ["HOST: \ufeff ", "One \ufeff two.\n\n\ufeffThree.\n"])
def test_a_byte_order_mark_inside_the_text_is_no_word(text):
    made = import_transcript(text.encode(), name="p.txt", slug="p")
    assert codes(made) == set()
    page = text.replace("\ufeff", "&#65279;")
    made = import_transcript(f"<html><p>{page}</p></html>".encode(), name="p.html", slug="p")
    assert codes(made) == set()
