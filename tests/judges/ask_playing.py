"""Published sound files → how Chromium plays each of them, as JSON.

    python ask_playing.py PUBLIC PATH…

Of each: ``duration`` in seconds, as an ``<audio>`` tells it; ``heard``, the time at which that
stands after it was sent to the middle and played on; ``samples``, how many at 48 kHz it decodes to.
"""

import json
import os
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from izdat.serve.server import Server

PLAYED = 0.2  # seconds

PLAY = """async ([path, played]) => {
    const audio = new Audio(path);
    const told = name => new Promise((done, fail) => {
        audio.addEventListener(name, done, {once: true});
        audio.addEventListener("error", () => fail(new Error(audio.error.message)), {once: true});
    });
    await told("loadedmetadata");
    const duration = audio.duration;
    audio.currentTime = duration / 2;
    await told("seeked");
    audio.play();
    while (audio.currentTime < duration / 2 + played)
        await told("timeupdate");
    audio.pause();
    const bytes = await (await fetch(path)).arrayBuffer();
    const sound = await new OfflineAudioContext(1, 1, 48000).decodeAudioData(bytes);
    return {duration, heard: audio.currentTime, samples: sound.length};
}"""


def main(public: Path, paths: list[str]) -> None:
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    # A sandbox needs rights that a container does not give; the files are our own.
    options = [
        "--no-sandbox", "--disable-dev-shm-usage", "--mute-audio",
        "--autoplay-policy=no-user-gesture-required",
    ]  # fmt: skip
    server = Server(public, port=0)  # answers ranges, without which no browser can seek
    threading.Thread(target=server.run, daemon=True).start()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=options)
        page = browser.new_page()
        page.goto(server.address)
        played = [page.evaluate(PLAY, [f"/{path}", PLAYED]) for path in paths]
        browser.close()
    server.close()
    json.dump(played, sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
