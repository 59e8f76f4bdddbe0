"""The player's script in a real browser: its words are the spoken ones, at their times."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from izdat.model.content import (
    Claim,
    Emphasis,
    FootnoteRef,
    Note,
    Paragraph,
    Provenance,
    Segment,
    Supplied,
    Text,
    Verse,
)
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.file import File, file_at
from izdat.model.publication import EditionCard, EpisodeCard, Neighbours
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Peaks, Production
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, WordTime
from izdat.render.pages import render_pages
from izdat.render.theme import render_assets
from izdat.text.spoken import spoken_segment

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("IZDAT_CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.judge,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]

SEGMENT = Segment(
    "pier",
    "On the pier",
    Provenance(),
    (
        Paragraph((Text("How many people did you take?"),), "mira"),
        Paragraph(
            (
                Claim((Text("About "), Emphasis((Text("three"),)), Text(" hundred")), "f-1"),
                Text(", un"),
                Emphasis((Text("believ"),)),
                Text("able, "),
                Note((Text("in fact 340"),)),
                Text(" since\u00a0Wednesday.\u200b My "),
                Supplied((Text("brother"),)),
                Text(" paid €10,000 — 𝒴es!"),
                FootnoteRef("none"),
            ),
            "boat",
        ),
        Verse(((Text("Sit down."),), (Text("The night"),))),
    ),
)
SPOKEN = spoken_segment(SEGMENT, "en", headings=False)


def production() -> Production:
    at, paragraphs = 1.0, []
    for paragraph in SPOKEN.paragraphs:
        words = []
        start = at
        for _ in paragraph.words:
            words.append(WordTime(at, at + 0.4))
            at += 0.5
        paragraphs.append(ParagraphTimes(paragraph.number, start, at, tuple(words)))
    file = File(Path("none.mp3"), "0" * 64, 1)
    return Production(
        "en",
        (Enclosure(file, "none.mp3", "audio/mpeg", "mp3", 64_000, at),),
        at,
        (Chapter(0.0, at, "On the pier", "pier"),),
        (SegmentTimes("pier", tuple(paragraphs)),),
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An episode with its page, and the same as a draft whose second word is not sure."""
    folder = tmp_path_factory.mktemp("site")
    show = Show("Ferry", "https://ferry.example/", "en", "Boats.")
    voices = (Voice("mira", "Mira"), Voice("boat", "a pilot"))
    when = datetime(2031, 4, 7, tzinfo=UTC)
    episode = Episode("one", (Edition("en", "One", "", voices, (SEGMENT,)),), when)
    card = EpisodeCard(
        "one", 1, None, "full", when, None, (EditionCard("en", "One", "", "one/", 9.0),), ()
    )
    facts, _ = render_assets(folder, show)
    path = folder / "one.peaks.dat"
    path.write_bytes(bytes(24) + b"\xa0\x60" * 100 + b"\xf0\x10" * 100)
    heard = replace(production(), peaks=Peaks(file_at(path), path.name))
    render_pages(folder, show, episode, (heard,), card, Neighbours(), facts)
    (times,) = production().times
    first = times.paragraphs[0]
    words = tuple(replace(w, confidence=0.9 - 0.6 * (n == 1)) for n, w in enumerate(first.words))
    unsure = replace(times, paragraphs=(replace(first, words=words), *times.paragraphs[1:]))
    draft = replace(production(), times=(unsure,))
    own = replace(
        card, slug="drafts/one", editions=(replace(card.editions[0], path="drafts/one/"),)
    )
    hidden = replace(episode, slug="drafts/one")
    render_pages(folder, show, hidden, (draft,), own, Neighbours(), facts)
    return folder


@pytest.fixture(scope="module")
def page(site: Path) -> Iterator[object]:
    wrong: list[str] = []
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(reduced_motion="reduce")
        opened.on("pageerror", lambda error: wrong.append(str(error)))
        opened.goto((site / "one" / "index.html").as_uri())
        yield opened
        browser.close()
    assert wrong == []


