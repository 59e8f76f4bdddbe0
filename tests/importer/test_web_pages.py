"""Web pages as the usual programs make them: what is the text, and what stands around it."""

import pytest

from izdat.importer import import_transcript

WORDS = "<p>Everybody who was in the yard remembers the bell, and who rang it.</p>" * 4


def made(page):
    return import_transcript(page.encode(), name="page.html", slug="page")


def text(imported):
    return imported.file("episode.md").split("---\n", 2)[2]


@pytest.mark.parametrize(
    "whole",
    [
        '<div class="post has-sidebar">{}</div>',
        '<form id="aspnetForm">{}</form>',
        '<div class="transcript" hidden>{}</div>',
        '<div aria-hidden="true" style="display: none">{}</div>',
        '<div class="media-player page">{}</div>',
    ],
)
def test_what_holds_most_of_the_words_is_the_text_whatever_its_name(whole):
    imported = made(f"<html><body><p>Hello.</p>{whole.format(WORDS)}</body></html>")
    assert text(imported).count("Everybody") == 4
    assert "kept-furniture" in [d.rule for d in imported.decisions]
    assert imported.problems == ()


@pytest.mark.parametrize(
    "beside",
    [
        '<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3></div>',
        '<div class="entry-meta">Posted on May 1 by mo</div>',
        '<div class="sharedaddy sd-sharing-enabled">Related: share this</div>',
        '<div class="powerpress_player">Download (Duration: 48:10)</div>',
        '<div id="respond" class="comment-respond">Leave a reply</div>',
    ],
)
def test_what_stands_around_the_text_is_left_out_and_told(beside):
    imported = made(f"<html><body><main>{WORDS}{beside}</main></body></html>")
    assert [d.rule for d in imported.decisions].count("page-furniture") == 1
    assert text(imported).split() == text(made(f"<html><body>{WORDS}</body></html>")).split()


def test_a_player_that_is_left_out_still_tells_the_length():
    player = '<div class="kg-card kg-audio-card"><span>0:00</span>/<span>31:44</span></div>'
    assert made(f"<html><body>{player}{WORDS}</body></html>").facts.duration == 1904


def test_of_several_articles_the_fullest_is_the_text():
    imported = made(
        f"<html><body><article>{WORDS * 4}</article><article><p>Read next: the ferry.</p></article>"
        "</body></html>"
    )
    assert "ferry" not in text(imported)


def test_a_page_s_head_names_the_title_where_its_text_does_not():
    imported = made(
        "<html><head><title>Ep. 88 – Rent Is a Weather | Tin Roof</title></head>"
        f"<body>{WORDS}</body></html>"
    )
    assert imported.facts.title == "Rent Is a Weather"
    assert "page-title" in [d.rule for d in imported.decisions]


def test_what_stands_after_a_line_break_is_told_with_its_own_line():
    turns = "<br>\n".join(f"<b>{n}:</b> Where is it, the {i}th?" for i, n in enumerate("ABAB"))
    names = turns.replace("A:", "Ana:").replace("B:", "Bo:")
    imported = made(f"<html><body>\n<p>{names}</p>\n</body></html>")
    assert [d.line for d in imported.decisions if d.rule == "speaker"] == [2, 3, 4, 5]
