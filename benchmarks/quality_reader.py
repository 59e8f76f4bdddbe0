"""What a reading system makes of a book: its contents, its pages, and what it lights as it reads.

    python benchmarks/quality_reader.py BOOK [--reader DIR] [--seconds 20] [--picture FILE] [--json]

The reading system is foliate-js, the engine of Foliate, in Chromium, as it comes from npm: its own
page opens the book and plays its overlay. Without ``--reader DIR`` (``npm install foliate-js`` was
run there) it is installed into a temporary folder. Ends with status 1 where something of the book
is missing in the reader, where what is lit is not in sight, or where a word lights before it is
heard or more than half a second after: the engine looks at the clock four times a second.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

from quality_lighthouse import served

READER = "foliate-js@1.0.1"
LATE = 0.5  # seconds: two looks at the clock, on a busy machine
# The engine keeps its sound to itself: the page is given one that is remembered.
REMEMBERED = """
    const Made = window.Audio;
    window.Audio = function (address) { return window.heard = new Made(address); };
"""
LIT = """
    async () => {
        const view = window.reader.view, found = window.lit = [];
        view.mediaOverlay.addEventListener("highlight", ({ detail }) => {
            const at = window.heard.currentTime;
            setTimeout(() => {
                const { doc } = view.renderer.getContents()[0];
                const element = doc.getElementById(detail.text.split("#")[1]);
                const { active } = { active: view.book.media.activeClass };
                const frame = doc.defaultView.frameElement.getBoundingClientRect();
                const box = element && element.getBoundingClientRect();
                const left = box ? frame.left + box.left : -1;
                found.push({
                    begin: detail.begin, at, id: detail.text,
                    isLit: Boolean(element && element.classList.contains(active)),
                    isSeen: left >= 0 && left < innerWidth,
                });
            }, 150);
        });
        await view.startMediaOverlay();
    }
"""
KNOWN = """
    () => {
        const { book } = window.reader.view;
        const count = places => (places ?? []).reduce((n, p) => n + 1 + count(p.subitems), 0);
        return {
            title: typeof book.metadata.title === "string"
                ? book.metadata.title : Object.values(book.metadata.title)[0],
            language: [book.metadata.language].flat()[0],
            contents: count(book.toc),
            pages: count(book.pageList),
            documents: book.sections.length,
            spoken: book.sections.filter(section => section.mediaOverlay).length,
        };
    }
"""


def installed(folder: Path) -> Path:
    npm = shutil.which("npm") or "npm"
    subprocess.run([npm, "install", "--silent", "--prefix", folder, READER], check=True)
    return folder


def read(book: Path, reader: Path, seconds: float, picture: Path | None) -> dict[str, Any]:
    """Return what the reading system says of a book, and what it lit in so many seconds."""
    with tempfile.TemporaryDirectory() as room, sync_playwright() as p:
        folder = Path(room)
        (folder / "reader").symlink_to(reader / "node_modules" / "foliate-js")
        shutil.copy(book, folder / "book.epub")
        browser = p.chromium.launch(
            executable_path=os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        page = browser.new_page(viewport={"width": 900, "height": 640})
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.add_init_script(REMEMBERED)
        with served(folder) as address:
            page.goto(f"{address}reader/reader.html?url=/book.epub")
            opened(page)
            found: dict[str, Any] = page.evaluate(KNOWN)
            play(page, seconds)
            if picture:
                page.screenshot(path=picture)
            found["lit"] = page.evaluate("window.lit")
        browser.close()
    return found | {"errors": wrong}


def opened(page: Page) -> None:
    """Wait for the book's first page, from outside: the reader's policy forbids it within."""
    for _ in range(200):
        if page.evaluate("window.reader?.view?.renderer?.getContents().length"):
            return
        page.wait_for_timeout(100)
    sys.exit("the reader did not open the book")


def play(page: Page, seconds: float) -> None:
    # From the first segment's text on: before it stand cover and title.
    page.evaluate("async () => { await window.reader.view.goToTextStart(); }")
    page.wait_for_timeout(500)
    page.evaluate(LIT)
    page.wait_for_timeout(1000 * seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("book", type=Path, metavar="BOOK")
    parser.add_argument("--reader", type=Path, metavar="DIR")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--picture", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        reader = arguments.reader or installed(Path(room))
        found = read(arguments.book, reader.resolve(), arguments.seconds, arguments.picture)
    lit = found.pop("lit")
    late = sorted(each["at"] - each["begin"] for each in lit)
    figures = found | {
        "lit": len(lit),
        "unlit": sum(not each["isLit"] for each in lit),
        "unseen": sum(not each["isSeen"] for each in lit),
        "late": round(late[len(late) // 2], 3) if late else None,
        "latest": round(late[-1], 3) if late else None,
        "earliest": round(late[0], 3) if late else None,
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:<12}{value}")
    checks = {
        "the reader failed": bool(found["errors"]),
        "there are no contents": not found["contents"],
        "there are no pages": not found["pages"],
        "nothing was lit": len(lit) < 2,
        "what is heard is not lit": figures["unlit"] > 0,
        "what is lit is not in sight": figures["unseen"] > 0,
        "what is lit is not heard": bool(late) and (late[0] < -0.05 or late[-1] > LATE),
    }
    wrong = [what for what, is_so in checks.items() if is_so]
    for what in wrong:
        print(f"WRONG: {what}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