def test_the_page_is_enhanced_from_a_disk_too(page) -> None:
    assert page.evaluate("document.documentElement.className") == "js"
    assert page.locator(".bar button.play").get_attribute("aria-label") == "Play"


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_words_on_the_page_are_the_spoken_ones(page, number: int) -> None:
    page.locator(".words a.at").nth(number - 1).click()
    page.wait_for_selector(f"#pier-{number} .w")  # words are marked once their times have come
    found = page.evaluate(
        """id => {
            const words = [];
            for (const span of document.querySelectorAll(`#${id} .w`)) {
                const last = words[words.length - 1];
                if (last && last.word === span.izdat) last.text += span.textContent;
                else words.push({word: span.izdat, text: span.textContent});
            }
            return words.map(each => [each.text, each.word.start]);
        }""",
        f"pier-{number}",
    )
    times = production().times[0].paragraphs[number - 1]
    assert [text for text, _ in found] == [w.text for w in SPOKEN.paragraphs[number - 1].words]
    assert [start for _, start in found] == pytest.approx([w.start for w in times.words])


def test_a_time_in_the_address_lights_its_word(page) -> None:
    times = production().times[0].paragraphs[1]
    page.evaluate("time => { location.hash = '#t=' + time }", times.words[3].start + 0.1)
    page.wait_for_function("document.querySelector('.w.on')")
    lit = page.evaluate("[...document.querySelectorAll('.w.on')].map(e => e.textContent).join('')")
    assert lit == "unbelievable"
    assert page.evaluate("document.querySelector('.now').id") == "pier-2"


def test_a_click_on_a_word_goes_there(page) -> None:
    word = page.locator("#pier-1 .w", has_text="people")
    word.scroll_into_view_if_needed()
    word.click()
    times = production().times[0].paragraphs[0]
    assert float(page.locator(".reel input").input_value()) == round(times.words[2].start)
    page.wait_for_function("document.querySelector('.w.on').textContent === 'people'")


def test_a_draft_shows_which_words_are_not_sure(page, site: Path) -> None:
    assert page.locator(".unsure").count() == 0
    draft = page.context.browser.new_page()
    draft.goto((site / "drafts" / "one" / "index.html").as_uri())
    draft.wait_for_selector(".words .unsure")
    marked = draft.locator(".words .unsure").all_text_contents()
    assert marked == [SPOKEN.paragraphs[0].words[1].text]
    assert draft.locator(".legend .unsure").count() == 1
    draft.close()


def test_the_waveform_is_the_place_and_colours_what_was_played(page) -> None:
    strokes = page.evaluate("document.querySelector('.reel .wave path').getAttribute('d')")
    assert strokes.count("v") == 250
    # Loud at first, then quiet: drawn by the browser, and over the slider from end to end.
    wave, place = page.locator(".reel .wave"), page.locator(".reel input")
    own, under = wave.bounding_box(), place.bounding_box()
    assert own["x"] == pytest.approx(under["x"], abs=6)
    assert own["width"] == pytest.approx(under["width"], abs=12)
    place.click(position={"x": under["width"] / 4, "y": under["height"] / 2})
    played = page.locator(".wave stop").evaluate_all(
        "stops => stops.map(stop => [stop.getAttribute('class'), +stop.getAttribute('offset')])"
    )
    assert [name for name, _ in played] == ["played", None]
    length = production().duration
    assert float(place.input_value()) == pytest.approx(length / 4, abs=1)
    for _, offset in played:
        assert offset == pytest.approx(float(place.input_value()) / length, abs=0.002)
    # To a screen reader it is a slider with a time; the drawing is not told.
    assert place.get_attribute("aria-label") == "Place in the episode"
    assert place.get_attribute("aria-valuetext") == page.locator(".counter").text_content()
    assert wave.get_attribute("aria-hidden") == "true"
    before = place.input_value()
    place.press("ArrowRight")
    assert float(place.input_value()) == float(before) + 1


def test_without_a_script_the_waveform_is_drawn_all_the_same(page, site: Path) -> None:
    plain = page.context.browser.new_context(java_script_enabled=False).new_page()
    plain.goto((site / "one" / "index.html").as_uri())
    box = plain.locator(".player > .wave").bounding_box()
    assert (box["width"] > 300, box["height"] > 10) == (True, True)
    plain.close()


def test_a_key_moves_only_while_the_focus_is_in_the_player(page) -> None:
    page.evaluate("location.hash = '#t=8'")
    page.wait_for_function("document.querySelector('.counter').textContent === '0:00:08'")
    page.locator("h1").click()
    page.keyboard.press("j")
    assert page.locator(".counter").text_content() == "0:00:08"
    page.locator("button.play").focus()
    page.keyboard.press("j")
    assert page.locator(".counter").text_content() == "0:00:00"
