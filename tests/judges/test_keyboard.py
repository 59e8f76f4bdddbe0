"""The keys alone are enough, in Chromium and in Firefox, with scripts and without."""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

import pytest

from izdat.serve.server import Server

pytestmark = pytest.mark.judge

HERE = Path(__file__).parent
PUPPETEER = HERE / "node_modules" / "pa11y"
PROGRAMS = {
    "chrome": os.environ.get("IZDAT_CHROMIUM", "/usr/bin/chromium"),
    "firefox": os.environ.get("IZDAT_FIREFOX", "firefox-esr"),
}
PATIENCE = 300  # seconds, on a slow and busy machine
TITLE, WORD = "When the river came in", "embankment"


def missing(what: str) -> None:
    reason = f"{what} is not installed: tests/judges/install.sh installs it"
    if os.environ.get("IZDAT_JUDGES") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def walk(public: Path, browser: str, scripts: str) -> dict[str, Any]:
    """Return how far somebody came who has nothing but keys."""
    program = shutil.which(PROGRAMS[browser])
    if program is None:
        missing(PROGRAMS[browser])
    if not PUPPETEER.exists() or shutil.which("node") is None:
        missing("pa11y, with its puppeteer,")
    server = Server(public, port=0, is_live=False)
    threading.Thread(target=server.run, daemon=True).start()
    given = (browser, str(program), server.address, TITLE, WORD, scripts)
    command = ("node", str(HERE / "ask_keyboard.mjs"), *given)
    told = subprocess.run(command, capture_output=True, timeout=PATIENCE, check=False)
    server.close()
    assert told.returncode == 0, told.stderr.decode()[-2000:]
    found: dict[str, Any] = json.loads(told.stdout)
    return found


@pytest.mark.parametrize("scripts", ["yes", "no"])
@pytest.mark.parametrize("browser", PROGRAMS)
def test_the_keys_alone_play_seek_search_copy_and_change_the_language(
    example: Path, browser: str, scripts: str
) -> None:
    seen = walk(example / "public", browser, scripts)
    assert "stopped" not in seen, seen
    # All that had the focus on the way was in sight, and marked as having it.
    assert seen["unseen"] == []
    assert seen["wrong"] == []
    assert seen["first"] == "Skip to the content"
    assert (seen["title"], seen["lang"], seen["found"]) == (TITLE, "ar", True)
    assert seen["hasScripts"] == (scripts == "yes")
    if scripts == "yes":
        assert (seen["sought"], seen["copied"], seen["beside"]) == (True, "Copied", "ar")
    else:
        assert seen["words"]
        assert ".mp3#t=" in seen["time"]
        assert seen["anchor"].startswith("#")


def test_a_focus_that_cannot_be_seen_is_seen_not_to_be(example: Path, tmp_path: Path) -> None:
    # A judge that never says no would pass anything.
    public = tmp_path / "public"
    shutil.copytree(example / "public", public, ignore=shutil.ignore_patterns("*.mp3", "*.flac"))
    (sheet,) = public.glob("assets/style-*.css")
    sheet.write_text(f"{sheet.read_text()}\n:focus-visible{{outline:none}}\n")
    seen = walk(public, "chrome", "no")
    assert len(seen["unseen"]) > 5
