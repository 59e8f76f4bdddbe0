import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from izdat.model.content import (
    Claim,
    Emphasis,
    Figure,
    Foreign,
    Heading,
    LineBreak,
    Link,
    Listing,
    Note,
    Paragraph,
    Quotation,
    Quoted,
    Rule,
    Stage,
    Supplied,
    Text,
    Verse,
)
from izdat.model.place import Place
from izdat.text.front_matter import split_front_matter
from izdat.text.markdown import parse_body
from izdat.text.spoken import spoken_segment

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs/markup.md").read_text(encoding="utf-8")
_EXAMPLES = re.findall(r"^```markdown ?([a-z-]*)\n(.*?)^```$", _PAGE, re.S | re.M)
_VOICES = frozenset({"host", "mira", "boat"})


def read(source):
    return parse_body(source, file="e.md", first_line=1, voices=_VOICES)


def blocks(source):
    body = read("## Call {#call}\n\n" + source)
    assert not body.problems, [str(problem) for problem in body.problems]
    return body.segments[0].blocks


@pytest.mark.parametrize(("code", "source"), _EXAMPLES)
def test_the_examples_of_the_page_are_read_as_it_says(code, source):
    body = read(source.replace("~~~", "```"))
    assert [problem.code for problem in body.problems] == ([code] if code else [])
    assert body.segments


def test_the_page_has_examples():
    assert len(_EXAMPLES) >= 9


def test_the_source_block_is_handed_over_with_its_first_line():
    source = "\n## Call {#call}\n\n```source\nkind: call\nby: host\n```\n\nWords.\n"
    body = parse_body(source, file="e.md", first_line=8, voices=_VOICES)
    segment = body.segments[0]
    assert (segment.id, segment.title) == ("call", "Call")
    assert segment.source_yaml == "kind: call\nby: host\n"
    assert segment.source_place == Place("e.md", 12, 1)
    assert segment.place == Place("e.md", 9, 1)
    assert segment.blocks == (Paragraph((Text("Words."),)),)


def test_a_voice_goes_on_into_lists_quotations_and_verse_and_ends_at_a_heading():
    got = blocks(
        "@host: a\n\n- b\n\n> c\n\n{.verse}\nd\ne\n\n### New\n\nf\n\n@mira 1:02:03: g\n\nh"
    )
    assert got == (
        Paragraph((Text("a"),), "host"),
        Listing(((Paragraph((Text("b"),), "host"),),)),
        Quotation((Paragraph((Text("c"),), "host"),)),
        Verse(((Text("d"),), (Text("e"),)), "host"),
        Heading(3, "New"),
        Paragraph((Text("f"),)),
        Paragraph((Text("g"),), "mira", 3723.0),
        Paragraph((Text("h"),), "mira"),
    )


def test_a_mark_alone_gives_its_voice_and_time_to_what_follows():
    assert blocks("@boat 0:05:\n\n{.verse}\na") == (Verse(((Text("a"),),), "boat", 5.0),)


def test_every_mark_becomes_its_node():
    source = (
        '[a]{.claim #x of=homes when="2031-04-02/2031-04-06"} [b] '
        "[c [d]{.claim #y corrects=x}]{.note}"
        ' [e]{.tn} [f]{lang=fr} [g]{.quote by=h lang=ar} [*i*](https://j.k "l")'
    )
    (paragraph,) = blocks(source)
    space = Text(" ")
    assert paragraph.children == (
        Claim((Text("a"),), "x", of="homes", when="2031-04-02/2031-04-06"),
        space,
        Supplied((Text("b"),)),
        space,
        Note((Text("c "), Claim((Text("d"),), "y", corrects="x"))),
        space,
        Note((Text("e"),), "translator"),
        space,
        Foreign((Text("f"),), "fr"),
        space,
        Quoted((Foreign((Text("g"),), "ar"),), by="h"),
        space,
        Link((Emphasis((Text("i"),)),), "https://j.k", "l"),
    )
    assert paragraph.children[4].children[1].place == Place("e.md", 3, source.index("[d]") + 1)


def test_blocks_become_their_nodes():
    got = blocks(
        '{.stage}\na\n\n3. b\n4. c\n\n---\n\n![d](e.png "f")\n\n{from="call:2"}\ng\\\nh\ni'
    )
    assert got == (
        Stage((Text("a"),)),
        Listing(((Paragraph((Text("b"),)),), (Paragraph((Text("c"),)),)), 3),
        Rule(),
        Figure("e.png", "d", "f"),
        Paragraph((Text("g"), LineBreak(), Text("h i")), source="call:2"),
    )


def test_what_is_escaped_is_plain():
    (paragraph,) = blocks(r"\@ mail \[it\] \{.note} \<b> a_b_c 2 \* 3 &amp; me@x.example")
    assert paragraph.children == (Text("@ mail [it] {.note} <b> a_b_c 2 * 3 & me@x.example"),)


def test_front_matter_is_cut_off_with_its_lines():
    assert split_front_matter("\ufeff---\r\na: 1\r\n---\r\nb\r\n") == ("a: 1\n", 2, "b\n", 4)
    assert split_front_matter("a\n---\n") == (None, 1, "a\n---\n", 1)
    assert split_front_matter("---\na: 1\n") == ("a: 1\n", 2, "", 4)
    assert split_front_matter("") == (None, 1, "", 1)
    assert split_front_matter("---\n---") == ("", 2, "", 3)


_BITS = st.sampled_from(
    "@host: |@|[|]|{|}|{.note}|{.stage}\n|{.verse}\n|{#a}|## a {#b}\n|### |#|\n|"
    "\n\n|> |- |1. |    |"
    '\t|`|```source\n|```\n|~~~|*|**|_|__|<b>|<!--|-->|&|&#0;|\\|[^a]|[^a]: |[a]: b|![|](|)|(|"|'
    'a|b c|=|===\n|---\n|.claim #x|lang=fr|\x00|\u2028|\r|٠|🙂|x="|:|https://'.split("|")
)


@settings(max_examples=300, deadline=None)
@given(st.lists(_BITS, max_size=25).map("".join) | st.text(max_size=60))
def test_nothing_that_is_written_makes_the_reader_fail(source):
    for whole in (source, "## T {#t}\n\n" + source):
        body = read(whole)
        for segment in body.segments:
            spoken_segment(segment, "en", headings=True)
        lines = re.split("\r\n|\r|\n", whole)
        for problem in body.problems:
            if problem.place.line:
                assert problem.place.line <= len(lines)
                assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_bytes_of_any_kind_make_no_trouble(data):
    read(data.decode("latin-1"))
