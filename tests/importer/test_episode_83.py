"""A real page, kept outside the repository: where its parts begin, by line."""

import os
from pathlib import Path

import pytest

from izdat.importer import import_transcript

SHARED = Path(os.environ.get("IZDAT_SHARED", Path(__file__).parents[3] / "shared"))
PAGE = SHARED / "data" / "episode-83.txt"

pytestmark = pytest.mark.skipif(
    not PAGE.exists(), reason=f"needs {PAGE.name} beside the repository"
)

SEGMENTS = {
    18: "song", 21: "call", 56: "news", 74: "call", 80: "news", 87: "reflection",
    130: "translation", 201: "interview", 262: "essay", 396: "outro",
}  # fmt: skip
HEADINGS = {21, 29, 132, 140, 150, 164, 174, 182, 192, 262, 268}
POINTS = {278, 284, 290, 294, 298, 310, 322, 334, 350, 362}
LOST_NUMBERS = {298, 350, 362}
NOTES = {68, 72, 138, 142, 144, 160, 312}
# What is surely gone; line 229 may be too, and is told with a low confidence.
STRIPPED = {18, 23, 154, 396, 400}


@pytest.fixture(scope="module")
def page():
    return import_transcript(PAGE.read_bytes(), name=PAGE.name, slug="083")


def lines(page, *rules):
    return {d.line for d in page.decisions if d.rule in rules}


def test_no_word_of_it_is_lost(page):
    assert page.problems == ()


def test_its_eleven_segments_begin_where_a_reader_sees_them(page):
    assert lines(page, "segment") == SEGMENTS.keys()
    assert [s.provenance.kind for s in page.segments] == ["intro", *SEGMENTS.values()]


def test_its_headings_and_points_are_found(page):
    assert lines(page, "heading") == HEADINGS
    assert lines(page, "numbered-point", "lost-number") == POINTS
    assert lines(page, "lost-number") == LOST_NUMBERS


def test_two_people_take_thirteen_turns_each(page):
    turns = [b.voice for s in page.segments for b in s.blocks if getattr(b, "voice", "")]
    assert sorted(set(turns)) == ["dmitrii", "the-ex-worker"]
    assert len(lines(page, "speaker")) == 26


def test_its_brackets_are_told_apart(page):
    assert lines(page, "bracket-note", "bracket-translator-note") == NOTES
    assert lines(page, "bracket-translator-note") == {68}
    assert lines(page, "bracket-correction") == {211}
    assert len([d for d in page.decisions if d.rule == "bracket-supplied"]) == 39


def test_its_signatures_quotations_and_lists_are_found(page):
    assert lines(page, "signature") == {53, 393}
    assert lines(page, "long-quotation") == {82}
    assert lines(page, "wrong-way-mark") == {164}
    assert lines(page, "bare-list") == {380}
    assert lines(page, "joined-item") == {385}


def test_lost_links_are_told_and_hardly_anything_else_is(page):
    assert lines(page, "stripped-link") == STRIPPED | {229}


def test_the_facts_are_read(page):
    facts = page.facts
    assert (facts.duration, facts.number) == (6300, 83)
    assert facts.network.startswith("Channel")
    assert facts.contact.startswith("podcast@")
