"""Search finds passages with who says them and when; the index needs no script."""

import json
import os
import shutil
import threading
import wave
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from urllib.parse import unquote

import pytest
from lxml import html

from izdat.model.content import (
    Claim,
    Event,
    Heading,
    Note,
    Paragraph,
    Provenance,
    Quoted,
    Segment,
    Text,
    Withheld,
)
from izdat.model.episode import Edition, Episode, Voice
from izdat.model.file import File, file_at
from izdat.model.publication import EditionCard, EpisodeCard, SearchText
from izdat.model.show import Show
from izdat.model.sound import Enclosure, Production
from izdat.model.time import ParagraphTimes, SegmentTimes
from izdat.render import search as module
from izdat.render.find_pages import name_entries, render_names, render_search_page
from izdat.render.mentions import mentions
from izdat.render.search import MissingIndexer, SearchPart, render_search, search_parts
from izdat.render.search_text import render_search_text
from izdat.render.theme import render_assets
from izdat.serve.server import Server

CHROMIUM = os.environ.get("IZDAT_CHROMIUM") or shutil.which("chromium") or ""
PATIENCE = 20  # seconds, on a slow and busy machine
LENGTH, RATE = 60, 8000  # seconds and Hz of the sound
SHOW = Show("Ferry", "https://ferry.example/", "en", "Boats.", languages=("en", "ar"))
VOICES = (Voice("mira", "Mira, host"), Voice("boat", "a <pilot>"))
PIER = Segment(
    "pier",
    "On the pier",
    Provenance(by=("Flood Desk",)),
    (
        Paragraph((Text("Nobody slept when the water rose."),), "mira"),
        Heading(3, "Lanterns"),
        Paragraph(
            (
                Claim((Text("Forty lanterns"),), "f-1", at="Ostrova", by="boat"),
                Text(" were "),
                Event((Text("lit"),), "e-1", at="the weir"),
                Text(" & "),
                Quoted((Text("kept burning"),), by="a woman"),
                Note((Text("by hand"),)),
                Withheld((Text("by a neighbour"),), "secret-key"),
            ),
            "boat",
        ),
        Paragraph((Text("Nobody counted them."),), "mira"),
    ),
)
ENGLISH = Edition("en", "One, again", "", VOICES, (PIER,))
ARABIC = Edition(
    "ar", "واحد", "", (Voice("mira", "ميرا"),),
    (
        Segment("pier", "على الرصيف", Provenance(), (
            Paragraph((Text("رست القوارب هنا."),), "mira"),
        )),
    ),
)  # fmt: skip
WHEN = datetime(2031, 4, 7, tzinfo=UTC)
EPISODE = Episode("one", (ENGLISH, ARABIC), WHEN, subjects=("flood",), location="Upper Quay")
OTHER = Episode(
    "two",
    (replace(ENGLISH, title="Two", segments=(
        Segment("end", "At the end", Provenance(), (Paragraph((Text("A barge came."),), "mira"),)),
    )),),
    WHEN,
)  # fmt: skip


def card(episode: Episode) -> EpisodeCard:
    own = episode.original.lang
    editions = tuple(
        EditionCard(e.lang, e.title, "", f"{episode.slug}/{'' if e.lang == own else 'ar/'}", 60.0)
        for e in episode.editions
    )
    return EpisodeCard(episode.slug, 1, None, "full", WHEN, None, editions, ())


