"""An episode's page beside the same episode in Podlove's web player: bytes, requests, time.

    python benchmarks/bench_page.py [--public DIR] [--peer DIR] [--rounds 5] [--json]

The episode is 83, spoken by a machine and built as an editor would (``--public DIR``: one that was
built before). Its peer is Podlove's web player as it comes from npm, on a page that holds nothing
else: chapters, transcript and sound are izdat's own, the transcript in the player's format, with
its tab open from the start. ``--peer DIR``: ``npm install`` of the player was run there; else it is
installed into a temporary folder.

Both are served by one server on this machine, texts packed with gzip, and opened by Chromium as on
Lighthouse's slow telephone, with applied throttling: 412 x 823, a processor four times slower, 1.47
Mbit/s, 562.5 ms before each answer (lighthouse/core/config/constants.js, mobileSlow4G). Sound is
counted apart. Rounds take turns; medians are told.

- ``read``: until a paragraph of the transcript is laid out, and its bytes and requests.
- ``interactive``: the end of the last task of more than 50 ms before five seconds without any, from
  the first paint on (Lighthouse's time to interactive, with the main thread alone).
- ``whole``: all that was asked for until then.
- ``unscripted``: words of text that stand on the page where no script runs.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from izdat.text.dates import exact_clock
from quality_lighthouse import served
from quality_times import EPISODE, built

PEER = "@podlove/web-player@5.13.0"
SETTINGS = "sound: {channels: 1, mp3: 64, opus: 0}\n"
DOWN, LATENCY, SLOWER = 1.6 * 1024 * 1024 / 8 * 0.9, 150 * 3.75, 4  # bytes a second, ms, times
QUIET, PATIENCE = 5.0, 60.0  # seconds
# The first paragraph of each page's transcript; a list of the player's own holds what is in sight.
TRANSCRIPT = {"izdat": ".words p", "peer": "[data-test='tab-transcripts--entry'] .transcript"}
WATCH = """
    const selector = %s;
    window.found = { read: 0, tasks: [] };
    new PerformanceObserver(list => {
        for (const each of list.getEntries())
            window.found.tasks.push([each.startTime, each.startTime + each.duration]);
    }).observe({ type: "longtask", buffered: true });
    const look = () => {
        const pages = [document];
        for (const frame of document.querySelectorAll("iframe"))
            if (frame.contentDocument) pages.push(frame.contentDocument);
        for (const page of pages) {
            const found = page.querySelector(selector);
            if (found && found.textContent.trim() && found.getClientRects().length) {
                requestAnimationFrame(() => { window.found.read = performance.now(); });
                return;
            }
        }
        setTimeout(look, 20);
    };
    look();
"""
PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
<h1>{title}</h1>
<div id="player"></div>
<script src="player/embed.js"></script>
<script>podlovePlayer("#player", "episode.json", "config.json");</script>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One opening of a page: seconds, kB as they came over the wire, requests."""

    read_seconds: float
    read_kilobytes: float
    read_requests: int
    interactive_seconds: float
    whole_kilobytes: float
    whole_requests: int
    sound_kilobytes: float


def installed(folder: Path) -> Path:
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, "install", "--silent", "--prefix", folder, PEER], check=True)
    return folder


def peer_site(folder: Path, episode: Path, peer: Path) -> Path:
    """Write the episode for Podlove's player, from what izdat has published of it."""
    folder.mkdir()
    (folder / "player").symlink_to(peer.resolve() / "node_modules" / "@podlove" / "web-player")
    (sound,) = episode.glob("*.mp3")
    (folder / sound.name).symlink_to(sound.resolve())
    said = json.loads((episode / "transcript.json").read_bytes())["segments"]
    chapters = json.loads((episode / "chapters.json").read_bytes())["chapters"]
    length = said[-1]["endTime"]
    write(folder, "config.json", {"version": 5, "base": "/player/", "activeTab": "transcripts"})
    write(folder, "transcripts.json", [
        {
            "start": clock(each["startTime"]), "start_ms": round(each["startTime"] * 1000),
            "end": clock(each["endTime"]), "end_ms": round(each["endTime"] * 1000),
            "speaker": each.get("speaker", ""), "voice": each.get("speaker", ""),
            "text": each["body"],
        }
        for each in said
    ])  # fmt: skip
    title = "A real episode"
    write(folder, "episode.json", {
        "version": 5, "show": {"title": title}, "title": title, "duration": clock(length),
        "chapters": [{"start": clock(c["startTime"]), "title": c["title"]} for c in chapters],
        "audio": [{
            "url": f"/{sound.name}", "size": str(sound.stat().st_size), "title": "MP3",
            "mimeType": "audio/mpeg",
        }],
        "transcripts": "/transcripts.json",
    })  # fmt: skip
    (folder / "index.html").write_text(PAGE.format(title=title), "utf-8")
    return folder


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def clock(seconds: float) -> str:
    """Return ``01:02:03.456``."""
    whole, _, parts = exact_clock(seconds).partition(".")
    hours, minutes, rest = ["0", "0", *whole.split(":")][-3:]
    return f"{int(hours):02}:{int(minutes):02}:{int(rest):02}.{parts or '000'}"


