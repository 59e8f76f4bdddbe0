"""An episode's page beside the same episode in Podlove's web player: bytes, requests, time.

    python benchmarks/bench_page.py [--public DIR] [--peer DIR] [--rounds 5] [--json]

The episode is 83, spoken by a machine and built as an editor would (``--public DIR``: one that was
built before). Its peer is Podlove's web player as it comes from npm, on a page that holds nothing
else: chapters, transcript and sound are izdat's own, the transcript in the player's format. It is
opened twice: ``peer`` with the transcript's tab open from the start, which spares its reader a
touch; ``untouched`` as the player comes, with the tab closed, and nobody touches it. ``--peer
DIR``: ``npm install`` of the player was run there; else it is put into a temporary folder.

Both are served by one server on this machine, texts packed with gzip, and opened by Chromium as on
Lighthouse's slow telephone, with applied throttling: 412 x 823, a processor four times slower, 1.47
Mbit/s, 562.5 ms before each answer (lighthouse/core/config/constants.js, mobileSlow4G). Sound is
counted apart. Rounds take turns; medians are told.

- ``read``: until a paragraph of the transcript is laid out, in sight or further down, and what came
  over the line until then.
- ``interactive``: the end of the last task of more than 50 ms before five seconds without any, from
  the first paint on (Lighthouse's time to interactive, of the tasks that Chromium tells pages of).
- ``whole``: all that came over the line until then, but for sound.
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
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from izdat.text.dates import exact_clock
from quality_lighthouse import served
from quality_times import EPISODE, built

PEER = "@podlove/web-player@5.13.0"
SETTINGS = "sound: {channels: 1, mp3: 64, opus: 0}\n"
DOWN, LATENCY, SLOWER = 1.6 * 1024 * 1024 / 8 * 0.9, 150 * 3.75, 4  # bytes a second, ms, times
QUIET, PATIENCE = 5.0, 60.0  # seconds
# The first paragraph of each page's transcript; a list of the player's own holds what is in sight.
TRANSCRIPT = {
    "izdat": ".words p",
    "peer": "[data-test='tab-transcripts--entry'] .transcript",
    "untouched": None,
}
WATCH = """
    const selector = %s;
    window.found = { read: 0, tasks: [] };
    new PerformanceObserver(list => {
        for (const each of list.getEntries())
            window.found.tasks.push([each.startTime, each.startTime + each.duration]);
    }).observe({ type: "longtask", buffered: true });
    const look = () => {
        if (selector === null) return;
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
<link rel="icon" href="data:,">
</head>
<body>
<h1>{title}</h1>
<div id="player"></div>
<script src="player/embed.js"></script>
<script>podlovePlayer("#player", {episode}, {config});</script>
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Load:
    """One opening of a page: seconds, kB as they came over the line, requests.

    ``read_…`` is None where no transcript was waited for.
    """

    read_seconds: float | None
    read_kilobytes: float | None
    read_requests: int | None
    interactive_seconds: float
    whole_kilobytes: float
    whole_requests: int
    sound_kilobytes: float


@dataclass(slots=True)
class Line:
    """What comes over a telephone's line while a page is open."""

    came: list[tuple[float, float, str]] = field(default_factory=list)
    # (seconds since 1970, kB, address) of what has come whole
    sound: list[float] = field(default_factory=list)  # kB; it may begin to come and never end
    waited_for: set[str] = field(default_factory=set)  # requests without their whole answer


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
    # On the page itself, as the player allows: two files less to ask for.
    told = {
        "version": 5, "show": {"title": title}, "title": title, "duration": clock(length),
        "chapters": [{"start": clock(c["startTime"]), "title": c["title"]} for c in chapters],
        "audio": [{
            "url": f"/{sound.name}", "size": str(sound.stat().st_size), "title": "MP3",
            "mimeType": "audio/mpeg",
        }],
        "transcripts": "/transcripts.json",
    }  # fmt: skip
    config = {"version": 5, "base": "/player/"}
    for name, tab in (("open", {"activeTab": "transcripts"}), ("closed", {})):
        page = PAGE.format(title=title, episode=within(told), config=within(config | tab))
        (folder / f"{name}.html").write_text(page, "utf-8")
    return folder


def write(folder: Path, name: str, value: object) -> None:
    (folder / name).write_text(json.dumps(value, ensure_ascii=False), "utf-8")


def within(value: object) -> str:
    """Return a value as a script on a page may hold it."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")


def clock(seconds: float) -> str:
    """Return ``01:02:03.456``."""
    whole, _, parts = exact_clock(seconds).partition(".")
    hours, minutes, rest = ["0", "0", *whole.split(":")][-3:]
    return f"{int(hours):02}:{int(minutes):02}:{int(rest):02}.{parts or '000'}"


def chromium(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(
        executable_path=os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium"),
        # A sandbox needs rights that a container does not give; the pages are our own.
        args=["--no-sandbox", "--disable-dev-shm-usage"],
    )


@contextmanager
def telephone(browser: Browser) -> Iterator[tuple[Page, Line]]:
    """Yield a page of a slow telephone, and its line."""
    context = browser.new_context(viewport={"width": 412, "height": 823}, device_scale_factor=1.75)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", {
        "offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": DOWN,
    })  # fmt: skip
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    line = Line()
    asked: dict[str, str] = {}  # address of each request
    offset: list[float] = []

    def begin(event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return  # nothing comes over the line
        asked[event["requestId"]] = event["request"]["url"]
        if not event["request"]["url"].endswith(".mp3"):
            line.waited_for.add(event["requestId"])
        offset.append(event["wallTime"] - event["timestamp"])

    def end(event: dict[str, Any]) -> None:
        line.waited_for.discard(event["requestId"])
        if event["requestId"] in asked:
            when = event["timestamp"] + offset[0]
            line.came.append((when, event["encodedDataLength"] / 1000, asked[event["requestId"]]))

    def receive(event: dict[str, Any]) -> None:
        if asked.get(event["requestId"], "").endswith(".mp3"):
            line.sound.append(event["dataLength"] / 1000)  # never packed

    session.on("Network.requestWillBeSent", begin)
    session.on("Network.loadingFinished", end)
    session.on("Network.loadingFailed", lambda event: line.waited_for.discard(event["requestId"]))
    session.on("Network.dataReceived", receive)
    yield page, line
    context.close()


def opened(browser: Browser, address: str, selector: str | None) -> Load:
    """Open an address and wait for its transcript and for rest; None waits for rest alone."""
    with telephone(browser) as (page, line):
        page.add_init_script(f"if (window === top) {{ {WATCH % json.dumps(selector)} }}")
        page.goto(address, wait_until="commit")
        waited, found = 0.0, {}
        while waited < PATIENCE:
            page.wait_for_timeout(500)
            waited += 0.5
            found = page.evaluate("""() => ({
                ...window.found, now: performance.now(), origin: performance.timeOrigin,
                painted: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0,
            })""")
            last = max([found["painted"], *(end for _, end in found["tasks"])])
            latest = max((when for when, _, _ in line.came), default=0.0)
            # Of a page that waits for an answer nobody knows what it will do with it.
            is_still = (
                not line.waited_for
                and found["origin"] / 1000 + found["now"] / 1000 - latest > QUIET
            )
            is_read = selector is None or found["read"]
            if is_read and is_still and found["now"] - last > QUIET * 1000:
                break
        else:
            raise SystemExit(f"{address}: no transcript, or no rest, in {PATIENCE:.0f} seconds")
    texts = [each for each in line.came if not each[2].endswith(".mp3")]
    until = found["origin"] / 1000 + found["read"] / 1000
    before = [size for when, size, _ in texts if when <= until]
    return Load(
        found["read"] / 1000 if selector else None,
        sum(before) if selector else None,
        len(before) if selector else None,
        last / 1000,
        sum(size for _, size, _ in texts),
        len(texts),
        sum(line.sound),
    )


def unscripted(browser: Browser, address: str) -> int:
    """Return how many words a browser shows where no script runs."""
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(address)
    return len(page.locator("body").inner_text().split())


def measured(public: Path, peer: Path, rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as room, sync_playwright() as p:
        other = peer_site(Path(room) / "peer", public / "083", peer)
        browser = chromium(p)
        loads: dict[str, list[Load]] = {name: [] for name in TRANSCRIPT}
        with served(public) as own_home, served(other) as other_home:
            pages = {
                "izdat": f"{own_home}083/",
                "peer": f"{other_home}open.html",
                "untouched": f"{other_home}closed.html",
            }
            for _ in range(rounds):
                for name, address in pages.items():
                    loads[name].append(opened(browser, address, TRANSCRIPT[name]))
            words = {name: unscripted(browser, address) for name, address in pages.items()}
        browser.close()
    found = {
        name: medians([asdict(each) for each in own]) | {"unscripted_words": words[name]}
        for name, own in loads.items()
    }
    ratio = {
        figure: round(found["izdat"][figure] / value, 3)
        for figure, value in found["peer"].items()
        if value and figure != "unscripted_words"
    }
    return found | {"izdat_over_peer": ratio}


def medians(rows: list[dict[str, float | None]]) -> dict[str, float]:
    """Return the median of each figure that was taken."""
    taken = {name: [row[name] for row in rows] for name in rows[0]}
    return {
        name: round(statistics.median(value for value in own if value is not None), 2)
        for name, own in taken.items()
        if None not in own
    }


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
    print(f"{'':<22}" + "".join(f"{name:>17}" for name in found))
    for figure in found["izdat"]:
        print(f"{figure:<22}" + "".join(f"{own.get(figure, '-'):>17}" for own in found.values()))


if __name__ == "__main__":
    main()
