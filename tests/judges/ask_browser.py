"""A published folder → what Chromium and axe-core say of its pages, as JSON.

One browser for all of them: ``python ask_browser.py PUBLIC AXE``. Pages are opened under a
sub-path of a local host and from the disk, in the light and the dark scheme, with and without
JavaScript. What leaves the page for another host is not let through, and told.
"""

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

from lxml import html
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

SUB_PATH = "/mirrors/of/a friend/"  # a space too: a folder on a USB stick may be called so
SCHEMES = ("light", "dark")
# Level A and AA, and what axe-core counts as good practice.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


class Handler(SimpleHTTPRequestHandler):
    """Serves the folder under ``mount`` and nothing else."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".vtt": "text/vtt"}  # noqa: RUF012

    def __init__(self, *arguments: object, mount: str, directory: str) -> None:
        self.mount = quote(mount)
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def translate_path(self, path: str) -> str:
        if not path.startswith(self.mount):
            return str(Path(self.directory) / "no such file")
        return super().translate_path("/" + path.removeprefix(self.mount))

    def log_message(self, format: str, *arguments: object) -> None:
        pass


@contextmanager
def served(public: Path, mount: str) -> Iterator[str]:
    """Serve ``public`` on this machine under ``mount``; yield its address, with the last slash."""
    handler = partial(Handler, mount=mount, directory=str(public))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{quote(mount)}"
    finally:
        server.shutdown()


def kinds(public: Path) -> list[str]:
    """Return a page of every kind: of each name, form, folder and language, the longest."""
    longest: dict[tuple[str, ...], tuple[int, str]] = {}
    for path in sorted(public.rglob("*.html")):
        text = path.read_bytes()
        tree = html.document_fromstring(text)
        if tree.xpath("//meta[@http-equiv='refresh']"):
            continue  # it leads on before anybody can look at it
        forms = {name for node in tree.iter("main", "article", "body") for name in node.classes}
        plain = " ".join(sorted(forms)) or str(len(path.relative_to(public).parts))
        folders = {"about", "archive", "claims", "names", "people", "search", "voices"}
        own = " ".join(sorted(folders & set(path.relative_to(public).parts)))
        kind = (path.name, plain, own, tree.get("lang", ""))
        longest[kind] = max(
            longest.get(kind, (0, "")), (len(text), path.relative_to(public).as_posix())
        )
    return sorted(path for _, path in longest.values())


class Visitor:
    """Somebody who opens one page after another: what each asked for, and what went wrong."""

    def __init__(self, context: BrowserContext, own: str) -> None:
        self.page = context.new_page()
        self.own = own
        self.foreign: list[str] = []
        self.wrong: list[str] = []
        self.page.route(lambda address: not address.startswith(own), self._let_through)
        self.page.on("pageerror", lambda error: self.wrong.append(f"script: {error}"))
        self.page.on("console", self._console)
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._answered)

    def open(self, address: str) -> Page:
        self.page.goto("about:blank")  # what the last page still asks for is the last page's
        self.foreign, self.wrong = [], []
        self.page.goto(address, wait_until="load")
        return self.page

    def _let_through(self, route: Route) -> None:
        address = route.request.url
        if address.startswith((self.own, "data:", "blob:", "about:")):
            route.continue_()
        else:
            self.foreign.append(address)
            route.abort()

    def _console(self, message: object) -> None:
        if getattr(message, "type", "") == "error":
            self.wrong.append(f"console: {getattr(message, 'text', '')}")

    def _failed(self, request: object) -> None:
        failure = str(getattr(request, "failure", ""))
        # A player that stops loading what it has enough of is not a fault.
        if "ERR_ABORTED" not in failure:
            self.wrong.append(f"{getattr(request, 'url', '')}: {failure}")

    def _answered(self, response: object) -> None:
        if getattr(response, "status", 200) >= 400:
            self.wrong.append(f"{getattr(response, 'url', '')}: {getattr(response, 'status', '')}")


def looked_at(
    browser: Browser, home: str, paths: list[str], axe: str
) -> dict[str, dict[str, object]]:
    """Return what axe-core finds on each page, in both schemes, and what the page asks for."""
    found: dict[str, dict[str, object]] = {}
    for scheme in SCHEMES:
        size = DESK if scheme == "light" else PHONE
        context = browser.new_context(color_scheme=scheme, viewport=size, reduced_motion="reduce")
        visitor = Visitor(context, home)
        for path in paths:
            page = visitor.open(home + quote(path))
            # evaluate() is not held up by the page's own policy, as a script element would be.
            page.evaluate(axe)
            answer = page.evaluate(
                "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", TAGS
            )
            width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            found[f"{path} ({scheme})"] = {
                "violations": [
                    f"{v['id']}: {v['help']}: {node['html'][:200]}"
                    for v in answer["violations"]
                    for node in v["nodes"]
                ],
                "foreign": visitor.foreign,
                "wrong": visitor.wrong,
                "too_wide": max(0, width),
            }
        context.close()
    return found


def from_disk(browser: Browser, public: Path, paths: list[str]) -> dict[str, object]:
    """Return what each page asks for and what goes wrong, opened from the disk."""
    context = browser.new_context()
    root = public.resolve().as_uri()
    visitor = Visitor(context, root)
    found: dict[str, object] = {}
    for path in paths:
        page = visitor.open(f"{root}/{quote(path)}")
        rules = page.evaluate("getComputedStyle(document.body).fontFamily")
        found[path] = {"foreign": visitor.foreign, "wrong": visitor.wrong, "font": rules}
    context.close()
    return found


def without_script(browser: Browser, home: str, paths: list[str]) -> dict[str, str]:
    """Return the text that can be seen on each page where there is no JavaScript."""
    context = browser.new_context(java_script_enabled=False)
    visitor = Visitor(context, home)
    found = {path: visitor.open(home + quote(path)).inner_text("body") for path in paths}
    context.close()
    return found


def tracks(browser: Browser, home: str, captions: list[str]) -> dict[str, object]:
    """Return the cues that the browser itself reads from each WebVTT file."""
    context = browser.new_context()
    page = Visitor(context, home).open(home + "robots.txt")
    found = {}
    for path in captions:
        found[path] = page.evaluate(
            """address => new Promise((done, failed) => {
                const video = document.createElement("video");
                const track = document.createElement("track");
                track.kind = "captions";
                track.addEventListener("load", () => done([...track.track.cues].map(
                    cue => ({id: cue.id, start: cue.startTime, end: cue.endTime,
                             text: cue.getCueAsHTML().textContent}))));
                track.addEventListener("error", () => failed(new Error("not read: " + address)));
                document.body.append(video);
                video.append(track);
                track.track.mode = "hidden";
                track.src = address;
            })""",
            home + quote(path),
        )
    context.close()
    return found


def main(public: Path, axe: Path) -> None:
    paths = kinds(public)
    # A host shows this one at whatever address was asked for, so its links begin at the root.
    anywhere = [path for path in paths if path == "404.html"]
    paths = [path for path in paths if path not in anywhere]
    captions = sorted(path.relative_to(public).as_posix() for path in public.rglob("*.vtt"))
    program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
    # A sandbox needs rights that a container does not give; the pages are our own.
    options = ["--no-sandbox", "--disable-dev-shm-usage"]
    script = axe.read_text("utf-8")
    with (
        sync_playwright() as playwright,
        served(public, SUB_PATH) as home,
        served(public, "/") as host,
    ):
        browser = playwright.chromium.launch(executable_path=program, args=options)
        report = {
            "version": browser.version,
            "kinds": paths,
            "pages": {
                **looked_at(browser, home, paths, script),
                **looked_at(browser, host, anywhere, script),
            },
            "disk": from_disk(browser, public, paths),
            "plain": without_script(browser, home, paths),
            "tracks": tracks(browser, home, captions),
        }
        browser.close()
    json.dump(report, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
