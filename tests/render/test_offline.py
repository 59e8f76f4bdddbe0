"""An episode that a listener keeps: there without a connection, in Chromium; nothing unasked."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from izdat.render import addresses
from izdat.render.theme import script

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = os.environ.get("IZDAT_CHROMIUM") or shutil.which("chromium") or ""
pytestmark = [
    pytest.mark.judge,
    pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium"),
]

PATIENCE = 30_000  # milliseconds, on a slow and busy machine
KEEP, DROP = "Keep for offline", "Keep it no longer"
CAPTIONS = "[...document.querySelectorAll('.offline button, .offline p')].map(e => e.textContent)"
CACHES = "caches.keys().then(names => names.length)"
WORKERS = "navigator.serviceWorker.getRegistrations().then(found => found.length)"
EPISODE = """---
title: {title}
lang: en
published: 2026-01-0{day}T06:00:00+00:00
summary: Kept.
---

## Call {{#call}}

{text}
"""
TEXT = (
    "Neighbours, the embankment is gone, and an hour ago the water came into the market. We have "
    "eleven boats, and nobody sleeps tonight. Bring lanterns, bring blankets, bring everything "
    "that floats."
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published show of two episodes, one with sound of its own, that may be kept."""
    folder = tmp_path_factory.mktemp("kept") / "show"

    def izdat(*words: str) -> None:
        told = subprocess.run(
            [sys.executable, "-m", "izdat", *words], capture_output=True, check=False
        )
        assert told.returncode == 0, told.stderr.decode()

    izdat("new", str(folder), "--title", "A show")
    (folder / "episodes" / "first").rename(folder / "episodes" / "one")
    (folder / "episodes" / "two").mkdir()
    for day, slug in enumerate(("one", "two"), 1):
        text = EPISODE.format(title=f"Night {slug} <&>", day=day, text=TEXT)
        (folder / "episodes" / slug / "episode.md").write_text(text)
    show = folder / "show.yaml"
    show.write_text(
        show.read_text()
        + "\noffline: true\nsearch: false\nsound: {channels: 1, mp3: 32, opus: 0}\n"
    )
    izdat("build", "--quiet", "--jobs", "1", str(folder))
    return folder / "public"


@pytest.fixture(scope="module")
def browser() -> Iterator[object]:
    options = ["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"]
    with playwright.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=CHROMIUM, args=options)
        yield opened
        opened.close()


