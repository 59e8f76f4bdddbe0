"""A published page and moments of its sound → what the page lights up at each, as JSON.

    python ask_player.py PUBLIC PATH < moments.json

Chromium plays the sound, as a listener would hear it, from half a second before each moment (a
list of seconds that grow). Answers, in their order: ``time``, at which the page was looked at;
``word``, that is lit then; ``paragraph``, that is marked.
"""

import json
import os
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from izdat.serve.server import Server

PATIENCE = 30  # seconds for one moment, on a slow and busy machine
BEFORE = 0.5  # seconds

# The address goes to a place, as a link with a time does; what is lit is read in the frame after.
LOOK = """async ([moment, before, patience]) => {
    const audio = document.querySelector(".player audio");
    const frame = () => new Promise(requestAnimationFrame);
    const last = performance.now() + 1000 * patience;
    location.hash = "#t=" + Math.max(0, moment - before).toFixed(3);
    do {
        if (performance.now() > last)
            throw new Error(`stands at ${audio.currentTime} on the way to ${moment}`);
        await frame();
    } while (audio.seeking || audio.currentTime < moment || audio.currentTime > moment + 1);
    await frame();
    const lit = [...document.querySelectorAll(".w.on")].map(span => span.textContent).join("");
    const marked = document.querySelector(".now");
    return {time: audio.currentTime, word: lit, paragraph: marked ? marked.id : ""};
}"""


def main(public: Path, path: str, moments: list[float]) -> None:
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    # A sandbox needs rights that a container does not give; the pages are our own.
    options = ["--no-sandbox", "--disable-dev-shm-usage", "--mute-audio"]
    server = Server(public, port=0)  # answers ranges, without which no browser can seek
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        page = browser.new_page(reduced_motion="reduce")
        page.goto(server.address + path)
        page.locator("button.play").click()
        seen = [page.evaluate(LOOK, [moment, BEFORE, PATIENCE]) for moment in moments]
        browser.close()
    server.close()
    json.dump(seen, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], json.load(sys.stdin))
