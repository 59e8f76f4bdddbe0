"""Draws the pictures of the example's pages that stand in the documentation.

    python benchmarks/picture_pages.py [--public DIR] [--out docs/pictures]

The example show is built (``--public DIR``: it was built before) and opened in Chromium, from a
server on this machine, as somebody would have it: wide, on a telephone, in the dark, in Arabic,
without scripts, on paper. Whoever changes the look draws the pictures anew and looks at them.
"""

import argparse
import io
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from quality_lighthouse import served

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = ROOT / "examples" / "night-ferry"
COLOURS = 64
EPISODE = "when-the-river-came-in/"
MOMENT = 38.5  # seconds: in the middle of a sentence with a claim, a note and an event


@dataclass(frozen=True, slots=True)
class View:
    """A page as somebody has it before them. Sizes: (width, height) in pixels of CSS."""

    path: str
    size: tuple[int, int] = (1280, 900)
    width: int = 900  # pixels of the picture
    scale: float = 1
    more: tuple[tuple[str, Any], ...] = ()  # of the browser's context
    prepare: Callable[[Page], None] | None = None
    clip: str = ""  # what of the page is drawn; "": what is in sight


def playing(page: Page) -> None:
    page.evaluate("time => { location.hash = '#t=' + time }", MOMENT)
    page.wait_for_selector(".w.on")
    page.wait_for_timeout(300)


def beside(page: Page) -> None:
    page.locator("select.text").select_option(index=1)
    page.wait_for_selector(".beside")
    playing(page)


def found(page: Page) -> None:
    page.locator(".finder input").fill("water")
    page.wait_for_selector(".passage")
    page.wait_for_timeout(500)


def told(page: Page) -> None:
    page.locator(".told summary").first.click()


def printed(page: Page) -> None:
    page.emulate_media(media="print")


VIEWS = {
    "home": View(""),
    "episode": View(EPISODE),
    "transcript": View(EPISODE, prepare=playing),
    "beside": View(EPISODE, prepare=beside),
    "dark": View(EPISODE, more=(("color_scheme", "dark"),), prepare=playing),
    "rtl": View(f"{EPISODE}ar/"),
    "no-javascript": View(EPISODE, more=(("java_script_enabled", False),)),
    "contrast": View(EPISODE, more=(("forced_colors", "active"),), prepare=playing),
    "zoom": View(EPISODE, (640, 450), scale=2),
    "wide": View(EPISODE, (3840, 2160), 1200),
    "phone": View(EPISODE, (320, 640), 320),
    "print": View(EPISODE, (794, 1123), 497, prepare=printed),
    "embed": View(f"{EPISODE}embed.html", (600, 220), 600),
    "search": View("search/", prepare=found),
    "ledger": View("claims/homes-flooded/"),
    "ledger-phone": View(
        "ar/claims/homes-flooded/", (390, 844), 390, more=(("color_scheme", "dark"),)
    ),
    "relations": View(EPISODE, prepare=told, clip=".told"),
}


def drawn(page: Page, view: View) -> bytes:
    if view.prepare:
        view.prepare(page)
    part = page.locator(view.clip).first if view.clip else page
    picture = Image.open(io.BytesIO(part.screenshot()))
    height = round(picture.height * view.width / picture.width)
    small = picture.convert("RGB").resize((view.width, height), Image.Resampling.LANCZOS)
    stream = io.BytesIO()
    small.quantize(COLOURS, Image.Quantize.FASTOCTREE).save(stream, "PNG", optimize=True)
    return stream.getvalue()


def built(folder: Path) -> Path:
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("public", ".izdat"))
    command = [sys.executable, "-m", "izdat", "build", "--future", "--quiet", folder]
    subprocess.run(command, check=True)
    return folder / "public"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--public", type=Path, metavar="DIR")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "pictures", metavar="DIR")
    parser.add_argument("names", nargs="*", metavar="NAME", help="of a picture; none: all")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room, sync_playwright() as p:
        public = given.public or built(Path(room) / "show")
        browser = p.chromium.launch(
            executable_path=os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--autoplay-policy=no-user-gesture-required"],
        )
        with served(public.resolve()) as address:
            for name in given.names or VIEWS:
                view = VIEWS[name]
                width, height = view.size
                context = browser.new_context(
                    viewport={"width": width, "height": height}, device_scale_factor=view.scale,
                    reduced_motion="reduce", **dict(view.more),
                )  # fmt: skip
                page = context.new_page()
                page.goto(f"{address}{view.path}")
                data = drawn(page, view)
                (given.out / f"{name}.png").write_bytes(data)
                print(f"{name}.png: {len(data):,} bytes")
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
