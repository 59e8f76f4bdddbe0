"""Inlines → HTML: what is spoken reads plainly, what is not is marked, and nothing gets through."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from izdat.model.content import (
    Claim,
    Code,
    Emphasis,
    FootnoteRef,
    Foreign,
    Inline,
    Link,
    Note,
    Paragraph,
    Supplied,
    Text,
    Withheld,
)
from izdat.render.html import Script, inlines, is_safe
from izdat.render.interface import interface
from izdat.text.spoken import spoken_text


def script(lang: str = "en") -> Script:
    return Script(
        lang=lang,
        interface=interface(lang),
        link=lambda href: href,
        known_footnotes=frozenset({"engine"}),
    )


def written(*nodes: Inline, lang: str = "en") -> str:
    return inlines(nodes, script(lang))


def test_words_are_escaped() -> None:
    assert written(Text("<script>&\"'")) == "&lt;script&gt;&amp;\"'"


def test_supplied_words_stand_in_brackets_and_are_not_spoken() -> None:
    assert written(Supplied((Text("brother"),))) == '<span class="supplied u">[brother]</span>'


def test_a_translators_note_is_signed() -> None:
    assert "—tr.</small>]" in written(Note((Text("they"),), by="translator"))
    assert "<small>" not in written(Note((Text("they"),)))


def test_words_in_another_language_say_so_and_turn() -> None:
    found = written(Foreign((Text("يا جاري"),), "ar"))
    assert found == '<i lang="ar" dir="rtl">يا جاري</i>'
    assert written(Foreign((Text("adieu"),), "fr")) == '<i lang="fr">adieu</i>'


def test_a_language_inside_another_turns_back() -> None:
    inner = Foreign((Text("hello"),), "en")
    found = written(Foreign((Text("يا "), inner), "ar"))
    assert '<i lang="en" dir="ltr">hello</i>' in found


def test_a_claim_is_an_anchor_once() -> None:
    claim = Claim((Text("forty"),), "homes-2")
    assert written(claim, claim).count('id="homes-2"') == 1


def test_a_claim_gives_way_to_a_paragraph_of_its_name() -> None:
    page = script()
    page.ids.add("call-1")
    assert inlines((Claim((Text("x"),), "call-1"),), page) == '<span class="claim">x</span>'


def test_a_name_withheld_is_explained_and_its_key_is_not_published() -> None:
    found = written(Withheld((Text("a neighbour"),), "p4"))
    assert "p4" not in found
    assert 'aria-label="Name withheld"' in found
    assert 'href="#withheld_"' in found


def test_footnotes_are_numbered_as_they_come_and_referred_to_twice() -> None:
    page = script()
    found = inlines((FootnoteRef("engine"), FootnoteRef("engine")), page)
    assert 'id="fnref_1_1"' in found
    assert 'id="fnref_1_2"' in found
    assert page.references == {"engine": 2}


def test_a_footnote_that_is_not_there_leaves_nothing() -> None:
    assert written(FootnoteRef("none")) == ""


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        " javascript:alert(1)",
        "java\nscript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//elsewhere.example/",
        "\\\\elsewhere.example",
        "/\\elsewhere.example",
        "http:",
        "http://[",
        "file:///etc/passwd",
    ],
)
def test_a_link_that_is_no_address_of_a_page_is_only_its_words(href: str) -> None:
    assert not is_safe(href)
    assert written(Link((Text("words"),), href)) == "words"


@pytest.mark.parametrize(
    "href",
    ["https://a.example/?q=1&b", "http://a.example", "mailto:crew@a.example", "#x", "../night-2/",
     "notes.pdf", "a/b:c"],
)  # fmt: skip
def test_an_address_is_a_link(href: str) -> None:
    assert is_safe(href)
    assert lxml_html.fromstring(written(Link((Text("words"),), href))).get("href") == href


WORDS = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=12)
LEAVES = st.one_of(WORDS.map(Text), WORDS.map(Code), st.just(FootnoteRef("engine")))


def _around(inner: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    children = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        children.map(Emphasis),
        children.map(Supplied),
        children.map(Note),
        children.map(lambda nodes: Claim(nodes, "c")),
        children.map(lambda nodes: Withheld(nodes, "p1")),
        st.builds(Foreign, children, st.sampled_from(["fr", "ar", "ka"])),
        st.builds(Link, children, st.sampled_from(["https://a.example/", "javascript:1"])),
    )


@given(st.lists(st.recursive(LEAVES, _around, max_leaves=8), max_size=5).map(tuple))
def test_what_is_not_marked_as_unspoken_is_what_is_spoken(nodes: tuple[Inline, ...]) -> None:
    """The player's script skips the class ``u`` and counts characters: they must be the same."""
    tree = lxml_html.fromstring(f"<p>{inlines(nodes, script())}</p>")
    for unspoken in tree.find_class("u"):
        unspoken.drop_tree()
    spoken = spoken_text(Paragraph(nodes).children)
    assert re.sub(r"\s", "", tree.text_content()) == re.sub(r"\s", "", spoken)


@given(st.text(max_size=60))
def test_no_words_open_an_element_or_leave_an_attribute(words: str) -> None:
    found = written(Text(words or "x"), Link((Text("w"),), words), Claim((Text("c"),), words))
    assert not re.search(r"<(?!/?(?:a|span)\b)", found)
    assert not re.search(r"\bon\w+=(?![^<]*</)", re.sub(r'"[^"]*"', "", found.split(">")[0]))
