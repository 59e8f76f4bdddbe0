import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.content import (
    Code,
    Emphasis,
    FootnoteRef,
    Foreign,
    LineBreak,
    Listing,
    Note,
    Paragraph,
    Provenance,
    Quotation,
    Rule,
    Segment,
    Stage,
    Supplied,
    Text,
    Verse,
)
from izdat.text.plain import plain_text, shown_text
from izdat.text.spoken import numbered, pieces, spoken_segment, spoken_text
from izdat.text.words import find_words


def segment(*blocks):
    return Segment("call", "The call", Provenance(), blocks)


def spoken(*inlines):
    (paragraph,) = spoken_segment(
        segment(Paragraph(inlines, "host", 3.0)), "en", headings=False
    ).paragraphs
    return paragraph


def test_what_is_not_spoken_leaves_no_trace_but_its_gap():
    paragraph = spoken(
        Text("My "),
        Supplied((Text("brother"),)),
        Text(" steered "),
        Note((Text("at night"),)),
        Text(". "),
        Emphasis((Text("Then"),)),
        Text(" we "),
        Foreign((Text("rentrons"),), "fr"),
        Text(" "),
        Supplied((Text("home"),)),
        Text("."),
        FootnoteRef("x"),
    )
    assert paragraph.text == "My steered. Then we rentrons."
    assert [word.text for word in paragraph.words] == ["My", "steered", "Then", "we", "rentrons"]
    assert [word.lang for word in paragraph.words] == ["en", "en", "en", "en", "fr"]
    assert paragraph.gaps == (1, 5)
    assert (paragraph.voice, paragraph.at, paragraph.lang) == ("host", 3.0, "en")


def test_every_paragraph_has_its_number_even_where_nothing_is_spoken():
    blocks = (
        Paragraph((Text("a"),)),
        Stage((Text("x"),)),
        Listing(((Paragraph((Text("b"),)), Quotation((Paragraph((Text("c"),)),))),)),
        Rule(),
        Paragraph((Note((Text("y"),)),)),
        Verse(((Text("d"),), (Text("e"),))),
    )
    assert [number for number, _ in numbered(blocks)] == [1, 2, 3, 4, 5]
    said = spoken_segment(segment(*blocks), "en", headings=True).paragraphs
    assert [(p.number, p.text) for p in said] == [
        (0, "The call"),
        (1, "a"),
        (2, "b"),
        (3, "c"),
        (4, ""),
        (5, "d e"),
    ]


_leaf = st.text("ab .,[", max_size=4).filter(bool)
_inline = st.recursive(
    _leaf.map(Text) | _leaf.map(Code) | st.just(LineBreak()) | st.just(FootnoteRef("x")),
    lambda inner: (
        st.lists(inner, max_size=3)
        .map(tuple)
        .flatmap(
            lambda nodes: st.sampled_from(
                [Emphasis(nodes), Supplied(nodes), Note(nodes), Foreign(nodes, "fr")]
            )
        )
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_inline, max_size=6).map(lambda nodes: [n for n in nodes if "  " not in str(n)]))
def test_pieces_lay_out_the_spoken_text_letter_by_letter(inlines):
    text = spoken_text(inlines)
    for piece in pieces(inlines):
        if piece.start is not None:
            stretch = piece.leaf.text[piece.skip : piece.skip + piece.length]
            assert text[piece.start : piece.start + piece.length] == stretch
    assert "  " not in text
    assert text == text.strip(" ")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It isn't the mother-in-law’s, is it?", "It isn't the mother-in-law’s is it"),
        ("10,000 for €5, 50% of 3.5… at 12:40.", "10,000 for €5 50% of 3.5 at 12:40"),
        ("10-20 and −5 °C", "10 20 and −5 C"),
        ("the U.S. in the 1980s", "the U.S in the 1980s"),
        ("(“Quoted,” 'so')", "Quoted so"),
        ("قالَتْ: «مَرحبًا» 1200", "قالَتْ مَرحبًا 1200"),
        ("Река вошла — ночью!", "Река вошла ночью"),
        ("हिन्दी में लिखा।", "हिन्दी में लिखा"),
        ("日本語のカタカナ。", "日 本 語 の カタカナ"),
        ("— … !", ""),
    ],
)
def test_words_are_found_in_every_script(text, words):
    assert [text[start:end] for start, end in find_words(text)] == words.split()


def test_a_word_may_cross_leaves():
    paragraph = spoken(Text("un"), Emphasis((Text("believ"),)), Text("able"))
    assert [(w.text, w.start, w.end) for w in paragraph.words] == [("unbelievable", 0, 12)]


def test_plain_and_shown_text():
    inlines = (
        Text("My "),
        Supplied((Text("brother"),)),
        Text(" steered"),
        Note((Text(" x"),)),
        FootnoteRef("y"),
        LineBreak(),
        Text("home"),
    )
    assert plain_text(inlines) == "My brother steered home"
    assert plain_text(inlines, notes=True) == "My brother steered x home"
    assert shown_text(inlines) == "My [brother] steered[ x] home"