@contextmanager
def telephone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": DOWN,
    })  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    came: list[tuple[float, float, str]] = []  # (seconds since 1970, kB, address)
    asked: dict[str, tuple[float, str]] = {}  # (seconds of the browser's clock, address)
    offset: list[float] = []

    def begin(event: dict[str, Any]) -> None:
        asked[event["requestId"]] = (event["timestamp"], event["request"]["url"])
        offset.append(event["wallTime"] - event["timestamp"])

    def end(event: dict[str, Any]) -> None:
        if event["requestId"] in asked:
            when = event["timestamp"] + offset[0]
            came.append((when, event["encodedDataLength"] / 1000, asked[event["requestId"]][1]))

    session.on("Network.requestWillBeSent", begin)
    session.on("Network.loadingFinished", end)
    page.came = came  # type: ignore[attr-defined]
    yield page
    context.close()


def opened(browser: Browser, address: str, selector: str) -> Load:
    with telephone(browser) as page:
        page.add_init_script(f"if (window === top) {{ {WATCH % json.dumps(selector)} }}")
        page.goto(address, wait_until="commit")
        came: list[tuple[float, float, str]] = page.came  # type: ignore[attr-defined]
        waited, found = 0.0, {}
        while waited < PATIENCE:
            page.wait_for_timeout(500)
            waited += 0.5
            found = page.evaluate("""() => ({
                ...window.found, now: performance.now(), origin: performance.timeOrigin,
                painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
            })""")
            last = max([found["painted"], *(end for _, end in found["tasks"])])
            latest = max((when for when, _, _ in came), default=0.0)
            is_still = found["origin"] / 1000 + found["now"] / 1000 - latest > QUIET
            if found["read"] and is_still and found["now"] - last > QUIET * 1000:
                break
        else:
            raise SystemExit(f"{address}: no transcript, or no rest, in {PATIENCE:.0f} seconds")
    texts = [each for each in came if not each[2].endswith(".mp3")]
    until = found["origin"] / 1000 + found["read"] / 1000
    before = [size for when, size, _ in texts if when <= until]
    return Load(
        found["read"] / 1000, sum(before), len(before), last / 1000,
        sum(size for _, size, _ in texts), len(texts),
        sum(size for _, size, address in came if address.endswith(".mp3")),
    )  # fmt: skip


def unscripted(browser: Browser, address: str) -> int:
    """Return how many words a browser shows where no script runs."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    return len(page.locator("body").inner_text().split())


def measured(public: Path, peer: Path, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as room, sync_playwright() as p:
        other = peer_site(Path(room) / "peer", public / "083", peer)
        browser = p.chromium.launch(
            executable_path=os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-dev-shm-usage"],
        )
        loads: dict[str, list[Load]] = {"izdat": [], "peer": []}
        words = {}
        with served(public) as own_home, served(other) as other_home:
            pages = {"izdat": f"{own_home}083/", "peer": other_home}
            for _ in range(rounds):
                for name, address in pages.items():
                    loads[name].append(opened(browser, address, TRANSCRIPT[name]))
            words = {name: unscripted(browser, address) for name, address in pages.items()}
        browser.close()
    found = {
        name: {
            figure: round(statistics.median(asdict(each)[figure] for each in own), 2)
            for figure in asdict(own[0])
        }
        | {"unscripted_words": words[name]}
        for name, own in loads.items()
    }
    ratio = {
        figure: round(found["izdat"][figure] / value, 3)
        for figure, value in found["peer"].items()
        if value and figure != "unscripted_words"
    }
    return found | {"izdat_over_peer": ratio}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--public", type=Path, metavar="DIR")
    parser.add_argument("--peer", type=Path, metavar="DIR")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    if given.public is None and not EPISODE.exists():
        print(f"{EPISODE.name} is not beside the project: nothing measured")
        return
    with tempfile.TemporaryDirectory() as room:
        public = given.public or built(Path(room), SETTINGS).parent
        peer = given.peer or installed(Path(room) / "peer")
        found = measured(public.resolve(), peer, given.rounds)
    if given.json:
        print(json.dumps(found))
        return
    for figure, own in found["izdat"].items():
        ratio = found["izdat_over_peer"].get(figure, "")
        print(f"{figure:<22}{own:>12}{found['peer'][figure]:>12}  {ratio}")


if __name__ == "__main__":
    main()