SERVE = """
import sys
from pathlib import Path
from izdat.serve.server import Server
server = Server(Path(sys.argv[1]), port=0, is_live=False)
print(server.address, flush=True)
server.run()
"""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve ``folder`` from a process of its own, with which every connection ends."""
    command = [sys.executable, "-c", SERVE, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as host:
        assert host.stdout is not None
        yield host.stdout.readline().strip()
        host.kill()


def press(page, caption: str, then: str) -> None:
    page.get_by_role("button", name=caption).click()
    page.get_by_role("button", name=then).wait_for(timeout=PATIENCE)


def test_a_kept_episode_is_read_and_heard_without_a_connection(site: Path, browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    with served(site) as home:
        page.goto(f"{home}one/")
        page.get_by_role("button", name=KEEP).wait_for(timeout=PATIENCE)
        size = (site / "one" / next(p.name for p in (site / "one").glob("*.mp3"))).stat().st_size
        told = page.get_by_role("button", name=KEEP).inner_text()
        assert abs(float(told.partition("(")[2].split()[0]) * 1000 - size) < 5_000, told
        # Nothing is kept, and no worker is there, before somebody asks for it.
        assert (page.evaluate(CACHES), page.evaluate(WORKERS)) == (0, 0)
        press(page, KEEP, DROP)
        assert "open without a connection" in page.locator(".offline [role=status]").inner_text()
        assert (page.evaluate(CACHES), page.evaluate(WORKERS)) == (1, 1)
    # The host is gone.
    with pytest.raises(playwright.Error, match="ECONNREFUSED"):
        context.request.get(f"{home}one/")
    page.goto(f"{home}one/index.html#t=3")
    assert "embankment is gone" in page.locator("#transcript_").inner_text()
    assert page.evaluate("getComputedStyle(document.body).maxWidth") != "none"  # its sheet is there
    heard = page.evaluate(
        """async () => {
            const audio = document.querySelector(".player audio");
            await audio.play();
            audio.currentTime = 9;  // behind what a first request brings
            await new Promise(done => audio.addEventListener("seeked", done, {once: true}));
            const before = audio.currentTime;
            await new Promise(done => setTimeout(done, 700));
            return [before, audio.currentTime, audio.error];
        }"""
    )
    assert heard[0] >= 9
    assert heard[1] > heard[0]
    assert page.locator(".w.on").count() == 1  # the times of the words are there too
    # A page that is not kept leads to what is, with its title as it is written.
    page.goto(f"{home}two/")
    link = page.get_by_role("link", name="Night one <&>")
    link.click()
    page.wait_for_url(f"{home}one/index.html")
    press(page, DROP, KEEP)
    assert (page.evaluate(CACHES), page.evaluate(WORKERS)) == (0, 0)
    assert wrong == []
    context.close()


def test_a_corrected_page_is_shown_while_there_is_a_host(site: Path, browser, tmp_path) -> None:
    folder = tmp_path / "public"
    shutil.copytree(site, folder)
    context = browser.new_context()
    page = context.new_page()
    with served(folder) as home:
        for slug in ("one", "two"):
            page.goto(f"{home}{slug}/")
            press(page, KEEP, DROP)
        assert page.locator(".offline a").all_inner_texts() == ["Night one <&>"]
        index = folder / "one" / "index.html"
        index.write_text(index.read_text().replace("embankment is gone", "embankment is mended"))
        page.goto(f"{home}one/")
        assert "is mended" in page.locator("#transcript_").inner_text()
    page.goto(f"{home}one/")
    assert "is gone" in page.locator("#transcript_").inner_text()
    context.close()


def test_the_oldest_makes_room(site: Path, browser, tmp_path) -> None:
    folder = tmp_path / "public"
    shutil.copytree(site, folder)
    for number in range(6):
        shutil.copytree(site / "one", folder / f"n{number}")
    context = browser.new_context()
    page = context.new_page()
    with served(folder) as home:
        for number in range(6):
            page.goto(f"{home}n{number}/")
            press(page, KEEP, DROP)
        kept = page.evaluate("caches.keys()")
    assert [f"/n{number}/" in name for number, name in enumerate(kept, 1)] == [True] * 5
    context.close()


def test_what_cannot_be_fetched_leaves_nothing_behind(site: Path, browser, tmp_path) -> None:
    folder = tmp_path / "public"
    shutil.copytree(site, folder)
    context = browser.new_context()
    page = context.new_page()
    with served(folder) as home:
        page.goto(f"{home}one/")
        page.get_by_role("button", name=KEEP).wait_for(timeout=PATIENCE)
        next((folder / "one").glob("*.mp3")).unlink()
        page.get_by_role("button", name=KEEP).click()
        page.get_by_text("It could not be fetched").wait_for(timeout=PATIENCE)
        assert (page.evaluate(CACHES), page.evaluate(WORKERS)) == (0, 0)
    context.close()


def test_a_page_from_a_disk_offers_nothing(site: Path, browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "one" / "index.html").as_uri())
    page.wait_for_selector(".js .player button")
    assert page.locator(".offline button").count() == 0
    context.close()


def test_a_show_that_does_not_ask_has_none_of_it(example: Path) -> None:
    public = example / "public"
    assert not (public / addresses.WORKER).exists()
    assert not list(public.glob("assets/offline-*"))
    assert all(b"offline" not in page.read_bytes() for page in public.rglob("*.html"))


def test_the_scripts_are_small() -> None:
    assert len(script("offline")) <= 4_500
    assert len(script("worker")) <= 2_500
