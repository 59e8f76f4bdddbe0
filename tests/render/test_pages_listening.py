"""The player as a listener uses it: in Chromium, with a sound, from a host and a disk.

The sound is two minutes of a quiet tone; the words are said to be heard one every half second.
"""

import functools
import os
import shutil
import threading
import wave
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import pytest

from izdat.model.content import FootnoteRef, Paragraph, Provenance, Segment, Text
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.file import file_at
from izdat.model.publication import EditionCard, EpisodeCard, Neighbours
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Production
from izdat.model.time import Chapter, ParagraphTimes, SegmentTimes, WordTime
from izdat.render.pages import render_pages
from izdat.render.theme import render_assets
from izdat.serve.server import Server
from izdat.text.spoken import spoken_segment

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("IZDAT_CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.judge,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]

LENGTH, RATE = 120, 8000  # seconds, Hz
PATIENCE = 20  # seconds, on a slow and busy machine
BEAT = 0.5  # seconds a word
PARAGRAPHS = 40
PIER = ("Boats came in.", "Nobody was left behind, not one.", "Sit down and count again.")
SHORE = tuple(f"Line {n} of the log is short." for n in range(PARAGRAPHS))
KEPT = "رست القوارب."  # the translation of the first paragraph


def segment(id: str, title: str, *words: str, kind: str = "") -> Segment:
    blocks = tuple(Paragraph((Text(each),), "mira") for each in words)
    return Segment(id, title, Provenance(kind=kind), blocks)


ENGLISH = Edition(
    "en", "One", "", (Voice("mira", "Mira", "host"),),
    (segment("pier", "On the pier", *PIER, kind="call"), segment("shore", "The shore", *SHORE)),
)  # fmt: skip
ARABIC = Edition(
    "ar", "واحد", "", (Voice("mira", "ميرا"),),
    (
        Segment("pier", "على الرصيف", Provenance(), (
            Paragraph((Text(KEPT), FootnoteRef("none")), "mira", source="pier:1"),
            Paragraph((Text("اجلسوا."),), "mira", source="pier:3"),
        )),
    ),
)  # fmt: skip


def production(lang: str, edition: Edition, sound: Enclosure) -> Production:
    at, times, chapters = 1.0, [], []
    for each in edition.segments:
        begins, paragraphs = at, []
        for spoken in spoken_segment(each, lang, headings=False).paragraphs:
            starts = [at + BEAT * n for n in range(len(spoken.words))]
            words = tuple(WordTime(start, start + 0.4) for start in starts)
            paragraphs.append(ParagraphTimes(spoken.number, at, starts[-1] + 0.4, words))
            at = starts[-1] + BEAT
        times.append(SegmentTimes(each.id, tuple(paragraphs)))
        chapters.append(Chapter(begins, at, each.title, each.id))
    return Production(lang, (sound,), float(LENGTH), tuple(chapters), tuple(times))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("listening")
    (folder / "one").mkdir()
    path = folder / "one" / "one.wav"
    with wave.open(str(path), "wb") as written:
        written.setparams((1, 1, RATE, 0, "NONE", ""))
        written.writeframes(bytes([126, 130]) * (LENGTH * RATE // 2))
    sound = Enclosure(file_at(path), path.name, "audio/wav", "wav", 64_000, float(LENGTH))
    show = Show("Ferry", "https://ferry.example/", "en", "Boats.", languages=("en", "ar"))
    when = datetime(2031, 4, 7, tzinfo=UTC)
    episode = Episode("one", (ENGLISH, ARABIC), when)
    cards = (
        EditionCard("en", "One", "", "one/", float(LENGTH)),
        EditionCard("ar", "واحد", "", "one/ar/", float(LENGTH), is_translation=True),
    )
    card = EpisodeCard("one", 1, None, "full", when, None, cards, ())
    facts, _ = render_assets(folder, show)
    heard = (production("en", ENGLISH, sound), production("ar", ARABIC, sound))
    render_pages(folder, show, episode, heard, card, Neighbours(), facts)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    """A host that sends no part of a file: ``Range`` is not looked at."""

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def copyfile(self, source, outputfile) -> None:
        # A browser that has enough of it goes away.
        with suppress(BrokenPipeError, ConnectionResetError):
            super().copyfile(source, outputfile)


@contextmanager
def whole_files_only(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    options = ["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"]
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def host(site: Path) -> Iterator[str]:
    server = Server(site, port=0)
    threading.Thread(target=server.run, daemon=True).start()
    yield server.address
    server.close()


@pytest.fixture
def page(browser, host: str) -> Iterator[object]:
    """The episode's page on a host, for somebody who has never been there."""
    wrong: list[str] = []
    context = browser.new_context(
        reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]
    )
    opened = context.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.goto(f"{host}one/index.html")
    yield opened
    context.close()
    assert wrong == []


def until(page, is_so: str) -> None:
    """Wait until an expression is true. (The page's policy forbids Playwright's own waiting.)"""
    last = monotonic() + PATIENCE
    while not page.evaluate(is_so):
        assert monotonic() < last, is_so
        page.wait_for_timeout(30)


def play(page, at: float) -> None:
    page.evaluate("at => { location.hash = '#t=' + at }", at)
    page.locator("button.play").click()
    until(page, f"document.querySelector('audio').currentTime > {at}")


def time_of(page) -> float:
    return float(page.evaluate("document.querySelector('audio').currentTime"))


def is_paused(page) -> bool:
    return bool(page.evaluate("document.querySelector('audio').paused"))


def copied(page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def following(page) -> str | None:
    found: str | None = page.locator(".follow").get_attribute("aria-pressed")
    return found


def test_the_words_times_are_fetched_when_the_sound_is_played_and_not_before(page) -> None:
    asked = "performance.getEntriesByType('resource').filter(e => /times-/.test(e.name)).length"
    assert page.locator(".player").get_attribute("data-times").startswith("times-")
    assert page.evaluate(asked) == 0
    play(page, 1)
    page.wait_for_selector(".w.on")
    assert page.evaluate(asked) == 1


def test_a_click_on_a_word_is_heard_from_there_though_no_times_were_fetched(page) -> None:
    # "Nobody" begins the second paragraph, after three words from second 1; "left" is its third.
    box = page.locator("#pier-2").evaluate(
        """p => { const r = document.createRange(), t = p.firstChild, at = t.data.indexOf("left");
            r.setStart(t, at); r.setEnd(t, at + 4); const b = r.getBoundingClientRect();
            return [b.x + b.width / 2, b.y + b.height / 2]; }"""
    )
    page.mouse.click(*box)
    until(page, "document.querySelector('audio').currentTime >= 3.5")
    assert time_of(page) < 3.5 + 1.5
    assert not is_paused(page)


def test_the_arrows_choose_a_word_at_a_time_of_the_text_and_enter_plays_it(page) -> None:
    page.locator("#pier-2").evaluate("p => p.previousElementSibling.focus()")
    for word in ("Nobody", "was", "left"):
        page.keyboard.press("ArrowRight")
        until(page, f"document.querySelector('.picked')?.textContent === '{word}'")
        # A screen reader is told which.
        assert page.locator(".status[role=status]").text_content() == word
    page.keyboard.press("ArrowLeft")
    until(page, "document.querySelector('.picked').textContent === 'was'")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('audio').currentTime >= 3")
    assert time_of(page) < 3 + 1.5


@pytest.mark.parametrize(
    "scroll",
    ["wheel", "keys", "touch"],
)
def test_the_page_follows_the_voice_until_the_reader_scrolls(page, scroll: str) -> None:
    page.set_viewport_size({"width": 1000, "height": 500})
    play(page, 90)
    page.evaluate("document.querySelector('audio').playbackRate = 4")
    seen = """document.querySelector('.now').getBoundingClientRect().bottom <= innerHeight
        && document.querySelector('.now').getBoundingClientRect().top >= 0"""
    until(page, seen)
    assert following(page) == "true"
    if scroll == "wheel":
        page.mouse.wheel(0, -3000)
    elif scroll == "keys":
        page.locator("body").press("Home")
    else:
        page.evaluate("dispatchEvent(new Event('touchmove'))")
        page.evaluate("scrollTo(0, 0)")
    until(page, "document.querySelector('.follow').ariaPressed === 'false'")
    page.evaluate("scrollTo(0, 0)")
    now = page.locator(".now").get_attribute("id")
    until(page, f"document.querySelector('.now').id !== '{now}'")
    assert page.evaluate("scrollY") == 0
    page.locator(".follow").click()
    until(page, seen)


def test_speed_chapters_and_keys(page) -> None:
    chapter, speed = page.locator("select.chapter"), page.locator("select.speed")
    options = chapter.locator("option").all_text_contents()
    assert options == ["On the pier", "The shore"]
    shore = page.evaluate("+document.querySelector('#shore-1').dataset.t / 100")
    chapter.select_option("The shore")
    page.locator("button.play").focus()
    place = page.locator(".reel input")
    assert float(place.input_value()) == round(shore)
    for key, wanted in (("p", 1), ("n", shore), ("[", 1 + BEAT * 9), ("l", 31 + BEAT * 9)):
        page.keyboard.press(key)
        assert abs(float(place.input_value()) - wanted) <= 0.5, key
    page.keyboard.press(".")
    assert speed.input_value() == "1.25"
    page.reload()
    assert page.locator("select.speed").input_value() == "1.25"  # for the next episode too
    play(page, 1)
    assert page.evaluate("document.querySelector('audio').playbackRate") == 1.25
    page.keyboard.press("m")
    assert page.evaluate("document.querySelector('audio').muted")


def test_the_volume_and_the_sleep_timer(page) -> None:
    play(page, 1)
    page.locator(".more summary").click()
    page.locator(".volume").fill("30")
    assert page.evaluate("document.querySelector('audio').volume") == 0.3
    sleep = page.locator("select.sleep")
    sleep.select_option("chapter")
    end = page.evaluate("+document.querySelector('#shore-1').dataset.t / 100")
    page.evaluate("at => { location.hash = '#t=' + at }", end - 0.6)
    until(page, "document.querySelector('audio').paused")
    assert time_of(page) == pytest.approx(end, abs=0.5)
    assert page.locator(".status").text_content() == "Stopped by the sleep timer"
    assert sleep.input_value() == ""
    sleep.select_option("15")
    page.locator("button.play").click()
    until(page, "!document.querySelector('audio').paused")
    page.evaluate("{ const then = Date.now() + 15 * 60000; Date.now = () => then }")
    until(page, "document.querySelector('audio').paused")


def test_a_link_to_a_moment_is_copied_and_opens_there(page, host: str) -> None:
    page.evaluate("location.hash = '#t=0:42'")
    page.locator(".more summary").click()
    page.locator("button.link").click()
    until(page, "document.querySelector('.status').textContent === 'Copied'")
    assert copied(page) == "https://ferry.example/one/#t=0:42"
    page.goto("about:blank")
    page.goto(f"{host}one/index.html#t=0:42")
    assert page.locator(".counter").text_content() == "0:00:42"


def test_a_quotation_is_copied_with_speaker_episode_time_and_link(page) -> None:
    page.locator("#pier-2").evaluate(
        "p => getSelection().setBaseAndExtent(p.firstChild, 0, p.firstChild, 15)"
    )
    page.locator("button.quote").click()
    until(page, "document.querySelector('.status').textContent === 'Copied'")
    assert copied(page) == (
        "“Nobody was left” — Mira, One, Ferry, 0:02, https://ferry.example/one/#pier-2"
    )


def test_who_asks_for_contrast_or_own_colours_sees_what_is_heard(browser, host: str) -> None:
    looked = """() => ["quiet", "ink"].map(
        name => getComputedStyle(document.documentElement).getPropertyValue("--" + name))"""
    for asked in ({}, {"contrast": "more"}, {"forced_colors": "active"}):
        context = browser.new_context(**asked)
        page = context.new_page()
        page.goto(f"{host}one/index.html#t=2.6")
        until(page, "document.querySelector('.w.on')")
        quiet, ink = page.evaluate(looked)
        assert (quiet == ink) == ("contrast" in asked)
        outline = page.evaluate("getComputedStyle(document.querySelector('.w.on')).outlineStyle")
        assert outline == ("solid" if "forced_colors" in asked else "none")
        context.close()


def tab_to(page, selector: str) -> None:
    """Press Tab until the focus is there; each stop on the way can be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) != "none", selector
            return
    raise AssertionError(f"no Tab leads to {selector}")


def test_all_of_it_is_done_by_keys_alone(page) -> None:
    tab_to(page, "a.skip")
    page.keyboard.press("Enter")
    tab_to(page, "button.play")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('audio').currentTime > 0")
    tab_to(page, ".reel input")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    until(page, "document.querySelector('.now')?.id === 'pier-2'")
    tab_to(page, "select.speed")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.querySelector('audio').playbackRate") == 0.75
    tab_to(page, "button.quote")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.status').textContent === 'Copied'")
    assert copied(page).startswith(f"“{PIER[1]}” — Mira, One, Ferry, 0:0")
    tab_to(page, "select.text")
    page.keyboard.press("ArrowDown")
    until(page, "document.querySelector('#pier-1 .beside')")
    tab_to(page, ".more summary")
    page.keyboard.press("Enter")
    tab_to(page, "select.sleep")
    tab_to(page, "button.link")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('.status').textContent === 'Copied'")
    assert "/one/#t=0:" in copied(page)
    tab_to(page, ".contents a.at")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('audio').currentTime < 3")


def test_the_place_is_remembered(page) -> None:
    play(page, 50)
    page.locator("button.play").click()
    page.evaluate("history.replaceState(null, '', location.pathname)")
    page.reload()
    assert page.locator(".counter").text_content() in {"0:00:50", "0:00:51", "0:00:52"}
    assert page.locator(".status").text_content() == "You stopped here last time"


def test_the_system_is_told_what_plays(page) -> None:
    play(page, 3)
    told = page.evaluate(
        "[navigator.mediaSession.metadata.title, navigator.mediaSession.metadata.artist]"
    )
    assert told == ["One", "Ferry"]


@pytest.mark.parametrize("where", ["host", "disk"])
def test_a_translation_stands_beside_the_text_or_in_its_place_while_the_sound_goes_on(
    browser, site: Path, host: str, where: str
) -> None:
    context = browser.new_context(reduced_motion="reduce", viewport={"width": 1200, "height": 800})
    page = context.new_page()
    page.goto(f"{host if where == 'host' else site.as_uri() + '/'}one/index.html")
    play(page, 1)
    text = page.locator("select.text")
    assert text.locator("option").all_text_contents() == ["English", "English + العربية", "العربية"]
    # Only the other page itself is heard: another window's word for it is not taken.
    page.evaluate(
        """() => {
            const select = document.querySelector("select.text");
            select.value = "ar+";
            select.dispatchEvent(new Event("change"));
            postMessage({izdat: "<html dir=ltr><p id=pier-1>forged</p>"}, "*");
        }"""
    )
    beside = page.locator("#pier-1 .beside")
    beside.wait_for()
    assert beside.text_content().strip() == KEPT
    assert (beside.get_attribute("lang"), beside.get_attribute("dir")) == ("ar", "rtl")
    own = page.locator("#pier-1 .own").bounding_box()
    other = beside.bounding_box()
    assert other["x"] >= own["x"] + own["width"]  # two columns
    assert page.locator("#pier-2 .beside").count() == 0  # nobody has translated this one
    assert page.locator("#pier-3 .beside").text_content().strip() == "اجلسوا."
    assert page.locator("#pier_title .beside").text_content() == "على الرصيف"
    page.wait_for_selector(".w.on")  # the voice is still followed
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))
    assert not is_paused(page)
    text.select_option("العربية")
    assert not page.locator("#pier-1 .own").is_visible()
    assert beside.is_visible()
    assert page.locator("#pier-2").text_content().strip().startswith(PIER[1])
    beside.click()  # a translation is heard from its paragraph's beginning
    until(page, "document.querySelector('.now').id === 'pier-1'")
    text.select_option("English")
    assert page.locator("#pier-1 .own").is_visible()
    assert not beside.is_visible()
    assert page.locator("iframe").count() == 0
    context.close()


def test_a_translation_that_is_not_there_is_told_and_the_text_stays(browser, host: str) -> None:
    page = browser.new_page()
    page.goto(f"{host}one/index.html")
    page.route("**/one/ar/index.html", lambda route: route.fulfill(status=404, body="no"))
    page.locator("select.text").select_option("العربية")
    until(page, "document.querySelector('.status').textContent.includes('translation')")
    assert page.locator("select.text").input_value() == ""
    assert page.locator("#pier-1").text_content().startswith("Boats came in.")
    page.close()


def test_a_host_that_sends_no_part_of_a_file_lets_a_listener_skip(browser, site: Path) -> None:
    with whole_files_only(site) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}one/index.html")
        page.locator("button.play").click()
        until(page, "document.querySelector('audio').currentTime > 0")
        page.evaluate("location.hash = '#t=100'")
        until(page, "document.querySelector('audio').currentTime > 100")
        assert not is_paused(page)
        page.evaluate("location.hash = '#t=20'")
        until(page, "Math.abs(document.querySelector('audio').currentTime - 20.5) < 0.5")
        context.close()


def test_a_page_from_a_disk_plays_and_skips(browser, site: Path) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{(site / 'one' / 'index.html').as_uri()}#t=100")
    page.locator("button.play").click()
    until(page, "document.querySelector('audio').currentTime > 100")
    page.wait_for_selector(".w.on")
    context.close()


def test_a_phone_shows_every_word_that_a_desk_shows(browser, example: Path) -> None:
    # A class that the player gives its buttons must not reach a mark of the text.
    pages = sorted(example.joinpath("public").glob("*/index.html"))
    texts = [page for page in pages if b'id="transcript_"' in page.read_bytes()]
    assert any(b'class="quote"' in page.read_bytes() for page in texts)
    context = browser.new_context()
    page = context.new_page()
    for path in texts:
        seen = []
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 640})
            page.goto(path.as_uri())
            words = page.evaluate(
                "[...document.querySelectorAll('.words')].map(e => e.innerText).join(' ')"
            )
            seen.append(words.split())
        assert sorted(seen[0]) == sorted(seen[1]), path.parent.name
    context.close()