def sound(path: Path, lang: str = "en") -> Production:
    times = tuple(ParagraphTimes(n, at, at + 9, ()) for n, at in ((1, 1.5), (2, 20.0), (3, 40.25)))
    enclosure = Enclosure(file_at(path), "one.wav", "audio/wav", "wav", 64_000, float(LENGTH))
    return Production(lang, (enclosure,), float(LENGTH), (), (SegmentTimes("pier", times),))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two episodes, each in a part of its own, and their pages to find them on."""
    folder = tmp_path_factory.mktemp("search")
    (folder / "one").mkdir()
    with wave.open(str(folder / "one" / "one.wav"), "wb") as written:
        written.setparams((1, 1, RATE, 0, "NONE", ""))
        written.writeframes(bytes([126, 130]) * (LENGTH * RATE // 2))
    heard = sound(folder / "one" / "one.wav")
    texts = [
        render_search_text(
            folder / "made" / "1", SHOW, EPISODE, (heard, replace(heard, lang="ar"))
        ),
        render_search_text(folder / "made" / "2", SHOW, OTHER, ()),
    ]
    for number, each in enumerate(texts):
        render_search(folder, SearchPart(number, tuple(text.file for text in each)))
    facts, _ = render_assets(folder, SHOW)
    found = [(card(each), mentions(each)) for each in (OTHER, EPISODE)]
    for lang in SHOW.languages:
        render_search_page(folder, SHOW, lang, 2, facts)
        render_names(folder, SHOW, lang, name_entries(SHOW, lang, found), facts)
    return folder


# ---- the index, cut into parts ----------------------------------------------


def episodes(count: int) -> list[tuple[SearchText, ...]]:
    return [
        (SearchText("en", File(Path(f"{n}.json"), f"{n:064d}", 1)),) for n in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("count", "sizes"),
    [
        (0, []),
        (1, [1]),
        (64, [64]),
        (65, [64, 1]),
        (511, [448, 63]),
        (512, [512]),
        (1000, [512, 448, 40]),
        (5000, [4096, 512, 384, 8]),
    ],
)
def test_an_archive_is_cut_into_few_parts(count: int, sizes: list[int]) -> None:
    parts = search_parts(episodes(count))
    assert [len(part.texts) for part in parts] == sizes
    assert [file for part in parts for file in part.texts] == [e[0].file for e in episodes(count)]


def test_a_new_episode_changes_the_last_part_alone() -> None:
    before, after = search_parts(episodes(1000)), search_parts(episodes(1001))
    assert before[:-1] == after[:-1]
    assert len(after[-1].texts) == 41


def test_the_same_texts_give_the_same_bytes(tmp_path: Path, site: Path) -> None:
    texts = tuple(file_at(site / "made" / "1" / f"{lang}.json") for lang in ("en", "ar"))
    made = [render_search(tmp_path / str(n), SearchPart(0, texts)) for n in range(6)]
    # Two languages: Pagefind itself writes them in an order of chance.
    assert len({tuple((o.path, o.file.sha256) for o in each) for each in made}) == 1
    names = {Path(output.path).name for output in made[0]}
    assert {"pagefind.js", "pagefind-entry.json", "wasm.en.pagefind"} <= names
    assert not any("ui" in name for name in names)  # Pagefind's own design is not published


def test_without_pagefind_it_is_said_what_to_type(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pagefind_bin", None)
    with pytest.raises(MissingIndexer, match="pip install pagefind_bin"):
        render_search(tmp_path, SearchPart(0, ()))


def test_a_failing_indexer_is_our_bug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "_program", lambda: shutil.which("false"))
    with pytest.raises(RuntimeError, match="pagefind"):
        render_search(tmp_path, SearchPart(0, ()))


def test_what_is_indexed_is_what_is_read_and_no_key_of_a_name(site: Path) -> None:
    ((name, page),) = json.loads((site / "made" / "1" / "en.json").read_bytes())
    tree = html.document_fromstring(page)
    assert name == "one/pier.html"
    facts, *marks = [each.get("id") for each in tree.iter("a")]
    assert marks == [
        "pier-1|1.50|0", "pier-2|20.00|1", "pier-3|40.25|0",
    ]  # fmt: skip
    assert tree.xpath("//p")[1].text_content() == (
        "Lanterns. Forty lanterns were lit & kept burning[by hand]by a neighbour"
    )
    assert json.loads(unquote(facts.removeprefix("@"))) == {
        "episode": "One, again", "page": "one/index.html", "sound": "one/one.wav",
        "voices": ["Mira, host", "a <pilot>"],
    }  # fmt: skip
    assert "secret-key" not in page


# ---- the index of names, without a script -----------------------------------


def test_the_index_lists_names_places_and_subjects_with_where(site: Path) -> None:
    page = html.document_fromstring((site / "names" / "index.html").read_bytes())

    def listed(section: str) -> dict[str, list[str]]:
        items = page.xpath(f"//section[@aria-labelledby='{section}']/ul/li")
        return {item.text.strip(): item.xpath(".//a/@href") for item in items}

    one = "../one/index.html"
    assert listed("names_") == {
        "a <pilot>": [f"{one}#pier-2"],
        "a woman": [f"{one}#pier-2"],
        "Flood Desk": [f"{one}#pier"],
        "Mira, host": ["../two/index.html#end-1", f"{one}#pier-1"],
    }
    assert listed("places_") == {
        "Ostrova": [f"{one}#pier-2"], "the weir": [f"{one}#pier-2"], "Upper Quay": [one],
    }  # fmt: skip
    assert listed("subjects_") == {"flood": [one]}
    arabic = html.document_fromstring((site / "ar" / "names" / "index.html").read_bytes())
    assert arabic.xpath("//section[@aria-labelledby='names_']//a/@href") == [
        "../../one/ar/index.html#pier-1"
    ]


# ---- in a browser -----------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("there is no Chromium")
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
    wrong: list[str] = []
    opened = browser.new_page()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on(
        "request", lambda asked: None if asked.url.startswith(host) else wrong.append(asked.url)
    )
    opened.goto(f"{host}search/index.html")
    yield opened
    opened.close()
    assert wrong == []


def until(page, is_so: str) -> None:
    """Wait until an expression is true. (The page's policy forbids Playwright's own waiting.)"""
    last = monotonic() + PATIENCE
    while not page.evaluate(is_so):
        assert monotonic() < last, is_so
        page.wait_for_timeout(30)


def found(page) -> list[str]:
    until(page, "document.querySelector('[role=status]').textContent !== ''")
    passages: list[str] = page.locator(".passage").all_text_contents()
    return [" ".join(each.split()) for each in passages]


@pytest.mark.judge
def test_a_passage_is_found_with_its_speaker_and_its_time_starts_the_sound(page) -> None:
    page.get_by_role("searchbox").fill("lanterns burning")
    until(page, "document.querySelector('.passage')")
    assert found(page) == [
        # Pagefind closes a paragraph with a full stop.
        "a <pilot> Lanterns. Forty lanterns were lit & kept burning[by hand]by a neighbour."
    ]
    assert page.locator(".found mark").count() >= 3
    assert page.locator(".found > li > a").get_attribute("href").endswith("/one/index.html#pier")
    assert page.locator(".passage").get_attribute("href").endswith("/one/index.html#t=20.00")
    hear = page.locator("button.hear")
    assert hear.get_attribute("aria-label") == "Play 0:20, a <pilot>"
    hear.click()
    until(page, "document.querySelector('audio').currentTime > 20")
    assert page.evaluate("document.querySelector('audio').currentTime") < 23
    assert not page.evaluate("document.querySelector('audio').paused")


@pytest.mark.judge
def test_a_passage_is_searched_and_played_by_keys_alone(page) -> None:
    def tab_to(selector: str) -> None:
        for _ in range(30):
            page.keyboard.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"no Tab leads to {selector}")

    tab_to("input[type=search]")
    page.keyboard.type("counted")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('button.hear')")
    tab_to("button.hear")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('audio').currentTime > 40.25")


@pytest.mark.judge
def test_two_passages_of_a_segment_stand_apart(page) -> None:
    page.get_by_role("searchbox").fill("nobody")
    until(page, "document.querySelector('.passage')")
    assert found(page) == [
        "Mira, host Nobody slept when the water rose.", "Mira, host Nobody counted them.",
    ]  # fmt: skip
    times = page.locator("button.hear").all_text_contents()
    assert times == ["▸ 0:01", "▸ 0:40"]


@pytest.mark.judge
def test_all_parts_are_asked_and_a_text_without_sound_is_found(page) -> None:
    page.get_by_role("searchbox").fill("barge")
    until(page, "document.querySelector('.passage')")
    assert found(page) == ["Mira, host A barge came."]
    assert page.locator(".passage").get_attribute("href").endswith("/two/index.html#end-1")
    assert page.locator("button.hear").count() == 0
    assert page.url.endswith("?q=barge")
    page.reload()
    until(page, "document.querySelector('.passage')")
    assert found(page) == ["Mira, host A barge came."]
    for nowhere in ("zeppelin", "pilot", "wav"):  # these two stand beside the text only
        page.get_by_role("searchbox").fill(nowhere)
        until(page, f"location.search === '?q={nowhere}'")
        until(page, "document.querySelector('[role=status]').textContent.endsWith(': 0')")
    assert page.locator(".found li").count() == 0


@pytest.mark.judge
def test_each_language_is_searched_on_its_own_page(page, host: str) -> None:
    page.goto(f"{host}ar/search/index.html")
    page.get_by_role("searchbox").fill("القوارب")
    until(page, "document.querySelector('.passage')")
    assert found(page) == ["ميرا رست القوارب هنا."]
    page.get_by_role("searchbox").fill("lanterns")
    until(page, "document.querySelector('[role=status]').textContent.endsWith(': 0')")


@pytest.mark.judge
def test_a_page_from_a_disk_says_that_it_cannot_search(browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "search" / "index.html").as_uri())
    page.get_by_role("searchbox").fill("barge")
    until(page, "document.querySelector('[role=status]').textContent !== ''")
    assert page.locator("[role=status]").text_content() == (
        "A page from a disk cannot search. The index of names can be read."
    )
    page.close()


@pytest.mark.judge
def test_without_a_script_the_page_leads_to_the_index(browser, host: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{host}search/index.html")
    assert not page.locator("form").is_visible()
    page.get_by_role("link", name="Index of names").first.click()
    assert page.locator("h1").text_content() == "Index of names, places and subjects"
    context.close()
