"""Copies and the words of a root → what `verify.html` says of each, in Chromium, from the disk.

``python ask_verifier.py PAGE < JSON``: a list of [words, folder]; prints a list of
{"said", "list", "asked"}: what it says, of which files, and which addresses it asked for.
"""

import json
import os
import re
import sys
from pathlib import Path

from playwright.sync_api import expect, sync_playwright

DONE = re.compile("^(authentic|not authentic|This browser)")
PATIENCE = 60_000  # ms, on a slow and busy machine


def main(page_file: Path, copies: list[list[str]]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    with sync_playwright() as playwright:
        program = os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        for words, folder in copies:
            page = browser.new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            page.goto(page_file.absolute().as_uri())
            page.fill("#words", words)
            page.set_input_files("#folder", folder)
            # (Not by a script of ours: the page's own policy lets none be evaluated.)
            expect(page.locator("#said")).to_have_text(DONE, timeout=PATIENCE)
            items = page.locator("#list li").all_inner_texts()
            told.append({"said": page.inner_text("#said"), "list": items, "asked": asked[1:]})
            page.close()
        browser.close()
    return told


if __name__ == "__main__":
    json.dump(main(Path(sys.argv[1]), json.load(sys.stdin)), sys.stdout)
